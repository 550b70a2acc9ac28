"""The trays: what lies before an office, by what is to be done with it."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from depesha.web.asking import desk_of
from depesha.web.places import PLACES
from depesha.web.rendering import render

PAGE: Final = 50


async def _tray(request: Request) -> Response:
    desk = desk_of(request)
    lines = await desk.read("inbox", limit=PAGE)
    return await render(
        request, "trays/tray.html", tray=PLACES["incoming"], lines=lines, found=None
    )


ROUTES: Final = (Route("/tray/{tray}", _tray),)
