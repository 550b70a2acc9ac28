"""Amendments, holds and void numbers as the desk reads them (`office.ports.Amendments`)."""

from collections.abc import Sequence
from typing import Final

from depesha.names import Digest, OfficeId, StationId, TimeMs, Uid
from depesha.number import INCOMING, OUTGOING
from depesha.office.ports.amending import AmendmentState
from depesha.store.database import Database
from depesha.telegram import Relation

_OF: Final = """SELECT amendment.registration, own.station, own.year, own.number,
    own.message_type, relation, said_at, holds, own.classification
    FROM amendment JOIN telegram AS own ON own.id = amender
    WHERE amendment.uid = ? ORDER BY holds DESC, amendment.id LIMIT 256"""
_CLOSED_BY: Final = """SELECT relation, own.station, own.year, own.number
    FROM amendment JOIN telegram AS own ON own.id = amender
    WHERE amendment.uid = ? AND holds = 1 AND relation IN (?, ?)
    ORDER BY relation, amendment.id LIMIT 1"""
_WITHDRAWN: Final = """SELECT office, at FROM withdrawn
    WHERE telegram = (SELECT id FROM telegram WHERE uid = ?)"""
_RELATIONS: Final = """SELECT relation FROM amendment
    WHERE amender = (SELECT id FROM telegram WHERE uid = ?) ORDER BY id"""
_HELD: Final = """SELECT until FROM held
    WHERE telegram = (SELECT id FROM telegram WHERE uid = ?)"""
_DUE: Final = "SELECT uid FROM held WHERE until <= ? ORDER BY until, telegram LIMIT ?"
_NEXT: Final = "SELECT min(until) FROM held"
_IS_VOID: Final = "SELECT 1 FROM void_number WHERE series = ? AND year = ? AND number = ?"
_FIRST_VOID: Final = "SELECT min(number) FROM void_number WHERE series = ? AND year = ?"
_OUT: Final = "FROM telegram WHERE incoming_number = 0 AND year = ?1"
_IN: Final = "FROM telegram WHERE incoming_number > 0 AND incoming_year = ?1"
_LOCAL: Final = "FROM local_number WHERE series = ?2 AND year = ?1"


class StoredAmendments:
    """Views of facts about amendments, holds and void numbers."""

    __slots__ = ("_database",)

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    def of(self, uid: Uid) -> Sequence[AmendmentState]:
        """Return what is said of a telegram, at most 256: first what holds, then as it came."""
        return [
            AmendmentState(
                registration=Digest(registration),
                station=StationId(station),
                reference=f"{station}/{year}/{number}",
                message_type=message_type,
                relation=Relation(relation),
                said_at=TimeMs(said_at),
                holds=bool(holds),
                classification=classification,
            )
            for (
                registration,
                station,
                year,
                number,
                message_type,
                relation,
                said_at,
                holds,
                classification,
            ) in self._database.rows(_OF, (uid,))
        ]

    def withdrawn_by(self, uid: Uid) -> tuple[OfficeId, TimeMs] | None:
        """Return which office cancelled a telegram before it was sent, and when."""
        row = self._database.row(_WITHDRAWN, (uid,))
        return (OfficeId(row[0]), TimeMs(row[1])) if row else None

    def closed_by(self, uid: Uid) -> tuple[Relation, str] | None:
        """Return by which telegram one was cancelled, or else superseded; and as which of both."""
        closing = (int(Relation.CANCELS), int(Relation.SUPERSEDES))
        row = self._database.row(_CLOSED_BY, (uid, *closing))
        return (Relation(row[0]), f"{row[1]}/{row[2]}/{row[3]}") if row else None

    def relations_of(self, uid: Uid) -> Sequence[Relation]:
        """Return what a telegram itself is to others."""
        return [Relation(row[0]) for row in self._database.rows(_RELATIONS, (uid,))]

    def held_until(self, uid: Uid) -> TimeMs | None:
        """Return until when a telegram is held, or None if it is not."""
        row = self._database.row(_HELD, (uid,))
        return TimeMs(row[0]) if row else None

    def due(self, now: TimeMs, limit: int) -> Sequence[Uid]:
        """Return the held telegrams whose time has come, the earliest first."""
        return [Uid(row[0]) for row in self._database.rows(_DUE, (now, limit))]

    def next_due(self) -> TimeMs | None:
        """Return when `due` will next have something."""
        row = self._database.row(_NEXT)
        return row[0] if row else None

    def bearer(self, series: str, year: int, number: int) -> Uid | None:
        """Return the telegram that bears a number of a series."""
        if series == OUTGOING:
            row = self._database.row(f"SELECT uid {_OUT} AND number = ?2", (year, number))
        elif series == INCOMING:
            row = self._database.row(
                f"SELECT uid {_IN} AND incoming_number = ?2",  # constants
                (year, number),
            )
        else:
            row = self._database.row(
                f"SELECT uid FROM telegram WHERE id = (SELECT telegram {_LOCAL} AND number = ?3)",  # noqa: S608
                (year, series, number),
            )
        return Uid(row[0]) if row else None

    def first_number(self, series: str, year: int) -> int | None:
        """Return the lowest number of a series that is borne or void, or None if there is none."""
        if series == OUTGOING:
            borne = self._database.row(f"SELECT min(number) {_OUT}", (year,))
        elif series == INCOMING:
            borne = self._database.row(f"SELECT min(incoming_number) {_IN}", (year,))
        else:
            borne = self._database.row(f"SELECT min(number) {_LOCAL}", (year, series))
        void = self._database.row(_FIRST_VOID, (series, year))
        found = [row[0] for row in (borne, void) if row and row[0] is not None]
        return min(found, default=None)

    def is_void(self, series: str, year: int, number: int) -> bool:
        """Say whether that number is void."""
        return self._database.row(_IS_VOID, (series, year, number)) is not None
