"""Orders about the archive."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from typing import Final

from depesha.errors import Usage
from depesha.office import events
from depesha.office.events import Order
from depesha.station.orders.given import Given

MAX_BATCH: Final = 500


def _enter(given: Given) -> Order:
    batch = " ".join(given.text("batch").split())
    if not 1 <= len(batch) <= MAX_BATCH:
        msg = f"field 'batch' has 1 to {MAX_BATCH} characters"
        raise Usage(msg)
    return events.EnterRecords(
        order_id=given.order_id,
        office=given.office(),
        batch=batch,
        classification=given.maybe_number("classification") or 0,
        records=tuple(_bytes(one) for one in given.texts("records")),
    )


def _bytes(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (NotBase64, ValueError) as error:
        msg = "field 'records' is a list of records in base64"
        raise Usage(msg) from error


def _index(given: Given) -> Order:
    return events.IndexArchive(order_id=given.order_id, limit=given.maybe_number("limit") or 64)


ARCHIVE: Final[Mapping[str, Callable[[Given], Order]]] = {
    "archive-enter": _enter,
    "archive-index": _index,
}
