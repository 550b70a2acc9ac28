"""Work that is done again and again in a thread of its own: sending, or fetching.

Rule 1: what fails is tried again, after a wait that doubles up to five minutes; one success makes
    the wait short again.
Rule 2: stopping waits for nobody: the thread is told, its connection is broken off, and if a server
    still holds it, it ends by itself or with the process. All that it writes is whole files.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Thread
from typing import Final

from depesha.errors import NoLine, Problem
from depesha.names import TimeMs

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackOff:
    """How long to wait after a failure, the first time and at most."""

    first_seconds: float = 5.0
    most_seconds: float = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What is done in each round, what between two (waiting for the next), and at the end."""

    round: Callable[[], None]
    rest: Callable[[], None]
    end: Callable[[], None]


class Rounds:
    """One thread at its work."""

    def __init__(
        self,
        name: str,
        work: Work,
        back_off: BackOff,
        now: Callable[[], TimeMs],
        turned: Callable[[], None],
    ) -> None:
        """Begin with `start`; `turned` is told, in the thread, when it comes up or falls."""
        self._work = work
        self._back_off = back_off
        self._now = now
        self._turned = turned
        self._stopping = Event()
        self._thread = Thread(target=self._run, name=name, daemon=True)
        self.is_up = False
        self.error: Problem | None = None
        self.until: TimeMs | None = None
        """When it is tried again, after a failure."""

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    @property
    def is_stopping(self) -> bool:
        """Whether it was told to stop."""
        return self._stopping.is_set()

    def tell_to_stop(self) -> None:
        """Do no further round."""
        self._stopping.set()

    def got_through(self) -> None:
        """Note, in the thread, that the server does what is wanted: the round may still be long."""
        self._note(None, None)

    def join(self, timeout_seconds: float) -> None:
        """Wait for the end, for so long."""
        self._thread.join(timeout_seconds)

    def _run(self) -> None:
        try:
            self._go_round()
        finally:
            self._work.end()

    def _go_round(self) -> None:
        wait = self._back_off.first_seconds
        while not self.is_stopping:
            error = self._tried()
            if error is None:
                wait = self._back_off.first_seconds
            elif not self.is_stopping:
                self._note(error, TimeMs(self._now() + int(wait * 1000)))
                self._stopping.wait(wait)
                wait = min(2 * wait, self._back_off.most_seconds)

    def _tried(self) -> Problem | None:
        try:
            self._work.round()
            self._note(None, None)
            self._work.rest()
        except Problem as error:
            return error
        except Exception as error:  # noqa: BLE001  # a fault must not silence a line for good
            if not self.is_stopping:
                _log.exception("the mail line met a fault")
            return NoLine(f"a fault: {type(error).__name__}")
        return None

    def _note(self, error: Problem | None, until: TimeMs | None) -> None:
        was_up, self.is_up = self.is_up, error is None
        self.error, self.until = error, until
        if self.is_up != was_up or error is not None:
            self._turned()
