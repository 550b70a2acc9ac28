"""Passkeys: browsers are asked to make one or to show one; one is added, or taken away.

Adding wants the passphrase: the new passkey is to open the key that it opens. So a session alone,
in whoever's hands, adds none.
"""

from dataclasses import replace
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from depesha.errors import Problem, Usage
from depesha.web.asking import (
    Desk,
    Form,
    ceremonies_of,
    desk_of,
    form_of,
    house_of,
    presence_of,
)
from depesha.web.ceremonies import output_of
from depesha.web.language import language_of, said, told
from depesha.web.pages.door import SIGN_IN

JSON: Final = "application/json"


def _(sentence: str) -> str:
    """Mark a sentence that the catalogues have."""
    return sentence


ADDED: Final = _("The passkey is added: it signs in, and signs.")
ADDED_WITHOUT: Final = _(
    "The passkey is added. It signs in, but cannot open the key: releasing takes the passphrase."
)
NOT_ADDED: Final = _("The passkey is not added: %(why)s.")
REMOVED: Final = _("The passkey is removed.")


async def _ask_at_the_door(request: Request) -> Response:
    """Ask for any passkey of this desk: who he is, the passkey says."""
    asked = await run_in_threadpool(ceremonies_of(request).ask, SIGN_IN, ())
    return Response(asked, media_type=JSON)


async def _ask(request: Request) -> Response:
    """Ask for one of the office's passkeys, for one order; or for a new one."""
    form = await form_of(request)
    desk = desk_of(request)
    known = await desk.read("passkeys")
    ceremonies = ceremonies_of(request)
    if form.text("purpose") == "add":
        station = house_of(request).bearings.station
        purpose, office = _adding(desk), desk.session.office
        asked = await run_in_threadpool(ceremonies.ask_for_new, purpose, office, known, station)
        return Response(asked, media_type=JSON)
    can_sign = [one for one in known if one["can_sign"]]
    if not can_sign:
        msg = "no passkey of this office opens its key"
        raise Usage(msg, hint="use its passphrase")
    purpose = presence_of(desk.session, form.text("for_order"))
    asked = await run_in_threadpool(ceremonies.ask, purpose, can_sign)
    return Response(asked, media_type=JSON)


async def _add(request: Request) -> Response:
    form = await form_of(request)
    desk = desk_of(request)
    language = language_of(request, house_of(request).bearings.language)
    try:
        done = await _added(request, desk, form)
    except Problem as problem:
        desk.session.tell("warned", said(language, NOT_ADDED, why=told(language, problem.message)))
        return _back()
    sentence = ADDED if done["can_sign"] else ADDED_WITHOUT
    desk.session.tell("done", said(language, sentence))
    return _back()


async def _added(request: Request, desk: Desk, form: Form) -> dict[str, object]:
    answer = form.text("attestation")
    made = await run_in_threadpool(ceremonies_of(request).made, _adding(desk), answer)
    secrets = replace(form.secrets, added=output_of(form.text("prf")))
    return await desk.order_with(
        form,
        "passkey-add",
        secrets,
        passkey=made.credential.hex(),
        public_key=made.public_key.hex(),
        name=form.text("name"),
        signs=made.signs,
    )


async def _remove(request: Request) -> Response:
    form = await form_of(request)
    desk = desk_of(request)
    await desk.order(form, "passkey-remove", passkey=form.text("passkey"))
    language = language_of(request, house_of(request).bearings.language)
    desk.session.tell("done", said(language, REMOVED))
    return _back()


def _adding(desk: Desk) -> str:
    return f"add {desk.session.form_token}"


def _back() -> Response:
    return RedirectResponse("/settings", status_code=303)


ROUTES: Final = (
    Route("/passkeys/ask-at-the-door", _ask_at_the_door, methods=["POST"]),
    Route("/passkeys/ask", _ask, methods=["POST"]),
    Route("/passkeys", _add, methods=["POST"]),
    Route("/passkeys/remove", _remove, methods=["POST"]),
)
