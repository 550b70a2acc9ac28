"""Another wording of a record: a translation, a summary, a correction of what is read.

Rule 1: what was typed (the transcription) stays letter for letter; a correction is of the
    normalised text, which is made from it where there is none.
Rule 2: a translation says what the original says, paragraph by paragraph: its segments have the
    original's keys. What is not translated yet has no segment, unless a key names several.
Rule 3: who made a wording, and in which language, tells it from the others of its kind; there can
    be several translations. Each saving is its next version.
Rule 4: what editors said of a place stays with its words; where these are gone it stands where
    they stood, but a name that stands there no longer is marked no longer.
Rule 5: nothing goes with a paragraph that is emptied: what was said there has lost its place, and
    stands at a neighbour until the record has that paragraph again. So it is with what the writer
    is not cleared for: nothing that he sees depends on whether there was any.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from depesha.archive.differing import Kept, kept
from depesha.archive.record import (
    Annotation,
    AnnotationKind,
    Moment,
    Record,
    Segment,
    Text,
    TextKind,
)
from depesha.archive.releasing import read_text
from depesha.errors import NotFound, Usage

MAX_AUTHOR: Final = 200
MAX_TEXTS: Final = 100
EDITED: Final = frozenset({TextKind.NORMALISED, TextKind.TRANSLATION, TextKind.SUMMARY})

_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", re.ASCII)
_OF_WORDS: Final = frozenset({AnnotationKind.COVER, AnnotationKind.PERSON})
"""Annotations that say what certain words are: without the words they say nothing."""

NOWHERE: Final = "-"
"""From where a note is lost whose paragraph nobody named."""

LEAST_ROOM: Final = 8
"""Letters by which a name may grow beyond twice its length before it is taken for other words."""

Name = tuple[str, int]
"""A paragraph's key, and how many paragraphs before it have the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph as it is worked on: what is read beside what is said for it."""

    key: str
    sheet: int
    original: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What somebody wrote.

    Attributes:
        text: the place in the record's texts of what it replaces; None: it is a new one.
        date: when it was made, as far as that is known; it is kept as its own text.
        segments: a paragraph each, in the order of `paragraphs`.
    """

    kind: TextKind
    language: str
    author: str
    date: str = ""
    text: int | None = None
    segments: tuple[str, ...]


# -- what is worked on ----------------------------------------------------------------------------


def paragraphs(record: Record, kind: TextKind, text: int | None) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a wording beside those of the original.

    Of a correction the original is what was typed; a summary has no original beside it.

    Raises:
        NotFound: the record has no such text.
        Usage: it has no text at all, or what was typed is to be edited.
    """
    said = _of_kind(record, kind, text)
    if kind is TextKind.SUMMARY:
        segments = said.segments if said else ()
        return tuple(
            Paragraph(key=one.key, sheet=0, original="", said=one.text) for one in segments
        )
    read = read_text(record)
    if kind is TextKind.NORMALISED:
        now = said or read
        return tuple(
            Paragraph(key=one.key, sheet=one.sheet, original=typed, said=one.text)
            for one, typed in zip(now.segments, _typed_for(record, now), strict=True)
        )
    original, translated = _named(read), _named(said)
    names = [*original, *(name for name in translated if name not in original)]
    return tuple(_beside(name, original.get(name), translated.get(name)) for name in names)


def _beside(name: Name, original: Segment | None, said: Segment | None) -> Paragraph:
    sheet = original.sheet if original else said.sheet if said else 0
    return Paragraph(
        key=name[0],
        sheet=sheet,
        original=original.text if original else "",
        said=said.text if said else "",
    )


def place_of(record: Record, kind: TextKind, language: str, author: str) -> int | None:
    """Return the place of a text by what tells it from the others; None: there is none.

    What is read is one text, whoever corrected it last.
    """
    for place, one in enumerate(record.telegram.texts):
        same = kind is TextKind.NORMALISED or (one.language, one.author) == (language, author)
        if one.kind is kind and same:
            return place
    return None


# -- the next version -----------------------------------------------------------------------------


