"""The words of a field that is kept back, taken out wherever else they stand.

    party 2 (РАЗУВАЕВУ) is kept back   "товарищу Разуваеву" → "товарищу [… 3.3(b)(1)]"

Rule 1: words are found as whole words, in capitals or small letters, set off by blanks or not
    (`sought`). A time of whose words any are taken out is not known either.
Rule 2: a word or number of fewer than `MIN_SIGNS` signs is not swept: it stands everywhere.
Rule 3: a note at a paragraph that was changed goes, for it is placed by letters.
Rule 4: letters of a text are looked for in the fields of a telegram of today alone: in the text,
    where a name can stand many times, only what is named goes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import IntEnum
from typing import Any, Final

from depesha.archive.filed_parts import FIELDS, numbers_in, values_at
from depesha.archive.places import said_at
from depesha.archive.record import Moment, OtherNumber, Publication, Record, Text
from depesha.archive.redaction import FILED, SPANS, Part, Redaction, taken_out
from depesha.archive.sought import Sought, sought_of

MAX_LETTERS: Final = 500
"""Longer spans of a text stand in no field letter for letter."""

NOT_SWEPT: Final = frozenset({Part.NOTE, Part.TYPE, Part.FORM, Part.MADE})
"""An editor's note is about other words; `telegram`, a form's code and a count stand everywhere."""

BOUNDS: Final = {
    "form_code": 32,
    "message_type": 32,
    "sha256": 0,
    "fond": 64,
    "opis": 64,
    "delo": 64,
    "papka": 64,
    "series": 100,
}
"""Fields that are shorter than a line (`archive.form`): where the sign would not fit, they go."""

MAX_LINE: Final = 2_000
LONG: Final = frozenset({"text", "body", "citation", "summary"})

_CODED: Final = frozenset({"iso", "language", "key", "kind", "lost_from", "role"})
"""Fields that are no words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """What is looked for: of each value how it is found, by which code and authority it goes.

    Attributes:
        sought: words, of fields that are kept back.
        letters: words, of a text of which letters are.
        numbers: of this telegram, that are kept back.
        others: of other telegrams, that are.
    """

    sought: tuple[tuple[Sought, Redaction], ...]
    letters: tuple[tuple[Sought, Redaction], ...]
    numbers: frozenset[int]
    others: frozenset[int]

    @staticmethod
    def of(record: Record, redactions: Sequence[Redaction]) -> "Sweep":
        """Return what is kept back says."""
        fields = [one for one in redactions if one.part not in SPANS | NOT_SWEPT]
        spans = [one for one in redactions if one.part in SPANS]
        return Sweep(
            sought=tuple(_sought(record, fields)),
            letters=tuple(_sought(record, spans)),
            numbers=frozenset(
                int(text) for one in fields if one.part in OWN for text in _figures(record, one)
            ),
            others=frozenset(
                int(text)
                for one in fields
                if one.part in OF_OTHERS
                for text in _figures(record, one)
            ),
        )

    def places_in(self, text: Text | None) -> list[Redaction]:
        """Return where in a text the words stand, each a redaction of its own."""
        return [
            replace(one, part=Part.TEXT, of=0, segment=place, start=start, end=end)
            for place, segment in enumerate(text.segments if text else ())
            for words, one in self.sought
            for start, end in words.spans(segment.text)
        ]

    def clean(self, text: str) -> str:
        """Return words without those that are kept back."""
        for words, one in self.sought:
            text = words.taken_from(text, taken_out(one.code))
        return text

    def leaves(self, text: str) -> bool:
        """Say whether none of the words that are kept back stand there."""
        return not any(words.stand_in(text) for words, _ in self.sought)

    def by_letters(self) -> "Sweep":
        """Return what is looked for where neither field nor letters may be said again."""
        return replace(self, sought=(*self.sought, *self.letters))


OWN: Final = frozenset({Part.NUMBER, Part.SPECIAL, Part.SERIES})
OF_OTHERS: Final = frozenset({Part.REFERENCE, Part.QUOTATION, Part.QUOTED})


def _sought(record: Record, redactions: Sequence[Redaction]) -> Iterator[tuple[Sought, Redaction]]:
    for one in redactions:
        for value in _values(record, one):
            words = sought_of(value)
            if words is not None:
                yield words, one


def _values(record: Record, one: Redaction) -> Sequence[str]:
    if one.part in FILED:
        return values_at(record, one)
    said = said_at(record, one) or ""
    if one.part in SPANS:
        said = said[one.start : one.end or None]
        return [said] if len(said) <= MAX_LETTERS else []
    return [said]


def _figures(record: Record, one: Redaction) -> Iterator[str]:
    """Yield the numbers that a place says, each as its figures."""
    for value in _values(record, one):
        yield from (text for text in numbers_in(value) if text.isascii() and text.isdecimal())


def swept(record: Record, sweep: Sweep) -> Record:
    """Return a record without the words wherever they stand; a source with them goes whole."""
    if not (sweep.sought or sweep.letters or sweep.numbers or sweep.others):
        return record
    for words, one in sweep.sought:
        if words.stand_in(record.source):
            record = replace(record, source=taken_out(one.code))
    made: Record = _clean(record, sweep)
    telegram, letters = made.telegram, sweep.by_letters()
    numbers = tuple(_numbered(one, letters, sweep) for one in telegram.numbers)
    fields_of_today = {name: _clean(getattr(telegram, name), letters, name) for name in FIELDS}
    return replace(
        made,
        telegram=replace(
            telegram,
            outgoing_number=_kept(telegram.outgoing_number, sweep.numbers),
            special_number=_kept(telegram.special_number, sweep.numbers),
            **{**fields_of_today, "numbers": numbers},
        ),
    )


def _kept(number: int, gone: frozenset[int]) -> int:
    return 0 if number in gone else number


def _numbered(one: OtherNumber, letters: Sweep, sweep: Sweep) -> OtherNumber:
    said = str(one.number)
    return OtherNumber(
        series=_clean(one.series, letters, "series"),
        number=_kept(one.number, sweep.numbers | sweep.others)
        if letters.clean(said) == said
        else 0,
    )


def _clean(value: Any, sweep: Sweep, name: str = "") -> Any:  # noqa: ANN401  # whatever it holds
    if isinstance(value, Text):
        return _clean_text(value, sweep)
    if isinstance(value, Moment):
        said = sweep.clean(value.text)
        return value if said == value.text else Moment(text=_fitting(value.text, said, name))
    if isinstance(value, Publication) and not sweep.leaves(value.permalink):
        value = replace(value, permalink="")
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            one.name: _clean(getattr(value, one.name), sweep, one.name)
            for one in fields(value)
            if one.name not in _CODED
        }
        return replace(value, **changed)
    if isinstance(value, tuple):
        return tuple(_clean(one, sweep, name) for one in value)
    return _fitting(value, sweep.clean(value), name) if isinstance(value, str) else value


def _fitting(before: str, after: str, name: str) -> str:
    """Return a field as it was swept, if there is room for the sign that stands for its words."""
    has_room = name in LONG or len(after) <= BOUNDS.get(name, MAX_LINE)
    return after if after == before or has_room else ""


def _clean_text(text: Text, sweep: Sweep) -> Text:
    segments = tuple(replace(one, text=sweep.clean(one.text)) for one in text.segments)
    same = [
        one is other or one == other for one, other in zip(segments, text.segments, strict=True)
    ]
    notes = tuple(one for one in text.annotations if one.segment < len(same) and same[one.segment])
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
