"""Threads: telegrams that answer, correct, repeat, execute or mention one another, in time."""

from re import Match
from typing import Any, Final

from depesha.archive.chains import Bond
from depesha.errors import NotFound
from depesha.reading_room.answer import Answer, Asked
from depesha.reading_room.browsing import MAX_THREAD, Line
from depesha.reading_room.pages.lists import page
from depesha.reading_room.pages.room import Room

LONGEST: Final = 200
"""Threads of the list: the longest."""


def threads(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return the longest threads, each by its oldest record."""
    del found
    heads = [(room.shelf.record(name)[0], count) for name, count in room.shelf.threads(LONGEST)]
    return page(room, asked, "threads.html", heads=heads, most=LONGEST)


def thread(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return a thread from its oldest record on; any of its records leads to it.

    Raises:
        NotFound: there is no such record, or it hangs together with none, or is not so long.
    """
    part = int(found["part"] or 1)
    name, head = room.shelf.head(found["name"])
    length = room.shelf.length(head)
    lines = room.shelf.thread(head, MAX_THREAD * (part - 1)) if length > 1 else []
    if not lines:
        msg = "there is no such thread"
        raise NotFound(msg)
    return page(
        room,
        asked,
        "thread.html",
        head=name,
        asked_name=found["name"],
        lines=with_words(lines),
        length=length,
        most=MAX_THREAD,
        base=f"thread/{name}",
        pages={"this": part, "last": -(-length // MAX_THREAD)},
    )


def with_words(lines: list[Line]) -> list[Line]:
    """Return records with what each says of others, and what others of these say of it."""
    answered: dict[int, list[dict[str, Any]]] = {line["id"]: [] for line in lines}
    for line in lines:
        line["bonds"] = [{**one, "bond": Bond(one["bond"]).name} for one in line["bonds"]]
        for one in line["bonds"]:
            if one["other"]["id"] in answered:
                answered[one["other"]["id"]].append({**one, "other": line})
    for line in lines:
        line["answered"] = answered[line["id"]]
    return lines
