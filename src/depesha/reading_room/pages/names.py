"""People and places: their lists, a page of each, and the map."""

from re import Match
from typing import Final

from depesha.errors import NotFound
from depesha.reading_room.answer import Answer, Asked
from depesha.reading_room.atlas import spots
from depesha.reading_room.charts import BROWSED, years_chart
from depesha.reading_room.pages.lists import page, parts
from depesha.reading_room.pages.room import Room

MOST_NAMES: Final = 2_000
"""Names of a page of people or places: those that stand in most records."""


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


def _names(room: Room, asked: Asked, which: str) -> Answer:
    found = room.shelf.names(which, MOST_NAMES)
    shown = spots(found, asked.language) if which == "places" else []
    drawn = {key for spot in shown for key in spot.keys}
    return page(
        room,
        asked,
        "names.html",
        which=which,
        names=sorted(found, key=lambda one: str(one["text"]).lower()),
        spots=shown,
        drawn=drawn,
        most=MOST_NAMES,
    )


def _named(room: Room, asked: Asked, found: Match[str], which: str) -> Answer:
    part = int(found["part"] or 1)
    named = room.shelf.name(which, found["key"])
    lines = room.shelf.of_name(which, named["key"], BROWSED, BROWSED * (part - 1)) if named else []
    if named is None or not lines:
        msg = "nobody of that name stands in a record"
        raise NotFound(msg)
    key = named["key"]
    near = room.shelf.stand_with(which, key)
    return page(
        room,
        asked,
        "name.html",
        which=which,
        named=named,
        spellings=room.shelf.spellings(which, key),
        others=[(one, [by for by in near if by["list"] == one]) for one in ("people", "places")],
        chart=years_chart(room.shelf.years_of(which, key)),
        spots=spots([named], asked.language) if which == "places" else [],
        lines=lines,
        base=f"{which}/{key}",
        pages=parts(part, named["count"]),
    )
