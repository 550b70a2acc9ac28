"""What programs read of the site as a whole: the feed, the map of the site, robots, CMIF."""

from re import Match
from typing import Final

from depesha.errors import NotFound
from depesha.reading_room.answer import ATOM, TEI, TEXT, XML, Answer, Asked
from depesha.reading_room.pages.room import Room
from depesha.reading_room.rendering import render
from depesha.reading_room.site import LANGUAGES

FED: Final = 50
MAPPED: Final = 10_000
"""Records of one part of the map, each in every language: a part has at most 50,000 addresses."""

MOST_LETTERS: Final = 20_000
"""Of the CMIF file: the newest."""


def atom(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return the records that were released last, as an Atom feed."""
    del found
    entries = room.shelf.released_last(FED)
    data = render(
        room.site,
        "feed.xml",
        asked.place,
        asked.language,
        entries=entries,
        updated=entries[0]["released"] if entries else 0,
        absolute=room.site.absolute,
    )
    return Answer(data=data, kind=ATOM)


def sitemap(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return the parts of the map."""
    del found
    parts = range(1, parts_of(room) + 1)
    return Answer(data=_xml(room, asked, "sitemap.xml", parts=parts), kind=XML)


def parts_of(room: Room) -> int:
    """Return how many parts the map has."""
    return max(1, -(-room.shelf.extent()[0] // MAPPED))


def sitemap_part(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return a part of the map.

    Raises:
        NotFound: it has fewer.
    """
    part = int(found["part"])
    if part > parts_of(room):
        msg = "the map has no such part"
        raise NotFound(msg)
    names = room.shelf.every_name(MAPPED, MAPPED * (part - 1))
    fixed = ("", "years", "people", "places", "threads") if part == 1 else ()
    data = _xml(room, asked, "sitemap_part.xml", names=names, fixed=fixed)
    return Answer(data=data, kind=XML)


def robots(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return what programs that look at sites may: everything but the search."""
    del asked, found
    prefix = room.site.prefix
    said = [
        "User-agent: *",
        *(f"Disallow: {prefix}/{language}/search" for language in LANGUAGES),
        f"Disallow: {prefix}/oai",
        f"Sitemap: {room.site.absolute('sitemap.xml')}",
        "",
    ]
    return Answer(data="\n".join(said).encode(), kind=TEXT)


def cmif(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return who wrote to whom, when, as the Correspondence Metadata Interchange Format."""
    del found
    lines = room.shelf.newest(MOST_LETTERS)
    _, _, last = room.shelf.extent()
    return Answer(data=_xml(room, asked, "cmif.xml", lines=lines, updated=last), kind=TEI)


def _xml(room: Room, asked: Asked, template: str, **values: object) -> bytes:
    return render(room.site, template, asked.place, "en", absolute=room.site.absolute, **values)
