"""A record is made public: what is kept back is chosen, looked at as the public will, decided.

    /archive/r/12/release            choosing, by marking words or by typing places
    /archive/r/12/release/preview    exactly what goes out, and the button that decides

Rule 1: nobody decides what he has not seen: the decision is taken on the page that shows the public
    text, and is of the very places that it was made from.
"""

from dataclasses import dataclass, field, replace
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from depesha.archive.releasing import read_text
from depesha.archive.side_by_side import parallel_of, written_of
from depesha.errors import Problem, Refused, Usage
from depesha.web.asking import Desk, Form, desk_of, form_of
from depesha.web.language import said
from depesha.web.problems import ASKS_PRESENCE, status_of
from depesha.web.records.keeping import Opened, must_keep_archive, opened
from depesha.web.records.likeness import likenesses
from depesha.web.records.showing import content_of
from depesha.web.rendering import render
from depesha.web.speech import speech_of, today_of

MAX_PLACES: Final = 500
FIELDS: Final = (
    "decided_by",
    "authority",
    "decided_on",
    "review_on",
    "code",
    "places",
    "identifications",
)


def _(sentence: str) -> str:
    """Mark a sentence that the catalogues have; it is said when it is shown."""
    return sentence


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a person typed and chose: the fields, what is kept back, which notes go out."""

    typed: dict[str, str]
    redactions: list[str] = field(default_factory=list)
    glosses: list[str] = field(default_factory=list)
    without_reasons: bool = False

    @property
    def asked(self) -> dict[str, Any]:
        """What the station is asked, before the decision and with it."""
        return {
            "redactions": self.redactions,
            "glosses": self.glosses,
            "identifications": self.typed["identifications"].split(),
        }


def _wish(form: Form) -> Wish:
    typed = {name: form.text(name).strip() for name in FIELDS}
    redactions, glosses = form.texts("redaction"), form.texts("gloss")
    return Wish(
        typed=typed,
        redactions=redactions,
        glosses=glosses,
        without_reasons=form.said("without_reasons"),
    )


async def _choose(request: Request) -> Response:
    desk = desk_of(request)
    await must_keep_archive(desk)
    one = await opened(request, desk)
    typed = {**dict.fromkeys(FIELDS, ""), "decided_on": today_of(request).isoformat()}
    return await _chosen(request, one, Wish(typed=typed))


async def _preview(request: Request) -> Response:
    """Show exactly what the public will read; or the places again, with what is wrong in them."""
    form, desk = await form_of(request), desk_of(request)
    await must_keep_archive(desk)
    one, wish = await opened(request, desk), _wish(form)
    if form.said("back"):
        return await _chosen(request, one, wish)
    try:
        wish = replace(wish, redactions=redactions_in(wish.typed))
        shown = await desk.read("archive-preview", record=str(one.number), **wish.asked)
    except Refused as problem:
        return await _chosen(request, one, wish, problem=problem)
    return await _previewed(request, one, wish, shown)


async def _previewed(
    request: Request,
    one: Opened,
    wish: Wish,
    shown: dict[str, Any],
    problem: Problem | None = None,
) -> Response:
    record = content_of(shown)
    return await render(
        request,
        "archive/preview.html",
        status=status_of(problem) if problem else 200,
        one=one,
        line=one.found,
        typed=wish.typed,
        redactions=wish.redactions,
        glosses=wish.glosses,
        offices=shown.get("offices", 0),
        reasons=shown.get("reasons", ()),
        without_reasons=wish.without_reasons,
        record=record,
        telegram=record.telegram,
        parallel=parallel_of(record, [each["code"] for each in shown["kept_back"]]),
        texts=written_of(record),
        kept_back=shown["kept_back"],
        traces=likenesses(shown.get("traces", ()), shown["places"]),
        problem=problem,
    )


async def _release(request: Request) -> Response:
    """Decide."""
    form, desk = await form_of(request), desk_of(request)
    await must_keep_archive(desk)
    one, wish = await opened(request, desk), _wish(form)
    try:
        done = await desk.order(form, "archive-release", **_fields(one, wish, form))
    except Refused as problem:
        if problem.code in ASKS_PRESENCE:
            raise
        return await _refused(request, desk, one, wish, problem)
    words = _("Record %(record)s is public, version %(version)s.")
    language = speech_of(request).language
    desk.session.tell("done", said(language, words, record=one.number, version=done["version"]))
    return RedirectResponse(f"{one.path}#releases", status_code=303)


async def _refused(
    request: Request, desk: Desk, one: Opened, wish: Wish, problem: Problem
) -> Response:
    try:
        shown = await desk.read("archive-preview", record=str(one.number), **wish.asked)
    except Refused:
        return await _chosen(request, one, wish, problem=problem)
    return await _previewed(request, one, wish, shown, problem)


def _fields(one: Opened, wish: Wish, form: Form) -> dict[str, Any]:
    despite = {"despite_traces": True} if form.said("despite_traces") else {}
    return {
        "record": one.number,
        "decided_by": wish.typed["decided_by"],
        "authority": wish.typed["authority"],
        "decided_on": wish.typed["decided_on"],
        "review_on": wish.typed["review_on"],
        "without_reasons": wish.without_reasons,
        **wish.asked,
        **despite,
    }


async def _chosen(
    request: Request, one: Opened, wish: Wish, *, problem: Problem | None = None
) -> Response:
    whole = await desk_of(request).read("archive-preview", record=str(one.number))
    return await render(
        request,
        "archive/release.html",
        status=status_of(problem) if problem else 200,
        one=one,
        line=one.found,
        typed=wish.typed,
        glosses=wish.glosses,
        text=read_text(one.record) if one.record.telegram.texts else None,
        codes=whole["codes"],
        rest=[place for place in whole["places"] if not place["place"].isdigit()],
        asking=whole["glosses"],
        problem=problem,
    )


def redactions_in(typed: dict[str, str]) -> list[str]:
    """Return the places that are kept back, each with its code and whose authority.

    A line without a code has the one that is chosen, and the authority of the decision.

    Raises:
        Usage: there are too many, or one has no code.
    """
    lines = [" ".join(one.split()) for one in typed["places"].split("\n")]
    found = []
    for one in filter(None, lines):
        place, equals, why = one.partition("=")
        code, slash, authority = why.partition("/")
        code, authority = code.strip() or typed["code"], authority.strip() or typed["authority"]
        if not code:
            msg = f"by which code is kept back what stands at {place[:40]!r}"
            raise Usage(msg, hint="choose a code, or write it behind the place: 3:10-42=CODE")
        del equals, slash
        found.append(f"{place.strip()}={code}/{authority}")
    if len(found) > MAX_PLACES:
        msg = f"at most {MAX_PLACES} places are kept back by one decision"
        raise Usage(msg)
    return found


ROUTES: Final = (
    Route("/archive/r/{record}/release", _choose),
    Route("/archive/r/{record}/release", _release, methods=["POST"]),
    Route("/archive/r/{record}/release/preview", _preview, methods=["POST"]),
)
