"""Every place of a record at which words can be kept back, with the words that stand there.

Rule 1: a field of a record that is made public is a place here, or goes whenever anything is kept
    back (`releasing`, rule 3); a test walks every field of a record to hold the two together.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from depesha.archive.filed_parts import items_of
from depesha.archive.record import Publication, Record, TextKind
from depesha.archive.redaction import FILED, Part, Redaction, spelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place of a record, and the words that stand there."""

    part: Part
    text: str
    of: int = 0
    segment: int = 0

    @property
    def spelled(self) -> str:
        """The place as a person says it."""
        return spelled(
            Redaction(
                part=self.part,
                of=self.of,
                segment=self.segment,
                start=0,
                end=0,
                code="",
                authority="",
            )
        )


def places_of(record: Record) -> Iterator[Place]:
    """Yield every place of a record at which something stands."""
    for part, said in PLACES.items():
        for of, segment, text in said(record):
            if text:
                yield Place(part=part, of=of, segment=segment, text=text)


def said_at(record: Record, one: Redaction) -> str | None:
    """Return the words at the place of a redaction, or None where the record has no such place."""
    found = PLACES[one.part](record)
    words = (text for of, segment, text in found if (of, segment) == (one.of, one.segment))
    return next(words, None)


_Words = Iterator[tuple[int, int, str]]


def _list(*texts: str) -> _Words:
    yield from ((0, place, text) for place, text in enumerate(texts))


def _published(take: Callable[[Publication], str]) -> Callable[[Record], _Words]:
    def words(record: Record) -> _Words:
        if record.publication is not None:
            yield 0, 0, take(record.publication)

    return words


def _read(record: Record) -> _Words:
    texts = {one.kind: one for one in record.telegram.texts}
    read = texts.get(TextKind.NORMALISED) or texts.get(TextKind.TRANSCRIPTION)
    return _list(*(one.text for one in read.segments)) if read else _list()


def _translated(record: Record) -> _Words:
    texts = [one for one in record.telegram.texts if one.kind is TextKind.TRANSLATION]
    for of, text in enumerate(texts):
        yield from ((of, place, one.text) for place, one in enumerate(text.segments))


def _marks(record: Record) -> _Words:
    for of, copy in enumerate(record.copies):
        yield from ((of, place, one.text) for place, one in enumerate(copy.marks))


def _notes(record: Record) -> _Words:
    for of, text in enumerate(record.telegram.texts):
        yield from ((of, place, one.body) for place, one in enumerate(text.annotations))


def _contents(record: Record) -> tuple[str, ...]:
    return record.publication.contents if record.publication else ()


def _summary(record: Record) -> _Words:
    texts = [one for one in record.telegram.texts if one.kind is TextKind.SUMMARY]
    made = " ".join(part.text for text in texts for part in text.segments)
    published = record.publication.summary if record.publication else ""
    return _list(" ".join(filter(None, (published, made))))


def _number(number: int) -> _Words:
    return _list(str(number)) if number else _list()


def _filed(part: Part) -> Callable[[Record], _Words]:
    return lambda record: items_of(record, part)


PLACES: Final[Mapping[Part, Callable[[Record], _Words]]] = {
    Part.TEXT: _read,
    Part.TRANSLATION: _translated,
    Part.PARTY: lambda record: _list(*(one.text for one in record.telegram.parties)),
    Part.EVENT: lambda record: _list(*(one.at.text for one in record.telegram.events)),
    Part.MARK: _marks,
    Part.TITLE: _published(lambda published: published.title),
    Part.SUMMARY: _summary,
    Part.HOLDING: lambda record: _list(*(one.as_cited for one in record.holdings)),
    Part.CAPTION: lambda record: _list(*record.telegram.captions),
    Part.OBLIGATION: lambda record: _list(*(one.text for one in record.telegram.obligations)),
    Part.COPY: lambda record: _list(*(one.holder_text for one in record.copies)),
    Part.NUMBER: lambda record: _number(record.telegram.outgoing_number),
    Part.SPECIAL: lambda record: _number(record.telegram.special_number),
    Part.LABEL: lambda record: _list(record.telegram.classification_text),
    Part.CAVEAT: lambda record: _list(*record.telegram.caveats),
    Part.PRECEDENCE: lambda record: _list(record.telegram.precedence_text),
    Part.FORM: lambda record: _list(record.telegram.form_code),
    Part.TYPE: lambda record: _list(record.telegram.document_type),
    Part.NOTE: _notes,
    Part.CITATION: _published(lambda published: published.citation),
    Part.ADDRESS: _published(lambda published: published.permalink),
    Part.SOURCE: lambda record: _list(record.source),
    Part.AUTHOR: lambda record: _list(*(one.author for one in record.telegram.texts)),
    Part.CONTENTS: lambda record: _list(*_contents(record)),
    Part.PUBLISHED: _published(lambda published: published.date.text if published.date else ""),
    Part.MADE: lambda record: _number(record.telegram.copies_made),
    **{part: _filed(part) for part in sorted(FILED)},
}
