"""How often somebody may try to be an office, and how soon again.

Rule 1: an attempt is counted when it begins, and forgotten when it was not in vain: who tries at
    many places at once is counted at each.
Rule 2: who signed in as an office before, from that browser, has a count of his own: after three
    attempts in vain, each further one waits: 1, 2, 4 … at most 30 seconds, and one that comes
    earlier is not looked at. Strangers who guess keep him waiting not a moment. A passkey is not
    guessed, and waits for nobody.
Rule 3: strangers have one count for each office that they name; it sets the pace at which they are
    tried: after three in vain one a second, then one in two, then one in three seconds. They are
    not refused for coming early, but wait for their turn (`turns`): whoever is refused loses to
    whoever asks more often, and the holder at a new browser asks the least.
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
STRANGERS_LONGEST_MS: Final = 3_000
"""Twenty a minute: with a room of strangers before him the holder still comes in (`turns`)."""

CALM_MS: Final = 15 * 60_000
"""After so long without an attempt, a count is forgotten."""

ALARM_AT: Final = 5
"""Attempts in a row, then an alarm."""

MAX_COUNTS: Final = 1024
MAX_DOUBLINGS: Final = 16


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

    def pace_ms(self, office: str) -> int:
        """Return how long strangers still wait before an office is tried again."""
        return self._wait_ms((office, ""), STRANGERS_LONGEST_MS)

    def must_wait_no_longer(self, office: str, known: str) -> None:
        """Let pass an attempt from a known browser that comes late enough.

        Args:
            office: whom it names.
            known: names the browser that signed in as it before.

        Raises:
            TooOften: it comes too early; the hint says when.
        """
        wait_ms = self._wait_ms((office, known), LONGEST_MS)
        if wait_ms > 0:
            seconds = -(-wait_ms // 1000)
            msg = "it was tried too often in vain"
            raise TooOften(msg, hint=f"try again in {seconds} s")

    def begun(self, office: str, known: str) -> int:
        """Count an attempt, and return how many there were in a row."""
        key, now = (office, known), self._now()
        count = self._counts.pop(key, None)
        if count is None or now - count.last_at > CALM_MS:
            count = _Count()
        count.times += 1
        count.last_at = now
        self._counts[key] = count  # the youngest stands last
        while len(self._counts) > MAX_COUNTS:
            del self._counts[next(iter(self._counts))]
        return count.times

    def succeeded(self, office: str, known: str) -> None:
        """Forget what that one tried in vain."""
        self._counts.pop((office, known), None)

    def _wait_ms(self, key: tuple[str, str], longest_ms: int) -> int:
        count = self._counts.get(key)
        if count is None or count.times < FREE:
            return 0
        delay_ms = 1000 * 2 ** min(count.times - FREE, MAX_DOUBLINGS)
        since_ms = self._now() - count.last_at
        if since_ms < 0:
            return 0  # the clock was set back: nobody waits until it has caught up
        return int(min(delay_ms, longest_ms) - since_ms)
