"""Whoever is not cleared gets the same bytes whether anybody was identified or not."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from depesha.station import founding
from depesha.station.client import Client
from depesha.station.settings import OfficeWish
from tests.attacks.test_cover_names import (
    CLEARED,
    COVER,
    directive,
    enter,
    everything,
    found_home,
    identify,
    keep,
    withdraw,
)
from tests.unit.station import a_station

LEVELS = st.integers(0, 5)


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Client:
    folder: Path = tmp_path_factory.mktemp("covers")
    home = found_home(folder / "alpha")
    for clearance in range(6):
        wish = OfficeWish(name=f"reader{clearance}", roles=("archivist",), clearance=clearance)
        founding.add_office(home, wish, None)
    found = a_station.station(home)
    enter(found, [directive(), directive(2, "Письмо т. Джугашвили Филиппову", "1952-01-02")])
    return found


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cover=LEVELS, level=LEVELS, reader=LEVELS, since=st.sampled_from(["", "1950", "1960"]))
def test_the_same_bytes_with_an_identification_and_without(
    station: Client, cover: int, level: int, reader: int, since: str
) -> None:
    kept = keep(station, level=cover, forms=[COVER])
    try:
        _compared(station, kept, (cover, level, reader), since)
    finally:
        station.order(
            "archive-cover-take-back", office=CLEARED, cover=kept, reason="the next example"
        )


def _compared(station: Client, kept: str, levels: tuple[int, int, int], since: str) -> None:
    cover, level, reader = levels
    before = everything(station, f"reader{reader}")
    identification = identify(station, kept, classification=level, since=since)
    after = everything(station, f"reader{reader}")
    withdraw(station, identification)
    if reader >= max(cover, level):
        assert after != before, "nothing is told to whoever is cleared"
    else:
        assert after == before
        assert everything(station, f"reader{reader}") == before
