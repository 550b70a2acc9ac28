"""Evidence of a telegram whose record is there already: the proof is kept with it, or it is told.

Rule 1: no word of the record is changed, and none of what others wrote at it, whether whoever
    brings the evidence sees it or not.
Rule 2: where the words differ nothing is entered: which fields do is told.
Rule 3: brought again it is known; that it was verified is written down where nobody had (a record
    can come with proofs that only it tells of).
Rule 4: the edition has the reason that was given, and none is made up: reasons become public.
"""

from dataclasses import dataclass

from depesha.archive.elsewhere import telegram_of
from depesha.archive.form import MAX_PROOFS, decode, encode
from depesha.archive.proving import differing, missing, proof_name, with_proofs
from depesha.archive.record import Record
from depesha.envelope import Item, Kind
from depesha.errors import Refused
from depesha.names import Digest
from depesha.office.archive_checking import carry_checked, note_checked
from depesha.office.events import EnterRecords
from depesha.office.facts import RecordEntered
from depesha.office.ports import EditionState
from depesha.office.sitting import Sitting
from depesha.wire import digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Proving:
    """What became of evidence whose record is there.

    Attributes:
        edition: the record's, which has the proof; 0: there is no new one, for it had it before, or
            says something else.
        is_proved: the record has the proof, and had not or nobody here had verified it.
        differing: in these fields.
    """

    edition: int = 0
    is_proved: bool = False
    differing: tuple[str, ...] = ()


def prove(sitting: Sitting, order: EnterRecords, brought: Record) -> Proving | None:
    """Keep the proof of what evidence brings with the record that is there.

    A telegram that was filed here is one, by its reference. None: there is none, or none that the
    office is cleared for: then it is entered as if there were none. What was expunged stays so.

    Raises:
        Refused: it has as many proofs as a record can have.
    """
    archive = sitting.book.archive
    sources = (telegram_of(brought.source), brought.source)
    clearance = sitting.keys().office(order.office).clearance
    seen = [(one, archive.newest(one, clearance)) for one in sources]
    there = [(source, before) for source, before in seen if before is not None]
    if any(archive.is_expunged(source) for source, _ in there):
        return Proving()
    before = next((before for _, before in there), None)
    kept = sitting.book.document(before.digest) if before else None
    if before is None or kept is None:
        return None
    record = decode(kept.payload)
    if fields := differing(record, brought):
        return Proving(differing=fields)
    proofs = missing(record, brought)
    if not proofs:
        return _known(sitting, order, before, brought)
    if len(record.proofs) + len(proofs) > MAX_PROOFS:
        msg = f"the record of {record.source} has {len(record.proofs)} proofs, and can have no more"
        raise Refused(msg, hint=f"a record has at most {MAX_PROOFS}; nothing was entered")
    edition = archive.standing(before.digest).newest + 1
    name = _enter(sitting, order, with_proofs(record, proofs), before)
    note_checked(sitting, name, brought.proofs, order.office)
    return Proving(edition=edition, is_proved=True)


def _known(sitting: Sitting, order: EnterRecords, before: EditionState, brought: Record) -> Proving:
    """Return what becomes of proofs that the record has: those that nobody verified are now."""
    checked = sitting.book.archive.checked(before.digest)
    proofs = [one for one in brought.proofs if proof_name(one) not in checked]
    note_checked(sitting, before.digest, proofs, order.office)
    return Proving(is_proved=bool(proofs))


def _enter(
    sitting: Sitting,
    order: EnterRecords,
    record: Record,
    before: EditionState,
) -> Digest:
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
    carry_checked(sitting, before.digest, name, record)
    return name
