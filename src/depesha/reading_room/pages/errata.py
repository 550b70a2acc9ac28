"""The list of errata: which versions of which records differ from those before, and why."""

from re import Match
from typing import Final

from depesha.errors import NotFound
from depesha.reading_room.answer import Answer, Asked
from depesha.reading_room.charts import BROWSED
from depesha.reading_room.pages.room import Room
from depesha.reading_room.rendering import render

LISTED: Final = BROWSED


def errata(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return a page of the list, the newest first.

    Raises:
        NotFound: it has fewer pages.
    """
    part = int(found["part"] or 1)
    count, lines = room.shelf.errata(LISTED, LISTED * (part - 1))
    last = max(1, -(-count // LISTED))
    if part > last:
        msg = "the list has no such page"
        raise NotFound(msg)
    data = render(
        room.site,
        "errata.html",
        asked.place,
        asked.language,
        here=asked.place.partition("/")[2],
        errata=lines,
        pages={"this": part, "last": last},
    )
    return Answer(data=data)
