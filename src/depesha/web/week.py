"""Contact windows as a week: when a line is open, from Monday on, in the station's zone."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from depesha.errors import Malformed
from depesha.names import TimeMs
from depesha.windows import Windows, parse_windows

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
DAYS: Final = 7
MAX_BARS: Final = 24 * DAYS
"""Windows of a week; a day has at most 24."""

WIDE: Final = 700.0
"""Units of a week's width: 100 a day."""
LEAST: Final = 2.0
"""A window of a minute is seen, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A week of a line.

    Attributes:
        bars: where each window begins and how wide it is, of `WIDE` units.
        now: where this moment is.
        is_always: it is never closed.
        open: it is open at this moment.
    """

    bars: tuple[tuple[float, float], ...]
    now: float
    is_always: bool
    open: bool


def week_of(text: str, now: TimeMs, zone: tzinfo) -> Week | None:
    """Return the week around a moment; None where the windows of a newer plan cannot be read."""
    try:
        windows = parse_windows(text)
    except Malformed:
        return None
    local = (EPOCH + timedelta(milliseconds=now)).astimezone(zone)
    monday = datetime(local.year, local.month, local.day, tzinfo=zone) - timedelta(
        days=local.weekday()
    )
    begin, end = _ms(monday), _ms(monday + timedelta(days=DAYS))
    scale = WIDE / (end - begin)
    return Week(
        bars=tuple(
            (
                round((since - begin) * scale, 1),
                round(max(LEAST, (until - since) * scale), 1),
            )
            for since, until in _open(windows, begin, end)
        ),
        now=round((now - begin) * scale, 1),
        is_always=not windows.days,
        open=windows.opens_at(now) is None,
    )


def _ms(at: datetime) -> int:
    return (at - EPOCH) // timedelta(milliseconds=1)


def _open(windows: Windows, begin: int, end: int) -> list[tuple[int, int]]:
    """Return the windows of a week, cut at its ends."""
    found: list[tuple[int, int]] = []
    at = begin
    for _ in range(MAX_BARS):
        window = windows.opening(TimeMs(at))
        if window is None:
            return [(begin, end)]
        if window[0] >= end:
            break
        found.append((max(begin, window[0]), min(end, window[1])))
        at = window[1]
    return found
