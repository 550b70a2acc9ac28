"""What a record is called whose telegram was not filed here, though it has a telegram's number.

    moscow/1951/26044               of a telegram that lies here: made by filing it alone
    elsewhere:moscow/1951/26044     what a bundle of evidence or another archive's file says of it

Rule 1: a reference is the source of a record that the station made of signed papers: whoever types
    one in, or carries one in, gives it another name. So nothing stands in a telegram's place.
Rule 2: the name tells nothing but that: a record proves nothing, wherever it comes from.
"""

import re
from dataclasses import replace
from typing import Final

from depesha.archive.record import Record
from depesha.names import STATION_PATTERN

ELSEWHERE: Final = "elsewhere:"

_REFERENCE: Final = re.compile(rf"{STATION_PATTERN}/[0-9]{{4}}/[1-9][0-9]{{0,15}}")


def is_reference(source: str) -> bool:
    """Say whether a source has the form of a telegram's reference."""
    return _REFERENCE.fullmatch(source) is not None


def carried_in(record: Record) -> Record:
    """Return a record as it is entered: one that bears a telegram's reference says whence it is."""
    if not is_reference(record.source):
        return record
    return replace(record, source=f"{ELSEWHERE}{record.source}")


def telegram_of(source: str) -> str:
    """Return the reference of the telegram that a record carried in is of; empty: of none."""
    named = source.removeprefix(ELSEWHERE)
    return named if named != source and is_reference(named) else ""
