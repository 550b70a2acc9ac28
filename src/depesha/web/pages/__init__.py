"""Every page of the desk, one file for each field of work; each offers its `ROUTES`."""

from typing import Final

from depesha.web import statics
from depesha.web.pages import (
    answering,
    books,
    composing,
    control,
    copies,
    door,
    evidence,
    frame,
    health,
    keeping,
    label_colours,
    lines,
    passkeys,
    printing,
    proofs,
    queue,
    reviewing,
    searching,
    settings,
    telegrams,
    trays,
)

ROUTES: Final = (
    *statics.ROUTES,
    *door.ROUTES,
    *passkeys.ROUTES,
    *settings.ROUTES,
    *frame.ROUTES,
    *health.ROUTES,
    *trays.ROUTES,
    *label_colours.ROUTES,
    *searching.ROUTES,
    *telegrams.ROUTES,
    *answering.ROUTES,
    *composing.ROUTES,
    *keeping.ROUTES,
    *reviewing.ROUTES,
    *control.ROUTES,
    *books.ROUTES,
    *copies.ROUTES,
    *printing.ROUTES,
    *proofs.ROUTES,
    *lines.ROUTES,
    *queue.ROUTES,
    *evidence.ROUTES,
)
