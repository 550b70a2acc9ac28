"""Words that are looked for as they are written, wherever they stand in a text.

    РАЗУВАЕВУ      "товарищу Разуваеву", "Р А З У В А Е В У", "_Разуваеву_"

Rule 1: whole words, in capitals or small letters, е or ё; short ones set off by blanks or not. A
    line under a word (`_`) is no letter of it, nor is what is not seen in it (a soft hyphen) or
    stands over a letter (an accent, also the one that й has).
Rule 2: no text takes longer than its length: between two words the signs are told from letters,
    and what is longer than `MAX_SET_OFF` is found in one pass.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Final
from unicodedata import normalize

MIN_SIGNS: Final = 3
MAX_SET_OFF: Final = 200
"""Longer words are no name that a typist set off by blanks."""

_UNSEEN: Final = "\u00ad\u0300-\u036f\u200b-\u200d\u2060\ufeff"
_WORD: Final = re.compile(rf"[^\W_](?:[^\W_]|[{_UNSEEN}])*")
_WITHIN: Final = rf"[{_UNSEEN}]{{0,3}}\s?[{_UNSEEN}]{{0,3}}"
_DROPPED: Final = re.compile(f"[{_UNSEEN}]")
_BETWEEN: Final = r"[\W_]{1,8}"


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: a pattern; of what is longer the row of its words.

    Attributes:
        pattern: of a few words; None: there are many.
        row: the words, each between two ends of lines.
    """

    pattern: re.Pattern[str] | None
    row: str = ""

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where the words stand, each place once, from the beginning on."""
        if self.pattern is not None:
            yield from (found.span() for found in self.pattern.finditer(text))
            return
        words = [(found.start(), found.end(), _small(found[0])) for found in _WORD.finditer(text)]
        rows = "\n".join(["", *(word for _, _, word in words), ""])
        begins = list(accumulate((len(word) + 1 for _, _, word in words), initial=0))
        at = rows.find(self.row)
        while at >= 0:
            last = at + len(self.row) - 1
            first = bisect_right(begins, at) - 1
            yield words[first][0], words[bisect_right(begins, last) - 2][1]
            at = rows.find(self.row, last)

    def stand_in(self, text: str) -> bool:
        """Say whether they stand there."""
        return next(self.spans(text), None) is not None

    def taken_from(self, text: str, said: str) -> str:
        """Return a text in which `said` stands in their place."""
        parts: list[str] = []
        behind = 0
        for start, end in self.spans(text):
            parts += (text[behind:start], said)
            behind = end
        return "".join((*parts, text[behind:])) if parts else text


def sought_of(value: str) -> Sought | None:
    """Return what is looked for; None: it is too short, and stands everywhere."""
    words = [_plain(word) for word in _WORD.findall(value)]
    if sum(map(len, words)) < MIN_SIGNS:
        return None
    if len(value) > MAX_SET_OFF:
        return Sought(None, "\n".join(["", *map(_small, words), ""]))
    apart = _BETWEEN.join(_WITHIN.join(map(_letter, word)) for word in words)
    pattern = rf"(?<![^\W_]){apart}[{_UNSEEN}]{{0,3}}(?![^\W_])"
    return Sought(re.compile(pattern, re.IGNORECASE))


def _plain(word: str) -> str:
    """Return a word without what is no letter of it."""
    return _DROPPED.sub("", normalize("NFC", word))


def _small(word: str) -> str:
    return _plain(word).lower().replace("ё", "е")


def _letter(letter: str) -> str:
    """Return what finds a letter, also where it is written as another one with an accent."""
    if letter in "еёЕЁ":
        return "[её]"
    ways = dict.fromkeys((letter, normalize("NFD", letter)))
    return f"(?:{'|'.join(map(re.escape, ways))})"
