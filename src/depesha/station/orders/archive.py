"""Orders about the archive."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from depesha.archive.redaction import note_at, redaction_of
from depesha.errors import Usage
from depesha.office import events
from depesha.office.events import Order
from depesha.station.orders.given import Given

MAX_BATCH: Final = 500
MAX_SOURCE: Final = 2_000
MAX_REASON: Final = 1_000


def _enter(given: Given) -> Order:
    batch = " ".join(given.text("batch").split())
    if not 1 <= len(batch) <= MAX_BATCH:
        msg = f"field 'batch' has 1 to {MAX_BATCH} characters"
        raise Usage(msg)
    records = tuple(_bytes(one) for one in given.texts("records"))
    if not records:
        msg = "field 'records' is a list of at least one record in base64"
        raise Usage(msg)
    return events.EnterRecords(
        order_id=given.order_id,
        office=given.office(),
        batch=batch,
        classification=given.maybe_number("classification") or 0,
        records=records,
        reason=_words(given, "reason"),
        is_evidence=given.flag("evidence"),
    )


def _bytes(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (NotBase64, ValueError) as error:
        msg = "field 'records' is a list of records in base64"
        raise Usage(msg) from error


def _index(given: Given) -> Order:
    return events.IndexArchive(
        order_id=given.order_id,
        limit=given.maybe_number("limit") or 64,
        anew=given.flag("anew"),
        office=given.maybe_office(),
    )


def _expunge(given: Given) -> Order:
    return events.ExpungeRecord(
        order_id=given.order_id,
        office=given.office(),
        record=given.number("record"),
        reason=given.text("reason"),
    )


def _release(given: Given) -> Order:
    return events.ReleaseRecord(
        order_id=given.order_id,
        office=given.office(),
        record=given.number("record"),
        decided_by=a_line(given, "decided_by"),
        authority=a_line(given, "authority"),
        decided_on=a_day(given.text("decided_on")),
        redactions=tuple(map(redaction_of, given.texts("redactions"))),
        review_on=a_day(given.text("review_on", "")),
        despite_traces=given.flag("despite_traces"),
        with_scans=given.flag("with_scans"),
        glosses=tuple(map(note_at, given.texts("glosses"))),
        identifications=tuple(given.texts("identifications")),
        without_reasons=given.flag("without_reasons"),
    )


def _withdraw(given: Given) -> Order:
    return events.WithdrawRelease(
        order_id=given.order_id,
        office=given.office(),
        record=given.number("record"),
        decided_by=a_line(given, "decided_by"),
        authority=a_line(given, "authority"),
        decided_on=a_day(given.text("decided_on")),
        reason=_words(given, "reason"),
    )


def _scan_back(given: Given) -> Order:
    return events.TakeBackScan(
        order_id=given.order_id,
        office=given.office(),
        record=given.number("record"),
        sheet=given.number("sheet"),
        is_redacted=given.flag("is_redacted"),
        reason=a_line(given, "reason"),
    )


def _scan(given: Given) -> Order:
    return events.AddScan(
        order_id=given.order_id,
        office=given.office(),
        record=given.number("record"),
        sheet=given.number("sheet"),
        data=_bytes(given.text("data")),
        is_redacted=given.flag("is_redacted"),
    )


def _release_all(given: Given) -> Order:
    return events.ReleaseRecords(
        order_id=given.order_id,
        office=given.office(),
        batch=given.text("batch", "")[:MAX_BATCH],
        source=given.text("source", "")[:MAX_SOURCE],
        after=_after(given),
        limit=given.maybe_number("limit") or 128,
        decided_by=a_line(given, "decided_by"),
        authority=a_line(given, "authority"),
        decided_on=a_day(given.text("decided_on")),
    )


def _after(given: Given) -> int:
    number = given.maybe_number("after")
    return -1 if number is None else number


def a_line(given: Given, name: str) -> str:
    """Return a field of one line, its blanks as one.

    Raises:
        Usage: it is empty, or too long.
    """
    words = " ".join(given.text(name).split())
    if not 1 <= len(words) <= MAX_BATCH:
        msg = f"field {name!r} has 1 to {MAX_BATCH} characters"
        raise Usage(msg)
    return words


def _words(given: Given, name: str) -> str:
    """Return a sentence or two; absent is none."""
    words = " ".join(given.text(name, "").split())
    if len(words) > MAX_REASON:
        msg = f"field {name!r} has at most {MAX_REASON} characters"
        raise Usage(msg)
    return words


def a_day(text: str) -> str:
    """Return a day in ISO 8601; empty: none is said.

    Raises:
        Usage: it is none.
    """
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        msg = f"not a day: {text[:20]!r}"
        raise Usage(msg, hint="as in 1976-11-21") from error


ARCHIVE: Final[Mapping[str, Callable[[Given], Order]]] = {
    "archive-enter": _enter,
    "archive-index": _index,
    "archive-expunge": _expunge,
    "archive-release": _release,
    "archive-release-all": _release_all,
    "archive-withdraw": _withdraw,
    "archive-scan": _scan,
    "archive-scan-back": _scan_back,
}
