"""A note that is named to go out and to be kept back: the public would see that one is missing."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from depesha.archive.record import Annotation, AnnotationKind
from depesha.errors import Usage
from tests.archive_desk import Archive, archive_at
from tests.network.records import record

NOTE = "note 1.1"
BOTH: dict[str, Any] = {"glosses": [NOTE], "redactions": [f"{NOTE}=3.3(b)(1)/the board"]}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return archive_at(tmp_path, (("archivist", "archivist", 5),))


@pytest.fixture
def number(archive: Archive) -> int:
    one = record("Передайте ему.")
    (text,) = one.telegram.texts
    note = Annotation(
        segment=0, start=0, end=5, kind=AnnotationKind.GLOSS, body="hidden", classification=3
    )
    texts = (replace(text, annotations=(note,)),)
    return archive.enter(replace(one, telegram=replace(one.telegram, texts=texts)))


def test_the_station_refuses_it(archive: Archive, number: int) -> None:
    given: dict[str, Any] = {
        "decided_by": "the board",
        "authority": "25 years",
        "decided_on": "1976-11-21",
    }
    with pytest.raises(Usage, match="to go out and to be kept back"):
        archive.station.order("archive-release", office="archivist", record=number, **given, **BOTH)


def test_it_is_refused_before_anybody_decides(archive: Archive, number: int) -> None:
    with pytest.raises(Usage, match="to go out and to be kept back"):
        archive.station.read("archive-preview", office="archivist", record=str(number), **BOTH)


def test_the_desk_says_so_where_the_places_are_chosen(archive: Archive, number: int) -> None:
    typed: dict[str, Any] = {
        "places": f"{NOTE}=3.3(b)(1)/the board",
        "gloss": NOTE,
        "authority": "25 years",
    }
    page = archive.desk("archivist").post(f"/archive/r/{number}/release/preview", **typed).text
    assert "is to go out and to be kept back" in page
