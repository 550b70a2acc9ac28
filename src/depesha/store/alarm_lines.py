"""Lines that follow from facts about alarms; who writes what is in `projection.py`."""

from typing import Final

from depesha.names import TimeMs
from depesha.office.facts import AlarmAccepted, AlarmCleared, AlarmRaised
from depesha.office.urgency import precedence_of
from depesha.store.database import Database

_RAISE: Final = """INSERT INTO alarm (id, kind, about, text, raised_at, precedence)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"""
_CLEAR: Final = """UPDATE alarm SET cleared_at = ?
    WHERE kind = ? AND about = ? AND cleared_at IS NULL"""
_ACCEPT: Final = """UPDATE alarm SET accepted_at = ?, accepted_by = ?, note = ?, lasts = ?
    WHERE id = ?"""


def raised(database: Database, fact: AlarmRaised, at: TimeMs, place: int) -> None:
    """An alarm is open, once."""
    precedence = precedence_of(fact.kind) if fact.precedence is None else fact.precedence
    database.write(_RAISE, (place, fact.kind, fact.about, fact.text, at, int(precedence)))


def cleared(database: Database, fact: AlarmCleared, at: TimeMs, _place: int) -> None:
    """The alarm is over."""
    database.write(_CLEAR, (at, fact.kind, fact.about))


def accepted(database: Database, fact: AlarmAccepted, at: TimeMs, _place: int) -> None:
    """Somebody has taken the alarm on; unless it lasts, it is closed."""
    database.write(_ACCEPT, (at, fact.office, fact.note, fact.lasts, fact.alarm))
