"""Releasing many by one decision, and what the station then tells as public."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from depesha.archive.form import decode, encode
from depesha.archive.record import Record
from depesha.errors import Forbidden, Usage
from depesha.station.client import Client
from tests.unit.reading_room.shelves import printed, seed
from tests.unit.station import a_station

DECISION: dict[str, Any] = {
    "decided_by": "the board",
    "authority": "25 years",
    "decided_on": "1976-11-21",
}


@pytest.fixture
def station(tmp_path: Path) -> Client:
    home = a_station.found(tmp_path / "alpha", offices=a_station.ARCHIVISTS)
    return a_station.station(home)


def enter(station: Client, records: Sequence[Record], batch: str, level: int = 0) -> None:
    station.order(
        "archive-enter",
        office="archivist",
        batch=batch,
        classification=level,
        records=[b64encode(encode(one)).decode() for one in records],
    )
    station.order("archive-index", limit=256)


def release(station: Client, office: str = "archivist", **which: Any) -> dict[str, Any]:
    return station.order("archive-release-all", office=office, **DECISION, **which)


def public(station: Client, limit: int = 100) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after = -1
    while (page := station.read("archive-public", after=after, limit=limit))["last"] is not None:
        found += page["public"]
        after = page["last"]
    return found


def sources(station: Client) -> list[str]:
    return sorted(one["source"] for one in public(station))


def test_one_decision_releases_what_came_in_a_file_and_nothing_else(station: Client) -> None:
    enter(station, [printed(1, "a"), printed(2, "b")], "one.xml")
    enter(station, [printed(3, "c")], "two.xml")
    assert release(station, batch="one.xml")["released"] == 2
    assert sources(station) == ["volume/d1", "volume/d2"]
    assert release(station, batch="one.xml")["released"] == 0


def test_a_source_is_named_by_how_it_begins_and_no_letter_of_it_is_a_sign(
    station: Client,
) -> None:
    enter(station, [printed(1, "a", source="50%/x"), printed(2, "b", source="501/x")], "f")
    assert release(station, source="50%")["released"] == 1
    assert sources(station) == ["50%/x"]


def test_many_are_released_a_batch_at_a_time(station: Client) -> None:
    enter(station, [printed(number, f"t{number}") for number in range(1, 8)], "f")
    first = release(station, batch="f", limit=3)
    second = release(station, batch="f", limit=3, after=first["last"])
    third = release(station, batch="f", limit=3, after=second["last"])
    assert [one["released"] for one in (first, second, third)] == [3, 3, 1]
    assert len(public(station, limit=2)) == 7


def test_what_the_archivist_is_not_cleared_for_is_not_released(station: Client) -> None:
    enter(station, [printed(1, "open")], "f")
    enter(station, [printed(2, "secret")], "f", level=4)
    assert release(station, "helper", batch="f")["released"] == 1
    assert sources(station) == ["volume/d1"]
    assert release(station, batch="f")["released"] == 1


def test_the_newest_edition_is_released(station: Client) -> None:
    enter(station, [printed(1, "first")], "f")
    enter(station, [printed(1, "second")], "f")
    assert release(station, batch="f")["released"] == 1
    (one,) = public(station)
    assert decode(b64decode(one["record"])) == printed(1, "second")


def test_what_was_released_in_part_stays_so(station: Client) -> None:
    enter(station, [seed()], "f")
    (found,) = station.read("archive-search", office="archivist")["found"]
    station.order(
        "archive-release",
        office="archivist",
        record=found["record"],
        redactions=["1=3.3(b)(1)/the board"],
        **DECISION,
    )
    assert release(station, batch="f")["released"] == 0
    (one,) = public(station)
    assert "Филиппова:".encode() not in b64decode(one["record"])
    assert one["kept_back"] == [{"code": "3.3(b)(1)", "authority": "the board", "parts": ["TEXT"]}]


def test_every_decision_about_a_source_is_told_with_it(station: Client) -> None:
    enter(station, [printed(1, "words")], "f")
    (found,) = station.read("archive-search", office="archivist")["found"]
    for redactions in (["1=3.3(b)(1)/the board"], []):
        station.order(
            "archive-release",
            office="archivist",
            record=found["record"],
            redactions=redactions,
            **DECISION,
        )
    (one,) = public(station)
    assert [(two["version"], two["kept_back"]) for two in one["versions"]] == [
        (1, True),
        (2, False),
    ]


def test_who_is_no_archivist_releases_nothing(station: Client) -> None:
    enter(station, [printed(1, "a")], "f")
    with pytest.raises(Forbidden):
        release(station, "desk", batch="f")
    assert public(station) == []


@pytest.mark.parametrize("which", [{}, {"batch": "", "source": ""}])
def test_all_that_there_is_is_no_decision(station: Client, which: dict[str, Any]) -> None:
    with pytest.raises(Usage, match="which records"):
        release(station, **which)


def test_by_rank_the_fittest_record_comes_first(station: Client) -> None:
    long = "words " * 60
    texts = {1: "sugar sugar sugar", 2: f"{long} sugar {long}", 3: "nothing"}
    enter(station, [printed(number, text) for number, text in texts.items()], "f")
    station.order("archive-index", limit=10)
    for order, expected in (
        ("newest", ["volume/d2", "volume/d1"]),
        ("rank", ["volume/d1", "volume/d2"]),
    ):
        answer = station.read("archive-search", office="archivist", query="sugar", order=order)
        assert [one["source"] for one in answer["found"]] == expected
        assert all(answer["begins"] in one["found"] for one in answer["found"])
