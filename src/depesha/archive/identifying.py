"""Whom a note gives away: the persons that it names, and the cover name at which it stands.

    Filippov [Stalin]      names the person; stands at the cover name
    Filippov [the leader]  stands at the cover name, and explains it

Rule 1: what is found is told to nobody: it is for whoever decides whether the note goes out.
Rule 2: rather too much than too little: time does not count here, for a note says nothing of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from depesha.archive.covers import Covered, mentions_in
from depesha.archive.name_keys import MAX_WORDS, keys_of
from depesha.archive.periods import LAST
from depesha.archive.record import Annotation, Record
from depesha.archive.tokens import tokens

MAX_NOTE: Final = 2_000
"""Letters of a note that can be looked through for names; a longer one explains more than one."""

NEAR: Final = 2
"""So many letters may stand between a cover name and the note about it: a blank, a bracket."""


def keys_in(words: str) -> frozenset[str]:
    """Return the keys of every name that stands in some words."""
    return frozenset(key for run in _runs(words) for key in keys_of(run))


def _runs(words: str) -> Iterator[str]:
    places = [(start, end) for start, end, _ in tokens(words, asked=True)]
    for at, (start, _) in enumerate(places):
        for _, end in places[at : at + MAX_WORDS]:
            yield words[start:end]


def words_near(record: Record, of: int, note: Annotation) -> frozenset[str]:
    """Return the tokens of the paragraph at which a note stands: a cover name begins with one."""
    segments = record.telegram.texts[of].segments
    said = segments[note.segment].text if note.segment < len(segments) else ""
    return frozenset(token for _, _, found in tokens(said, asked=True) for token in found)


def identified_at(
    record: Record, of: int, note: Annotation, covered: Sequence[Covered]
) -> frozenset[str]:
    """Return the identifications of the cover names at which a note stands.

    Args:
        record: the document whole, with every mark of its editor.
        of: which of its texts.
        note: the note.
        covered: cover names, with whom they mean.
    """
    always = [replace(one, first=0, last=LAST) for one in covered]
    return frozenset(
        one.identification
        for one in mentions_in(record, always, 0)
        if (one.text, one.segment) == (of, note.segment)
        and one.start <= note.end + NEAR
        and note.start <= one.end + NEAR
    )
