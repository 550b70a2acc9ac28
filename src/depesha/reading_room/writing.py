"""The site as a folder of files that any web server hosts, and a browser opens without one.

Rule 1: every page that the site serves is written, but the search and the harvest, which answer
    questions; a link in the folder leads to a file of the folder.
Rule 2: it is written beside, and takes the place of the folder that was there as a whole; a folder
    that is no copy of a reading room is left alone.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import rmtree
from typing import Final

from depesha.errors import Refused
from depesha.reading_room.answer import Asked
from depesha.reading_room.browsing import MAX_THREAD
from depesha.reading_room.charts import BROWSED
from depesha.reading_room.manifest import scan_place
from depesha.reading_room.pages import answer
from depesha.reading_room.pages.feeds import parts_of
from depesha.reading_room.pages.names import LISTED
from depesha.reading_room.pages.records import CITATIONS, FILES
from depesha.reading_room.pages.room import Room
from depesha.reading_room.place import alone_in
from depesha.reading_room.rendering import static_files, static_place
from depesha.reading_room.roll import LIST_OF
from depesha.reading_room.site import LANGUAGES, file_of

SIGN: Final = ".depesha-reading-room"
"""A file that says what the folder is."""

AT_ONCE: Final = 1_000
ALL_NAMES: Final = 2**31
"""A record leads to the page of each of its names, in whichever list they stand."""


def write(room: Room, folder: Path, moved: Callable[[int, int], None] = lambda _, __: None) -> int:
    """Write the site into a folder, and return how many files that were.

    Args:
        room: what is written; its site is one in files.
        folder: where; a copy of a reading room that is there is replaced.
        moved: told of each file, with how many there will be about.

    Raises:
        NotNow: another is made beside it.
        Refused: there is a folder that is something else.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with alone_in(folder.parent):
        return _write(room, folder, moved)


def _write(room: Room, folder: Path, moved: Callable[[int, int], None]) -> int:
    made, past = (folder.with_name(f"{folder.name}.{ending}") for ending in ("new", "old"))
    for one in (folder, made, past):
        _must_be_ours(one)
    if past.exists() and not folder.exists():
        past.rename(folder)  # it broke off between the two renames below
    for one in (made, past):
        if one.exists():
            rmtree(one)
    made.mkdir()
    (made / SIGN).write_bytes(b"")
    count, about = 0, _about(room)
    for place in places(room):
        language = place[:2] if place[:2] in LANGUAGES else LANGUAGES[0]
        file = made / file_of(place)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(answer(room, Asked(place=place, language=language)).data)
        count += 1
        moved(1, about)
    if folder.exists():
        folder.rename(past)  # to take it away file by file would leave half of it for a while
    made.rename(folder)
    if past.exists():
        rmtree(past)
    return count


def _must_be_ours(folder: Path) -> None:
    """Let pass a folder that may be taken away.

    Raises:
        Refused: somebody keeps something else in it.
    """
    if folder.exists() and not (folder / SIGN).is_file() and any(folder.iterdir()):
        msg = f"{folder} is no copy of a reading room"
        raise Refused(msg, hint="name a folder that is empty or not there yet")


def _about(room: Room) -> int:
    """Return how many files there will be, nearly: of each record its pages and its downloads."""
    of_each = len(LANGUAGES) + 1 + len(FILES) + len(CITATIONS)
    return room.shelf.extent()[0] * of_each


def places(room: Room) -> Iterator[str]:
    """Yield every place that is written."""
    yield ""
    yield from (static_place(name) for name in static_files())
    yield from ("robots.txt", "sitemap.xml", "cmif.xml")
    yield from (f"sitemap-{part}.xml" for part in range(1, parts_of(room) + 1))
    for language in LANGUAGES:
        yield language
        yield from (f"{language}/{place}" for place in _lists(room))
    for name in _withdrawn(room):
        yield f"r/{name}"
        yield from (f"{language}/r/{name}" for language in LANGUAGES)
    for name in _names(room):
        yield f"r/{name}"
        yield from (f"{language}/r/{name}" for language in LANGUAGES)
        yield from (f"r/{name}.{kind}" for kind in (*FILES, *CITATIONS))
        scans = room.shelf.scans(room.shelf.record(name)[0]["id"])
        yield from (scan_place(name, one) for one in scans)
        if scans:
            yield f"r/{name}.iiif.json"
        holdings = len(room.shelf.record(name)[1].holdings)
        for number in range(2, holdings + 1):
            yield from (f"r/{name}.{number}.{kind}" for kind in CITATIONS)


def _lists(room: Room) -> Iterator[str]:
    yield from ("search", "years", "people", "places", "threads", "feed.atom")
    for name, count in room.shelf.threads(ALL_NAMES):
        yield from _parts(f"thread/{name}", count, MAX_THREAD)
    yield from _parts("errata", room.shelf.errata(0)[0])
    for year, count in room.shelf.years():
        yield from _parts(f"years/{year:04}" if year else "years/undated", count)
    for which in sorted(set(LIST_OF.values())):
        for letter, count in room.shelf.letters(which):
            yield from _parts(f"{which}/{letter}", count, LISTED)
        for one in room.shelf.names(which, ALL_NAMES):
            yield from _parts(f"{which}/{one['key']}", one["count"])


def _parts(base: str, count: int, of_one: int = BROWSED) -> Iterator[str]:
    """Yield the places of a list: its first page, and those that go on."""
    yield base
    yield from (f"{base}/{part}" for part in range(2, -(-count // of_one) + 1))


def _withdrawn(room: Room) -> Iterator[str]:
    offset = 0
    while found := room.shelf.every_withdrawn(AT_ONCE, offset):
        yield from (name for name, _ in found)
        offset += len(found)


def _names(room: Room) -> Iterator[str]:
    offset = 0
    while found := room.shelf.every_name(AT_ONCE, offset):
        yield from (name for name, _ in found)
        offset += len(found)
