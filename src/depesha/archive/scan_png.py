"""What of a PNG is the picture (RFC 2083): its lines, and the few numbers it is shown by.

Rule 1: a part that is kept has the length that its kind has, and stands there once.
Rule 2: the lines are inflated and counted, and not kept: they are as many bytes as the head says,
    and nothing stands behind them. A picture whose lines take more than `MAX_LINES_BYTES` is
    refused: it would be dear to look at, here and in a reader's browser.
Rule 3: what a program left out of its place or at another length is left out, where the picture
    can do without.

A file of 2.3 MB (2.5 million points of noise) takes 30 ms; 128 MiB of white, the most, 160 ms.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from struct import unpack_from
from typing import Final
from zlib import crc32, decompressobj, error

from depesha.errors import Usage

PNG: Final = b"\x89PNG\r\n\x1a\n"

MAX_CHUNKS: Final = 10_000
"""A program writes one for every 8 KiB."""

MAX_LINES_BYTES: Final = 128 * 1024 * 1024
"""A sheet of A4 in colour at 600 dots an inch has 104 MB."""

_PIECE: Final = 1024 * 1024
_AROUND: Final = 12
"""Length, name, sum."""

_GREY, _TRUE, _BY_PALETTE, _GREY_ALPHA, _TRUE_ALPHA = 0, 2, 3, 4, 6
_CHANNELS: Final = {_GREY: 1, _TRUE: 3, _BY_PALETTE: 1, _GREY_ALPHA: 2, _TRUE_ALPHA: 4}
_DEPTHS: Final = {
    _GREY: (1, 2, 4, 8, 16),
    _TRUE: (8, 16),
    _BY_PALETTE: (1, 2, 4, 8),
    _GREY_ALPHA: (8, 16),
    _TRUE_ALPHA: (8, 16),
}
_ADAM7: Final = (
    *((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4)),
    *((0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)),
)
"""Of each pass: first column, first line, steps between them (RFC 2083, section 2.6)."""

_SIGNIFICANT: Final = {_GREY: 1, _TRUE: 3, _BY_PALETTE: 3, _GREY_ALPHA: 2, _TRUE_ALPHA: 4}
_CLEAR: Final = {_GREY: 2, _TRUE: 6}


@dataclass(frozen=True, slots=True)
class Head:
    """What the first chunk says: by it every other is measured."""

    width: int
    height: int
    depth: int
    kind: int
    is_interlaced: bool

    @property
    def lines_bytes(self) -> int:
        """How many bytes its lines have, with the filter's byte before each."""
        bits = self.depth * _CHANNELS[self.kind]
        return sum(
            height * (1 + (width * bits + 7) // 8) for width, height in self._passes() if width
        )

    def _passes(self) -> Iterator[tuple[int, int]]:
        if not self.is_interlaced:
            yield self.width, self.height
            return
        for left, top, across, down in _ADAM7:
            yield -((left - self.width) // across), -((top - self.height) // down)


_LENGTHS: Final[dict[bytes, Callable[[Head, int], tuple[int, ...] | range]]] = {
    b"gAMA": lambda _, __: (4,),
    b"cHRM": lambda _, __: (32,),
    b"sRGB": lambda _, __: (1,),
    b"pHYs": lambda _, __: (9,),
    b"sBIT": lambda head, _: (_SIGNIFICANT[head.kind],),
    b"tRNS": lambda head, colours: (
        range(1, colours + 1) if head.kind == _BY_PALETTE else (_CLEAR.get(head.kind, -1),)
    ),
}
"""How long a part may be that a picture is shown by; it stands before the lines."""


def parts_of_png(data: bytes) -> Iterator[bytes]:
    """Yield what of a PNG is its picture.

    Raises:
        Usage: it is not whole, or holds something among its lines or behind them.
    """
    yield PNG
    chunks = _chunks(data)
    chunk = next(chunks)
    head = _head_of(chunk)
    yield chunk
    lines, seen, colours, before = _Lines(head), {b"IHDR"}, 0, b"IHDR"
    for chunk in chunks:
        name, length = chunk[4:8], len(chunk) - _AROUND
        if name == b"IDAT":
            if lines.has_begun and before != b"IDAT":
                raise not_whole()
            lines.take(chunk[8:-4])
            yield chunk
        elif name == b"IEND":
            lines.must_be_whole()
            if length or (head.kind == _BY_PALETTE and not colours):
                raise not_whole()
            yield chunk
            return
        elif name == b"IHDR":
            raise not_whole()
        elif name not in seen and not lines.has_begun:
            if name == b"PLTE" and head.kind == _BY_PALETTE:
                colours = _colours(head, length)
                yield chunk
            elif name in _LENGTHS and length in _LENGTHS[name](head, colours):
                yield chunk
            seen.add(name)
        before = name
    raise not_whole()


def _chunks(data: bytes) -> Iterator[bytes]:
    at = len(PNG)
    for _ in range(MAX_CHUNKS):
        if len(data) - at < _AROUND:
            break
        (length,) = unpack_from(">I", data, at)
        chunk = data[at : at + _AROUND + length]
        if len(chunk) != _AROUND + length or int.from_bytes(chunk[-4:]) != crc32(chunk[4:-4]):
            break
        yield chunk
        at += len(chunk)
    raise not_whole()


def _head_of(chunk: bytes) -> Head:
    if chunk[:8] != b"\0\0\0\x0dIHDR":
        raise not_whole()
    width, height, depth, kind, *methods, interlaced = unpack_from(">IIBBBBB", chunk, 8)
    is_known = depth in _DEPTHS.get(kind, ()) and not any(methods) and interlaced in (0, 1)
    if not is_known or not width or not height:
        raise not_whole()
    return Head(width, height, depth, kind, bool(interlaced))


def _colours(head: Head, length: int) -> int:
    """Return how many colours a palette of that length has."""
    colours, rest = divmod(length, 3)
    if rest or not 1 <= colours <= 1 << head.depth:
        raise not_whole()
    return colours


class _Lines:
    """The lines of a picture as they are inflated: counted, and nothing of them is kept."""

    def __init__(self, head: Head) -> None:
        self._left = head.lines_bytes
        if self._left > MAX_LINES_BYTES:
            msg = f"the lines of a picture have at most {MAX_LINES_BYTES} bytes"
            raise Usage(msg, hint="make it smaller: grey, 300 dots an inch, as JPEG")
        self._inflating = decompressobj()
        self.has_begun = False

    def take(self, packed: bytes) -> None:
        """Count what a chunk holds.

        Raises:
            Usage: it is more than the picture has, or something stands behind it.
        """
        self.has_begun = True
        made = _PIECE
        while not self._inflating.eof and (packed or made == _PIECE):
            try:
                made = len(self._inflating.decompress(packed, _PIECE))
            except error:
                raise not_whole() from None
            packed = self._inflating.unconsumed_tail
            self._left -= made
            if self._left < 0:
                raise not_whole()
        if self._inflating.eof and (self._inflating.unused_data or packed):
            raise not_whole()

    def must_be_whole(self) -> None:
        """Let pass what has come to its end.

        Raises:
            Usage: it has not.
        """
        if self._left or not self._inflating.eof:
            raise not_whole()


def not_whole() -> Usage:
    """Return why a picture is refused that is not as its format says."""
    msg = "the picture is not whole, or holds something beside it"
    return Usage(msg, hint="save it again from the scanner's program")
