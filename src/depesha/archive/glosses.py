"""What an editor says beside a text, and who is not cleared for it: taken out of a record.

Rule 1: an annotation has a clearance of its own, beside that of its record; whoever is not cleared
    for it is given the record as if it had never been made: nothing says that one is missing.
Rule 2: that a cover name stands somewhere is told to nobody who does not know it as one.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from depesha.archive.name_keys import keys_of
from depesha.archive.record import Annotation, AnnotationKind, Record

EVERYBODY: Final = 0
"""The clearance of whoever reads what is public."""


def seen_by(record: Record, clearance: int, known: Collection[str] = ()) -> Record:
    """Return a record as a reader is given it.

    Args:
        record: the document.
        clearance: the reader's; 0: everybody's.
        known: keys of the cover names that he knows as such (`archive.name_keys`).
    """

    def is_seen(one: Annotation) -> bool:
        if one.classification > clearance:
            return False
        return one.kind is not AnnotationKind.COVER or not keys_of(one.body).isdisjoint(known)

    texts = tuple(
        replace(text, annotations=tuple(filter(is_seen, text.annotations)))
        for text in record.telegram.texts
    )
    return replace(record, telegram=replace(record.telegram, texts=texts))


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
