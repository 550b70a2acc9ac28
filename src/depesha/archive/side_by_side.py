"""A record laid out to be read: paragraphs side by side, what editors say at its place, marks.

Rule 1: an editor's words are apart from the text, and read as what they are.
Rule 2: where words were taken out, the layout says by which code; a text that only looks so does
    not.
Rule 3: it is shown the same wherever it is read, at the desk and in the reading room.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a paragraph.

    Attributes:
        kind: `text`, `gloss`, `joined`, `page`, `cover`, `note` (a number), `redacted` (a code).
        title: of a cover name, as what it is registered.
    """

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
    lost_from: str = ""
    """The paragraph of which it said something, until its words were emptied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A paragraph of two texts; an empty side: it has none."""

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


def parallel_of(record: Record, codes: Collection[str] = (), chosen: int | None = None) -> Parallel:
    """Return the original and a text beside it, paragraph by paragraph.

    Args:
        record: what is shown of it.
        codes: those by which words were taken out.
        chosen: the place of the text beside; where there is no such, the first translation.
    """
    texts = record.telegram.texts
    read = _place(texts, TextKind.NORMALISED, TextKind.TRANSCRIPTION)
    beside = [place for place, one in enumerate(texts) if _is_beside(one, place, read)]
    other = chosen if chosen in beside else _place(texts, TextKind.TRANSLATION)
    notes: list[Note] = []
    left = _paragraphs(texts, read, codes, notes)
    right = _paragraphs(texts, other, codes, notes)
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
    texts: Sequence[Text], place: int | None, codes: Collection[str], notes: list[Note]
) -> dict[str, tuple[Piece, ...]]:
    if place is None:
        return {}
    text, found = texts[place], dict[str, tuple[Piece, ...]]()
    for at, segment in enumerate(text.segments):
        here = [one for one in text.annotations if one.segment == at]
        key = segment.key if segment.key not in found else f"{segment.key}/{at}"
        found[key] = tuple(_pieces(segment, here, codes, notes))
    return found


def _pieces(
    segment: Segment, annotations: Sequence[Annotation], codes: Collection[str], notes: list[Note]
) -> Iterator[Piece]:
    """Yield the pieces of a paragraph; notes are numbered as they come."""
    at = 0
    for one in sorted(annotations, key=lambda one: _end(one, segment)):
        start, end = max(at, min(one.start, len(segment.text))), max(at, _end(one, segment))
        if one.kind is AnnotationKind.COVER and not one.lost_from:
            yield from _words(segment.text[at:start], codes)
            yield Piece(kind="cover", text=segment.text[start:end], title=one.body)
            at = end
            continue
        yield from _words(segment.text[at:end], codes)
        at = end
        if one.kind in AT_PLACE and not one.lost_from:
            yield Piece(kind=AT_PLACE[one.kind], text=one.body)
        else:
            about = segment.text[one.start : one.end]
            note = Note(
                number=len(notes) + 1,
                kind=one.kind.name,
                text=one.body,
                about=about,
                lost_from=one.lost_from,
            )
            notes.append(note)
            yield Piece(kind="note", text=str(note.number))
    yield from _words(segment.text[at:], codes)


def _end(one: Annotation, segment: Segment) -> int:
    """Return behind which letter an annotation stands; a note of no place behind the paragraph."""
    nowhere = one.end == 0 and (one.kind is AnnotationKind.NOTE or bool(one.lost_from))
    return len(segment.text) if nowhere else min(one.end, len(segment.text))


def _words(text: str, codes: Collection[str]) -> Iterator[Piece]:
    """Yield words, and apart from them what says that some were taken out."""
    by_words = {taken_out(code): code for code in codes}
    known = "|".join(map(re.escape, by_words))
    parts = re.split(f"({known})", text) if known else [text]
    for place, part in enumerate(parts):
        if place % 2:
            yield Piece(kind="redacted", text=by_words[part])
        elif part:
            yield Piece(kind="text", text=part)


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


def leaves(holding: Holding) -> str:
    """Return the leaves of a holding: `44–45`."""
    if holding.last_leaf > holding.first_leaf:
        return f"{holding.first_leaf}–{holding.last_leaf}"
    return str(holding.first_leaf or "")
