"""Registers given out as files: for a spreadsheet, for programs, as pages of plain text.

    /register/out/csv?span=year&day=2026-01-01
    /register/log/ics309?span=day&day=2026-11-29&incident=Flood

They are what the command line gives out (`export`): the same columns, the same objects, the same
pages. A file is written as its lines are read, so a long book is never whole in memory; pages say
how many there are, so of these a book has at most so many lines.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from depesha.errors import NotFound, Refused
from depesha.export.book import Cover, pages_of
from depesha.export.csv_lines import csv_text
from depesha.export.json_line import json_line
from depesha.export.log_book import Ics309, form_lines
from depesha.export.speech import Row, SaidIn
from depesha.web.asking import Desk, desk_of, house_of
from depesha.web.pages.books import wish_of
from depesha.web.spans import span_of
from depesha.web.speech import speech_of, today_of
from depesha.web.volumes import Wish, every_leaf, volume

MAX_PAGED: Final = 20_000
"""Lines on pages of plain text: some four hundred sheets."""

MAX_BLOCK: Final = 100
"""Characters of what stands in a block of a form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A book that is to be given out."""

    desk: Desk
    speech: SaidIn
    wish: Wish
    cover: Cover
    query: Mapping[str, str]
    now: int

    @property
    def key(self) -> str:
        """The name of the book in its address, and in that of the file."""
        return self.wish.volume.key


async def _file(request: Request) -> Response:
    desk_of(request)  # nobody else is told which forms there are
    give = FORMS.get(request.path_params["form"])
    if give is None:
        msg = "registers are not given out in such a form"
        raise NotFound(msg, hint=f"there are {', '.join(FORMS)}")
    return await give(await wanted_of(request))


async def wanted_of(request: Request) -> Wanted:
    """Return the book that an address asks for.

    Raises:
        SignedOut: nobody is signed in.
        NotFound: there is no such book.
    """
    desk = desk_of(request)
    of = volume(request.path_params["book"])
    speech = speech_of(request)
    span = span_of(request.query_params, today_of(request), of.usual)
    wish = await wish_of(request, of, span, desk, speech)
    bearings = house_of(request).bearings
    cover = Cover(
        period=wish.period,
        station=bearings.station,
        names=dict(bearings.names),
        zone=str(bearings.zone),
        about=str(wish.more.get("line") or wish.more.get("register") or "")
        if of.key in ("channel", "special")
        else "",
    )
    query = dict(request.query_params)
    now = house_of(request).now()
    return Wanted(desk=desk, speech=speech, wish=wish, cover=cover, query=query, now=now)


async def _csv(wanted: Wanted) -> Response:
    columns = wanted.wish.volume.book.csv

    async def lines() -> AsyncIterator[str]:
        head = csv_text(wanted.speech, columns, [])
        yield "\ufeff" + head  # without it a spreadsheet takes the letters for others
        async for rows in every_leaf(wanted.desk, wanted.wish):
            yield csv_text(wanted.speech, columns, rows)[len(head) :]

    return _saved(wanted, lines(), "text/csv; charset=utf-8", "csv")


async def _json(wanted: Wanted) -> Response:
    async def lines() -> AsyncIterator[str]:
        async for rows in every_leaf(wanted.desk, wanted.wish):
            yield "".join(f"{json_line(f'register-{wanted.key}', row)}\n" for row in rows)

    return _saved(wanted, lines(), "application/x-ndjson; charset=utf-8", "jsonl")


async def _text(wanted: Wanted) -> Response:
    rows = await _all(wanted)
    pages = pages_of(wanted.speech, wanted.wish.volume.book, rows, wanted.cover)
    return _saved(wanted, _once(pages), "text/plain; charset=utf-8", "txt")


async def _ics309(wanted: Wanted) -> Response:
    if wanted.key != "log":
        msg = "form ICS-309 is the communications log"
        raise NotFound(msg, hint="it is at /register/log/ics309")
    rows = await _all(wanted)
    form = Ics309(
        period=wanted.wish.period,
        incident=wanted.query.get("incident", "")[:MAX_BLOCK],
        station=wanted.cover.station,
        operator=wanted.query.get("operator", wanted.desk.office)[:MAX_BLOCK],
        prepared_by=wanted.query.get("prepared_by", wanted.desk.office)[:MAX_BLOCK],
        prepared_at=wanted.now,
    )
    preamble = form_lines(wanted.speech, form, len(rows))
    cover = replace(wanted.cover, about="ICS-309", preamble=preamble)
    pages = pages_of(wanted.speech, wanted.wish.volume.book, rows, cover)
    return _saved(wanted, _once(pages), "text/plain; charset=utf-8", "ics309.txt")


FORMS: Final[Mapping[str, Callable[[Wanted], Awaitable[Response]]]] = {
    "csv": _csv,
    "json": _json,
    "text": _text,
    "ics309": _ics309,
}


async def _all(wanted: Wanted) -> list[Row]:
    """Return all lines, if they are few enough to be set on pages.

    Raises:
        Refused: they are not.
    """
    found: list[Row] = []
    async for rows in every_leaf(wanted.desk, wanted.wish):
        found += rows
        if len(found) > MAX_PAGED:
            msg = f"the book has more than {MAX_PAGED} lines in this period"
            raise Refused(msg, hint="choose a shorter one, or take the lines for a spreadsheet")
    return found


async def _once(text: str) -> AsyncIterator[str]:
    yield text


def _saved(wanted: Wanted, lines: AsyncIterator[Any], kind: str, ending: str) -> Response:
    name = f"{wanted.cover.station}-{wanted.key}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(lines, media_type=kind, headers=headers)


ROUTES: Final = (Route("/register/{book}/{form}", _file),)
