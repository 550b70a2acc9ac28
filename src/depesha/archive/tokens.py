"""Words of a text as the index has them, and as a question asks for them.

    объявление      объявлен                 a word: its stem
    Разуваева       разуваев  ~разув       a name: the stem, and the key of all its cases
    Razuvayev       razuvayev  ~разув      the same key in the other script
    Ли              ли  =ли                too short for a key: its fixed point
    Разуваева       'разуваева             as it is written (`written`), where an index has that too

Rule 1: a word has its stem; one that begins with a capital has at the same place, marked, what
    finds a name in every case and in every spelling (`~`): names gain, words lose nothing.
Rule 2: what a typewriter could not write is read: `"` between two Russian letters is ъ; ё is е;
    `тов.` is товарищ; a soft hyphen is nothing.
Rule 3: the same text gives the same tokens for ever under one `VERSION`; an index says which it was
    made by, and is made again where that changed: to take a text out, its tokens are needed again.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from Stemmer import Stemmer

from depesha.archive.spelling import fixed_point, key_of

VERSION: Final = 3

EXACT: Final = "\x01"
"""Before a question: its words as they are written, and no name that is spelled like them.

An index that has no written words finds by the stem alone what may be meant: it is looked at again.
"""

MAX_WORD_LETTERS: Final = 64
"""Longer ones are cut for the index: no word of a language is."""

ABBREVIATIONS: Final = {
    "тов": "товарищ",
    "т": "товарищ",
    "тт": "товарищ",
    "с": "с",
    "г": "год",
    "совпосол": "посол",
}

WORD: Final = re.compile(r"[^\W_]++(?:[\"ʼ’'\u00ad][^\W_]++)*+")
"""It never goes back (`++`): no sign that parts words is a letter of one."""

_SIGN: Final = re.compile(r"(?<=[а-яё])[\"ʼ’'](?=[а-яё])")
_SAME: Final = str.maketrans({"ё": "е", "\u00ad": None})
_CYRILLIC: Final = re.compile(r"[а-яё]")
_ENGLISH: Final = Stemmer("english", 0)
_RUSSIAN: Final = Stemmer("russian", 0)

Token = tuple[int, int, tuple[str, ...]]


def tokens(text: str, *, asked: bool = False) -> Iterator[Token]:
    """Yield each word's place (start, end) and its tokens, the stem first.

    Args:
        text: what is put into the index, or what is asked.
        asked: it is a question: a word in small letters may be a name too.
    """
    if asked and text.startswith(EXACT):
        for found in WORD.finditer(text):
            yield found.start(), found.end(), tokens_of(found[0])[:1]
        return
    if asked:
        for found in WORD.finditer(text):
            yield found.start(), found.end(), tokens_of(found[0], asked=True)
        return
    for found in WORD.finditer(text):  # a call without `asked` is kept at half the cost
        yield found.start(), found.end(), tokens_of(found[0])


def terms(text: str) -> list[tuple[str, ...]]:
    """Return each word's tokens, without its place: what `tokens` yields of what is not asked."""
    return list(map(tokens_of, WORD.findall(text)))


@lru_cache(65536)
def tokens_of(word: str, *, asked: bool = False) -> tuple[str, ...]:
    """Return the tokens of one word."""
    small = _small(word)
    is_russian = _CYRILLIC.search(small) is not None
    if is_russian:
        stem = _RUSSIAN.stemWord(ABBREVIATIONS.get(small, small))
    else:
        stem = _ENGLISH.stemWord(small)
    if not (asked or word[:1].isupper()) or small.isdigit():
        return (stem,)
    key = key_of(small)  # of one fixed point there is one key, so that is no token beside it
    if key:
        return stem, f"~{key}"
    return (stem, f"={fixed_point(small)}") if is_russian else (stem,)


@lru_cache(65536)
def written(word: str) -> str:
    """Return the token of a word as it is written: capitals are no difference, nor is ё from е.

    The `"` of a typewriter between Russian letters is ъ, and a soft hyphen is nothing.
    """
    return f"'{_small(word)}"


def _small(word: str) -> str:
    return _SIGN.sub("ъ", word.lower().translate(_SAME))[:MAX_WORD_LETTERS]
