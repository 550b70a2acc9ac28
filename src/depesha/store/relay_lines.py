"""What passed through this station, as register lines: all that a relay can know is on the slip."""

from typing import Final

from depesha.names import TimeMs
from depesha.office.facts import Diverted, HandedOn, Relayed, ReturnSent
from depesha.store.database import Database

_TAKEN: Final = """INSERT INTO relayed (id, slip_id, came_from, next_hop, destination, taken_at)
    VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (slip_id) DO UPDATE SET next_hop = excluded.next_hop"""
_HANDED_ON: Final = "UPDATE relayed SET handed_on_at = ? WHERE slip_id = ?"
_GOES_BY: Final = "UPDATE relayed SET next_hop = ? WHERE slip_id = ?"
_RETURNED: Final = "UPDATE relayed SET returned_at = ?, reason = ? WHERE slip_id = ?"


def taken(database: Database, fact: Relayed, at: TimeMs, place: int) -> None:
    """Custody of a packet for another station was taken."""
    values = (fact.slip_id, fact.came_from, fact.next_hop, fact.destination)
    database.write(_TAKEN, (place, *values, at))


def handed_on(database: Database, fact: HandedOn, at: TimeMs, _place: int) -> None:
    """The next station has it."""
    database.write(_HANDED_ON, (at, fact.slip_id))


def diverted(database: Database, fact: Diverted, _at: TimeMs, _place: int) -> None:
    """It goes by another station."""
    database.write(_GOES_BY, (fact.next_hop, fact.slip_id))


def returned(database: Database, fact: ReturnSent, at: TimeMs, _place: int) -> None:
    """It was given back, and why."""
    database.write(_RETURNED, (at, int(fact.reason), fact.slip_id))
