"""The clock of the station: the one place that asks the machine for the time."""

import time

from depesha.names import TimeMs


def now() -> TimeMs:
    """Return UTC milliseconds since 1970."""
    return TimeMs(time.time_ns() // 1_000_000)  # noqa: TID251  # this is the Clock
