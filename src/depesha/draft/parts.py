r"""Values in parts: `razuvaev@pyongyang; place СЕВЕРНАЯ КОРЕЯ; person РАЗУВАЕВУ`.

Parts stand between semicolons; each after the first begins with its word, in English or Russian. A
semicolon that belongs to a part is written `\;`, a backslash before either `\\`.
"""

import re
from collections.abc import Mapping
from typing import Final

from depesha.errors import Usage
from depesha.policy import spelled

_MAX_WORD: Final = 60
_TOKEN: Final = re.compile(r"\\[\\;]|;|[^;\\]+|\\")


def split(value: str) -> list[str]:
    """Return the parts of a value, without the blanks around them; there is at least one."""
    pieces = [""]
    for part in _TOKEN.findall(value):
        if part == ";":
            pieces.append("")
        else:
            pieces[-1] += part[1:] if part in ("\\;", "\\\\") else part
    return [piece.strip() for piece in pieces]


def join(pieces: list[str]) -> str:
    """Return the value that `split` takes apart into `pieces`."""
    return "; ".join(piece.replace("\\", "\\\\").replace(";", "\\;") for piece in pieces)


def named(pieces: list[str], words: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """Return (name, rest) of each piece; `words` is name -> the words it may begin with.

    Raises:
        Usage: a piece begins with another word.
    """
    by_word = {spelled(word): name for name, known in words.items() for word in known}
    return [_named(piece, by_word, words) for piece in pieces if piece]


def _named(
    piece: str, by_word: Mapping[str, str], words: Mapping[str, tuple[str, ...]]
) -> tuple[str, str]:
    word, _, rest = piece.partition(" ")
    try:
        return by_word[spelled(word[:_MAX_WORD])], rest.strip()
    except KeyError:
        msg = f"unknown part {word[:40]!r}"
        known = ", ".join("/".join(spellings[:2]) for spellings in words.values())
        raise Usage(msg, hint=f"a part after ';' begins with one of: {known}") from None
