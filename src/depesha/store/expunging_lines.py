"""Lines about what was expunged: the register line stays, without its words.

The facts that are named have lost their words already, so making the registers again comes to the
same as writing these lines now.
"""

from typing import Final

from depesha.names import TimeMs
from depesha.office.facts import AlarmRaised, Drafted, DraftReturned, DraftReviewed, Expunged
from depesha.store.database import Database
from depesha.store.leaves import fact_at

_NEW: Final = "INSERT INTO expunged VALUES (?, ?, ?, ?, ?)"
_TELEGRAM: Final = "UPDATE telegram SET title = '', from_text = '' WHERE uid = ?"
_ATTACHMENTS: Final = "DELETE FROM attachment WHERE uid = ?"
_BLOB: Final = """DELETE FROM blob WHERE sealed = ?1
    AND NOT EXISTS (SELECT 1 FROM attachment WHERE sealed = ?1)"""
_DRAFT: Final = """UPDATE draft SET text = '', note = '', attachments = x'80', label = ''
    WHERE draft = ?"""
_ENDORSEMENT: Final = "UPDATE endorsement SET note = '' WHERE draft = ?"
_ALARM: Final = "UPDATE alarm SET text = '' WHERE id = ?"


def expunged(database: Database, fact: Expunged, at: TimeMs, place: int) -> None:
    """It is said of the telegram that it was expunged, and its lines lose their words."""
    database.write(_NEW, (place, fact.uid, at, fact.office or "", fact.reason))
    database.write(_TELEGRAM, (fact.uid,))
    database.write(_ATTACHMENTS, (fact.uid,))
    for name in fact.documents:
        database.write(_BLOB, (name,))
    for redacted in fact.facts:
        match fact_at(database, redacted):
            case DraftReviewed(draft=draft):
                database.write(_ENDORSEMENT, (draft,))
            case Drafted(draft=draft) | DraftReturned(draft=draft):
                database.write(_DRAFT, (draft,))
            case AlarmRaised():
                database.write(_ALARM, (redacted,))
            case _:
                pass  # its lines have no words
