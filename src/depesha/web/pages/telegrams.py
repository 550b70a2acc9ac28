"""A telegram laid open: the ladder of its stages, and its sheet as Form No. 17."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from depesha.web.asking import desk_of
from depesha.web.rendering import render


async def _telegram(request: Request) -> Response:
    desk = desk_of(request)
    reference = "{station}/{year}/{number}".format_map(request.path_params)
    found = await desk.read("show", reference=reference)
    return await render(request, "telegrams/telegram.html", found=found)


ROUTES: Final = (Route("/telegram/{station}/{year:int}/{number:int}", _telegram),)
