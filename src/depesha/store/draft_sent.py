"""What became of a draft: the telegram that it is now, and what its office had last registered."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from depesha.names import Digest, OfficeId, TimeMs
from depesha.office.ports import TelegramState
from depesha.store.database import Database
from depesha.store.registers import StoredRegisters

_APPROVALS: Final = "SELECT office, body_id, at FROM approval WHERE draft = ? ORDER BY at, office"
_REGISTERED_AT: Final = """SELECT registration FROM telegram
    WHERE incoming_number = 0 AND year = ? AND at = ?"""
_LAST: Final = """SELECT text FROM (SELECT office, state, text FROM draft ORDER BY draft DESC
    LIMIT ?2) WHERE office = ?1 AND state = 'registered' AND text != '' LIMIT 1"""

MAX_LOOKED: Final = 200
"""So many drafts, the newest, are looked through for the last of an office."""


def approvals(database: Database, draft: int) -> list[tuple[OfficeId, TimeMs]]:
    """Return who released what a draft says, and when, in that order."""
    return [(OfficeId(office), TimeMs(at)) for office, _, at in database.rows(_APPROVALS, (draft,))]


def telegram_of_draft(database: Database, draft: int, zone: ZoneInfo) -> TelegramState | None:
    """Return the telegram that a draft became; None: it is none yet.

    It was registered in the commit of its last release, so it has that time, and the body that was
    released.
    """
    rows = list(database.rows(_APPROVALS, (draft,)))
    if not rows:
        return None
    _, body_id, at = rows[-1]
    year = datetime.fromtimestamp(at / 1000, zone).year
    registers = StoredRegisters(database)
    for (registration,) in database.rows(_REGISTERED_AT, (year, at)):
        found = registers.by_registration(Digest(registration))
        if found is not None and found.entry.body_id == body_id:
            return found
    return None


def last_registered(database: Database, office: str) -> str:
    """Return the form and text of the last telegram that an office drafted; empty: none of late."""
    row = database.row(_LAST, (office, MAX_LOOKED))
    return str(row[0]) if row else ""
