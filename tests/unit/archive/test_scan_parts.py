"""What of a scan's file is the picture, and that nothing else of it is kept."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.archive.scan_jpeg import JPEG, MAX_SCANS, turning
from depesha.archive.scan_parts import picture_alone
from depesha.archive.scan_png import PNG
from depesha.archive.scans import picture_of
from depesha.errors import Usage
from tests.unit.archive.test_scans import png

SECRET = b"QSECRETQ"
LINES = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"ab\xff\x00cd\xff\xd0ef"
FRAME = b"\xff\xc0\x00\x0b\x08\x00\x04\x00\x03\x01\x01\x11\x00"
TABLES = b"\xff\xdb\x00\x43\x00" + bytes(range(1, 65)) + b"\xff\xc4\x00\x14\x00\x01" + bytes(16)
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


SHOWN_BY = {b"gAMA": 4, b"cHRM": 32, b"sRGB": 1, b"sBIT": 1, b"pHYs": 9, b"tRNS": 2}


@pytest.mark.parametrize(("kind", "length"), SHOWN_BY.items())
def test_what_a_png_is_shown_by_stays_once_at_its_length_before_the_lines(
    kind: bytes, length: int
) -> None:
    whole = png(3, 4)
    head, rest = whole[:33], whole[33:]
    made = head + chunk(kind, bytes(length)) + rest
    assert picture_alone(made) == made
    assert picture_alone(head + chunk(kind, bytes(length)) * 2 + rest) == made
    for other in (0, length - 1, length + 1):
        assert picture_alone(head + chunk(kind, bytes(other)) + rest) == whole
    behind = head + rest[:-12] + chunk(kind, bytes(length)) + rest[-12:]
    assert picture_alone(behind) == whole


def drawn(
    *before: bytes, depth: int = 8, kind: int = 0, interlaced: int = 0, size: int = 2
) -> bytes:
    """Return a PNG of one point, with so many bytes in its line."""
    head = struct.pack(">IIBBBBB", 1, 1, depth, kind, 0, 0, interlaced)
    lines = chunk(b"IDAT", zlib.compress(bytes(size)))
    return PNG + chunk(b"IHDR", head) + b"".join(before) + lines + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("depth", "kind", "size"),
    [(1, 0, 2), (16, 0, 3), (8, 2, 4), (16, 2, 7), (8, 4, 3), (16, 4, 5), (8, 6, 5), (16, 6, 9)],
)
@pytest.mark.parametrize("interlaced", [0, 1])
def test_lines_are_as_long_as_the_head_says(
    depth: int, kind: int, size: int, interlaced: int
) -> None:
    made = drawn(depth=depth, kind=kind, size=size, interlaced=interlaced)
    assert picture_alone(made) == made
    for other in (size - 1, size + 1):
        with pytest.raises(Usage):
            picture_alone(drawn(depth=depth, kind=kind, size=other, interlaced=interlaced))


@pytest.mark.parametrize(
    ("size", "lines"), [(1, 2), (2, 7), (3, 15), (5, 36), (8, 79), (9, 100), (16, 286)]
)
def test_lines_of_an_interlaced_picture_are_counted_by_their_passes(size: int, lines: int) -> None:
    head = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 1)

    def made(count: int) -> bytes:
        packed = chunk(b"IDAT", zlib.compress(bytes(count)))
        return PNG + chunk(b"IHDR", head) + packed + chunk(b"IEND", b"")

    assert picture_alone(made(lines)) == made(lines)
    with pytest.raises(Usage):
        picture_alone(made(lines + 1))


def test_a_palette_has_as_many_colours_as_points_can_name() -> None:
    whole = drawn(chunk(b"PLTE", bytes(12)), chunk(b"tRNS", bytes(4)), depth=2, kind=3)
    assert picture_alone(whole) == whole
    palette = drawn(chunk(b"PLTE", bytes(12)), depth=2, kind=3)
    clear = drawn(chunk(b"PLTE", bytes(12)), chunk(b"tRNS", bytes(5)), depth=2, kind=3)
    assert picture_alone(clear) == palette, "more of them are clear than there are"
    for wrong in (b"", bytes(11), bytes(15)):
        with pytest.raises(Usage):
            picture_alone(drawn(chunk(b"PLTE", wrong), depth=2, kind=3))
    with pytest.raises(Usage):
        picture_alone(drawn(depth=2, kind=3))


@pytest.mark.parametrize(("depth", "kind"), [(3, 0), (4, 2), (16, 3), (8, 1), (8, 7)])
def test_a_kind_of_picture_that_there_is_not_is_refused(depth: int, kind: int) -> None:
    with pytest.raises(Usage):
        picture_alone(drawn(depth=depth, kind=kind))


def test_lines_in_many_chunks_are_one() -> None:
    whole = png(3, 4)
    packed = whole[41:-16]
    each = b"".join(chunk(b"IDAT", packed[at : at + 1]) for at in range(len(packed)))
    made = whole[:33] + each + chunk(b"IDAT", b"") + whole[-12:]
    assert picture_alone(made) == made


def test_lines_that_are_not_packed_or_break_off_are_refused() -> None:
    whole = png(3, 4)
    for packed in (b"no lines", whole[41:-20], b"y" + whole[42:-16]):
        with pytest.raises(Usage):
            picture_alone(whole[:33] + chunk(b"IDAT", packed) + whole[-12:])


PICTURES = sorted(Path(__file__).parent.joinpath("pictures").iterdir())
assert len(PICTURES) > 9, "an empty corpus tests nothing"


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: str(path.name))
def test_a_picture_as_programs_write_it_stays_as_it_is(path: Path) -> None:
    data = path.read_bytes()
    assert picture_alone(data) == data
    assert (picture_of(data).width, picture_of(data).height) == (17, 33)


def test_a_jpeg_of_many_scans_has_so_many_at_most() -> None:
    scan = LINES[:10] + b"a"
    whole = jpeg()[:-2] + scan * (MAX_SCANS - 1) + END
    assert picture_alone(whole) == whole
    with pytest.raises(Usage):
        picture_alone(whole[:-2] + scan + END)


def test_tables_may_be_set_anew_for_the_next_scan_and_not_before() -> None:
    codes = TABLES[-22:]
    anew = jpeg()[:-2] + codes + LINES + END
    assert picture_alone(anew) == anew
    for wrong in (codes + codes, TABLES, segment(0xDD, bytes(2)) * 2):
        with pytest.raises(Usage):
            picture_alone(jpeg()[:-2] + wrong + LINES + END)


@pytest.mark.parametrize(
    "wrong",
    [
        segment(0xC4, bytes(16)),
        segment(0xC4, b"\x20" + bytes(16)),
        segment(0xC4, b"\x04" + bytes(16)),
        segment(0xC4, b"\x10\x02" + bytes(15) + b"aa"),
        segment(0xDB, b"\x01" + bytes(63)),
        segment(0xDB, b"\x21" + bytes(192)),
        segment(0xDB, b"\x11" + bytes(64)),
        segment(0xDD, bytes(3)),
        segment(0xC0, FRAME[4:]),
        segment(0xC3, FRAME[4:]),
        segment(0xDA, b"\x01\x07\0\0\x3f\0"),
        segment(0xDA, b"\x00\0\x3f\0"),
    ],
)
def test_a_table_or_head_that_is_none_is_refused(wrong: bytes) -> None:
    with pytest.raises(Usage):
        picture_alone(jpeg()[:-2] + wrong + LINES + END)


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


ASIDE, OVER = segment(0xE1, exif(6)), segment(0xE1, exif(3))
UP = segment(0xE1, exif(1))


@pytest.mark.parametrize(
    ("data", "size", "turned"),
    [
        (jpeg(OVER, ASIDE), (3, 4), 3),
        (jpeg(ASIDE, OVER), (4, 3), 6),
        (jpeg(UP, ASIDE), (4, 3), 6),
        (jpeg(OVER, UP, ASIDE), (3, 4), 3),
        (b"\xff\xd8" + TABLES + FRAME + ASIDE + LINES + END, (4, 3), 6),
        (b"\xff\xd8" + TABLES + FRAME + LINES + ASIDE + LINES + END, (3, 4), 1),
    ],
    ids=["over-aside", "aside-over", "up-aside", "over-up-aside", "behind-frame", "behind-lines"],
)
def test_the_size_is_that_of_what_is_kept_however_often_it_is_turned(
    data: bytes, size: tuple[int, int], turned: int
) -> None:
    kept = picture_alone(data)
    found = [picture_of(one) for one in (data, kept)]
    assert [(one.width, one.height) for one in found] == [size] * 2
    told = [turning(kept[at + 4 :]) for at in range(len(kept)) if kept.startswith(b"\xff\xe1", at)]
    assert told == ([turned] if turned > 1 else [])


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
