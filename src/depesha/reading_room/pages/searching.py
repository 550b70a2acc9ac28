"""The search: a page of what is found, the whole of it to take away, and how a browser asks."""

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from io import StringIO
from re import Match
from typing import Any, Final
from urllib.parse import urlencode

from depesha.archive.bibliography import ris as as_ris
from depesha.archive.volumes import volume_named
from depesha.errors import NotFound
from depesha.reading_room.answer import CSV, JSON, OPENSEARCH, RIS, Answer, Asked
from depesha.reading_room.charts import years_chart
from depesha.reading_room.choices import NAMED
from depesha.reading_room.exchange import permalink
from depesha.reading_room.finding import (
    BEGINS,
    CHOSEN,
    COUNTED,
    ENDS,
    PAGE,
    RANKED,
    SAVED,
    Value,
    Wish,
    find,
    found_all,
    is_day,
)
from depesha.reading_room.pages.lists import page
from depesha.reading_room.pages.records import with_address
from depesha.reading_room.pages.room import Room
from depesha.reading_room.rendering import render
from depesha.reading_room.tongues import told

MAX_DAY: Final = len("1951-11-21")
MAX_PLACE: Final = 2**63 - 1

_MARKS: Final = re.compile(f"({BEGINS}|{ENDS})")
_PART: Final = re.compile(r"[1-9]\d{0,2}", re.ASCII)

COLUMNS: Final = (
    "permalink",
    "sent",
    "number",
    "title",
    "sender",
    "addressee",
    "place",
    "label",
    "precedence",
    "language",
    "series",
)
SERIES: Final = "series"
"""The facet of volumes and sites."""

FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a formula begins, for one spreadsheet or another: such a cell gets an apostrophe."""


def search(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return what is found; a copy in files has no search, and says where to look instead."""
    del found
    if room.site.in_files:
        return page(room, asked, "search.html", wish=None, result=None)
    wish = wish_of(asked.query)
    result = find(room.shelf, wish)
    facets = {
        name: _told(room, name, values, asked.language) for name, values in result.facets.items()
    }
    days = {"since": wish.since, "until": wish.until}
    kept = {
        "q": wish.query,
        **wish.chosen,
        **days,
        "order": "rank" if wish.ranked else "",
        "exact": "1" if wish.exact else "",
    }

    def address(**changed: object) -> str:
        words = {name: str(value) for name, value in {**kept, **changed}.items() if value}
        return f"?{urlencode(words)}"

    return page(
        room,
        asked,
        "search.html",
        wish=wish,
        result=result,
        years=years_chart([(int(one.value), one.count) for one in result.facets["year"]]),
        facets=facets,
        chosen=_chosen(room, wish, facets, asked.language),
        lines=[
            {**line, "pieces": list(pieces(line["found"])), "titled": list(pieces(line["titled"]))}
            for line in result.lines
        ],
        address=address,
        strange_days=[day for day in (wish.since, wish.until) if day and not is_day(day)],
        is_asked=any(kept.values()),
        ranked=min(RANKED, result.count),
        counted=COUNTED,
        shown=PAGE,
        saved=SAVED,
    )


def wish_of(query: Mapping[str, str]) -> Wish:
    """Return what a question asks for."""
    part = query.get("page", "")
    return Wish(
        query=query.get("q", ""),
        chosen={name: query.get(name, "") for name in CHOSEN},
        since=query.get("since", "")[:MAX_DAY],
        until=query.get("until", "")[:MAX_DAY],
        before=_place(query.get("before", "")),
        ranked=query.get("order") == "rank",
        part=min(int(part) if _PART.fullmatch(part) else 1, RANKED // PAGE),
        exact=bool(query.get("exact")),
    )


def _place(text: str) -> int | None:
    """Return a place on the shelf; None: it is none."""
    is_place = text.isascii() and text.isdigit() and len(text) <= len(str(MAX_PLACE))
    return int(text) if is_place and int(text) <= MAX_PLACE else None


def _told(room: Room, facet: str, values: list[Value], language: str) -> list[Value]:
    """Return the values of a facet as they read on a page of a language."""
    if facet == SERIES:
        return [replace(one, text=volume_named(one.value)) for one in values]
    which = NAMED.get(facet)
    if which is None:
        return values
    return [
        replace(one, text=told(room.shelf.rows, which, one.value, one.text, language))
        for one in values
    ]


def _chosen(
    room: Room, wish: Wish, facets: Mapping[str, list[Value]], language: str
) -> list[tuple[str, str, str]]:
    """Return what is chosen: the facet, its value, and how that reads."""
    read = {(name, one.value): one.text for name, values in facets.items() for one in values}
    found = []
    for name, value in wish.chosen.items():
        text = read.get((name, value), volume_named(value) if name == SERIES else value)
        if name in NAMED and (name, value) not in read:
            known = room.shelf.name(NAMED[name], value)
            text = (
                told(room.shelf.rows, NAMED[name], known["key"], known["text"], language)
                if known
                else value
            )
        if value:
            found.append((name, value, text))
    return found


def pieces(snippet: str) -> Iterator[tuple[bool, str]]:
    """Yield the pieces of a snippet, each with whether it was found."""
    is_found = False
    for part in _MARKS.split(snippet):
        if part in (BEGINS, ENDS):
            is_found = part == BEGINS
        elif part:
            yield is_found, part


# -- to take away ---------------------------------------------------------------------------------


def saved(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return what is found as a file, at most `SAVED` records.

    Raises:
        NotFound: the site lies in files, and files do not search.
    """
    if room.site.in_files:
        msg = "a copy in files has no search"
        raise NotFound(msg)
    kind, write = SAVED_AS[found["kind"]]
    return Answer(data=write(room, found_all(room.shelf, wish_of(asked.query))).encode(), kind=kind)


def _rows(room: Room, lines: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for line in lines:
        whole = {**line, "permalink": permalink(room.site, line)}
        yield {name: whole[name] for name in COLUMNS}


def _csv(room: Room, lines: list[dict[str, Any]]) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in _rows(room, lines):
        writer.writerow([harmless(value) for value in row.values()])
    return f"\ufeff{out.getvalue()}"


def harmless(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    if isinstance(value, int):
        return value
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULAS) else text


def _json(room: Room, lines: list[dict[str, Any]]) -> str:
    return json.dumps(list(_rows(room, lines)), ensure_ascii=False, indent=1)


def _ris(room: Room, lines: list[dict[str, Any]]) -> str:
    said = []
    for line in lines:
        whole, record = room.shelf.record(line["name"])
        own = with_address(room, whole, record)
        said.append(as_ris(own, own.holdings[0] if own.holdings else None, line["name"]))
    return "\r\n".join(said)


SAVED_AS: Final[Mapping[str, tuple[str, Callable[[Room, list[dict[str, Any]]], str]]]] = {
    "csv": (CSV, _csv),
    "json": (JSON, _json),
    "ris": (RIS, _ris),
}


def opensearch(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return how a browser asks this search from its own bar.

    Raises:
        NotFound: the site lies in files.
    """
    del found
    if room.site.in_files:
        msg = "a copy in files has no search"
        raise NotFound(msg)
    data = render(
        room.site,
        "opensearch.xml",
        asked.place,
        asked.language,
        absolute=room.site.absolute,
    )
    return Answer(data=data, kind=OPENSEARCH)
