"""A telegram laid open: what is always in view, the ladder of its stages, and its sheet.

The page is one fragment, `#telegram`, whether it is a page by itself or lies beside a tray: it asks
for itself again after each commit, and is morphed, so that what is being typed stays.
"""

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from depesha.web.asking import Desk, desk_of, house_of
from depesha.web.laid.opened import Opened, Viewer, opened
from depesha.web.language import language_of
from depesha.web.pages.label_colours import labels
from depesha.web.rendering import is_fragment, render

PATH: Final = "/telegram/{station}/{year}/{number}"
"""Its parts are read by the station, as whatever a person types: here they are no numbers yet."""


def reference_in(request: Request) -> str:
    """Return the telegram that an address names, whole."""
    return "{station}/{year}/{number}".format_map(request.path_params)


async def laid_open(request: Request, desk: Desk, reference: str) -> Opened:
    """Ask the station for all that the page shows of a telegram.

    Raises:
        NotFound: there is none, or the office is not cleared for it.
    """
    house = house_of(request)
    language = language_of(request, house.bearings.language)
    asked = {"reference": reference, "purpose": "show", "language": language}
    found, tracked, choices = await asyncio.gather(
        desk.read("show", **asked),
        desk.read("track", **asked),
        desk.read("choices", reference=reference),
    )
    viewer = Viewer(
        office=desk.office,
        station=house.bearings.station,
        zone=house.bearings.zone,
        language=language,
        now=house.now(),
    )
    return opened(found, tracked, choices, viewer)


async def show(request: Request, reference: str) -> Response:
    """Return the page of a telegram, or its fragment.

    Raises:
        NotFound: there is none, or the office is not cleared for it.
    """
    told = await laid_open(request, desk_of(request), reference)
    return await render(
        request, "telegrams/telegram.html", told=told, reference=reference, labels=labels()
    )


async def _telegram(request: Request) -> Response:
    return await show(request, reference_in(request))


def in_place(answer: Response, request: Request) -> Response:
    """Have a fragment take the place of the telegram that is open, whatever asked for it."""
    if is_fragment(request):
        answer.headers["HX-Retarget"] = "#telegram"
        answer.headers["HX-Reswap"] = "outerMorph"
        answer.headers["HX-Push-Url"] = "false"
    return answer


ROUTES: Final = (Route(PATH, _telegram),)
