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
from depesha.web.asking import SignedOut, session_of
from depesha.web.rendering import is_fragment, render

STATUS: Final[Mapping[str, int]] = {
    "signed-out": 401,
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

HIDDEN: Final = frozenset({"passphrase", "new_passphrase"})
"""Fields that never come back."""

CODES: Final[Mapping[int, str]] = {404: "not-found", 405: "usage", 413: "usage"}
"""What the server itself refuses, as the code of a problem."""


def status_of(problem: Problem) -> int:
    """Return the web status of a problem."""
    return STATUS.get(problem.code, 409)


async def on_problem(request: Request, problem: Exception) -> Response:
    """Answer a request that met a problem."""
    if not isinstance(problem, Problem):
        raise problem
    if isinstance(problem, SignedOut):
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
    form = await request.form()
    fields = [
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and name not in HIDDEN
    ]
    answer = await render(
        request,
        "presence.html",
        status=status_of(problem),
        action=request.url.path,
        fields=fields,
        wrong=problem.code == "wrong-passphrase",
        message=problem.message,
    )
    return _over(request, answer, "#dialog")


async def _sign_in(request: Request) -> Response:
    """Send whoever is not signed in to the door; in the middle of a page the door comes to him."""
    if is_fragment(request):
        answer = await render(request, "door/again.html", status=401)
        return _over(request, answer, "#dialog")
    if request.method == "POST":
        form = await request.form()
        kept = [(n, v) for n, v in form.multi_items() if isinstance(v, str) and n not in HIDDEN]
        return await render(
            request, "door/sign-in.html", status=401, kept=kept, onward=request.url.path
        )
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    onward = "" if path == "/" else f"?onward={quote(path, safe='/')}"
    return RedirectResponse(f"/sign-in{onward}", status_code=303)


def _over(request: Request, answer: Response, target: str) -> Response:
    """Let a fragment go where problems are told, whatever asked for it."""
    if is_fragment(request):
        answer.headers["HX-Retarget"] = target
        answer.headers["HX-Reswap"] = "innerHTML"
        answer.headers["HX-Push-Url"] = "false"
    return answer
