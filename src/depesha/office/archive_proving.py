"""Evidence of a telegram whose record is there already: the proof is kept with it, or it is told.

Rule 1: no word of the record is changed, and none of what others wrote at it, whether whoever
    brings the evidence sees it or not.
Rule 2: where the words differ nothing is entered: which fields do is told.
Rule 3: brought again it is known.
"""

from collections.abc import Sequence
from enum import Enum

from depesha.archive.form import decode, encode
from depesha.archive.proving import differing, missing, with_proofs
from depesha.archive.record import Proof, Record
from depesha.envelope import Item, Kind
from depesha.errors import Forbidden
from depesha.names import Digest
from depesha.office.events import EnterRecords
from depesha.office.facts import RecordEntered
from depesha.office.ports import EditionState
from depesha.office.sitting import Sitting
from depesha.wire import digest


class Fate(Enum):
    """What became of a record that an order brings."""

    ENTERED = "entered"
    KNOWN = "known"
    PROVED = "proved"


def prove(
    sitting: Sitting, order: EnterRecords, brought: Record, before: EditionState
) -> Fate | tuple[str, ...]:
    """Keep the proof of what evidence brings with the record that is there.

    Returns:
        what became of it; or the fields in which the record says something else.

    Raises:
        Forbidden: the office is not cleared for what stands there.
    """
    if before.classification > sitting.keys().office(order.office).clearance:
        msg = f"{order.office} is not cleared for what it would enter"
        raise Forbidden(msg)
    kept = sitting.book.document(before.digest)
    if kept is None:
        return Fate.KNOWN
    record = decode(kept.payload)
    if fields := differing(record, brought):
        return fields
    proofs = missing(record, brought)
    if not proofs:
        return Fate.KNOWN
    _enter(sitting, order, with_proofs(record, proofs), before, proofs)
    return Fate.PROVED


def _enter(
    sitting: Sitting,
    order: EnterRecords,
    record: Record,
    before: EditionState,
    proofs: Sequence[Proof],
) -> None:
    payload = encode(record)
    name = Digest(digest(payload))
    standing = sitting.book.archive.standing(before.digest)
    sitting.book.keep(name, Item(kind=Kind.RECORD, payload=payload, signatures=()))
    sitting.record(
        RecordEntered(
            record=name,
            source=record.source,
            edition=standing.newest + 1,
            batch=standing.batch,
            office=order.office,
            classification=before.classification,
            reason=order.reason or f"evidence of {', '.join(one.station for one in proofs)}",
        )
    )
