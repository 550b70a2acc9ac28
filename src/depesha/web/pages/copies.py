"""The copies ledger: every copy of every telegram accounted for, now and at any date.

    /copies?state=overdue                    of all telegrams
    /copies?at=2026-12-31                    as the ledger stood then
    /copies/moscow/1951/26044                of one telegram
    /copies/moscow/1951/26044/2              one copy, and what was done with it

The ledger is kept by a registrar, and read by whoever is cleared for the telegram; the station says
who that is (`station/ledger`, `office/copies`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from depesha.errors import NotFound
from depesha.export.labels import caveats, classification
from depesha.export.periods import deadline
from depesha.export.periods import said as said_period
from depesha.web.asking import Desk, Form, desk_of, form_of, house_of
from depesha.web.language import said
from depesha.web.ledger import STATES, date_asked, ledger_fields, moment_asked, state_asked
from depesha.web.registry import has_page, print_path, roles_of
from depesha.web.rendering import render
from depesha.web.spans import CAPTIONS, PageSpan, span_of
from depesha.web.speech import speech_of, today_of
from depesha.web.volumes import VOLUMES, Wish, leaf, number_in

PAGE: Final = 100
MAX_REFERENCE: Final = 80
REGISTRAR: Final = "registrar"


async def _ledger(request: Request) -> Response:
    desk = desk_of(request)
    asked = request.query_params.get("telegram", "").strip()[:MAX_REFERENCE]
    if asked:
        found = await desk.read("copies", reference=asked)
        return RedirectResponse(f"/copies/{found['reference']}", status_code=303)
    of, speech = VOLUMES["copies"], speech_of(request)
    span = span_of(request.query_params, today_of(request), of.usual)
    fields = ledger_fields(request)
    period = span.period(speech.zone)
    wish = Wish(volume=of, period=period, zone=speech.zone, more={**fields, "newest": True})
    after = str(number_in(request.query_params.get("after", "")) or "")
    found = await leaf(desk, wish, after, PAGE)
    kept = _kept(request)
    return await render(
        request,
        "registry/copies.html",
        rows=found.rows,
        sums=await desk.read("copy-sums", **period.times(speech.zone), at=moment_asked(request)),
        span=span,
        spans=CAPTIONS,
        day=(span.first or today_of(request)).isoformat(),
        said_period=said_period(speech, period),
        volumes=[one for one in VOLUMES.values() if one.key != "copies"],
        at=date_asked(request),
        state=state_asked(request),
        states=STATES,
        after=after,
        onward=found.after,
        address=_Address(kept),
        label=partial(classification, speech),
        print_path=print_path(request, "copies", {**span.query(), **kept}),
    )


def _kept(request: Request) -> dict[str, str]:
    """Return what an address of the ledger has beside its period."""
    day, state = date_asked(request), state_asked(request)
    return {
        **({"at": day.isoformat()} if day else {}),
        **({"state": state} if state else {}),
    }


class _Address:
    """The addresses of the ledger's other pages."""

    def __init__(self, kept: Mapping[str, str]) -> None:
        self._kept = kept

    def __call__(self, span: PageSpan, *, under: str = "", after: str = "", **other: str) -> str:
        """Return the address of a span; `under` is a form in which it is given out."""
        asked = {**span.query(), **self._kept, "after": after, **other}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{'/register/copies' + under if under else '/copies'}?{query}"

    def kept(self) -> dict[str, str]:
        """Return what a form for another span sends along."""
        return dict(self._kept)


# -- of one telegram, and one copy ----------------------------------------------------------------


async def _of_telegram(request: Request) -> Response:
    desk = desk_of(request)
    reference = _reference(request)
    found = await desk.read("copies", reference=reference, at=moment_asked(request))
    return await render(
        request,
        "registry/copies-of.html",
        found=found,
        reference=found["reference"],
        at=date_asked(request),
        label=classification(speech_of(request), found),
        caveats=caveats(speech_of(request), found),
        keeps=REGISTRAR in await roles_of(desk),
        prints=has_page(request, "/print/telegram/"),
    )


