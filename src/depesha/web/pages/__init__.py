"""Every page of the desk, one file for each field of work; each offers its `ROUTES`."""

from typing import Final

from depesha.web import statics
from depesha.web.pages import (
    alarms,
    answering,
    book_files,
    books,
    composing,
    control,
    copies,
    door,
    frame,
    label_colours,
    lines,
    passkeys,
    printing,
    proofs,
    queue,
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
    *trays.ROUTES,
    *label_colours.ROUTES,
    *telegrams.ROUTES,
    *answering.ROUTES,
    *composing.ROUTES,
    *control.ROUTES,
    *alarms.ROUTES,
    *books.ROUTES,
    *book_files.ROUTES,
    *copies.ROUTES,
    *printing.ROUTES,
    *proofs.ROUTES,
    *lines.ROUTES,
    *queue.ROUTES,
)
