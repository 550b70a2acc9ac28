"""The texts of a page: as typed, as read, and in other languages.

Rule 1: a word that runs over from sheet to sheet is one word in the text that is read, and an
    annotation says where it was parted; a typewriter's `"` between two letters is ъ there alone.
Rule 2: paragraphs of a translation have the keys of the original's, one after the other, as far as
    both go; what is beyond has keys of its own, and a check says that they differ in number.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from depesha.archive.page_lines import ENGLISH, Line, rule_of
from depesha.archive.page_parts import Translated, code_of
from depesha.archive.record import Annotation, AnnotationKind, Segment, Text, TextKind

_GLOSS: Final = re.compile(r" ?\[([^\[\]]+)\]")
_TYPED_SIGN: Final = re.compile(r'(?<=[А-Яа-яЁё])"(?=[А-Яа-яЁё])')

MAX_REPEATED: Final = 1_000


def russian(paragraphs: Sequence[Segment]) -> tuple[Text, Text]:
    """Return the text as it was typed and as it is read."""
    typed = Text(kind=TextKind.TRANSCRIPTION, language="ru", segments=tuple(paragraphs))
    joined: list[Segment] = []
    annotations: list[Annotation] = []
    for segment in paragraphs:
        before = joined[-1] if joined else None
        if before is not None and before.text.endswith("-") and segment.sheet > before.sheet:
            head = before.text[:-1]
            joined[-1] = replace(before, text=head + segment.text, sheet=segment.sheet)
            annotations.append(_parted_at(len(joined) - 1, len(head), segment.sheet))
        else:
            joined.append(segment)
    sheets = {one.key: one.sheet for one in paragraphs}
    segments = tuple(
        replace(
            one,
            key=f"p{place + 1}",
            text=_TYPED_SIGN.sub("ъ", one.text),
            sheet=sheets[one.key],
        )
        for place, one in enumerate(joined)
    )
    read = Text(
        kind=TextKind.NORMALISED, language="ru", segments=segments, annotations=tuple(annotations)
    )
    return typed, read


def _parted_at(segment: int, place: int, sheet: int) -> Annotation:
    return Annotation(
        segment=segment, start=place, end=place, kind=AnnotationKind.JOINED, body=f"sheet {sheet}"
    )


def foreign(lines: Sequence[Line], language: str) -> tuple[Text, ...]:
    """Return an original in Latin letters: its paragraphs as they stand."""
    segments = tuple(
        Segment(key=f"p{place}", text=line.text) for place, line in enumerate(lines, 1)
    )
    if not segments:
        return ()
    return (Text(kind=TextKind.TRANSCRIPTION, language=code_of(language), segments=segments),)


def translation(given: Translated, expected: int) -> Text:
    """Return a translation, its glosses taken out of it.

    Its head and foot say again what the original says, in other words: they are kept as they stand
    (`repeated`), and nothing is read from them.
    """
    ruled = [line for line in given.lines if rule_of(line.text, ENGLISH) is not None]
    ruled = ruled[: MAX_REPEATED - len(given.said)]
    again = {line.number for line in ruled}
    body = [line for line in given.lines if line.number not in again]
    segments: list[Segment] = []
    annotations: list[Annotation] = []
    for place, line in enumerate(body):
        plain, found = _without_glosses(line.text, place)
        segments.append(Segment(key=key_of(place, len(body), expected), text=plain))
        annotations += found
    return Text(
        kind=TextKind.TRANSLATION,
        language=given.language,
        segments=tuple(segments),
        annotations=tuple(annotations),
        repeated=(*given.said, *(line.text for line in ruled)),
    )


def key_of(place: int, count: int, expected: int) -> str:
    """Return the key of a paragraph of a translation: of the original's that stands at its place.

    What is beyond the shorter of both has a key of its own: nobody can say what it is there for.
    """
    return f"p{place + 1}" if place < min(count, expected) else f"t{place + 1}"


def _without_glosses(line: str, segment: int) -> tuple[str, list[Annotation]]:
    """Return a line without what stands in brackets, and that as annotations at its place."""
    plain, at, found = "", 0, []
    for gloss in _GLOSS.finditer(line):
        plain += line[at : gloss.start()]
        at = gloss.end()
        found.append(
            Annotation(
                segment=segment,
                start=len(plain),
                end=len(plain),
                kind=AnnotationKind.GLOSS,
                body=gloss[1],
            )
        )
    return plain + line[at:], found
