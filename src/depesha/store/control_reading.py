"""The tasks of all offices as faces read them: dictionaries, as in `reading.py`.

The open ones are those lines of the table `duty` that have a `look_at`, which is indexed; so a list
costs as much as there are open tasks, however many telegrams are stored.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from depesha.names import TimeMs
from depesha.store.amendment_reading import marks
from depesha.store.database import Database, Row
from depesha.store.migrations.control import NEVER
from depesha.store.migrations.trays import LATE
from depesha.store.reading import PRECEDENCES, RUNGS, Line
from depesha.store.tray_reading import COUNTED

_AWAITS_RECEIPT: Final = "d.task = 1 AND d.receipt = 1 AND d.rung < 4"
_AWAITS_REPORT: Final = "d.task = 1 AND d.execution = 1"
_NEXT_DUE: Final = f"""min(
    coalesce(CASE WHEN {_AWAITS_RECEIPT} THEN d.receipt_at END, {NEVER}),
    coalesce(CASE WHEN {_AWAITS_REPORT} THEN d.execution_at END, {NEVER}),
    coalesce(CASE WHEN {_AWAITS_REPORT} THEN d.interim_due_at END, {NEVER}))"""
_COLUMNS: Final = f"""t.id, t.uid, t.station, t.year, t.number, t.filed_at, t.expires_at,
    t.message_type, t.classification, t.policy, t.title, d.office, d.station,
    d.registered_at NOT NULL, d.precedence, d.local_precedence, d.rung, d.exit,
    d.receipt, d.receipt_at, d.execution,
    d.execution_at, d.interim_every_s, d.interim_due_at,
    d.interim_at, d.handle_by, d.sent_at, d.delivered_at, d.received_at, d.acknowledged_at,
    d.executed_at, d.refused_at, d.chased, d.chased_at,
    (SELECT json_group_array(shown_to) FROM escalation AS e
        WHERE e.telegram = d.telegram AND e.office = d.office),
    nullif({_NEXT_DUE}, {NEVER}),
    CASE WHEN {_AWAITS_RECEIPT} AND (d.receipt_at <= :now OR d.receipt_step = 2)
        THEN d.receipt_at END,
    CASE WHEN {_AWAITS_REPORT} AND (d.execution_at <= :now OR d.execution_step = 2)
        THEN d.execution_at END,
    CASE WHEN {_AWAITS_REPORT} AND (d.interim_due_at <= :now OR d.interim_step = 2)
        THEN d.interim_due_at END,
    CASE WHEN d.handle_look NOT NULL AND (d.handle_by <= :now OR d.handle_step = 1)
        THEN d.handle_by END,
    CASE WHEN d.task = 1 THEN coalesce(d.undelivered_at, d.unreadable_at, d.unknown_at,
        d.expired_at, d.lapsed_at, d.unopened_at) END"""  # noqa: S608  # constants
_EXITS: Final = "('NON_DELIVERY', 'CANNOT_PROCESS', 'UNKNOWN', 'EXPIRED', 'NON_RECEIPT')"
_WHERE: Final = """(:office IS NULL OR d.office = :office)
    AND (:station IS NULL OR d.station = :station)
    AND (:is_ours IS NULL OR (d.registered_at NOT NULL) = :is_ours)
    AND (t.message_type IN (0, 3)) = :exercise
    AND (:clearance IS NULL OR t.classification <= :clearance)"""
_OPEN: Final = f"""SELECT {_COLUMNS} FROM duty AS d CROSS JOIN telegram AS t ON t.id = d.telegram
    WHERE d.look_at NOT NULL AND d.task = 1 AND {_WHERE}
    ORDER BY {_NEXT_DUE}, t.id, d.place LIMIT :limit OFFSET :offset"""  # noqa: S608  # constants
_OVERDUE: Final = f"""SELECT {_COLUMNS} FROM duty AS d CROSS JOIN telegram AS t ON t.id = d.telegram
    WHERE d.look_at NOT NULL AND {_WHERE} AND (
        ({_AWAITS_RECEIPT} AND (d.receipt_at <= :now OR d.receipt_step = 2))
        OR ({_AWAITS_REPORT} AND (d.execution_at <= :now OR d.execution_step = 2))
        OR ({_AWAITS_REPORT} AND (d.interim_due_at <= :now OR d.interim_step = 2))
        OR (d.handle_look NOT NULL AND (d.handle_by <= :now OR d.handle_step = 1))
        OR (d.task = 1 AND d.exit IN {_EXITS}))
    ORDER BY {_NEXT_DUE}, t.id, d.place LIMIT :limit OFFSET :offset"""  # noqa: S608  # constants
_ALL: Final = f"""SELECT {_COLUMNS} FROM telegram AS t CROSS JOIN duty AS d ON d.telegram = t.id
    WHERE d.receipt + d.execution > 0 AND {_WHERE}
    ORDER BY t.id DESC, d.place LIMIT :limit OFFSET :offset"""  # noqa: S608  # constants
_OF_TELEGRAM: Final = f"""SELECT {_COLUMNS} FROM telegram AS t
    CROSS JOIN duty AS d ON d.telegram = t.id WHERE t.uid = :uid ORDER BY d.place"""  # noqa: S608
_LATE_COUNT: Final = f"""SELECT count(*) FROM (SELECT 1 FROM duty AS d
    CROSS JOIN telegram AS t ON t.id = d.telegram
    WHERE {LATE} AND d.classification <= ?1 AND t.message_type NOT IN (0, 3) AND (
        ({_AWAITS_RECEIPT} AND d.receipt_step = 2)
        OR ({_AWAITS_REPORT} AND (d.execution_step = 2 OR d.interim_step = 2))
        OR (d.handle_look NOT NULL AND d.handle_step = 1)
        OR (d.task = 1 AND d.exit IN {_EXITS}))
    LIMIT {COUNTED})"""  # noqa: S608  # constants
_QUERY: Final = {"open": _OPEN, "overdue": _OVERDUE, "all": _ALL}

CLOSED: Final = frozenset(
    {"CANNOT_COMPLY", "CANCELLED", "SUPERSEDED", "REVOKED", "BEYOND_CUT_LINE"}
)
WHAT: Final = ("receipt", "execution", "interim")
"""What may be overdue, in the order of its columns; then comes that of the handling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which tasks a list has.

    Attributes:
        which: `open`, `overdue`, or `all`, the closed ones too.
        office, station: of this addressee alone.
        is_ours: of telegrams that this station registered, or that came to it; None: both.
        exercise: exercise and drill traffic, or all else; the two are never in one list.
        clearance: none that are classified higher; None: all.
    """

    which: str
    office: str | None = None
    station: str | None = None
    is_ours: bool | None = None
    exercise: bool = False
    clearance: int | None = None
    limit: int = 1000
    offset: int = 0


def tasks(database: Database, wanted: Wanted, now: TimeMs) -> list[Line]:
    """Return tasks, what is due first before the others; of `all`, the newest first."""
    values = {
        "now": now,
        "office": wanted.office,
        "station": wanted.station,
        "is_ours": None if wanted.is_ours is None else int(wanted.is_ours),
        "exercise": int(wanted.exercise),
        "clearance": wanted.clearance,
        "limit": wanted.limit,
        "offset": wanted.offset,
    }
    return _lines(database, database.rows(_QUERY[wanted.which], values), now, wanted.clearance)


def overdue_count(database: Database, clearance: int) -> int:
    """Return of how many tasks the clock has noticed that something is overdue.

    A list compares with the time itself, and may have one more for the moment until the clock
    notices. `COUNTED` stands for more.
    """
    row = database.row(_LATE_COUNT, (clearance,))
    return int(row[0]) if row else 0


def tasks_of(database: Database, uid: bytes, now: TimeMs, clearance: int | None) -> list[Line]:
    """Return how a telegram stands at each of its addressees.

    An amender that is classified higher than `clearance` is not named.
    """
    rows = database.rows(_OF_TELEGRAM, {"uid": uid, "now": now})
    return _lines(database, rows, now, clearance)


def _lines(
    database: Database, rows: Iterable[Row], now: TimeMs, clearance: int | None
) -> list[Line]:
    """Return tasks with what others are to their telegrams, and until when these are held."""
    found = [(place, _line(row, now)) for place, *row in rows]
    amended: dict[int, Line] = {place: {} for place, _ in found}
    if amended:
        marks(database, amended, clearance)
    return [_held({**line, **amended[place]}, now) for place, line in found]


def _held(line: Line, now: TimeMs) -> Line:
    """Return a task; while its telegram is held, the handling time has not begun."""
    if line["handling_ms"] is not None and (line["held_until"] or now) > now:
        line["handling_ms"] = 0
    return line


def _line(row: Sequence[Any], now: TimeMs) -> Line:
    uid, originator, year, number, filed_at, expires_at, message_type, level, policy, *rest = row
    title, office, station, is_ours, precedence, local, rung, exit_, *rest = rest
    receipt, receipt_due_at, execution, execution_due_at, *rest = rest
    every_s, interim_due_at, interim_at, handle_by, sent_at, delivered_at, *rest = rest
    received_at, acknowledged_at, executed_at, refused_at, chased, chased_at, *rest = rest
    shown, due_at, *since, handled_at, ended_at = rest
    return {
        "uid": uid.hex(),
        "reference": f"{originator}/{year}/{number}",
        "direction": "out" if is_ours else "in",
        "office": office,
        "station": station,
        "originator": originator,
        "message_type": message_type,
        "classification": level,
        "policy": policy,
        "subject": title,
        "precedence": PRECEDENCES[precedence],
        "local_precedence": local,
        "state": exit_ or RUNGS[rung],
        "closed": exit_ in CLOSED or executed_at is not None,
        "receipt": bool(receipt),
        "receipt_due_at": receipt_due_at,
        "received_at": received_at,
        "acknowledged_at": acknowledged_at,
        "execution": bool(execution),
        "execution_due_at": execution_due_at,
        "executed_at": executed_at,
        "refused_at": refused_at,
        "executed": executed_at is not None,
        "refused": refused_at is not None,
        "interim_every_s": every_s,
        "interim_due_at": interim_due_at,
        "interim_at": interim_at,
        "expires_at": expires_at,
        "filed_at": filed_at,
        "sent_at": sent_at,
        "delivered_at": delivered_at,
        "handle_by": handle_by,
        "handling_ms": handling_ms(filed_at, sent_at, now) if is_ours else None,
        "due_at": due_at,
        "left_ms": None if due_at is None else due_at - now,
        "overdue": list(
            _overdue(
                since,
                ("unsent" if is_ours else "unread", handled_at),
                (exit_ or "", ended_at),
            )
        ),
        "chased": chased,
        "chased_at": chased_at,
        "shown_to": json.loads(shown),
    }


def handling_ms(filed_at: int, sent_at: int | None, now: int) -> int:
    """Return how long it has lain in its originator's station, from filing to transmission."""
    return max(0, (now if sent_at is None else sent_at) - filed_at)


def _overdue(
    since: Iterable[int | None], handled: tuple[str, int | None], ended: tuple[str, int | None]
) -> Iterable[dict[str, Any]]:
    """Yield what is overdue, and since when; an exit that goes to a person is said by its name."""
    exit_, _ = ended
    named = (*zip(WHAT, since, strict=True), handled, *((ended,) if exit_ not in CLOSED else ()))
    for what, at in named:
        if at is not None and what:
            yield {"what": what, "since_at": at}
