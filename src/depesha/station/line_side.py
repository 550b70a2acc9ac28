"""What the lines ask of a station at work, and when those that are closed open.

Nobody asks whether a line is open: a timer is set to when the next one opens.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Final

from depesha.errors import NotNow, Problem
from depesha.names import SlipId, StationId, TimeMs
from depesha.office.events import Done, Event, Outcome
from depesha.packet import (
    Accept,
    Arrived,
    Defer,
    Grade,
    HopAccepted,
    Lane,
    LineAnswer,
    LineEvent,
    Offered,
    Waiting,
)
from depesha.station.due import Due
from depesha.station.neighbourhood import Neighbourhood

PERSON_URGENCY: Final = 3
"""Orders of people come before packets of any grade: somebody waits for the answer."""

Clock = Callable[[], TimeMs]


class LineSide:
    """A station as its lines ask it. Used in the loop's thread."""

    def __init__(
        self,
        around: Neighbourhood,
        submit: Callable[[Event, int], asyncio.Future[Outcome]],
        now: Clock,
        guarded: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._around = around
        self._submit = submit
        self._now = now
        self._guarded = guarded

    def pull(
        self, neighbour: StationId, after: Mapping[Grade, int], limit: int, lanes: frozenset[Lane]
    ) -> Sequence[Waiting]:
        """Return what may leave for a neighbour now."""
        if self._around.opens_at(neighbour, self._now()) is not None:
            return ()
        with self._guarded():
            return self._around.waiting(neighbour, after, limit, lanes)

    def holds(self, neighbour: StationId, entry: int) -> SlipId | None:
        """Return the slip's id of what waits for a neighbour under an entry; None: it has gone."""
        with self._guarded():
            return self._around.holds(neighbour, entry)

    async def hand_in(self, events: Sequence[LineEvent]) -> Sequence[LineAnswer]:
        """Give the desk what came, and return its answers, after the commit.

        Raises:
            NotNow: the store did not take it.
        """
        futures = [self._submit(event, _urgency(event)) for event in events]
        outcomes = [await future for future in futures]
        for event, outcome in zip(events, outcomes, strict=True):
            if isinstance(outcome, Defer) and not isinstance(event, Arrived | Offered):
                msg = "the store did not take it"
                raise NotNow(msg)
        return [_line_answer(outcome) for outcome in outcomes]


class Openings:
    """The lines that open by their contact windows. Used in the loop's thread."""

    def __init__(
        self,
        around: Neighbourhood,
        loop: asyncio.AbstractEventLoop,
        now: Clock,
        wake: Callable[[StationId, Grade], None],
    ) -> None:
        self._around = around
        self._now = now
        self._wake = wake
        self._due = Due(loop, now, self._open)

    def set(self) -> None:
        """Wake the lines when the next one opens."""
        self._due.set(self._around.next_opening(self._now()))

    def end(self) -> None:
        """Wake none any more."""
        self._due.end()

    def _open(self) -> None:
        for neighbour in self._around.line_ends():
            if self._around.opens_at(neighbour, self._now()) is None:
                self._wake(neighbour, Grade.FLASH)
        self.set()


def _urgency(event: LineEvent) -> int:
    """Custody answers come first: they free the line. Then packets by their grade."""
    if isinstance(event, Arrived):
        return int(event.packet.slip.grade)
    if isinstance(event, Offered):
        return int(event.blob.slip.grade)
    return PERSON_URGENCY if isinstance(event, HopAccepted) else int(Grade.URGENT)


def _line_answer(outcome: Outcome) -> LineAnswer:
    if isinstance(outcome, Problem):
        raise outcome
    return Accept() if isinstance(outcome, Done) else outcome
