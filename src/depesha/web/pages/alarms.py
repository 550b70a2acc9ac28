"""Alarms: what needs a person, the most urgent first; who took it on, and what is to be done.

/alarms?show=all        those too that are over or were accepted
/alarms/head            the newest one that nobody has taken on, for the head of every page
"""

from functools import partial
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from depesha.web.asking import desk_of, form_of
from depesha.web.language import said
from depesha.web.registry import roles_of
from depesha.web.rendering import render
from depesha.web.speech import speech_of
from depesha.words import alarm_text
from depesha.words.alarm_help import alarm_help

OPEN: Final = 200
PAST: Final = 300
"""At most so many are shown: the open ones, and with those that are over."""

MAY_ACCEPT: Final = frozenset({"operator", "registrar", "administrator", "duty"})
"""To whom the form is shown; the station decides."""

OF_LINES: Final = frozenset(
    {"line-down", "held-up", "no-communications", "channel-gap", "channel-went-back"}
)
"""Kinds that the page of lines says more of."""


async def _list(request: Request) -> Response:
    desk = desk_of(request)
    every = request.query_params.get("show") == "all"
    rows = await desk.read("alarms", limit=PAST if every else OPEN, all=every or None)
    language = speech_of(request).language
    lasting = [one for one in rows if _is_open(one)]
    return await render(
        request,
        "registry/alarms.html",
        waiting=[one for one in lasting if one["accepted_at"] is None],
        accepted=[one for one in lasting if one["accepted_at"] is not None],
        past=[one for one in rows if not _is_open(one)],
        every=every,
        accepts=bool(MAY_ACCEPT & await roles_of(desk)),
        alarm_text=partial(alarm_text, language=language),
        alarm_help=partial(alarm_help, language=language),
        about=_about,
        line_of=_line_of,
    )


def _is_open(one: dict[str, Any]) -> bool:
    """Say whether nobody has taken it on, or it is still true."""
    return one["cleared_at"] is None and (one["accepted_at"] is None or bool(one["lasts"]))


def _about(one: dict[str, Any]) -> str:
    """Return of what an alarm is, where it names no telegram and its text does not say so."""
    parts = [part for part in str(one["about"] or "").split(":") if not _is_digest(part)]
    return ", ".join(part for part in parts if part and part not in one["text"])


def _is_digest(name: str) -> bool:
    return len(name) in (16, 32, 64) and not name.strip("0123456789abcdef")


def _line_of(one: dict[str, Any]) -> bool:
    return one["what"] in OF_LINES


async def _head(request: Request) -> Response:
    desk = desk_of(request)
    rows = await desk.read("alarms", limit=1)
    foremost = next((one for one in rows if one["accepted_at"] is None), None)
    return await render(request, "registry/alarm-head.html", foremost=foremost)


async def _accept(request: Request) -> Response:
    form, desk = await form_of(request), desk_of(request)
    note = form.text("note").strip() or None
    done = await desk.order(
        form, "accept-alarm", alarm=int(request.path_params["alarm"]), note=note
    )
    language = speech_of(request).language
    words = said(language, "Alarm %(alarm)s is taken on.", alarm=done["alarm"])
    stays = said(language, "It is still true, and stays in the list.") if done["lasts"] else ""
    desk.session.tell("done", f"{words} {stays}".strip())
    return RedirectResponse("/alarms", status_code=303)


ROUTES: Final = (
    Route("/alarms", _list),
    Route("/alarms/head", _head),
    Route("/alarms/{alarm:int}/accept", _accept, methods=["POST"]),
)
