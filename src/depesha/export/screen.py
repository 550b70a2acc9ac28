r"""What a terminal is given: foreign text made harmless, cut, padded and wrapped by its width.

A subject may hold anything a letter can. Sent to a terminal as it is, it could move the cursor,
paint over the label, or turn the line round; here it becomes visible signs (`\\x1b`, `\\u202e`).
Widths are those of a terminal: a Chinese sign takes two places, a combining accent none.
"""

import re
from collections.abc import Iterator
from typing import Final
from unicodedata import category, combining, east_asian_width

MOST_ACCENTS: Final = 2
"""Combining marks on one letter; more of them would draw over the lines above (Vietnamese: 2)."""

# Latin, Greek letters, Cyrillic, Armenian: one place each, and nothing that a terminal obeys.
_PLAIN: Final = re.compile(r"[\x20-\x7e\xa1-\xac\xae-\u02ff\u0370-\u0482\u048a-\u058f]*")
_HARMLESS_FORMAT: Final = frozenset("\u200c\u200d")  # joiners, which Persian and Hindi need
_NARROW: Final = frozenset({"Mn", "Me", "Cf"})
_WIDE: Final = frozenset("WF")


def safe(text: str) -> str:
    """Return one line of foreign text as a terminal may have it; plain text is unchanged."""
    if _PLAIN.fullmatch(text):
        return text
    return "".join(_harmless(text))


def _harmless(text: str) -> Iterator[str]:
    accents = 0
    for letter in text:
        kind = category(letter)
        accents = accents + 1 if kind in {"Mn", "Me"} else 0
        if letter in _HARMLESS_FORMAT:
            yield letter
        elif kind[0] == "C" or kind in {"Zl", "Zp"} or accents > MOST_ACCENTS:
            yield _escaped(letter)
        else:
            yield " " if kind == "Zs" else letter


def _escaped(letter: str) -> str:
    code = ord(letter)
    if code < 0x100:  # noqa: PLR2004  # two digits are enough up to here
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"  # noqa: PLR2004  # the same


def width(text: str) -> int:
    """Return how many places a harmless line takes on a terminal."""
    if _PLAIN.fullmatch(text):
        return len(text)
    return sum(_places(letter) for letter in text)


def _places(letter: str) -> int:
    if combining(letter) or category(letter) in _NARROW:
        return 0
    return 2 if east_asian_width(letter) in _WIDE else 1


def counted(number: int, what: str) -> str:
    """Return how many there are of something, in English: `1 attachment`, `2 attachments`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def cut(text: str, places: int) -> str:
    """Return at most so many places of a line; what was cut off leaves an ellipsis."""
    if width(text) <= places:
        return text
    kept, used = [], 0
    for letter in text:
        used += _places(letter)
        if used > places - 1:
            break
        kept.append(letter)
    return "".join(kept).rstrip() + "…"


def pad(text: str, places: int, *, right: bool = False) -> str:
    """Return a line filled with blanks to so many places."""
    blanks = " " * (places - width(text))
    return blanks + text if right else text + blanks


def centre(text: str, places: int, fill: str = " ") -> str:
    """Return a line in the middle of so many places."""
    free = max(0, places - width(text))
    return fill * (free // 2) + text + (fill * (free - free // 2)).rstrip(" ")


def ends(left: str, right: str, places: int) -> str:
    """Return a line with one text at each end, or two lines where they do not fit."""
    free = places - width(left) - width(right)
    if free < 1:
        return f"{left}\n{pad(right, places, right=True)}"
    return left + " " * free + right


def wrap(text: str, places: int) -> list[str]:
    """Return foreign text in harmless lines of at most so many places, broken between words.

    The text's own line ends stay. Blanks within a line stay as they are written.
    """
    return [part for line in text.split("\n") for part in _wrap_line(line, places)]


def _wrap_line(line: str, places: int) -> Iterator[str]:
    rest = safe(line.replace("\t", "    "))
    while width(rest) > places:
        end = _break(rest, places)
        yield rest[:end].rstrip()
        rest = rest[end:].lstrip(" ")
    yield rest


def _break(line: str, places: int) -> int:
    """Return where to break: after the last blank that fits, else where the places end."""
    used = fits = 0
    while fits < len(line) and used + _places(line[fits]) <= places:
        used += _places(line[fits])
        fits += 1
    blank = line.rfind(" ", 0, fits + 1)
    return blank if line[:blank].strip() and blank > 0 else max(1, fits)
