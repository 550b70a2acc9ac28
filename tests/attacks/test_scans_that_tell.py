"""A scan that tells more than its sheet, or stands where it does not belong."""

import struct
import zlib
from base64 import b64decode, b64encode
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from depesha.archive.scan_parts import picture_alone
from depesha.archive.scans import picture_of
from depesha.errors import NotFound, Refused, Usage
from tests.archive_desk import Archive, archive_at
from tests.network.records import record
from tests.unit.archive.test_scan_parts import chunk, segment
from tests.unit.archive.test_scans import png
from tests.unit.cli.test_serve import depesha
from tests.unit.reading_room.shelves import seed

OFFICES = (("archivist", "archivist", 5), ("helper", "archivist", 1))
DECISION = {"decided_by": "the board", "authority": "25 years", "decided_on": "1976-11-21"}
KEPT_BACK = "1:0-2=3.3(b)(1)/the board"
WRONG = png(7, 7)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return archive_at(tmp_path, OFFICES)


def scan(archive: Archive, number: int, data: bytes, sheet: int = 1, **fields: Any) -> Any:
    given: dict[str, Any] = {
        "record": number,
        "sheet": sheet,
        "data": b64encode(data).decode(),
        **fields,
    }
    return archive.station.order("archive-scan", **{"office": "archivist", **given})


def take_back(archive: Archive, number: int, sheet: int = 1, **fields: Any) -> Any:
    given: dict[str, Any] = {
        "record": number,
        "sheet": sheet,
        "reason": "of another telegram",
        **fields,
    }
    return archive.station.order("archive-scan-back", **{"office": "archivist", **given})


def release(archive: Archive, number: int, *redactions: str) -> Any:
    given: dict[str, Any] = {
        **DECISION,
        "redactions": list(redactions),
        "with_scans": True,
        "record": number,
    }
    return archive.station.order("archive-release", office="archivist", **given)


def out(archive: Archive) -> list[tuple[int, int]]:
    (one,) = archive.station.read("archive-public", after=-1, limit=100)["public"]
    return [(each["sheet"], each["width"]) for each in one["scans"]]


def shown(archive: Archive, number: int) -> list[tuple[int, int]]:
    found = archive.station.read("archive-record", record=str(number), office="archivist")
    return [(each["sheet"], each["width"]) for each in found["scans"]]


def with_words(picture: bytes, words: bytes) -> bytes:
    """Return a PNG with a comment, as scanners and editors write one."""
    data = b"Comment\0" + words
    chunk = struct.pack(">I", len(data)) + b"tEXt" + data
    chunk += struct.pack(">I", zlib.crc32(b"tEXt" + data))
    return picture[:33] + chunk + picture[33:]


def test_a_scan_goes_out_without_what_a_program_wrote_into_it(
    archive: Archive, tmp_path: Path
) -> None:
    """Comments, EXIF (names, places, the picture from before), bytes behind the end."""
    number = archive.enter(record("Текст."))
    data = with_words(png(3, 4), b"QSECRETQ") + b"QTRAILERQ"
    done = scan(archive, number, data, is_redacted=True)
    assert done["left_out"] == len(data) - len(png(3, 4))
    release(archive, number, KEPT_BACK)
    shelf = tmp_path / "s"
    assert depesha(tmp_path / "alpha", "archive", "publish", str(shelf)).returncode == 0
    public = shelf.read_bytes()
    assert b"IHDR" in public, "the control: the scan is on the shelf"
    assert b"QSECRETQ" not in public
    assert b"QTRAILERQ" not in public


def test_one_picture_on_two_sheets_goes_out(archive: Archive) -> None:
    """Put on the wrong sheet first, then on the right one, no release was possible any more."""
    number = archive.enter(record("Текст."))
    scan(archive, number, png(3, 4), 2)
    scan(archive, number, png(3, 4), 1)
    release(archive, number)
    assert out(archive) == [(1, 3), (2, 3)]


