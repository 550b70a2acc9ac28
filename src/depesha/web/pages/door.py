"""The door: an office signs in by what opens its key, and signs out.

Whoever has not signed in is told one thing: that it did not go together. Which offices there are,
which have a key that is open and so cannot sign in, he does not learn (`station.attendance`).
"""

from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from depesha.callers.peers import peer_behind
from depesha.errors import Busy, Problem, TooOften, Usage, WrongPassphrase
from depesha.names import Lease, OfficeId, office_id
from depesha.station.office_keys import Secrets
from depesha.web.asking import ceremonies_of, form_data, form_of, house_of, session_of
from depesha.web.browsers import browser_of
from depesha.web.carried import brought, place
from depesha.web.ceremonies import credential_of
from depesha.web.language import language_of, said
from depesha.web.rendering import render

KNOWN_SECONDS: Final = 180 * 24 * 3600
AGAIN: Final = "X-Depesha-Again"
"""Borne by a script that signs in over a page: it wants the new form token, and no page."""

SIGN_IN: Final = "sign-in"
"""For what a passkey is asked that signs in."""

NOT_LET_IN: Final = (WrongPassphrase, TooOften, Busy)


def _(sentence: str) -> str:
    """Mark a sentence that the catalogues have."""
    return sentence


NOT_TOGETHER: Final = _("That office and that passphrase do not go together here.")
NOT_THAT_KEY: Final = _("This passkey signs nobody in here.")
TOO_OFTEN: Final = _("Tried too often in vain: %(hint)s. A passkey need not wait.")
BUSY: Final = _("Several are signing in at this moment. Try again in a few seconds.")


async def _show(request: Request) -> Response:
    onward = place(request.query_params.get("onward", "/"))
    if session_of(request) is not None:
        return RedirectResponse(onward, status_code=303)
    return await _door(request, onward=onward)


async def _by_passphrase(request: Request) -> Response:
    form = await form_data(request)
    named = str(form.get("office", "")).strip()
    house = house_of(request)
    try:
        secrets = Secrets(office=str(form.get("passphrase", "")))
        known = house.known.name(request.cookies.get(house.known_cookie, ""), _full(named, request))
        lease = await house.answers.enter(named, secrets, known, _peer(request))
    except (*NOT_LET_IN, Usage) as problem:
        return await _not_let_in(request, form, problem, NOT_TOGETHER)
    return await _let_in(request, form, OfficeId(_full(named, request)), lease)


def _peer(request: Request) -> str:
    """Return from where he comes."""
    is_proxied = house_of(request).address.is_proxied
    host = request.client.host if request.client else ""
    return peer_behind(host, request.headers, is_proxied=is_proxied)


async def _by_passkey(request: Request) -> Response:
    """Let in whoever shows a passkey; it names its office itself."""
    form = await form_data(request)
    answer = str(form.get("assertion", ""))
    house = house_of(request)
    try:
        credential = credential_of(answer).hex()
        office = await _ask(request, "passkey-office", passkey=credential) or ""
        known = await _ask(request, "passkeys", office=office) if office else []
        prf = str(form.get("prf", ""))
        shown = await run_in_threadpool(ceremonies_of(request).shown, SIGN_IN, answer, prf, known)
        lease = await house.answers.enter(office, Secrets(passkey=shown))
    except Problem as problem:
        return await _not_let_in(request, form, problem, NOT_THAT_KEY)
    return await _let_in(request, form, OfficeId(office), lease)


async def _ask(request: Request, question: str, **fields: object) -> Any:  # noqa: ANN401  # as Plain is
    """Ask the station for nobody in particular: nobody has signed in yet."""
    return await house_of(request).answers.read(question, fields, lambda answer: answer)


async def _sign_out(request: Request) -> Response:
    await form_of(request)
    house = house_of(request)
    house.sessions.end(request.cookies.get(house.cookie, ""))
    answer = RedirectResponse("/sign-in", status_code=303)
    answer.delete_cookie(
        house.cookie, secure=house.address.is_secure, httponly=True, samesite="strict"
    )
    return answer


def _full(named: str, request: Request) -> str:
    """Return an office with its station; what is none is nobody."""
    name = named.lower()
    try:
        return office_id(name if "@" in name else f"{name}@{house_of(request).bearings.station}")
    except Usage:
        return ""


async def _door(request: Request, status: int = 200, **values: object) -> Response:
    house = house_of(request)
    shown = {"onward": "/", "carried": None, "wrong": "", "name": "", **values}
    passkeys = bool(house.address.relying_party)
    return await render(request, "door/sign-in.html", status=status, passkeys=passkeys, **shown)


async def _not_let_in(
    request: Request, form: FormData, problem: Problem, otherwise: str
) -> Response:
    """Say so, in words that tell nothing else."""
    language = language_of(request, house_of(request).bearings.language)
    sentence, status = otherwise, 403
    if isinstance(problem, TooOften):
        sentence, status = TOO_OFTEN, 429
    elif isinstance(problem, Busy):
        sentence, status = BUSY, 503
    values = {"hint": _in(language, problem.hint)} if sentence is TOO_OFTEN else {}
    wrong = said(language, sentence, **values)
    if AGAIN in request.headers:
        return JSONResponse({"wrong": wrong}, status_code=status)
    return await _door(
        request,
        status,
        onward=place(str(form.get("onward", "/"))),
        carried=brought(form),
        wrong=wrong,
        name=str(form.get("office", "")).strip()[:80],
    )


def _in(language: str, hint: str) -> str:
    """Return in how many seconds it can be tried again."""
    seconds = "".join(letter for letter in hint if letter.isdigit()) or "30"
    return said(language, _("try again in %(seconds)s s"), seconds=seconds)


async def _let_in(request: Request, form: FormData, office: OfficeId, lease: Lease) -> Response:
    """Begin a session under a new name, and go on to where he wanted."""
    house = house_of(request)
    house.sessions.end(request.cookies.get(house.cookie, ""))  # whatever was there before
    browser = browser_of(request.headers.get("User-Agent", ""))
    named = house.sessions.begin(office, lease, browser)
    answer = await _onward(request, form, named)
    _keep(request, answer, house.cookie, named)
    _keep(request, answer, house.known_cookie, house.known.cookie(office), KNOWN_SECONDS)
    return answer


def _keep(
    request: Request, answer: Response, name: str, value: str, seconds: int | None = None
) -> None:
    """Have a cookie kept by the browser: no script reads it, no other site's page sends it."""
    answer.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/",
        secure=house_of(request).address.is_secure,
        httponly=True,
        samesite="strict",
    )


async def _onward(request: Request, form: FormData, named: str) -> Response:
    session = house_of(request).sessions.find(named)
    if session is None:  # it ended in the moment it began
        return RedirectResponse("/sign-in", status_code=303)
    if AGAIN in request.headers:
        return JSONResponse({"form": session.form_token, "office": session.office})
    carried = brought(form)
    if carried is None:
        return RedirectResponse(place(str(form.get("onward", "/"))), status_code=303)
    request.state.session = session
    return await render(request, "door/go-on.html", carried=carried)


ROUTES: Final = (
    Route("/sign-in", _show),
    Route("/sign-in", _by_passphrase, methods=["POST"]),
    Route("/sign-in/passkey", _by_passkey, methods=["POST"]),
    Route("/sign-out", _sign_out, methods=["POST"]),
)
