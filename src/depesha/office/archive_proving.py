"""Evidence of a telegram whose record is there already: the proof is kept with it, or it is told.

Rule 1: no word of the record is changed, and none of what others wrote at it, whether whoever
    brings the evidence sees it or not.
Rule 2: where the words differ nothing is entered: which fields do is told.
Rule 3: brought again it is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

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

HIGHEST: Final = 255
"""A clearance for which every record is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proving:
    """What became of evidence whose record is there.

    Attributes:
        edition: the record's, which has the proof; 0: there is none, for it had it before, or
            says something else.
        differing: in these fields.
    """

    edition: int = 0
    differing: tuple[str, ...] = ()


def prove(sitting: Sitting, order: EnterRecords, brought: Record) -> Proving | None:
    """Keep the proof of what evidence brings with the record that is there; None: there is none.

    Raises:
        Forbidden: the office is not cleared for what stands there.
    """
    archive = sitting.book.archive
    before = archive.newest(brought.source, HIGHEST)
    if before is None or archive.is_expunged(brought.source):
        return None
    if before.classification > sitting.keys().office(order.office).clearance:
        msg = f"{order.office} is not cleared for what it would enter"
        raise Forbidden(msg)
    kept = sitting.book.document(before.digest)
    if kept is None:
        return None
    record = decode(kept.payload)
    if fields := differing(record, brought):
        return Proving(differing=fields)
    proofs = missing(record, brought)
    if not proofs:
        return Proving()
    edition = archive.standing(before.digest).newest + 1
    _enter(sitting, order, with_proofs(record, proofs), before, proofs)
    return Proving(edition=edition)


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
