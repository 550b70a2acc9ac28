"""A record as its page in the reading room shows it: the form as it was typed; and as plain text.

Rule 1: every line of a record is on its page: what no part takes stands in `unparsed`.
Rule 2: its texts are laid out as everywhere (`archive.side_by_side`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from depesha.archive.record import (
    Copy,
    Happening,
    Mark,
    MarkKind,
    Party,
    Record,
    Segment,
    TextKind,
)

OnSheet = TypeVar("OnSheet", Segment, Mark)

FORM_LANGUAGE: Final = "ru"
"""The blank with its printed words is known in this language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of the copy at hand.

    Attributes:
        folio: its leaf in the file, as the holding of the copy numbers it; 0: not known.
        repeated, numbers, slots, written: marks on it.
        paragraphs: as they were typed.
    """

    number: int
    folio: int
    repeated: tuple[Mark, ...]
    numbers: tuple[Mark, ...]
    slots: tuple[Mark, ...]
    written: tuple[Mark, ...]
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A telegram on its blank, as it was typed."""

    copy: Copy
    sheets: tuple[Sheet, ...]
    events: dict[str, str]
    parties: dict[str, str]
    has_blank: bool


def form_of(record: Record) -> Form | None:
    """Return the telegram as it was typed, sheet by sheet; None: its letters are not there."""
    texts = {one.kind: one for one in record.telegram.texts}
    typed = texts.get(TextKind.TRANSCRIPTION)
    at_hand = [one for one in record.copies if one.sheets]
    if typed is None or not at_hand:
        return None
    copy = at_hand[0]
    leaf = next((one.first_leaf for one in record.holdings if one.first_leaf), 0)
    words, marks = _by_sheet(typed.segments, 1), _by_sheet(copy.marks, 0)
    sheets = tuple(
        _sheet(words.get(number, ()), marks.get(number, ()), number, leaf)
        for number in range(1, copy.sheets + 1)
    )
    times = {event.kind.name: event.at.text for event in record.telegram.events}
    names = {one.role.name: one.text for one in reversed(record.telegram.parties)}
    return Form(
        copy=copy,
        sheets=sheets,
        events=dict.fromkeys(Happening.__members__, "") | times,
        parties=dict.fromkeys(Party.__members__, "") | names,
        has_blank=bool(record.telegram.form_code) and typed.language == FORM_LANGUAGE,
    )


def _by_sheet(items: Iterable[OnSheet], first: int) -> dict[int, list[OnSheet]]:
    """Return what stands on each sheet; what is said to stand on none stands on `first`."""
    found: dict[int, list[OnSheet]] = {}
    for one in items:
        found.setdefault(max(first, one.sheet), []).append(one)
    return found


def _sheet(words: Sequence[Segment], marks: Sequence[Mark], number: int, leaf: int) -> Sheet:
    def of(*kinds: MarkKind) -> tuple[Mark, ...]:
        return tuple(one for one in marks if one.kind in kinds)

    return Sheet(
        number=number,
        folio=leaf + number - 1 if leaf else 0,
        repeated=of(MarkKind.REPEATED, MarkKind.STRUCK),
        numbers=of(MarkKind.NUMBER),
        slots=of(MarkKind.FORM_SLOT),
        written=of(MarkKind.HANDWRITTEN),
        paragraphs=tuple(one.text for one in words),
    )


def as_lines(record: Record) -> Iterator[str]:
    """Yield a record as plain text: its heading and form, its texts, its copies."""
    yield from filter(None, _head(record))
    for text in record.telegram.texts:
        author = f", {text.author}" if text.author else ""
        yield ""
        yield f"-- {text.kind.name.lower()} ({text.language}{author})"
        for segment in text.segments:
            yield segment.text
            yield ""
    for copy in record.copies:
        yield f"copy {copy.number}: {copy.holder_text}".rstrip(": ")
        for mark in copy.marks:
            yield f"  sheet {mark.sheet}, {mark.kind.name.lower().replace('_', ' ')}: {mark.text}"
    for holding in record.holdings:
        yield f"held at: {holding.as_cited}"


def _head(record: Record) -> Iterator[str]:
    """Yield what stands above the texts; what is not known is an empty line."""
    told, telegram = record.publication, record.telegram
    if told is not None:
        yield from (told.title, told.summary, told.citation, told.permalink)
    yield f"source: {record.source}"
    yield f"type: {telegram.document_type}" if telegram.document_type else ""
    yield f"number: {telegram.outgoing_number}" if telegram.outgoing_number else ""
    yield f"special number: {telegram.special_number}" if telegram.special_number else ""
    yield f"form: {telegram.form_code}" if telegram.form_code else ""
    yield f"classification: {telegram.classification_text}" if telegram.classification_text else ""
    yield from (f"caveat: {one}" for one in telegram.caveats)
    yield f"precedence: {telegram.precedence_text}" if telegram.precedence_text else ""
    yield from (f"caption: {one}" for one in telegram.captions)
    yield from (f"{one.kind.name.lower()}: {one.at.text}" for one in telegram.events)
    yield from (f"{one.role.name.lower()}: {one.text}" for one in telegram.parties)
    yield from (f"asks: {one.text}" for one in telegram.obligations)
    yield f"copies typed: {telegram.copies_made}" if telegram.copies_made else ""
