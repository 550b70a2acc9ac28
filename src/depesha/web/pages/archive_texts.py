"""Writing on a record: a translation beside its original, a summary, a correction; comparing.

    /archive/r/12/text/2                        going on with one of its texts
    /archive/r/12/new/translation?language=de   a new one
    /archive/r/14/compare/12                    what an edition has that an earlier one has not

Rule 1: nothing that was typed is lost. What is refused stands in the page again; where somebody
    else saved meanwhile, what he saved stands beside it, and whoever writes decides.
"""

from dataclasses import replace

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from depesha.archive.record import TextKind
from depesha.errors import NotFound, Problem, Refused
from depesha.web.asking import MOST_FIELDS, Desk, desk_of, form_of
from depesha.web.language import said
from depesha.web.problems import ASKS_PRESENCE, status_of
from depesha.web.records.comparing import changed
from depesha.web.records.keeping import Opened, must_keep_archive, open_record, opened
from depesha.web.records.writing import (
    MAX_PARAGRAPHS,
    Sheet,
    begun,
    kind_of,
    over,
    sent,
    shown_again,
)
from depesha.web.rendering import render
from depesha.web.speech import speech_of, today_of

MAX_LANGUAGE = 35


def _(sentence: str) -> str:
    """Mark a sentence that the catalogues have; it is said when it is shown."""
    return sentence


async def _edit(request: Request) -> Response:
    desk = desk_of(request)
    await must_keep_archive(desk)
    one = await opened(request, desk)
    text = request.path_params["text"]
    texts = one.record.telegram.texts
    place = int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else -1  # noqa: PLR2004
    if not 0 <= place < len(texts) or texts[place].kind is TextKind.TRANSCRIPTION:
        msg = f"record {one.number} has no text {text[:20]} that is written"
        raise NotFound(msg)
    sheet = begun(one.record, one.number, texts[place].kind, place)
    return await _page(request, one, replace(sheet, date=today_of(request).isoformat()))


async def _new(request: Request) -> Response:
    desk = desk_of(request)
    await must_keep_archive(desk)
    one = await opened(request, desk)
    sheet = begun(one.record, one.number, kind_of(request.path_params["kind"]), None)
    language = request.query_params.get("language", "").strip()[:MAX_LANGUAGE]
    sheet = replace(sheet, date=today_of(request).isoformat(), language=sheet.language or language)
    return await _page(request, one, sheet)


async def _save(request: Request) -> Response:
    """Save what was written, as the next edition; or show it again, with why it is not saved."""
    form, desk = await form_of(request, most_fields=MOST_FIELDS), desk_of(request)
    await must_keep_archive(desk)
    one = await opened(request, desk)
    sheet = sent(form, one.record, one.number)
    try:
        done = await desk.order(form, "archive-translate", **sheet.fields)
    except Refused as problem:
        if problem.code in ASKS_PRESENCE:
            raise
        return await _again(request, desk, one, sheet, problem)
    words = _("Edition %(edition)s is saved.")
    desk.session.tell("done", said(speech_of(request).language, words, edition=done["edition"]))
    newest = (await open_record(desk, str(one.number))).newest
    return RedirectResponse(f"/archive/r/{newest}#text", status_code=303)


async def _again(
    request: Request, desk: Desk, one: Opened, sheet: Sheet, problem: Problem
) -> Response:
    """Show what was not saved: over the newest edition, if it was made meanwhile."""
    newest = (await open_record(desk, str(one.number))).newest
    if newest == one.number:
        return await _page(request, one, shown_again(sheet), problem=problem)
    now = await open_record(desk, str(newest))
    moved = over(sheet, one.record, now.record, now.number)
    return await _page(request, now, moved, problem=problem, meanwhile=now.editions[0])


async def _page(
    request: Request,
    one: Opened,
    sheet: Sheet,
    *,
    problem: Problem | None = None,
    meanwhile: object = None,
) -> Response:
    answer = await render(
        request,
        "archive/write.html",
        status=status_of(problem) if problem else 200,
        one=one,
        line=one.found,
        sheet=sheet,
        problem=problem,
        meanwhile=meanwhile,
        is_too_long=len(sheet.lines) > MAX_PARAGRAPHS,
        read_in=next((text.language for text in one.record.telegram.texts), ""),
    )
    answer.headers["HX-Retarget"] = "#main"
    return answer


async def _compare(request: Request) -> Response:
    desk = desk_of(request)
    one = await opened(request, desk)
    other = await open_record(desk, request.path_params["other"])
    if one.found["source"] != other.found["source"]:
        msg = f"record {other.number} is no edition of record {one.number}"
        raise NotFound(msg)
    later, earlier = sorted((one, other), key=lambda each: each.found["edition"], reverse=True)
    differs, gone = await run_in_threadpool(changed, earlier.record, later.record)
    return await render(
        request,
        "archive/compare.html",
        later=later,
        earlier=earlier,
        differs=differs,
        gone=gone,
    )


ROUTES = (
    Route("/archive/r/{record}/text/{text}", _edit),
    Route("/archive/r/{record}/new/{kind}", _new),
    Route("/archive/r/{record}/text", _save, methods=["POST"]),
    Route("/archive/r/{record}/compare/{other}", _compare),
)
