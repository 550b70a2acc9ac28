"""Filings that were taken back, as desks and faces ask; and the index after one.

Rule 1: whoever is not cleared for what was filed learns of no filing, and of none taken back.
"""

from typing import Any, Final

from depesha.archive.cards import Thing, ToldBy
from depesha.names import Digest, Uid
from depesha.office.ports import EditionState
from depesha.store import archive_index, words
from depesha.store.database import Database

_NUMBERS: Final = "SELECT id FROM record_taken_back WHERE source = ?"
_TELEGRAM: Final = "SELECT id, registration FROM telegram WHERE uid = ?"
_NEWEST: Final = """SELECT id, digest, classification FROM record_taken_back
    WHERE source = ? AND classification <= ? ORDER BY edition DESC LIMIT 1"""
_SAID: Final = """SELECT decided_by, authority, decided_on, reason, office, at
    FROM filing_taken_back WHERE source = ? AND classification <= ? ORDER BY id DESC LIMIT 100"""
_SAID_NAMES: Final = ("decided_by", "authority", "decided_on", "reason", "office", "at")


def index_unfiled(database: Database, source: str, uid: Uid, by: ToldBy) -> None:
    """Let a telegram be found as itself again, where it was found as a record.

    What the index has not come to yet it finds as it is then.
    """
    upto = words.come_to(database)
    row = database.row(_TELEGRAM, (uid,))
    if upto is None or row is None:
        return
    for (number,) in database.rows(_NUMBERS, (source,)):
        archive_index.take_out(database, number)
    if row[0] > upto:
        return
    archive_index.take_out(database, row[0])
    made = archive_index.made(database, by, row[0], Thing.TELEGRAM, Digest(row[1]))
    archive_index.lay(database, [made] if made else [])


def newest_taken_back(database: Database, source: str, clearance: int) -> EditionState | None:
    """Return the newest edition of a source whose filing was taken back, for whom that is enough.

    Of a source that is filed again it is an earlier one than all that are there.
    """
    row = database.row(_NEWEST, (source, clearance))
    if row is None:
        return None
    return EditionState(record=row[0], digest=Digest(row[1]), classification=row[2])


def takings_back(database: Database, source: str, clearance: int) -> list[dict[str, Any]]:
    """Return how often a filing of a source was taken back, the newest first."""
    rows = database.rows(_SAID, (source, clearance))
    return [dict(zip(_SAID_NAMES, row, strict=True)) for row in rows]
