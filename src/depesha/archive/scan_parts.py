"""What of a scan is the picture: the rest of its file is left out before it is kept.

Scanners, telephones and editors write into a picture who made it, where, and how it looked before
something was blacked out; others hide a file behind its end. None of it may go out with a release.

Rule 1: parts are kept by a list of what a picture needs (RFC 2083, ITU T.81), not left out by one.
Rule 2: every length is looked at before it is followed, and the number of steps is bounded.
Rule 3: nothing is decoded, so the picture stays the same to the last point.
"""

import re
from collections.abc import Iterator
from struct import pack, unpack_from
from typing import Final
from zlib import crc32

from depesha.errors import Usage

PNG: Final = b"\x89PNG\r\n\x1a\n"
JPEG: Final = b"\xff\xd8\xff"

MAX_PARTS: Final = 10_000
"""Chunks of a PNG, of which a program writes one for every 8 KiB; segments of a JPEG."""

_CHUNKS: Final = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs"}
)

_TABLES: Final = frozenset({0xC4, 0xCC, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF})
FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""Markers of JPEG (ITU T.81, table B.1) behind which the size stands."""

ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a length."""

_SOS, _EOI, _JFIF, _EXIF, _ADOBE = 0xDA, 0xD9, 0xE0, 0xE1, 0xEE
_BEHIND_LINES: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_ORIENTATION: Final = 0x0112
_MAX_ENTRIES: Final = 500
_UPRIGHT: Final = 1
_TURNED: Final = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01"
"""A TIFF of one entry: how the picture is to be turned (EXIF 2.3, 4.6.4)."""

_KEPT_JFIF: Final = 12
"""Name, version, density; behind them a small picture of the picture."""

_KEPT_ADOBE: Final = 12


def picture_alone(data: bytes) -> bytes:
    """Return a scan without what is not its picture.

    Raises:
        Usage: it is no PNG and no JPEG, or is not whole.
    """
    for signature, parts in ((PNG, _png), (JPEG, _jpeg)):
        if data.startswith(signature):
            return b"".join(parts(data))
    msg = "a scan is a PNG or JPEG"
    raise Usage(msg)


def _png(data: bytes) -> Iterator[bytes]:
    yield PNG
    at, has_lines = len(PNG), False
    for _ in range(MAX_PARTS):
        if len(data) - at < 12:  # noqa: PLR2004  # length, name, sum
            break
        length, name = unpack_from(">I4s", data, at)
        chunk = data[at : at + 12 + length]
        if len(chunk) != 12 + length or int.from_bytes(chunk[-4:]) != crc32(chunk[4:-4]):
            break
        has_lines |= name == b"IDAT"
        if name in _CHUNKS:
            yield chunk
        if name == b"IEND" and has_lines:
            return
        at += len(chunk)
    raise _not_whole()


def _jpeg(data: bytes) -> Iterator[bytes]:
    yield data[:2]
    at, has_lines = 2, False
    for _ in range(MAX_PARTS):
        if data[at : at + 1] != b"\xff" or at + 1 >= len(data):
            break
        marker = data[at + 1]
        if marker == 0xFF or marker in ALONE:  # noqa: PLR2004  # a byte that fills
            at += 1 if marker == 0xFF else 2  # noqa: PLR2004
            continue
        if marker == _EOI and has_lines:
            yield data[at : at + 2]
            return
        length = int.from_bytes(data[at + 2 : at + 4])
        end = at + 2 + length
        if length < 2 or end > len(data):  # noqa: PLR2004  # it counts itself
            break
        if marker == _SOS:
            found = _BEHIND_LINES.search(data, end)
            has_lines, end = True, found.start() if found else len(data)
        yield _segment(marker, data[at:end])
        at = end
    raise _not_whole()


def _segment(marker: int, segment: bytes) -> bytes:
    """Return what is kept of a segment."""
    said = segment[4:]
    if marker == _JFIF and said.startswith(b"JFIF\0") and len(said) >= _KEPT_JFIF:
        return _made(marker, said[:_KEPT_JFIF] + b"\0\0")
    if marker == _ADOBE and said.startswith(b"Adobe") and len(said) >= _KEPT_ADOBE:
        return _made(marker, said[:_KEPT_ADOBE])
    if marker == _EXIF and (turned := turning(said)) != _UPRIGHT:
        return _made(marker, _TURNED + pack(">HHI", turned, 0, 0))
    return segment if marker == _SOS or marker in _TABLES or marker in FRAMES else b""


def _made(marker: int, said: bytes) -> bytes:
    return pack(">BBH", 0xFF, marker, len(said) + 2) + said


def turning(said: bytes) -> int:
    """Return how a JPEG's picture is to be turned, 1 to 8, by what its EXIF segment says."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(said[6:10]) if said[:6] == b"Exif\0\0" else None
    tiff = said[6:]
    if order is None or len(tiff) < 8:  # noqa: PLR2004  # order, place of the first list
        return _UPRIGHT
    (at,) = unpack_from(f"{order}I", tiff, 4)
    if at + 2 > len(tiff):
        return _UPRIGHT
    (count,) = unpack_from(f"{order}H", tiff, at)
    for place in range(at + 2, at + 2 + 12 * min(count, _MAX_ENTRIES), 12):
        if place + 12 > len(tiff):
            break
        tag, _, _, turned = unpack_from(f"{order}HHIH", tiff, place)
        if tag == _ORIENTATION:
            return turned if 1 <= turned <= 8 else _UPRIGHT  # noqa: PLR2004
    return _UPRIGHT


def _not_whole() -> Usage:
    return Usage("the picture is not whole", hint="save it again from the scanner's program")
