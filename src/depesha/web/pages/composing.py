"""Composing: the form and its lines, saved as a draft, looked over, released at once.

What is wrong is shown at its field, with all that was typed; what somebody else saved meanwhile is
shown beside it. A name of the worktable in the query (`work`) takes up words that were not saved.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from depesha.errors import OfficeLocked, Problem, Usage, WrongPassphrase
from depesha.station.choosing import RELATIONS
from depesha.station.plain import Plain
from depesha.station.tokens import token
from depesha.web.asking import MOST_FIELDS, Desk, Form, desk_of, form_of, house_of
from depesha.web.drafting.attached import line_of
from depesha.web.drafting.entries import Dropped
from depesha.web.drafting.lines import Written
from depesha.web.drafting.sheet import (
    FORM,
    LINES,
    Sheet,
    Wrong,
    about,
    files_for,
    opened,
    sheet_in,
    turned,
    work_of,
    wrongs_of,
)
from depesha.web.language import language_of, said, told
from depesha.web.pages.reviewing import sent
from depesha.web.rendering import placed, render

WORK_BYTES: Final = 16
REFUSED: Final = 422
CONFLICT: Final = 409


# -- opened ---------------------------------------------------------------------------------------


async def _new(request: Request) -> Response:
    desk, language = desk_of(request), _language(request)
    work = work_of(None, request.query_params.get("work", ""))
    found = house_of(request).worktable.find(desk.office, work)
    if found is not None and found.words:
        return await _shown(request, desk, _taken_up(found.words, None, ()))
    head = str((await desk.read("draft-head", language=language))["text"])
    sheet = opened(head, work=token(WORK_BYTES), draft=None)
    for name in RELATIONS:
        reference = request.query_params.get(name)
        if reference:
            asked = {"relation": name, "reference": reference, "language": language}
            text = str((await desk.read("draft-about", **asked))["text"])
            sheet = _under(sheet, opened(text, work=sheet.work, draft=None))
            break
    return await _shown(request, desk, sheet)


def _under(head: Sheet, sheet: Sheet) -> Sheet:
    """Return a sheet with the head that the office's telegrams have, where it says none itself."""
    values = {**head.entries.values, **sheet.entries.values}
    return replace(sheet, entries=replace(sheet.entries, values=values))


async def _edit(request: Request) -> Response:
    desk, number = desk_of(request), int(request.path_params["draft"])
    found = await desk.read("draft", draft=number)
    work = house_of(request).worktable.find(desk.office, str(number))
    if work is not None and work.words and "work" in request.query_params:
        return await _shown(request, desk, _taken_up(work.words, number, found["attachments"]))
    return placed(request, await _shown(request, desk, _sheet_of(found)))


def _sheet_of(found: Plain) -> Sheet:
    number = int(found["draft"])
    return opened(
        found["text"],
        work=str(number),
        draft=number,
        version=found["version"],
        kept=found["attachments"],
    )


def _taken_up(words: Sequence[tuple[str, str]], draft: int | None, kept: Plain) -> Sheet:
    return sheet_in(Form(values=FormData(list(words))), draft=draft, kept=kept)


async def _shown(
    request: Request,
    desk: Desk,
    sheet: Sheet,
    *,
    wrongs: Sequence[Wrong] = (),
    look: Plain = None,
    status: int = 200,
) -> Response:
    language = _language(request)
    unsaved = [
        (name, work)
        for name, work in house_of(request).worktable.of(desk.office)
        if request.method == "GET" and name != request.query_params.get("work", "")
    ]
    here = [one for one in unsaved if one[0] == (str(sheet.draft) if sheet.draft else "")]
    return await render(
        request,
        "drafts/compose.html",
        status=status,
        **await about(request, desk, sheet, language),
        wrongs=wrongs,
        look=look,
        unsaved=here if sheet.draft else [one for one in unsaved if not one[0].isdigit()],
        attached=[(value, line_of(value)) for value in sheet.entries.many("attachments")],
        rows_more=request.method == "POST",
    )


def _language(request: Request) -> str:
    return language_of(request, house_of(request).bearings.language)


# -- sent -----------------------------------------------------------------------------------------


async def _sent(request: Request) -> Response:
    """Do what the button says that the form was sent with; Ctrl+S and Enter are to save."""
    form = await form_of(request, most_fields=MOST_FIELDS)
    desk = desk_of(request)
    number = request.path_params.get("draft")
    draft = int(number) if number is not None else None
    found = None if draft is None else await desk.read("draft", draft=draft)
    deed, _, place = form.text("act", "save").partition(":")
    kept = found["attachments"] if found else ()
    sheet = sheet_in(form, draft=draft, kept=kept, dropped=_dropped(deed, place))
    try:
        return await _DEEDS.get(deed, _save)(request, desk, form, sheet)
    except (OfficeLocked, WrongPassphrase):
        raise
    except Usage as problem:
        wrongs = wrongs_of(problem, _written(sheet, _language(request)))
        return await _shown(request, desk, sheet, wrongs=wrongs, status=REFUSED)
    except Problem as problem:
        if draft is not None and await _version(desk, draft) != sheet.version:
            return await _beside(request, desk, sheet)
        wrongs = wrongs_of(problem, _written(sheet, _language(request)))
        return await _shown(request, desk, sheet, wrongs=wrongs, status=CONFLICT)


