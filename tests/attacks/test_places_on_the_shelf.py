"""A place on the shelf counts what was written down here: nobody is told one.

two lines of a search differ by how many facts lie between them, those too that the reader is
not cleared for; from page to page he goes by what he sees
"""

import json
from pathlib import Path
from typing import Any

import pytest

from depesha.errors import Usage
from depesha.station.client import Client
from tests.unit.reading_room.shelves import printed
from tests.unit.station import a_station
from tests.unit.station.test_archive_carrying import enter


@pytest.fixture
def station(tmp_path: Path) -> Client:
    home = a_station.found(tmp_path / "alpha", offices=a_station.ARCHIVISTS)
    return a_station.station(home)


def search(station: Client, **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = station.read(
        "archive-search", **{"office": "helper", "query": "words", **asked}
    )["found"]
    return found


def test_leak_no_answer_tells_a_place(station: Client) -> None:
    enter(station, printed(1, "1. Words of it."))
    station.order("archive-index")
    (line,) = search(station)
    named = str(line["record"])
    answers = [line]
    answers += [
        station.read(question, record=named, office="helper")
        for question in ("archive-record", "archive-preview")
    ]
    assert not [one for one in answers if '"shelf"' in json.dumps(one)]


def test_a_page_goes_on_behind_a_line_that_was_seen(station: Client) -> None:
    enter(station, *(printed(number, f"{number}. Words of it.") for number in range(1, 8)))
    station.order("archive-index")
    first = search(station, limit=3)
    then = search(station, limit=3, before=first[-1]["record"])
    last = search(station, limit=3, before=then[-1]["record"])
    records = [one["record"] for page in (first, then, last) for one in page]
    assert len(records) == len(set(records)) == 7


def test_leak_what_one_is_not_cleared_for_is_no_line_to_go_on_behind(station: Client) -> None:
    enter(station, printed(1, "1. Words of it."), level=4)
    station.order("archive-index")
    (secret,) = search(station, office="archivist")
    said = []
    for name in (secret["record"], 10**9, "alpha/1951/7", "x"):
        with pytest.raises(Usage) as told:
            search(station, before=name)
        said.append((told.value.message.replace(str(name), "N"), told.value.hint))
    assert len(set(said)) == 1
