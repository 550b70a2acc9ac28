"""The words of a field that is kept back, taken out wherever else they stand.

    party 2 (РАЗУВАЕВУ) is kept back   "товарищу Разуваеву" → "товарищу [… 3.3(b)(1)]"

Rule 1: words are found as whole words, in capitals or small letters, set off by blanks or not.
Rule 2: a word or number of fewer than `MIN_SIGNS` signs is not swept: it stands everywhere.
Rule 3: a note at a paragraph that was changed goes, for it is placed by letters.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import IntEnum
from typing import Any, Final

from depesha.archive.places import said_at
from depesha.archive.record import Record, Text
from depesha.archive.redaction import Part, Redaction, taken_out

MIN_SIGNS: Final = 3
MAX_SET_OFF: Final = 200
"""Longer words are no name that a typist set off by blanks."""

NOT_SWEPT: Final = frozenset({Part.NOTE, Part.TYPE, Part.FORM, Part.MADE})
"""An editor's note is about other words; `telegram`, a form's code and a count stand everywhere."""

_CODED: Final = frozenset({"iso", "language", "key", "kind", "lost_from", "role"})
"""Fields that are no words."""

_SIGNS: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """What is looked for: of each value how it is found, by which code and authority it goes."""

    sought: tuple[tuple[re.Pattern[str], Redaction], ...]
    numbers: frozenset[int]

    @staticmethod
    def of(record: Record, redactions: Sequence[Redaction]) -> "Sweep":
        """Return what the fields that are kept back say."""
        wanted = [one for one in redactions if one.part not in NOT_SWEPT]
        said = [(_pattern(said_at(record, one) or ""), one) for one in wanted]
        numbers = (Part.NUMBER, Part.SPECIAL)
        return Sweep(
            sought=tuple((pattern, one) for pattern, one in said if pattern is not None),
            numbers=frozenset(
                int(said_at(record, one) or 0) for one in redactions if one.part in numbers
            ),
        )

    def places_in(self, text: Text | None) -> list[Redaction]:
        """Return where in a text the words stand, each a redaction of its own."""
        return [
            replace(one, part=Part.TEXT, of=0, segment=place, start=found.start(), end=found.end())
            for place, segment in enumerate(text.segments if text else ())
            for pattern, one in self.sought
            for found in pattern.finditer(segment.text)
        ]

    def clean(self, text: str) -> str:
        """Return words without those that are kept back."""
        for pattern, one in self.sought:
            text = pattern.sub(taken_out(one.code).replace("\\", r"\\"), text)
        return text


def swept(record: Record, sweep: Sweep) -> Record:
    """Return a record without the words wherever they stand; a source with them goes whole."""
    if not (sweep.sought or sweep.numbers):
        return record
    for pattern, one in sweep.sought:
        if pattern.search(record.source):
            record = replace(record, source=taken_out(one.code))
    made: Record = _clean(record, sweep)
    telegram = made.telegram
    if telegram.outgoing_number in sweep.numbers:
        telegram = replace(telegram, outgoing_number=0)
    if telegram.special_number in sweep.numbers:
        telegram = replace(telegram, special_number=0)
    return replace(made, telegram=telegram)


def _pattern(value: str) -> re.Pattern[str] | None:
    words = _SIGNS.findall(value)
    if sum(map(len, words)) < MIN_SIGNS:
        return None
    glue = r"\s?" if len(value) <= MAX_SET_OFF else ""
    said = (glue.join(map(_letter, word)) for word in words)
    apart = r"[\W_]{1,8}".join(said)
    return re.compile(rf"(?<!\w){apart}(?!\w)", re.IGNORECASE)


def _letter(letter: str) -> str:
    return "[её]" if letter in "еёЕЁ" else re.escape(letter)


def _clean(value: Any, sweep: Sweep) -> Any:  # noqa: ANN401  # walks whatever a record holds
    if isinstance(value, Text):
        return _clean_text(value, sweep)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            one.name: _clean(getattr(value, one.name), sweep)
            for one in fields(value)
            if one.name not in _CODED
        }
        return replace(value, **changed)
    if isinstance(value, tuple):
        return tuple(_clean(one, sweep) for one in value)
    return sweep.clean(value) if isinstance(value, str) else value


def _clean_text(text: Text, sweep: Sweep) -> Text:
    segments = tuple(replace(one, text=sweep.clean(one.text)) for one in text.segments)
    same = [
        one is other or one == other for one, other in zip(segments, text.segments, strict=True)
    ]
    notes = tuple(one for one in text.annotations if same[one.segment])
    return replace(
        text,
        segments=segments,
        annotations=tuple(replace(one, body=sweep.clean(one.body)) for one in notes),
        author=sweep.clean(text.author),
        date=_clean(text.date, sweep),
    )


def words_in(value: Any, name: str = "") -> Iterator[str]:  # noqa: ANN401  # as above
    """Yield every word that a record says in any of its fields."""
    if name in _CODED or isinstance(value, IntEnum):
        return
    if is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from words_in(getattr(value, one.name), one.name)
    elif isinstance(value, tuple):
        for one in value:
            yield from words_in(one, name)
    elif isinstance(value, str):
        yield value
