"""Marks: what a card is filtered by, as words of the index that no person writes.

    ꙮy1951  ꙮm195111  ꙮd19511121  ꙮn26044  ꙮc4  ꙮl8213370146      of the year, month, day, number,
                                                               clearance, label of a card

A filter so costs what a further word does, however many cards have it. Spellings of one label are
one mark: СОВ. СЕКРЕТНО is Сов.секретно.

Rule 1: a mark ends in a figure, so that no stemmer takes anything off.
Rule 2: the clearance of a reader is asked by marks for speed, and looked at in the lines again.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

from depesha.archive.name_keys import keys_of_all
from depesha.policy.terms import spelled

MARK: Final = "ꙮ"
"""A letter that stands in no telegram: the multiocular O, of one psalter of 1429."""

_HASH_BYTES: Final = 5
_YEAR, _MONTH, _DAY = 4, 7, 10


class Facet(StrEnum):
    """What a card can be filtered by, and the letter of its mark."""

    YEAR = "y"
    MONTH = "m"
    DAY = "d"
    NUMBER = "n"
    CLASSIFICATION = "c"
    LABEL = "l"
    PRECEDENCE = "p"
    LANGUAGE = "g"
    PLACE = "w"
    SERIES = "s"
    KIND = "k"
    ARCHIVE = "a"
    THING = "t"
    COVER = "v"
    FILED = "f"


def mark(facet: Facet, value: str | int) -> str:
    """Return the mark of a value; a number as it is, words by their digest."""
    number = value if isinstance(value, int) else _digest(value)
    return f"{MARK}{facet.value}{number}"


FILED: Final = mark(Facet.FILED, 1)
"""Of a record whose telegram was filed here: what finds telegrams finds it too."""

COVERS_MARKED: Final = mark(Facet.COVER, 0)
"""Of a card whose cover names an editor marked: of those he did not mark none counts."""


def cover_marks(names: Iterable[str]) -> tuple[str, ...]:
    """Return the marks of cover names, by whichever of their keys they are known."""
    return tuple(sorted({mark(Facet.COVER, _key_number(key)) for key in keys_of_all(names)}))


def _key_number(key: str) -> int:
    return int.from_bytes(sha256(key.encode()).digest()[:_HASH_BYTES]) or 1


def _digest(words: str) -> int:
    return int.from_bytes(sha256(spelled(words).encode()).digest()[:_HASH_BYTES])


def marks_of_time(sent: str) -> tuple[str, ...]:
    """Return the marks of a date, as far as it is known."""
    facets = ((Facet.YEAR, _YEAR), (Facet.MONTH, _MONTH), (Facet.DAY, _DAY))
    day = sent[:_DAY]
    return tuple(
        mark(facet, int(day[:letters].replace("-", "")))
        for facet, letters in facets
        if len(day) >= letters
    )


def marks_between(since: date, until: date) -> tuple[str, ...]:
    """Return marks of which a card has one if it was sent within these days, both included.

    Whole years and months are one mark each. A card of which the month alone is known is within a
    time only if all of the month is.
    """
    return tuple(_between(since, until))


def _between(since: date, until: date) -> Iterator[str]:
    day = since
    while day <= until:
        end_of_year = date(day.year, 12, 31)
        end_of_month = date(day.year, day.month, monthrange(day.year, day.month)[1])
        if (day.month, day.day) == (1, 1) and end_of_year <= until:
            yield mark(Facet.YEAR, day.year)
            last = end_of_year
        elif day.day == 1 and end_of_month <= until:
            yield mark(Facet.MONTH, day.year * 100 + day.month)
            last = end_of_month
        else:
            yield mark(Facet.DAY, day.year * 10_000 + day.month * 100 + day.day)
            last = day
        if last == date.max:
            return
        day = last + timedelta(days=1)
