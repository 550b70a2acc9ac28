"""Orders of execution control."""

from collections.abc import Callable, Mapping
from typing import Final

from depesha.names import office_id
from depesha.office import events
from depesha.office.events import Order
from depesha.station.orders.given import Given


def _chase(given: Given) -> Order:
    addressee = given.text("addressee", "")
    return events.Chase(
        order_id=given.order_id,
        office=given.office(),
        reference=given.text("reference"),
        addressee=office_id(addressee) if addressee else "",
    )


CONTROL: Final[Mapping[str, Callable[[Given], Order]]] = {"chase": _chase}
