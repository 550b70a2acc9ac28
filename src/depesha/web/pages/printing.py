"""Paper at the desk: a numbered copy or an answer as a sheet, a register as a table.

Rule 1: a copy or an answer is ordered with a form, and comes as a file: it is written down first.
    Asking for a page prints nothing. The sheet of a printing is handed out once, within the hour,
    to the office that printed it: one that never came is still there, and a second one is another
    fact.
Rule 2: type is set in a thread of its own: neither the loop nor the desk waits for it.
Rule 3: who may print is decided by the station; the page says it beforehand.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from depesha.errors import Usage
from depesha.export.speech import Row
from depesha.paper.answer_sheet import answer_sheet
from depesha.paper.book_sheet import MOST_ROWS, book_sheets
from depesha.paper.copy_sheet import copy_sheet
from depesha.station.papers import HANDED_OUT_MS
from depesha.web.asking import desk_of, form_of, house_of
from depesha.web.language import language_of, said
from depesha.web.pages.book_files import wanted_of
from depesha.web.registry import roles_of
from depesha.web.rendering import is_fragment, render
from depesha.web.volumes import every_leaf
from depesha.words import LANGUAGES

PDF: Final = "application/pdf"
REGISTRAR: Final = "registrar"
MAX_MARK: Final = 500
"""Letters of a mark, a reason or a name, as the station takes them."""


async def _show(request: Request) -> Response:
    desk, reference = desk_of(request), _reference(request)
    found = await desk.read("copies", reference=reference)
    language = language_of(request, house_of(request).bearings.language)
    shown = await desk.read("show", reference=reference, purpose="show", language=language)
    wanted = request.query_params.get("copy", "")
    return await render(
        request,
        "printing/telegram.html",
        found=found,
        sheet=shown["sheet"],
        answers=shown["answers"],
        wanted=int(wanted) if _is_number(wanted) else None,
        an_hour_ago=house_of(request).now() - HANDED_OUT_MS,
        may_print=REGISTRAR in await roles_of(desk),
        path=request.url.path,
        languages=LANGUAGES,
        blank=language,
        most=MAX_MARK,
    )


async def _print(request: Request) -> Response:
    """Write down that a copy or an answer is printed, and hand out its sheet."""
    form, desk, reference = await form_of(request), desk_of(request), _reference(request)
    fields = {"reference": reference, "printed_by": form.text("by")}
    answer, number = form.text("answer"), form.number("copy")
    if answer:
        await desk.order(form, "answer-print", answer=answer, **fields)
    elif number is not None:
        fields |= {"again": form.text("again"), "witness": form.text("witness")}
        given = {key: value for key, value in fields.items() if value}
        await desk.order(form, "copy-print", number=number, **given)
    else:
        msg = "which copy is to be printed is not said"
        raise Usage(msg, hint="choose one of them")
    if is_fragment(request):  # a script cannot save a file: the page offers it
        language = language_of(request, house_of(request).bearings.language)
        words = said(language, "It is printed in the journal: fetch its sheet here.")
        desk.session.tell("done", words)
        path = f"{request.url.path}?copy={number}" if number else request.url.path
        return Response(headers={"HX-Redirect": path})
    return await _sheet_of(request, answer or number, form.text("language"))


async def _fetch(request: Request) -> Response:
    """Hand out a sheet that was printed within the hour, and has not come out yet."""
    asked = request.query_params
    answer, number = asked.get("answer", ""), asked.get("copy", "")
    wanted = answer or (int(number) if _is_number(number) else 0)
    language = asked.get("language", "")
    return await _sheet_of(request, wanted, language)


async def _sheet_of(request: Request, wanted: str | int | None, language: str) -> Response:
    desk, reference = desk_of(request), _reference(request)
    asked = {"reference": reference, "language": language if language in LANGUAGES else None}
    if isinstance(wanted, str):
        found = await desk.read("paper-answer", answer=wanted, **asked)
        made = await _handed_out(request, (reference, wanted), found, answer_sheet)
        return _file(made, f"{_name(reference)}-answer-{_name(wanted)[:8]}")
    found = await desk.read("paper-copy", number=wanted, **asked)
    made = await _handed_out(request, (reference, found["copy"]["number"]), found, copy_sheet)
    return _file(made, f"{_name(reference)}-copy-{wanted}")


async def _handed_out(
    request: Request,
    named: tuple[str, str | int],
    found: dict[str, Any],
    made_of: Callable[[dict[str, Any]], bytes],
) -> bytes:
    """Set the type of a sheet that was not handed out before.

    Raises:
        Forbidden: it was.
    """
    house = house_of(request)
    sheet = (*named, int(found["print"]["number"]))
    house.handed.claim(sheet, house.now())
    try:
        return await asyncio.to_thread(made_of, found)
    except BaseException:
        house.handed.give_back(sheet)
        raise


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
    """Return a register, of the period that its page shows, as a table."""
    wanted = await wanted_of(request)
    rows: list[Row] = []
    async for some in every_leaf(wanted.desk, wanted.wish):
        rows += some
        if len(rows) > MOST_ROWS:  # the sheets refuse them then
            break
    book = wanted.wish.volume.book
    made = await asyncio.to_thread(book_sheets, wanted.speech, book, rows, wanted.cover)
    return _file(made, f"register-{_name(wanted.key)}")


ROUTES: Final[tuple[Route, ...]] = (
    Route("/print/telegram/{station}/{year}/{number}", _show),
    Route("/print/telegram/{station}/{year}/{number}", _print, methods=["POST"]),
    Route("/print/sheet/{station}/{year}/{number}", _fetch),
    Route("/print/register/{book}", _register),
)
