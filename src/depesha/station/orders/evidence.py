"""Orders about evidence and about enrolment by a code."""

from collections.abc import Callable, Mapping
from typing import Final

from depesha.errors import Usage
from depesha.names import Digest, station_id
from depesha.office import events
from depesha.office.events import Order
from depesha.station.orders.given import Given

_DIGEST_DIGITS: Final = 64


def _evidence(given: Given) -> Order:
    return events.MakeEvidence(
        order_id=given.order_id,
        office=given.office(),
        reference=given.text("reference"),
        recipient=_digest(given.text("recipient", "")),
        attachments=given.flag("attachments"),
    )


def _digest(text: str) -> Digest | None:
    if not text:
        return None
    try:
        found = bytes.fromhex(text)
    except ValueError:
        found = b""
    if len(text) != _DIGEST_DIGITS or len(found) * 2 != _DIGEST_DIGITS:
        msg = "field 'recipient' must be the SHA-256 of a key, in hex"
        raise Usage(msg)
    return Digest(found)


def _evidence_sign(given: Given) -> Order:
    return events.SignEvidence(
        order_id=given.order_id,
        office=given.office(),
        reference=given.text("reference"),
        number=given.number("number"),
        manifest=given.text("manifest"),
    )


def _enrolment(given: Given) -> Order:
    return events.NoteEnrolment(
        order_id=given.order_id,
        station=station_id(given.text("station")),
        stage=given.text("stage"),
        tries=given.number("tries"),
    )


EVIDENCE: Final[Mapping[str, Callable[[Given], Order]]] = {
    "evidence": _evidence,
    "evidence-sign": _evidence_sign,
    "enrolment": _enrolment,
}
