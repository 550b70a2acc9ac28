"""When a line is open: the contact windows of a plan, as the simulator keeps them.

    always                  06:00-06:30 daily, 18:00-18:30 daily

Times are UTC. The windows are those of `Line.windows`: the lines of a simulation read them there.
"""

import re
from dataclasses import dataclass

from depesha.names import TimeMs
from depesha.windows import ALWAYS
from tests.network.keys import DAY_MS, MINUTE_MS

_WINDOW = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d) daily")


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """The times of a day at which a line is open, each from and until, in milliseconds."""

    spans: tuple[tuple[int, int], ...]

    def is_open(self, now: TimeMs) -> bool:
        """Say whether the line is open."""
        return any(begin <= now % DAY_MS < end for begin, end in self.spans)

    def next_open(self, now: TimeMs) -> TimeMs:
        """Return the first time from `now` on at which it is open."""
        if self.is_open(now):
            return now
        midnight = now - now % DAY_MS
        begins = [midnight + day + begin for day in (0, DAY_MS) for begin, _ in self.spans]
        return TimeMs(min(at for at in begins if at >= now))


ALL_DAY = Windows(spans=((0, DAY_MS),))


def windows(text: str) -> Windows:
    """Return the windows that a line of the plan has."""
    if text == ALWAYS:
        return ALL_DAY
    found = [_WINDOW.fullmatch(part.strip()) for part in text.split(",")]
    spans = []
    for match in found:
        assert match, f"no contact windows: {text!r}"
        hours = [int(digits) for digits in match.groups()]
        begin, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
        assert begin < end <= 24 * 60, f"no contact windows: {text!r}"
        spans.append((begin * MINUTE_MS, end * MINUTE_MS))
    return Windows(spans=tuple(spans))
