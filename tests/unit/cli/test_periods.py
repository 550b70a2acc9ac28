"""Periods as a registrar says them: days and hours of the station's own clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.errors import Usage
from depesha.export.periods import DAY, Period, deadline, moment, start_of

HOUR_MS = 3_600_000
MOSCOW = ZoneInfo("Europe/Moscow")
ZONES = ("UTC", "Europe/Moscow", "Europe/Berlin", "America/Havana", "Asia/Beirut", "Asia/Pyongyang")


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("said", "begin"),
    [
        ("2026-12-30", "2026-12-29T21:00:00"),
        ("30.12.2026", "2026-12-29T21:00:00"),
        ("2026-12-30 08:15", "2026-12-30T05:15:00"),
        ("2026-12-30T08:15Z", "2026-12-30T08:15:00"),
        ("30.12.2026 08:15", "2026-12-30T05:15:00"),
    ],
)
def test_a_day_or_a_time_is_on_the_stations_clock(said: str, begin: str) -> None:
    assert moment(said, MOSCOW) == utc(begin)


def test_the_last_day_is_in_the_period() -> None:
    assert moment("2026-12-30", MOSCOW, is_end=True) == moment("2026-12-31", MOSCOW)
    assert moment("2026-12-30 08:00", MOSCOW, is_end=True) == moment("2026-12-30 08:00", MOSCOW)
    assert deadline("2026-12-30", MOSCOW) == moment("2026-12-31", MOSCOW) - 1
    assert deadline("2026-12-30 08:00", MOSCOW) == moment("2026-12-30 08:00", MOSCOW)


@pytest.mark.parametrize(
    "said", ["", "yesterday", "2026-13-01", "2026-02-30", "30.02.2026", "2026-12-30 24:00", "1-1-1"]
)
def test_what_is_no_day_is_refused(said: str) -> None:
    with pytest.raises(Usage, match="not a day or a time"):
        moment(said, MOSCOW)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("Europe/Moscow", date(2026, 3, 29), 24),
        ("America/Havana", date(2026, 3, 8), 23),  # the clock leaps over midnight itself
        ("America/Havana", date(2026, 11, 1), 25),  # and midnight comes twice
        ("Asia/Beirut", date(2026, 3, 29), 23),
    ],
)
def test_a_day_with_a_change_of_the_clock_is_whole(zone: str, day: date, hours: int) -> None:
    there = ZoneInfo(zone)
    assert start_of(day + DAY, there) - start_of(day, there) == hours * HOUR_MS


@given(st.dates(date(1951, 1, 2), date(2099, 12, 30)), st.sampled_from(ZONES))
def test_days_follow_each_other_without_a_hole(day: date, zone: str) -> None:
    """The last moment of a day is of that day, and the next one is the beginning of the next."""
    there = ZoneInfo(zone)
    begin, end = start_of(day, there), start_of(day + DAY, there)
    assert datetime.fromtimestamp(begin // 1000, there).date() == day
    assert datetime.fromtimestamp((begin - 1000) // 1000, there).date() == day - DAY
    assert datetime.fromtimestamp((end - 1000) // 1000, there).date() == day


def test_a_year_is_a_period_where_there_are_no_series() -> None:
    year = Period(year=2026)
    assert year.fields() == {"year": 2026}
    assert year.times(MOSCOW) == {
        "from_at": utc("2025-12-31T21:00:00"),
        "to_at": utc("2026-12-31T21:00:00"),
    }
    assert not Period().is_said
