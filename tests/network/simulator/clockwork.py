"""Time and chance in a simulation: one heap of what is to happen, a hash over all that did.

Nothing here or in what is run by it may ask the machine for the time or for chance.
"""

import heapq
from collections.abc import Callable
from hashlib import sha256
from itertools import count
from random import Random

from depesha.names import TimeMs

Act = Callable[[], None]


def drawn_from(*words: object) -> Random:
    """Return chance that is the same for the same words in every run: no secret, a history."""
    return Random("/".join(map(str, words)))  # noqa: S311


class Clockwork:
    """The clock of the whole network; it jumps from one happening to the next.

    Attributes:
        now: the time.
        steps: how many happenings there were.
    """

    def __init__(self, now: TimeMs) -> None:
        self.now = now
        self.steps = 0
        self._tie = count()
        self._heap: list[tuple[int, int, Act]] = []
        self._trace = sha256()

    def at(self, when: int, act: Act) -> None:
        """Let something happen then, or at once if that is past."""
        heapq.heappush(self._heap, (max(when, self.now), next(self._tie), act))

    def after(self, wait_ms: int, act: Act) -> None:
        """Let something happen so much later."""
        self.at(self.now + wait_ms, act)

    def step(self, until: int) -> bool:
        """Let the next thing happen that is due by `until`; say whether there was one."""
        if not self._heap or self._heap[0][0] > until:
            return False
        when, _, act = heapq.heappop(self._heap)
        self.now = TimeMs(when)
        self.steps += 1
        act()
        return True

    @property
    def next_at(self) -> int | None:
        """When the next thing happens."""
        return self._heap[0][0] if self._heap else None

    def note(self, *words: object) -> None:
        """Add what happened to the trace."""
        self._trace.update(f"{self.now} {' '.join(map(str, words))}\n".encode())

    def trace(self) -> str:
        """Return the hash over everything that happened so far."""
        return self._trace.hexdigest()
