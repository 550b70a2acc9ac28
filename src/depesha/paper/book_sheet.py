"""A register as a table: the same lines, columns and closing words as on pages of plain text.

Nothing is cut: what does not fit into a column goes on beneath, and a long word may be broken.
"""

from collections.abc import Sequence
from typing import Any, Final

from depesha.errors import Refused
from depesha.export.book import Book, Cover, highest
from depesha.export.pages import PLACES, PaperColumn
from depesha.export.periods import said
from depesha.export.speech import Row
from depesha.export.speech import Speech as Said
from depesha.paper.compiling import compiled
from depesha.paper.words import FORM_17, NEUTRAL, Speech, layout_of, pieces

MOST_ROWS: Final = 5_000
"""Of one document: some 200 sheets."""

LEAST_SHARE: Final = 12
"""Places of a column that takes what the others leave."""

TIMES: Final = ("registered_at", "issued_at", "filed_at", "at")


def book_sheets(speech: Said, book: Book, rows: Sequence[Row], cover: Cover) -> bytes:
    """Return the PDF of a register; its own time is that of its newest line.

    Raises:
        Refused: it has more lines than are set at once.
    """
    if len(rows) > MOST_ROWS:
        msg = f"it has {len(rows)} lines, and at most {MOST_ROWS} are set in type at once"
        raise Refused(msg, hint="print a shorter period")
    at = max((int(row[key]) for row in rows for key in TIMES if row.get(key)), default=0)
    return compiled("register.typ", book_data(speech, book, rows, cover), at, {})


def book_data(speech: Said, book: Book, rows: Sequence[Row], cover: Cover) -> dict[str, Any]:
    """Return what stands on the sheets, as the layout takes it."""
    policies = {str(row["policy"]) for row in rows if row.get("policy")}
    layout = FORM_17 if any(layout_of(one) == FORM_17 for one in policies) else NEUTRAL
    own = Speech(language=speech.language, zone=speech.zone, is_modern=layout == NEUTRAL)
    title = f"{speech.word(book.title)}: {cover.about}" if cover.about else speech.word(book.title)
    name = cover.names.get(speech.language, "")
    station = f"{cover.station} · {name}" if name else cover.station
    return {
        "layout": layout,
        "language": speech.language,
        "title": own.printed(title),
        "author": own.printed(station),
        "station": own.printed(station),
        "label": own.printed(highest(speech, rows)),
        "period": own.printed(said(speech, cover.period)),
        "zone": own.printed(speech.word("times of").format(cover.zone)),
        "columns": [_column(own, speech, one, book.paper) for one in book.paper],
        "rows": _rows(own, speech, book, rows),
        "preamble": [own.printed(one) for one in cover.preamble],
        "closing": [own.printed(one) for one in book.closing(speech, rows)],
        "sheet_of": [own.word("paper sheet"), own.word("paper sheet of")],
    }


def _column(
    own: Speech, speech: Said, one: PaperColumn, columns: Sequence[PaperColumn]
) -> dict[str, Any]:
    taken = sum(each.places for each in columns)
    free = sum(not each.places for each in columns)
    share = one.places or max(LEAST_SHARE, (PLACES - taken) // max(free, 1))
    return {"title": own.printed(speech.word(one.title)), "share": share, "right": one.right}


def _rows(own: Speech, speech: Said, book: Book, rows: Sequence[Row]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for before, row in zip((None, *rows), rows, strict=False):
        heading = book.between(before, row)
        if heading:
            found.append({"between": own.printed(heading)})
        found.append({"cells": [pieces(own.printed(one.cell(speech, row))) for one in book.paper]})
    return found