def test_a_scan_of_a_sheet_that_the_record_has_not_is_refused(archive: Archive) -> None:
    number = archive.enter(seed())
    scan(archive, number, png(3, 4), 2)
    with pytest.raises(Usage, match="1 to 2"):
        scan(archive, number, png(3, 4), 3)
    with pytest.raises(Usage):
        scan(archive, number, png(3, 4), 0)


def test_the_same_scan_is_not_put_there_twice(archive: Archive) -> None:
    number = archive.enter(record("Текст."))
    scan(archive, number, png(3, 4))
    with pytest.raises(Refused):
        scan(archive, number, png(3, 4))
    with pytest.raises(Refused):
        scan(archive, number, with_words(png(3, 4), b"in other words"))
    assert shown(archive, number) == [(1, 3)]


def test_a_picture_of_another_telegram_is_taken_back(archive: Archive, tmp_path: Path) -> None:
    number = archive.enter(record("Текст."))
    scan(archive, number, png(3, 4))
    scan(archive, number, WRONG)
    take_back(archive, number)
    assert shown(archive, number) == [(1, 3)]
    release(archive, number)
    assert out(archive) == [(1, 3)], "the one before it counts again"
    scan(archive, number, WRONG)
    assert shown(archive, number) == [(1, 3), (1, 7)], "it may be put there again"
    rebuilt = depesha(tmp_path / "alpha", "doctor", "--rebuild")
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert shown(archive, number) == [(1, 3), (1, 7)]
    assert out(archive) == [(1, 3)]


def test_what_was_taken_back_goes_out_with_no_release(archive: Archive) -> None:
    number = archive.enter(record("Текст."))
    scan(archive, number, WRONG, is_redacted=True)
    take_back(archive, number, is_redacted=True)
    with pytest.raises(Usage, match="no scans"):
        release(archive, number, KEPT_BACK)


def test_a_scan_that_is_public_is_withdrawn_first(archive: Archive) -> None:
    number = archive.enter(record("Текст."))
    scan(archive, number, WRONG)
    release(archive, number)
    with pytest.raises(Refused, match="is public"):
        take_back(archive, number)
    given: dict[str, Any] = {**DECISION, "reason": "in error", "record": number}
    archive.station.order("archive-withdraw", office="archivist", **given)
    take_back(archive, number)
    assert shown(archive, number) == []


def test_nobody_takes_back_what_he_may_not_see(archive: Archive) -> None:
    """And is told the same as of a record that there is not."""
    number = archive.enter(record("Текст."), level=4)
    scan(archive, number, png(3, 4))
    with pytest.raises(NotFound) as hidden:
        take_back(archive, number, office="helper")
    with pytest.raises(NotFound) as absent:
        take_back(archive, number + 900, office="helper")
    assert hidden.value.message == absent.value.message.replace(str(number + 900), str(number))
    with pytest.raises(NotFound):
        take_back(archive, number, 2)
    assert shown(archive, number) == [(1, 3)]


# -- parts that are kept, and hold something else --------------------------------------------------