async def _version(desk: Desk, draft: int) -> int:
    return int((await desk.read("draft", draft=draft))["version"])


def _written(sheet: Sheet, language: str) -> Written | None:
    try:
        return sheet.written(language)
    except Problem:
        return None


def _dropped(deed: str, place: str) -> Dropped | None:
    """Return the row that a button takes away, by its place among the rows that were sent."""
    if deed not in _ROWS or not (place.isascii() and place.isdigit()) or len(place) > MAX_DIGITS:
        return None
    return Dropped(rows=_ROWS[deed], place=int(place))


_ROWS: Final = {"drop-to": "to", "drop-ref": "ref", "drop-attachment": "attachments"}
MAX_DIGITS: Final = 4


async def _again(request: Request, desk: Desk, _: Form, sheet: Sheet) -> Response:
    """Show the same sheet again: with an empty row more, or without one."""
    return await _shown(request, desk, sheet)


async def _turn(request: Request, desk: Desk, form: Form, sheet: Sheet) -> Response:
    tab = LINES if form.text("act") == "turn:lines" else FORM
    return await _shown(request, desk, turned(sheet, tab, _language(request)))


async def _look(request: Request, desk: Desk, form: Form, sheet: Sheet) -> Response:
    written = sheet.written(_language(request))
    fields: dict[str, object] = {"text": written.text}
    look = await desk.order(form, "look-over", **fields)
    wrongs = []
    if look["problem"]:
        wrongs = wrongs_of(Usage(str(look["problem"]), hint=str(look["hint"])), written)
    return await _shown(request, desk, sheet, look=look, wrongs=wrongs)


async def _saved(
    request: Request, desk: Desk, form: Form, sheet: Sheet, *, one_of: bool = False
) -> dict[str, Any]:
    """Have the station keep the draft; what lay on the worktable for it is in it now.

    Args:
        request: the page's.
        desk: who composes.
        form: what was sent.
        sheet: the same, as a sheet.
        one_of: it is one of two orders that the form gives.
    """
    worktable = house_of(request).worktable
    work = worktable.find(desk.office, sheet.work)
    text = sheet.written(_language(request)).text
    files = files_for(text, sheet.kept, work.files if work else ())
    named: dict[str, object] = {"draft": sheet.draft, "version": sheet.version}
    if sheet.draft is None:
        named = {"again": True}
    fields = {"text": text, "attachments": files, **named}
    if one_of:
        done = await desk.order_one_of(form, "first", "draft", **fields)
    else:
        done = await desk.order(form, "draft", **fields)
    worktable.clear(desk.office, sheet.work, named=[one for one in files if "seed" in one])
    return done


async def _save(request: Request, desk: Desk, form: Form, sheet: Sheet) -> Response:
    done = await _saved(request, desk, form, sheet)
    words = said(_language(request), "Saved: draft %(draft)s, version %(version)s.", **done)
    desk.session.tell("done", words)
    onward = "" if form.text("act").startswith("review") else "/edit"
    return RedirectResponse(f"/draft/{done['draft']}{onward}", status_code=303)


async def _release(request: Request, desk: Desk, form: Form, sheet: Sheet) -> Response:
    """Save and release: two orders, each named once, so that sending it again does neither twice.

    What keeps it from being released is told beside the draft, which is saved.
    """
    done = await _saved(request, desk, form, sheet, one_of=True)
    named = {"draft": done["draft"], "version": done["version"]}
    try:
        result = await desk.order_one_of(form, "then", "release", **named)
    except (OfficeLocked, WrongPassphrase):
        raise
    except Problem as problem:
        desk.session.tell("warned", told(_language(request), problem.message))
        return RedirectResponse(f"/draft/{done['draft']}", status_code=303)
    return await sent(request, desk, int(done["draft"]), result)


async def _beside(request: Request, desk: Desk, sheet: Sheet) -> Response:
    """Show what was typed beside what somebody else has saved meanwhile: nothing is lost."""
    language = _language(request)
    theirs = await desk.read("draft", draft=sheet.draft)
    mine = _written(sheet, language)
    return await render(
        request,
        "drafts/beside.html",
        status=CONFLICT,
        sheet=sheet,
        mine=mine.text if mine else sheet.lines or sheet.entries.text,
        theirs=theirs,
    )


_DEEDS: Final = {
    "save": _save,
    "review": _save,
    "look": _look,
    "release": _release,
    "row": _again,
    "turn": _turn,
    **dict.fromkeys(_ROWS, _again),
}

ROUTES: Final = (
    Route("/draft/new", _new),
    Route("/draft/new", _sent, methods=["POST"]),
    Route("/draft/{draft:int}/edit", _edit),
    Route("/draft/{draft:int}/edit", _sent, methods=["POST"]),
)
