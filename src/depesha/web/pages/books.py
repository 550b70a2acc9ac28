"""Registers as books: each number of a series has its line, whoever reads; and what has none.

/register/out?span=month&day=2026-11-29&after=2026.26044
/register/out/csv?span=year&day=2026-01-01
"""

from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from depesha.errors import NotFound
from depesha.export.labels import classification
from depesha.export.periods import said as said_period
from depesha.export.speech import SaidIn
from depesha.export.standing import standing, subject
from depesha.web.asking import Desk, desk_of, form_of
from depesha.web.language import said
from depesha.web.ledger import ledger_fields
from depesha.web.registry import cells, foot, print_path, roles_of
from depesha.web.rendering import render
from depesha.web.spans import CAPTIONS, PageSpan, span_of
from depesha.web.speech import speech_of, today_of
from depesha.web.volumes import VOLUMES, Volume, Wish, leaf, volume

PAGE: Final = 100
MAX_AFTER: Final = 40
KNOWN: Final = ("outgoing", "incoming", "special")
"""Series that every station has."""

MAX_SERIES: Final = 64

MAY_VOID: Final = frozenset({"registrar", "releaser"})
MAY_OPEN: Final = frozenset({"registrar", "administrator"})
"""To whom the forms are shown; the station decides."""


async def _book(request: Request) -> Response:
    desk = desk_of(request)
    of = volume(request.path_params["book"])
    if of.key == "copies":
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/copies{query}", status_code=303)
    speech, span = speech_of(request), span_of(request.query_params, today_of(request), of.usual)
    series = await _series(desk)
    wish = await wish_of(request, of, span, desk, speech)
    more = dict(wish.more)
    after = request.query_params.get("after", "")[:MAX_AFTER]
    found = await leaf(desk, wish, after, PAGE) if _is_asked(of, more) else None
    rows = found.rows if found else []
    roles = await roles_of(desk)
    sums = await desk.read("book-sums", **wish.fields()) if of.is_numbered else []
    return await render(
        request,
        "registry/numbers.html" if of.is_numbered else "registry/book.html",
        volume=of,
        volumes=[one for one in VOLUMES.values() if one.key != "copies"],
        span=span,
        spans=CAPTIONS,
        day=(span.first or today_of(request)).isoformat(),
        series=series,
        own_series=[one for one in series if one not in KNOWN],
        lines=await _lines(desk) if of.key == "channel" else [],
        more=more,
        rows=rows,
        cells=[] if of.is_numbered else cells(speech, of.book.columns, rows),
        after=after,
        onward=found.after if found else None,
        last_leaf=_last_leaf(sums),
        foot=foot(speech, sums) if sums else [],
        gaps=sum(int(one["gaps"]) for one in sums),
        address=_Addresses(of, more),
        label=partial(classification, speech),
        standing=partial(standing, speech),
        subject=partial(subject, speech),
        names={one.series: one.caption for one in VOLUMES.values() if one.series},
        said_period=said_period(speech, wish.period),
        print_path=print_path(request, of.key, span.query() | _kept(of, more)),
        opens=bool(roles & MAY_OPEN),
        voids=bool(roles & MAY_VOID),
    )


async def wish_of(request: Request, of: Volume, span: PageSpan, desk: Desk, speech: SaidIn) -> Wish:
    """Return which lines of a book an address asks for."""
    more = await _more(request, of, desk)
    return Wish(volume=of, period=span.period(of.clock or speech.zone), zone=speech.zone, more=more)


def _is_asked(of: Volume, more: dict[str, Any]) -> bool:
    """Say whether a book can be asked for: that of channels needs its line."""
    return of.key != "channel" or "line" in more


async def _more(request: Request, of: Volume, desk: Desk) -> dict[str, Any]:
    """Return what else the question of a book has."""
    if of.key == "copies":
        return ledger_fields(request)
    if of.key == "channel":
        named, lines = request.query_params.get("line", ""), await _lines(desk)
        line = named if named in lines else next(iter(lines), None)
        return {"line": line} if line else {}
    if not of.is_numbered:
        return {}
    named = request.query_params.get("series", "")[:MAX_SERIES] if of.key == "special" else ""
    return {"register": named or of.key}


async def _series(desk: Desk) -> list[str]:
    known = {str(one["series"]) for one in await desk.of_station("series")}
    return [*KNOWN, *sorted(known - set(KNOWN))]


async def _lines(desk: Desk) -> list[str]:
    return sorted(str(one["neighbour"]) for one in await desk.of_station("neighbours"))


def _last_leaf(sums: list[dict[str, Any]]) -> str:
    """Return where the last lines of a book begin; empty, if its first leaf has them all."""
    if not sums:
        return ""
    last = sums[-1]
    spans = sum(int(one["last"]) - int(one["first"]) + 1 for one in sums)
    behind = max(int(last["first"]) - 1, int(last["last"]) - PAGE)
    return f"{last['year']}.{behind}" if spans > PAGE else ""


def _kept(of: Volume, more: dict[str, Any]) -> dict[str, str]:
    """Return what every address of a book has beside its period."""
    if of.is_numbered:
        return {} if more["register"] == of.key else {"series": str(more["register"])}
    return {name: str(value) for name, value in more.items()}


class _Addresses:
    """The addresses of a book's other pages, with what this page asks for."""

    def __init__(self, of: Volume, more: dict[str, Any]) -> None:
        self._path = f"/register/{of.key}"
        self._kept = _kept(of, more)

    def __call__(self, span: PageSpan, *, under: str = "", after: str = "") -> str:
        """Return the address of a span; `under` is a form in which it is given out."""
        query = {**span.query(), **self._kept, **({"after": after} if after else {})}
        return f"{self._path}{under}?{urlencode(query)}"

    def kept(self) -> dict[str, str]:
        """Return what a form for another span sends along."""
        return dict(self._kept)


# -- orders ---------------------------------------------------------------------------------------


async def _void(request: Request) -> Response:
    form, desk = await form_of(request), desk_of(request)
    done = await desk.order(
        form,
        "void",
        series=form.text("series"),
        number=form.number("number"),
        year=form.number("year"),
        reason=form.text("reason").strip(),
    )
    language = speech_of(request).language
    words = said(language, "Number %(number)s of series %(series)s in %(year)s is void.", **done)
    desk.session.tell("done", words)
    return RedirectResponse(_home_of(done["series"]), status_code=303)


async def _open(request: Request) -> Response:
    form, desk = await form_of(request), desk_of(request)
    series = form.text("series")
    if form.said("found"):
        series = form.text("new_series").strip()
    elif series not in await _series(desk):
        msg = "there is no such series here"
        raise NotFound(msg, hint="a new one is founded by its own button")
    runs_on = {"yes": True, "no": False}.get(form.text("runs_on"))
    done = await desk.order(
        form,
        "series",
        series=series,
        first=form.number("first"),
        year=form.number("year"),
        runs_on=runs_on,
    )
    language = speech_of(request).language
    words = said(language, "Series %(series)s goes on at %(first)s in %(year)s.", **done)
    desk.session.tell("done", words)
    return RedirectResponse(_home_of(done["series"]), status_code=303)


def _home_of(series: str) -> str:
    """Return the address of a series' book."""
    for one in VOLUMES.values():
        if one.series == series:
            return f"/register/{one.key}"
    return f"/register/special?{urlencode({'series': series})}"


ROUTES: Final = (
    Route("/register/void", _void, methods=["POST"]),
    Route("/register/series", _open, methods=["POST"]),
    Route("/register/{book}", _book),
)
