"""Lines about what was expunged: the register line stays, without its words."""

from typing import Final

from depesha.names import TimeMs
from depesha.office.facts import Expunged
from depesha.store.database import Database

_NEW: Final = "INSERT INTO expunged VALUES (?, ?, ?, ?, ?)"


def expunged(database: Database, fact: Expunged, at: TimeMs, place: int) -> None:
    """It is said of the telegram that it was expunged; what was destroyed left its lines before."""
    database.write(_NEW, (place, fact.uid, at, fact.office or "", fact.reason))
