"""When a line is open: contact windows, as the plan spells them.

    always
    06:00-06:30 daily
    06:00-06:30,18:00-18:30 daily Europe/Moscow rate 64kB/s
    fridays
    mondays,fridays 09:00-10:00 rate 2MB/s delay 8h

    windows = "always" | [times] "daily" | days [times]
              [IANA zone] ["rate" number "B/s"|"kB/s"|"MB/s"] ["delay" number "min"|"h"|"d"]

Rule 1: one meaning has one spelling. `parse_windows` takes what people write in any order and case
    and returns it in the canonical one, which alone stands in a leaf.
Rule 2: times are UTC unless a zone follows. A window whose end is not after its beginning goes over
    midnight; the day is the one on which it begins; without times it is the whole day.
Rule 3: a rate is what the line carries while it is open (1 kB = 1,000 bytes); a delay is how long a
    thing is under way after it left (the courier's bag), and is the same in both directions.

This file knows no station and no plan. It asks no clock: every time is an argument.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from depesha.errors import Malformed
from depesha.names import TimeMs

ALWAYS: Final = "always"
"""The windows of a line that is never closed."""

MAX_WINDOWS_CHARS: Final = 200
MAX_TIMES: Final = 24
MAX_AHEAD: Final = 1000
"""No thing is so large that it needs more windows than these; it would never arrive."""

MINUTE_MS: Final = 60_000
DAY_MINUTES: Final = 24 * 60
DAY_MS: Final = DAY_MINUTES * MINUTE_MS
WEEK_MS: Final = 7 * DAY_MS
MAX_DELAY_MS: Final = 366 * DAY_MS
MAX_RATE: Final = 10**12

DAYS: Final = (
    "mondays",
    "tuesdays",
    "wednesdays",
    "thursdays",
    "fridays",
    "saturdays",
    "sundays",
)
EVERY_DAY: Final = tuple(range(7))
RATES: Final[Mapping[str, int]] = {"mb/s": 1_000_000, "kb/s": 1_000, "b/s": 1}
"""Bytes a second; the largest that leaves no rest is the canonical one."""
RATE_NAMES: Final[Mapping[str, str]] = {"mb/s": "MB/s", "kb/s": "kB/s", "b/s": "B/s"}
DELAYS: Final[Mapping[str, int]] = {"d": DAY_MS, "h": 60 * MINUTE_MS, "min": MINUTE_MS}

_HINT: Final = (
    'as in "always", "06:00-06:30 daily Europe/Moscow", '
    '"mondays,fridays 09:00-10:00 rate 64kB/s delay 8h"'
)
_TIMES: Final = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_AMOUNT: Final = re.compile(r"([1-9]\d{0,11})([a-z/]+)")
_MONDAY_MS: Final = -3 * DAY_MS
"""The Monday of the week in which 1970 began."""

Span = tuple[int, int]
"""Minutes of a day; the second is past midnight where it is above 1,440."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """When a line is open, how fast it is, and how long what it carries is under way.

    Attributes:
        text: the canonical spelling.
        days: 0 is Monday; empty means that the line is always open.
        spans: the windows of such a day.
        zone: IANA name, or empty for UTC.
        rate: bytes a second, or 0 where it does not matter.
        delay_ms: from leaving to arriving.
    """

    text: str
    days: tuple[int, ...] = ()
    spans: tuple[Span, ...] = ()
    zone: str = ""
    rate: int = 0
    delay_ms: int = 0
    is_plain: bool = field(default=True, compare=False)
    """Always open, at any speed, without delay: nothing is to be reckoned."""

    def __hash__(self) -> int:
        """Return the hash of the spelling, which is reckoned once: ways look windows up often."""
        return hash(self.text)

    def opening(self, at: TimeMs) -> tuple[TimeMs, TimeMs] | None:
        """Return the window that is open at a time or opens next; None if it never closes."""
        if not self.days:
            return None
        starts, ends = _around(self, (at - _MONDAY_MS) // WEEK_MS)
        place = bisect_right(ends, at)
        return TimeMs(starts[place]), TimeMs(ends[place])

    def opens_at(self, at: TimeMs) -> TimeMs | None:
        """Return when the line opens next, or None where it is open."""
        window = self.opening(at)
        return None if window is None or window[0] <= at else window[0]

    def next_opening(self, at: TimeMs) -> TimeMs | None:
        """Return when the line opens next after a time at which it may be open."""
        window = self.opening(at)
        if window is not None and window[0] <= at:
            window = self.opening(window[1])
        return None if window is None else window[0]

    def longest_ms(self) -> int | None:
        """Return how long the longest window is; None if the line never closes."""
        return _longest_ms(self) if self.days else None

    def open_until(self, at: TimeMs, spent_ms: int) -> TimeMs:
        """Return when the line has been open for so long from a time on."""
        while (window := self.opening(at)) is not None:
            begin = max(at, window[0])
            if begin + spent_ms <= window[1]:
                return TimeMs(begin + spent_ms)
            spent_ms -= window[1] - begin
            at = window[1]
        return TimeMs(at + spent_ms)

    def passage(self, at: TimeMs, size_bytes: int, by: TimeMs) -> tuple[TimeMs, TimeMs] | None:
        """Return when a thing of that size that is here at a time leaves, and when it arrives.

        What does not go through in one window goes on in the next. None, if it is not there `by`.
        """
        needed = -(-size_bytes * 1000 // self.rate) if self.rate else 0
        leaves = at
        window = self.opening(at)
        if window is not None:
            begin, end = window
            leaves = begin = TimeMs(max(begin, at))
            for _ in range(MAX_AHEAD):
                if begin + needed <= end:
                    break
                needed -= end - begin
                if end + self.delay_ms > by:
                    return None
                begin, end = self.opening(end) or (end, end)
            else:
                return None
            at = begin
        arrives = TimeMs(at + needed + self.delay_ms)
        return (leaves, arrives) if arrives <= by else None


@lru_cache(maxsize=4096)
def parse_windows(text: str) -> Windows:
    """Return the windows that a text spells; their `text` is its canonical form.

    Raises:
        Malformed: it is not formed so, or there is no such zone.
    """
    if len(text) > MAX_WINDOWS_CHARS:
        msg = f"contact windows have at most {MAX_WINDOWS_CHARS} characters"
        raise Malformed(msg)
    words = text.split()
    rate = _amount(words, "rate", RATES, MAX_RATE)
    delay_ms = _amount(words, "delay", DELAYS, MAX_DELAY_MS)
    days, spans, zone = _calendar(words)
    is_plain = not days and not rate and not delay_ms
    made = Windows(
        text="",
        days=days,
        spans=spans,
        zone=zone,
        rate=rate,
        delay_ms=delay_ms,
        is_plain=is_plain,
    )
    return replace(made, text=_spelled(made))


def _malformed(what: str) -> Malformed:
    return Malformed(f"contact windows: {what}", hint=_HINT)


def _amount(words: list[str], name: str, units: Mapping[str, int], most: int) -> int:
    """Take `name amount` out of the words and return the amount in the smallest unit, or 0."""
    lower = [word.lower() for word in words]
    if name not in lower:
        return 0
    place = lower.index(name)
    said = lower[place + 1] if place + 1 < len(lower) else ""
    found = _AMOUNT.fullmatch(said)
    if found is None or found[2] not in units or int(found[1]) * units[found[2]] > most:
        what = f"not a {name}: {said[:20]!r}"
        raise _malformed(what)
    del words[place : place + 2]
    return int(found[1]) * units[found[2]]


def _calendar(words: list[str]) -> tuple[tuple[int, ...], tuple[Span, ...], str]:
    """Return days, spans and zone; no days for a line that is always open."""
    days: tuple[int, ...] | None = None
    spans: tuple[Span, ...] | None = None
    zone: str | None = None
    for word in words:
        lower = word.lower()
        if lower == ALWAYS and len(words) == 1:
            return (), (), ""
        if days is None and (found := _days(lower)):
            days = found
        elif spans is None and _TIMES.match(lower):
            spans = _spans(lower)
        elif zone is None and days is not None:
            zone = _zone(word)
        else:
            what = f"not understood: {word[:40]!r}"
            raise _malformed(what)
    if days is None:
        what = "the days are not said"
        raise _malformed(what)
    whole = spans is None or (0, DAY_MINUTES) in spans
    if days == EVERY_DAY and whole:
        return (), (), ""
    return days, ((0, DAY_MINUTES),) if whole or spans is None else spans, zone or ""


def _days(word: str) -> tuple[int, ...]:
    if word == "daily":
        return EVERY_DAY
    names = word.split(",")
    if not set(names) <= set(DAYS) or len(set(names)) != len(names):
        return ()
    return tuple(sorted(DAYS.index(name) for name in names))


def _spans(word: str) -> tuple[Span, ...]:
    spans = sorted(_span(one) for one in word.split(","))
    apart = all(before[1] < after[0] for before, after in pairwise(spans))
    if not apart or len(spans) > MAX_TIMES or spans[-1][1] - spans[0][0] > DAY_MINUTES:
        what = f"times that meet or overlap: {word[:40]!r}"
        raise _malformed(what)
    return tuple(spans)


def _span(word: str) -> Span:
    found = _TIMES.fullmatch(word)
    if found is None:
        what = f"not a time: {word[:20]!r}"
        raise _malformed(what)
    hour, minute, last_hour, last_minute = (int(one) for one in found.groups())
    begin, end = hour * 60 + minute, last_hour * 60 + last_minute
    if max(minute, last_minute) > 59 or begin >= DAY_MINUTES or end > DAY_MINUTES:  # noqa: PLR2004
        what = f"not a time: {word[:20]!r}"
        raise _malformed(what)
    return begin, end if end > begin else end + DAY_MINUTES


def _zone(name: str) -> str:
    """Return the name of a zone that the machine's table has; UTC is not said."""
    if name.upper() == "UTC":
        return ""
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError) as error:
        what = f"no such time zone: {name[:40]!r}"
        raise _malformed(what) from error


