"""Words as a sheet can draw them: each letter as it is, or its code in brackets.

    «Раз"ясните»   ->   «Раз"ясните»
    漢             ->   [U+6F22]

Rule 1: nothing is left out and nothing is turned round: a sign that nobody sees, or that changes
    the direction of writing, is shown by its code like any other that no face has.
Rule 2: line ends and tabs are layout, and become that.
"""

from typing import Final
from unicodedata import category

from depesha.paper.faces import letters_of

TAB: Final = "    "
UNSEEN: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Co", "Cs", "Cn"})
SOFT_HYPHEN: Final = "\u00ad"
"""Is seen where a line is broken at it, and nowhere else: it is shown by its code."""


def drawn(text: str, families: tuple[str, ...]) -> str:
    """Return words with the codes of what the faces do not draw."""
    known = letters_of(families)
    text = text.replace("\t", TAB)
    if all(letter in known or letter == "\n" for letter in text) and text.isprintable():
        return text
    return "".join(_one(letter, known) for letter in text)


def _one(letter: str, known: frozenset[str]) -> str:
    if letter == "\n":
        return letter
    if category(letter) in UNSEEN or letter not in known or letter == SOFT_HYPHEN:
        return f"[U+{ord(letter):04X}]"
    return letter
