"""People and places: their lists, a page of each, and the map."""

from itertools import groupby
from re import Match
from typing import Final

from depesha.errors import NotFound
from depesha.reading_room.answer import Answer, Asked
from depesha.reading_room.atlas import spots
from depesha.reading_room.charts import BROWSED, years_chart
from depesha.reading_room.pages.lists import page, parts
from depesha.reading_room.pages.room import Room
from depesha.reading_room.roll import OTHER
from depesha.reading_room.tongues import in_order, lines_told, told

ON_ONE_PAGE: Final = 300
"""So many names stand on one page, under their letters; of more it has those of most records."""

WITHOUT_LETTERS: Final = 100
"""So few names stand together."""

LISTED: Final = 200
"""Names of a page of a letter."""

FIRST: Final = 60
"""Names of most records that stand before the alphabet, where there are more than a page has."""

DRAWN: Final = 2_000
"""Places that are looked for on the map: those that stand in most records."""


def people(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return who wrote, to whom, and who signed."""
    del found
    return _names(room, asked, "people")


def places(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return where telegrams came from and went to, on the map and as a list."""
    del found
    return _names(room, asked, "places")


def person(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return the records in which somebody stands."""
    return _named(room, asked, found, "people")


def place(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return the records of a place."""
    return _named(room, asked, found, "places")


def people_letter(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return the people of a letter."""
    return _letter(room, asked, found, "people")


def places_letter(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return the places of a letter."""
    return _letter(room, asked, found, "places")


def _names(room: Room, asked: Asked, which: str) -> Answer:
    letters = room.shelf.letters(which)
    count = sum(of_letter for _, of_letter in letters)
    is_whole, are_few = count <= ON_ONE_PAGE, count <= WITHOUT_LETTERS
    listed = room.shelf.listed(which, "", ON_ONE_PAGE) if is_whole else []
    names = in_order(lines_told(room.shelf.rows, which, listed, asked.language))
    shown = spots(room.shelf.names(which, DRAWN), asked.language) if which == "places" else []
    drawn = {key for spot in shown for key in spot.keys}
    by_letter = {one: list(group) for one, group in groupby(names, lambda one: one["letter"])}
    if is_whole:
        letters = sorted(
            ((one, len(group)) for one, group in by_letter.items()),
            key=lambda one: (one[0] == OTHER, one[0]),
        )
    return page(
        room,
        asked,
        "names.html",
        which=which,
        letters=letters,
        few=names if are_few else [],
        groups=[(one, by_letter[one]) for one, _ in letters] if is_whole and not are_few else [],
        first=[]
        if is_whole
        else lines_told(room.shelf.rows, which, room.shelf.names(which, FIRST), asked.language),
        count=count,
        spots=shown,
        elsewhere=count - len(drawn),
    )


def _letter(room: Room, asked: Asked, found: Match[str], which: str) -> Answer:
    letter, part = found["letter"], int(found["part"] or 1)
    letters = room.shelf.letters(which)
    names = room.shelf.listed(which, letter, LISTED, LISTED * (part - 1))
    if not names:
        msg = "no name begins so"
        raise NotFound(msg)
    return page(
        room,
        asked,
        "letter.html",
        which=which,
        letter=letter,
        letters=letters,
        names=names,
        base=f"{which}/{letter}",
        pages=parts(part, dict(letters)[letter], LISTED),
    )


def _named(room: Room, asked: Asked, found: Match[str], which: str) -> Answer:
    part = int(found["part"] or 1)
    named = room.shelf.name(which, found["key"])
    lines = room.shelf.of_name(which, named["key"], BROWSED, BROWSED * (part - 1)) if named else []
    if named is None or not lines:
        msg = "nobody of that name stands in a record"
        raise NotFound(msg)
    key = named["key"]
    near = [
        {**by, "text": told(room.shelf.rows, by["list"], by["key"], by["text"], asked.language)}
        for by in room.shelf.stand_with(which, key)
    ]
    return page(
        room,
        asked,
        "name.html",
        which=which,
        named={**named, "text": told(room.shelf.rows, which, key, named["text"], asked.language)},
        spellings=room.shelf.spellings(which, key),
        others=[(one, [by for by in near if by["list"] == one]) for one in ("people", "places")],
        chart=years_chart(room.shelf.years_of(which, key)),
        spots=spots([named], asked.language) if which == "places" else [],
        lines=lines,
        base=f"{which}/{key}",
        pages=parts(part, named["count"]),
    )
