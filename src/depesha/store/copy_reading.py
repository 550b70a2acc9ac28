"""The copies ledger as faces read it, now or as it stood at a date: dictionaries, ready for JSON.

Rule 1: a line has a time for whatever was done with its copy, and each was done once. So how it
    stood at a date is the line without what came later; a test holds that against the facts.
    One that an erroneous filing archived, and that was taken back, was never archived by it.
Rule 2: a list that asks for a state has no line whose state whoever asks may not know.
"""

from dataclasses import dataclass
from typing import Any, Final

from depesha.store.database import Database

Line = dict[str, Any]

HELD: Final = "HELD"
EVER: Final = 253_402_300_799_999
"""A time that nothing is later than: the end of the year 9999."""

OVERDUE: Final = "OVERDUE"
"""Asked for like a state: held, and its term is over."""

STATES: Final = (HELD, "RETURNED", "DESTROYED", "ARCHIVED")

_COLUMNS: Final = (
    "number",
    "holder",
    "issued_at",
    "issued_by",
    "return_by",
    "overdue_at",
    "returned_at",
    "return_act",
    "destroyed_at",
    "act",
    "done_by",
    "witness",
    "archived_at",
    "shelf",
    "certified_at",
    "certified_by",
    "printed_at",
    "printed_by",
)
_DONE: Final = {
    "overdue_at": (),
    "returned_at": ("return_act",),
    "destroyed_at": ("act", "done_by", "witness"),
    "archived_at": ("shelf",),
    "certified_at": ("certified_by",),
    "printed_at": ("printed_by",),
}
"""What was done with a copy, by its time, and what was said with it."""

_ENDS: Final = (
    ("destroyed_at", "DESTROYED"),
    ("archived_at", "ARCHIVED"),
    ("returned_at", "RETURNED"),
)
"""The state of a copy is the first of these that has come."""

_LINE: Final = ", ".join(f"c.{name}" for name in _COLUMNS)
_STATE: Final = f"""CASE {" ".join(f"WHEN c.{at} <= :at THEN '{state}'" for at, state in _ENDS)}
    ELSE '{HELD}' END"""
_LATE: Final = f"{_STATE} = '{HELD}' AND c.return_by <= :now"
_LINES_OF: Final = f"""SELECT {_LINE} FROM copy AS c
    WHERE c.telegram = (SELECT id FROM telegram WHERE uid = :uid) AND c.issued_at <= :at
    ORDER BY c.number"""  # noqa: S608  # constants
_IN_TIME: Final = "c.issued_at >= :begin AND c.issued_at < :end AND c.issued_at <= :at"
_EVER_ISSUED: Final = "+c.issued_at <= :at"
"""Without an index: in the order of telegrams, as they are shown."""

_BETWEEN: Final = f"""SELECT t.station, t.year, t.number, t.classification, t.policy, {_LINE}
    FROM (SELECT * FROM copy AS c WHERE {{issued}} AND {{which}}
        ORDER BY c.telegram {{order}}, c.number LIMIT :limit OFFSET :offset) AS c
    CROSS JOIN telegram AS t ON t.id = c.telegram
    ORDER BY c.telegram {{order}}, c.number"""  # noqa: S608
_SUMS: Final = f"""SELECT c.level, {_STATE}, count(*), total({_LATE})
    FROM copy AS c WHERE {{issued}} GROUP BY 1, 2"""  # noqa: S608
_SUMS_NOW: Final = f"""SELECT c.level, c.state, count(*),
    total(c.state = '{HELD}' AND c.return_by <= :now)
    FROM copy AS c WHERE {{issued}} GROUP BY c.level, c.state"""  # noqa: S608
_UNEVEN: Final = """SELECT t.station, t.year, t.number, count(*), max(c.number)
    FROM copy AS c JOIN telegram AS t ON t.id = c.telegram
    GROUP BY c.telegram HAVING count(*) != max(c.number) LIMIT ?"""

