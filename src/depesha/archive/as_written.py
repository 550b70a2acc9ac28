"""Whether a text has words as they are written, for an index that has their stems alone.

    stands("Разуваеву было сказано", "разуваеву")     True
    stands("Разуваеву было сказано", "Разуваев")      False
    stands("объявленіе", "объявление")               False

Rule 1: what is the same word is what `tokens.written` says, so this and an index that has the
    written words find the same: capitals are no difference, nor is ё, nor a typewriter's ъ.
Rule 2: a text is searched by one pattern, and not made into words.
"""

import re
from functools import lru_cache
from typing import Final

from depesha.archive.tokens import MAX_WORD_LETTERS, WORD, written

_SIGNS: Final = "\"ʼ’'\u00ad"
"""What can stand within a word (`tokens.WORD`)."""

_BEFORE: Final = rf"(?<![^\W_])(?<![^\W_][{_SIGNS}])"
_BEHIND: Final = rf"(?![^\W_])(?![{_SIGNS}][^\W_])"
_GAP: Final = r"[\W_]+"
_SOFT: Final = "\u00ad?"
_LETTERS: Final = {"е": "[её]", "ъ": "(?:ъ|(?<=[а-яё])[\"ʼ’'](?=[а-яё]))"}
_REST: Final = rf"(?:[{_SIGNS}]?[^\W_])*"
"""What is behind the letters that count of a word (`MAX_WORD_LETTERS`)."""


def stands(text: str, words: str) -> bool:
    """Say whether words stand in a text, beside each other, as they are written."""
    pattern = _pattern(words)
    return pattern is not None and pattern.search(text) is not None


@lru_cache(256)
def _pattern(words: str) -> re.Pattern[str] | None:
    said = [written(word)[len(written("")) :] for word in WORD.findall(words)]
    if not said:
        return None
    return re.compile(f"{_BEFORE}{_GAP.join(map(_word, said))}{_BEHIND}", re.IGNORECASE)


def _word(small: str) -> str:
    letters = _SOFT.join(_LETTERS.get(one, re.escape(one)) for one in small)
    return letters + (_REST if len(small) == MAX_WORD_LETTERS else "")
