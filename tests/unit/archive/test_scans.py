"""What a scan is, by its first bytes."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.archive.scan_jpeg import JPEG
from depesha.archive.scan_png import PNG
from depesha.archive.scans import MAX_SCAN_BYTES, picture_of
from depesha.errors import Usage


def png(width: int, height: int) -> bytes:
    """Return a whole PNG of that size, grey."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + crc

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    lines = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)))
    return PNG + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def jpeg(width: int, height: int, before: bytes = b"", marker: int = 0xC0) -> bytes:
    """Return the head of a JPEG of that size, behind other segments."""
    frame = struct.pack(">BBHBHHB", 0xFF, marker, 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + before + frame + b"\xff\xda"


APP = b"\xff\xe0\x00\x04ab"
THUMBNAIL = b"\xff\xe1" + struct.pack(">H", 2 + 40) + jpeg(1, 1) + b"\0" * (40 - len(jpeg(1, 1)))


@pytest.mark.parametrize(
    ("data", "media_type", "width", "height"),
    [
        (png(3, 4), "image/png", 3, 4),
        (jpeg(640, 480, APP), "image/jpeg", 640, 480),
        (jpeg(640, 480, APP, 0xC2), "image/jpeg", 640, 480),
        (jpeg(640, 480, THUMBNAIL), "image/jpeg", 640, 480),
        (jpeg(640, 480, b"\xff\xff" + APP[1:]), "image/jpeg", 640, 480),
        (jpeg(640, 480, APP + b"\xff\x01"), "image/jpeg", 640, 480),
        (jpeg(640, 480, APP + b"\xff\xc4\x00\x04ab"), "image/jpeg", 640, 480),
    ],
)
def test_a_picture_says_what_it_is(data: bytes, media_type: str, width: int, height: int) -> None:
    found = picture_of(data)
    assert (found.media_type, found.width, found.height) == (media_type, width, height)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"<svg onload='x'/>",
        b"II*\0" + b"\0" * 50,
        PNG,
        PNG + b"\x00\x00\x00\x0dIDAT" + b"\0" * 30,
        png(3, 4)[:24],
        png(0, 4)[:40] + b"\0" * 40,
        PNG + b"\0\0\0\rIHDR" + struct.pack(">II", 2**31, 5) + b"\0" * 20,
        JPEG,
        JPEG + b"\xe0\x00\x00",
        jpeg(0, 5, APP),
        jpeg(640, 480, b"\xff\xe0\x00\x01"),
        jpeg(640, 480, b"\xff\xe0\xff\xff"),
        jpeg(640, 480, APP * 10_001),
        jpeg(640, 480, b"x"),
        b"\xff\xd8" + b"\xff" * 5_000,
    ],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(Usage, match="a scan is"):
        picture_of(data)


def test_a_scan_has_a_bound() -> None:
    with pytest.raises(Usage, match="at most"):
        picture_of(png(3, 4) + b"\0" * MAX_SCAN_BYTES)


@given(data=st.binary(max_size=200), head=st.sampled_from([PNG, JPEG, b"\xff\xd8", b""]))
def test_whatever_bytes_are_a_picture_or_refused(data: bytes, head: bytes) -> None:
    try:
        found = picture_of(head + data)
    except Usage:
        return
    assert min(found.width, found.height) > 0