def reworded(record: Record, wording: Wording) -> Record:
    """Return a record with what somebody wrote in it.

    Raises:
        NotFound: there is no such text to replace.
        Usage: it is not said who wrote it and in which language, its paragraphs are not those of
            the original, nothing is written or nothing is changed, or there is such a text.
    """
    _must_be_said(wording)
    base = _of_kind(record, wording.kind, wording.text)
    texts = list(record.telegram.texts)
    other = place_of(record, wording.kind, wording.language, wording.author)
    if other is not None and other != wording.text:
        msg = "there is such a text by that author in that language"
        raise Usage(msg, hint="go on with that one, or say another author")
    made = _made(record, wording, base)
    if base is not None and _said_by(made) == _said_by(base):
        msg = "nothing is changed"
        raise Usage(msg)
    if wording.text is None:
        if len(texts) >= MAX_TEXTS:
            msg = f"a record has at most {MAX_TEXTS} texts"
            raise Usage(msg)
        texts.append(made)
    else:
        texts[wording.text] = made
    return replace(record, telegram=replace(record.telegram, texts=tuple(texts)))


def _said_by(text: Text) -> Text:
    """Return what was written alone: notes that a writer cannot see decide nothing that he sees."""
    return replace(text, version=0, date=None, annotations=())


def lost(record: Record) -> int:
    """Return how many of the notes of a record have lost their places."""
    return sum(bool(one.lost_from) for text in record.telegram.texts for one in text.annotations)


def _must_be_said(wording: Wording) -> None:
    if wording.kind not in EDITED:
        msg = "what was typed stays as it was typed"
        raise Usage(msg, hint="correct the text as it is read")
    if not 1 <= len(wording.author.strip()) <= MAX_AUTHOR:
        msg = f"who wrote it is said in 1 to {MAX_AUTHOR} characters"
        raise Usage(msg, hint="name the author: --author WHO")
    if not _LANGUAGE.fullmatch(wording.language):
        msg = f"not a language: {wording.language[:20]!r}"
        raise Usage(msg, hint='as in "en", "ru", "zh-Hant"')
    if not any(one.strip() for one in wording.segments):
        msg = "nothing is written"
        raise Usage(msg)


def _made(record: Record, wording: Wording, base: Text | None) -> Text:
    """Return the text that a wording makes."""
    bare = Text(
        kind=wording.kind,
        language=wording.language,
        segments=(),
        repeated=base.repeated if base else (),
        author=wording.author.strip(),
        date=Moment(text=wording.date, iso=wording.date) if wording.date else None,
        version=(base.version if base else 0) + 1,
    )
    if wording.kind is TextKind.SUMMARY:
        return _summed_up(bare, wording, base)
    known = paragraphs(record, wording.kind, wording.text)
    if len(known) != len(wording.segments):
        msg = f"the original has {len(known)} paragraphs, and this has {len(wording.segments)}"
        raise Usage(msg, hint="an empty line parts paragraphs, and … alone stands for none")
    if wording.kind is TextKind.NORMALISED:
        base = base or read_text(record)
        bare = replace(bare, language=base.language)
    keys = {one.key for one in known}
    has_all = wording.kind is TextKind.NORMALISED or len(keys) < len(known)
    segments = tuple(
        Segment(key=one.key, text=said.strip(), sheet=one.sheet)
        for one, said in zip(known, wording.segments, strict=True)
        if said.strip() or has_all
    )
    notes = tuple(_moved(base, segments, _by_name(base, segments))) if base else ()
    return replace(bare, segments=segments, annotations=notes)


def _summed_up(bare: Text, wording: Wording, base: Text | None) -> Text:
    """Return a summary, its paragraphs counted anew; each stays the one at whose place it is."""
    said = [(place, one.strip()) for place, one in enumerate(wording.segments) if one.strip()]
    segments = tuple(Segment(key=f"s{at}", text=one) for at, (_, one) in enumerate(said, 1))
    became = {place: at for at, (place, _) in enumerate(said)}
    notes = tuple(_moved(base, segments, became)) if base else ()
    return replace(bare, segments=segments, annotations=notes)


# -- what editors said ----------------------------------------------------------------------------


def _by_name(base: Text, segments: Sequence[Segment]) -> Mapping[int, int]:
    """Return which paragraph became which, by their keys."""
    new = {name: place for place, name in enumerate(_names(segments))}
    return {at: new[name] for at, name in enumerate(_names(base.segments)) if name in new}


