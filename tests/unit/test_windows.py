"""Contact windows: what people write, its one spelling, and when a line is open."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.errors import Malformed
from depesha.names import TimeMs
from depesha.windows import ALWAYS, DAY_MS, DAYS, MINUTE_MS, WEEK_MS, parse_windows

HOUR_MS = 60 * MINUTE_MS
LATE = TimeMs(2_000_000_000_000)


def at(text: str) -> TimeMs:
    return TimeMs(int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1000)


SPELLINGS = {
    "always": "always",
    "daily": "always",
    "00:00-24:00 daily": "always",
    "Always  rate 1500B/s delay 72h": "always rate 1500B/s delay 3d",
    "daily 06:00-06:30": "06:00-06:30 daily",
    "18:00-18:30,06:00-06:30 daily": "06:00-06:30,18:00-18:30 daily",
    "06:00-06:30 daily Europe/Moscow": "06:00-06:30 daily Europe/Moscow",
    "FRIDAYS": "fridays",
    "fridays UTC": "fridays",
    "fridays,mondays 09:00-10:00": "mondays,fridays 09:00-10:00",
    "09:00-10:00 mondays": "mondays 09:00-10:00",
    "fridays delay 8h rate 2MB/s": "fridays rate 2MB/s delay 8h",
    "fridays rate 64000B/s": "fridays rate 64kB/s",
    "fridays delay 90min": "fridays delay 90min",
    "mondays,tuesdays,wednesdays,thursdays,fridays,saturdays,sundays": "always",
}


@pytest.mark.parametrize(("written", "spelled"), SPELLINGS.items())
def test_one_meaning_has_one_spelling(written: str, spelled: str) -> None:
    assert parse_windows(written).text == spelled
    assert parse_windows(spelled) == parse_windows(written)


BAD = (
    "",
    "never",
    "always always",
    "always 06:00-07:00",
    "06:00-07:00",
    "Europe/Moscow",
    "fri 12:00-14:00",
    "fridays,fridays",
    "fridays mondays",
    "fridays 9:00-10:00",
    "fridays 25:00-26:00",
    "fridays 10:60-11:00",
    "fridays 10:00-24:01",
    "fridays 10:00-11:00,10:30-12:00",
    "fridays 10:00-11:00,11:00-12:00",
    "fridays 22:00-03:00,02:00-02:30",
    "fridays Nowhere/Nothing",
    "fridays ../etc/passwd",
    "fridays Europe",
    "fridays Europe/Moscow Europe/Moscow",
    "fridays rate",
    "fridays rate 0B/s",
    "fridays rate 5",
    "fridays rate 5GB/s",
    "fridays rate 9999999999999B/s",
    "fridays delay 400d",
    "fridays delay -1h",
    "rate 5B/s",
    "x" * 201,
)


@pytest.mark.parametrize("text", BAD)
def test_what_is_not_formed_so_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse_windows(text)
    assert "\n" not in caught.value.message
    assert len(caught.value.message) < 160


@given(st.text(alphabet="0123456789:-,/ abdefhiklmnorstuvwyM", max_size=60))
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    try:
        windows = parse_windows(text)
    except Malformed:
        return
    assert parse_windows(windows.text) == windows


def test_a_daily_window() -> None:
    windows = parse_windows("06:00-06:30 daily")
    assert windows.opens_at(at("2026-11-28T05:00")) == at("2026-11-28T06:00")
    assert windows.opens_at(at("2026-11-28T06:00")) is None
    assert windows.opens_at(at("2026-11-28T06:30")) == at("2026-11-29T06:00")
    assert parse_windows(ALWAYS).opens_at(at("2026-11-28T06:30")) is None


def test_a_whole_day_and_two_that_touch() -> None:
    fridays = parse_windows("fridays")
    assert fridays.opening(at("2026-11-28T00:00")) == (at("2026-12-04"), at("2026-12-05"))
    both = parse_windows("fridays,saturdays")
    assert both.opening(at("2026-11-28T12:00")) == (at("2026-11-27"), at("2026-11-29"))


def test_a_window_over_midnight_belongs_to_the_day_on_which_it_begins() -> None:
    windows = parse_windows("sundays 23:00-01:00")
    assert windows.opening(at("2026-11-30T00:30")) == (
        at("2026-11-29T23:00"),
        at("2026-11-30T01:00"),
    )
    assert windows.opens_at(at("2026-11-30T01:00")) == at("2026-12-06T23:00")


def test_a_zone_with_summer_time_keeps_its_own_hours() -> None:
    windows = parse_windows("06:00-06:30 daily Europe/Berlin")
    assert windows.opens_at(at("2026-03-28T04:00")) == at("2026-03-28T05:00")
    assert windows.opens_at(at("2026-03-29T03:00")) == at("2026-03-29T04:00")
    skipped = parse_windows("02:00-02:30 daily Europe/Berlin")
    assert skipped.opens_at(at("2026-03-28T22:00")) == at("2026-03-29T01:00")
    assert parse_windows("fridays Asia/Pyongyang").opens_at(at("2026-12-02")) == at(
        "2026-12-03T15:00"
    )


def test_what_is_sent_leaves_in_the_window_and_arrives_a_delay_later() -> None:
    windows = parse_windows("06:00-06:30 daily rate 100B/s delay 8h")
    noon = at("2026-11-28T12:00")
    opens = at("2026-11-29T06:00")
    assert windows.passage(noon, 1000, LATE) == (opens, opens + 10_000 + 8 * HOUR_MS)
    assert windows.passage(noon, 1000, TimeMs(opens + 10_000)) is None
    assert parse_windows(ALWAYS).passage(noon, 10**9, noon) == (noon, noon)


def test_what_does_not_go_through_goes_on_in_the_next_window() -> None:
    windows = parse_windows("06:00-06:30 daily rate 100B/s")
    opens = at("2026-11-28T06:00")
    assert windows.passage(opens, 180_000, LATE) == (opens, opens + 30 * MINUTE_MS)
    assert windows.passage(opens, 180_100, LATE) == (opens, opens + DAY_MS + 1000)
    late = TimeMs(opens + 30 * MINUTE_MS - 1)
    assert windows.passage(late, 200, LATE) == (late, opens + DAY_MS + 1999)
    assert windows.passage(opens, 10**12, LATE) is None
    slowest = parse_windows("fridays 06:00-06:01 rate 1B/s")
    assert slowest.passage(opens, 10**9, TimeMs(10**14)) is None


@given(
    st.sets(st.sampled_from(DAYS), min_size=1, max_size=6),
    st.integers(0, 1439),
    st.integers(1, 1440),
    st.integers(0, 2 * WEEK_MS),
)
def test_a_window_is_open_or_ahead_within_a_week(
    days: set[str], begin: int, end: int, later: int
) -> None:
    first, last = (f"{minute // 60:02}:{minute % 60:02}" for minute in (begin, end))
    windows = parse_windows(f"{','.join(sorted(days))} {first}-{last}")
    now = TimeMs(1_800_000_000_000 + later)
    opening = windows.opening(now)
    assert opening is not None
    opens, closes = opening
    assert opens < closes
    assert closes > now
    assert opens - now < WEEK_MS
    assert (windows.opens_at(now) is None) is (opens <= now)
