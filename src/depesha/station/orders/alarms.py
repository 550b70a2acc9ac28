"""Orders about alarms."""

from collections.abc import Callable, Mapping
from typing import Final

from depesha.errors import Usage
from depesha.office import events
from depesha.office.events import Order
from depesha.station.orders.given import Given

MAX_NOTE: Final = 1000
"""Characters of a note beside an alarm."""


def _accept(given: Given) -> Order:
    note = " ".join(given.text("note", "").split())
    if len(note) > MAX_NOTE:
        msg = f"a note has at most {MAX_NOTE} characters"
        raise Usage(msg)
    return events.AcceptAlarm(
        order_id=given.order_id, office=given.office(), alarm=given.number("alarm"), note=note
    )


ALARMS: Final[Mapping[str, Callable[[Given], Order]]] = {"accept-alarm": _accept}
