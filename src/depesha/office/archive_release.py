"""The archivist's decisions: a record is made public, whole or in part.

Rule 1: who decided, by what authority and on which day is always said.
Rule 2: a decision is about one document; another edition of it needs a decision of its own.
Rule 3: what is kept back bears a code that the station's policy has, where that lists any; what
    still looks like it in the record is seen by whoever decides.
Rule 4: a record whose source is kept back gets a public name by lot: one made of the source could
    be tried out. The name stays, whatever is decided later.
"""

from collections.abc import Sequence
from typing import Final

from depesha.archive.form import decode, encode
from depesha.archive.naming import DRAWN_BYTES, drawn_name
from depesha.archive.record import Record
from depesha.archive.redaction import Redaction
from depesha.archive.releasing import ONE_BY_ONE, public
from depesha.archive.traces import Trace, traces
from depesha.errors import Forbidden, NotFound, Usage
from depesha.keybook import Role
from depesha.names import Digest, OfficeId
from depesha.office.archive import MAX_AT_ONCE
from depesha.office.archive_places import must_be_places
from depesha.office.archive_scans import going_out
from depesha.office.deciding import must_have_come
from depesha.office.events import Done, ReleaseRecord, ReleaseRecords, WithdrawRelease
from depesha.office.facts import RecordReleased, ReleaseWithdrawn
from depesha.office.sitting import Sitting


def release(sitting: Sitting, order: ReleaseRecord) -> Done:
    """Decide that a record is made public, whole or in part.

    Raises:
        Forbidden: the office is no archivist.
        OfficeLocked: its holder is not there.
        NotFound: there is no such record, or the office is not cleared for it.
        Malformed: what is left is longer than a record can be.
        Usage: who decided is not said, or a redaction names no place of the record; one of which
            the office is shown nothing is none.
    """
    office = _archivist(sitting, order)
    record, payload = _kept(sitting, office, order.record)
    said = decode(payload)
    _must_be_codes(sitting, order.redactions)
    clearance = sitting.keys().office(office).clearance
    must_be_places(
        sitting.book.covers,
        said,
        clearance,
        order.redactions,
        order.glosses,
        order.identifications,
    )
    made = public(said, order.redactions, glosses=order.glosses)
    encode(made)  # what is kept back can be shorter than what says so
    found = traces(said, order.redactions, made)
    if not order.despite_traces:
        _must_be_seen(found)
    version = sitting.book.archive.releases(record) + 1
    scans = going_out(sitting, record, order.redactions) if order.with_scans else {}
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
            name=_name(sitting, record, said, made, version),
            scans=tuple(scans.values()),
            scan_sheets=tuple(scans),
            rule=ONE_BY_ONE,
            glosses=order.glosses,
            identifications=order.identifications,
            without_reasons=order.without_reasons,
        )
    )
    told = [{"kept_back": one.kept_back, "stands_in": one.stands_in} for one in found]
    return Done(
        value={
            "record": order.record,
            "version": version,
            "traces": told,
            "glosses": len(order.glosses),
        }
    )


def withdraw(sitting: Sitting, order: WithdrawRelease) -> Done:
    """Decide that a record is public no longer; its words may have been destroyed before.

    Raises:
        Forbidden: the office is no archivist.
        OfficeLocked: its holder is not there.
        NotFound: there is no such record, or the office is not cleared for it.
        Usage: it is not public, or who decided and why is not said.
    """
    office = _archivist(sitting, order)
    if not order.reason.strip():
        msg = "why it is withdrawn is not said"
        raise Usage(msg, hint="the public is told: say it without what is withdrawn")
    record = _numbered(sitting, office, order.record)
    version = sitting.book.archive.public_version(record)
    if not version:
        msg = f"nothing of record {order.record} is public"
        raise Usage(msg)
    sitting.record(
        ReleaseWithdrawn(
            record=record,
            version=version,
            office=office,
            decided_by=order.decided_by,
            authority=order.authority,
            decided_on=order.decided_on,
            reason=order.reason,
        )
    )
    return Done(value={"record": order.record, "version": version})


MAX_TOLD: Final = 12


def _kept(sitting: Sitting, office: OfficeId, number: int) -> tuple[Digest, bytes]:
    """Return a record that the office is cleared for.

    Raises:
        NotFound: there is none: in the same words.
    """
    record = _numbered(sitting, office, number)
    kept = sitting.book.document(record)
    if kept is None:
        raise _absent(number)
    return record, kept.payload


def _numbered(sitting: Sitting, office: OfficeId, number: int) -> Digest:
    """Return a record that the office is cleared for; its words can be destroyed.

    Raises:
        NotFound: there is none: in the same words.
    """
    record = sitting.book.archive.record(number, sitting.keys().office(office).clearance)
    if record is None:
        raise _absent(number)
    return record


def _absent(number: int) -> NotFound:
    msg = f"there is no record {number} in the archive"
    return NotFound(msg, hint='"depesha archive search" finds them')


def _must_be_codes(sitting: Sitting, redactions: Sequence[Redaction]) -> None:
    """Let pass codes that the policy of the station has; it has any where it lists none.

    Raises:
        Usage: one is not in the list.
    """
    listed = sitting.around.policies[sitting.around.policy].redaction_codes
    for one in redactions:
        if listed and one.code not in listed:
            msg = f"the policy has no code {one.code!r}"
            raise Usage(msg, hint=f"it has {', '.join(listed)}")


def _must_be_seen(found: Sequence[Trace]) -> None:
    """Let pass a decision that leaves nothing which looks like a field that is kept back.

    Raises:
        Usage: something does.
    """
    places = [f"{one.stands_in} (as {one.kept_back})" for one in found if one.is_of_field]
    if places:
        msg = f"what is kept back seems to stand there still: {', '.join(places[:MAX_TOLD])}"
        raise Usage(msg, hint='keep that back too, or look at it and say "--despite-traces"')


def _name(sitting: Sitting, record: Digest, said: Record, made: Record, version: int) -> str:
    """Return the public name of a record whose source is kept back; empty: it is made of it.

    A source that was public before keeps its name: whoever wanted to has read it.
    """
    known = sitting.book.archive.public_name(record)
    if known or version > 1 or made.source == said.source:
        return known
    return drawn_name(sitting.around.chance.token(DRAWN_BYTES))


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


def _archivist(
    sitting: Sitting, order: ReleaseRecord | ReleaseRecords | WithdrawRelease
) -> OfficeId:
    """Return the office that makes public, whose holder is there."""
    office = sitting.giver(order.office)
    if not sitting.may(office, Role.ARCHIVIST):
        msg = f"{office} does not keep the archive"
        raise Forbidden(msg, hint="an archivist does")
    if not (order.decided_by.strip() and order.authority.strip() and order.decided_on):
        msg = "who decided, by what authority and on which day is not said"
        raise Usage(msg)
    must_have_come(sitting, order.decided_on)
    return office
