"""Which proofs of records were verified before they were entered: their lines, and who asks.

Rule 1: what a document says of its proofs makes no line: anybody can write one. A fact does.
"""

from typing import Final

from depesha.names import Digest, OfficeId, TimeMs
from depesha.office.facts import EvidenceChecked
from depesha.store.database import Database

_CHECKED: Final = "INSERT OR IGNORE INTO evidence_checked VALUES (?, ?, ?, ?)"
_OF_RECORD: Final = "SELECT proof, office FROM evidence_checked WHERE record = ?"


def checked(database: Database, fact: EvidenceChecked, at: TimeMs, _place: int) -> None:
    """Evidence of a record was verified; whoever did it first stands there."""
    for proof in fact.proofs:
        database.write(_CHECKED, (fact.record, proof, fact.office, at))


def checked_of(database: Database, record: Digest) -> dict[Digest, OfficeId]:
    """Return which proofs of a document were verified, by their names, and for which office."""
    rows = database.rows(_OF_RECORD, (record,))
    return {Digest(proof): OfficeId(office) for proof, office in rows}
