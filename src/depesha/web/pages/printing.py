"""Paper at the desk: a numbered copy or an answer as a sheet, a register as a table.

Rule 1: a copy or an answer is ordered with a form, and comes as a file: it is written down first.
    Asking for a page prints nothing. For an hour the station hands the same sheet out again.
Rule 2: type is set in a thread of its own: neither the loop nor the desk waits for it.
Rule 3: who may print is decided by the station; the page says it beforehand.
"""

import asyncio
from datetime import date
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from depesha.errors import NotFound, Usage
from depesha.export.book import Book, Cover
from depesha.export.copy_book import LEDGER
from depesha.export.numbered_books import numbered
from depesha.export.periods import Period
from depesha.export.speech import SaidIn
from depesha.number import series as series_named
from depesha.paper.answer_sheet import answer_sheet
from depesha.paper.book_sheet import MOST_ROWS, book_sheets
from depesha.paper.copy_sheet import copy_sheet
from depesha.station.papers import HANDED_OUT_MS
from depesha.station.plain import Plain
from depesha.web.asking import Desk, desk_of, form_of, house_of
from depesha.web.language import language_of
from depesha.web.rendering import is_fragment, render
from depesha.words import LANGUAGES

PDF: Final = "application/pdf"
REGISTRAR: Final = "registrar"
COPIES: Final = "copies"
MAX_MARK: Final = 500
"""Letters of a mark, a reason or a name, as the station takes them."""


async def _show(request: Request) -> Response:
    desk, reference = desk_of(request), _reference(request)
    found = await desk.read("copies", reference=reference)
    shown = await desk.read("show", reference=reference, purpose="show")
    wanted = request.query_params.get("copy", "")
    return await render(
        request,
        "printing/telegram.html",
        found=found,
        sheet=shown["sheet"],
        answers=shown["answers"],
        wanted=int(wanted) if _is_number(wanted) else None,
        an_hour_ago=house_of(request).now() - HANDED_OUT_MS,
        may_print=REGISTRAR in await _roles(desk),
        path=request.url.path,
        languages=LANGUAGES,
        blank=language_of(request, house_of(request).bearings.language),
        most=MAX_MARK,
    )


async def _roles(desk: Desk) -> frozenset[str]:
    offices = await desk.of_station("offices")
    return frozenset(
        role for one in offices if one["office"] == desk.office for role in one["roles"]
    )


async def _print(request: Request) -> Response:
    """Write down that a copy or an answer is printed, and hand out its sheet."""
    form, desk, reference = await form_of(request), desk_of(request), _reference(request)
    said = {"reference": reference, "printed_by": form.text("by")}
    answer, number = form.text("answer"), form.number("copy")
    if answer:
        await desk.order(form, "answer-print", answer=answer, **said)
    elif number is not None:
        said |= {"again": form.text("again"), "witness": form.text("witness")}
        given = {key: value for key, value in said.items() if value}
        await desk.order(form, "copy-print", number=number, **given)
    else:
        msg = "which copy is to be printed is not said"
        raise Usage(msg, hint="choose one of them")
    if is_fragment(request):  # a script cannot save a file: the page offers it
        return await _show(request)
    return await _sheet_of(desk, reference, answer or number, form.text("language"))


async def _fetch(request: Request) -> Response:
    """Hand out a sheet that was printed within the hour."""
    asked = request.query_params
    answer, number = asked.get("answer", ""), asked.get("copy", "")
    wanted = answer or (int(number) if _is_number(number) else 0)
    language = asked.get("language", "")
    return await _sheet_of(desk_of(request), _reference(request), wanted, language)


async def _sheet_of(
    desk: Desk, reference: str, wanted: str | int | None, language: str
) -> Response:
    asked = {"reference": reference, "language": language if language in LANGUAGES else None}
    if isinstance(wanted, str):
        found = await desk.read("paper-answer", answer=wanted, **asked)
        made = await asyncio.to_thread(answer_sheet, found)
        return _file(made, f"{_name(reference)}-answer-{_name(wanted)[:8]}")
    found = await desk.read("paper-copy", number=wanted, **asked)
    made = await asyncio.to_thread(copy_sheet, found)
    return _file(made, f"{_name(reference)}-copy-{wanted}")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16  # noqa: PLR2004  # below 2^53


def _reference(request: Request) -> str:
    parts = request.path_params
    return f"{parts['station']}/{parts['year']}/{parts['number']}"


def _name(reference: str) -> str:
    """Return a telegram's name as that of a file, with nothing in it that a header would mind."""
    return "".join(one if one.isascii() and one.isalnum() else "-" for one in reference)


def _file(data: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return Response(data, media_type=PDF, headers=headers)


# -- registers ------------------------------------------------------------------------------------


async def _register(request: Request) -> Response:
    """Return a register, of a year or whole, as a table."""
    desk, house = desk_of(request), house_of(request)
    name = str(request.path_params["name"])
    period = Period(year=_year(request.query_params.get("year", "")))
    language = language_of(request, house.bearings.language)
    speech = SaidIn(language=language, zone=house.bearings.zone)
    rows = await _rows(desk, name, period, speech)
    cover = Cover(
        period=period,
        station=house.bearings.station,
        names=dict(house.bearings.names),
        zone=str(house.bearings.zone),
    )
    made = await asyncio.to_thread(book_sheets, speech, _book(name), rows, cover)
    return _file(made, "-".join(filter(None, (_name(name), str(period.year or "")))))


def _book(name: str) -> Book:
    if name == COPIES:
        return LEDGER
    return numbered(name if name in ("out", "in") else "special")


async def _rows(desk: Desk, name: str, period: Period, speech: SaidIn) -> list[dict[str, Plain]]:
    """Return one line more than are printed, at most: the sheets refuse them then.

    Raises:
        NotFound: there is no such register.
    """
    if name == COPIES:
        times = period.times(speech.zone)
        found = await desk.read("copy-book", limit=MOST_ROWS + 1, **times)
        return list(found)
    try:
        series_named(name)
    except Usage as error:
        msg = f"there is no register {name[:40]!r}"
        raise NotFound(msg) from error
    return list(await desk.read("book", register=name, limit=MOST_ROWS + 1, **period.fields()))


def _year(text: str) -> int | None:
    if not text:
        return None
    year = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0  # noqa: PLR2004  # digits of a year
    if not date.min.year <= year < date.max.year:
        msg = "a year is a number such as 2026"
        raise Usage(msg)
    return year


ROUTES: Final[tuple[Route, ...]] = (
    Route("/print/telegram/{station}/{year}/{number}", _show),
    Route("/print/telegram/{station}/{year}/{number}", _print, methods=["POST"]),
    Route("/print/sheet/{station}/{year}/{number}", _fetch),
    Route("/print/register/{name}", _register),
)
