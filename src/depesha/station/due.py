"""A timer to a time of the wall clock: what is due then is called once.

A timer of the loop does not run while the machine is suspended, and knows nothing of a clock that
was set. So the clock is looked at again after `LONGEST_WAIT_SECONDS`, while something is due.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from depesha.names import TimeMs

LONGEST_WAIT_SECONDS: Final = 60.0


class Due:
    """One such timer. Used in the loop's thread."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        now: Callable[[], TimeMs],
        then: Callable[[], None],
        longest_wait_s: float = LONGEST_WAIT_SECONDS,
    ) -> None:
        self._loop = loop
        self._now = now
        self._then = then
        self._longest_wait_s = longest_wait_s
        self._timer: asyncio.TimerHandle | None = None
        self._has_ended = False

    def set(self, at: TimeMs | None) -> None:
        """Call at this time, and not at the one that was set before; None: nothing is due."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if at is not None and not self._has_ended:
            wait = max(0, at - self._now()) / 1000
            self._timer = self._loop.call_later(min(wait, self._longest_wait_s), self._look, at)

    def end(self) -> None:
        """Call nothing any more, whatever is set."""
        self._has_ended = True
        self.set(None)

    def _look(self, at: TimeMs) -> None:
        self._timer = None
        if self._now() < at:
            self.set(at)
        else:
            self._then()
