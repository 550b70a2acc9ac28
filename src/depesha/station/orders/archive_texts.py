"""Orders about the wordings of a record."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from depesha.archive.record import TextKind
from depesha.archive.translating import EDITED, Wording
from depesha.errors import Usage
from depesha.office import events
from depesha.office.events import Order
from depesha.station.orders.given import Given

MAX_SEGMENTS: Final = 100_000
"""Paragraphs of a text of a record."""

KINDS: Final = {kind.name: kind for kind in sorted(EDITED)}

_DAY: Final = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)


def _translate(given: Given) -> Order:
    named = given.text("kind", TextKind.TRANSLATION.name)
    if named not in KINDS:
        msg = f"not a kind of text that is written: {named[:40]!r}"
        raise Usage(msg, hint=f"one of {', '.join(KINDS)}")
    return events.TranslateRecord(
        order_id=given.order_id,
        office=given.office(),
        record=given.number("record"),
        wording=Wording(
            kind=KINDS[named],
            language=given.text("language"),
            author=" ".join(given.text("author").split()),
            date=_day(given.text("date", "")),
            text=given.maybe_number("text"),
            segments=tuple(given.texts("segments", MAX_SEGMENTS)),
        ),
        reason=" ".join(given.text("reason").split()),
    )


def _day(text: str) -> str:
    """Return a day, a month or a year that the calendar has."""
    if not text:
        return ""
    try:
        if not _DAY.fullmatch(text):
            raise ValueError  # noqa: TRY301  # told in the same words
        date.fromisoformat(text + "-01-01"[len(text) - len("1951") :])
    except ValueError as error:
        msg = f"not a day, month or year: {text[:20]!r}"
        raise Usage(msg, hint="as in 1951-11-21, 1951-11 or 1951") from error
    return text


ARCHIVE_TEXTS: Final[Mapping[str, Callable[[Given], Order]]] = {"archive-translate": _translate}
