"""The archive's desk: records are entered once, as they were taken from their source.

Rule 1: an archivist enters records. One that is there already is not entered again, so an import
    that broke off is given again, and goes on.
Rule 2: another document of the same source is its next edition; the earlier stays.
Rule 3: the index follows behind, in batches: to enter a record waits for no word of it.
"""

from typing import Final

from depesha.archive.form import decode
from depesha.archive.releasing import public
from depesha.envelope import Item, Kind
from depesha.errors import Forbidden, NotFound, Usage
from depesha.keybook import Role
from depesha.names import Digest, OfficeId
from depesha.office.events import Done, EnterRecords, IndexArchive, ReleaseRecord, ReleaseRecords
from depesha.office.facts import RecordEntered, RecordReleased
from depesha.office.sitting import Sitting
from depesha.wire import digest

MAX_AT_ONCE: Final = 256
"""Records of one order, and of one step of the index."""


def enter(sitting: Sitting, order: EnterRecords) -> Done:
    """Enter the records that are new.

    Raises:
        Forbidden: the office is no archivist, or is not cleared for what it would classify so.
        Malformed: one of them is no record; none is entered.
        Usage: there are too many.
    """
    office = sitting.giver(order.office)
    if not sitting.may(office, Role.ARCHIVIST):
        msg = f"{office} does not keep the archive"
        raise Forbidden(msg, hint="an archivist does")
    if order.classification > sitting.keys().office(office).clearance:
        msg = f"{office} is not cleared for what it would enter"
        raise Forbidden(msg)
    if not 1 <= len(order.records) <= MAX_AT_ONCE:
        msg = f"an order enters 1 to {MAX_AT_ONCE} records"
        raise Usage(msg)
    entered = sum(_enter(sitting, order, payload) for payload in order.records)
    return Done(value={"entered": entered, "known": len(order.records) - entered})


def _enter(sitting: Sitting, order: EnterRecords, payload: bytes) -> bool:
    """Enter a record; return whether it is new."""
    name = Digest(digest(payload))
    archive = sitting.book.archive
    if archive.has(name):
        return False
    source = decode(payload).source
    sitting.book.keep(name, Item(kind=Kind.RECORD, payload=payload, signatures=()))
    sitting.record(
        RecordEntered(
            record=name,
            source=source,
            edition=archive.editions(source) + 1,
            batch=order.batch,
            office=order.office,
            classification=order.classification,
        )
    )
    return True


def release(sitting: Sitting, order: ReleaseRecord) -> Done:
    """Decide that a record is made public, whole or in part.

    Raises:
        Forbidden: the office is no archivist.
        OfficeLocked: its holder is not there.
        NotFound: there is no such record, or the office is not cleared for it.
        Usage: who decided is not said, or a redaction names no place of the record.
    """
    office = _archivist(sitting, order)
    clearance = sitting.keys().office(office).clearance
    record = sitting.book.archive.record(order.record, clearance)
    kept = sitting.book.document(record) if record else None
    if record is None or kept is None:
        msg = f"there is no record {order.record} in the archive"
        raise NotFound(msg, hint='"depesha archive search" finds them')
    public(decode(kept.payload), order.redactions)
    version = sitting.book.archive.releases(record) + 1
    sitting.record(
        RecordReleased(
            record=record,
            version=version,
            office=office,
            decided_by=order.decided_by,
            authority=order.authority,
            decided_on=order.decided_on,
            redactions=order.redactions,
            review_on=order.review_on,
        )
    )
    return Done(value={"record": order.record, "version": version})


def release_all(sitting: Sitting, order: ReleaseRecords) -> Done:
    """Decide that the next records of a batch or source are public, whole; asked again, the next.

    Raises:
        Forbidden: the office is no archivist.
        OfficeLocked: its holder is not there.
        Usage: neither batch nor source is named, or who decided is not said.
    """
    office = _archivist(sitting, order)
    if not (order.batch or order.source):
        msg = "which records is not said"
        raise Usage(msg, hint="name what they came in, or how their sources begin")
    found = sitting.book.archive.unreleased(
        order.batch,
        order.source,
        order.after,
        sitting.keys().office(office).clearance,
        min(order.limit, MAX_AT_ONCE),
    )
    for _, record in found:
        sitting.record(
            RecordReleased(
                record=record,
                version=1,
                office=office,
                decided_by=order.decided_by,
                authority=order.authority,
                decided_on=order.decided_on,
            )
        )
    return Done(value={"released": len(found), "last": found[-1][0] if found else order.after})


def _archivist(sitting: Sitting, order: ReleaseRecord | ReleaseRecords) -> OfficeId:
    """Return the office that makes public, whose holder is there."""
    office = sitting.giver(order.office)
    if not sitting.may(office, Role.ARCHIVIST):
        msg = f"{office} does not keep the archive"
        raise Forbidden(msg, hint="an archivist does")
    if not (order.decided_by.strip() and order.authority.strip() and order.decided_on):
        msg = "who decided, by what authority and on which day is not said"
        raise Usage(msg)
    return office


def index(sitting: Sitting, order: IndexArchive) -> Done:
    """Put the next records into the index; asked again, the next ones."""
    done = sitting.book.archive.index(min(order.limit, MAX_AT_ONCE))
    return Done(value={"indexed": done}, is_final=False)
