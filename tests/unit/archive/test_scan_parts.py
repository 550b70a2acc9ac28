"""What of a scan's file is the picture, and that nothing else of it is kept."""

import struct
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.archive.scan_parts import JPEG, PNG, picture_alone, turning
from depesha.archive.scans import picture_of
from depesha.errors import Usage
from tests.unit.archive.test_scans import png

SECRET = b"QSECRETQ"
LINES = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"ab\xff\x00cd\xff\xd0ef"
FRAME = b"\xff\xc0\x00\x0b\x08\x00\x04\x00\x03\x01\x01\x11\x00"
TABLES = b"\xff\xdb\x00\x43\x00" + bytes(range(1, 65)) + b"\xff\xc4\x00\x04\x00\x01"
END = b"\xff\xd9"


def chunk(kind: bytes, data: bytes) -> bytes:
    crc = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + crc


def segment(marker: int, said: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(said) + 2) + said


def jpeg(*before: bytes) -> bytes:
    return b"\xff\xd8" + b"".join(before) + TABLES + FRAME + LINES + END


def exif(turned: int, order: str = "<") -> bytes:
    mark = b"II*\0" if order == "<" else b"MM\0*"
    entries = struct.pack(f"{order}HHHII", 2, 0x010E, 2, 9, 0)
    entries += struct.pack(f"{order}HHIHH", 0x0112, 3, 1, turned, 0)
    return b"Exif\0\0" + mark + struct.pack(f"{order}I", 8) + entries + bytes(4) + SECRET


def test_a_picture_alone_stays_as_it_is() -> None:
    assert picture_alone(png(3, 4)) == png(3, 4)
    assert picture_alone(jpeg()) == jpeg()


@pytest.mark.parametrize(
    "kind", [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"iCCP", b"tIME", b"fdAT", b"prVt", b"acTL"]
)
def test_what_a_program_wrote_into_a_png_is_left_out(kind: bytes) -> None:
    whole = png(3, 4)
    assert picture_alone(whole[:33] + chunk(kind, SECRET) + whole[33:]) == whole


@pytest.mark.parametrize("kind", [b"gAMA", b"pHYs", b"tRNS"])
def test_what_a_png_is_shown_by_stays(kind: bytes) -> None:
    made = png(3, 4)[:33] + chunk(kind, b"\0\0\0\1") + png(3, 4)[33:]
    assert picture_alone(made) == made


@pytest.mark.parametrize("whole", [png(3, 4), jpeg()])
def test_what_stands_behind_the_end_is_left_out(whole: bytes) -> None:
    assert picture_alone(whole + SECRET + whole) == whole


@pytest.mark.parametrize(
    "said",
    [
        segment(0xFE, SECRET),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET),
        segment(0xE1, exif(1)),
        segment(0xE2, b"ICC_PROFILE\0" + SECRET),
        segment(0xED, b"Photoshop 3.0\0" + SECRET),
        segment(0xEF, SECRET),
        segment(0xE0, b"JFXX\0\x10" + SECRET),
    ],
)
def test_what_a_program_wrote_into_a_jpeg_is_left_out(said: bytes) -> None:
    assert picture_alone(jpeg(said)) == jpeg()


def test_a_small_picture_of_the_picture_is_left_out() -> None:
    head = b"JFIF\0\x01\x02\x01\x00\x48\x00\x48"
    said = picture_alone(jpeg(segment(0xE0, head + b"\x01\x01" + SECRET)))
    assert said == jpeg(segment(0xE0, head + b"\0\0"))


def test_by_which_colours_a_jpeg_is_meant_stays() -> None:
    adobe = b"Adobe\x00\x64\0\0\0\0\x01"
    assert picture_alone(jpeg(segment(0xEE, adobe + SECRET))) == jpeg(segment(0xEE, adobe))


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("turned", range(2, 9))
def test_how_a_picture_is_turned_stays_and_nothing_else_of_exif(turned: int, order: str) -> None:
    data = jpeg(segment(0xE1, exif(turned, order)))
    kept = picture_alone(data)
    assert SECRET not in kept
    assert turning(kept[6 : 6 + 40]) == turned
    size = (3, 4) if turned < 5 else (4, 3)
    assert [(one.width, one.height) for one in (picture_of(data), picture_of(kept))] == [size] * 2


@pytest.mark.parametrize(
    "data",
    [
        PNG,
        png(3, 4)[:33],
        png(3, 4)[:-1],
        png(3, 4)[:33] + chunk(b"IEND", b""),
        png(3, 4).replace(b"IDAT", b"IDAU", 1),
        PNG + chunk(b"tEXt", b"") * 10_001,
        jpeg()[:-2],
        b"\xff\xd8" + TABLES + FRAME + END,
        b"\xff\xd8\xff\xdb\x00\x01" + LINES + END,
        b"\xff\xd8\xff\xdb\xff\xff" + LINES + END,
        b"\xff\xd8" + b"\xff\x01" * 10_001 + LINES + END,
        b"GIF89a",
        b"",
    ],
)
def test_what_is_not_whole_is_refused(data: bytes) -> None:
    with pytest.raises(Usage):
        picture_alone(data)


@given(st.sampled_from((PNG, JPEG, b"")), st.binary(max_size=400))
def test_whatever_comes_is_a_picture_or_refused(begin: bytes, rest: bytes) -> None:
    for data in (begin + rest, png(2, 2)[:40] + rest, jpeg()[:20] + rest):
        try:
            kept = picture_alone(data)
        except Usage:
            continue
        assert picture_alone(kept) == kept


@given(st.binary(max_size=120))
def test_whatever_exif_says_a_picture_is_turned_somehow(said: bytes) -> None:
    tries: list[Callable[[], bytes]] = [
        lambda: said,
        lambda: b"Exif\0\0" + said,
        lambda: b"Exif\0\0II*\0\x08\0\0\0" + said,
    ]
    assert all(1 <= turning(one()) <= 8 for one in tries)
