"""Scans beside a record: who puts them there, which go out, and how the public has them."""

from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from depesha.errors import Forbidden, NotFound, Usage
from depesha.station.client import Client
from tests.unit.archive.test_scan_parts import jpeg
from tests.unit.archive.test_scans import png
from tests.unit.reading_room.shelves import printed
from tests.unit.station import a_station
from tests.unit.station.test_releasing import DECISION, enter, release
from tests.unit.station.test_withdrawing import in_part, numbered, page, withdraw

SOURCE = "volume/d1"
WHOLE, SECOND, FOR_ALL = png(3, 4), png(5, 6), png(7, 8)


@pytest.fixture
def station(tmp_path: Path) -> Client:
    home = a_station.found(tmp_path / "alpha", offices=a_station.ARCHIVISTS)
    opened = a_station.station(home)
    enter(opened, [printed(1, "words")], "f")
    return opened


def scan(station: Client, data: bytes, sheet: int = 1, **fields: Any) -> Any:
    given = {"office": "archivist", "record": numbered(station, SOURCE), "sheet": sheet, **fields}
    return station.order("archive-scan", data=b64encode(data).decode(), **given)


def out(station: Client) -> list[dict[str, Any]]:
    (one,) = page(station)["public"]
    scans: list[dict[str, Any]] = one["scans"]
    return scans


def bytes_of(station: Client, data: bytes) -> bytes:
    digest = sha256(data).hexdigest()
    return b64decode(station.read("archive-public-scan", digest=digest)["data"])


def test_a_scan_is_told_by_its_bytes_and_kept(station: Client) -> None:
    assert scan(station, WHOLE)["type"] == "image/png"
    assert scan(station, jpeg(), sheet=2)["width"] == 3
    told = station.read("archive-record", record=SOURCE, office="archivist")["scans"]
    assert [(one["sheet"], one["type"]) for one in told] == [(1, "image/png"), (2, "image/jpeg")]


def test_without_saying_so_no_scan_goes_out(station: Client) -> None:
    scan(station, WHOLE)
    release(station, batch="f")
    assert out(station) == []
    with pytest.raises(NotFound):
        bytes_of(station, WHOLE)


def test_the_newest_scan_of_each_sheet_goes_out_with_a_release_that_says_so(
    station: Client,
) -> None:
    for data, sheet in ((WHOLE, 1), (SECOND, 1), (FOR_ALL, 2)):
        scan(station, data, sheet)
    in_part(station, SOURCE, with_scans=True)
    assert [(one["sheet"], one["width"]) for one in out(station)] == [(1, 5), (2, 7)]
    assert bytes_of(station, SECOND) == SECOND
    with pytest.raises(NotFound):
        bytes_of(station, WHOLE)


def test_with_something_kept_back_only_scans_made_for_the_public_go_out(station: Client) -> None:
    scan(station, WHOLE)
    with pytest.raises(Usage, match="of sheet 1 there is no scan"):
        in_part(station, SOURCE, "1=1.4(a)/x", with_scans=True)
    scan(station, FOR_ALL, is_redacted=True)
    in_part(station, SOURCE, "1=1.4(a)/x", with_scans=True)
    assert [one["width"] for one in out(station)] == [7]
    with pytest.raises(NotFound):
        bytes_of(station, WHOLE)


def test_a_later_release_or_a_withdrawal_takes_a_scan_back(station: Client) -> None:
    scan(station, WHOLE)
    in_part(station, SOURCE, with_scans=True)
    assert bytes_of(station, WHOLE) == WHOLE
    in_part(station, SOURCE)
    with pytest.raises(NotFound):
        bytes_of(station, WHOLE)
    in_part(station, SOURCE, with_scans=True)
    withdraw(station, SOURCE)
    with pytest.raises(NotFound):
        bytes_of(station, WHOLE)


def test_a_release_with_scans_of_a_record_without_any_is_refused(station: Client) -> None:
    with pytest.raises(Usage, match="has no scans"):
        in_part(station, SOURCE, with_scans=True)


def test_who_is_no_archivist_or_not_cleared_adds_none(station: Client) -> None:
    with pytest.raises(Forbidden):
        scan(station, WHOLE, office="desk")
    enter(station, [printed(2, "secret")], "f", level=4)
    with pytest.raises(NotFound):
        scan(station, WHOLE, office="helper", record=numbered(station, "volume/d2"))


@pytest.mark.parametrize(("data", "sheet"), [(b"GIF89a", 1), (WHOLE, 0), (WHOLE, 10_001)])
def test_what_is_no_picture_or_no_sheet_is_refused(
    station: Client, data: bytes, sheet: int
) -> None:
    with pytest.raises(Usage):
        scan(station, data, sheet)


@pytest.mark.parametrize("digest", ["", "x", "00", "g" * 64, "0" * 64, DECISION["authority"]])
def test_no_other_document_is_handed_out_as_a_scan(station: Client, digest: str) -> None:
    release(station, batch="f")
    with pytest.raises(NotFound):
        station.read("archive-public-scan", digest=digest)


def test_a_record_is_not_handed_out_as_a_scan(station: Client) -> None:
    told = station.read("archive-record", record=SOURCE, office="archivist")
    release(station, batch="f")
    with pytest.raises(NotFound):
        station.read("archive-public-scan", digest=told["digest"].lower())


def test_scans_are_destroyed_with_the_words_of_their_record_and_not_those_of_others(
    station: Client,
) -> None:
    enter(station, [printed(2, "others")], "f")
    scan(station, WHOLE)
    scan(station, SECOND, sheet=2)
    scan(station, SECOND, record=numbered(station, "volume/d2"))
    for source in (SOURCE, "volume/d2"):
        in_part(station, source, with_scans=True)
    station.order(
        "archive-expunge", office="archivist", record=numbered(station, SOURCE), reason="by law"
    )
    with pytest.raises(NotFound):
        bytes_of(station, WHOLE)
    assert bytes_of(station, SECOND) == SECOND
