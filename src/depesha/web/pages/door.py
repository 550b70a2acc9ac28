"""The door: an office signs in by what opens its key, and signs out."""

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from depesha.errors import Forbidden, NotFound, Usage, WrongPassphrase
from depesha.names import office_id
from depesha.station.office_keys import Secrets
from depesha.web.asking import form_of, house_of, session_of
from depesha.web.rendering import render

MAX_WAITING: Final = 4
"""Each attempt takes half a second and 256 MiB; whoever comes when so many wait comes again."""

_waiting: Final = asyncio.Semaphore(MAX_WAITING)


async def _show(request: Request) -> Response:
    onward = request.query_params.get("onward", "/")
    if session_of(request) is not None:
        return RedirectResponse(_onward(onward), status_code=303)
    return await render(request, "door/sign-in.html", onward=onward, kept=[])


async def _sign_in(request: Request) -> Response:
    house = house_of(request)
    form = await request.form(max_files=0)
    name = str(form.get("office", "")).strip()
    onward = _onward(str(form.get("onward", "/")))
    try:
        office = office_id(name if "@" in name else f"{name}@{house.bearings.station}")
        await house.answers.prove(office, Secrets(office=str(form.get("passphrase", ""))))
    except (WrongPassphrase, Forbidden, NotFound, Usage):
        return await render(
            request, "door/sign-in.html", status=403, onward=onward, kept=[], wrong=True, name=name
        )
    answer = RedirectResponse(onward, status_code=303)
    answer.set_cookie(
        house.cookie, house.sessions.begin(office), httponly=True, samesite="strict", path="/"
    )
    return answer


async def _sign_out(request: Request) -> Response:
    await form_of(request)
    house = house_of(request)
    house.sessions.end(request.cookies.get(house.cookie, ""))
    answer = RedirectResponse("/sign-in", status_code=303)
    answer.delete_cookie(house.cookie)
    return answer


def _onward(path: str) -> str:
    """Return a place of this desk: an address elsewhere is none."""
    is_here = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if is_here else "/"


ROUTES: Final = (
    Route("/sign-in", _show),
    Route("/sign-in", _sign_in, methods=["POST"]),
    Route("/sign-out", _sign_out, methods=["POST"]),
)
