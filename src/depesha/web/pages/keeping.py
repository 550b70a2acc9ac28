"""What a sheet asks behind the page while it is composed: labels, names, its words kept, files."""

from collections.abc import AsyncIterator
from hmac import compare_digest
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from depesha.errors import Forbidden, Usage
from depesha.web.asking import FORM_TOKEN, MOST_FIELDS, desk_of, form_of, house_of
from depesha.web.drafting.attached import value_of
from depesha.web.drafting.sheet import about, sheet_in, work_of
from depesha.web.language import language_of
from depesha.web.rendering import render
from depesha.web.worktable import MAX_FILES

MAX_NAMES: Final = 60
NOT_KEPT: Final = frozenset({FORM_TOKEN, "order_id", "passphrase", "new_passphrase", "act"})
MAX_NAME: Final = 255


def _language(request: Request) -> str:
    return language_of(request, house_of(request).bearings.language)


async def _labels(request: Request) -> Response:
    """Say which labels all that are chosen may receive; nothing is changed."""
    form = await form_of(request, most_fields=MOST_FIELDS)
    desk = desk_of(request)
    sheet = sheet_in(form, draft=form.number("draft"))
    beside = await about(request, desk, sheet, _language(request))
    return await render(request, "drafts/label.html", wrongs=(), **beside)


async def _names(request: Request) -> Response:
    """Return the offices and collective addresses whose names have what is typed."""
    desk = desk_of(request)
    like = request.query_params.get("like", "")
    asked = {"like": like, "limit": MAX_NAMES, "language": _language(request)}
    found = await desk.read("addressees", **asked)
    return await render(request, "drafts/names.html", everybody=found)


async def _keep(request: Request) -> Response:
    """Keep the words of a sheet that is not saved yet, in the memory of this process."""
    form = await form_of(request, most_fields=MOST_FIELDS)
    desk = desk_of(request)
    kept = [
        (name, value)
        for name, value in form.values.multi_items()
        if isinstance(value, str) and name not in NOT_KEPT
    ]
    work = work_of(form.number("draft"), form.text("work"))
    kept_at = house_of(request).worktable.keep(desk.office, work, kept)
    return await render(request, "drafts/kept.html", kept_at=kept_at)


async def _throw_away(request: Request) -> Response:
    form = await form_of(request)
    desk, draft = desk_of(request), form.number("draft")
    house_of(request).worktable.clear(desk.office, work_of(draft, form.text("work")))
    return RedirectResponse(f"/draft/{draft}/edit" if draft else "/draft/new", status_code=303)


# -- files ----------------------------------------------------------------------------------------


async def _hand_in(request: Request) -> Response:
    """Seal a file as it comes: its plaintext touches no disk, and its seed leaves this process not.

    Raises:
        Forbidden: the form token is another session's.
        NotFound: the draft is another office's.
        Usage: the file is too large, or there are too many.
    """
    desk, house = desk_of(request), house_of(request)
    token = request.headers.get("X-Depesha-Form", "")
    if not compare_digest(token.encode(), desk.session.form_token.encode()):
        msg = "this form is of another session"
        raise Forbidden(msg, hint="load the page again")
    work = request.path_params["work"]
    draft = int(work) if work.isascii() and work.isdigit() and len(work) <= 15 else None  # noqa: PLR2004
    if draft is not None:
        await desk.read("draft", draft=draft)
    work = work_of(draft, work)
    lying = house.worktable.find(desk.office, work)
    if lying is not None and len(lying.files) >= MAX_FILES:
        msg = f"at most {MAX_FILES} files are attached"
        raise Usage(msg, hint="pack some of them into one file")
    name = request.query_params.get("name", "")[: MAX_NAME + 1]
    media_type = request.headers.get("Content-Type", "")
    sealed = await house.answers.seal(_pieces(request), name=name, media_type=media_type)
    house.worktable.add(desk.office, work, sealed)
    return await render(
        request,
        "drafts/attached.html",
        value=value_of(str(sealed["name"])),
        name=sealed["name"],
        size_bytes=sealed["size_bytes"],
        place="",
    )


async def _pieces(request: Request) -> AsyncIterator[bytes]:
    async for piece in request.stream():
        if piece:
            yield piece


ROUTES: Final = (
    Route("/draft/labels", _labels, methods=["POST"]),
    Route("/draft/addressees", _names),
    Route("/draft/keep", _keep, methods=["POST"]),
    Route("/draft/throw-away", _throw_away, methods=["POST"]),
    Route("/draft/{work}/attachments", _hand_in, methods=["POST"]),
)
