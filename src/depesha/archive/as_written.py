"""Whether a text has words as they are written, for an index that has their stems alone.

    stands("Разуваеву было сказано", "разуваеву")     True
    stands("Разуваеву было сказано", "Разуваев")      False
    stands("объявленіе", "объявление")               False

Rule 1: what is the same word is what `tokens.written` says, so this and an index that has the
    written words find the same: capitals are no difference, nor is ё, nor a typewriter's ъ.
Rule 2: a text is searched by one pattern, and not made into words.
Rule 3: plain letters of the words that stand beside each other are looked for first, for that takes
    a sixth of the time: where they are not, nothing is, and one word begins shortly before them.
    Plain are letters that have no other spelling that the pattern lets pass and `casefold` does
    not.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from depesha.archive.tokens import MAX_WORD_LETTERS, WORD, written

_SIGNS: Final = "\"ʼ’'\u00ad"
"""What can stand within a word (`tokens.WORD`)."""

_BEFORE: Final = rf"(?<![^\W_])(?<![^\W_][{_SIGNS}])"
_BEHIND: Final = rf"(?![^\W_])(?![{_SIGNS}][^\W_])"
_GAP: Final = r"[\W_]+"
_SOFT_HYPHEN: Final = "\u00ad"
_SOFT: Final = f"{_SOFT_HYPHEN}?"
_PLAIN: Final = re.compile("[a-hj-z]+|[а-дж-щыьэюя]+")
"""Not е and ъ, which have other spellings, and not i, which for the pattern is ı."""

_LETTERS: Final = {"е": "[её]", "ъ": "(?:ъ|(?<=[а-яё])[\"ʼ’'](?=[а-яё]))"}
_REST: Final = rf"(?:[{_SIGNS}]?[^\W_])*"
"""What is behind the letters that count of a word (`MAX_WORD_LETTERS`)."""


def stands(text: str, words: str) -> bool:
    """Say whether words stand in a text, beside each other, as they are written."""
    sought = _sought(words)
    if sought is None:
        return False
    begin = _begin(sought, text)
    return begin is not None and sought.pattern.search(text, begin) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sought:
    """What finds words.

    Attributes:
        pattern: finds them.
        letters: the most plain letters of them that stand beside each other.
        before: how many letters stand before those at most; None: nobody can say.
    """

    pattern: re.Pattern[str]
    letters: str
    before: int | None


@lru_cache(256)
def _sought(words: str) -> _Sought | None:
    said = [written(word)[len(written("")) :] for word in WORD.findall(words)]
    if not said:
        return None
    pattern = re.compile(f"{_BEFORE}{_GAP.join(map(_word, said))}{_BEHIND}", re.IGNORECASE)
    letters = max((one for word in said for one in _PLAIN.findall(word)), key=len, default="")
    return _Sought(
        pattern=pattern, letters=letters, before=len(said[0]) if len(said) == 1 else None
    )


def _begin(sought: _Sought, text: str) -> int | None:
    """Return from where on a text is searched; None: they are not there."""
    if _SOFT_HYPHEN in text:
        return 0
    folded = text.casefold()
    at = folded.find(sought.letters)
    if at < 0:
        return None
    if sought.before is None or len(folded) != len(text):
        return 0
    return max(0, at - sought.before)


def _word(small: str) -> str:
    letters = _SOFT.join(_LETTERS.get(one, re.escape(one)) for one in small)
    return letters + (_REST if len(small) == MAX_WORD_LETTERS else "")
