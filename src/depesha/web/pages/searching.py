"""Search: a number leads straight to its telegram, words to a list."""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from depesha.web.asking import desk_of, house_of
from depesha.web.language import language_of
from depesha.web.pages.label_colours import labels
from depesha.web.places import path_of
from depesha.web.rendering import render
from depesha.web.rows import draft_row, row_of

MAX_LETTERS: Final = 200
NOTHING: Final[dict[str, Any]] = {
    "lines": [],
    "drafts": [],
    "by_number": False,
    "searched": 0,
    "older": False,
}


async def _search(request: Request) -> Response:
    desk = desk_of(request)
    text = " ".join(request.query_params.get("q", "").split())[:MAX_LETTERS].strip()
    found = await desk.read("find", text=text) if text else NOTHING
    if found["by_number"] and len(found["lines"]) == 1:
        return RedirectResponse(path_of(found["lines"][0]["reference"]), status_code=303)
    language = language_of(request, house_of(request).bearings.language)
    return await render(
        request,
        "trays/found.html",
        text=text,
        labels=labels(),
        lines=[row_of(line, language) for line in found["lines"]],
        drafts=[draft_row(line, language) for line in found["drafts"]],
        searched=found["searched"],
        older=found["older"],
    )


ROUTES: Final = (Route("/search", _search),)
