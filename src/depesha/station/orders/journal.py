"""Orders about the journal."""

from collections.abc import Callable, Mapping
from typing import Final

from depesha.office import events
from depesha.office.events import Order
from depesha.station.orders.given import Given


def _expunge(given: Given) -> Order:
    return events.Expunge(
        order_id=given.order_id,
        office=given.office(),
        reference=given.text("reference"),
        reason=given.text("reason"),
    )


def _expunge_due(given: Given) -> Order:
    return events.ExpungeDue(order_id=given.order_id, office=given.office())


JOURNAL: Final[Mapping[str, Callable[[Given], Order]]] = {
    "expunge": _expunge,
    "expunge-due": _expunge_due,
}
