"""The archive's desk on a real store: what is entered, once, and whole; what is decided."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from depesha.archive.form import encode
from depesha.archive.record import Record
from depesha.errors import Forbidden, Malformed, NotFound, Usage
from depesha.office.archive import MAX_AT_ONCE
from depesha.station.client import Client
from tests.unit.reading_room.shelves import printed
from tests.unit.station import a_station

DECISION: dict[str, Any] = {
    "decided_by": "the board",
    "authority": "25 years",
    "decided_on": "1976-11-21",
}


@pytest.fixture
def station(tmp_path: Path) -> Client:
    offices = (*a_station.ARCHIVISTS, ("clerk", "drafter", 5))
    home = a_station.found(tmp_path / "alpha", offices=offices)
    return a_station.station(home)


def letter(number: int, words: str = "Words of it.") -> Record:
    return printed(number, f"{number}. {words}")


def enter(station: Client, *records: Record, office: str = "archivist", level: int = 0) -> Any:
    return give(station, [encode(one) for one in records], office, level)


def give(station: Client, payloads: Sequence[bytes], office: str, level: int = 0) -> Any:
    return station.order(
        "archive-enter",
        office=office,
        batch="a file",
        classification=level,
        records=[b64encode(one).decode() for one in payloads],
    )


def there(station: Client) -> list[int]:
    """Return the numbers here of all records, in the order in which they were entered."""
    page: Any = station.read("archive-export", office="archivist", limit=100)
    return [one["record"] for one in page["records"]]


def shown(station: Client, record: Record, office: str = "archivist") -> Any:
    return station.read("archive-record", record=record.source, office=office)


# -- entered once ---------------------------------------------------------------------------------


def test_the_same_record_is_entered_once(station: Client) -> None:
    assert enter(station, letter(1), letter(2)) == {"entered": 2, "known": 0, "editions": [1, 1]}
    assert enter(station, letter(2), letter(3)) == {"entered": 1, "known": 1, "editions": [0, 1]}
    assert len(there(station)) == 3


def test_a_record_that_stands_twice_in_one_order_is_entered_once(station: Client) -> None:
    assert enter(station, letter(1), letter(1)) == {"entered": 1, "known": 1, "editions": [1, 0]}


def test_another_document_of_a_source_is_its_next_edition(station: Client) -> None:
    enter(station, letter(1))
    assert enter(station, letter(1, "Other words."))["editions"] == [2]
    assert shown(station, letter(1))["edition"] == 2
    assert "Other words." in str(shown(station, letter(1))["content"])
    again = enter(station, letter(1))
    assert again == {"entered": 0, "known": 1, "editions": [0]}, "the first edition is here"
    assert shown(station, letter(1))["edition"] == 2


def test_an_earlier_edition_stays_by_its_number(station: Client) -> None:
    enter(station, letter(1))
    (first,) = there(station)
    enter(station, letter(1, "Other words."))
    page: Any = station.read("archive-record", record=str(first), office="archivist")
    assert page["edition"] == 1


# -- whole or not at all --------------------------------------------------------------------------


def test_of_an_order_with_one_bad_record_none_is_entered(station: Client) -> None:
    good = [encode(letter(number)) for number in range(1, 6)]
    for bad in (b"", b"\xa0", good[0][:-1], good[0] + b"\x00"):
        with pytest.raises(Malformed):
            give(station, [*good, bad], "archivist")
    assert there(station) == []
    assert give(station, good, "archivist")["editions"] == [1] * 5


def test_an_order_has_a_bounded_number_of_records(station: Client) -> None:
    with pytest.raises(Usage):
        give(station, [], "archivist")
    with pytest.raises(Usage):
        give(station, [b"x"] * (MAX_AT_ONCE + 1), "archivist")


# -- who, and cleared for what --------------------------------------------------------------------


def test_who_keeps_no_archive_enters_nothing(station: Client) -> None:
    with pytest.raises(Forbidden, match="does not keep the archive"):
        enter(station, letter(1), office="clerk")
    assert there(station) == []


def test_nobody_enters_what_he_is_not_cleared_for(station: Client) -> None:
    with pytest.raises(Forbidden, match="not cleared"):
        enter(station, letter(1), office="helper", level=2)
    assert enter(station, letter(1), office="helper", level=1)["entered"] == 1


def test_no_such_record_and_not_cleared_are_one_answer(station: Client) -> None:
    enter(station, letter(1), level=3)
    said = set()
    for source in (letter(1).source, letter(2).source):
        with pytest.raises(NotFound) as caught:
            station.read("archive-record", record=source, office="helper")
        said.add(caught.value.message.replace(source, "it"))
    assert len(said) == 1
    with pytest.raises(NotFound):
        station.order("archive-release", office="helper", record=there(station)[0], **DECISION)


def test_who_releases_many_releases_what_he_is_cleared_for(station: Client) -> None:
    enter(station, letter(1))
    enter(station, letter(2), level=3)
    done = station.order("archive-release-all", office="helper", batch="a file", **DECISION)
    assert done["released"] == 1
    done = station.order("archive-release-all", office="archivist", batch="a file", **DECISION)
    assert done["released"] == 1


# -- the cursor of one decision about many --------------------------------------------------------


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_a_decision_about_many_goes_on_where_it_stopped(station: Client, limit: int) -> None:
    enter(station, *map(letter, range(1, 8)))
    after, steps = None, []
    while True:
        done = station.order(
            "archive-release-all",
            office="archivist",
            source="volume/",
            after=after,
            limit=limit,
            **DECISION,
        )
        if not done["released"]:
            break
        steps.append(done["released"])
        after = done["last"]
    assert sum(steps) == 7
    assert max(steps) <= limit
    public: Any = station.read("archive-public", limit=100)
    assert len(public["public"]) == 7


def test_a_source_is_no_pattern(station: Client) -> None:
    enter(station, replace(letter(1), source="v%/1"), replace(letter(2), source="vx/1"))
    done = station.order("archive-release-all", office="archivist", source="v%", **DECISION)
    assert done["released"] == 1


# -- the index follows ----------------------------------------------------------------------------


def test_the_index_comes_to_each_record_once(station: Client) -> None:
    enter(station, *map(letter, range(1, 8)))
    steps = []
    while done := station.order("archive-index", limit=3)["indexed"]:
        steps.append(done)
    assert sum(steps) >= 7
    assert max(steps) <= 3
    found: Any = station.read("archive-search", query="words", office="archivist", limit=20)
    assert len(found["found"]) == 7
    assert len({one["record"] for one in found["found"]}) == 7
