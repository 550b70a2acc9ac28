"""Lines that follow from facts about the station itself: its founding, its drafts.

Each function writes what one kind of fact means; who writes what is in `projection.py`.
"""

from typing import Final

from depesha import cbor
from depesha.draft.clearance import label_word
from depesha.names import TimeMs
from depesha.office.facts import (
    DraftDropped,
    Drafted,
    DraftReturned,
    Released,
    StationFounded,
)
from depesha.store.database import Database
from depesha.store.fact_parts import SEALED

_FOUND: Final = "INSERT INTO founding VALUES (?, ?, ?, ?)"
_DRAFT: Final = """INSERT INTO draft VALUES (?1, ?2, ?3, ?4, 'draft', '', ?5, ?6, ?7)
    ON CONFLICT DO UPDATE SET version = ?2, office = ?3, text = ?4, state = 'draft', note = '',
    at = ?5, attachments = ?6, label = ?7"""
_DRAFT_RETURNED: Final = "UPDATE draft SET state = 'returned', note = ? WHERE draft = ?"
_DRAFT_DROPPED: Final = """UPDATE draft SET state = 'dropped', text = '', note = '',
    attachments = x'80', label = '' WHERE draft = ?"""
_VOID_APPROVALS: Final = "DELETE FROM approval WHERE draft = ?"
_APPROVE: Final = """INSERT INTO approval VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT DO UPDATE SET body_id = ?3, at = ?4"""


def founded(database: Database, fact: StationFounded, at: TimeMs, place: int) -> None:
    """The numbering begins."""
    database.write(_FOUND, (place, fact.station, fact.epoch, at))


def drafted(database: Database, fact: Drafted, at: TimeMs, _place: int) -> None:
    """The draft has a text and its attachments, and no approvals."""
    attached = cbor.encode(SEALED.pack(fact.attachments))
    said = (fact.office, fact.text, at, attached, label_word(fact.text))
    database.write(_DRAFT, (fact.draft, fact.version, *said))
    database.write(_VOID_APPROVALS, (fact.draft,))


def draft_returned(database: Database, fact: DraftReturned, _at: TimeMs, _place: int) -> None:
    """The draft lies before its drafter again, and has no approvals."""
    database.write(_DRAFT_RETURNED, (fact.note, fact.draft))
    database.write(_VOID_APPROVALS, (fact.draft,))


def draft_dropped(database: Database, fact: DraftDropped, _at: TimeMs, _place: int) -> None:
    """The draft is one no longer: its number stays taken, and nothing needs its files."""
    database.write(_DRAFT_DROPPED, (fact.draft,))
    database.write(_VOID_APPROVALS, (fact.draft,))


def released(database: Database, fact: Released, at: TimeMs, _place: int) -> None:
    """An office approved."""
    database.write(_APPROVE, (fact.draft, fact.office, fact.body_id, at))
