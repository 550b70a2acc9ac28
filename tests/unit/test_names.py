"""Names of stations and offices, as they go into packets, key books and file names."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.errors import Usage
from depesha.names import (
    OFFICE_PATTERN,
    STATION_PATTERN,
    file_name,
    office_id,
    station_id,
    station_of,
)

STATIONS = st.from_regex(STATION_PATTERN, fullmatch=True)
OFFICES = st.from_regex(OFFICE_PATTERN, fullmatch=True)

NO_STATIONS = [
    "",
    "m",
    "Moscow",
    "москва",
    "1moscow",
    "-moscow",
    "moscow-",
    "mos_cow",
    "mos.cow",
    "mos cow",
    "moscow\n",
    "moscow/",
    "../moscow",
    "m" * 33,
]
NO_OFFICES = [
    "",
    "razuvaev",
    "@pyongyang",
    "razuvaev@",
    "razuvaev@@pyongyang",
    "razuvaev@pyong.yang",
    ".razuvaev@pyongyang",
    "razuvaev.@pyongyang",
    "Razuvaev@pyongyang",
    "razuvaev@pyongyang\n",
    "r" * 33 + "@pyongyang",
]


@pytest.mark.parametrize("text", ["moscow", "m1", "north-korea", "m" * 32])
def test_a_station_is_taken_as_it_is_written(text: str) -> None:
    assert station_id(text) == text


@pytest.mark.parametrize("text", NO_STATIONS)
def test_what_is_no_station_is_refused_with_the_rule(text: str) -> None:
    with pytest.raises(Usage) as usage:
        station_id(text)
    assert "a-z" in usage.value.hint
    assert len(usage.value.message) < 80


@pytest.mark.parametrize("text", ["razuvaev@pyongyang", "a.b-c1@m2", "rr@" + "m" * 32])
def test_an_office_acts_at_its_station(text: str) -> None:
    assert station_of(office_id(text)) == text.split("@")[1]


@pytest.mark.parametrize("text", NO_OFFICES)
def test_what_is_no_office_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Usage) as usage:
        office_id(text)
    assert "razuvaev@pyongyang" in usage.value.hint


@given(STATIONS)
def test_every_station_is_a_safe_file_name(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9-]{2,32}", station_id(text))


@given(OFFICES)
def test_every_office_names_a_station(text: str) -> None:
    assert station_id(station_of(office_id(text)))


@pytest.mark.parametrize(
    "text", ["map.pdf", "карта границы (1).tif", "a", "ф" * 127, "…hidden", ".x"]
)
def test_a_name_of_a_file_is_taken_as_it_is_written(text: str) -> None:
    assert file_name(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        ".",
        "..",
        "../passwd",
        "/etc/passwd",
        "a/b",
        "..\\evil.exe",
        "map\0.pdf",
        "map\n.pdf",
        "map\x1b[2J.pdf",
        "map\u202efdp.exe",
        "map\u200b.pdf",
        "map\u2028.pdf",
        "\udcff.pdf",
        "x" * 256,
        "ф" * 128,
    ],
)
def test_a_trick_in_a_name_is_refused(text: str) -> None:
    """Paths, controls, the sign that turns the writing round, half a character, too much."""
    with pytest.raises(Usage) as usage:
        file_name(text)
    assert usage.value.hint
    assert usage.value.message.isprintable()
