"""A telegram of which no copies are made is filed, and its record is asked for them at the desk."""

from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from depesha.errors import Forbidden
from tests.archive_desk import Archive, archive_at
from tests.desks import Visitor
from tests.unit.archive.test_scans import png
from tests.unit.station import a_station

OFFICES = (("archivist", "archivist", 5), ("reader", "drafter", 1))


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return archive_at(tmp_path, OFFICES)


def filed(archive: Archive, *caveats: str) -> tuple[int, str]:
    draft = a_station.draft("Квазиворобьи прилетели.", "Subject: birds", *caveats)
    done = archive.station.order("send", office="desk", text=draft)
    reference = f"alpha/{done['year']}/{done['number']}"
    place: dict[str, Any] = {"archive": "A", "fond": "1", "delo": "2", "open": True}
    archive.station.order("archive-file", office="archivist", reference=reference, **place)
    return archive.number(reference), reference


def scanned(archive: Archive, number: int) -> str:
    """Put a picture beside a record; return its digest."""
    archive.station.order(
        "archive-scan",
        office="archivist",
        record=number,
        sheet=1,
        data=b64encode(png(3, 4)).decode(),
    )
    found = archive.station.read("archive-record", record=str(number), office="archivist")
    return str(found["scans"][0]["digest"])


def fetched(desk: Visitor, path: str, what_for: str) -> int:
    """Ask for what a browser says what it is for; return the status."""
    return desk.client.get(path, headers={"Sec-Fetch-Dest": what_for}).status_code


PAGES = ("", "/release", "/new/translation?language=de", "/compare/{0}")


@pytest.mark.parametrize("page", PAGES)
def test_a_filed_telegram_is_not_printed_from_the_desk_against_its_caveat(
    archive: Archive, page: str
) -> None:
    """Its own page prints one line that says so; so do those of its record."""
    number, reference = filed(archive, "Caveat: NO_COPIES")
    desk = archive.desk("archivist")
    assert "not-printed" in desk.get(f"/telegram/{reference}").text, "the control"
    shown = desk.get(f"/archive/r/{number}{page.format(number)}")
    assert shown.status_code == 200
    assert "not-printed" in shown.text
    assert f"Record {number} is not printed from here" in shown.text


@pytest.mark.parametrize("page", PAGES)
def test_what_has_no_such_caveat_is_printed(archive: Archive, page: str) -> None:
    number, _ = filed(archive)
    assert "not-printed" not in archive.desk().get(f"/archive/r/{number}{page.format(number)}").text


def test_a_picture_of_a_sheet_is_not_taken_out_against_its_caveat(archive: Archive) -> None:
    """It is shown with its record; by itself it would be a file."""
    number, _ = filed(archive, "Caveat: NO_COPIES")
    path = f"/archive/r/{number}/scan/{scanned(archive, number)}"
    desk = archive.desk("archivist")
    page = desk.get(f"/archive/r/{number}").text
    assert f'<img src="{path}"' in page
    assert f'<a href="{path}"' not in page
    assert fetched(desk, path, "image") == 200
    for by_itself in ("document", "empty", "iframe"):
        assert fetched(desk, path, by_itself) == 403


def test_a_picture_is_taken_out_where_nothing_forbids_it(archive: Archive) -> None:
    number, _ = filed(archive)
    path = f"/archive/r/{number}/scan/{scanned(archive, number)}"
    desk = archive.desk("archivist")
    assert f'<a href="{path}"' in desk.get(f"/archive/r/{number}").text
    assert fetched(desk, path, "document") == 200


@pytest.mark.parametrize("form", ["ris", "bib", "csl.json"])
def test_its_citation_is_no_file_against_its_caveat(archive: Archive, form: str) -> None:
    """The command refuses it as well (`archive export --format`)."""
    number, _ = filed(archive, "Caveat: NO_COPIES")
    desk = archive.desk("archivist")
    assert f"cite/1.{form}" not in desk.get(f"/archive/r/{number}").text
    assert desk.get(f"/archive/r/{number}/cite/1.{form}").status_code == 403
    free, _ = filed(archive)
    assert desk.get(f"/archive/r/{free}/cite/1.{form}").status_code == 200, "the control"


def test_what_is_public_is_printed_and_taken_out(archive: Archive) -> None:
    number, _ = filed(archive, "Caveat: NO_COPIES")
    path = f"/archive/r/{number}/scan/{scanned(archive, number)}"
    decision = {"decided_by": "b", "authority": "25 years", "decided_on": "1976-11-21"}
    archive.station.order("archive-release", office="archivist", record=number, **decision)
    desk = archive.desk("archivist")
    page = desk.get(f"/archive/r/{number}").text
    assert "not-printed" not in page
    assert desk.get(f"/archive/r/{number}/cite/1.ris").status_code == 200
    assert fetched(desk, path, "document") == 200


def test_the_station_says_it_and_refuses_it_whoever_asks(archive: Archive) -> None:
    number, _ = filed(archive, "Caveat: NO_COPIES")
    asked = {"record": str(number), "office": "archivist"}
    digest = scanned(archive, number)
    assert archive.station.read("archive-record", **asked)["may_hand_out"] is False
    assert archive.station.read("archive-scan-of", **asked, digest=digest)["sheet"] == 1
    with pytest.raises(Forbidden):
        archive.station.read("archive-scan-of", **asked, digest=digest, purpose="json")
