"""The tasks of offices as the desks read them (`office.ports.Terms`)."""

import json
from collections.abc import Iterator, Sequence
from typing import Final

from depesha.life import Exit, Rung, Term
from depesha.names import OfficeId, StationId, TimeMs, Uid
from depesha.office.ports import Task, TermState
from depesha.store.database import Database, Row
from depesha.store.migrations.control import NEVER
from depesha.telegram import Precedence

_COLUMNS: Final = """t.uid, t.station, t.year, t.number, t.message_type, t.classification,
    d.office, d.station, d.registered_at NOT NULL, d.precedence, d.receipt, d.execution, d.rung,
    d.exit, d.counted_from, d.chased,
    (SELECT json_group_array(shown_to) FROM escalation AS e
        WHERE e.telegram = d.telegram AND e.office = d.office),
    d.receipt_at, d.receipt_look, d.receipt_step = 2, d.receipt_chased,
        d.task = 1 AND d.receipt = 1 AND d.rung < 4,
    d.execution_at, d.execution_look, d.execution_step = 2, d.execution_chased,
        d.task = 1 AND d.execution = 1,
    d.interim_due_at, d.interim_look, d.interim_step = 2, d.interim_chased,
        d.task = 1 AND d.interim_due_at NOT NULL,
    d.handle_by, d.handle_look, d.handle_step = 1, 0, d.handle_look NOT NULL,
    t.expires_at, d.expiry_look, 0, 0, d.expiry_look NOT NULL"""
_DUE: Final = f"""SELECT {_COLUMNS} FROM (SELECT * FROM duty WHERE look_at <= ?
    ORDER BY look_at LIMIT ?) AS d CROSS JOIN telegram AS t ON t.id = d.telegram"""  # noqa: S608
_TASK: Final = f"""SELECT {_COLUMNS} FROM telegram AS t
    JOIN duty AS d ON d.telegram = t.id WHERE t.uid = ? AND d.office = ?"""  # noqa: S608
_NEXT: Final = "SELECT min(look_at) FROM duty WHERE look_at NOT NULL"
_SHOWN: Final = """SELECT office FROM escalation
    WHERE telegram = (SELECT id FROM telegram WHERE uid = ?) AND shown_to = ? ORDER BY office"""
_OF_A_TERM: Final = 5
"""Columns of one term: due, look, passed, chased, runs."""


class StoredTerms:
    """Views of facts about tasks and their terms."""

    __slots__ = ("_database",)

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    def due(self, now: TimeMs, limit: int) -> Sequence[Task]:
        """Return the tasks that are to be looked at by `now`, earliest first."""
        return [_task(row) for row in self._database.rows(_DUE, (now, limit))]

    def next_due(self) -> TimeMs | None:
        """Return when `due` will next have something."""
        row = self._database.row(_NEXT)
        return None if row is None or row[0] in (None, NEVER) else TimeMs(row[0])

    def task(self, uid: Uid, office: OfficeId) -> Task | None:
        """Return how a telegram stands at an addressee office, if it is known here."""
        row = self._database.row(_TASK, (uid, office))
        return _task(row) if row else None

    def shown(self, uid: Uid, office: OfficeId) -> Sequence[OfficeId]:
        """Return the addressees in whose place a duty office here is shown a telegram."""
        return [OfficeId(row[0]) for row in self._database.rows(_SHOWN, (uid, office))]


def _task(row: Row) -> Task:
    uid, originator, year, number, message_type, classification, office, station, *rest = row
    is_ours, precedence, receipt, execution, rung, exit_, counted_from, chased, shown, *terms = rest
    return Task(
        uid=Uid(uid),
        office=OfficeId(office),
        station=StationId(station),
        originator=StationId(originator),
        reference=f"{originator}/{year}/{number}",
        is_ours=bool(is_ours),
        message_type=message_type,
        classification=classification,
        precedence=Precedence(precedence),
        receipt=bool(receipt),
        execution=bool(execution),
        rung=Rung(rung),
        exit=Exit(exit_) if exit_ else None,
        counted_from=None if counted_from is None else TimeMs(counted_from),
        terms=dict(_terms(terms, is_ours=bool(is_ours))),
        chased=chased,
        shown_to=tuple(OfficeId(one) for one in json.loads(shown)),
    )


def _terms(columns: Sequence[int | None], *, is_ours: bool) -> Iterator[tuple[Term, TermState]]:
    """Yield the terms that run; what is handled is sent where it is ours, and else opened."""
    handled = Term.HANDLING if is_ours else Term.UNREAD
    for place, term in enumerate(
        (Term.RECEIPT, Term.EXECUTION, Term.INTERIM, handled, Term.EXPIRY)
    ):
        first = place * _OF_A_TERM
        due_at, look_at, passed, chased, runs = columns[first : first + _OF_A_TERM]
        if runs:
            yield (
                term,
                TermState(
                    due_at=_time(due_at),
                    look_at=_time(look_at),
                    is_passed=bool(passed),
                    chased=chased or 0,
                ),
            )


def _time(at: int | None) -> TimeMs | None:
    return None if at is None or at == NEVER else TimeMs(at)
