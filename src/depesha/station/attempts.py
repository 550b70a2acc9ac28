"""How often somebody may try to be an office, and how soon again.

Rule 1: after three attempts in vain, each further one waits: 1, 2, 4 … at most 30 seconds. One that
    comes earlier is not looked at, and does not prolong the wait.
Rule 2: who signed in as an office before, from that browser, has a count of his own: strangers who
    guess keep him waiting not a moment. A passkey is not guessed, and waits for nobody.
Rule 3: strangers have one count for each office that they name, and one for all of them together.
Rule 4: nothing is locked for good, and what is kept is bounded. Whoever makes us forget a count by
    naming a thousand offices has waited longer for that than the count would have cost him.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from depesha.errors import TooOften
from depesha.names import TimeMs

FREE: Final = 3
"""Attempts in vain without a wait: a person mistypes."""

LONGEST_MS: Final = 30_000
MANY: Final = 30
"""Attempts of strangers in vain, whomever they name, before all of them wait."""

ALL_LONGEST_MS: Final = 4_000
"""What strangers wait together: an attack on one office must not close the door to the others."""

CALM_MS: Final = 15 * 60_000
"""After so long without an attempt, a count is forgotten."""

ALARM_AT: Final = 5
"""Attempts in a row, then an alarm."""

MAX_COUNTS: Final = 1024
MAX_DOUBLINGS: Final = 16

EVERYBODY: Final = ("", "")


@dataclass(slots=True, kw_only=True)
class _Count:
    times: int = 0
    last_at: int = 0


class Attempts:
    """Counts what was tried in vain.

    Args:
        now: the clock.
    """

    def __init__(self, now: Callable[[], TimeMs]) -> None:
        self._now = now
        self._counts: dict[tuple[str, str], _Count] = {}

    def must_wait_no_longer(self, office: str, known: str) -> None:
        """Let pass an attempt that comes late enough.

        Args:
            office: whom it names.
            known: names the browser that signed in as it before; empty: a stranger's.

        Raises:
            TooOften: it comes too early; the hint says when.
        """
        wait_ms = self._wait_ms((office, known), FREE, LONGEST_MS)
        if not known:
            wait_ms = max(wait_ms, self._wait_ms(EVERYBODY, MANY, ALL_LONGEST_MS))
        if wait_ms > 0:
            seconds = -(-wait_ms // 1000)
            msg = "it was tried too often in vain"
            raise TooOften(msg, hint=f"try again in {seconds} s")

    def failed(self, office: str, known: str) -> int:
        """Count an attempt in vain, and return how many there were in a row."""
        if not known:
            self._add(EVERYBODY)
        return self._add((office, known))

    def succeeded(self, office: str, known: str) -> None:
        """Forget what that one tried in vain; of strangers the others' count stays."""
        self._counts.pop((office, known), None)

    def _add(self, key: tuple[str, str]) -> int:
        now = self._now()
        count = self._counts.pop(key, None)
        if count is None or now - count.last_at > CALM_MS:
            count = _Count()
        count.times += 1
        count.last_at = now
        self._counts[key] = count  # the youngest stands last
        while len(self._counts) > MAX_COUNTS:
            del self._counts[next(iter(self._counts))]
        return count.times

    def _wait_ms(self, key: tuple[str, str], free: int, longest_ms: int) -> int:
        count = self._counts.get(key)
        if count is None or count.times < free:
            return 0
        delay_ms = 1000 * 2 ** min(count.times - free, MAX_DOUBLINGS)
        since_ms = self._now() - count.last_at
        if since_ms < 0:
            return 0  # the clock was set back: nobody waits until it has caught up
        return int(min(delay_ms, longest_ms) - since_ms)
