"""What an editor says beside a text, and who is not cleared for it: taken out of a record.

Rule 1: an annotation has a clearance of its own, beside that of its record; whoever is not cleared
    for it is given the record as if it had never been made: nothing says that one is missing.
    To the public it is told where a decision names that note, and nowhere else.
Rule 2: that a cover name stands somewhere is told to nobody who does not know it as one.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Final

from depesha.archive.name_keys import keys_of
from depesha.archive.places import Place, places_of
from depesha.archive.record import Annotation, AnnotationKind, Record
from depesha.archive.redaction import Part

EVERYBODY: Final = 0
"""The clearance of whoever reads what is public."""


def seen_by(record: Record, clearance: int, known: Collection[str] = ()) -> Record:
    """Return a record as a reader is given it.

    Args:
        record: the document.
        clearance: the reader's; 0: everybody's.
        known: keys of the cover names that he knows as such (`archive.name_keys`).
    """

    def is_known(name: str) -> bool:
        return not keys_of(name).isdisjoint(known)

    def is_seen(one: Annotation) -> bool:
        if one.classification > clearance:
            return False
        return one.kind is not AnnotationKind.COVER or is_known(one.body)

    texts = tuple(
        replace(text, annotations=tuple(filter(is_seen, text.annotations)))
        for text in record.telegram.texts
    )
    covers = tuple(filter(is_known, record.telegram.cover_names))
    return replace(record, telegram=replace(record.telegram, texts=texts, cover_names=covers))


def opened(record: Record, named: Collection[str]) -> Record:
    """Return a record of which some notes ask for no clearance of their own.

    A mark of a cover name is none of them, whoever names it.

    Args:
        record: the document.
        named: places of notes, `note 3.1`, by their places in it all.
    """
    if not named:
        return record
    texts = tuple(
        replace(
            text,
            annotations=tuple(
                replace(one, classification=0)
                if one.kind is not AnnotationKind.COVER
                and Place(part=Part.NOTE, text="", of=of, segment=place).spelled in named
                else one
                for place, one in enumerate(text.annotations)
            ),
        )
        for of, text in enumerate(record.telegram.texts)
    )
    return replace(record, telegram=replace(record.telegram, texts=texts))


def seen_places(record: Record, seen: Record) -> Iterator[Place]:
    """Yield the places of a record of which its reader sees the words, by their places in it all.

    Args:
        record: the document.
        seen: what of it the reader is given (`seen_by`).
    """
    shown = [text.annotations for text in seen.telegram.texts]
    for place in places_of(record):
        if place.part is Part.NOTE:
            is_seen = record.telegram.texts[place.of].annotations[place.segment] in shown[place.of]
        elif place.part is Part.COVER:
            is_seen = place.text in seen.telegram.cover_names
        else:
            is_seen = True
        if is_seen:
            yield place


def glossed_at(record: Record, classification: int) -> Record:
    """Return a record whose glosses are for whoever is cleared for that level."""
    texts = tuple(
        replace(
            text,
            annotations=tuple(
                replace(one, classification=classification)
                if one.kind is AnnotationKind.GLOSS
                else one
                for one in text.annotations
            ),
        )
        for text in record.telegram.texts
    )
    return replace(record, telegram=replace(record.telegram, texts=texts))
