"""Orders about keys."""

from collections.abc import Callable, Mapping
from typing import Final

from depesha.errors import Usage
from depesha.keybook.root import MAX_HOLDERS
from depesha.names import station_id
from depesha.office import events
from depesha.office.events import Order
from depesha.station.orders.given import Given, time_of

MAX_REASON: Final = 200


def _revoke(given: Given) -> Order:
    reason = given.text("reason")
    if not reason.strip() or len(reason) > MAX_REASON or "\n" in reason:
        msg = f"a reason is one line of at most {MAX_REASON} characters"
        raise Usage(msg, hint="it stands in the journal, and is seen at the centre alone")
    return events.Revoke(
        order_id=given.order_id,
        station=station_id(given.text("station")),
        reason=reason,
        since=time_of(given, "since_at"),
    )


def _root(given: Given) -> Order:
    threshold = given.number("threshold")
    if not 1 <= threshold <= MAX_HOLDERS:
        msg = f"a threshold is 1 to {MAX_HOLDERS}"
        raise Usage(msg)
    return events.ChangeRoot(
        order_id=given.order_id,
        holders=tuple(given.texts("holders")),
        without=tuple(given.texts("without")),
        threshold=threshold,
    )


def _import_signature(given: Given) -> Order:
    return events.ImportSignature(order_id=given.order_id, signature=given.text("text"))


def _drop(given: Given) -> Order:
    return events.DropEdition(order_id=given.order_id)


def _sign_requests(given: Given) -> Order:
    return events.SignRequests(order_id=given.order_id)


KEYS: Final[Mapping[str, Callable[[Given], Order]]] = {
    "keybook-revoke": _revoke,
    "keybook-root": _root,
    "keybook-import-signature": _import_signature,
    "keybook-drop-edition": _drop,
    "keybook-sign-requests": _sign_requests,
}
