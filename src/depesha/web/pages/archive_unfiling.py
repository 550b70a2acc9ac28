"""A filing that was an error is taken back, from the page of the telegram.

    /telegram/moscow/1951/26044/unfile

Rule 1: what is refused stands in the page again, with why.
"""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from depesha.errors import Problem, Refused
from depesha.web.asking import desk_of, form_of
from depesha.web.language import said
from depesha.web.pages.telegrams import PATH, reference_in
from depesha.web.places import path_of
from depesha.web.problems import ASKS_PRESENCE
from depesha.web.records.filing import form_shown
from depesha.web.records.keeping import must_keep_archive
from depesha.web.speech import speech_of, today_of

FIELDS: Final = ("decided_by", "authority", "decided_on", "reason")


def _(sentence: str) -> str:
    """Mark a sentence that the catalogues have; it is said when it is shown."""
    return sentence


async def _page(request: Request) -> Response:
    await must_keep_archive(desk_of(request))
    typed = {**dict.fromkeys(FIELDS, ""), "decided_on": today_of(request).isoformat()}
    return await _shown(request, typed)


async def _unfile(request: Request) -> Response:
    """Take it back; or show the form again, with why it is not taken back."""
    form, desk = await form_of(request), desk_of(request)
    await must_keep_archive(desk)
    typed = {name: form.text(name).strip() for name in FIELDS}
    try:
        done = await desk.order(form, "archive-unfile", reference=reference_in(request), **typed)
    except Refused as problem:
        if problem.code in ASKS_PRESENCE:
            raise
        return await _shown(request, typed, problem)
    words = _("The filing of %(reference)s is taken back; it can be filed again.")
    language = speech_of(request).language
    desk.session.tell("done", said(language, words, reference=done["reference"]))
    return RedirectResponse(path_of(done["reference"]), status_code=303)


async def _shown(
    request: Request, typed: Mapping[str, str], problem: Problem | None = None
) -> Response:
    told = await desk_of(request).read("archive-filing", reference=reference_in(request))
    return await form_shown(request, "archive/unfile.html", told, typed, problem)


ROUTES: Final = (
    Route(f"{PATH}/unfile", _page),
    Route(f"{PATH}/unfile", _unfile, methods=["POST"]),
)
