"""What belongs to every page: the first one, the stream of events, the counts, help, language."""

from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from depesha.errors import NotNow
from depesha.web.asking import desk_of, form_data, form_of, house_of, session_of
from depesha.web.carried import page_left
from depesha.web.habits import FIRST_STEPS, KEYS, MEANINGS, STAGES
from depesha.web.language import COOKIE
from depesha.web.rendering import counts_of, render
from depesha.words import LANGUAGES

YEAR_SECONDS: Final = 365 * 24 * 3600
MAX_PATH: Final = 200
"""Of the page whose bar is asked for; it is compared, and never followed."""


async def _first(request: Request) -> Response:
    desk_of(request)
    return RedirectResponse("/tray/confirm", status_code=303)


async def _events(request: Request) -> Response:
    session = session_of(request)
    if session is None:
        return Response(status_code=204)  # which a browser takes for the end of the stream
    house = house_of(request)
    if house.hub.is_full(session.form_token):
        msg = "too many pages are open at this desk"
        raise NotNow(msg, hint="close some; this one is not live until then")
    named = request.cookies.get(house.cookie, "")

    def lasts() -> bool:
        return house.sessions.find(named, by_itself=True) is not None

    events = house.hub.events(lasts, session.form_token)
    return StreamingResponse(
        events, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
    )


async def _counts(request: Request) -> Response:
    desk = desk_of(request)
    here = request.query_params.get("here", "")[:MAX_PATH]
    return await render(request, "frame/counts.html", counts=await counts_of(desk), here=here)


async def _help(request: Request) -> Response:
    desk_of(request)
    return await render(
        request, "help.html", keys=KEYS, steps=FIRST_STEPS, stages=STAGES, meanings=MEANINGS
    )


async def _language(request: Request) -> Response:
    if session_of(request) is not None:
        await form_of(request)
    form = await form_data(request)
    answer = RedirectResponse(page_left(request), status_code=303)
    chosen = str(form.get("language", ""))
    if chosen in LANGUAGES:
        answer.set_cookie(
            COOKIE,
            chosen,
            max_age=YEAR_SECONDS,
            samesite="strict",
            httponly=True,
            secure=house_of(request).address.is_secure,
        )
    return answer


ROUTES: Final = (
    Route("/", _first),
    Route("/events", _events),
    Route("/counts", _counts),
    Route("/help", _help),
    Route("/language", _language, methods=["POST"]),
)
