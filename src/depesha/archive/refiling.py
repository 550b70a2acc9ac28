"""The next edition of a record that was filed before: what others added to it stays.

Rule 1: what the telegram says comes from its papers anew; nobody can edit it.
Rule 2: translations, summaries, other readings, notes at an unchanged text, proofs, and how it was
    made public stay as the edition before has them.
"""

from dataclasses import replace

from depesha.archive.record import Record, Text, TextKind


def following(before: Record, fresh: Record) -> Record:
    """Return the edition that follows `before`, of a record that was made anew."""
    original = next(iter(fresh.telegram.texts))
    others = [one for one in before.telegram.texts if one.kind is not TextKind.TRANSCRIPTION]
    telegram = replace(fresh.telegram, texts=(_noted(before, original), *others))
    return replace(
        fresh,
        telegram=telegram,
        publication=before.publication,
        unparsed=before.unparsed,
        proofs=before.proofs,
    )


def _noted(before: Record, original: Text) -> Text:
    """Return the original with the notes that it had, where its words are the same."""
    for one in before.telegram.texts:
        if one.kind is TextKind.TRANSCRIPTION and one.segments == original.segments:
            return replace(original, annotations=one.annotations)
    return original
