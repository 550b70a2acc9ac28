"""Lines that follow from facts about ways: predictions, detours, diversions, lines at a minimum.

Each function writes what one kind of fact means; who writes what is in `projection.py`.
"""

from typing import Final

from depesha.names import SlipId, TimeMs
from depesha.office.facts import (
    DiversionLearned,
    Diverted,
    EnvelopeSealed,
    KeyBookAdopted,
    LateNoticed,
    LineMinimized,
    NonDelivered,
    PaperWithdrawn,
    ReportLearned,
    Rerouted,
)
from depesha.office.repeating import REPEAT_AFTER_MS
from depesha.packet import ReturnReason
from depesha.store.database import Database
from depesha.store.news_lines import mention_all
from depesha.store.traffic_lines import sealed_under

_AWAIT: Final = """INSERT INTO awaited VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT DO UPDATE SET expected_at = ?3, answer_at = ?4,
    late_at = coalesce(late_at, CASE WHEN answer_at IS NULL THEN ?5 END)"""
_NOTICED: Final = "UPDATE awaited SET late_at = ? WHERE digest = ? AND station = ?"
_SETTLE: Final = "DELETE FROM awaited WHERE digest = ? AND station = ?"
_EXCLUDE: Final = "INSERT INTO detour VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
_NO_DETOURS: Final = "DELETE FROM detour WHERE digest = ? AND station = ?"
_FORGET_DETOURS: Final = "DELETE FROM detour"
_DIVERTED: Final = "INSERT INTO diversion VALUES (?, ?, ?, ?, ?, ?, ?)"
_MINIMIZE: Final = """INSERT INTO minimized VALUES (?1, ?2)
    ON CONFLICT DO UPDATE SET precedence = ?2"""
_MAXIMIZE: Final = "DELETE FROM minimized WHERE neighbour = ?"


def predicted(database: Database, fact: EnvelopeSealed, _at: TimeMs, _place: int) -> None:
    """What is to be confirmed is expected then; when it counts as late, the first prediction says.

    That is not always of the first sending: what waits for a line that is down has none.
    """
    late_at = fact.answer_at and fact.answer_at + REPEAT_AFTER_MS[fact.grade]
    for document in fact.documents:
        if document.confirm:
            key = (document.digest, fact.recipient)
            database.write(_AWAIT, (*key, fact.expected_at, fact.answer_at, late_at))


def noticed(database: Database, fact: LateNoticed, at: TimeMs, _place: int) -> None:
    """That it is late is known, and said once; or it is expected later, after a silence."""
    later = fact.expected_at if fact.expected_at > at else None
    database.write(_NOTICED, (later, fact.digest, fact.station))


def settled(
    database: Database,
    fact: ReportLearned | NonDelivered | PaperWithdrawn,
    _at: TimeMs,
    _place: int,
) -> None:
    """Nothing is expected of the document any more."""
    database.write(_SETTLE, (fact.digest, fact.station))
    database.write(_NO_DETOURS, (fact.digest, fact.station))


def rerouted(database: Database, fact: Rerouted, _at: TimeMs, _place: int) -> None:
    """The document does not go through that station again."""
    database.write(_EXCLUDE, (fact.digest, fact.station, fact.excluded))


def plan_changed(database: Database, _fact: KeyBookAdopted, _at: TimeMs, _place: int) -> None:
    """Another plan: who refused under the old one may carry under the new one."""
    database.write(_FORGET_DETOURS)


def diverted(database: Database, fact: Diverted, at: TimeMs, place: int) -> None:
    """A packet goes another way from here."""
    _divert(database, fact.slip_id, ("", fact.neighbour, fact.next_hop), fact.reason, at, place)


def diversion_learned(database: Database, fact: DiversionLearned, at: TimeMs, place: int) -> None:
    """A packet of ours goes another way from there."""
    told = (fact.station, fact.neighbour, "")
    _divert(database, fact.slip_id, told, fact.reason, at, place)


def _divert(
    database: Database,
    slip_id: SlipId,
    ways: tuple[str, str, str],
    reason: ReturnReason,
    at: TimeMs,
    place: int,
) -> None:
    database.write(_DIVERTED, (place, slip_id, *ways, int(reason), at))
    sealed = sealed_under(database, slip_id)
    if sealed is not None:
        mention_all(database, sealed, place)


def minimized(database: Database, fact: LineMinimized, _at: TimeMs, _place: int) -> None:
    """Only so much passes to a neighbour."""
    if fact.precedence is None:
        database.write(_MAXIMIZE, (fact.neighbour,))
    else:
        database.write(_MINIMIZE, (fact.neighbour, int(fact.precedence)))
