"""Execution control: what is asked of whom, by when, and what has not come.

/control                                  open tasks, what is overdue first
/control?show=overdue&station=pyongyang
/control/moscow/1951/26044                one telegram: each task, and the history of its terms
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from depesha.errors import NotFound, Usage
from depesha.export.labels import classification
from depesha.export.standing import standing, subject
from depesha.export.tasks import fact, owes, said_answer
from depesha.web.asking import desk_of, form_of
from depesha.web.language import said
from depesha.web.rendering import render
from depesha.web.speech import speech_of
from depesha.web.volumes import number_in

PAGE: Final = 60
MAX_NAME: Final = 130
"""Of a filter: an office's name and its station's."""


def _(sentence: str) -> str:
    """Mark a sentence that the catalogues have; it is said when it is shown."""
    return sentence


SHOWS: Final[Mapping[str, tuple[str, str, dict[str, Any]]]] = {
    "open": (_("Open ones"), "control", {}),
    "overdue": (_("Overdue"), "overdue", {}),
    "all": (_("Closed too"), "control", {"all": True}),
}
"""What the list may show: its caption, the question, and its fields."""

WAYS: Final = {"": _("both ways"), "out": _("from us"), "in": _("to us")}


async def _list(request: Request) -> Response:
    desk = desk_of(request)
    query = request.query_params
    show = query.get("show", "open") if query.get("show") in SHOWS else "open"
    _caption, question, more = SHOWS[show]
    asked = _asked(query)
    offset = number_in(query.get("after", ""))
    way = query.get("way", "") if query.get("way") in WAYS else ""
    fields: dict[str, Any] = {**more, **asked, "direction": way or None}
    wrong = ""
    try:
        rows = await desk.read(question, limit=PAGE + 1, offset=offset, **fields)
    except (Usage, NotFound) as problem:  # a filter that was typed wrongly loses nobody the list
        rows, wrong = [], problem.message
    late = [] if question == "overdue" or offset else await _late(desk, asked, way)
    speech = speech_of(request)
    kept = {**{name: str(value) for name, value in asked.items() if name != "exercise"}}
    kept |= {"exercise": "1"} if asked.get("exercise") else {}
    kept |= {"way": way} if way else {}
    return await render(
        request,
        "registry/control.html",
        status=422 if wrong else 200,
        rows=_behind(late, rows[:PAGE]),
        late=late,
        wrong=wrong,
        show=show,
        shows=SHOWS,
        way=way,
        ways=WAYS,
        asked=asked,
        onward=str(offset + PAGE) if len(rows) > PAGE else "",
        after=offset,
        address=partial(_address, kept),
        label=partial(classification, speech),
        standing=partial(standing, speech),
        subject=partial(subject, speech),
        owes=partial(owes, speech),
    )


def _asked(query: Mapping[str, str]) -> dict[str, Any]:
    """Return the filters that an address has."""
    typed = {name: query.get(name, "").strip()[:MAX_NAME] for name in ("addressee", "station")}
    fields: dict[str, Any] = {name: value for name, value in typed.items() if value}
    return {**fields, "exercise": True} if query.get("exercise") == "1" else fields


async def _late(desk: Any, asked: dict[str, Any], way: str) -> list[dict[str, Any]]:  # noqa: ANN401
    found: list[dict[str, Any]] = await desk.read(
        "overdue", limit=PAGE, direction=way or None, **asked
    )
    return found


def _behind(
    late: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Return the tasks that do not stand among the overdue ones already."""
    known = {(one["reference"], one["office"], one["station"]) for one in late}
    return [one for one in rows if (one["reference"], one["office"], one["station"]) not in known]


def _address(kept: Mapping[str, str], show: str, **other: str) -> str:
    """Return the address of another list, with the filters of this one."""
    asked = {"show": show, **kept, **other}
    return f"/control?{urlencode({name: value for name, value in asked.items() if value})}"


# -- one telegram ---------------------------------------------------------------------------------


async def _one(request: Request) -> Response:
    desk = desk_of(request)
    reference = _reference(request)
    found = await desk.read("task", reference=reference, purpose="show")
    speech = speech_of(request)
    return await render(
        request,
        "registry/task.html",
        reference=reference,
        tasks=found["tasks"],
        answers=found["answers"],
        history=[(one, list(fact(speech, one))) for one in found["history"]],
        label=partial(classification, speech),
        standing=partial(standing, speech),
        subject=partial(subject, speech),
        owes=partial(owes, speech),
        said_answer=partial(said_answer, speech),
    )


async def _chase(request: Request) -> Response:
    form, desk = await form_of(request), desk_of(request)
    reference = _reference(request)
    addressee = form.text("addressee").strip() or None
    done = await desk.order(form, "chase", reference=reference, addressee=addressee)
    language = speech_of(request).language
    for one in done.get("chased") or ():
        words = said(language, "%(office)s is asked again.", office=one["office"])
        desk.session.tell("done", words)
    return RedirectResponse(f"/control/{reference}", status_code=303)


def _reference(request: Request) -> str:
    return "{station}/{year}/{number}".format_map(request.path_params)


TELEGRAM: Final = "/control/{station}/{year:int}/{number:int}"

ROUTES: Final = (
    Route("/control", _list),
    Route(TELEGRAM, _one),
    Route(TELEGRAM + "/chase", _chase, methods=["POST"]),
)
