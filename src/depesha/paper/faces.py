"""The faces that sheets are set in, and which letters they have.

The files stand beside this one with their licences (OFL-1.1); `tools/faces.py` made them. A few
signs come from a face that the typesetter carries in itself (`SIGNS`). A sheet uses no face of the
machine: it would look otherwise on another one.
"""

import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "fonts"

FILES: Final = {
    "Depesha Typewriter": "DepeshaTypewriter.ttf",
    "Old Standard TT": "OldStandard-Regular.ttf",
    "Golos Text": "GolosText-Regular.ttf",
}
"""A file of each family, whose letters the others of it have too."""

TYPED: Final = ("Depesha Typewriter", "Old Standard TT")
PRINTED: Final = ("Old Standard TT",)
MODERN: Final = ("Golos Text", "Old Standard TT")

SIGNS: Final = frozenset("≤≥≈≠±×°→←")
"""Signs of reckoning that none of the faces has, or not each: drawn by the typesetter's own."""

UNICODE: Final = (3, 1)
"""Platform and encoding of the table of letters: Windows, Unicode."""

BY_RANGES: Final = 4
"""Format of that table: segments of 16-bit codes."""

SEGMENT: Final = 2
END_CODES: Final = 14


@cache
def letters(family: str) -> frozenset[str]:
    """Return the letters that a family draws."""
    return frozenset(map(chr, _codes((FOLDER / FILES[family]).read_bytes())))


@cache
def letters_of(families: tuple[str, ...]) -> frozenset[str]:
    """Return the letters that a list of families draws, where each helps the one before."""
    return SIGNS.union(*(letters(one) for one in families))


def _codes(data: bytes) -> Iterator[int]:
    """Yield the codes that a TrueType file has a letter for.

    OpenType 1.9, "cmap", format 4: ends, starts, deltas and offsets of segments. A code is drawn if
    its glyph is not 0, the empty box.
    """
    table = _table(data, b"cmap")
    (count,) = struct.unpack_from(">H", table, 2)
    for place in range(count):
        platform, encoding, offset = struct.unpack_from(">HHL", table, 4 + 8 * place)
        part = table[offset:]
        if (platform, encoding) == UNICODE and struct.unpack_from(">H", part)[0] == BY_RANGES:
            yield from _drawn(part)
            return


def _drawn(part: bytes) -> Iterator[int]:
    (doubled,) = struct.unpack_from(">H", part, 6)
    many = doubled // 2
    ends = struct.unpack_from(f">{many}H", part, END_CODES)
    begins = struct.unpack_from(f">{many}H", part, END_CODES + SEGMENT + doubled)
    deltas = struct.unpack_from(f">{many}H", part, END_CODES + SEGMENT + 2 * doubled)
    at = END_CODES + SEGMENT + 3 * doubled
    offsets = struct.unpack_from(f">{many}H", part, at)
    for place, (begin, end) in enumerate(zip(begins, ends, strict=True)):
        for code in range(begin, end + 1):
            glyph = code
            if offsets[place]:
                where = at + SEGMENT * (place + code - begin) + offsets[place]
                (glyph,) = struct.unpack_from(">H", part, where)
            if glyph and (glyph + deltas[place]) % 0x10000 and code != 0xFFFF:  # noqa: PLR2004
                yield code


def _table(data: bytes, wanted: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", data, 4)
    for place in range(count):
        name, _, offset, length = struct.unpack_from(">4sLLL", data, 12 + 16 * place)
        if name == wanted:
            return data[offset : offset + length]
    msg = f"a face has no table {wanted!r}"
    raise ValueError(msg)
