"""What differs between two wordings, word by word: for whoever compares them, and for notes.

Rule 1: a word is changed as a whole; what stands between words goes with the one before.
Rule 2: nothing is compared at any price: of wordings that have nothing in common for long, the one
    is gone and the other has come.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import IntEnum
from typing import Final

MOST_WORDS: Final = 4_000
"""That differ on one side: more of them are replaced as a whole. A long telegram has some 3,000."""

_WORD: Final = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")


class Fate(IntEnum):
    """What became of words."""

    SAME = 0
    GONE = 1
    COME = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Words that share a fate."""

    fate: Fate
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Letters that stand in both: from `before` on in the one, from `after` on in the other."""

    before: int
    after: int
    length: int


def stretches(before: str, after: str) -> Iterator[Stretch]:
    """Yield both wordings as one: what stayed, what is gone, what has come, in their order."""
    left = right = 0
    for one in [*kept(before, after), Kept(before=len(before), after=len(after), length=0)]:
        if left < one.before:
            yield Stretch(fate=Fate.GONE, text=before[left : one.before])
        if right < one.after:
            yield Stretch(fate=Fate.COME, text=after[right : one.after])
        if one.length:
            yield Stretch(fate=Fate.SAME, text=before[one.before : one.before + one.length])
        left, right = one.before + one.length, one.after + one.length


def kept(before: str, after: str) -> Iterator[Kept]:
    """Yield the letters that stand in both, in their order."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    middle = old[head : len(old) - tail], new[head : len(new) - tail]
    at = sum(map(len, old[:head]))
    if at:
        yield Kept(before=0, after=0, length=at)
    yield from _between(*middle, at)
    if tail:
        length = sum(map(len, old[len(old) - tail :]))
        yield Kept(before=len(before) - length, after=len(after) - length, length=length)


def _alike(old: list[str], new: list[str]) -> int:
    """Return how many words are the same from the beginning."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(old), len(new)))


def _between(old: list[str], new: list[str], at: int) -> Iterator[Kept]:
    if not (old and new) or max(len(old), len(new)) > MOST_WORDS:
        return
    left, right = _places(old, at), _places(new, at)
    for block in SequenceMatcher(None, old, new).get_matching_blocks():
        if block.size:
            begins = left[block.a]
            yield Kept(
                before=begins, after=right[block.b], length=left[block.a + block.size] - begins
            )


def _places(words: list[str], at: int) -> list[int]:
    """Return where each word begins, and the last one ends."""
    places = [at]
    for word in words:
        places.append(places[-1] + len(word))
    return places
