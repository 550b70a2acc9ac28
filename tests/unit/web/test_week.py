"""A week of a line."""

from zoneinfo import ZoneInfo

import pytest

from depesha.names import TimeMs
from depesha.web.week import MAX_BARS, WIDE, week_of
from tests.unit.web.a_network import AT

UTC = ZoneInfo("UTC")
SUNDAY = TimeMs(AT)


def test_a_line_that_is_never_closed_is_one_bar() -> None:
    week = week_of("always", SUNDAY, UTC)
    assert week is not None
    assert week.bars == ((0.0, WIDE),)
    assert (week.is_always, week.open) == (True, True)


def test_a_day_of_the_week_is_where_it_should_be() -> None:
    week = week_of("fridays", SUNDAY, UTC)
    assert week is not None
    assert week.bars == ((400.0, 100.0),)
    assert not week.open


def test_an_hour_each_day_is_seven_bars_in_the_zone_of_the_station() -> None:
    week = week_of("03:00-04:00 daily", SUNDAY, ZoneInfo("Asia/Pyongyang"))
    assert week is not None
    assert len(week.bars) == 7
    assert week.bars[0][0] == 50.0, "03:00Z is noon there"


def test_this_moment_is_in_its_week() -> None:
    week = week_of("always", SUNDAY, UTC)
    assert week is not None
    assert 600 < week.now < WIDE, "a Sunday"


def test_a_window_of_a_minute_is_seen() -> None:
    week = week_of("06:00-06:01 daily", SUNDAY, UTC)
    assert week is not None
    assert all(wide >= 2 for _, wide in week.bars)


def test_windows_of_a_newer_plan_have_no_bar() -> None:
    assert week_of("when the moon is full", SUNDAY, UTC) is None


@pytest.mark.parametrize("text", ["00:00-00:01 daily", "fridays delay 300d", "sundays 23:00-01:00"])
def test_a_week_has_an_end(text: str) -> None:
    week = week_of(text, SUNDAY, UTC)
    assert week is not None
    assert 1 <= len(week.bars) <= MAX_BARS
    assert all(0 <= begin <= WIDE for begin, _ in week.bars)
