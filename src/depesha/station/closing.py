"""When a line of this station is closed, and when it opens: contact windows and its own silence.

A line that is closed keeps what waits for it; nothing is sent before it opens, whoever asks.
"""

from datetime import UTC, datetime

from depesha.keybook import KeyBook
from depesha.names import StationId, TimeMs
from depesha.route import neighbours


def closed_until(keys: KeyBook, neighbour: StationId, now: TimeMs) -> TimeMs | None:
    """Return when something may next leave for a neighbour; None where it may now."""
    silent_until = keys.silent_until(keys.station, now)
    windows = keys.chart.windows(keys.station, neighbour)
    opens_at = None if windows is None else windows.opens_at(silent_until or now)
    return opens_at or silent_until


def next_opening(keys: KeyBook, now: TimeMs) -> TimeMs | None:
    """Return when the next line opens, of all that close at times; or when the silence ends."""
    every = (keys.chart.windows(keys.station, one) for one in neighbours(keys.station, keys.lines))
    openings = [windows.next_opening(now) for windows in every if windows is not None]
    times = (*openings, keys.silent_until(keys.station, now))
    return min((at for at in times if at is not None), default=None)


def clock_time(at: TimeMs, now: TimeMs) -> str:
    """Return a time in UTC for a line of a list: with its date, where that is another day."""
    then, today = (datetime.fromtimestamp(one / 1000, UTC) for one in (at, now))
    return f"{then:%H:%MZ}" if then.date() == today.date() else f"{then:%d.%m.%Y %H:%MZ}"
