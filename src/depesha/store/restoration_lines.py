"""Lines that follow from facts about restorations; who writes what is in `projection.py`."""

from typing import Final

from depesha.names import TimeMs
from depesha.office.facts import (
    LastNumbersAsked,
    LastNumbersForgone,
    LastNumbersLearned,
    NumbersLost,
    RestorationEnded,
    RestorationLearned,
    Restored,
    TelegramTakenBack,
)
from depesha.store.database import Database
from depesha.store.witness_lines import begin_again

_FOUND: Final = "INSERT INTO founding VALUES (?, ?, ?, ?)"
_RESTORED: Final = "INSERT INTO restoration VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)"
_END_EARLIER: Final = "UPDATE restoration SET ended_at = ? WHERE ended_at IS NULL"
_ASK_NO_LONGER: Final = "UPDATE restoration_peer SET repeat_at = NULL WHERE repeat_at NOT NULL"
_PEER: Final = "INSERT INTO restoration_peer VALUES (?, ?, 0, ?, NULL, NULL, NULL)"
_LAST: Final = "(SELECT max(id) FROM restoration)"
_ASKED: Final = f"""UPDATE restoration_peer SET attempts = attempts + 1, repeat_at = ?
    WHERE restoration = {_LAST} AND station = ?"""  # noqa: S608  # a constant
_OF_DOCUMENT: Final = "SELECT id FROM restoration WHERE document = ?"
_ANSWERED: Final = """UPDATE restoration_peer
    SET repeat_at = NULL, answered_at = coalesce(answered_at, ?), head_size = ?
    WHERE restoration = ? AND station = ?"""
_NUMBER: Final = """INSERT INTO restoration_number VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT DO UPDATE SET number = max(number, ?5)"""
_AWAIT: Final = "INSERT INTO lost_telegram VALUES (?, ?, ?, NULL) ON CONFLICT DO NOTHING"
_TAKEN: Final = """INSERT INTO lost_telegram VALUES (?1, ?2, ?3, ?3)
    ON CONFLICT DO UPDATE SET taken_at = coalesce(taken_at, ?3)"""
_TAKEN_FROM_ANOTHER: Final = """UPDATE lost_telegram SET taken_at = ?
    WHERE digest = ? AND taken_at IS NULL"""
_IS_TAKEN: Final = "SELECT 1 FROM telegram WHERE registration = ?"
_FORGONE: Final = f"""UPDATE restoration_peer SET repeat_at = NULL, forgone_at = ?
    WHERE restoration = {_LAST} AND station = ?"""  # noqa: S608  # a constant
_ENDED: Final = "UPDATE restoration SET ended_at = ? WHERE document = ?"
_LOST: Final = "INSERT INTO lost_number VALUES (?, ?, ?, ?, ?, ?)"
_LEARNED: Final = """INSERT INTO restored_station VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING"""


def restored(database: Database, fact: Restored, at: TimeMs, place: int) -> None:
    """The numbering of envelopes begins anew, and correspondents are asked.

    What an earlier restoration was still waiting for is asked by this one.
    """
    database.write(_FOUND, (place, fact.station, fact.epoch, at))
    database.write(_END_EARLIER, (at,))
    database.write(_ASK_NO_LONGER)
    lost = fact.lost.size if fact.lost else None
    head = (fact.head.size, fact.head.root, lost, fact.backed_up_at)
    database.write(_RESTORED, (place, fact.document, fact.epoch, *head, fact.office, fact.why, at))
    for station in fact.awaits:
        database.write(_PEER, (place, station, at))
    for one in fact.series:
        database.write(_NUMBER, (place, "", one.series, one.year, one.number))


def asked(database: Database, fact: LastNumbersAsked, _at: TimeMs, _place: int) -> None:
    """It is asked again at that time."""
    database.write(_ASKED, (fact.repeat_at, fact.station))


def learned(database: Database, fact: LastNumbersLearned, at: TimeMs, _place: int) -> None:
    """It is asked no longer; its telegrams are on their way."""
    row = database.row(_OF_DOCUMENT, (fact.restoration,))
    if row is None:
        return
    size = fact.head.size if fact.head else None
    database.write(_ANSWERED, (at, size, row[0], fact.station))
    for one in fact.series:
        database.write(_NUMBER, (row[0], fact.station, one.series, one.year, one.number))
    for digest in fact.registrations:
        if database.row(_IS_TAKEN, (digest,)) is None:
            database.write(_AWAIT, (digest, fact.station, at))


def forgone(database: Database, fact: LastNumbersForgone, at: TimeMs, _place: int) -> None:
    """It is waited for no longer."""
    database.write(_FORGONE, (at, fact.station))


def lost(database: Database, fact: NumbersLost, at: TimeMs, place: int) -> None:
    """The numbers are shown as lost."""
    database.write(_LOST, (place, fact.series, fact.year, fact.first, fact.last, at))


def ended(database: Database, fact: RestorationEnded, at: TimeMs, _place: int) -> None:
    """Telegrams get numbers again."""
    database.write(_ENDED, (at, fact.document))


def taken_back(database: Database, fact: TelegramTakenBack, at: TimeMs, _place: int) -> None:
    """One telegram less is missing."""
    database.write(_TAKEN, (fact.digest, fact.station, at))
    database.write(_TAKEN_FROM_ANOTHER, (at, fact.digest))


def restored_elsewhere(
    database: Database, fact: RestorationLearned, at: TimeMs, _place: int
) -> None:
    """A correspondent begins anew."""
    head = (fact.head.size, fact.head.root, fact.lost)
    database.write(
        _LEARNED,
        (fact.station, fact.document, fact.epoch, fact.ended, *head, fact.restored_at, at),
    )
    begin_again(database, fact.station, fact.head.size, fact.head.root, at)
