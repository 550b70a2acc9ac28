"""Lines that follow from facts about amendments, holds, repeats and void numbers.

Each function writes what one kind of fact means; who writes what is in `projection.py`.

An amendment holds if both telegrams are here, the amended one bears that registration, both are of
one message type, and, unless it is an answer, both are of one station. It is judged when the later
of the two comes, so the order in which they come makes no difference. Who may answer is judged
before the fact is written, by the addressees of the body.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from depesha.names import TimeMs, Uid
from depesha.office.facts import (
    Amended,
    Delivered,
    HoldBegan,
    HoldEnded,
    Repeated,
    RepeatRecognised,
    VoidedNumber,
    Withdrawn,
)
from depesha.store.database import Database, Row
from depesha.store.news_lines import MENTION
from depesha.store.series_lines import advance
from depesha.telegram import Relation

_LINE: Final = "SELECT id FROM telegram WHERE uid = ?"
_BY_REGISTRATION: Final = "SELECT id FROM telegram WHERE registration = ?"
_NEW: Final = "INSERT INTO amendment VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)"
_FITS: Final = """SELECT amendment.id, relation, said_at FROM amendment
    JOIN telegram AS other ON other.uid = amendment.uid
    JOIN telegram AS own ON own.id = amendment.amender
    WHERE other.registration = amendment.registration
    AND other.message_type = own.message_type AND (relation = ?2 OR other.station = own.station)"""
_THIS: Final = f"{_FITS} AND amendment.id = ?1"
_WAITING: Final = f"{_FITS} AND amendment.uid = ?1 AND holds = 0"
_HOLDS: Final = "UPDATE amendment SET holds = 1 WHERE id = ?"
_CLOSE: Final[Mapping[Relation, str]] = {
    Relation.CANCELS: """UPDATE duty SET cancelled_at = ?1
        WHERE telegram = ?2 AND (cancelled_at IS NULL OR cancelled_at > ?1)""",
    Relation.SUPERSEDES: """UPDATE duty SET superseded_at = ?1
        WHERE telegram = ?2 AND (superseded_at IS NULL OR superseded_at > ?1)""",
}
"""What closes the duties of the other telegram; a time is the earliest that was said."""
_HELD: Final = "INSERT INTO held VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
_RELEASED: Final = "DELETE FROM held WHERE telegram = ?"
_WITHDRAWN: Final = "INSERT INTO withdrawn VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
_VOID: Final = "INSERT INTO void_number VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"


def amended(database: Database, fact: Amended, _at: TimeMs, place: int) -> None:
    """A telegram says what it is to another; if both are here and it may, it is so."""
    own = _line(database, fact.amender)
    if own is None:
        return
    values = (fact.uid, fact.registration, fact.station, fact.number)
    database.write(_NEW, (place, *values, own, int(fact.relation), fact.said_at))
    database.write(MENTION, (own, place))
    other = _line(database, fact.uid)
    if other is not None:
        database.write(MENTION, (other, place))
        _apply(database, other, database.rows(_THIS, (place, int(Relation.ANSWERS))))


def delivered(database: Database, fact: Delivered, _at: TimeMs, place: int) -> None:
    """What was said of a telegram before it came holds from now on, if it may be said."""
    uid = fact.entry.identity.uid
    _apply(database, place, database.rows(_WAITING, (uid, int(Relation.ANSWERS))))


def _apply(database: Database, other: int, fitting: Sequence[Row]) -> None:
    for place, relation, said_at in fitting:
        database.write(_HOLDS, (place,))
        database.write(MENTION, (other, place))
        close = _CLOSE.get(Relation(relation))
        if close is not None:
            database.write(close, (said_at, other))


def hold_began(database: Database, fact: HoldBegan, _at: TimeMs, place: int) -> None:
    """The telegram waits for its time."""
    line = _mentioned(database, fact.uid, place)
    if line is not None:
        database.write(_HELD, (line, fact.uid, fact.until))


def hold_ended(database: Database, fact: HoldEnded, _at: TimeMs, place: int) -> None:
    """The telegram waits no longer."""
    line = _mentioned(database, fact.uid, place)
    if line is not None:
        database.write(_RELEASED, (line,))


def withdrawn(database: Database, fact: Withdrawn, at: TimeMs, place: int) -> None:
    """The telegram waits no longer, and its duties are closed: nobody is to do anything."""
    line = _mentioned(database, fact.uid, place)
    if line is not None:
        database.write(_RELEASED, (line,))
        database.write(_WITHDRAWN, (line, fact.office, fact.reason, at))
        database.write(_CLOSE[Relation.CANCELS], (at, line))


def repeated(database: Database, fact: Repeated, _at: TimeMs, place: int) -> None:
    """The telegram's history says so."""
    _mentioned(database, fact.uid, place)


def repeat_recognised(database: Database, fact: RepeatRecognised, _at: TimeMs, place: int) -> None:
    """The history of a telegram that came again says so; of another document nothing does."""
    row = database.row(_BY_REGISTRATION, (fact.digest,))
    if row is not None:
        database.write(MENTION, (row[0], place))


def voided(database: Database, fact: VoidedNumber, at: TimeMs, _place: int) -> None:
    """The number is taken, and void."""
    values = (fact.series, fact.year, fact.number)
    database.write(_VOID, (*values, fact.office, fact.reason, at))
    advance(database, fact.series, fact.year, fact.number)


def _line(database: Database, uid: Uid) -> int | None:
    row = database.row(_LINE, (uid,))
    return int(row[0]) if row else None


def _mentioned(database: Database, uid: Uid, place: int) -> int | None:
    line = _line(database, uid)
    if line is not None:
        database.write(MENTION, (line, place))
    return line
