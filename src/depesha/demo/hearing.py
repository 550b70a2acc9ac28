"""Waiting for what a station commits: asked again after every commit, never on a clock.

A served station says on its socket that it has committed something; whoever waits asks its question
anew. A deadline makes a story that does not go on an error instead of a silence.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Condition, Thread
from time import monotonic
from typing import Final, TypeVar

from depesha.errors import NotNow
from depesha.station.client import Client, Visitor, connect

Found = TypeVar("Found")

DEADLINE_SECONDS: Final = 20.0
"""A telegram crosses three stations of one machine in well under one."""


class Ear:
    """Hears every commit of one served station.

    Args:
        home: the station's home.
        name: the station, for messages.
    """

    def __init__(self, home: Path, name: str) -> None:
        """Do not listen yet."""
        self._home = home
        self._name = name
        self._heard = 0
        self._is_over = False
        self._changed = Condition()

    def until(self, question: Callable[[Client], Found | None], what: str) -> Found:
        """Return the first answer that is not empty.

        Args:
            question: asks the station, and returns nothing for as long as it has not happened.
            what: what is waited for, for the message.

        Raises:
            NotNow: it did not happen in time, or the station stopped.
        """
        deadline = monotonic() + DEADLINE_SECONDS
        while True:
            heard = self._heard  # before the question: what is committed after it is heard
            with connect(self._home) as station:
                found = question(station)
            if found:
                return found
            self._wait(heard, deadline - monotonic())
            if self._is_over or monotonic() >= deadline:
                why = "stopped" if self._is_over else f"waited {DEADLINE_SECONDS:.0f} s in vain"
                msg = f"{self._name} {why}: {what}"
                raise NotNow(msg)

    def listen(self) -> None:
        """Count commits until the station stops."""
        with suppress(NotNow, OSError), connect(self._home) as station:
            if isinstance(station, Visitor):
                for _ in station.changes():
                    self._count()
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    def _wait(self, heard: int, seconds: float) -> None:
        """Return when more has been heard, the station has stopped, or the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._heard > heard or self._is_over, timeout=seconds)

    def _count(self) -> None:
        with self._changed:
            self._heard += 1
            self._changed.notify_all()


def listen_at(home: Path, name: str) -> Ear:
    """Return an ear at a station that is being served; it hears until the station stops."""
    ear = Ear(home, name)
    Thread(target=ear.listen, name=f"ear at {name}", daemon=True).start()
    return ear
