"""Everything that the site has, by its place.

Rule 1: a place that no pattern knows is not there; what a pattern takes is letters, figures and
    hyphens, never a path.
Rule 2: the same function answers whether the site is served or written into files.
"""

import re
from collections.abc import Callable, Mapping
from re import Match
from typing import Final

from depesha.errors import NotFound
from depesha.reading_room.answer import Answer, Asked
from depesha.reading_room.pages import (
    errata,
    feeds,
    lists,
    names,
    oai,
    records,
    scans,
    searching,
    threads,
)
from depesha.reading_room.pages.room import Room
from depesha.reading_room.rendering import static_files
from depesha.reading_room.roll import LETTERS
from depesha.reading_room.site import LANGUAGES

Page = Callable[[Room, Asked, Match[str]], Answer]

NAME: Final = r"(?P<name>[a-z2-7]{12})"
KEY: Final = r"(?P<key>[0-9a-zа-я-]{1,80})"
PART: Final = r"(?:/(?P<part>[1-9]\d{0,3}))?"

PAGES: Final[Mapping[str, Page]] = {
    "": lists.home,
    "search": searching.search,
    r"search\.(?P<kind>csv|json|ris)": searching.saved,
    r"opensearch\.xml": searching.opensearch,
    "years": lists.years,
    rf"years/(?P<year>\d{{4}}|undated){PART}": lists.year,
    "people": names.people,
    rf"people/(?P<letter>{LETTERS}){PART}": names.people_letter,
    rf"people/{KEY}{PART}": names.person,
    "places": names.places,
    rf"places/(?P<letter>{LETTERS}){PART}": names.places_letter,
    rf"places/{KEY}{PART}": names.place,
    "threads": threads.threads,
    f"thread/{NAME}{PART}": threads.thread,
    f"r/{NAME}": records.record,
    f"errata{PART}": errata.errata,
    r"feed\.atom": feeds.atom,
}
"""Places of a language: they stand behind `en/` and `ru/`."""

DOOR: Final = f"(?:r/{NAME})?"
"""Where no language is named: the first page, and the address of a record that is cited."""

FILES: Final[Mapping[str, Page]] = {
    DOOR: lists.door,
    rf"r/{NAME}(?:\.(?P<holding>[1-9]\d{{0,3}}))?\.(?P<kind>ris|bib|csl\.json)": records.citation,
    rf"r/{NAME}\.(?P<kind>json|jsonld|tei\.xml|txt)": records.download,
    rf"r/{NAME}\.scan-(?P<sheet>[1-9]\d{{0,4}})\.(?P<kind>png|jpg)": scans.scan,
    rf"r/{NAME}\.iiif\.json": scans.iiif,
    r"sitemap\.xml": feeds.sitemap,
    r"sitemap-(?P<part>[1-9]\d{0,4})\.xml": feeds.sitemap_part,
    r"robots\.txt": feeds.robots,
    r"cmif\.xml": feeds.cmif,
    "oai": oai.answer,
}
"""Places that speak no language, or all."""

_PAGES: Final = [(re.compile(pattern), page) for pattern, page in PAGES.items()]
_FILES: Final = [(re.compile(pattern), page) for pattern, page in FILES.items()]
_DOOR: Final = re.compile(DOOR)
_STATIC: Final = re.compile(r"static/([0-9a-f]{16})/([A-Za-z0-9./-]+)")


def answer(room: Room, asked: Asked) -> Answer:
    """Return what stands at a place.

    Raises:
        NotFound: nothing does.
        Usage: the question makes no sense.
    """
    own = _STATIC.fullmatch(asked.place)
    if own is not None:
        return _own_file(own[1], own[2])
    first, _, rest = asked.place.partition("/")
    if first in LANGUAGES:
        spoken = Asked(place=asked.place, language=first, query=asked.query)
        return _found(_PAGES, rest, room, spoken)
    return _found(_FILES, asked.place, room, asked)


def is_door(place: str) -> bool:
    """Say whether a place only leads to a page in the reader's language."""
    return _DOOR.fullmatch(place) is not None


def _found(
    table: list[tuple[re.Pattern[str], Page]], rest: str, room: Room, asked: Asked
) -> Answer:
    for pattern, page in table:
        found = pattern.fullmatch(rest)
        if found is not None:
            return page(room, asked, found)
    msg = "there is no such page"
    raise NotFound(msg)


def _own_file(digest: str, name: str) -> Answer:
    file = static_files().get(name)
    if file is None:
        msg = "there is no such file"
        raise NotFound(msg)
    return Answer(data=file.data, kind=file.kind, is_kept_for_ever=file.digest == digest)
