"""What is due for review or declassification, and the decision about it.

    /archive/due                       what is due by today, the earliest first
    /archive/due?show=overdue          what was due before today
    /archive/due?show=coming&until=…   what is due from tomorrow on until a day
    /archive/r/12/review               deciding: it stays classified, or is declassified

Rule 1: the station says what is due and to whom it is shown, and decides who may decide.
Rule 2: what is refused stands in the page again, with why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from depesha.errors import Problem, Refused
from depesha.web.asking import desk_of, form_of
from depesha.web.language import said
from depesha.web.problems import ASKS_PRESENCE, status_of
from depesha.web.records.keeping import Opened, keeps_archive, must_keep_archive, opened
from depesha.web.rendering import render
from depesha.web.speech import speech_of, today_of

PAGE: Final = 50
MAX_AFTER: Final = 40
LAST_PLACE: Final = 10**15
"""Behind every line of a day."""

COMING_DAYS: Final = 366

FIELDS: Final = ("decision", "decided_by", "authority", "decided_on", "category", "next_on")
OF_WHAT_STAYS: Final = ("category", "next_on")
DECLASSIFY: Final = "declassify"


def _(sentence: str) -> str:
    """Mark a sentence that the catalogues have; it is said when it is shown."""
    return sentence


SHOWN: Final[Mapping[str, str]] = {
    "due": _("By today"),
    "overdue": _("Overdue"),
    "coming": _("Coming"),
}
"""What the list shows, and what its tab is called."""

WHAT: Final = (
    ("review_on", _("to be looked at again")),
    ("declassify_on", _("to be declassified")),
    ("kept_back_on", _("what is kept back, to be looked at again")),
)
"""The days of a record, and what is due on each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days that a list is of; `after` is where its first page begins."""

    until: str
    after: str | None = None


# -- the list --------------------------------------------------------------------------------------


async def _due(request: Request) -> Response:
    desk, query = desk_of(request), request.query_params
    show = query.get("show", "due")
    show = show if show in SHOWN else "due"
    chosen = query.get("until", "").strip()[:10]
    span = _span(show, chosen, today_of(request))
    after = query.get("after", "").strip()[:MAX_AFTER]
    found = await desk.read("archive-due", until=span.until, after=after or span.after, limit=PAGE)
    return await render(
        request,
        "archive/due.html",
        show=show,
        shown=SHOWN,
        until=span.until,
        lines=[{**one, "what": _what(one)} for one in found["due"]],
        after=after,
        onward=_onward(show, chosen, found["last"]),
        keeps=await keeps_archive(desk),
    )


def _span(show: str, until: str, today: date) -> Span:
    """Return the days of a list; which day is none the station says."""
    if show == "overdue":
        return Span(until=(today - timedelta(days=1)).isoformat())
    if show == "coming":
        last = until or _later(today, COMING_DAYS).isoformat()
        return Span(until=last, after=f"{today.isoformat()}:{LAST_PLACE}")
    return Span(until=today.isoformat())


def _later(day: date, days: int) -> date:
    return date.max if (date.max - day).days < days else day + timedelta(days=days)


def _what(line: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what is due of a record, the earliest first, and whether the line is there for it."""
    days = [(line[name], caption) for name, caption in WHAT if line[name]]
    return [
        {"day": day, "caption": caption, "is_due": day == line["due_on"]}
        for day, caption in sorted(days, key=lambda one: one[0])
    ]


def _onward(show: str, until: str, last: str | None) -> str:
    """Return the address of the next page; empty: there is none."""
    if last is None:
        return ""
    asked = {"show": show, "until": until if show == "coming" else "", "after": last}
    return f"/archive/due?{urlencode({name: value for name, value in asked.items() if value})}"


# -- the decision ----------------------------------------------------------------------------------


async def _choose(request: Request) -> Response:
    desk = desk_of(request)
    await must_keep_archive(desk)
    one = await opened(request, desk)
    typed = {**dict.fromkeys(FIELDS, ""), "decided_on": today_of(request).isoformat()}
    return await _page(request, one, typed, back=request.query_params.get("back", ""))


async def _decide(request: Request) -> Response:
    """Decide; or show the form again, with why it is not decided so."""
    form, desk = await form_of(request), desk_of(request)
    await must_keep_archive(desk)
    one = await opened(request, desk)
    typed = {name: form.text(name).strip() for name in FIELDS}
    back = form.text("back")
    try:
        done = await desk.order(form, "archive-review", record=one.number, **_fields(typed))
    except Refused as problem:
        if problem.code in ASKS_PRESENCE:
            raise
        return await _page(request, one, typed, back=back, problem=problem)
    words = (
        _("Record %(record)s is declassified.")
        if done["decision"] == DECLASSIFY
        else _("Record %(record)s stays classified; it is looked at again on %(day)s.")
    )
    language = speech_of(request).language
    desk.session.tell("done", said(language, words, record=one.number, day=done["next_on"]))
    where = "/archive/due" if back == "due" else f"{one.path}#kept"
    return RedirectResponse(where, status_code=303)


def _fields(typed: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of the order; those of what stays classified count for that alone."""
    if typed["decision"] != DECLASSIFY:
        return dict(typed)
    return {**typed, **dict.fromkeys(OF_WHAT_STAYS, "")}


async def _page(
    request: Request,
    one: Opened,
    typed: Mapping[str, str],
    *,
    back: str,
    problem: Problem | None = None,
) -> Response:
    answer = await render(
        request,
        "archive/review.html",
        status=status_of(problem) if problem else 200,
        one=one,
        line=one.found,
        typed=typed,
        back="due" if back == "due" else "",
        tomorrow=_later(today_of(request), 1).isoformat(),
        problem=problem,
    )
    answer.headers["HX-Retarget"] = "#main"
    return answer


ROUTES: Final = (
    Route("/archive/due", _due),
    Route("/archive/r/{record}/review", _choose),
    Route("/archive/r/{record}/review", _decide, methods=["POST"]),
)
