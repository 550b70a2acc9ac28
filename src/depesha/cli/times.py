"""Times as people read them: in the station's zone, with UTC beside.

    21.11 20:50 MSK (17:50Z)
    21.11.1951 01:20 MSK (20.11 22:20Z)

The year is shown unless it is this year; the date in UTC only where it is another day.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from depesha.cli.call import Call, Row
from depesha.errors import Usage
from depesha.station.clock import now
from depesha.station.settings import zone_of

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def shown(at: int | None, zone: tzinfo, this_year: int) -> str:
    """Return a time in `zone` with UTC beside; nothing for no time."""
    if at is None:
        return ""
    try:
        utc = EPOCH + timedelta(milliseconds=at)
        local = utc.astimezone(zone)
    except OverflowError:
        # whoever asked for an answer by the year 10,000 is shown the number
        return f"{at} ms"
    year = "" if local.year == this_year else f".{local.year}"
    beside = f"{utc:%H:%MZ}" if utc.date() == local.date() else f"{utc:%d.%m %H:%MZ}"
    if local.utcoffset() == timedelta(0):
        return f"{local:%d.%m}{year} {local:%H:%M}Z"
    return f"{local:%d.%m}{year} {local:%H:%M} {local:%Z} ({beside})"


def of(call: Call, at: int | None) -> str:
    """Return a time as this station shows it."""
    return shown(at, call.zone, (EPOCH + timedelta(milliseconds=now())).astimezone(call.zone).year)


def elsewhere(call: Call, at: int, zone: str) -> str:
    """Return a time as the clock in `zone` shows it, where that is another one; else nothing.

    The zone's name came with a key book: one that this machine does not know shows nothing.
    """
    if not zone:
        return ""
    try:
        utc = EPOCH + timedelta(milliseconds=at)
        there = utc.astimezone(zone_of(zone))
    except (Usage, OverflowError):
        return ""
    if there.utcoffset() == utc.astimezone(call.zone).utcoffset():
        return ""
    return f", {there:%d.%m %H:%M} {there:%Z}"


class TimeOf:
    """A cell that shows the first of these fields that has a time."""

    def __init__(self, *keys: str) -> None:
        """Take the names of the fields."""
        self._keys = keys

    def __call__(self, call: Call, row: Row) -> str:
        """Return the cell."""
        found = (row.get(key) for key in self._keys)
        return of(call, next((at for at in found if at is not None), None))
