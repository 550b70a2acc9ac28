"""What of a record is made public: whole, or without what an authority keeps back.

Rule 1: a redaction names a place of the record (`redaction`), and says by which code and whose
    authority. The public record is made from it each time; nobody writes one.
Rule 2: where words were taken out, the public text says so and by which code, and never how many.
Rule 3: what touches a redaction goes with it. Of the text: the notes of that paragraph, the same
    paragraph of a translation (it says what the original said), the letters as they were typed,
    and what the telegram asks in words that no longer stand there. Of a field: what a citation
    says of it, and the same words wherever else they stand (`sweeping`). Of a quotation: all of its
    paragraphs. Of anything: the head and foot of texts, the lines that nobody understood, and which
    offices are meant, for an address of today says in another script who that is.
Rule 4: a note with a clearance of its own is public where the decision names it, and nowhere else.
    By which evidence it was proved never is: that is between whoever holds both.
Rule 5: what only looks like it (another case, another script, another day) is not taken out: it is
    told to whoever decides (`traces`).
Rule 6: a decision counts as it was made. When `BEFORE` was the rule, fields of a telegram of today
    could not be named and went with anything else (`docs/decisions/0052`): they still do.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from depesha.archive.filed_parts import quoted_in, spoken_in, without_all
from depesha.archive.glosses import EVERYBODY, opened, seen_by
from depesha.archive.places import said_at
from depesha.archive.record import Record, Segment, Telegram, Text, TextKind
from depesha.archive.redaction import MAX_REDACTIONS as MAX_REDACTIONS
from depesha.archive.redaction import SPANS, Part, spelled, taken_out
from depesha.archive.redaction import Redaction as Redaction
from depesha.archive.sweeping import Sweep, swept
from depesha.archive.withholding import without
from depesha.errors import Usage

HOW_COUNTED: Final = "letters count from 0 in the text as it is read; the others from 1"
_READ: Final = (TextKind.NORMALISED, TextKind.TRANSCRIPTION)

BEFORE: Final = 0
ONE_BY_ONE: Final = 1
"""Every field is a place; what no redaction names is released."""


def public(
    record: Record,
    redactions: Sequence[Redaction],
    *,
    rule: int = ONE_BY_ONE,
    glosses: Collection[str] = (),
) -> Record:
    """Return what of a record is made public.

    Args:
        record: the document.
        redactions: what is kept back.
        rule: which held when that was decided.
        glosses: notes with a clearance of their own that go out, as places (`note 3.1`).

    Raises:
        Usage: a redaction names no place of it.
    """
    record = opened(replace(record, proofs=()), glosses)
    if not redactions:
        return seen_by(record, EVERYBODY)
    for one in redactions:
        must_be_place(record, one)
    fields = [one for one in redactions if one.part not in SPANS]
    sweep = sweep_of(record, redactions)
    letters = [one for one in redactions if one.part is Part.TEXT]
    letters += sweep.places_in(_read(record))
    letters += _quoted(record, redactions)
    # the summary last: it takes texts out, by whose places others are named
    for one in sorted(fields, key=lambda one: one.part is Part.SUMMARY):
        record = without(record, one)
    translated = [one for one in redactions if one.part is Part.TRANSLATION]
    texts = _texts(record, letters, translated, _quoted_keys(record, redactions))
    said = [part.text for text in texts for part in text.segments]
    asked = tuple(
        one
        for one in record.telegram.obligations
        if not letters or any(one.text in part for part in said)
    )
    telegram = _placed(replace(record.telegram, texts=tuple(texts), obligations=asked), rule)
    made = swept(replace(record, telegram=telegram, unparsed=()), sweep)
    return seen_by(made, EVERYBODY)  # the last step: a note is named by its place among all


def _placed(telegram: Telegram, rule: int) -> Telegram:
    """Return a telegram without the fields that go with whatever is kept back."""
    parties = tuple(replace(one, office="") for one in telegram.parties)
    telegram = replace(telegram, parties=parties)
    return telegram if rule >= ONE_BY_ONE else without_all(telegram)


def _quoted(record: Record, redactions: Iterable[Redaction]) -> Iterator[Redaction]:
    """Yield the paragraphs of the quotations that are kept back, each a redaction of its own.

    Where the text that is read has lost which those are, all of it goes: nobody knows.
    """
    read = _read(record)
    for one in redactions:
        if one.part is not Part.QUOTATION or read is None:
            continue
        quoted = record.telegram.quotations[one.segment]
        places: Sequence[int] = quoted_in(read, quoted)
        if not places and spoken_in(record, quoted):
            places = range(len(read.segments))
        for place in places:
            yield replace(one, part=Part.TEXT, segment=place)


def _quoted_keys(record: Record, redactions: Iterable[Redaction]) -> dict[str, str]:
    """Return the keys of those paragraphs, in whichever text they stand, each with its code."""
    return {
        text.segments[place].key: one.code
        for one in redactions
        if one.part is Part.QUOTATION
        for text in record.telegram.texts
        for place in quoted_in(text, record.telegram.quotations[one.segment])
    }


def sweep_of(record: Record, redactions: Sequence[Redaction]) -> Sweep:
    """Return how the words that are kept back are found elsewhere.

    Of a quotation that is each of its paragraphs, too: a field can repeat one.
    """
    return Sweep.of(record, [*redactions, *_quoted(record, redactions)])


def read_text(record: Record) -> Text:
    """Return the text that is read: the normalised one, else the transcription.

    Raises:
        Usage: the record has no text.
    """
    found = _read(record)
    if found is None:
        msg = "the record has no text"
        raise Usage(msg)
    return found


def _read(record: Record) -> Text | None:
    texts = {one.kind: one for one in record.telegram.texts}
    return texts.get(TextKind.NORMALISED) or texts.get(TextKind.TRANSCRIPTION)


def must_be_place(record: Record, one: Redaction) -> None:
    """Let pass a place of a record at which something stands.

    Raises:
        Usage: nothing does.
    """
    said = said_at(record, one)
    fits = said is not None and (said != "" or one.part in SPANS)
    if one.end:
        fits = one.start < one.end <= len(said or "")
    if not fits:
        raise nothing_at(spelled(one))


def nothing_at(place: str) -> Usage:
    """Return the refusal of a place at which nothing stands, or nothing for whoever names it."""
    return Usage(f"the record has nothing at {place!r}", hint=HOW_COUNTED)


# -- the running text -----------------------------------------------------------------------------


def _texts(
    record: Record,
    letters: Sequence[Redaction],
    translated: Sequence[Redaction],
    quoted: Mapping[str, str],
) -> list[Text]:
    """Return the texts without what is kept back of them.

    Where anything of the original is, the letters as they were typed and summaries go.

    Args:
        record: without its fields that are kept back.
        letters: what is kept back of the text that is read.
        translated: of translations.
        quoted: keys of paragraphs of quotations that are, each with its code.
    """
    read = _read(record)
    texts: list[Text] = []
    touched: dict[str, str] = {}
    if read is not None:
        touched = {read.segments[one.segment].key: one.code for one in letters}
    touched |= quoted
    place = 0
    for text in record.telegram.texts:
        if text.kind is TextKind.TRANSLATION:
            here = [one for one in translated if one.of == place]
            gone = touched if read is None else _gone(text, read, touched)
            texts.append(_without_segments(_without_letters(text, here), gone))
            place += 1
        elif text is read:
            texts.append(_without_letters(text, letters))
        elif not touched:
            texts.append(text)
    texts.sort(key=lambda text: text.kind not in _READ)  # what is read stands first, as it did
    return [replace(text, repeated=()) for text in texts]


def _without_letters(text: Text, redactions: Sequence[Redaction]) -> Text:
    """Return a text without the letters that are kept back; its annotations go where any are."""
    if not redactions:
        return text
    segments = list(text.segments)
    for place, segment in enumerate(segments):
        here = [one for one in redactions if one.segment == place]
        for start, end, codes in reversed(_merged(here, len(segment.text))):
            segment = _cut(segment, start, end, codes)  # noqa: PLW2901  # from the last to the first
        segments[place] = segment
    touched = {one.segment for one in redactions}
    kept = tuple(one for one in text.annotations if one.segment not in touched)
    return replace(text, segments=tuple(segments), annotations=kept)


def _merged(
    redactions: Iterable[Redaction], letters: int
) -> list[tuple[int, int, tuple[str, ...]]]:
    """Return the spans of a paragraph that are kept back, those that overlap as one."""
    spans: list[tuple[int, int, tuple[str, ...]]] = []
    for one in sorted(redactions, key=lambda one: one.start):
        start, end = one.start, one.end or letters
        codes: tuple[str, ...] = (one.code,)
        if spans and start < spans[-1][1]:
            first, last, before = spans.pop()
            start, end = first, max(last, end)
            codes = tuple(dict.fromkeys((*before, *codes)))
        spans.append((start, end, codes))
    return spans


def _cut(segment: Segment, start: int, end: int, codes: Iterable[str]) -> Segment:
    said = "".join(map(taken_out, codes))
    is_whole = start == 0 and end >= len(segment.text)
    return replace(
        segment,
        text=f"{segment.text[:start]}{said}{segment.text[end:]}",
        classification=0 if is_whole else segment.classification,
    )


def _gone(text: Text, read: Text, touched: Mapping[str, str]) -> Mapping[str, str]:
    """Return the keys of the paragraphs that go with what is kept back, each with its code.

    Where it has not the paragraphs of the original, one for one, nobody knows which says what was
    kept back: all of it goes.
    """
    keys = [one.key for one in text.segments]
    if not touched or keys == [one.key for one in read.segments]:
        return touched
    return dict.fromkeys(keys, next(iter(touched.values())))


def _without_segments(text: Text, touched: Mapping[str, str]) -> Text:
    """Return a translation without the paragraphs of which anything is kept back."""
    segments = tuple(
        replace(one, text=taken_out(touched[one.key]), classification=0)
        if one.key in touched
        else one
        for one in text.segments
    )
    gone = {place for place, one in enumerate(text.segments) if one.key in touched}
    kept = tuple(one for one in text.annotations if one.segment not in gone)
    return replace(text, segments=segments, annotations=kept)
