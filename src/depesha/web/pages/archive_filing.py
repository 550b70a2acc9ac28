"""A telegram is filed from its own page: where a copy of it lies, and since when.

    /telegram/moscow/1951/26044/file

Rule 1: the page tells beforehand who has still to answer; the station refuses what is open, unless
    it is said that it is filed though.
Rule 2: what is refused stands in the page again, with why.
"""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from depesha.errors import Problem, Refused, Usage
from depesha.web.asking import Desk, Form, desk_of, form_of
from depesha.web.language import said
from depesha.web.pages.telegrams import PATH, reference_in
from depesha.web.problems import ASKS_PRESENCE
from depesha.web.records.filing import form_shown
from depesha.web.records.keeping import must_keep_archive
from depesha.web.speech import speech_of

FIELDS: Final = ("archive", "fond", "opis", "delo", "papka", "leaves", "copy", "since")
TEMPLATE: Final = "archive/file.html"

MAX_COPY: Final = 10**6
"""No ledger comes so far."""


def _(sentence: str) -> str:
    """Mark a sentence that the catalogues have; it is said when it is shown."""
    return sentence


async def _page(request: Request) -> Response:
    desk = desk_of(request)
    await must_keep_archive(desk)
    told = await desk.read("archive-filing", reference=reference_in(request))
    typed = dict.fromkeys(FIELDS, "")
    return await form_shown(request, TEMPLATE, told, typed, None, is_open_too=False)


async def _file(request: Request) -> Response:
    """File it; or show the form again, with why it is not filed."""
    form, desk = await form_of(request), desk_of(request)
    await must_keep_archive(desk)
    reference = reference_in(request)
    typed = {name: form.text(name).strip() for name in FIELDS}
    try:
        done = await desk.order(form, "archive-file", reference=reference, **_fields(typed, form))
    except Refused as problem:
        if problem.code in ASKS_PRESENCE:
            raise
        return await _again(request, desk, typed, form, problem)
    language = speech_of(request).language
    told = said(language, _("It is filed: %(holding)s."), holding=done["holding"])
    if done["one_copy"]:
        alike = "; ".join(dict.fromkeys(one for marks in done["one_copy"] for one in marks))
        more = said(language, _("These holdings look like one copy: %(holdings)s."), holdings=alike)
        told = f"{told} {more}"
    desk.session.tell("done", told)
    return RedirectResponse(f"/archive/r/{done['record']}#holdings", status_code=303)


async def _again(
    request: Request, desk: Desk, typed: dict[str, str], form: Form, problem: Problem
) -> Response:
    told = await desk.read("archive-filing", reference=reference_in(request))
    said_so = form.said("open")
    return await form_shown(request, TEMPLATE, told, typed, problem, is_open_too=said_so)


def _fields(typed: Mapping[str, str], form: Form) -> dict[str, Any]:
    """Return the fields of the order.

    Raises:
        Usage: what is typed as a copy is no number of one.
    """
    marks = {name: value for name, value in typed.items() if name != "copy"}
    copy = form.number("copy") or 0
    if typed["copy"] and not 0 < copy <= MAX_COPY:
        msg = f"not a number of a copy: {typed['copy'][:20]!r}"
        raise Usage(msg, hint="as in 2")
    return {**marks, "copy": copy, "open": form.said("open")}


ROUTES: Final = (
    Route(f"{PATH}/file", _page),
    Route(f"{PATH}/file", _file, methods=["POST"]),
)
