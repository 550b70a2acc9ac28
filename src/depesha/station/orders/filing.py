"""Orders about filing, and about what is looked at again."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from depesha.errors import Usage
from depesha.office import events
from depesha.office.events import Order
from depesha.office.facts import Decision
from depesha.station.orders.archive import a_day, a_line
from depesha.station.orders.given import Given

_LEAVES: Final = re.compile(r"(\d{1,9})(?:[-–](\d{1,9}))?", re.ASCII)


def _file(given: Given) -> Order:
    first, last = _leaves(given.text("leaves", ""))
    return events.FileTelegram(
        order_id=given.order_id,
        office=given.office(),
        reference=given.text("reference"),
        archive=given.text("archive"),
        fond=given.text("fond", ""),
        opis=given.text("opis", ""),
        delo=given.text("delo", ""),
        papka=given.text("papka", ""),
        first_leaf=first,
        last_leaf=last,
        copy_number=given.maybe_number("copy") or 0,
        since=given.text("since", ""),
        is_open_too=given.flag("open"),
    )


def _unfile(given: Given) -> Order:
    return events.UnfileTelegram(
        order_id=given.order_id,
        office=given.office(),
        reference=given.text("reference"),
        decided_by=a_line(given, "decided_by"),
        authority=a_line(given, "authority"),
        decided_on=a_day(given.text("decided_on")),
        reason=" ".join(given.text("reason").split()),
    )


def _leaves(text: str) -> tuple[int, int]:
    if not text:
        return 0, 0
    found = _LEAVES.fullmatch(text)
    if found is None:
        msg = f"not leaves: {text[:20]!r}"
        raise Usage(msg, hint="as in 67-68, or 67")
    return int(found[1]), int(found[2] or found[1])


def _review(given: Given) -> Order:
    said = given.text("decision")
    if said.upper() not in Decision.__members__:
        msg = f"not a decision: {said[:20]!r}"
        raise Usage(msg, hint="keep or declassify")
    return events.ReviewRecord(
        order_id=given.order_id,
        office=given.office(),
        record=given.number("record"),
        decision=Decision[said.upper()],
        decided_by=a_line(given, "decided_by"),
        authority=a_line(given, "authority"),
        decided_on=a_day(given.text("decided_on")),
        category=given.text("category", "").strip(),
        next_on=a_day(given.text("next_on", "")),
    )


FILING: Final[Mapping[str, Callable[[Given], Order]]] = {
    "archive-file": _file,
    "archive-unfile": _unfile,
    "archive-review": _review,
}