async def _one(request: Request) -> Response:
    desk = desk_of(request)
    number = int(request.path_params["copy"])
    asked = {"reference": _reference(request), "number": number, "at": moment_asked(request)}
    found = await desk.read("copies", **asked)
    copy = next((one for one in found["copies"] if one["number"] == number), None)
    if copy is None:
        msg = f"there is no copy {number} of {found['reference']}"
        raise NotFound(msg, hint="the ledger lists the copies that there are")
    return await render(
        request,
        "registry/copy.html",
        found=found,
        copy_=copy,
        reference=found["reference"],
        history=found["history"],
        at=date_asked(request),
        label=classification(speech_of(request), found),
        caveats=caveats(speech_of(request), found),
        keeps=REGISTRAR in await roles_of(desk),
        prints=has_page(request, "/print/telegram/"),
    )


def _reference(request: Request) -> str:
    return "{station}/{year}/{number}".format_map(request.path_params)


# -- what is done with a copy ---------------------------------------------------------------------


def _words(form: Form, *names: str) -> dict[str, Any]:
    return {name: form.text(name).strip() for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One deed: the order, the fields that it takes from a form, and what is told of it."""

    order: str
    fields: Callable[[Form], dict[str, Any]]
    told: str


def _(sentence: str) -> str:
    """Mark a sentence that the catalogues have; it is said when it is shown."""
    return sentence


ACTS: Final[Mapping[str, Act]] = {
    "return": Act(
        order="copy-return",
        fields=lambda form: {"act": form.text("act").strip() or None},
        told=_("Copy %(number)s is back from %(holder)s."),
    ),
    "destroy": Act(
        order="copy-destroy",
        fields=lambda form: _words(form, "act", "done_by", "witness"),
        told=_("Copy %(number)s is destroyed."),
    ),
    "archive": Act(
        order="copy-archive",
        fields=lambda form: _words(form, "shelf"),
        told=_("Copy %(number)s is in the file."),
    ),
    "certify": Act(
        order="copy-certify",
        fields=lambda form: _words(form, "certified_by"),
        told=_("Copy %(number)s is certified true."),
    ),
    "printed": Act(
        order="copy-print",
        fields=lambda form: {"printed_by": form.text("printed_by").strip() or None},
        told=_("Copy %(number)s is noted as printed."),
    ),
}


async def _issue(request: Request) -> Response:
    form, desk = await form_of(request), desk_of(request)
    term = form.text("return_by").strip()
    by = deadline(term, house_of(request).bearings.zone) if term else None
    done = await desk.order(
        form,
        "copy-issue",
        reference=_reference(request),
        holder=form.text("holder").strip(),
        return_by_at=by,
    )
    return _told(request, desk, _("Copy %(number)s is issued to %(holder)s."), done)


async def _act(request: Request) -> Response:
    form, desk = await form_of(request), desk_of(request)
    act = ACTS.get(request.path_params["act"])
    if act is None:
        msg = "nothing of the kind is done with a copy"
        raise NotFound(msg)
    done = await desk.order(
        form,
        act.order,
        reference=_reference(request),
        number=int(request.path_params["copy"]),
        **act.fields(form),
    )
    return _told(request, desk, act.told, done)


def _told(request: Request, desk: Desk, words: str, done: dict[str, Any]) -> Response:
    language = speech_of(request).language
    values = {"number": done["number"], "holder": done.get("holder", "")}
    desk.session.tell("done", said(language, words, **values))
    return RedirectResponse(f"/copies/{done['reference']}", status_code=303)


TELEGRAM: Final = "/copies/{station}/{year:int}/{number:int}"

ROUTES: Final = (
    Route("/copies", _ledger),
    Route(TELEGRAM, _of_telegram),
    Route(TELEGRAM + "/issue", _issue, methods=["POST"]),
    Route(TELEGRAM + "/{copy:int}", _one),
    Route(TELEGRAM + "/{copy:int}/{act}", _act, methods=["POST"]),
)
