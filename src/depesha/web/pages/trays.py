"""The trays: what lies before an office, by what is to be done with it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from depesha.errors import Usage
from depesha.web.asking import desk_of, form_of, house_of
from depesha.web.language import catalogue, language_of
from depesha.web.pages.label_colours import labels
from depesha.web.places import PLACES, _
from depesha.web.rendering import render
from depesha.web.rows import Row, draft_row, row_of

PAGE: Final = 30
"""Rows of a page: two screens and more, and half of what a first view may weigh."""
MOST: Final = 300
"""So many rows are on one page at most; then another page begins."""

MAX_CHOSEN: Final = MOST
MAX_PLACE: Final = 100
REFERENCE: Final = re.compile(r"[a-z0-9-]{1,63}/[0-9]{4}/[1-9][0-9]{0,15}")
CONFIRMING: Final = frozenset({"confirm", "incoming"})

DRAFTS: Final = frozenset({"drafts", "to-release"})
TRAYS: Final = frozenset(
    {
        "confirm",
        "carry-out",
        "information",
        "incoming",
        "under-way",
        "unconfirmed",
        "outgoing",
        *DRAFTS,
    }
)

CAPTIONS: Final = {
    "confirm": _("Confirm"),
    "carry-out": _("Carry out"),
    "information": _("For information"),
    "settled": _("Settled"),
}
"""Of the parts of a tray that has several."""

EMPTY: Final = {
    "confirm": _("Every receipt that was asked for is given."),
    "carry-out": _("Everything that was to be carried out is reported."),
    "information": _("Nothing new for information."),
    "incoming": _("No telegram has come for this office yet."),
    "under-way": _("Everything has arrived, and everything asked for is answered."),
    "unconfirmed": _("Every receipt and report that was asked for is here."),
    "outgoing": _("No telegram has been sent from here yet."),
    "drafts": _("No draft waits. A new telegram begins here."),
    "to-release": _("Nothing waits for your signature."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Rows of a tray under one heading.

    Attributes:
        name: of the group.
        caption: the heading, in English; empty: there is none.
        rows: in their order.
        whole: whether these are all of them.
    """

    name: str
    caption: str
    rows: Sequence[Row]
    whole: bool


async def _tray(request: Request) -> Response:
    return await _shown(request, "trays/tray.html")


async def _rows(request: Request) -> Response:
    return await _shown(request, "trays/rows.html")


async def _shown(request: Request, template: str) -> Response:
    """Return a tray, or its list alone."""
    desk, name = desk_of(request), request.path_params["tray"]
    if name not in TRAYS:
        raise HTTPException(404)
    asked = request.query_params
    shown = _shown_rows(asked.get("shown", ""))
    after = asked.get("after", "")[:MAX_PLACE]
    found = await desk.read("tray", tray=name, limit=shown, after=after or None)
    language = language_of(request, house_of(request).bearings.language)
    parts = list(_parts(name, found, language))
    return await render(
        request,
        template,
        place=PLACES[name],
        labels=labels(),
        parts=parts,
        chooses=any(row.choose for part in parts for row in part.rows),
        open=reference_in(asked.get("open", "")),
        empty=EMPTY[name],
        are_drafts=name in DRAFTS,
        next=found["next"],
        newer=after,
        shown=shown,
        grows=shown + PAGE if shown < MOST else 0,
    )


def _shown_rows(said: str) -> int:
    """Return how many rows a page has: as it says, within bounds."""
    number = (
        int(said) if said.isascii() and said.isdigit() and len(said) < len(str(MOST)) + 1 else 0
    )
    return min(max(number, PAGE), MOST)


def reference_in(said: str) -> str:
    """Return a telegram's full reference; empty where it is none."""
    return said if REFERENCE.fullmatch(said) else ""


def _parts(name: str, found: Mapping[str, Any], language: str) -> Iterator[Part]:
    """Yield the rows of a tray by their groups."""
    lines = found["lines"]
    if name in DRAFTS:
        rows = [draft_row(line, language) for line in lines]
        if rows:
            yield Part(name=name, caption="", rows=rows, whole=found["next"] is None)
        return
    last = lines[-1]["group"] if lines else None
    for group, members in groupby(lines, lambda line: line["group"]):
        yield Part(
            name=group,
            caption=CAPTIONS[group] if name == "incoming" else "",
            rows=[row_of(line, language) for line in members],
            whole=group != last or found["next"] is None,
        )


async def _confirm(request: Request) -> Response:
    """Confirm the receipt of what was chosen, each by an order of its own."""
    desk, form = desk_of(request), await form_of(request)
    name = request.path_params["tray"]
    chosen = form.texts("chosen")[:MAX_CHOSEN]
    if name not in CONFIRMING or not chosen:
        msg = "nothing is chosen"
        raise Usage(msg, hint="tick what is to be confirmed")
    for one in chosen:
        reference, __, office = one.partition(" ")
        await desk.order_one_of(
            form, one, "confirm", reference=reference, acting_for=office or None
        )
    language = language_of(request, house_of(request).bearings.language)
    words = catalogue(language).ngettext(
        "The receipt of %(num)s telegram is confirmed.",
        "The receipt of %(num)s telegrams is confirmed.",
        len(chosen),
    )
    desk.session.tell("done", words % {"num": len(chosen)})
    return RedirectResponse(PLACES[name].path, status_code=303)


ROUTES: Final = (
    Route("/tray/{tray}", _tray),
    Route("/tray/{tray}/rows", _rows),
    Route("/tray/{tray}/confirm", _confirm, methods=["POST"]),
)
