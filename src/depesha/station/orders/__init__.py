"""The orders by name, as faces give them: plain fields are checked once and become an event.

Rule 1: this table is the whole list of what a face may order.
Rule 2: an unknown field, a missing one or one of another type is a usage error; nothing is guessed.
Rule 3: an order that makes something new, and that its face does not name, is named by what it says
(`send`, `draft`, `pass`, `release`): a command that was killed and is asked again does it once.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from depesha.errors import Usage
from depesha.names import OfficeId, StationId
from depesha.office.events import Order
from depesha.station.orders.alarms import ALARMS
from depesha.station.orders.amending import AMENDING
from depesha.station.orders.archive import ARCHIVE
from depesha.station.orders.archive_texts import ARCHIVE_TEXTS
from depesha.station.orders.control import CONTROL
from depesha.station.orders.copies import COPIES
from depesha.station.orders.covers import COVERS
from depesha.station.orders.evidence import EVIDENCE
from depesha.station.orders.filing import FILING
from depesha.station.orders.given import MAX_NUMBER as MAX_NUMBER
from depesha.station.orders.given import MAX_ORDER_ID as MAX_ORDER_ID
from depesha.station.orders.given import Fields, Given, must_be_text
from depesha.station.orders.journal import JOURNAL
from depesha.station.orders.keys import KEYS
from depesha.station.orders.network import NETWORK
from depesha.station.orders.passkeys import PASSKEYS
from depesha.station.orders.people import PEOPLE
from depesha.station.orders.restoring import RESTORING
from depesha.station.orders.telegrams import TELEGRAMS

ORDERS: Final[Mapping[str, Callable[[Given], Order]]] = {
    **TELEGRAMS,
    **PEOPLE,
    **PASSKEYS,
    **CONTROL,
    **AMENDING,
    **NETWORK,
    **ALARMS,
    **JOURNAL,
    **COPIES,
    **KEYS,
    **RESTORING,
    **EVIDENCE,
    **ARCHIVE,
    **FILING,
    **COVERS,
    **ARCHIVE_TEXTS,
}


def order_of(
    name: str,
    fields: Fields,
    *,
    order_id: str,
    fresh: str,
    station: StationId,
    offices: Sequence[OfficeId],
) -> Order:
    """Return the order that a face gives.

    Args:
        name: one of `ORDERS`.
        fields: what it needs; None is the same as absent.
        order_id: asked again under the same id, an order is done once; empty, if the face names
            none.
        fresh: an id that was never used, for an order that nobody names.
        station: this one.
        offices: those whose keys are here.

    Raises:
        Usage: there is no such order, or its fields are not as they should be.
    """
    make = ORDERS.get(name)
    if make is None:
        msg = f"there is no order {name!r}"
        raise Usage(msg, hint=f"there are {', '.join(sorted(ORDERS))}")
    if len(order_id) > MAX_ORDER_ID:
        msg = f"an order id has at most {MAX_ORDER_ID} characters"
        raise Usage(msg)
    must_be_text("order_id", order_id)
    given = Given(
        fields={key: value for key, value in fields.items() if value is not None},
        order_id=order_id or fresh,
        is_named=bool(order_id),
        offices=offices,
        station=station,
    )
    order = make(given)
    given.nothing_else()
    return order
