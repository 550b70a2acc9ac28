"""The clock of a station's place, as the key book has it."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, tzinfo

from depesha.archive.filing import zone_named
from depesha.keybook import IdentityLeaf, KeyBook
from depesha.names import StationId, TimeMs


def clocks_of(identities: Mapping[StationId, IdentityLeaf]) -> Callable[[str], tzinfo]:
    """Return what tells the clock of a station's place; of one that nobody names it is UTC."""

    def clock_of(station: str) -> tzinfo:
        found = identities.get(StationId(station))
        return zone_named(found.zone) if found else UTC

    return clock_of


def clocks_in(keys: KeyBook | None) -> Callable[[str], tzinfo]:
    """Return the same of a key book; where there is none yet, all clocks are UTC."""
    return clocks_of(keys.identities if keys else {})


def day_at(at: TimeMs, clock: tzinfo) -> date:
    """Return the day on which something was, by a clock."""
    return datetime.fromtimestamp(at / 1000, clock).date()