# -- spelling -------------------------------------------------------------------------------------


def _spelled(windows: Windows) -> str:
    words = [ALWAYS] if not windows.days else _said_calendar(windows)
    if windows.rate:
        words += ["rate", _said_amount(windows.rate, RATES, RATE_NAMES)]
    if windows.delay_ms:
        words += ["delay", _said_amount(windows.delay_ms, DELAYS, {})]
    return " ".join(words)


def _said_calendar(windows: Windows) -> list[str]:
    whole = windows.spans == ((0, DAY_MINUTES),)
    times = [] if whole else [",".join(_said_span(span) for span in windows.spans)]
    zone = [windows.zone] if windows.zone else []
    if windows.days == EVERY_DAY:
        return [*times, "daily", *zone]
    return [",".join(DAYS[day] for day in windows.days), *times, *zone]


def _said_span(span: Span) -> str:
    end = span[1] if span[1] <= DAY_MINUTES else span[1] - DAY_MINUTES
    return "-".join(f"{at // 60:02}:{at % 60:02}" for at in (span[0], end))


def _said_amount(amount: int, units: Mapping[str, int], names: Mapping[str, str]) -> str:
    unit, size = next(one for one in units.items() if amount % one[1] == 0)
    return f"{amount // size}{names.get(unit, unit)}"


