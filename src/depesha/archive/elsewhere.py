"""What a record is called whose telegram was not filed here, though it has a telegram's number.

    moscow/1951/26044               of a telegram that lies here: made by filing it alone
    elsewhere:moscow/1951/26044     what a bundle of evidence or another archive's file says of it

Rule 1: a reference is the source of a record that the station made of signed papers: whoever types
    one in, or carries one in, gives it another name. So nothing stands in a telegram's place.
Rule 2: so does whoever gives it a name that only looks like one: with blanks or letters that are
    not seen, of another alphabet, another width or case, or with a nought before its number.
Rule 3: the name tells nothing but that: a record proves nothing, wherever it comes from.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from depesha.archive.record import Record
from depesha.names import STATION_PATTERN

ELSEWHERE: Final = "elsewhere:"

_REFERENCE: Final = re.compile(rf"{STATION_PATTERN}/[0-9]{{4}}/[1-9][0-9]{{0,15}}")

_LOOKS_SO: Final = re.compile(
    rf"{STATION_PATTERN}/+[0o]*(?=[ol]*[0-9])[0-9ol]{{4}}/+(?=[0o]*[1-9l])[0-9ol]+"
)
"""What is seen of one: a small l may be a one, an o a nought."""

_UNSEEN: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Mn", "Me", "Zs", "Zl", "Zp"})
"""Kinds of letters that take no place of their own, or an empty one."""

_FILLERS: Final = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters by their kind, of which nothing is seen."""

_ALIKE: Final = str.maketrans(
    "абвгԁезһіӏјкӄмнопрԛстуѵԝхѕϲαβγεηικνορτυχωıɑɡ∕⁄⧸╱⟋ノ〳−⁃",
    "a6brde3hiljkkmhonpqctyvwxscabyenikvoptuxwiag///////--",
)
"""Small letters of Cyrillic, Greek and Latin, and strokes, by what they look like."""


def is_reference(source: str) -> bool:
    """Say whether a source has the form of a telegram's reference."""
    return _REFERENCE.fullmatch(source) is not None


def looks_like_reference(source: str) -> bool:
    """Say whether a source is, or looks like, a telegram's reference.

    What is printed is looked at, not its bytes: `mоscow/1951/26044` has a Cyrillic о.
    """
    return _LOOKS_SO.fullmatch("".join(_seen(source))) is not None


def _seen(source: str) -> Iterator[str]:
    """Yield what a reader takes the letters of a source for."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", source).casefold())
    for letter in plain.translate(_ALIKE):
        kind = unicodedata.category(letter)
        if kind in _UNSEEN or letter in _FILLERS:
            continue
        if kind == "Pd":
            yield "-"
        elif kind == "Nd":
            yield str(unicodedata.decimal(letter))
        else:
            yield letter


def carried_in(record: Record) -> Record:
    """Return a record as it is entered: what looks like a reference says whence it is."""
    if not looks_like_reference(record.source):
        return record
    return replace(record, source=f"{ELSEWHERE}{record.source}")


def telegram_of(source: str) -> str:
    """Return the reference of the telegram that a record carried in is of; empty: of none."""
    named = source.removeprefix(ELSEWHERE)
    return named if named != source and is_reference(named) else ""
