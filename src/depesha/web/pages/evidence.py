"""Evidence about a telegram: made by an office that may, taken away as one file, explained.

    form → order evidence → question evidence → order evidence-sign → verified → kept → taken

The steps are those of the command line (`station.evidencing`), in a thread of their own: the judge
hashes and verifies for a moment, and nobody else is to wait for it. Both orders are signed in the
name of the office, so its holder must be there; who may, and what a caveat forbids, the station
says.
"""

import asyncio
from dataclasses import replace
from typing import Any, Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from depesha.errors import NotFound
from depesha.keybook import fingerprint_text
from depesha.names import Digest
from depesha.station.evidence_given import Proof, given
from depesha.station.evidencing import Wish, prove, recipient_of
from depesha.station.plain import Plain
from depesha.web.asking import Desk, Form, desk_of, form_of, house_of
from depesha.web.language import language_of
from depesha.web.rendering import render

MAKING_AT_ONCE: Final = 2

KINDS: Final = {True: "application/octet-stream", False: "application/zip"}
"""What the file is: sealed, or a zip."""

_making: Final = asyncio.Semaphore(MAKING_AT_ONCE)


class _Clerk:
    """The station, asked from another thread for whoever sent a form."""

    def __init__(self, desk: Desk, form: Form) -> None:
        self._desk = desk
        self._form = form
        self._loop = asyncio.get_running_loop()

    def order(self, name: str, /, *, order_id: str = "", **fields: Any) -> dict[str, Any]:  # noqa: ANN401  # as a client takes them
        """Give an order; each has an id of its own that follows from the form's."""
        named = f"{order_id or self._form.order_id}:{name}"
        form = replace(self._form, values=FormData({**self._form.values, "order_id": named}))
        giving = self._desk.order(form, name, **fields)
        return asyncio.run_coroutine_threadsafe(giving, self._loop).result()

    def read(self, name: str, /, **fields: object) -> Plain:
        """Ask a question in the name of the office."""
        asking = self._desk.read(name, **fields)
        return asyncio.run_coroutine_threadsafe(asking, self._loop).result()


def _reference(request: Request) -> str:
    return "{station}/{year}/{number}".format_map(request.path_params)


async def _show(request: Request) -> Response:
    desk = desk_of(request)
    reference = _reference(request)
    attachments = await desk.read("attachments", reference=reference)
    return await render(
        request, "evidence/evidence.html", reference=reference, attachments=attachments
    )


async def _make(request: Request) -> Response:
    desk, form, house = desk_of(request), await form_of(request), house_of(request)
    recipient = "".join(form.text("recipient").split())
    recipient_of(recipient)  # before the fact is written down
    wish = Wish(
        reference=_reference(request),
        recipient=recipient,
        attachments=form.said("attachments"),
        language=language_of(request, house.bearings.language),
    )
    clerk = _Clerk(desk, form)
    async with _making:
        proof = await asyncio.to_thread(prove, clerk, wish, house.answers.opens)
    name = house.shelf.put(proof, desk.session.form_token, house.now())
    return RedirectResponse(f"/evidence/made/{name}", status_code=303)


def _kept(request: Request) -> Proof:
    desk, house = desk_of(request), house_of(request)
    proof = house.shelf.find(request.path_params["name"], desk.session.form_token, house.now())
    if proof is None:
        msg = "this evidence is no longer kept here"
        raise NotFound(msg, hint="it is kept for ten minutes, for the session that made it")
    return proof


async def _made(request: Request) -> Response:
    proof = _kept(request)
    return await render(
        request,
        "evidence/made.html",
        proof=proof,
        name=request.path_params["name"],
        root_groups=fingerprint_text(Digest(bytes.fromhex(proof.told["root"]))),
    )


async def _take(request: Request) -> Response:
    """Give the file, piece by piece; its name is made of a station's id and numbers."""
    proof = _kept(request)
    return StreamingResponse(
        given(proof),
        media_type=KINDS[proof.recipient is not None],
        headers={"Content-Disposition": f'attachment; filename="{proof.file_name}"'},
    )


ROUTES: Final[tuple[Route, ...]] = (
    Route("/evidence/made/{name}", _made),
    Route("/evidence/made/{name}/file", _take),
    Route("/evidence/{station}/{year:int}/{number:int}", _show),
    Route("/evidence/{station}/{year:int}/{number:int}", _make, methods=["POST"]),
)
