"""The archivist's scans: pictures of sheets beside a record, and which go out with a release.

Rule 1: what a scan is, is told by its bytes (`archive.scans`), never by its name; what stands in
    its file beside the picture is left out before it is kept (`archive.scan_parts`).
Rule 2: words cannot be taken out of a picture. Where anything of a record is kept back only scans
    that were made for the public go out, and each sheet that has a scan needs one.
Rule 3: one that was put there in error is taken back; that it was there stays a fact. Its bytes are
    kept as long as the record, and handed to nobody.
"""

from collections.abc import Sequence
from typing import Final

from depesha.archive.form import decode
from depesha.archive.record import Record
from depesha.archive.redaction import Redaction
from depesha.archive.scan_parts import picture_alone
from depesha.archive.scans import picture_of
from depesha.envelope import Item, Kind
from depesha.errors import Forbidden, NotFound, Refused, Usage
from depesha.keybook import Role
from depesha.names import Digest, OfficeId
from depesha.office.events import AddScan, Done, TakeBackScan
from depesha.office.facts import ScanAdded, ScanTakenBack
from depesha.office.sitting import Sitting
from depesha.wire import digest

MAX_SHEET: Final = 10_000


def add(sitting: Sitting, order: AddScan) -> Done:
    """Put a picture of a sheet beside a record.

    Raises:
        Forbidden: the office is no archivist.
        NotFound: there is no such record, or the office is not cleared for it.
        Refused: the same picture stands there already.
        Usage: it is no picture, or of no sheet of the record.
    """
    office, record = _asked(sitting, order)
    _must_be_a_sheet(record, order.sheet)
    found = picture_of(order.data)
    data = picture_alone(order.data)
    name = Digest(digest(data))
    standing = (order.sheet, name, order.is_redacted)
    if standing in sitting.book.archive.scans(_document(sitting, order)):
        msg = f"that scan of sheet {order.sheet} is there already"
        raise Refused(msg)
    sitting.book.keep(name, Item(kind=Kind.SCAN, payload=data, signatures=()))
    sitting.record(
        ScanAdded(
            source=record.source,
            sheet=order.sheet,
            digest=name,
            media_type=found.media_type,
            width=found.width,
            height=found.height,
            size_bytes=len(data),
            office=office,
            is_redacted=order.is_redacted,
        )
    )
    said = {"type": found.media_type, "width": found.width, "height": found.height}
    left_out = len(order.data) - len(data)
    return Done(value={**_of(order), **said, "left_out": max(left_out, 0)})


def take_back(sitting: Sitting, order: TakeBackScan) -> Done:
    """Take back the newest scan of a sheet; the one before it counts again.

    Raises:
        Forbidden: the office is no archivist.
        NotFound: there is no such record, or none of that sheet, or the office is not cleared.
        Refused: it is public.
    """
    office, record = _asked(sitting, order)
    standing = [
        name
        for sheet, name, is_redacted in sitting.book.archive.scans(_document(sitting, order))
        if (sheet, is_redacted) == (order.sheet, order.is_redacted)
    ]
    if not standing:
        msg = f"of sheet {order.sheet} there is no such scan"
        raise NotFound(msg, hint='"depesha archive show" lists them')
    if sitting.book.archive.is_out(record.source, order.sheet, standing[-1]):
        msg = f"the scan of sheet {order.sheet} is public"
        raise Refused(msg, hint='"depesha archive withdraw" comes first, or a release without it')
    sitting.record(
        ScanTakenBack(
            source=record.source,
            sheet=order.sheet,
            digest=standing[-1],
            is_redacted=order.is_redacted,
            reason=order.reason,
            office=office,
        )
    )
    return Done(value=_of(order))


def _of(order: AddScan | TakeBackScan) -> dict[str, int]:
    return {"record": order.record, "sheet": order.sheet}


def _asked(sitting: Sitting, order: AddScan | TakeBackScan) -> tuple[OfficeId, Record]:
    """Return who asks, and the record."""
    office = sitting.giver(order.office)
    if not sitting.may(office, Role.ARCHIVIST):
        msg = f"{office} does not keep the archive"
        raise Forbidden(msg, hint="an archivist does")
    kept = sitting.book.document(_document(sitting, order))
    if kept is None:
        raise _absent(order)
    return office, decode(kept.payload)


def _document(sitting: Sitting, order: AddScan | TakeBackScan) -> Digest:
    clearance = sitting.keys().office(sitting.giver(order.office)).clearance
    record = sitting.book.archive.record(order.record, clearance)
    if record is None:
        raise _absent(order)
    return record


def _absent(order: AddScan | TakeBackScan) -> NotFound:
    msg = f"there is no record {order.record} in the archive"
    return NotFound(msg, hint='"depesha archive search" finds them')


def _must_be_a_sheet(record: Record, sheet: int) -> None:
    """Let pass a sheet that the record may have; where it does not say how many, any number."""
    typed = max((copy.sheets for copy in record.copies), default=0)
    marked = max((mark.sheet for copy in record.copies for mark in copy.marks), default=0)
    last = max(typed, marked) if typed else MAX_SHEET
    if not 1 <= sheet <= last:
        msg = f"sheets are numbered from 1 to {last}"
        raise Usage(msg)


def going_out(
    sitting: Sitting, record: Digest, redactions: Sequence[Redaction]
) -> dict[int, Digest]:
    """Return by sheet the scans that go out with a release, one for each that has any.

    Raises:
        Usage: there are none, or a sheet has none that was made for the public and needs it.
    """
    whole: dict[int, Digest] = {}
    redacted: dict[int, Digest] = {}
    for sheet, name, is_redacted in sitting.book.archive.scans(record):
        (redacted if is_redacted else whole)[sheet] = name
    if not (whole or redacted):
        msg = "the record has no scans"
        raise Usage(msg, hint='"depesha archive scan" puts one beside it')
    lacking = sorted(set(whole) - set(redacted)) if redactions else []
    if lacking:
        msg = f"of sheet {lacking[0]} there is no scan without what is kept back"
        raise Usage(msg, hint="give one that was made for the public, or release without scans")
    chosen = redacted if redactions else {**redacted, **whole}
    return {sheet: chosen[sheet] for sheet in sorted(chosen)}
