"""A record that is public is taken back: who decided so, when, and why, which the public is told.

    /archive/r/12/withdraw

Rule 1: what is refused stands in the page again, as it was typed.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from depesha.errors import Problem, Refused
from depesha.web.asking import desk_of, form_of
from depesha.web.language import said
from depesha.web.problems import ASKS_PRESENCE, status_of
from depesha.web.records.keeping import Opened, must_keep_archive, opened
from depesha.web.records.openness import openness_of
from depesha.web.rendering import render
from depesha.web.speech import speech_of, today_of

FIELDS: Final = ("decided_by", "authority", "decided_on", "reason")


def _(sentence: str) -> str:
    """Mark a sentence that the catalogues have; it is said when it is shown."""
    return sentence


async def _ask(request: Request) -> Response:
    desk = desk_of(request)
    await must_keep_archive(desk)
    one = await opened(request, desk)
    typed = {**dict.fromkeys(FIELDS, ""), "decided_on": today_of(request).isoformat()}
    return await _page(request, one, typed)


async def _withdraw(request: Request) -> Response:
    form, desk = await form_of(request), desk_of(request)
    await must_keep_archive(desk)
    one = await opened(request, desk)
    typed = {name: form.text(name).strip() for name in FIELDS}
    try:
        await desk.order(form, "archive-withdraw", record=one.number, **typed)
    except Refused as problem:
        if problem.code in ASKS_PRESENCE:
            raise
        return await _page(request, one, typed, problem)
    words = _("Record %(record)s is public no longer.")
    desk.session.tell("done", said(speech_of(request).language, words, record=one.number))
    return RedirectResponse(f"{one.path}#releases", status_code=303)


async def _page(
    request: Request, one: Opened, typed: dict[str, str], problem: Problem | None = None
) -> Response:
    answer = await render(
        request,
        "archive/withdraw.html",
        status=status_of(problem) if problem else 200,
        one=one,
        line=one.found,
        typed=typed,
        openness=openness_of(one.found),
        problem=problem,
    )
    answer.headers["HX-Retarget"] = "#main"
    return answer


ROUTES: Final = (
    Route("/archive/r/{record}/withdraw", _ask),
    Route("/archive/r/{record}/withdraw", _withdraw, methods=["POST"]),
)