SECRET = b"QSECRETQ" * 500
HEAD = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
LINES, END = chunk(b"IDAT", zlib.compress(b"\0\0")), chunk(b"IEND", b"")
LEFT_OUT = {
    name.decode(): HEAD + chunk(name, SECRET) + LINES + END
    for name in (b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs", b"tRNS", b"PLTE")
}
FRAME = bytes([8, 0, 8, 0, 8, 1, 1, 0x11, 0])
SCAN = bytes([1, 1, 0, 0, 63, 0])
START, STOP = b"\xff\xd8", b"\xff\xd9"
WHOLE = segment(0xC0, FRAME) + segment(0xDA, SCAN) + b"\x12"
LEFT_OUT |= {
    f"marker {marker:x}": START + segment(marker, SECRET) + WHOLE + STOP
    for marker in (0xCC, 0xDC, 0xDE, 0xDF)
}
REFUSED = {
    "two heads": HEAD + chunk(b"IHDR", SECRET) + LINES + END,
    "in the end": HEAD + LINES + chunk(b"IEND", SECRET),
    "behind the lines": HEAD + chunk(b"IDAT", zlib.compress(b"\0\0") + SECRET) + END,
    "in lines behind the lines": HEAD + LINES + chunk(b"IDAT", SECRET) + END,
    "more lines than there are": HEAD + chunk(b"IDAT", zlib.compress(b"\0\0" + SECRET)) + END,
    "between the lines": HEAD + LINES + chunk(b"tEXt", SECRET) + chunk(b"IDAT", b"") + END,
    "interval": START + segment(0xDD, SECRET) + WHOLE + STOP,
    "codes": START + segment(0xC4, SECRET) + WHOLE + STOP,
    "behind codes": START + segment(0xC4, bytes(17) + SECRET) + WHOLE + STOP,
    "steps": START + segment(0xDB, bytes(65) + SECRET) + WHOLE + STOP,
    "frame": START + segment(0xC0, FRAME + SECRET) + segment(0xDA, SCAN) + b"\x12" + STOP,
    "scan": START + segment(0xC0, FRAME) + segment(0xDA, SCAN + SECRET) + b"\x12" + STOP,
    "another frame": START + WHOLE + segment(0xC1, FRAME + SECRET) + STOP,
    "another picture": START + WHOLE + SECRET + WHOLE + STOP,
    "arithmetic": START + segment(0xC9, FRAME) + segment(0xDA, SCAN) + SECRET + STOP,
    "tables that nobody uses": START
    + b"".join(segment(0xC4, bytes([0, 8, *bytes(15)]) + SECRET[:8]) for _ in range(500))
    + WHOLE
    + STOP,
}


@pytest.mark.parametrize("made", LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_stands_in_a_part_that_is_kept_at_another_length_is_left_out(made: bytes) -> None:
    """Parts were kept by their names alone, at any length."""
    assert picture_of(made).width in (1, 8)
    kept = picture_alone(made)
    assert SECRET not in kept
    assert picture_alone(kept) == kept


@pytest.mark.parametrize("made", REFUSED.values(), ids=REFUSED)
def test_a_picture_that_carries_words_where_it_cannot_do_without_is_refused(made: bytes) -> None:
    with pytest.raises(Usage, match="not whole"):
        picture_alone(made)


@pytest.mark.parametrize(
    "said", [b"JFIF\0" + b"QSECRET", b"Adobe" + b"QSECRET", b"Exif\0\0MM\0*\0\0\0\x08"]
)
def test_few_bytes_that_are_kept_are_kept_once(said: bytes) -> None:
    """Seven bytes of a density, ten thousand times, are a letter."""
    marker = {b"J": 0xE0, b"A": 0xEE, b"E": 0xE1}[said[:1]]
    kept = picture_alone(START + segment(marker, said) * 500 + WHOLE + STOP)
    assert kept.count(b"QSECRET") <= 1
    assert len(kept) < 80


def test_a_picture_that_is_dear_to_look_at_is_refused_before_its_lines_are_read() -> None:
    """2.8 MB hold 2.8 GB of white, and the desk would wait for it, and every reader's browser."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0))
    with pytest.raises(Usage, match="at most 134217728 bytes"):
        picture_alone(b"\x89PNG\r\n\x1a\n" + head + LINES + END)


def test_a_picture_whose_lines_hold_more_than_its_head_says_is_left_there() -> None:
    white = zlib.compress(bytes(100_000_000), 1)
    begun = process_time()
    with pytest.raises(Usage, match="not whole"):
        picture_alone(HEAD + chunk(b"IDAT", white) + END)
    assert process_time() - begun < 0.5


def test_words_in_a_part_that_is_kept_go_out_with_no_release(archive: Archive) -> None:
    number = archive.enter(record("Текст."))
    whole = png(3, 4)
    scan(archive, number, whole[:33] + chunk(b"gAMA", SECRET) + whole[33:], is_redacted=True)
    release(archive, number, KEPT_BACK)
    (one,) = archive.station.read("archive-public", after=-1, limit=10)["public"]
    (public,) = one["scans"]
    data = archive.station.read("archive-public-scan", digest=public["digest"])["data"]
    assert b64decode(data) == whole
