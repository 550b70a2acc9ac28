"""A line of a tray or a register, as a face gets it: from what the store tells of a telegram."""

from collections.abc import Sequence
from typing import Final

from depesha.names import station_of
from depesha.store.reading import Line

CLOSED: Final = frozenset(
    {"CANNOT_COMPLY", "CANCELLED", "SUPERSEDED", "REVOKED", "BEYOND_CUT_LINE"}
)
"""Exits that close a task: nothing of it is due any more."""
TYPES: Final = ("exercise", "operation", "project", "drill", "test")
"""Message types by number; told again here, so that a tray loads little."""


def tray_line(
    row: Line, office: str | None, *, is_open: bool, acts_for: Sequence[str] = ()
) -> Line:
    """Return a line with what is due and how far it has come.

    Args:
        row: the telegram, as the store tells.
        office: the addressee whose duty is told; of all, if it is not given.
        is_open: whether subject, sender and addressed offices are shown; if they are not, `to`
            names the stations alone.
        acts_for: offices whose deputy it is: what they are to do is told with its own.
    """
    duties = [
        duty
        for duty in row["duties"]
        if office in (None, duty["office"])
        or office in duty["shown_to"]
        or duty["office"] in acts_for
    ]
    states = [duty["exit"] or duty["rung"] for duty in duties]
    due = [duty for duty in duties if duty["rung"] != "EXECUTED" and duty["exit"] not in CLOSED]
    return {
        **{key: value for key, value in row.items() if key not in ("duties", "title")},
        "reference": f"{row['station']}/{row['year']}/{row['number']}",
        "hidden": not is_open,
        "from": row["from"] if is_open else None,
        "subject": row["title"] if is_open else None,
        "to": _addressed(row["duties"], is_open=is_open),
        "precedence": duties[0]["precedence"] if office and duties else row["precedence"],
        "local_precedence": next((d["local_precedence"] for d in duties), ""),
        "state": states[0] if len(set(states)) == 1 else "MIXED" if states else "REGISTERED",
        "states": states,
        "answered_as": _answered_as(duties),
        "receipt": any(duty["receipt"] for duty in duties),
        "receipt_due_at": _soonest(due, "receipt_due_at"),
        "execution": any(duty["execution"] for duty in duties),
        "execution_due_at": _soonest(due, "execution_due_at"),
        "chased": sum(duty["chased"] for duty in due),
        "overdue": any(duty["overdue"] for duty in due),
        "on_duty": any(office in duty["shown_to"] for duty in duties) if office else False,
        "acts_for": [duty["office"] for duty in duties if duty["office"] in acts_for],
        "type": TYPES[row["message_type"]].upper(),
        "executed": any(duty["rung"] == "EXECUTED" for duty in duties),
        "refused": any(duty["refused"] for duty in duties),
        "withdrawn": _withdrawn(row["withdrawn"], is_open=is_open),
    }


AUTHORITY: Final = frozenset({"ACKNOWLEDGED", "EXECUTED"})
"""Rungs to which a word of authority brings a telegram; to RECEIVED an operator's does."""


def _answered_as(duties: Sequence[Line]) -> str | None:
    """Return the highest standing in which one of the offices has answered; None: none has."""
    if any(one["refused"] or one["interim"] or one["rung"] in AUTHORITY for one in duties):
        return "authority"
    return "operator" if any(one["rung"] == "RECEIVED" for one in duties) else None


def _withdrawn(found: Line | None, *, is_open: bool) -> Line | None:
    """Return who cancelled it before it was sent; the reason is for those who may read it."""
    return found if found is None or is_open else {**found, "reason": None}


def with_voids(
    lines: list[Line], voids: Sequence[Line], direction: str, limit: int, offset: int
) -> list[Line]:
    """Return one page of a register with the void numbers that stand in it or between its lines.

    Args:
        lines: the page, in ascending order.
        voids: all void numbers of the register, in ascending order.
        direction: `out`, `in`, or the name of a further series.
        limit: how long a page is; a shorter one is the last.
        offset: what was passed over; a page that follows another has nothing before its first line.
    """
    if not limit:
        return lines
    places = {"out": ("year", "number"), "in": ("incoming_year", "incoming_number")}
    year, number = places.get(direction, ("year", "local_number"))
    shown = [((line[year], line[number]), line) for line in lines]
    first = shown[0][0] if shown and offset else (0, 0)
    last = shown[-1][0] if shown and len(lines) == limit else None
    shown += [
        (place, _void(line, number))
        for line in voids
        if (place := (line["year"], line["number"])) >= first and (last is None or place <= last)
    ]
    return [line for _, line in sorted(shown, key=lambda one: one[0])]


def _void(line: Line, number: str) -> Line:
    """Return a void number as a line of its register."""
    empty: Line = {"number": None, "reference": None, "to": [], "state": "VOID", "void": True}
    return {**empty, **line, number: line["number"]}


def _addressed(duties: Sequence[Line], *, is_open: bool) -> list[str]:
    offices = [duty["office"] for duty in duties]
    return offices if is_open else list(dict.fromkeys(map(station_of, offices)))


def _soonest(duties: Sequence[Line], name: str) -> int | None:
    return min((duty[name] for duty in duties if duty[name] is not None), default=None)
