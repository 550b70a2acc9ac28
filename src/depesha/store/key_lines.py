"""Lines that follow from facts of key life.

Each function writes what one kind of fact means; who writes what is in `projection.py`.
"""

from typing import Final

from depesha.names import TimeMs
from depesha.office.facts import PeriodKeyDestroyed, PeriodKeyMade, StationRevoked
from depesha.store.database import Database

_MADE: Final = """INSERT INTO period_key VALUES (?, ?, ?, ?, NULL) ON CONFLICT DO NOTHING"""
_DESTROYED: Final = "UPDATE period_key SET destroyed_at = ? WHERE fingerprint = ?"
_REVOKED: Final = """INSERT INTO revoked VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"""


def made(database: Database, fact: PeriodKeyMade, at: TimeMs, _place: int) -> None:
    """The station has a period key."""
    database.write(_MADE, (fact.fingerprint, fact.valid_from, fact.valid_until, at))


def destroyed(database: Database, fact: PeriodKeyDestroyed, at: TimeMs, _place: int) -> None:
    """It has it no longer."""
    database.write(_DESTROYED, (at, fact.fingerprint))


def revoked(database: Database, fact: StationRevoked, at: TimeMs, _place: int) -> None:
    """A station is revoked, for good; the first word of it stands."""
    cut = (fact.head_size, fact.head_root)
    database.write(_REVOKED, (fact.station, fact.reason, fact.since, at, *cut))
