"""How each correspondent is reached, in a line each."""

from pathlib import Path
from typing import Any

import pytest

from depesha.errors import Refused, Usage
from depesha.station import founding
from depesha.station.client import Client
from depesha.station.home import Home
from depesha.station.routing import MAX_WAYS
from tests.unit.station.a_station import CORRESPONDENT, NAME, draft, found, station


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Client:
    return station(found(tmp_path_factory.mktemp("routing") / NAME))


def test_every_correspondent_is_told_with_its_next_hop_and_its_times(centre: Client) -> None:
    (way,) = centre.read("ways")
    assert (way["station"], way["next_hop"], way["direct"]) == (CORRESPONDENT, CORRESPONDENT, True)
    assert way["expected_at"] is not None
    assert (way["problem"], way["known"]) == (None, True)


def test_the_way_is_the_one_that_is_explained(centre: Client) -> None:
    (way,) = centre.read("ways", grade="FLASH")
    explained = centre.read("route", to=CORRESPONDENT, grade="FLASH")
    for name in ("next_hop", "direct", "beyond", "blocked", "silent_until"):
        assert way[name] == explained[name]


def test_a_station_without_a_way_is_told_in_the_words_of_the_trade(centre: Client) -> None:
    (way,) = centre.read("ways", to=["gamma"])
    assert way["next_hop"] is None
    assert way["problem"] == "no way is known to gamma"
    assert "centre" in way["hint"]
    assert not way["known"]


def test_this_station_is_no_correspondent_of_its_own(centre: Client) -> None:
    assert centre.read("ways", to=[NAME]) == []


@pytest.mark.parametrize("to", ["beta", [str(place) for place in range(MAX_WAYS + 1)], [7], ["B"]])
def test_what_is_no_list_of_stations_is_refused(centre: Client, to: Any) -> None:
    with pytest.raises(Usage):
        centre.read("ways", to=to)


def test_a_grade_that_is_none_is_refused(centre: Client) -> None:
    with pytest.raises(Usage):
        centre.read("ways", grade="SLOW")


def test_a_station_without_a_key_book_has_none(tmp_path: Path) -> None:
    post = Home(tmp_path / "post")
    founding.init(post, founding.Foundation(station="post"), None)
    with pytest.raises(Refused, match="no key book"):
        station(post).read("ways")


def test_what_is_held_is_named_to_whoever_is_cleared_and_to_nobody_else(tmp_path: Path) -> None:
    """The office `boy` is cleared for 2; SECRET is above it."""
    centre = station(found(tmp_path / NAME))
    words = draft("wait", "Hold: within 2h").replace("RESTRICTED", "SECRET")
    sent = centre.order("send", office="desk", text=words)
    (line,) = centre.read("queue", office="desk")
    assert line["reference"] == sent["reference"]
    assert centre.read("queue", office="boy") == []
    assert len(centre.read("queue")) == 1, "nobody in particular reads at the machine"


def test_the_key_book_tells_what_two_persons_compare(centre: Client) -> None:
    (first, _) = centre.read("keybook")["stations"]
    assert len(first["key_groups"].split()) == 16
    assert len(first["key_words"].split()) == 16
    assert first["revocation"] is None
