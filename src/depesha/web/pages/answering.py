"""What an office does with a telegram from its page: each deed is one order, given by one form.

Rule 1: the page offers; the station decides. A deed that it refuses is told in its words, and what
    was typed stays where it is.
Rule 2: whoever has done something sees the telegram as it is then, in the place where it lay.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from depesha.errors import Usage
from depesha.web.asking import Desk, Form, desk_of, form_of, house_of
from depesha.web.language import language_of
from depesha.web.pages.telegrams import PATH, in_place, reference_in, show
from depesha.web.places import path_of
from depesha.web.rendering import is_fragment, render
from depesha.words import word

Fields = Mapping[str, object]
Result = Mapping[str, Any]
Told = tuple[str, str]
"""How it is told (`done`, `warned`), and in which words."""

MOST_OFFICES: Final = 500
"""Offered by name; others are typed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One deed: which order it gives, with which fields, and what is told of its result."""

    order: str
    fields: Callable[[Form], Fields]
    told: Callable[[Form, Result, str], Told]


# -- fields ---------------------------------------------------------------------------------------


def _nothing(_: Form) -> Fields:
    return {}


def _report(form: Form) -> Fields:
    """The words of a refusal are its reason."""
    kind, text = form.text("kind"), form.text("text")
    if kind not in REPORTED:
        msg = "what is reported is not said"
        raise Usage(msg, hint="carried out, under way, or it cannot be carried out")
    if kind == "refuse":
        return {"text": "", "cannot": text}
    return {"text": text, "interim": kind == "interim"}


def _pass(form: Form) -> Fields:
    return {"to": form.text("to").strip(), "text": form.text("text")}


def _chase(form: Form) -> Fields:
    return {"addressee": form.text("addressee") or None}


def _repeat(form: Form) -> Fields:
    return {"to": form.text("to") or None}


def _cancel(form: Form) -> Fields:
    return {"reason": form.text("reason")}


# -- what is told ---------------------------------------------------------------------------------

REPORTED: Final = {
    "report": "reported now",
    "interim": "reported meanwhile",
    "refuse": "refused now",
}


def _answered(caption: str, result: Result, language: str) -> Told:
    done = word(caption, language)
    if result.get("repeated"):
        return "done", _of(result, word("done before now", language).format(done))
    return "done", _of(result, word("queued for", language).format(done, result["queued_for"]))


def _confirmed(_: Form, result: Result, language: str) -> Told:
    return _answered("confirmed now", result, language)


def _complied(_: Form, result: Result, language: str) -> Told:
    return _answered("complies now", result, language)


def _reported(form: Form, result: Result, language: str) -> Told:
    return _answered(REPORTED[form.text("kind")], result, language)


def _passed(form: Form, result: Result, language: str) -> Told:
    missing = result.get("no_communications")
    if missing:
        told = word("LINE_DOWN", language).format(missing)
        return "warned", f"{told}. {word('originator told', language).format(result['told'])}"
    if result.get("repeated"):
        said = word("sent before", language).format(result["reference"], form.text("to").strip())
        return "warned", said
    return "done", _of(result, word("registered and sealed", language))


def _chased(_: Form, result: Result, language: str) -> Told:
    said = [
        word("chased now", language).format(
            result["reference"], one["office"], word(f"owes {one['owes']}", language)
        )
        for one in result["chased"]
    ]
    return "done", "; ".join(said)


def _repeated(_: Form, result: Result, language: str) -> Told:
    stations = ", ".join(result["stations"])
    return "done", word("repeated now", language).format(result["reference"], stations)


def _cancelled(_: Form, result: Result, language: str) -> Told:
    if "draft" in result:
        return "done", word("draft is", language).format(
            result["draft"], word(result["state"], language)
        )
    if result.get("withdrawn"):
        return "done", word("withdrawn now", language).format(result["reference"])
    return "done", _of(result, word("registered and sealed", language))


def _of(result: Result, said: str) -> str:
    return f"{result['reference']}: {said}"


DEEDS: Final[Mapping[str, Deed]] = {
    "confirm": Deed(order="confirm", fields=_nothing, told=_confirmed),
    "comply": Deed(order="comply", fields=_nothing, told=_complied),
    "report": Deed(order="report", fields=_report, told=_reported),
    "pass": Deed(order="pass", fields=_pass, told=_passed),
    "chase": Deed(order="chase", fields=_chase, told=_chased),
    "repeat": Deed(order="repeat", fields=_repeat, told=_repeated),
    "cancel": Deed(order="cancel", fields=_cancel, told=_cancelled),
}
"""By the last part of the address that its form is sent to."""


async def _done(request: Request) -> Response:
    form, desk = await form_of(request), desk_of(request)
    reference, deed = reference_in(request), DEEDS[request.url.path.rpartition("/")[2]]
    name = form.text("acting_for") or desk.office
    result = await desk.order(
        form,
        deed.order,
        reference=reference,
        acting_for=None if name == desk.office else name,
        only_draft=await _only_as_draft(desk, reference, deed.order, name) or None,
        **deed.fields(form),
    )
    language = language_of(request, house_of(request).bearings.language)
    desk.session.tell(*deed.told(form, result, language))
    if "draft" in result:
        return _elsewhere(request, f"/draft/{result['draft']}")
    if is_fragment(request):
        return in_place(await show(request, reference), request)
    return RedirectResponse(path_of(reference), status_code=303)


async def _only_as_draft(desk: Desk, reference: str, choice: str, name: str) -> bool:
    """Say whether a cancellation in that name is but a draft, which others release."""
    if choice != "cancel":
        return False
    choices = await desk.read("choices", reference=reference)
    return any(one["choice"] == choice and name in one["as_draft"] for one in choices)


def _elsewhere(request: Request, path: str) -> Response:
    if is_fragment(request):
        return Response(headers={"HX-Redirect": path})
    return RedirectResponse(path, status_code=303)


async def _offices(request: Request) -> Response:
    """Return the offices of other stations, for a field into which one is typed."""
    desk: Desk = desk_of(request)
    own = house_of(request).bearings.station
    offices = await desk.of_station("offices", all=True)
    names = sorted(one["office"] for one in offices if not one["office"].endswith(f"@{own}"))
    return await render(request, "telegrams/offices.html", names=names[:MOST_OFFICES])


ROUTES: Final = (
    Route("/offices/elsewhere", _offices),
    *(Route(f"{PATH}/{name}", _done, methods=["POST"]) for name in DEEDS),
)
