"""A time as places on the shelf: from the beginning of its first day to the end of its last.

    1951-11-20 to 1951      from the twentieth of November on, to the end of the year

An end is known as far as it is said: a day, a month, a year; an empty one is open. What bears no
date stands first on the shelf, so it is within a time that has no beginning alone.
"""

import re
from calendar import monthrange
from datetime import date
from typing import Final

from depesha.archive.telling import PLACE_BITS, shelf_of
from depesha.errors import Usage

LAST_SHELF: Final = 2**63 - 1

_DAY: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def period(since: str, until: str) -> tuple[int, int]:
    """Return the first and the last place on the shelf of what was sent within a time.

    Raises:
        Usage: an end is no day, month or year, or the time ends before it begins.
    """
    first = shelf_of(_ends(since)[0].isoformat(), 0) if since else 0
    last = LAST_SHELF
    if until:
        end = shelf_of(f"{_ends(until)[1].isoformat()}T23:59", 0)
        last = end | ((1 << PLACE_BITS) - 1)
    if first > last:
        msg = "a time does not end before it begins"
        raise Usage(msg)
    return first, last


def _ends(said: str) -> tuple[date, date]:
    """Return the first and the last day of a day, a month or a year."""
    found = _DAY.fullmatch(said)
    year, month, day = (int(one) if one else 0 for one in found.groups()) if found else (0, 0, 0)
    try:
        if day:
            return date(year, month, day), date(year, month, day)
        ends = (month, month) if month else (1, 12)
        return date(year, ends[0], 1), date(year, ends[1], monthrange(year, ends[1])[1])
    except ValueError as error:
        msg = "a time begins and ends on a day, in a month or in a year"
        raise Usage(msg, hint="as in 1951-11-21, 1951-11 or 1951") from error
