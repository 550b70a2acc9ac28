"""Which proofs of a record were verified here, through all of its editions.

Rule 1: a record's document can say anything of its proofs, and is kept as it says. Verified is what
    an archivist's command verified and gave as evidence: a fact says so, of that very document.
Rule 2: a next edition that leaves the telegram as it was keeps that, whatever stands beside its
    words; one that says anything else of it, if only its day, does not, whatever proofs it has.
"""

from collections.abc import Iterable

from depesha.archive.form import decode
from depesha.archive.proving import is_same_telegram, proof_name
from depesha.archive.record import Proof, Record
from depesha.names import Digest, OfficeId
from depesha.office.facts import EvidenceChecked
from depesha.office.sitting import Sitting


def note_checked(
    sitting: Sitting, record: Digest, proofs: Iterable[Proof], office: OfficeId
) -> None:
    """Write down that these proofs of a record were verified, in the name of that office."""
    named = tuple(dict.fromkeys(map(proof_name, proofs)))
    if named:
        sitting.record(EvidenceChecked(record=record, proofs=named, office=office))


def carry_checked(sitting: Sitting, before: Digest, name: Digest, record: Record) -> None:
    """Write down what was verified of the edition before, and is so of the next one.

    Args:
        sitting: of the order.
        before: the document of the edition before.
        name: that of the next one.
        record: what it says.
    """
    checked = sitting.book.archive.checked(before)
    kept = sitting.book.document(before) if checked else None
    if kept is None or not is_same_telegram(decode(kept.payload), record):
        return
    for office in sorted(set(checked.values())):
        proofs = [one for one in record.proofs if checked.get(proof_name(one)) == office]
        note_checked(sitting, name, proofs, office)
