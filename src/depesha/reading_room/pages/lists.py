"""Pages that lead to records: the first page, the years, and what all lists have in common."""

from collections.abc import Sequence
from itertools import groupby
from re import Match
from typing import Any, Final

from depesha.errors import NotFound
from depesha.reading_room.answer import Answer, Asked
from depesha.reading_room.charts import BROWSED, months_chart, years_chart
from depesha.reading_room.pages.room import Room
from depesha.reading_room.rendering import render

NEWEST: Final = 8


def page(room: Room, asked: Asked, template: str, **values: object) -> Answer:
    """Return a page of a language."""
    own = asked.place.partition("/")[2]
    data = render(room.site, template, asked.place, asked.language, here=own, **values)
    return Answer(data=data)


def home(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return the first page: what this is, the search, the years, the newest."""
    del found
    count, _, _ = room.shelf.extent()
    return page(
        room,
        asked,
        "home.html",
        count=count,
        chart=years_chart(room.shelf.years()),
        newest=room.shelf.newest(NEWEST),
        last=room.shelf.released_last(NEWEST),
    )


def door(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return what leads to a page in a language: the address of a record that is cited."""
    name = found["name"]
    is_there = name and room.shelf.withdrawn(name) is None
    title = room.shelf.record(name)[0]["title"] if is_there else ""
    data = render(
        room.site, "door.html", asked.place, asked.language, title=title, there=asked.place
    )
    return Answer(data=data)


# -- years ----------------------------------------------------------------------------------------


def years(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return the time line."""
    del found
    told = years_chart(room.shelf.years())
    decades = [
        (decade, [one for one in columns if one.count])
        for decade, columns in _grouped(told.columns, lambda one: one.number // 10 * 10)
    ]
    return page(room, asked, "years.html", chart=told, decades=[one for one in decades if one[1]])


def year(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return the records of a year, by months.

    Raises:
        NotFound: there is none.
    """
    number = 0 if found["year"] == "undated" else int(found["year"])
    known = dict(room.shelf.years())
    part = int(found["part"] or 1)
    lines = room.shelf.of_year(number, BROWSED, BROWSED * (part - 1))
    if not lines or (found["year"] != "undated" and number == 0):
        msg = "there is no record of that year"
        raise NotFound(msg)
    others = sorted(one for one in known if one)
    earlier = [one for one in others if one < number]
    later = [one for one in others if one > number]
    return page(
        room,
        asked,
        "year.html",
        year=number,
        count=known[number],
        chart=months_chart(room.shelf.months(number)) if number else None,
        months=_grouped(lines, lambda line: line["sent"][5:7]),
        base=f"years/{found['year']}",
        pages=parts(part, known[number]),
        earlier=earlier[-1] if earlier else None,
        later=later[0] if later and number else None,
    )


def _grouped(rows: Sequence[Any], key: Any) -> list[tuple[Any, list[Any]]]:  # noqa: ANN401
    return [(value, list(group)) for value, group in groupby(rows, key=key)]


def parts(part: int, count: int, of_one: int = BROWSED) -> dict[str, int]:
    """Return which page of how many this is."""
    return {"this": part, "last": max(1, -(-count // of_one))}