# -- the calendar ---------------------------------------------------------------------------------


@lru_cache(maxsize=65536)
def _around(windows: Windows, week: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return beginnings and ends of the windows around a week (counted from that of 1970).

    The week before is in it, for a window that is still open, and the two after, for the next one
    wherever the zone's Monday begins.
    """
    zone = ZoneInfo(windows.zone) if windows.zone else UTC
    monday = datetime(1969, 12, 29, tzinfo=UTC) + timedelta(weeks=week - 1)
    dates = (monday + timedelta(days=day) for day in range(28))
    spans = (
        (_at(date, span[0], zone), _at(date, span[1], zone))
        for date in dates
        if date.weekday() in windows.days
        for span in windows.spans
    )
    joined = _joined(sorted((begin, end) for begin, end in spans if begin < end))
    return tuple(begin for begin, _ in joined), tuple(end for _, end in joined)


@lru_cache(maxsize=4096)
def _longest_ms(windows: Windows) -> int:
    """Return the length of the longest window of a week without changes to summer or back."""
    starts, ends = _around(windows, 0)
    return max(end - begin for begin, end in zip(starts, ends, strict=True))


def _at(date: datetime, minutes: int, zone: tzinfo) -> int:
    """Return a day's wall-clock time; one that the change to summer passes over is an hour on."""
    later, minute = divmod(minutes, DAY_MINUTES)
    wall = date + timedelta(days=later, minutes=minute)
    return int(wall.replace(tzinfo=zone).timestamp()) * 1000


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans with those that touch made one: Friday and Saturday are one window."""
    joined: list[tuple[int, int]] = []
    for begin, end in spans:
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined
