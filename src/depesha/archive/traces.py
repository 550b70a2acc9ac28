"""What of a record still looks like what is kept back of it: told to whoever decides.

    party 2 (РАЗУВАЕВУ)    title: "…, Gromyko to Razuvayev"     the name in another script
    event 1 (21.XI.51)     published: 21 November               the same day elsewhere

Rule 1: names by their key in every case and both scripts, numbers by their figures. It is a help,
    not a proof: what says the same in other words no program finds.
Rule 2: a trace of a field has to be looked at before the decision is made, and one that stands in
    a field of a telegram of today; of words in the text, where a name can stand many times, it is
    told with the decision.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from depesha.archive.filed_parts import item_at, numbers_in, spoken_in, values_at
from depesha.archive.places import Place, places_of, said_at
from depesha.archive.record import Moment, Record
from depesha.archive.redaction import FILED, SPANS, Part, Redaction, spelled
from depesha.archive.spelling import key_of

MIN_LETTERS: Final = 4
MIN_FIGURES: Final = 3
MAX_TRACES: Final = 50

NAMES: Final = frozenset(
    {Part.PARTY, Part.COPY, Part.MARK, Part.AUTHOR, Part.ATTACHMENT, Part.FORMMARK, Part.COVER}
)
NUMBERS: Final = frozenset({Part.NUMBER, Part.SPECIAL, Part.SERIES})
QUOTES: Final = frozenset({Part.QUOTATION, Part.QUOTED})
LINES: Final = frozenset({Part.SUBJECT, Part.REMARK})
"""Of a sentence the names and numbers are looked for: its other words stand everywhere."""

_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One place that looks like what is kept back.

    Attributes:
        kept_back: the redaction's place, as a person says it.
        stands_in: where something like it still stands.
        is_of_field: it has to be looked at before the decision.
    """

    kept_back: str
    stands_in: str
    is_of_field: bool


def traces(record: Record, redactions: Sequence[Redaction], made: Record) -> tuple[Trace, ...]:
    """Return what in a record that is made public still looks like what was kept back."""
    there = [
        (place, frozenset(_weighty(place.text, 1, capitals=True))) for place in places_of(made)
    ]
    found = [
        Trace(
            kept_back=spelled(one),
            stands_in=place.spelled,
            is_of_field=one.part not in SPANS or place.part in FILED,
        )
        for one in redactions
        for place in _like(record, one, made, there)
    ]
    return tuple(dict.fromkeys(found))[:MAX_TRACES]


def _like(
    record: Record,
    one: Redaction,
    made: Record,
    there: Sequence[tuple[Place, frozenset[str]]],
) -> Iterator[Place]:
    if one.part is Part.EVENT:
        yield from _same_day(record.telegram.events[one.segment].at, made)
        return
    if one.part in QUOTES or one.part is Part.REFERENCE:
        date: Moment | None = item_at(record, one).date
        if date is not None:
            yield from _same_day(date, made)
    sought = set(_sought(record, one))
    yield from (place for place, words in there if words & sought)


def _sought(record: Record, one: Redaction) -> Iterator[str]:
    """Yield what of a place is looked for."""
    said = said_at(record, one) or ""
    if one.part in SPANS:
        yield from _weighty(said[one.start : one.end or None], MIN_FIGURES, capitals=True)
    elif one.part in NUMBERS:
        yield from _weighty(said, 1)
    elif one.part in NAMES:
        yield from _weighty(said, MIN_FIGURES)
    elif one.part in LINES:
        yield from _weighty(said, MIN_FIGURES, capitals=True)
    elif one.part is Part.REFERENCE:
        number, *figures, words = values_at(record, one)
        yield from chain(*(_weighty(each, 1) for each in figures or [number]))
        yield from _weighty(words, MIN_FIGURES, capitals=True)
    elif one.part in QUOTES:
        quoted = item_at(record, one)
        names = (quoted.author, *quoted.addressees)
        yield from chain(*(_weighty(each, MIN_FIGURES) for each in names))
        yield from chain(*(_weighty(each, 1) for each in numbers_in(quoted.number)[1:]))
        if one.part is Part.QUOTATION:
            for each in spoken_in(record, quoted):
                yield from _weighty(each, MIN_FIGURES, capitals=True)


def _weighty(text: str, figures: int, *, capitals: bool = False) -> Iterator[str]:
    """Yield the keys of names and the figures of numbers that a text has."""
    for word in _WORD.findall(text):
        if word.isdigit():
            if len(word) >= figures:
                yield word
        elif len(word) >= MIN_LETTERS and (word[0].isupper() or not capitals):
            yield key_of(word.lower()) or word.lower()


def _same_day(at: Moment, made: Record) -> Iterator[Place]:
    day = at.iso.partition("T")[0]
    if not day:
        return
    for part, number, when in _dated(made):
        if when is not None and when.iso.startswith(day):
            yield Place(part=part, text="", segment=number)


def _dated(made: Record) -> Iterator[tuple[Part, int, Moment | None]]:
    """Yield every time that a record has, with its place."""
    telegram = made.telegram
    yield from ((Part.EVENT, at, one.at) for at, one in enumerate(telegram.events))
    yield from ((Part.REFERENCE, at, one.date) for at, one in enumerate(telegram.references))
    yield from ((Part.QUOTED, at, one.date) for at, one in enumerate(telegram.quotations))
    yield from ((Part.AUTHOR, at, one.date) for at, one in enumerate(telegram.texts))
    for at, one in enumerate(made.holdings):
        yield from ((Part.HOLDING, at, when) for when in (one.since, one.until))
    yield Part.PUBLISHED, 0, made.publication.date if made.publication else None
