"""The archivist's decisions: a record is made public, whole or in part.

Rule 1: who decided, by what authority and on which day is always said.
Rule 2: a decision is about one document; another edition of it needs a decision of its own.
"""

from depesha.archive.form import decode
from depesha.archive.releasing import public
from depesha.errors import Forbidden, NotFound, Usage
from depesha.keybook import Role
from depesha.names import OfficeId
from depesha.office.archive import MAX_AT_ONCE
from depesha.office.events import Done, ReleaseRecord, ReleaseRecords
from depesha.office.facts import RecordReleased
from depesha.office.sitting import Sitting


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
