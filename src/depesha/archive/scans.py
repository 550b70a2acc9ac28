"""What a scan is, read out of its first bytes: PNG or JPEG, and how large.

Rule 1: the file's name and what it says of itself elsewhere are not believed; its signature is.
Rule 2: nothing is decoded: the picture is passed on as it is (`scan_parts`), and a reader's browser
    opens it.
Rule 3: every length is looked at before it is followed, and the number of steps is bounded.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from depesha.archive.scan_jpeg import (
    ALONE,
    EXIF,
    FRAMES,
    JPEG,
    LINES,
    MAX_SEGMENTS,
    UPRIGHT,
    turning,
)
from depesha.archive.scan_png import PNG
from depesha.errors import Usage

MAX_SCAN_BYTES: Final = 2_800_000
"""A sheet in grey at 300 dots an inch has 1 to 2 MB; an order has 4 MiB, in base64."""

MAX_SIDE: Final = 30_000
"""A sheet of A3 at 1,200 dots an inch has 19,843."""

SIDEWAYS: Final = 5
"""From here on EXIF turns a picture by a quarter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture as its first bytes tell."""

    media_type: str
    width: int
    height: int


def picture_of(data: bytes) -> Picture:
    """Return what a scan is.

    Raises:
        Usage: it is neither PNG nor JPEG, is too large, or does not say its size.
    """
    if len(data) > MAX_SCAN_BYTES:
        msg = f"a scan has at most {MAX_SCAN_BYTES} bytes"
        raise Usage(msg, hint="make it smaller: grey, 300 dots an inch, as JPEG")
    for signature, media_type, size in KINDS:
        if data.startswith(signature):
            width, height = size(data)
            if 1 <= width <= MAX_SIDE and 1 <= height <= MAX_SIDE:
                return Picture(media_type=media_type, width=width, height=height)
    msg = "a scan is a PNG or JPEG that says its size"
    raise Usage(msg)


def _png(data: bytes) -> tuple[int, int]:
    """Return the size: its first chunk is IHDR, of 13 bytes (RFC 2083, section 11.2.1)."""
    if len(data) < 33 or data[8:16] != b"\x00\x00\x00\rIHDR":  # noqa: PLR2004  # 8 + 12 + 13
        return 0, 0
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


def _jpeg(data: bytes) -> tuple[int, int]:
    """Return the size: it stands in the frame's head, behind other segments.

    It is that of what is kept (`scan_jpeg`): by the first EXIF before the lines that turns it.
    """
    at, turned, size = 2, UPRIGHT, (0, 0)
    for _ in range(MAX_SEGMENTS):
        if data[at : at + 1] != b"\xff":
            break
        marker = int.from_bytes(data[at + 1 : at + 2])
        if marker == 0xFF or marker in ALONE:  # noqa: PLR2004  # a byte that fills
            at += 1 if marker == 0xFF else 2  # noqa: PLR2004
            continue
        length = int.from_bytes(data[at + 2 : at + 4])
        if marker in FRAMES and not any(size):
            head = data[at + 5 : at + 9]
            size = int.from_bytes(head[2:4]), int.from_bytes(head[:2])
        if marker == EXIF and turned == UPRIGHT:
            turned = turning(data[at + 4 : at + 2 + length])
        if length < 2 or marker == LINES:  # noqa: PLR2004  # it counts itself
            break
        at += 2 + length
    return size if turned < SIDEWAYS else size[::-1]


KINDS: Final[tuple[tuple[bytes, str, Callable[[bytes], tuple[int, int]]], ...]] = (
    (PNG, "image/png", _png),
    (JPEG, "image/jpeg", _jpeg),
)
ENDINGS: Final = {"image/png": "png", "image/jpeg": "jpg"}
