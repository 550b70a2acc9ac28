"""What lies before an office, by what is to be done with it: which telegrams, page by page.

Rule 1: a tray is one group after another, a group is a condition of `migrations.trays` with its
    index and its order; a telegram is in the first group of a tray that it fits, once.
Rule 2: before an office lies what is addressed to it, to an office that it acts for, or is shown to
    it in place of another (`Mine`); what was registered here lies before every office here.
Rule 3: a place in a tray is four whole numbers: group, two of its order, and the telegram. A page
    goes on behind one, whatever came or went meanwhile.

Who may see what is asked here by classification alone: what is higher is not there.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import groupby, islice
from typing import Final, TypeAlias

from depesha.store.database import Database
from depesha.store.migrations.control import NEVER
from depesha.store.migrations.trays import (
    FOR_INFORMATION,
    SETTLED,
    TO_CARRY_OUT,
    TO_CONFIRM,
    UNCONFIRMED,
    UNDER_WAY,
)

Place: TypeAlias = tuple[int, int, int, int]
"""Of a telegram in a tray: group, what it is sorted by, twice, and the telegram's own line."""

_Key: TypeAlias = tuple[int, int, int]
_Source: TypeAlias = tuple[str, dict[str, object]]

LOWEST: Final = -(2**62)
"""Before every time and every number."""

COUNTED: Final = 1_000
"""So many are counted; nobody reads a greater number in a bar, and so a count costs no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """Whose trays they are.

    Attributes:
        office: the one that reads.
        acts_for: whose deputy it is.
        clearance: up to which classification it reads.
    """

    office: str
    acts_for: Sequence[str] = ()
    clearance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Part of a tray.

    Attributes:
        name: what it is called.
        where: its condition on a duty; empty: it is no matter of duties.
        due: the column it is sorted by, what is due first before the others, then by precedence;
            empty: the newest first.
        of_office: whether it is of the offices' own duties, or of all that was registered here.
    """

    name: str
    where: str
    due: str = ""
    of_office: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A telegram in a tray.

    Attributes:
        telegram: its line.
        group: in which part it lies.
        due_at: when what it waits for is due; None: it waits for nothing with a time.
        place: where a page behind it goes on.
    """

    telegram: int
    group: str
    due_at: int | None
    place: Place


CONFIRM: Final = Group(name="confirm", where=TO_CONFIRM, due="receipt_by")
CARRY_OUT: Final = Group(name="carry-out", where=TO_CARRY_OUT, due="report_by")
INFORMATION: Final = Group(name="information", where=FOR_INFORMATION)
REST: Final = Group(name="settled", where=SETTLED)
OWN_UNDER_WAY: Final = Group(name="under-way", where=UNDER_WAY, of_office=False)
OWN_UNCONFIRMED: Final = Group(
    name="unconfirmed", where=UNCONFIRMED, due="answer_by", of_office=False
)
OUTGOING: Final = Group(name="outgoing", where="", of_office=False)

TRAYS: Final[Mapping[str, tuple[Group, ...]]] = {
    "confirm": (CONFIRM,),
    "carry-out": (CARRY_OUT,),
    "information": (INFORMATION,),
    "incoming": (CONFIRM, CARRY_OUT, INFORMATION, REST),
    "under-way": (OWN_UNDER_WAY,),
    "unconfirmed": (OWN_UNCONFIRMED,),
    "outgoing": (OUTGOING,),
}
"""Every tray of telegrams, by what is in it, in its order."""

COUNTS: Final = ("confirm", "carry-out", "information", "under-way", "unconfirmed")
"""The trays that are counted: what is in them waits for somebody."""


def page(
    database: Database, tray: str, mine: Mine, limit: int, after: Place | None = None
) -> tuple[list[Found], Place | None]:
    """Return so many telegrams of a tray, and behind which place it goes on; None: that was all.

    Args:
        database: where to look.
        tray: its key in `TRAYS`.
        mine: whose it is.
        limit: at most so many.
        after: they stand behind that place; None: from the first on.
    """
    found = list(islice(_each(database, TRAYS[tray], mine, limit + 1, after), limit + 1))
    shown = found[:limit]
    return shown, shown[-1].place if shown and len(found) > limit else None


def count(database: Database, tray: str, mine: Mine) -> int:
    """Return how many telegrams are in a tray of one group; `COUNTED` stands for more."""
    (group,) = TRAYS[tray]
    first = {**dict.fromkeys("abc", LOWEST), "limit": COUNTED}
    sources = list(_sources(database, group, mine))
    if len(sources) == 1:
        sql, values = sources[0]
        row = database.row(f"SELECT count(*) FROM ({sql})", {**values, **first})  # noqa: S608
        return int(row[0]) if row else 0
    met = {row[-1] for sql, values in sources for row in database.rows(sql, {**values, **first})}
    return min(len(met), COUNTED)


def _each(
    database: Database, groups: Sequence[Group], mine: Mine, at_once: int, after: Place | None
) -> Iterator[Found]:
    """Yield the telegrams of a tray behind a place, each in the first group that it fits."""
    first = after[0] if after else 0
    for number, group in enumerate(groups[first:], first):
        key = after[1:] if after and after[0] == number else (LOWEST, LOWEST, LOWEST)
        while True:
            batch = _batch(database, group, mine, at_once, key)
            elsewhere = _first_places(database, groups, mine, [one[-1] for one in batch])
            for one in batch:
                place: Place = (number, *one)
                if elsewhere.get(one[-1], place) == place:
                    due = one[0] if group.due and one[0] != NEVER else None
                    yield Found(telegram=one[-1], group=group.name, due_at=due, place=place)
            if len(batch) < at_once:
                break
            key = batch[-1]


def _batch(database: Database, group: Group, mine: Mine, limit: int, after: _Key) -> list[_Key]:
    """Return the next so many of a group; a telegram may be there by several duties."""
    behind = dict(zip("abc", after, strict=True))
    found = [
        database.rows(sql, {**values, **behind, "limit": limit})
        for sql, values in _sources(database, group, mine)
    ]
    # the same duty may lie here twice over: as a deputy's, and as shown to him on duty
    keys = ((row[0], row[1], row[2]) for row, _ in groupby(merge(*found)))
    return list(islice(keys, limit))


def _sources(database: Database, group: Group, mine: Mine) -> Iterator[_Source]:
    """Yield the statements that together find a group, and their values."""
    values: dict[str, object] = {"clearance": mine.clearance}
    if not group.of_office:
        yield _OF_STATION[group.name], values
        return
    for office in (mine.office, *mine.acts_for):
        yield _OF_OFFICE[group.name], {**values, "office": office}
    if database.row(_IS_SHOWN, (mine.office,)):
        yield _OF_DUTY_OFFICE[group.name], {**values, "office": mine.office}


def _first_places(
    database: Database, groups: Sequence[Group], mine: Mine, telegrams: Sequence[int]
) -> dict[int, Place]:
    """Return the first place in a tray of each telegram that may have several."""
    if not groups[0].of_office or not telegrams:
        return {}
    values = {
        "telegrams": json.dumps(list(telegrams)),
        "offices": json.dumps([mine.office, *mine.acts_for]),
        "office": mine.office,
    }
    first: dict[int, Place] = {}
    for number, group in enumerate(groups):
        for a, b, telegram in database.rows(_PLACES[group.name], values):
            place = (number, a, b, telegram)
            first[telegram] = min(first.get(telegram, place), place)
    return first


# -- statements -----------------------------------------------------------------------------------

_IS_SHOWN: Final = "SELECT 1 FROM escalation WHERE shown_to = ? LIMIT 1"
_SHOWN: Final = (
    "escalation AS e CROSS JOIN duty AS d ON d.telegram = e.telegram AND d.office = e.office"
)
_BEFORE_ME: Final = """(d.office IN (SELECT value FROM json_each(:offices)) OR EXISTS
    (SELECT 1 FROM escalation AS e
        WHERE e.telegram = d.telegram AND e.office = d.office AND e.shown_to = :office))"""


def _key(group: Group) -> str:
    """Return what a group is sorted by, and the telegram."""
    if group.due:
        return f"d.{group.due}, -d.precedence, d.telegram"
    return "-d.telegram, 0, d.telegram"


def _next(group: Group, whence: str, whose: str) -> str:
    """Return the statement that finds a group's next telegrams behind a place."""
    key = _key(group)
    behind = f"({key}) > (:a, :b, :c)" if group.due else "d.telegram < -:a"
    order = key if group.due else "d.telegram DESC"
    return (
        f"SELECT {key} FROM {whence} WHERE {whose} AND {group.where}"  # noqa: S608  # constants
        f" AND d.classification <= :clearance AND {behind} ORDER BY {order} LIMIT :limit"
    )


