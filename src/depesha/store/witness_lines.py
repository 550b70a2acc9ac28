"""Lines about the journals of other stations: the heads that they named, and what they proved.

Rule 1: of a station one head of a size is kept, the first that it named; another is a contradiction
    that the desk sees before anything is written.
Rule 2: when a station is to be asked follows from the facts alone. An envelope in which nothing lay
    but such questions and proofs makes nothing due, or two idle stations would ask each other for
    ever.
"""

from json import dumps
from typing import Final

from depesha.names import StationId, TimeMs
from depesha.office.facts import (
    EnvelopeOpened,
    HeadProved,
    JournalDoubted,
    KeyBookAdopted,
    ProofAsked,
    ProofGiven,
)
from depesha.store.database import Database

DAY_MS: Final = 24 * 3_600_000
HOUR_MS: Final = 3_600_000

MANY_FACTS: Final = 1_000
"""What a journal may grow by until its proof is asked for at once."""

_WITNESSED: Final = "INSERT INTO witnessed VALUES (?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING"
_HIGHEST: Final = """INSERT INTO peer_journal
    (station, size, root, at, envelope, proved_size, asked_sizes, asks)
    VALUES (?1, ?2, ?3, ?4, ?5, 0, '[]', 0)
    ON CONFLICT DO UPDATE SET size = ?2, root = ?3, at = ?4, envelope = ?5 WHERE ?2 > size"""
_DUE: Final = """UPDATE peer_journal SET due_at = min(coalesce(due_at, 9223372036854775807),
    CASE WHEN size - proved_size >= ?3 THEN max(?2, coalesce(asked_at + ?5, ?2))
    ELSE max(?2, coalesce(asked_at, ?2) + ?4) END)
    WHERE station = ?1 AND size > proved_size"""
_ASKED: Final = """UPDATE peer_journal SET asked_at = ?2, asked = ?3, asked_sizes = ?4,
    asks = asks + 1, due_at = CASE WHEN asks < 2 THEN ?2 + ?5 END WHERE station = ?1"""
_PROVED_HEAD: Final = """INSERT INTO witnessed VALUES (?1, ?2, ?3, ?4, ?5, 1)
    ON CONFLICT DO UPDATE SET proved = 1 WHERE root = ?3"""
_HIGHEST_PROVED: Final = """UPDATE peer_journal SET size = ?2, root = ?3, at = ?4
    WHERE station = ?1 AND ?2 > size"""
_PROVED: Final = "UPDATE witnessed SET proved = 1 WHERE station = ? AND size = ?"
_PROVED_PEER: Final = """UPDATE peer_journal SET proved_size = ?2, proved_root = ?3,
    proved_at = ?4, asks = 0, due_at = NULL WHERE station = ?1 AND proved_size <= ?2"""
_DOUBTED: Final = """UPDATE peer_journal SET doubted_at = coalesce(doubted_at, ?2),
    finding = coalesce(finding, ?3), cut = max(coalesce(cut, 0), ?4) WHERE station = ?1"""
_NEW_PEER: Final = """INSERT INTO peer_journal
    (station, size, root, at, envelope, proved_size, asked_sizes, asks)
    VALUES (?1, ?2, ?3, ?4, ?5, 0, '[]', 0) ON CONFLICT DO NOTHING"""
_GIVEN: Final = "UPDATE peer_journal SET given_at = ?2 WHERE station = ?1"
_ADOPTED: Final = "INSERT INTO adopted VALUES (?, ?, ?, ?, ?)"
_FORGET_ABOVE: Final = "DELETE FROM witnessed WHERE station = ? AND size > ?"
_BEGIN_AGAIN: Final = """UPDATE peer_journal SET size = ?2, root = ?3, proved_size = 0,
    proved_root = NULL, asks = 0, asked_at = NULL, asked = NULL, asked_sizes = '[]',
    due_at = ?4, doubted_at = NULL, finding = NULL, cut = NULL WHERE station = ?1"""


def named(database: Database, fact: EnvelopeOpened, at: TimeMs, _place: int) -> None:
    """An envelope named a head of its sender's journal."""
    head = fact.head
    if head is None or not head.size:
        return
    values = (fact.sender, head.size, head.root, at, fact.digest)
    database.write(_WITNESSED, values)
    database.write(_HIGHEST, values)
    if not fact.is_upkeep:
        database.write(_DUE, (fact.sender, at, MANY_FACTS, DAY_MS, HOUR_MS))


def asked(database: Database, fact: ProofAsked, at: TimeMs, _place: int) -> None:
    """A proof was asked for; it is asked for again after a day, and the third time not by itself.

    Then it is due again when another letter comes.
    """
    values = (fact.station, at, fact.digest, dumps(fact.sizes), DAY_MS)
    database.write(_ASKED, values)


def proved(database: Database, fact: HeadProved, at: TimeMs, _place: int) -> None:
    """A head is proved, and the earlier ones that it begins with."""
    database.write(_PROVED_HEAD, (fact.station, fact.size, fact.root, at, fact.digest))
    for size in fact.proved:
        database.write(_PROVED, (fact.station, size))
    database.write(_HIGHEST_PROVED, (fact.station, fact.size, fact.root, at))
    database.write(_PROVED_PEER, (fact.station, fact.size, fact.root, at))


def doubted(database: Database, fact: JournalDoubted, at: TimeMs, _place: int) -> None:
    """A journal contradicts itself: since when, how, and where both histories are still one."""
    database.write(_NEW_PEER, (fact.station, fact.size, fact.root, at, fact.evidence))
    database.write(_DOUBTED, (fact.station, at, fact.finding, fact.cut))


def given(database: Database, fact: ProofGiven, at: TimeMs, _place: int) -> None:
    """This station's own journal was proved to another."""
    database.write(_GIVEN, (fact.station, at))


def adopted(database: Database, fact: KeyBookAdopted, _at: TimeMs, place: int) -> None:
    """A key book came into force: an older one in its place was put back."""
    values = (place, fact.version, fact.digest, fact.plan_version, fact.plan_digest)
    database.write(_ADOPTED, values)


def begin_again(database: Database, station: StationId, size: int, root: bytes, at: TimeMs) -> None:
    """A station was restored in due form: its journal goes on from `size`, whatever it said above.

    What it named beyond that is forgotten, its doubt is over, and its proof is asked for.
    """
    database.write(_FORGET_ABOVE, (station, size))
    database.write(_BEGIN_AGAIN, (station, size, root, at))
