"""What a page shows of a problem: one line and its cure, as the command line does.

To whoever has not signed in nothing is told but to sign in. A key that is locked is no failure,
but a question: is the holder there? The same form comes back with a place for what he proves it by.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from depesha.errors import Problem, confessed
from depesha.web.asking import MOST_FIELDS, desk_of, form_data, house_of, session_of
from depesha.web.carried import LEFT, Carried, page_left, place, repeatable, taken
from depesha.web.rendering import is_fragment, render

STATUS: Final[Mapping[str, int]] = {
    "signed-out": 401,
    "session-ended": 401,
    "too-often": 429,
    "usage": 422,
    "not-found": 404,
    "forbidden": 403,
    "locked": 503,
    "office-locked": 403,
    "wrong-passphrase": 403,
    "busy": 503,
    "not-now": 503,
    "store-full": 503,
    "store-damaged": 503,
    "bug": 500,
}
"""Web status by the stable code; of every other code it is 409: the rules forbid it now."""

ASKS_PRESENCE: Final = frozenset({"office-locked", "wrong-passphrase"})

ENDED: Final = frozenset({"signed-out", "session-ended"})
"""Nobody is signed in, or no longer: the door is shown, and what was typed goes through it."""

CODES: Final[Mapping[int, str]] = {404: "not-found", 405: "usage", 413: "usage", 415: "usage"}
"""What the server itself refuses, as the code of a problem."""


def status_of(problem: Problem) -> int:
    """Return the web status of a problem."""
    return STATUS.get(problem.code, 409)


async def on_problem(request: Request, problem: Exception) -> Response:
    """Answer a request that met a problem."""
    if not isinstance(problem, Problem):
        raise problem
    if problem.code in ENDED:
        return await _sign_in(request)
    if problem.code in ASKS_PRESENCE and request.method == "POST" and session_of(request):
        return await _presence(request, problem)
    return await _told(request, problem, status_of(problem))


async def on_http(request: Request, error: Exception) -> Response:
    """Answer a request for what is not there, in the same words whoever asks."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if session_of(request) is None:
        return await _sign_in(request)
    return await _told(request, None, status, CODES.get(status, "problem"))


async def on_leaving(request: Request, error: Exception) -> Response:
    """Answer whoever left in the middle of a form: nobody hears it, and it is no bug in the log."""
    del request, error
    return Response(status_code=400)


async def on_bug(request: Request, error: Exception) -> Response:
    """Tell whoever met a bug that it was one; the trace is in the log, and nothing was changed."""
    bug = confessed(error)
    return await _told(request, bug, status_of(bug))


async def _told(request: Request, problem: Problem | None, status: int, code: str = "") -> Response:
    answer = await render(
        request,
        "problem.html",
        status=status,
        code=problem.code if problem else code,
        message=problem.message if problem else "",
        hint=problem.hint if problem else "",
    )
    return _over(request, answer, "#notices")


async def _presence(request: Request, problem: Problem) -> Response:
    """Ask whether the holder is there: the same form again, with a place for his passphrase."""
    fields = repeatable(await form_data(request, MOST_FIELDS))
    order_id = dict(fields).get("order_id", "")
    left = place(dict(fields).get(LEFT, page_left(request)))
    answer = await render(
        request,
        "presence.html",
        status=status_of(problem),
        action=request.url.path,
        fields=[*(one for one in fields if one[0] != LEFT), (LEFT, left)],
        left=left,
        for_order=order_id,
        by_passkey=await _by_passkey(request),
        wrong=problem.code == "wrong-passphrase",
        message=problem.message,
    )
    return _over(request, answer, "#dialog")


async def _by_passkey(request: Request) -> bool:
    """Say whether a passkey of the office can prove that its holder is there."""
    house = house_of(request)
    if not house.address.relying_party:
        return False
    return any(one["can_sign"] for one in await desk_of(request).read("passkeys"))


async def _sign_in(request: Request) -> Response:
    """Send whoever is not signed in to the door; in the middle of a page the door comes to him."""
    house = house_of(request)
    if is_fragment(request):
        office = house.sessions.was(request.cookies.get(house.cookie, "")) or ""
        answer = await render(request, "door/again.html", status=401, office=office)
        return _over(request, answer, "#dialog")
    passkeys = bool(house.address.relying_party)
    if request.method == "POST":
        status, carried = await _taken(request)
        return await render(
            request,
            "door/sign-in.html",
            status=status,
            carried=carried,
            onward="/",
            wrong="",
            name=house.sessions.was(request.cookies.get(house.cookie, "")) or "",
            passkeys=passkeys,
        )
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    onward = "" if path == "/" else f"?onward={quote(path, safe='/')}"
    return RedirectResponse(f"/sign-in{onward}", status_code=303)


async def _taken(request: Request) -> tuple[int, Carried | None]:
    """Return what was sent, to be carried through the door; what is no form of ours is not."""
    try:
        return 401, taken(await form_data(request, MOST_FIELDS), request.url.path)
    except HTTPException as error:
        return error.status_code, None


def _over(request: Request, answer: Response, target: str) -> Response:
    """Let a fragment go where problems are told, whatever asked for it."""
    if is_fragment(request):
        answer.headers["HX-Retarget"] = target
        answer.headers["HX-Reswap"] = "innerHTML"
        answer.headers["HX-Push-Url"] = "false"
    return answer