_OF_ALL: Final = (CONFIRM, CARRY_OUT, INFORMATION, REST)
_OF_OFFICE: Final = {
    group.name: _next(group, "duty AS d", "d.office = :office") for group in _OF_ALL
}
_OF_DUTY_OFFICE: Final = {
    group.name: _next(group, _SHOWN, "e.shown_to = :office") for group in _OF_ALL
}
_PLACES: Final = {
    group.name: f"""SELECT {_key(group)} FROM json_each(:telegrams)
        CROSS JOIN duty AS d ON d.telegram = value
        WHERE {_BEFORE_ME} AND {group.where}"""  # noqa: S608  # constants
    for group in _OF_ALL
}
_OF_STATION: Final = {
    "under-way": f"""SELECT -d.telegram, 0, d.telegram FROM duty AS d WHERE {UNDER_WAY}
        AND d.classification <= :clearance AND d.telegram < -:a
        GROUP BY d.telegram ORDER BY d.telegram DESC LIMIT :limit""",  # noqa: S608  # constants
    # once, where the first of its answers is due
    "unconfirmed": f"""SELECT d.answer_by, -d.precedence, d.telegram FROM duty AS d
        WHERE {UNCONFIRMED} AND d.classification <= :clearance
        AND (d.answer_by, -d.precedence, d.telegram) > (:a, :b, :c)
        AND NOT EXISTS (SELECT 1 FROM duty AS o
            WHERE o.telegram = d.telegram AND o.registered_at NOT NULL AND o.task = 1
            AND (o.answer_by, -o.precedence, o.place) < (d.answer_by, -d.precedence, d.place))
        ORDER BY d.answer_by, -d.precedence, d.telegram LIMIT :limit""",  # noqa: S608  # constants
    "outgoing": """SELECT -t.year, -t.number, t.id FROM telegram AS t WHERE t.incoming_number = 0
        AND t.classification <= :clearance AND (t.year, t.number) < (-:a, -:b)
        ORDER BY t.year DESC, t.number DESC LIMIT :limit""",
}
