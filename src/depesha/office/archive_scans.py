"""The archivist's scans: pictures of sheets beside a record, and which go out with a release.

Rule 1: what a scan is, is told by its bytes (`archive.scans`), never by its name.
Rule 2: words cannot be taken out of a picture. Where anything of a record is kept back only scans
    that were made for the public go out, and each sheet that has a scan needs one.
"""

from collections.abc import Sequence
from typing import Final

from depesha.archive.form import decode
from depesha.archive.redaction import Redaction
from depesha.archive.scans import picture_of
from depesha.envelope import Item, Kind
from depesha.errors import Forbidden, NotFound, Usage
from depesha.keybook import Role
from depesha.names import Digest
from depesha.office.events import AddScan, Done
from depesha.office.facts import ScanAdded
from depesha.office.sitting import Sitting
from depesha.wire import digest

MAX_SHEET: Final = 10_000


def add(sitting: Sitting, order: AddScan) -> Done:
    """Put a picture of a sheet beside a record.

    Raises:
        Forbidden: the office is no archivist.
        NotFound: there is no such record, or the office is not cleared for it.
        Usage: it is no picture, or of no sheet.
    """
    office = sitting.giver(order.office)
    if not sitting.may(office, Role.ARCHIVIST):
        msg = f"{office} does not keep the archive"
        raise Forbidden(msg, hint="an archivist does")
    clearance = sitting.keys().office(office).clearance
    record = sitting.book.archive.record(order.record, clearance)
    kept = sitting.book.document(record) if record else None
    if kept is None:
        msg = f"there is no record {order.record} in the archive"
        raise NotFound(msg, hint='"depesha archive search" finds them')
    if not 1 <= order.sheet <= MAX_SHEET:
        msg = f"sheets are numbered from 1 to {MAX_SHEET}"
        raise Usage(msg)
    picture = picture_of(order.data)
    name = Digest(digest(order.data))
    sitting.book.keep(name, Item(kind=Kind.SCAN, payload=order.data, signatures=()))
    sitting.record(
        ScanAdded(
            source=decode(kept.payload).source,
            sheet=order.sheet,
            digest=name,
            media_type=picture.media_type,
            width=picture.width,
            height=picture.height,
            size_bytes=len(order.data),
            office=office,
            is_redacted=order.is_redacted,
        )
    )
    said = {"type": picture.media_type, "width": picture.width, "height": picture.height}
    return Done(value={"record": order.record, "sheet": order.sheet, **said})


def going_out(
    sitting: Sitting, record: Digest, redactions: Sequence[Redaction]
) -> tuple[Digest, ...]:
    """Return the scans that go out with a release, one for each sheet that has any.

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
    return tuple(chosen[sheet] for sheet in sorted(chosen))
