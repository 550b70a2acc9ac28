"""Files are taken into the archive at the desk.

    /archive/import             a form: files or the text of a page, and how they are entered
    /archive/import/NAME        how far an import has come; what became of what, once it has ended
    /archive/import/NAME/go     it begins, with what the holder of the office lends for it
    /archive/import/NAME/stop   it ends behind the batch that it is at
    /archive/from?source=…      the record of a source that an import told of

    form → spool → is the holder there? → a thread → batches → what became of each document

Rule 1: an import outlasts its request. The page that follows it asks anew by itself, or is loaded
    anew by hand.
Rule 2: what is entered stays, whatever happens then: given again, an import goes on.
Rule 3: where the office's key is locked its holder is asked before a file is read. Whether what he
    gives opens it the station says with the first batch; a session has five wrong tries.
"""

import asyncio
from collections.abc import Mapping
from hmac import compare_digest
from typing import Any, Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from depesha.archive.page_lines import MAX_PAGE_BYTES
from depesha.errors import Forbidden, NotFound, OfficeLocked, Problem, Usage
from depesha.station.archive_importing import Terms
from depesha.station.office_keys import Secrets
from depesha.web.asking import FORM_TOKEN, Desk, desk_of, form_of, house_of
from depesha.web.house import House
from depesha.web.problems import status_of
from depesha.web.records.importing import Import
from depesha.web.records.keeping import must_keep_archive
from depesha.web.records.taking_in import Clerk, run
from depesha.web.rendering import is_fragment, render
from depesha.web.uploads import (
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_UPLOAD_BYTES,
    Handed,
    Upload,
    let_go,
    plain_name,
    taken,
)

WAIT_SECONDS: Final = 1.5
"""What is done by then is shown at once, without a page in between."""

PROOF_SECONDS: Final = 30.0
"""How long is waited to hear whether a passphrase opens the key, where the machine is busy."""

PATIENCE_SECONDS: Final = 10 * 60
"""What nobody begins with by then is let go of: it takes room, and keeps others out."""

MAX_ERRATUM: Final = 1_000
MAX_ROOT: Final = 1_000
MAX_SOURCE: Final = 2_000
MAX_LEVEL_DIGITS: Final = 3

FIELDS: Final = ("page", "name", "classification", "gloss_classification", "erratum", "root")
BOUNDS: Final = {
    "files": MAX_FILES,
    "file_bytes": MAX_FILE_BYTES,
    "upload_bytes": MAX_UPLOAD_BYTES,
    "page_bytes": MAX_PAGE_BYTES,
}

_imports: Final[set[asyncio.Future[None]]] = set()


async def _form(request: Request) -> Response:
    desk = desk_of(request)
    await must_keep_archive(desk)
    return await _shown(request, desk, {})


async def _shown(
    request: Request, desk: Desk, typed: Mapping[str, str], problem: Problem | None = None
) -> Response:
    house = house_of(request)
    under_way = house.imports.under_way
    return await render(
        request,
        "archive/import.html",
        status=status_of(problem) if problem else 200,
        typed={**dict.fromkeys(FIELDS, ""), **typed},
        problem=problem,
        levels=range(await _clearance(desk) + 1),
        bounds=BOUNDS,
        under_way=under_way,
        own=house.imports.of(desk.office, house.now()),
    )


async def _clearance(desk: Desk) -> int:
    """Return what the office may read: what it classifies higher it could not enter."""
    offices = await desk.of_station("offices")
    return next((int(one["clearance"]) for one in offices if one["office"] == desk.office), 0)


async def _take(request: Request) -> Response:
    """Lay down what is sent, and begin with it; or say why not, and keep nothing."""
    # what is sent here is no form that the door could carry, however its session ended
    request.state.is_too_large = True
    desk, house = desk_of(request), house_of(request)
    await must_keep_archive(desk)
    try:
        begun = house.imports.begin(desk.office, house.now())
    except Problem as problem:
        await let_go(request)
        return await _again(request, desk, {}, problem)
    try:
        upload = await taken(request, house.answers.spool, _must_be_of(desk))
    except Problem as problem:
        house.imports.forsake(begun)
        return await _again(request, desk, {}, problem)
    except BaseException:
        house.imports.forsake(begun)
        raise
    try:
        terms = _terms(desk, upload.fields)
        await _with_pasted(house, upload)
        is_locked = await _is_locked(desk)
    except BaseException as error:
        house.imports.forsake(begun)  # else nobody would ever end it, and no other begin
        upload.close()
        if isinstance(error, Problem):
            return await _again(request, desk, upload.fields, error)
        raise
    begun.upload, begun.terms = upload, terms
    if is_locked:
        begun.start()
        _let_wait(house, begun)
    else:
        await _done(house, desk, begun, Secrets())
    return RedirectResponse(begun.path, status_code=303)


def _must_be_of(desk: Desk) -> Any:  # noqa: ANN401  # `uploads.MustBeOurs`
    """Return what lets pass the fields of a form of this very session."""

    def must_be_ours(fields: Mapping[str, str]) -> None:
        given = fields.get(FORM_TOKEN, "")
        if not compare_digest(given.encode(), desk.session.form_token.encode()):
            msg = "this form is of another session"
            raise Forbidden(msg, hint="load the page again")

    return must_be_ours


async def _again(
    request: Request, desk: Desk, typed: Mapping[str, str], problem: Problem
) -> Response:
    """Show the form again with what was typed; to a script, which has it still, say why alone."""
    if is_fragment(request):
        raise problem
    known = {name: typed[name] for name in FIELDS if name in typed}
    return await _shown(request, desk, known, problem)


