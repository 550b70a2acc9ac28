"""The archivist writes: a translation, a summary, a correction of what is read.

Rule 1: what he saves is the next edition of the record, entered as the edition before was; that one
    stays, and is compared with it.
Rule 2: he writes on the newest edition. If another was made meanwhile, nothing is written over: he
    is told, and what he wrote is his.
Rule 3: he is told how many notes lost their places by it, of those that he is cleared for. Marks of
    cover names are never counted: who does not know one as such would learn of it.
"""

from typing import Final

from depesha.archive.form import decode, encode
from depesha.archive.glosses import seen_by
from depesha.archive.record import Record
from depesha.archive.translating import lost, reworded
from depesha.envelope import Item, Kind
from depesha.errors import Forbidden, NotFound, Refused, Usage
from depesha.keybook import Role
from depesha.names import Digest
from depesha.office.archive_checking import carry_checked
from depesha.office.events import Done, TranslateRecord
from depesha.office.facts import RecordEntered
from depesha.office.sitting import Sitting
from depesha.wire import digest

MAX_REASON: Final = 400


def translate(sitting: Sitting, order: TranslateRecord) -> Done:
    """Write another wording of a record, as its next edition.

    Raises:
        Forbidden: the office is no archivist.
        OfficeLocked: its holder is not there.
        NotFound: there is no such record, or the office is not cleared for it; or no such text.
        Refused: a newer edition was made meanwhile.
        Usage: no reason is given, or what is written does not fit the record.
        Malformed: it is longer than a record can be.
    """
    office = sitting.giver(order.office)
    if not sitting.may(office, Role.ARCHIVIST):
        msg = f"{office} does not keep the archive"
        raise Forbidden(msg, hint="an archivist does")
    if not 1 <= len(order.reason.strip()) <= MAX_REASON:
        msg = f"a reason has 1 to {MAX_REASON} characters"
        raise Usage(msg, hint="say why it is written")
    archive = sitting.book.archive
    clearance = sitting.keys().office(office).clearance
    basis = archive.record(order.record, clearance)
    kept = sitting.book.document(basis) if basis else None
    if basis is None or kept is None:
        msg = f"there is no record {order.record} in the archive"
        raise NotFound(msg, hint='"depesha archive search" finds them')
    standing = archive.standing(basis)
    if standing.edition != standing.newest:
        msg = f"record {order.record} is edition {standing.edition}, and there is {standing.newest}"
        raise Refused(msg, hint="look at the newest, and write on that")
    before = decode(kept.payload)
    record = reworded(before, order.wording)
    payload = encode(record)
    name = Digest(digest(payload))
    if archive.has(name):
        msg = "this very edition was there before"
        raise Refused(msg)
    sitting.book.keep(name, Item(kind=Kind.RECORD, payload=payload, signatures=()))
    sitting.record(
        RecordEntered(
            record=name,
            source=standing.source,
            edition=standing.newest + 1,
            batch=standing.batch,
            office=office,
            classification=standing.classification,
            reason=order.reason.strip(),
        )
    )
    carry_checked(sitting, basis, name, record)
    return Done(
        value={
            "source": standing.source,
            "edition": standing.newest + 1,
            "lost_places": max(0, _lost(record, clearance) - _lost(before, clearance)),
        }
    )


def _lost(record: Record, clearance: int) -> int:
    return lost(seen_by(record, clearance))
