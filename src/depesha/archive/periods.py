"""Times of the shelf: from when to when, as a person says it: a day, a month, a year."""

import re
from typing import Final

from depesha.archive.telling import PLACE_BITS, shelf_of
from depesha.errors import Usage

LAST: Final = 2**63 - 1
"""The last place of a shelf."""

_DAY: Final = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
_ENDS: Final = ("31", "30", "29", "28")


def is_day(text: str) -> bool:
    """Say whether a text is formed like a day, a month or a year."""
    return _DAY.fullmatch(text) is not None


def must_be_period(since: str, until: str) -> None:
    """Let pass a time whose ends are days, months, years or open, and that does not end before.

    Raises:
        Usage: it is none.
    """
    if not all(is_day(one) and shelf_of(one, 0) for one in (since, until) if one):
        msg = "a time begins and ends on a day, in a month or in a year"
        raise Usage(msg, hint="as in 1951-11-21, 1951-11 or 1951")
    first, last = between(since, until)
    if first > last:
        msg = "a time does not end before it begins"
        raise Usage(msg)


def between(since: str, until: str) -> tuple[int, int]:
    """Return the first and last place between two times, both included; what is none binds not."""
    first = shelf_of(since, 0) if is_day(since) else 0
    if not is_day(until):
        return first, LAST
    whole = until + "-12-31"[len(until) - len("1951") :]
    days = (whole[8:],) if whole == until else _ENDS
    ends = [shelf_of(f"{whole[:8]}{day}T23:59", 0) for day in days]
    return first, max(ends) | ((1 << PLACE_BITS) - 1)
