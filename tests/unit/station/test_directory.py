"""Questions about the lines of a station: those of the plan, and those that are written down."""

from pathlib import Path

import pytest

from depesha.links.exchange import LineState, LineStatus
from depesha.names import TimeMs, station_id
from depesha.station import founding, settings
from depesha.station.home import Home
from depesha.station.reading import Reader
from depesha.station.unlocking import store_key
from depesha.store.database import open_reader
from tests.unit.station.a_station import CORRESPONDENT, found, station


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A centre whose plan has a line to `beta`, which calls; a line to `gamma` is only written."""
    home = found(tmp_path_factory.mktemp("directory") / "alpha")
    founding.add_line(home, "gamma", "127.0.0.1:7003")
    return home


def test_the_lines_of_a_station_that_nobody_serves_are_those_of_the_plan(home: Home) -> None:
    """Also the one whose neighbour calls, of which nothing is written down here."""
    planned, written = station(home).read("links")
    assert planned == {
        "neighbour": CORRESPONDENT,
        "address": "",
        "planned": True,
        "state": "not serving",
    }
    assert (written["neighbour"], written["state"]) == ("gamma", "not in the plan")


def test_a_station_without_a_key_book_has_the_lines_that_are_written_down(tmp_path: Path) -> None:
    post = Home(tmp_path / "post")
    founding.init(post, founding.Foundation(station="post"), None)
    founding.add_line(post, "alpha", "127.0.0.1:7001")
    (line,) = station(post).read("links")
    assert (line["neighbour"], line["state"]) == ("alpha", "not in the plan")
    assert station(post).read("neighbours") == [
        {"neighbour": "alpha", "address": "127.0.0.1:7001", "planned": False}
    ]


@pytest.mark.parametrize(
    ("at_work", "states"),
    [
        ([CORRESPONDENT], ["up", "not in the plan"]),
        ([], ["not in force", "not in the plan"]),
    ],
)
def test_while_it_is_served_a_line_says_of_itself_how_it_stands(
    at_work: list[str], states: list[str], home: Home
) -> None:
    lines = [
        LineStatus(neighbour=station_id(name), state=LineState.UP, since=TimeMs(1))
        for name in at_work
    ]
    database = open_reader(home.store, store_key(home, None))
    reader = Reader(settings.read(home.settings.read_bytes()), database)
    try:
        shown = reader.read("links", {}, lines)
    finally:
        database.close()
    assert [one["state"] for one in shown] == states