_EVERY: Final = "1"
_WHICH: Final = {
    "": _EVERY,
    OVERDUE: f"c.level <= :open_upto AND {_LATE}",
    **{state: f"c.level <= :open_upto AND {_STATE} = '{state}'" for state in STATES},
}
_WHICH_NOW: Final = {
    "": _EVERY,
    OVERDUE: "c.level <= :open_upto AND c.state = 'HELD' AND c.return_by <= :now",
    **{state: f"c.level <= :open_upto AND c.state = '{state}'" for state in STATES},
}
"""The same where nothing is later: by the index of states."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Which lines of the ledger are asked for.

    Attributes:
        begin, end: copies that were issued from the one time on and before the other.
        at: as it stood then; what was done later was not done. `EVER`: as it stands.
        now: terms that ended by then are over.
        which: those of a state alone, or `OVERDUE`; empty: all.
        open_upto: classified higher, a line's state is not told.
        is_newest_first: by telegram; else the oldest first, as in the book.
    """

    begin: int
    end: int
    at: int
    now: int
    which: str = ""
    open_upto: int = 0
    is_newest_first: bool = False


def copies_of(database: Database, uid: bytes, at: int, now: int) -> list[Line]:
    """Return the ledger's lines of one telegram, as they stood at a time."""
    rows = database.rows(_LINES_OF, {"uid": uid, "at": at})
    return [_stood(dict(zip(_COLUMNS, row, strict=True)), at, now) for row in rows]


def copies_between(database: Database, wanted: Ledger, limit: int, offset: int) -> list[Line]:
    """Return the lines of the copies that were issued in a time, by telegram and number."""
    order = "DESC" if wanted.is_newest_first else "ASC"
    which = (_WHICH_NOW if wanted.at == EVER else _WHICH)[wanted.which]
    query = _BETWEEN.format(which=which, order=order, issued=_issued(wanted))
    asked = {**_fields(wanted), "limit": limit, "offset": offset}
    return [
        {
            "reference": f"{station}/{year}/{number}",
            "classification": classification,
            "policy": policy,
            **_stood(dict(zip(_COLUMNS, line, strict=True)), wanted.at, wanted.now),
        }
        for station, year, number, classification, policy, *line in database.rows(query, asked)
    ]


def sums_between(database: Database, wanted: Ledger) -> list[tuple[int, str, int, int]]:
    """Return for each classification and state how many copies there are, and how many are late."""
    query = (_SUMS_NOW if wanted.at == EVER else _SUMS).format(issued=_issued(wanted))
    rows = database.rows(query, _fields(wanted))
    return [(level, state, count, int(late)) for level, state, count, late in rows]


def _issued(wanted: Ledger) -> str:
    return _EVER_ISSUED if (wanted.begin, wanted.end) == (-EVER, EVER) else _IN_TIME


def _fields(wanted: Ledger) -> dict[str, int]:
    return {
        "begin": wanted.begin,
        "end": wanted.end,
        "at": wanted.at,
        "now": wanted.now,
        "open_upto": wanted.open_upto,
    }


def _stood(line: Line, at: int, now: int) -> Line:
    """Return a line as it stood at a time."""
    for done, said in _DONE.items():
        if line[done] is not None and line[done] > at:
            line |= {done: None, **dict.fromkeys(said, "")}
    ends = (state for done, state in _ENDS if line[done] is not None)
    line["state"] = next(ends, HELD)
    late = line["return_by"] is not None and line["return_by"] <= now
    return {**line, "overdue": line["state"] == HELD and late}


def uneven(database: Database, limit: int) -> list[str]:
    """Return in words where the numbers of copies do not run from 1 on without a gap."""
    return [
        f"copies of {station}/{year}/{number}: {count} in the ledger, the last is No. {last}"
        for station, year, number, count, last in database.rows(_UNEVEN, (limit,))
    ]
