"""When a line of this station is closed: by its windows, and by the station's own silence."""

from dataclasses import replace

from depesha.names import TimeMs
from depesha.station.closing import clock_time, closed_until, next_opening
from tests.network.keys import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    MOSCOW,
    NOW,
    PEKING,
    PYONGYANG,
    STAR,
    TOKYO,
    book_of,
)

PLAN = replace(
    STAR,
    windows=((MOSCOW, PEKING, "10:00-11:00 daily"), (MOSCOW, PYONGYANG, "07:00-09:00 daily")),
)
BOOK = book_of(MOSCOW, PLAN)  # it is 08:00 UTC


def test_a_line_is_closed_until_its_next_window() -> None:
    assert closed_until(BOOK, PEKING, NOW) == NOW + 2 * HOUR_MS
    assert closed_until(BOOK, PEKING, TimeMs(NOW + 2 * HOUR_MS)) is None
    assert closed_until(BOOK, PYONGYANG, NOW) is None
    assert closed_until(BOOK, TOKYO, NOW) is None


def test_the_next_opening_is_of_any_line_also_of_one_that_is_open_now() -> None:
    assert next_opening(BOOK, NOW) == NOW + 2 * HOUR_MS
    assert next_opening(BOOK, TimeMs(NOW + 2 * HOUR_MS)) == NOW + 23 * HOUR_MS
    assert next_opening(book_of(MOSCOW), NOW) is None


def test_a_silent_station_sends_nothing_before_its_time() -> None:
    until = TimeMs(NOW + MINUTE_MS)
    silent = book_of(MOSCOW, replace(PLAN, silences=((MOSCOW, until), (PEKING, NOW))))
    assert closed_until(silent, TOKYO, NOW) == until
    assert closed_until(silent, TOKYO, until) is None
    assert closed_until(silent, PEKING, NOW) == NOW + 2 * HOUR_MS
    assert next_opening(silent, NOW) == until


def test_the_silence_of_another_closes_nothing_here() -> None:
    other = book_of(MOSCOW, replace(STAR, silences=((PEKING, TimeMs(NOW + DAY_MS)),)))
    assert closed_until(other, PEKING, NOW) is None


def test_a_time_is_told_with_its_date_where_it_is_another_day() -> None:
    assert clock_time(TimeMs(NOW + HOUR_MS), NOW) == "09:00Z"
    assert clock_time(TimeMs(NOW + DAY_MS), NOW) == "16.01.2027 08:00Z"
