"""Orders after a restoration; that itself is no order of a face (`station/restoring.py`)."""

from collections.abc import Callable, Mapping
from typing import Final

from depesha.names import station_id
from depesha.office import events
from depesha.office.events import Order
from depesha.station.orders.given import Given


def _go_on(given: Given) -> Order:
    return events.GoOn(
        order_id=given.order_id,
        office=given.office(),
        without=station_id(given.text("without")),
    )


RESTORING: Final[Mapping[str, Callable[[Given], Order]]] = {"restore-go-on": _go_on}
