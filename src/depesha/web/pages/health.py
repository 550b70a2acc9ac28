"""Whether the desk is up and its station answers: for what watches the process, on this machine.

    GET /healthz    200 ok            the server answers
    GET /readyz     200 ready         the station answers too; 503 where it does not, or is stopping

They say nothing else: no name, no number, no count. Where the desk listens beyond this machine
they are not there.
"""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from depesha.errors import Problem
from depesha.web.asking import house_of
from depesha.web.setting import LOOPBACK

ANY_QUESTION: Final = "counts"
"""A question that is cheap, and goes through the store."""


async def _health(request: Request) -> Response:
    _on_this_machine(request)
    return PlainTextResponse("ok\n")


async def _ready(request: Request) -> Response:
    _on_this_machine(request)
    house = house_of(request)
    if house.closing.is_set():
        return PlainTextResponse("stopping\n", status_code=503)
    try:
        await house.answers.read(ANY_QUESTION, {}, lambda answer: answer)
    except Problem:
        return PlainTextResponse("the station does not answer\n", status_code=503)
    return PlainTextResponse("ready\n")


def _on_this_machine(request: Request) -> None:
    """Do as if there were nothing, where the desk listens beyond this machine.

    Raises:
        HTTPException: it does.
    """
    if house_of(request).address.host not in LOOPBACK:
        raise HTTPException(404)


ROUTES: Final = (Route("/healthz", _health), Route("/readyz", _ready))
