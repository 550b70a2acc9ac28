"""How people name a telegram: by its number, with the station and the year where they are needed.

    26044                 of this station, in the current series or the only one
    1951/26044            of this station, in that year
    moscow/26044          of that station
    moscow/1951/26044     of that station, in that year
    notice:9f86d081       a notice, which has no number: the beginning of its digest in hex

Which year a number was given in depends on the station's zone and is the caller's to work out.
"""

import re
from dataclasses import dataclass
from typing import Final

from depesha.errors import Usage
from depesha.names import SERIES_PATTERN, STATION_PATTERN, StationId

OUTGOING: Final = "outgoing"
"""The series of the outgoing register (Исход. №)."""
INCOMING: Final = "incoming"
"""The series of the incoming register (Вход. №)."""
SPECIAL: Final = "special"
"""A further series (Спец. №); what it counts is not interpreted."""

MAX_NUMBER: Final = 2**53

_NUMBER: Final = re.compile(rf"(?:({STATION_PATTERN})/)?(?:([0-9]{{4}})/)?([1-9][0-9]{{0,15}})")
_NOTICE: Final = re.compile(r"notice:([0-9a-f]{8,64})")
_SERIES: Final = re.compile(SERIES_PATTERN)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRef:
    """A number as a person writes it; `station` None is this one, `year` None is not said."""

    number: int
    station: StationId | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRef:
    """A notice by the beginning of its digest: 8 to 64 hex digits in lower case."""

    digest: str


Ref = NumberRef | NoticeRef


def parse_number(text: str) -> NumberRef:
    """Return the number that `text` names.

    Raises:
        Usage: it is not formed like one.
    """
    found = _NUMBER.fullmatch(text)
    if not found or int(found[3]) > MAX_NUMBER:
        msg = f"not a number of a telegram: {text[:60]!r}"
        raise Usage(msg, hint="26044, moscow/26044 or moscow/1951/26044")
    station, year, number = found.groups()
    return NumberRef(
        number=int(number),
        station=StationId(station) if station else None,
        year=int(year) if year else None,
    )


def parse(text: str) -> Ref:
    """Return the telegram's number or the notice that `text` names.

    Raises:
        Usage: it is formed like neither.
    """
    notice = _NOTICE.fullmatch(text)
    return NoticeRef(digest=notice[1]) if notice else parse_number(text)


def write(ref: Ref) -> str:
    """Return the text that `parse` reads as `ref`."""
    if isinstance(ref, NoticeRef):
        return f"notice:{ref.digest}"
    station = f"{ref.station}/" if ref.station is not None else ""
    year = f"{ref.year:04}/" if ref.year is not None else ""
    return f"{station}{year}{ref.number}"


def series(text: str) -> str:
    """Return `text` as the name of a series: 1 to 31 of a-z, 0-9 and '-', beginning with a letter.

    Raises:
        Usage: it is not formed like one.
    """
    if not _SERIES.fullmatch(text):
        msg = f"not a series: {text[:40]!r}"
        raise Usage(msg, hint="1 to 31 of a-z, 0-9 and '-', as in special")
    return text
