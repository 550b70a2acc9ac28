"""A record as its page shows it: paragraphs side by side, what editors say at its place, the form.

Rule 1: every line of a record is on its page: what no part below takes stands in `unparsed`.
Rule 2: an editor's words are shown apart from the text, and read as what they are.
Rule 3: where words were taken out, the page says by which code; a text that only looks so does not.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from depesha.archive.record import (
    Annotation,
    AnnotationKind,
    Copy,
    Holding,
    Mark,
    MarkKind,
    Record,
    Segment,
    Text,
    TextKind,
)
from depesha.archive.redaction import taken_out

AT_PLACE: Final = {
    AnnotationKind.GLOSS: "gloss",
    AnnotationKind.JOINED: "joined",
    AnnotationKind.PAGE: "page",
}
"""What is shown within the text; the others are notes beneath it."""

FORM_LANGUAGE: Final = "ru"
"""The blank with its printed words is known in this language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a paragraph: `text`, `gloss`, `joined`, `page`, `note` (a number), `redacted`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note beneath a text."""

    number: int
    kind: str
    text: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A paragraph in both languages; an empty side: it has none."""

    key: str
    sheet: int
    original: tuple[Piece, ...]
    translation: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parallel:
    """The text of a record, as it is read."""

    language: str
    translated: str
    rows: tuple[Row, ...]
    notes: tuple[Note, ...]
    repeated: tuple[str, ...]


def parallel_of(record: Record, codes: Collection[str]) -> Parallel:
    """Return original and translation, paragraph by paragraph.

    Args:
        record: what is public of it.
        codes: those by which words were taken out.
    """
    texts = {one.kind: one for one in record.telegram.texts}
    read = texts.get(TextKind.NORMALISED) or texts.get(TextKind.TRANSCRIPTION)
    other = texts.get(TextKind.TRANSLATION)
    notes: list[Note] = []
    left = _paragraphs(read, codes, notes)
    right = _paragraphs(other, codes, notes)
    keys = [*left, *(key for key in right if key not in left)]
    sheets = {one.key: one.sheet for one in read.segments} if read else {}
    rows = tuple(
        Row(
            key=key,
            sheet=sheets.get(key, 0),
            original=left.get(key, ()),
            translation=right.get(key, ()),
        )
        for key in keys
    )
    return Parallel(
        language=read.language if read else "",
        translated=other.language if other else "",
        rows=rows,
        notes=tuple(notes),
        repeated=other.repeated if other else (),
    )


def _paragraphs(
    text: Text | None, codes: Collection[str], notes: list[Note]
) -> dict[str, tuple[Piece, ...]]:
    if text is None:
        return {}
    found: dict[str, tuple[Piece, ...]] = {}
    for place, segment in enumerate(text.segments):
        here = [one for one in text.annotations if one.segment == place]
        key = segment.key if segment.key not in found else f"{segment.key}/{place}"
        found[key] = tuple(_pieces(segment, here, codes, notes))
    return found


def _pieces(
    segment: Segment, annotations: Sequence[Annotation], codes: Collection[str], notes: list[Note]
) -> Iterator[Piece]:
    """Yield the pieces of a paragraph; notes are numbered as they come."""
    at = 0
    for one in sorted(annotations, key=lambda one: _end(one, segment)):
        end = max(at, _end(one, segment))
        yield from _words(segment.text[at:end], codes)
        at = end
        if one.kind in AT_PLACE:
            yield Piece(kind=AT_PLACE[one.kind], text=one.body)
        else:
            about = segment.text[one.start : one.end]
            note = Note(number=len(notes) + 1, kind=one.kind.name, text=one.body, about=about)
            notes.append(note)
            yield Piece(kind="note", text=str(note.number))
    yield from _words(segment.text[at:], codes)


def _end(one: Annotation, segment: Segment) -> int:
    """Return behind which letter an annotation stands; a note of no place behind the paragraph."""
    nowhere = one.end == 0 and one.kind is AnnotationKind.NOTE
    return len(segment.text) if nowhere else min(one.end, len(segment.text))


def _words(text: str, codes: Collection[str]) -> Iterator[Piece]:
    """Yield words, and apart from them what says that some were taken out."""
    if not codes:
        parts = [text]
    else:
        known = "|".join(re.escape(taken_out(code)) for code in codes)
        parts = re.split(f"({known})", text)
    by_words = {taken_out(code): code for code in codes}
    for place, part in enumerate(parts):
        if place % 2:
            yield Piece(kind="redacted", text=by_words[part])
        elif part:
            yield Piece(kind="text", text=part)


# -- the form -------------------------------------------------------------------------------------


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
    sheets = tuple(_sheet(typed, copy, number, leaf) for number in range(1, copy.sheets + 1))
    return Form(
        copy=copy,
        sheets=sheets,
        events={event.kind.name: event.at.text for event in record.telegram.events},
        parties={one.role.name: one.text for one in reversed(record.telegram.parties)},
        has_blank=bool(record.telegram.form_code) and typed.language == FORM_LANGUAGE,
    )


def _sheet(typed: Text, copy: Copy, number: int, leaf: int) -> Sheet:
    marks = [one for one in copy.marks if one.sheet == number]

    def of(*kinds: MarkKind) -> tuple[Mark, ...]:
        return tuple(one for one in marks if one.kind in kinds)

    return Sheet(
        number=number,
        folio=leaf + number - 1 if leaf else 0,
        repeated=of(MarkKind.REPEATED, MarkKind.STRUCK),
        numbers=of(MarkKind.NUMBER),
        slots=of(MarkKind.FORM_SLOT),
        written=of(MarkKind.HANDWRITTEN),
        paragraphs=tuple(one.text for one in typed.segments if max(1, one.sheet) == number),
    )


# -- the other parts ------------------------------------------------------------------------------


def marks_by_sheet(copy: Copy) -> list[tuple[int, list[tuple[str, list[str]]]]]:
    """Return the marks on each sheet of a copy, by their kind."""
    return [
        (
            sheet,
            [
                (kind.name, [mark.text for mark in marks])
                for kind, marks in groupby(
                    sorted(on_it, key=lambda one: one.kind), key=lambda one: one.kind
                )
            ],
        )
        for sheet, on_it in groupby(
            sorted(copy.marks, key=lambda one: one.sheet), key=lambda one: one.sheet
        )
    ]


def leaves(holding: Holding) -> str:
    """Return the leaves of a holding: `44–45`."""
    if holding.last_leaf > holding.first_leaf:
        return f"{holding.first_leaf}–{holding.last_leaf}"
    return str(holding.first_leaf or "")


def as_lines(record: Record) -> Iterator[str]:
    """Yield a record as plain text: its heading, its texts, where it is held."""
    told = record.publication
    if told is not None:
        yield told.title
        yield told.summary
    telegram = record.telegram
    for event in telegram.events:
        yield event.at.text
    for party in telegram.parties:
        yield f"{party.role.name.lower()}: {party.text}"
    for text in telegram.texts:
        yield ""
        yield f"-- {text.kind.name.lower()} ({text.language})"
        for segment in text.segments:
            yield segment.text
            yield ""
    for holding in record.holdings:
        yield holding.as_cited
