"""One key for a name however it is spelled: in Russian, in English, by whichever scheme.

    Разуваев, Razuvaev, Razuvayev            разувае → one key
    Рощин, Рошин, Roshchin, Roschin          рошин → one key

A Latin spelling is turned back into Russian letters by what all schemes share, and what they differ
in is folded away in both. It is a key for finding, never a spelling to show. Names that do not come
from Russian (Kim Il Sung, Zhou) need an authority that states their variants.
"""

import re
from functools import lru_cache
from typing import Final

from Stemmer import Stemmer

MIN_LETTERS: Final = 3
"""A shorter word is no name that a key would find."""

MIN_STEM: Final = 4
"""A surname is not cut shorter: else Микоян and every Мика would be one."""

BACK: Final = (
    ("shch", "щ"),
    ("sch", "щ"),
    ("tsh", "тш"),
    ("tch", "ч"),
    ("iye", "ие"),
    ("aye", "ае"),
    ("eye", "ее"),
    ("oye", "ое"),
    ("uye", "уе"),
    ("iya", "ия"),
    ("zh", "ж"),
    ("kh", "х"),
    ("ts", "ц"),
    ("tz", "ц"),
    ("cz", "ц"),
    ("ch", "ч"),
    ("sh", "ш"),
    ("ya", "я"),
    ("ia", "я"),
    ("ja", "я"),
    ("yu", "ю"),
    ("iu", "ю"),
    ("ju", "ю"),
    ("ye", "е"),
    ("je", "е"),
    ("yo", "е"),
    ("ij", "ий"),
    ("iy", "ий"),
)
"""Letters of several schemes for one Russian letter, the longest first."""

LETTERS: Final = dict(
    zip("abcdefghijklmnopqrstuvwxyz", "абцдефгхийклмнопкрстуввкизз", strict=False)
)
"""What single letters stand for; `y` between consonants is ы, which folds to и as й does."""

SIGNS: Final = str.maketrans({"ё": "е", **dict.fromkeys("ьъ'’ʼʹ`")})
"""What no scheme writes alike: they are taken off before anything else, with ё."""

FOLDED: Final = str.maketrans({"щ": "ш", "й": "и", "ы": "и", "э": "е"})
MERGED: Final = (("йе", "е"), ("иу", "ю"), ("иа", "я"), ("тс", "ц"))
"""What stands for two letters or for one, by the scheme."""

_RUSSIAN: Final = Stemmer("russian", 0)
_BACK: Final = re.compile("|".join(latin for latin, _ in BACK))
_BACK_TABLE: Final = dict(BACK)
_DOUBLED: Final = re.compile(r"(.)\1+")
_LATIN: Final = re.compile(r"[a-z]")


def fixed_point(word: str) -> str:
    """Return a Russian word, in lower case, stemmed until nothing changes.

    Once is not enough for surnames: Snowball takes the ending of Разуваева to Разуваев, and of
    Разуваев to Разува, so that the cases of one name differ.
    """
    while len(shorter := _RUSSIAN.stemWord(word)) >= MIN_STEM and shorter != word:
        word = shorter
    return word


@lru_cache(16384)
def key_of(word: str) -> str:
    """Return the key of a name in lower case, in either script; empty: it is too short for one.

    It is stemmed before its letters are folded, by the endings of the language, and after that: the
    й of Измайлов keeps an ending from being one, and Izmailov has none.
    """
    key = fixed_point(_merged(fixed_point(_russian(word))))
    return key if len(key) >= MIN_LETTERS else ""


@lru_cache(16384)
def folded(word: str) -> str:
    """Return the same without taking an ending off: what is spelled alike by every scheme."""
    return _merged(_russian(word))


def _russian(word: str) -> str:
    return (_back(word) if _LATIN.search(word) else word).translate(SIGNS)


def _merged(russian: str) -> str:
    """Return Russian letters without what the schemes differ in."""
    for two, one in MERGED:
        russian = russian.replace(two, one)
    return _DOUBLED.sub(r"\1", russian.translate(FOLDED))


def _back(word: str) -> str:
    """Return a Latin spelling in Russian letters."""
    turned = _BACK.sub(lambda found: _BACK_TABLE[found[0]], word.removesuffix("'s"))
    if turned.endswith("y"):
        turned = turned[:-1] + ("й" if turned[-2:-1] in "aeiou" else "ий")
    return "".join(LETTERS.get(letter, letter) for letter in turned)
