"""Pages that lead to records: the first page, the search, years, people, places."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from re import Match
from typing import Any, Final
from urllib.parse import urlencode

from depesha.errors import NotFound
from depesha.reading_room.answer import Answer, Asked
from depesha.reading_room.finding import BEGINS, COUNTED, ENDS, FACETS, RANKED, Wish, find
from depesha.reading_room.language import day_words
from depesha.reading_room.pages.room import Room
from depesha.reading_room.rendering import render

NEWEST: Final = 8
BROWSED: Final = 50
"""Records of a page of a list."""

MOST_NAMES: Final = 2_000
"""Names of a page of people or places: those that stand in most records."""

CHOSEN: Final = (*FACETS, "archive")
MAX_DAY: Final = len("1951-11-21")
MAX_PLACE: Final = 2**63 - 1

_MARKS: Final = re.compile(f"({BEGINS}|{ENDS})")


def _page(room: Room, asked: Asked, template: str, **values: object) -> Answer:
    own = asked.place.partition("/")[2]
    data = render(room.site, template, asked.place, asked.language, here=own, **values)
    return Answer(data=data)


def home(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return the first page: what this is, the search, the years, the newest."""
    del found
    count, _, _ = room.shelf.extent()
    return _page(
        room,
        asked,
        "home.html",
        count=count,
        chart=chart(room.shelf.years()),
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


# -- search ---------------------------------------------------------------------------------------


def search(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return what is found; a copy in files has no search, and says where to look instead."""
    del found
    if room.site.in_files:
        return _page(room, asked, "search.html", wish=None, result=None)
    query = asked.query
    wish = Wish(
        query=query.get("q", ""),
        chosen={name: query.get(name, "") for name in CHOSEN},
        since=query.get("since", "")[:MAX_DAY],
        until=query.get("until", "")[:MAX_DAY],
        before=_place(query.get("before", "")),
        ranked=query.get("order") == "rank",
    )
    result = find(room.shelf, wish)
    days = {"since": wish.since, "until": wish.until}
    kept = {"q": wish.query, **wish.chosen, **days, "order": "rank" if wish.ranked else ""}

    def address(**changed: object) -> str:
        words = {name: str(value) for name, value in {**kept, **changed}.items() if value}
        return f"?{urlencode(words)}"

    return _page(
        room,
        asked,
        "search.html",
        wish=wish,
        result=result,
        lines=[{**line, "pieces": list(pieces(line["found"]))} for line in result.lines],
        address=address,
        ranked=RANKED,
        counted=COUNTED,
    )


def _place(text: str) -> int | None:
    """Return a place on the shelf; None: it is none."""
    is_place = text.isascii() and text.isdigit() and len(text) <= len(str(MAX_PLACE))
    return int(text) if is_place and int(text) <= MAX_PLACE else None


def pieces(snippet: str) -> Iterator[tuple[bool, str]]:
    """Yield the pieces of a snippet, each with whether it was found."""
    is_found = False
    for part in _MARKS.split(snippet):
        if part in (BEGINS, ENDS):
            is_found = part == BEGINS
        elif part:
            yield is_found, part


# -- years ----------------------------------------------------------------------------------------


def chart(years: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """Return the years between the first and the last, each with how high its column is."""
    known = {year: count for year, count in years if year}
    most = max(known.values(), default=1)
    span = range(min(known, default=0), max(known, default=-1) + 1)
    columns = [
        {"year": year, "count": known.get(year, 0), "height": _height(known.get(year, 0), most)}
        for year in span
    ]
    undated = sum(count for year, count in years if not year)
    return {"columns": columns, "undated": undated, "known": known}


def _height(count: int, most: int) -> int:
    """Return the height of a column in per cent; one record is seen."""
    return max(3, round(100 * count / most)) if count else 0


def years(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return the time line."""
    del found
    told = chart(room.shelf.years())
    decades = [
        (decade, [one for one in columns if one["count"]])
        for decade, columns in _grouped(told["columns"], lambda one: one["year"] // 10 * 10)
    ]
    return _page(room, asked, "years.html", chart=told, decades=[one for one in decades if one[1]])


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
    return _page(
        room,
        asked,
        "year.html",
        year=number,
        count=known[number],
        months=_grouped(lines, lambda line: line["sent"][5:7]),
        base=f"years/{found['year']}",
        pages=_parts(part, known[number]),
        earlier=earlier[-1] if earlier else None,
        later=later[0] if later and number else None,
    )


def _grouped(rows: Sequence[Any], key: Any) -> list[tuple[Any, list[Any]]]:  # noqa: ANN401
    return [(value, list(group)) for value, group in groupby(rows, key=key)]


def _parts(part: int, count: int) -> dict[str, int]:
    """Return which page of how many this is."""
    return {"this": part, "last": max(1, -(-count // BROWSED))}


# -- people and places ----------------------------------------------------------------------------


def people(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return who wrote, to whom, and who signed."""
    del found
    return _names(room, asked, "people")


def places(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return where telegrams came from and went to."""
    del found
    return _names(room, asked, "places")


def person(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return the records in which somebody stands."""
    return _named(room, asked, found, "people")


def place(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return the records of a place."""
    return _named(room, asked, found, "places")


def _names(room: Room, asked: Asked, which: str) -> Answer:
    found = sorted(room.shelf.names(which, MOST_NAMES), key=lambda one: one["text"].lower())
    return _page(room, asked, "names.html", which=which, names=found, most=MOST_NAMES)


def _named(room: Room, asked: Asked, found: Match[str], which: str) -> Answer:
    part = int(found["part"] or 1)
    count, lines = room.shelf.of_name(which, found["key"], BROWSED, BROWSED * (part - 1))
    if not lines:
        msg = "nobody of that name stands in a record"
        raise NotFound(msg)
    return _page(
        room,
        asked,
        "name.html",
        which=which,
        spellings=room.shelf.spellings(which, found["key"]),
        count=count,
        lines=lines,
        base=f"{which}/{found['key']}",
        pages=_parts(part, count),
        first=day_words(lines[0]["sent"], asked.language),
    )
