"""A record as its page shows it: paragraphs side by side, what editors say at its place, marks.

Rule 1: every line of a record is on its page: what no part below takes stands in `unparsed`.
Rule 2: an editor's words are shown apart from the text, and read as what they are.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from depesha.archive.holdings import is_one_copy
from depesha.archive.json_lines import record_of
from depesha.archive.record import (
    Annotation,
    AnnotationKind,
    Copy,
    Holding,
    Record,
    Segment,
    Text,
    TextKind,
)

AT_PLACE: Final = {
    AnnotationKind.GLOSS: "gloss",
    AnnotationKind.JOINED: "joined",
    AnnotationKind.PAGE: "joined",
}
"""What is shown within the text; the others are notes beneath it."""

_TAKEN_OUT: Final = re.compile(r"\[… ([^\]]{1,60})\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a paragraph: `text`, `gloss`, `joined`, `cover`, `note` (a number), `redacted`."""

    kind: str
    text: str
    title: str = ""


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
    other: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A text of a record: its place, and what tells it from the others."""

    place: int
    kind: str
    language: str
    author: str
    date: str
    version: int
    segments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parallel:
    """Two texts of a record beside each other.

    Attributes:
        original: which of its texts is read; None: it has none.
        other: what stands beside; None: nothing does.
    """

    original: Written | None
    other: Written | None
    rows: tuple[Row, ...]
    notes: tuple[Note, ...]
    repeated: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A holding, its leaves, and the archives whose holdings look like the same copy."""

    holding: Holding
    leaves: str
    same_as: tuple[str, ...]


def content_of(found: Mapping[str, Any]) -> Record:
    """Return the record that the station told."""
    return record_of(found["content"])


def written_of(record: Record) -> tuple[Written, ...]:
    """Return the texts of a record, in its order."""
    return tuple(_written(place, one) for place, one in enumerate(record.telegram.texts))


def _written(place: int, text: Text) -> Written:
    return Written(
        place=place,
        kind=text.kind.name,
        language=text.language,
        author=text.author,
        date=text.date.text if text.date else "",
        version=text.version,
        segments=len(text.segments),
    )


def parallel_of(
    record: Record, chosen: int | None = None, *, is_released: bool = False
) -> Parallel:
    """Return the original and a text beside it, paragraph by paragraph.

    Args:
        record: what is shown.
        chosen: the place of the text beside; where there is no such, the first translation.
        is_released: words were taken out of it, and it says where.
    """
    texts = record.telegram.texts
    read = _place(texts, TextKind.NORMALISED, TextKind.TRANSCRIPTION)
    beside = [place for place, one in enumerate(texts) if _is_beside(one, place, read)]
    other = chosen if chosen in beside else _place(texts, TextKind.TRANSLATION)
    notes: list[Note] = []
    left = _paragraphs(texts, read, notes, is_released=is_released)
    right = _paragraphs(texts, other, notes, is_released=is_released)
    sheets = {one.key: one.sheet for one in texts[read].segments} if read is not None else {}
    return Parallel(
        original=None if read is None else _written(read, texts[read]),
        other=None if other is None else _written(other, texts[other]),
        rows=tuple(
            Row(
                key=key,
                sheet=sheets.get(key, 0),
                original=left.get(key, ()),
                other=right.get(key, ()),
            )
            for key in [*left, *(key for key in right if key not in left)]
        ),
        notes=tuple(notes),
        repeated=texts[other].repeated if other is not None else (),
    )


def _is_beside(text: Text, place: int, read: int | None) -> bool:
    return place != read and text.kind in (TextKind.TRANSLATION, TextKind.TRANSCRIPTION)


def _place(texts: Sequence[Text], *kinds: TextKind) -> int | None:
    for kind in kinds:
        for place, one in enumerate(texts):
            if one.kind is kind:
                return place
    return None


def _paragraphs(
    texts: Sequence[Text], place: int | None, notes: list[Note], *, is_released: bool
) -> dict[str, tuple[Piece, ...]]:
    if place is None:
        return {}
    text, found = texts[place], dict[str, tuple[Piece, ...]]()
    for at, segment in enumerate(text.segments):
        here = [one for one in text.annotations if one.segment == at]
        key = segment.key if segment.key not in found else f"{segment.key}/{at}"
        pieces = _pieces(segment, here, notes)
        found[key] = tuple(_marked(pieces) if is_released else pieces)
    return found


def _pieces(
    segment: Segment, annotations: Sequence[Annotation], notes: list[Note]
) -> Iterator[Piece]:
    """Yield the pieces of a paragraph; notes are numbered as they come."""
    at = 0
    for one in sorted(annotations, key=lambda one: _end(one, segment)):
        start, end = max(at, min(one.start, len(segment.text))), max(at, _end(one, segment))
        if one.kind is AnnotationKind.COVER:
            yield from _text(segment.text[at:start])
            yield Piece(kind="cover", text=segment.text[start:end], title=one.body)
            at = end
            continue
        yield from _text(segment.text[at:end])
        at = end
        if one.kind in AT_PLACE:
            yield Piece(kind=AT_PLACE[one.kind], text=one.body)
        else:
            about = segment.text[one.start : one.end]
            note = Note(number=len(notes) + 1, kind=one.kind.name, text=one.body, about=about)
            notes.append(note)
            yield Piece(kind="note", text=str(note.number))
    yield from _text(segment.text[at:])


def _end(one: Annotation, segment: Segment) -> int:
    """Return behind which letter an annotation stands; a note of no place behind the paragraph."""
    nowhere = one.end == 0 and one.kind is AnnotationKind.NOTE
    return len(segment.text) if nowhere else min(one.end, len(segment.text))


def _text(text: str) -> Iterator[Piece]:
    if text:
        yield Piece(kind="text", text=text)


def _marked(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Yield the pieces of what is public: apart what says that words were taken out."""
    for one in pieces:
        if one.kind != "text":
            yield one
            continue
        for place, part in enumerate(_TAKEN_OUT.split(one.text)):
            if part:
                yield Piece(kind="redacted" if place % 2 else "text", text=part)


# -- the other parts ------------------------------------------------------------------------------


def marks_by_sheet(copy: Copy) -> list[tuple[int, list[tuple[str, list[str]]]]]:
    """Return the marks on each sheet of a copy, by their kind."""
    by_sheet = sorted(copy.marks, key=lambda one: (one.sheet, one.kind))
    return [
        (
            sheet,
            [
                (kind.name, [mark.text for mark in marks])
                for kind, marks in groupby(on_it, key=lambda one: one.kind)
            ],
        )
        for sheet, on_it in groupby(by_sheet, key=lambda one: one.sheet)
    ]


def held_of(record: Record) -> list[Held]:
    """Return every holding, with those that look like one copy with it."""
    return [
        Held(
            holding=one,
            leaves=_leaves(one),
            same_as=tuple(other.archive for other in record.holdings if is_one_copy(one, other)),
        )
        for one in record.holdings
    ]


def _leaves(holding: Holding) -> str:
    if holding.last_leaf > holding.first_leaf:
        return f"{holding.first_leaf}–{holding.last_leaf}"
    return str(holding.first_leaf or "")


def snippet(found: str, begins: str, ends: str) -> list[tuple[bool, str]]:
    """Return the parts of a snippet: whether it was found, and its words."""
    parts: list[tuple[bool, str]] = []
    for at, piece in enumerate(found.split(begins)):
        hit, end, rest = piece.partition(ends) if at else ("", "", piece)
        parts += [(True, hit)] * bool(end and hit)
        parts += [(False, rest if end or not at else hit)]
    return [one for one in parts if one[1]]
