"""A scan that tells more than its sheet, or stands where it does not belong."""

import struct
import zlib
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from depesha.errors import NotFound, Refused, Usage
from tests.archive_desk import Archive, archive_at
from tests.network.records import record
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
