"""References to telegrams and notices, as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha import number
from depesha.errors import Usage
from depesha.names import STATION_PATTERN, StationId
from depesha.number import NoticeRef, NumberRef

STATIONS = st.from_regex(STATION_PATTERN, fullmatch=True).map(StationId)
REFS = st.one_of(
    st.builds(
        NumberRef,
        number=st.integers(1, number.MAX_NUMBER),
        station=st.none() | STATIONS,
        year=st.none() | st.integers(0, 9999),
    ),
    st.builds(NoticeRef, digest=st.text("0123456789abcdef", min_size=8, max_size=64)),
)


def test_a_number_alone_is_of_this_station() -> None:
    assert number.parse("26044") == NumberRef(number=26044)


def test_a_number_may_name_its_station_and_year() -> None:
    moscow = StationId("moscow")
    assert number.parse("moscow/26044") == NumberRef(number=26044, station=moscow)
    full = NumberRef(number=26044, station=moscow, year=1951)
    assert number.parse("moscow/1951/26044") == full
    assert number.parse("1951/26044") == NumberRef(number=26044, year=1951)


def test_a_notice_is_named_by_the_beginning_of_its_digest() -> None:
    assert number.parse("notice:9f86d081") == NoticeRef(digest="9f86d081")


@given(REFS)
def test_what_is_written_is_read_as_the_same(ref: number.Ref) -> None:
    assert number.parse(number.write(ref)) == ref


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "012",
        "-1",
        "26044 ",
        "Moscow/1",
        "moscow/51/1",
        "moscow//1",
        "notice:9f86",
        "\u0661",
    ],
)
def test_what_is_not_formed_like_a_number_is_refused(text: str) -> None:
    with pytest.raises(Usage):
        number.parse(text)


def test_a_number_beyond_the_register_is_refused() -> None:
    with pytest.raises(Usage):
        number.parse(str(number.MAX_NUMBER + 1))


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_and_has_one_spelling(text: str) -> None:
    try:
        ref = number.parse(text)
    except Usage:
        return
    assert number.write(ref) == text


def test_a_series_is_a_plain_name() -> None:
    assert number.series(number.SPECIAL) == "special"
    with pytest.raises(Usage):
        number.series("Спец.")
