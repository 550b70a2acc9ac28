"""Lines that follow from facts of key life.

Each function writes what one kind of fact means; who writes what is in `projection.py`.
"""

from typing import Final

from depesha.names import TimeMs
from depesha.office.facts import (
    PaperWithdrawn,
    PeriodKeyDestroyed,
    PeriodKeyMade,
    ReportLearned,
    StationRevoked,
)
from depesha.store.database import Database

_MADE: Final = """INSERT INTO period_key VALUES (?, ?, ?, ?, NULL) ON CONFLICT DO NOTHING"""
_DESTROYED: Final = "UPDATE period_key SET destroyed_at = ? WHERE fingerprint = ?"
_IS_REVOKED: Final = "SELECT 1 FROM revoked WHERE station = ?"
_REVOKED: Final = """INSERT INTO revoked VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"""

_CLOSED: Final = """UPDATE duty SET revoked_at = ?2 WHERE look_at NOT NULL AND task = 1
    AND (station = ?1 OR telegram IN (SELECT id FROM telegram WHERE station = ?1))"""
_BEYOND: Final = """UPDATE duty SET beyond_at = ?2 WHERE telegram IN
    (SELECT id FROM telegram WHERE station = ?1 AND incoming_number > 0 AND at >= ?3)"""

PAST_MS: Final = 60 * 24 * 3_600_000
"""How long a paper that was withdrawn or confirmed is remembered: twice as long as it travels."""

_NO_TELEGRAM: Final = bytes(16)
_PAST: Final = "INSERT INTO past_paper VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
_FORGET: Final = "DELETE FROM past_paper WHERE at < ?"


def made(database: Database, fact: PeriodKeyMade, at: TimeMs, _place: int) -> None:
    """The station has a period key."""
    database.write(_MADE, (fact.fingerprint, fact.valid_from, fact.valid_until, at))


def destroyed(database: Database, fact: PeriodKeyDestroyed, at: TimeMs, _place: int) -> None:
    """It has it no longer."""
    database.write(_DESTROYED, (at, fact.fingerprint))


def revoked(database: Database, fact: StationRevoked, at: TimeMs, _place: int) -> None:
    """A station is revoked, for good; the first word of it stands.

    What is still asked of it or by it is closed, and what came beyond the cut line is held.
    """
    if database.row(_IS_REVOKED, (fact.station,)) is not None:
        return
    cut = (fact.head_size, fact.head_root)
    database.write(_CLOSED, (fact.station, at))
    if fact.since < at:
        database.write(_BEYOND, (fact.station, at, fact.since))
    database.write(_REVOKED, (fact.station, fact.reason, fact.since, at, *cut))


def past(database: Database, fact: PaperWithdrawn | ReportLearned, at: TimeMs, _place: int) -> None:
    """A paper is not asked after any more; a report of it may still come, or come again."""
    if isinstance(fact, PaperWithdrawn) or fact.uid == _NO_TELEGRAM:
        database.write(_FORGET, (at - PAST_MS,))
        database.write(_PAST, (fact.digest, fact.station, at))
