"""The journal and the key book: what proves that nothing was changed, and whose keys are whose."""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from depesha.errors import NotFound, NotNow, Refused, Usage
from depesha.number import parse_number
from depesha.web.asking import Desk, desk_of, house_of
from depesha.web.language import language_of
from depesha.web.network import names_of
from depesha.web.rendering import is_fragment, render

FINDINGS: Final = frozenset({"forked", "rolled-back"})
MAX_REFERENCE: Final = 80


async def _journal(request: Request) -> Response:
    desk, house = desk_of(request), house_of(request)
    is_live = is_fragment(request) and request.query_params.get("part") == "journal"
    peers = await desk.of_station("journal-peers")
    return await render(
        request,
        "lines/journal-head.html" if is_live else "lines/journal.html",
        journal=await desk.of_station("journal"),
        peers=sorted(peers, key=lambda one: (not one["finding"], one["station"])),
        in_doubt=[one for one in peers if one["finding"]],
        findings=FINDINGS,
        names=await _names(desk, language_of(request, house.bearings.language)),
    )


async def _names(desk: Desk, language: str) -> dict[str, str]:
    try:
        return names_of(await desk.of_station("keybook"), language)
    except Refused:  # no key book yet
        return {}


async def _checkpoint(request: Request) -> Response:
    journal = await desk_of(request).of_station("journal")
    if journal["note"] is None:
        msg = "the journal has no signed checkpoint yet"
        raise NotNow(msg, hint="it is written after each commit: ask again")
    return _file(str(journal["note"]), f"{journal['station']}-{journal['note_size']}.checkpoint")


async def _proof(request: Request) -> Response:
    """Give a proof that the journal has a telegram: to an office that may read it."""
    desk = desk_of(request)
    asked = request.query_params.get("reference", "").strip()
    if not asked or len(asked) > MAX_REFERENCE:
        msg = "which telegram is to be proved is not said"
        raise Usage(msg, hint="its number, as in 26044 or moscow/1951/26044")
    parse_number(asked)
    is_lasting = bool(request.query_params.get("lasting"))
    found = await desk.read("journal-proof", reference=asked, lasting=is_lasting)
    return _file(str(found["text"]), f"{found['station']}-{found['fact']}.proof")


def _file(text: str, name: str) -> Response:
    """Return a text as a file; its name is of a station's id and numbers, and needs no quoting."""
    return PlainTextResponse(
        text, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


async def _key_book(request: Request) -> Response:
    desk, house = desk_of(request), house_of(request)
    keybook = await desk.of_station("keybook")
    language = language_of(request, house.bearings.language)
    return await render(
        request,
        "lines/key-book.html",
        keybook=keybook,
        plan=await desk.of_station("plan"),
        names=names_of(keybook, language),
        pending=await _pending(desk, keybook),
        requests=await desk.of_station("keybook-requests") if keybook["is_centre"] else [],
    )


async def _pending(desk: Desk, keybook: dict[str, Any]) -> dict[str, Any] | None:
    """Return the edition that waits for signatures, at the centre; None: none does."""
    if not keybook["is_centre"]:
        return None
    try:
        pending: dict[str, Any] = await desk.of_station("keybook-pending")
    except (NotFound, Refused):
        return None
    return pending


ROUTES: Final[tuple[Route, ...]] = (
    Route("/journal", _journal),
    Route("/journal/checkpoint", _checkpoint),
    Route("/journal/proof", _proof),
    Route("/lines/key-book", _key_book),
)