def _terms(desk: Desk, fields: Mapping[str, str]) -> Terms:
    """Return how the records are to be entered.

    Raises:
        Usage: a field is not as the form gives it.
    """
    glosses = fields.get("gloss_classification", "").strip()
    return Terms(
        office=desk.office,
        classification=_level(fields.get("classification", "").strip() or "0"),
        gloss_classification=_level(glosses) if glosses else None,
        root=" ".join(fields.get("root", "").split())[:MAX_ROOT],
        erratum=_bounded(" ".join(fields.get("erratum", "").split())),
    )


def _level(said: str) -> int:
    if not (said.isascii() and said.isdigit()) or len(said) > MAX_LEVEL_DIGITS:
        msg = "a classification is a level of the policy, as a number"
        raise Usage(msg, hint="choose one of those that the form has")
    return int(said)


def _bounded(erratum: str) -> str:
    if len(erratum) > MAX_ERRATUM:
        msg = f"why they differ is said in at most {MAX_ERRATUM} characters"
        raise Usage(msg)
    return erratum


async def _with_pasted(house: House, upload: Upload) -> None:
    """Put the text of a page beside the files, as one of them.

    Raises:
        Usage: there is neither a file nor a text.
    """
    text = upload.fields.get("page", "")
    if text.strip():
        name = plain_name(upload.fields.get("name", "").strip() or "page.md")
        spool = house.answers.spool()
        upload.files.append(Handed(name=name, spool=spool))
        await run_in_threadpool(spool.add, text.encode())
        await run_in_threadpool(spool.end)
    if not upload.files:
        msg = "there is nothing to take in"
        raise Usage(msg, hint="choose a file, or put in the text of a page")


async def _done(house: House, desk: Desk, begun: Import, secrets: Secrets) -> None:
    """Begin with what lies there, in a thread, and wait a moment for its end.

    The thread says that it waits before this loop hears of its end; its holder may have begun with
    it anew by then, and what the new try reads is not closed.
    """
    number = begun.start()
    clerk = Clerk(house, desk, begun, secrets)

    async def doing() -> None:
        try:
            await asyncio.to_thread(run, begun, clerk, begun.terms)
        finally:
            if begun.tries == number:
                if begun.waits and not house.closing.is_set():
                    _let_wait(house, begun)
                else:
                    begun.end(house.now())

    task = asyncio.ensure_future(doing())
    _imports.add(task)
    task.add_done_callback(_imports.discard)
    until = house.now() + (PROOF_SECONDS if secrets.prove else WAIT_SECONDS) * 1000
    while not task.done() and house.now() < until:
        await asyncio.wait({task}, timeout=WAIT_SECONDS)
        if begun.has_begun:
            return


async def _is_locked(desk: Desk) -> bool:
    """Say whether the office's key is locked: then no file is read before its holder is there."""
    offices = await desk.of_station("offices")
    return any(one["office"] == desk.office and one["key"] == "locked" for one in offices)


def _let_wait(house: House, begun: Import) -> None:
    """Let it wait for its holder, and let go of it where he does not come."""
    begun.waits = True
    loop = asyncio.get_running_loop()
    loop.call_later(PATIENCE_SECONDS, _given_up, house, begun, begun.tries)


def _given_up(house: House, begun: Import, number: int) -> None:
    """Let go of what has waited since that try, and of nothing that goes on."""
    if begun.waits and begun.tries == number:
        begun.end(house.now())


async def _go(request: Request) -> Response:
    """Begin with what waits, as its holder has proved that he is there; else ask him."""
    form, desk = await form_of(request), desk_of(request)
    await must_keep_archive(desk)
    must_prove = await _is_locked(desk) and not form.secrets.prove
    found = _named(request, desk)  # from here to its start nothing is waited for: it begins once
    if found.waits and must_prove:
        msg = f"{desk.office} must be there: this is done with its key"
        raise OfficeLocked(msg, hint="its passphrase, or a passkey that can sign")
    if found.waits:
        await _done(house_of(request), desk, found, form.secrets)
    if found.waits and found.problem is not None:
        raise found.problem
    return RedirectResponse(found.path, status_code=303)


async def _follow(request: Request) -> Response:
    desk = desk_of(request)
    await must_keep_archive(desk)
    return await render(request, "archive/imported.html", one=_named(request, desk))


def _named(request: Request, desk: Desk) -> Import:
    house = house_of(request)
    found = house.imports.find(request.path_params["name"], desk.office, house.now())
    if found is None or not found.files:
        msg = "there is no such import here, or no longer"
        raise NotFound(msg, hint="the archive shows what was entered")
    return found


async def _stop(request: Request) -> Response:
    form, desk = await form_of(request), desk_of(request)
    del form
    await must_keep_archive(desk)
    found = _named(request, desk)
    found.is_stopping = True
    if found.waits:
        found.end(house_of(request).now())
    return RedirectResponse(found.path, status_code=303)


async def _from(request: Request) -> Response:
    """Lead to the record of a source, if the office may read it."""
    desk = desk_of(request)
    source = request.query_params.get("source", "")[:MAX_SOURCE]
    found = await desk.read("archive-record", record=source)
    return RedirectResponse(f"/archive/r/{quote(str(found['record']))}", status_code=303)


ROUTES: Final = (
    Route("/archive/import", _form),
    Route("/archive/import", _take, methods=["POST"]),
    Route("/archive/import/{name}", _follow),
    Route("/archive/import/{name}/go", _go, methods=["POST"]),
    Route("/archive/import/{name}/stop", _stop, methods=["POST"]),
    Route("/archive/from", _from),
)
