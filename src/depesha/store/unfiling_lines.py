"""Lines about filings that were taken back; who writes what is in `projection.py`.

Rule 1: the record's lines leave the register of records, so that nothing finds, lists or makes
    public what is filed no more; which they were stays, that its editions are counted on and its
    documents go with the telegram's words.
"""

from typing import Final

from depesha.names import TimeMs
from depesha.office.facts import FilingTakenBack
from depesha.store.database import Database

_RECORD: Final = "SELECT source, classification FROM record WHERE digest = ?"
_SAID: Final = "INSERT INTO filing_taken_back VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_MOVE: Final = """INSERT INTO record_taken_back
    SELECT id, digest, source, edition, classification FROM record WHERE source = ?"""
_REASONS: Final = """DELETE FROM edition_reason
    WHERE record IN (SELECT id FROM record WHERE source = ?)"""
_LEAVE: Final = "DELETE FROM record WHERE source = ?"


def taken_back(database: Database, fact: FilingTakenBack, at: TimeMs, place: int) -> None:
    """The record of a telegram is no record of the archive any more."""
    row = database.row(_RECORD, (fact.record,))
    if row is None:
        return
    source, classification = row
    database.write(
        _SAID,
        (
            place,
            source,
            fact.record,
            fact.office,
            fact.decided_by,
            fact.authority,
            fact.decided_on,
            fact.reason,
            at,
            classification,
        ),
    )
    for statement in (_MOVE, _REASONS, _LEAVE):
        database.write(statement, (source,))
