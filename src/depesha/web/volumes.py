"""The books that stand on the shelf of the desk: their addresses, and what each asks the station.

The columns are those of the command line (`export`), and so are the lines for a spreadsheet.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any, Final

from depesha.errors import NotFound
from depesha.export.book import Book
from depesha.export.channel_book import DAYS
from depesha.export.copy_book import LEDGER
from depesha.export.log_book import LOG
from depesha.export.numbered_books import numbered
from depesha.export.periods import Period
from depesha.export.speech import Row
from depesha.export.traffic_books import SERVICES, TRANSIT
from depesha.web.asking import Desk

CHUNK: Final = 2000
"""Lines that are asked for at once where all are wanted."""


def _(sentence: str) -> str:
    """Mark a sentence that the catalogues have; it is said when it is shown."""
    return sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """One book on the shelf.

    Attributes:
        key: names it in its address.
        caption: what its tab is called, in English.
        book: its columns.
        question: what gives its lines.
        series: of a numbered book, what the station calls its series.
        of_station: the question is for no office.
        clock: the zone of its days, if it is not the station's.
        usual: the span that it is opened at.
    """

    key: str
    caption: str
    book: Book
    question: str
    series: str = ""
    of_station: bool = False
    clock: tzinfo | None = None
    usual: str = "month"

    @property
    def is_numbered(self) -> bool:
        """Whether each of its lines has a number of a series."""
        return self.question == "book"


VOLUMES: Final = {
    one.key: one
    for one in (
        Volume(
            key="out",
            caption=_("Outgoing"),
            book=numbered("out"),
            question="book",
            series="outgoing",
        ),
        Volume(
            key="in", caption=_("Incoming"), book=numbered("in"), question="book", series="incoming"
        ),
        Volume(
            key="special",
            caption=_("Special"),
            book=numbered("special"),
            question="book",
            series="special",
        ),
        Volume(
            key="service",
            caption=_("Service messages"),
            book=SERVICES,
            question="service-book",
            of_station=True,
        ),
        Volume(
            key="transit",
            caption=_("Transit"),
            book=TRANSIT,
            question="transit-book",
            of_station=True,
        ),
        Volume(
            key="channel",
            caption=_("Channels"),
            book=DAYS,
            question="channel-book",
            of_station=True,
            clock=UTC,
        ),
        Volume(key="log", caption=_("Communications log"), book=LOG, question="log"),
        Volume(
            key="copies", caption=_("Copies ledger"), book=LEDGER, question="copy-book", usual="all"
        ),
    )
}


def volume(key: str) -> Volume:
    """Return a book by the name in its address.

    Raises:
        NotFound: there is none.
    """
    found = VOLUMES.get(key)
    if found is None:
        msg = "there is no such register"
        raise NotFound(msg, hint="the registers are at /register/out")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which lines of which book are wanted.

    Attributes:
        volume: the book.
        period: the period.
        zone: the station's.
        more: what else its question has: the line of a channel, the series, a date.
    """

    volume: Volume
    period: Period
    zone: tzinfo
    more: Mapping[str, Any]

    def fields(self) -> dict[str, Any]:
        """Return the fields of the question."""
        if self.volume.is_numbered:
            return {**self.period.fields(), **self.more}
        return {**self.period.times(self.volume.clock or self.zone), **self.more}


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """Some lines of a book, and where the next ones begin: None, if these are the last."""

    rows: list[Row]
    after: str | None


async def leaf(desk: Desk, wish: Wish, after: str, limit: int) -> Leaf:
    """Return the lines behind a place, which an earlier leaf named; at most so many."""
    if wish.volume.is_numbered:
        return await _of_numbers(desk, wish, after, limit)
    if wish.volume.question == "log":
        return await _of_log(desk, wish, after, limit)
    offset = number_in(after)
    ask = desk.of_station if wish.volume.of_station else desk.read
    asked = {**wish.fields(), "limit": limit + 1, "offset": offset}
    rows = await ask(wish.volume.question, **asked)
    return Leaf(rows=rows[:limit], after=str(offset + limit) if len(rows) > limit else None)


async def _of_numbers(desk: Desk, wish: Wish, after: str, limit: int) -> Leaf:
    year, _, number = after.partition(".")
    behind = [number_in(year), number_in(number)] if after else None
    rows = await desk.read("book", limit=limit, after=behind, **wish.fields())
    more = len(rows) >= limit and rows
    return Leaf(
        rows=rows, after=f"{rows[-1]['book_year']}.{rows[-1]['book_last']}" if more else None
    )


async def _of_log(desk: Desk, wish: Wish, after: str, limit: int) -> Leaf:
    behind = number_in(after) if after else -1
    found = await desk.read("log", limit=limit, after=behind, **wish.fields())
    on = found["next"]
    return Leaf(rows=found["entries"], after=None if on is None else str(on))


async def every_leaf(desk: Desk, wish: Wish) -> AsyncIterator[list[Row]]:
    """Yield all lines of a book, in pieces."""
    after: str | None = ""
    while after is not None:
        found = await leaf(desk, wish, after, CHUNK)
        yield found.rows
        after = found.after


def number_in(text: str) -> int:
    """Return a whole number that an address has; what is none is the beginning."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0  # noqa: PLR2004  # below 2^53
