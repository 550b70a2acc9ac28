"""Settings of this browser (language, theme, keys) and of this office (passphrase, sessions)."""

from collections.abc import Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from depesha.errors import Refused, WrongPassphrase
from depesha.web.asking import Desk, desk_of, form_of, house_of
from depesha.web.language import COOKIE, language_of, said, told
from depesha.web.likings import KEYS_COOKIE, KEYS_OFF, THEME_COOKIE, THEMES
from depesha.web.rendering import render
from depesha.words import LANGUAGES

YEAR_SECONDS: Final = 365 * 24 * 3600
SIGN_INS: Final = 10
MIN_PASSPHRASE: Final = 12


def _(sentence: str) -> str:
    """Mark a sentence that the catalogues have."""
    return sentence


KEPT: Final = _("Kept in this browser.")
ENDED: Final = _("The other sessions are ended.")
NO_OTHERS: Final = _("There are no other sessions.")
NOT_TWICE: Final = _("The new passphrase was not typed twice alike.")
NOT_CHANGED: Final = _("The passphrase is not changed: %(why)s.")


async def _show(request: Request) -> Response:
    desk = desk_of(request)
    house = house_of(request)
    return await render(
        request,
        "settings/settings.html",
        passkeys=await desk.read("passkeys"),
        sign_ins=await desk.read("sign-ins", limit=SIGN_INS),
        sessions=house.sessions.of(desk.session.office),
        office=await _office(desk),
        has_name=bool(house.address.relying_party),
        min_passphrase=MIN_PASSPHRASE,
        languages=LANGUAGES,
        themes=("", *THEMES),
    )


async def _office(desk: Desk) -> object:
    """Return what the key book says of the office."""
    offices: Sequence[dict[str, object]] = await desk.of_station("offices")
    return next((one for one in offices if one["office"] == desk.office), None)


async def _like(request: Request) -> Response:
    """Keep in the browser what its person likes; a name that is none of ours is nothing."""
    form = await form_of(request)
    answer = _back()
    chosen = {
        COOKIE: (form.text("language"), LANGUAGES),
        THEME_COOKIE: (form.text("theme"), THEMES),
        KEYS_COOKIE: (form.text("keys"), (KEYS_OFF,)),
    }
    secure = house_of(request).address.is_secure
    for cookie, (value, known) in chosen.items():
        if value in known:
            answer.set_cookie(
                cookie,
                value,
                max_age=YEAR_SECONDS,
                samesite="strict",
                httponly=True,
                secure=secure,
            )
        else:
            answer.delete_cookie(cookie, samesite="strict", httponly=True, secure=secure)
    desk_of(request).session.tell("done", _said(request, KEPT))
    return answer


async def _end_others(request: Request) -> Response:
    await form_of(request)
    session = desk_of(request).session
    ended = house_of(request).sessions.end_others(session.office, but=session)
    session.tell("done", _said(request, ENDED if ended else NO_OTHERS))
    return _back()


async def _change(request: Request) -> Response:
    """Change the passphrase: all sessions of the office end with it, this one too."""
    form = await form_of(request)
    desk = desk_of(request)
    if form.text("new_passphrase") != form.text("new_again"):
        desk.session.tell("warned", _said(request, NOT_TWICE))
        return _back()
    try:
        await desk.order(form, "office-passphrase")
    except (WrongPassphrase, Refused) as problem:
        desk.session.tell(
            "warned", _said(request, NOT_CHANGED, why=_told(request, problem.message))
        )
        return _back()
    return RedirectResponse("/sign-in", status_code=303)


def _said(request: Request, sentence: str, **values: object) -> str:
    return said(language_of(request, house_of(request).bearings.language), sentence, **values)


def _told(request: Request, text: str) -> str:
    return told(language_of(request, house_of(request).bearings.language), text)


def _back() -> RedirectResponse:
    return RedirectResponse("/settings", status_code=303)


ROUTES: Final = (
    Route("/settings", _show),
    Route("/settings", _like, methods=["POST"]),
    Route("/settings/sessions", _end_others, methods=["POST"]),
    Route("/settings/passphrase", _change, methods=["POST"]),
)
