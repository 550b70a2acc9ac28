"""A draft before those who endorse it: the sheet as it would go, who has signed, and what is done.

A page shows what the station says of the draft, of what it would become (`look-over`) and of what
the office may do with it (`draft-choices`); whether it may is decided when it is ordered. What is
signed proves presence again.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from depesha.errors import Problem, Usage
from depesha.station.office_keys import NO_SECRETS
from depesha.station.plain import Plain
from depesha.station.tokens import token
from depesha.web.asking import Desk, Form, desk_of, form_of, house_of
from depesha.web.drafting.allowed import may_of
from depesha.web.drafting.changes import changed_lines, changed_words
from depesha.web.language import language_of, said
from depesha.web.places import path_of
from depesha.web.rendering import is_fragment, placed, render

LOOK_BYTES: Final = 16


def _(sentence: str) -> str:
    """Mark a sentence that the catalogues have; it is said when it is shown."""
    return sentence


def _language(request: Request) -> str:
    return language_of(request, house_of(request).bearings.language)


async def _draft(request: Request) -> Response:
    desk, number = desk_of(request), int(request.path_params["draft"])
    found = await desk.read("draft", draft=number)
    standing = found["state"] not in ("registered", "dropped")
    look = await _looked_over(request, desk, number) if standing else None
    before = found["endorsed_before"]
    after = look["sheet"] if look else None
    offices = await desk.read("offices")
    choices = await desk.read("draft-choices", draft=number)
    answer = await render(
        request,
        "drafts/draft.html",
        draft=found,
        look=look,
        is_open=standing,
        may=may_of(choices, look, _language(request)),
        offices=[one["office"] for one in offices if one["office"] != desk.office],
        before=before,
        changes=changed_lines(before["sheet"], after) if before and after else [],
        words=changed_words(before["sheet"]["text"], after["text"]) if before and after else [],
    )
    return placed(request, answer)


async def _looked_over(request: Request, desk: Desk, number: int) -> Mapping[str, Plain]:
    """Return what it would be; what keeps the office from asking is said in its place."""
    answers = house_of(request).answers
    fields = {"office": desk.office, "draft": number}
    try:
        found: Mapping[str, Plain] = await answers.order(
            "look-over", fields, token(LOOK_BYTES), NO_SECRETS
        )
    except Problem as problem:
        return {"sheet": None, "needed": 0, "problem": problem.message, "hint": problem.hint}
    return found


# -- what is done ---------------------------------------------------------------------------------


async def _done(request: Request) -> Response:
    form = await form_of(request)
    desk, number = desk_of(request), int(request.path_params["draft"])
    deed = _DEEDS.get(request.path_params["deed"])
    if deed is None:
        msg = "there is no such deed"
        raise Usage(msg)
    return await deed(request, desk, form, number)


def _looked_at(form: Form) -> int:
    """Return the version that was before whoever signs: what came since is not signed unseen.

    Raises:
        Usage: the form does not say it.
    """
    version = form.number("version")
    if not version:
        msg = "which version was looked at is not said"
        raise Usage(msg, hint="load the page of the draft again")
    return version


def _back(request: Request, desk: Desk, number: int, words: str, **values: object) -> Response:
    desk.session.tell("done", said(_language(request), words, **values))
    return RedirectResponse(f"/draft/{number}", status_code=303)


async def _ask(request: Request, desk: Desk, form: Form, number: int) -> Response:
    done = await desk.order(form, "ask-review", draft=number, of=form.text("of"))
    return _back(request, desk, number, _("%(of)s was asked to review it."), of=done["of"])


async def _review(request: Request, desk: Desk, form: Form, number: int) -> Response:
    note = form.text("note").strip()
    version = _looked_at(form)
    await desk.order(form, "review-draft", draft=number, version=version, note=note or None)
    return _back(
        request, desk, number, _("You have endorsed version %(version)s."), version=version
    )


async def _return(request: Request, desk: Desk, form: Form, number: int) -> Response:
    note = form.text("note").strip()
    if not note:
        msg = "a draft is returned with a reason"
        raise Usage(msg, hint="say what its drafter should change")
    await desk.order(form, "return-draft", draft=number, note=note)
    return _back(request, desk, number, _("The draft lies before its drafter again."))


async def _drop(request: Request, desk: Desk, form: Form, number: int) -> Response:
    await desk.order(form, "drop-draft", draft=number, version=_looked_at(form))
    house_of(request).worktable.clear(desk.office, str(number))
    words = said(_language(request), "Draft %(draft)s was dropped.", draft=number)
    desk.session.tell("done", words)
    return RedirectResponse("/tray/drafts", status_code=303)


async def _release(request: Request, desk: Desk, form: Form, number: int) -> Response:
    result = await desk.order(
        form,
        "release",
        draft=number,
        version=_looked_at(form),
        acting_for=form.text("acting_for") or None,
    )
    return await sent(request, desk, number, result)


async def sent(request: Request, desk: Desk, number: int, result: Mapping[str, Any]) -> Response:
    """Answer whoever released: with the telegram's number and ways, or who has still to sign."""
    if "missing" in result:
        words = _("Signed: version %(version)s; of %(needed)s releases %(missing)s are missing.")
        return _back(request, desk, number, words, **_plain(result))
    answer = await render(request, "drafts/released.html", sent=result)
    if is_fragment(request):
        answer.headers["HX-Push-Url"] = path_of(str(result["reference"]))
    return answer


def _plain(result: Mapping[str, Any]) -> dict[str, object]:
    names: Sequence[str] = ("version", "needed", "missing")
    return {name: result[name] for name in names}


_DEEDS: Final[Mapping[str, Callable[[Request, Desk, Form, int], Awaitable[Response]]]] = {
    "ask": _ask,
    "review": _review,
    "return": _return,
    "drop": _drop,
    "release": _release,
}

ROUTES: Final = (
    Route("/draft/{draft:int}", _draft),
    Route("/draft/{draft:int}/{deed:str}", _done, methods=["POST"]),
)