def _moved(
    base: Text, segments: Sequence[Segment], became: Mapping[int, int]
) -> Iterator[Annotation]:
    """Yield the annotations of a text at their places among other words."""
    keys = {one.key: place for place, one in reversed([*enumerate(segments)])}
    runs: dict[int, list[Kept]] = {}
    for one in base.annotations:
        place = became.get(one.segment)
        if one.lost_from:
            yield replace(one, segment=keys.get(one.lost_from, _neighbour(one.segment, became)))
            continue
        if place is None or _is_emptied(one, base, segments[place]):
            yield _lost(one, base, _neighbour(one.segment, became))
            continue
        before, after = base.segments[one.segment].text, segments[place].text
        if one.segment not in runs:
            end = Kept(before=len(before), after=len(after), length=0)
            runs[one.segment] = [*kept(before, after), end]
        start, end_ = _shifted(one, runs[one.segment], after)
        if one.kind not in _OF_WORDS or _still_named(one, end_ - start):
            yield replace(one, segment=place, start=start, end=end_)


def _is_emptied(one: Annotation, base: Text, segment: Segment) -> bool:
    """Say whether a note's paragraph says nothing any more; how it was parted is still so."""
    was = base.segments[one.segment].text
    return bool(was) and not segment.text and one.kind is not AnnotationKind.JOINED


def _lost(one: Annotation, base: Text, place: int) -> Annotation:
    key = base.segments[one.segment].key if one.segment < len(base.segments) else ""
    return replace(one, segment=place, start=0, end=0, lost_from=key or NOWHERE)


def _neighbour(segment: int, became: Mapping[int, int]) -> int:
    """Return what a paragraph became; else the next before it that is there, else behind it."""
    there = sorted(became, key=lambda at: (at > segment, abs(at - segment)))
    return became[there[0]] if there else 0


def _shifted(one: Annotation, runs: Sequence[Kept], after: str) -> tuple[int, int]:
    """Return where an annotation stands: with its words, or with those in their place."""
    if one.start == one.end == 0:
        return 0, 0  # a note of no place
    end = _end(one.end, runs)
    start = end if one.start == one.end else min(end, _start(one.start, runs))
    bare = len(after[start:end].rstrip()) + start if start < end else len(after[:end].rstrip())
    return min(start, bare), bare


def _start(place: int, runs: Sequence[Kept]) -> int:
    """Return where the letter behind a place stands, or what stands in its place begins."""
    last = 0
    for run in runs:
        if place < run.before:
            break
        last = run.after + min(run.length, place - run.before)
    return last


def _end(place: int, runs: Sequence[Kept]) -> int:
    """Return where the letter before a place ends, or what stands in its place."""
    for run in runs:
        if place <= run.before:
            return run.after
        if place <= run.before + run.length:
            return run.after + place - run.before
    return runs[-1].after


def _still_named(one: Annotation, length: int) -> bool:
    """Say whether what stands there now can be the same name, spelled otherwise."""
    return one.start == one.end or 0 < length <= 2 * (one.end - one.start) + LEAST_ROOM


# -- naming paragraphs ----------------------------------------------------------------------------


def _names(segments: Sequence[Segment]) -> Iterator[Name]:
    seen: Counter[str] = Counter()
    for one in segments:
        yield one.key, seen[one.key]
        seen[one.key] += 1


def _named(text: Text | None) -> Mapping[Name, Segment]:
    if text is None:
        return {}
    return dict(zip(_names(text.segments), text.segments, strict=True))


def _typed_for(record: Record, read: Text) -> list[str]:
    """Return what was typed for each paragraph: where a sheet ended in it, it is several.

    A text whose paragraphs were parted otherwise has what was typed under the same key.
    """
    kinds = {one.kind: one for one in record.telegram.texts}
    typed = kinds.get(TextKind.TRANSCRIPTION, read)
    joins = Counter(one.segment for one in read.annotations if one.kind is AnnotationKind.JOINED)
    sizes = [1 + joins[place] for place in range(len(read.segments))]
    if sum(sizes) != len(typed.segments):
        named = _named(typed)
        return [named[name].text if name in named else "" for name in _names(read.segments)]
    said = iter(typed.segments)
    return ["\n".join(next(said).text for _ in range(size)) for size in sizes]


def _of_kind(record: Record, kind: TextKind, place: int | None) -> Text | None:
    if place is None:
        return None
    texts = record.telegram.texts
    if not 0 <= place < len(texts) or texts[place].kind is not kind:
        msg = f"the record has no such text {place}"
        raise NotFound(msg)
    return texts[place]
