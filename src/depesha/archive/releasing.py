"""What of a record is made public: whole, or without what an authority keeps back.

Rule 1: a redaction names a place in the original by text, segment and letters, and says by which
    code and whose authority. The public text is made from it each time; nobody writes one.
Rule 2: where words were taken out, the public text says so and by which code, and never how many.
Rule 3: what touches a redaction goes with it: the notes of that paragraph, the same paragraph of a
    translation (it says what the original said), the letters as they were typed, and what the
    telegram asks in words that no longer stand there.
Rule 4: places are of the text. What stands on the form (names, numbers, marks), the title and the
    summary are made public as they are: who decides reads them too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from depesha.archive.glosses import EVERYBODY, seen_by
from depesha.archive.record import Record, Segment, Text, TextKind
from depesha.errors import Usage

MAX_REDACTIONS: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """One place that is kept back.

    Attributes:
        segment: the paragraph, from 0, of the text that is read (normalised, else transcription).
        start, end: its letters; the whole paragraph where both are 0.
        code: by which rule, as `3.3(b)(1)`.
        authority: who decided so.
    """

    segment: int
    start: int
    end: int
    code: str
    authority: str


def public(record: Record, redactions: Sequence[Redaction]) -> Record:
    """Return what of a record is made public; of its annotations those that everybody may see.

    Raises:
        Usage: a redaction names no place of it.
    """
    record = seen_by(record, EVERYBODY)
    if not redactions:
        return record
    read = read_text(record)
    for one in redactions:
        _must_be_place(read, one)
    touched = {read.segments[one.segment].key: one.code for one in redactions}
    texts = [_without_letters(read, redactions)]
    texts += [
        _without_segments(text, touched)
        for text in record.telegram.texts
        if text.kind is TextKind.TRANSLATION
    ]
    said = [part.text for part in texts[0].segments]
    asked = tuple(
        one for one in record.telegram.obligations if any(one.text in part for part in said)
    )
    telegram = replace(record.telegram, texts=tuple(texts), obligations=asked)
    return replace(record, telegram=telegram, unparsed=())


def read_text(record: Record) -> Text:
    """Return the text that is read: the normalised one, else the transcription.

    Raises:
        Usage: the record has no text.
    """
    texts = {one.kind: one for one in record.telegram.texts}
    found = texts.get(TextKind.NORMALISED) or texts.get(TextKind.TRANSCRIPTION)
    if found is None:
        msg = "the record has no text"
        raise Usage(msg)
    return found


def _must_be_place(text: Text, one: Redaction) -> None:
    fits = one.segment < len(text.segments)
    if fits and one.end:
        fits = one.start < one.end <= len(text.segments[one.segment].text)
    if not fits:
        msg = f"paragraph {one.segment + 1} has no letters {one.start} to {one.end}"
        raise Usage(msg, hint="letters count from 0 in the text as it is read")


def _without_letters(text: Text, redactions: Sequence[Redaction]) -> Text:
    """Return a text without the letters that are kept back; its annotations go where any are."""
    segments = list(text.segments)
    for place, segment in enumerate(segments):
        here = sorted(
            (one for one in redactions if one.segment == place),
            key=lambda one: one.start,
            reverse=True,
        )
        for one in here:
            segment = _cut(segment, one)  # noqa: PLW2901  # from the last to the first
        segments[place] = segment
    touched = {one.segment for one in redactions}
    kept = tuple(one for one in text.annotations if one.segment not in touched)
    return replace(text, segments=tuple(segments), annotations=kept)


def _cut(segment: Segment, one: Redaction) -> Segment:
    end = one.end or len(segment.text)
    return replace(
        segment, text=f"{segment.text[: one.start]}{taken_out(one.code)}{segment.text[end:]}"
    )


def _without_segments(text: Text, touched: Mapping[str, str]) -> Text:
    """Return a translation without the paragraphs of which anything is kept back."""
    segments = tuple(
        replace(one, text=taken_out(touched[one.key])) if one.key in touched else one
        for one in text.segments
    )
    gone = {place for place, one in enumerate(text.segments) if one.key in touched}
    kept = tuple(one for one in text.annotations if one.segment not in gone)
    return replace(text, segments=segments, annotations=kept)


def taken_out(code: str) -> str:
    """Return what stands where words were taken out."""
    return f"[… {code}]"
