"""Times as people read them: in the station's zone, with UTC beside.

    21.11 20:50 MSK (17:50Z)
    21.11.1951 01:20 MSK (20.11 22:20Z)

The year is shown unless it is this year; the date in UTC only where it is another day.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

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


def brief(at: int, zone: tzinfo, now: int) -> str:
    """Return a time as short as it can be told apart: `20:50` of today, `20.11`, `20.11.1951`."""
    try:
        local = (EPOCH + timedelta(milliseconds=at)).astimezone(zone)
        today = (EPOCH + timedelta(milliseconds=now)).astimezone(zone)
    except OverflowError:
        return f"{at} ms"
    if local.date() == today.date():
        return f"{local:%H:%M}"
    return f"{local:%d.%m}" if local.year == today.year else f"{local:%d.%m.%Y}"
