"""Evidence of a telegram whose record is there already: the proof is kept with it, or it is told.

Rule 1: no word of the record is changed, and none of what others wrote at it, whether whoever
    brings the evidence sees it or not.
Rule 2: where the words differ nothing is entered: which fields do is told.
Rule 3: brought again it is known.
Rule 4: the edition has the reason that was given, and none is made up: reasons become public.
"""

from dataclasses import dataclass

from depesha.archive.elsewhere import telegram_of
from depesha.archive.form import decode, encode
from depesha.archive.proving import differing, missing, with_proofs
from depesha.archive.record import Record
from depesha.envelope import Item, Kind
from depesha.names import Digest
from depesha.office.events import EnterRecords
from depesha.office.facts import RecordEntered
from depesha.office.ports import EditionState
from depesha.office.sitting import Sitting
from depesha.wire import digest


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
    """Keep the proof of what evidence brings with the record that is there.

    A telegram that was filed here is one, by its reference. None: there is none, or none that the
    office is cleared for: then it is entered as if there were none. What was expunged stays so.
    """
    archive = sitting.book.archive
    sources = (telegram_of(brought.source), brought.source)
    if any(map(archive.is_expunged, sources)):
        return Proving()
    clearance = sitting.keys().office(order.office).clearance
    found = (archive.newest(one, clearance) for one in sources)
    before = next((one for one in found if one is not None), None)
    kept = sitting.book.document(before.digest) if before else None
    if before is None or kept is None:
        return None
    record = decode(kept.payload)
    if fields := differing(record, brought):
        return Proving(differing=fields)
    proofs = missing(record, brought)
    if not proofs:
        return Proving()
    edition = archive.standing(before.digest).newest + 1
    _enter(sitting, order, with_proofs(record, proofs), before)
    return Proving(edition=edition)


def _enter(
    sitting: Sitting,
    order: EnterRecords,
    record: Record,
    before: EditionState,
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
            reason=order.reason,
        )
    )
