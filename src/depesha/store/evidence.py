"""What the store gives as evidence: entries of the journal about a telegram, and what was made.

All of it goes by a telegram's history: nothing here reads more than the facts that speak of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from depesha.journal import JournalEntry, decode_entry
from depesha.names import TimeMs, Uid
from depesha.office.facts import EnvelopeOpened, EvidenceMade, EvidenceSigned, Fact
from depesha.office.ports import EvidenceState
from depesha.store.database import Database, Row
from depesha.store.fact_records import KIND_OF, decode_fact
from depesha.store.leaves import entry_at, kept_content

MAX_MADE: Final = 10_000

_OF_KIND: Final = """SELECT fact.id, fact.at, fact.content
    FROM history CROSS JOIN fact ON fact.id = history.fact
    WHERE history.telegram = (SELECT id FROM telegram WHERE uid = ?) AND fact.kind = ?
    ORDER BY fact.id LIMIT ?"""
_WRITTEN: Final = """SELECT fact.id, fact.kind, fact.at, fact.salt, fact.content
    FROM history CROSS JOIN fact ON fact.id = history.fact
    WHERE history.telegram = (SELECT id FROM telegram WHERE uid = ?)
    ORDER BY fact.id LIMIT ?"""
_BEFORE: Final = """SELECT id, kind, at, salt, content FROM fact
    WHERE id < ? AND id >= ? ORDER BY id DESC"""
_LOOK_BACK: Final = 4096
"""Facts of one group: at most 64 events, each with some documents of an envelope."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A fact as it stands in the journal, with what its commitment is over."""

    place: int
    entry: JournalEntry
    fact: Fact
    salt: bytes
    """Empty where the fact was expunged."""
    content: bytes


def made(database: Database, uid: Uid) -> list[EvidenceState]:
    """Return the evidence that was made of a telegram, in order."""
    found: list[EvidenceState] = []
    kind = KIND_OF[EvidenceMade]
    for place, at, content in database.rows(_OF_KIND, (uid, kind, MAX_MADE)):
        fact = decode_fact(kind, content)
        if isinstance(fact, EvidenceMade):
            found.append(EvidenceState(place=place, at=TimeMs(at), office=fact.office))
    return found


def signed(database: Database, uid: Uid, number: int) -> bool:
    """Say whether the manifest of the `number`-th evidence of a telegram was signed."""
    kind = KIND_OF[EvidenceSigned]
    return any(
        isinstance(fact := decode_fact(kind, content), EvidenceSigned) and fact.number == number
        for _, _, content in database.rows(_OF_KIND, (uid, kind, MAX_MADE))
    )


def written(database: Database, uid: Uid, limit: int) -> Sequence[Entry]:
    """Return the facts that speak of a telegram, in order."""
    return [_entry(database, row) for row in database.rows(_WRITTEN, (uid, limit))]


def envelope_opened_before(database: Database, place: int) -> Entry | None:
    """Return the opening of the envelope in which the telegram of a `Delivered` fact came.

    Both were written down in the same group, the envelope first.
    """
    first = max(place - _LOOK_BACK, 0)
    kind = KIND_OF[EnvelopeOpened]
    for row in database.each(_BEFORE, (place, first)):
        if row[1] == kind:
            return _entry(database, row)
    return None


def _entry(database: Database, row: Row) -> Entry:
    """Return a fact as it stands in the journal; of one that was expunged, what is left of it."""
    place, kind, _, salt, content = row
    return Entry(
        place=place,
        entry=decode_entry(entry_at(database, place)),
        fact=decode_fact(kind, kept_content(salt, content)),
        salt=salt,
        content=content if salt else b"",
    )
