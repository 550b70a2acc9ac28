"""What a record mentions: in its text, its translations and the notes of its editor."""

from depesha.archive.chains import Mention, mentions
from depesha.archive.record import Record


def mentioned(record: Record) -> tuple[Mention, ...]:
    """Return what a record mentions, in its text and its footnotes."""
    texts = record.telegram.texts
    words = [part.text for text in texts for part in text.segments]
    notes = [one.body for text in texts for one in text.annotations]
    return tuple(mentions("\n".join((*words, *notes))))
