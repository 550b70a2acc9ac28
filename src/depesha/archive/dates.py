"""Dates as forms and typists wrote them, and what they mean.

    21.XI.51г.                        1951-11-21
    18 час. 35 мин. 21.XI 195 1 г.    1951-11-21T18:35     "195" is printed, "1" is typed
    November 21, 1951                 1951-11-21
    18:35 21.XI.1951                  1951-11-21T18:35

A year of two figures is of the century that is given, or none is told.
"""

import re
from typing import Final

from depesha.archive.record import Moment

ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SHORT_YEAR: Final = 2

_FORM: Final = re.compile(r"(\d{1,2})\.\s?([IVX]+)[. ]\s*(\d{2,3}(?: \d)?|\d{4})\s?г?")
_ENGLISH: Final = re.compile(rf"({'|'.join(MONTHS)}) (\d{{1,2}}), (\d{{4}})")
_CLOCK: Final = re.compile(r"(\d{1,2})(?: час\. |:)(\d{2})\b")


def moment(text: str, century: str = "") -> Moment:
    """Return a time as it is written, with its meaning as far as it is told.

    Args:
        text: the words.
        century: the first two figures of a year that is written with two.
    """
    day = _form_day(text, century) or _english_day(text)
    clock = _CLOCK.search(text)
    if not day or clock is None:
        return Moment(text=text, iso=day)
    hour, minute = int(clock[1]), int(clock[2])
    return Moment(text=text, iso=f"{day}T{hour:02}:{minute:02}" if _is_clock(hour, minute) else day)


def _is_clock(hour: int, minute: int) -> bool:
    return hour < 24 and minute < 60  # noqa: PLR2004  # a day, an hour


def _form_day(text: str, century: str) -> str:
    found = _FORM.search(text)
    if found is None or found[2] not in ROMAN:
        return ""
    year = found[3].replace(" ", "")
    if len(year) == SHORT_YEAR:
        year = century + year if century else ""
    return _iso(year, ROMAN.index(found[2]) + 1, int(found[1]))


def _english_day(text: str) -> str:
    found = _ENGLISH.search(text)
    return _iso(found[3], MONTHS.index(found[1]) + 1, int(found[2])) if found else ""


def _iso(year: str, month: int, day: int) -> str:
    is_day = len(year) == 4 and 1 <= day <= 31  # noqa: PLR2004  # a year, a month
    return f"{year}-{month:02}-{day:02}" if is_day else ""
