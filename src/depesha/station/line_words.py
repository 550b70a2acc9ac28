"""What the desk is told of lines that come up and fall, until it is written down.

Rule 1: of each line the last word counts; one that the store could not take is said again.
Rule 2: a line that is no longer planned is spoken of no more.
Rule 3: that this station goes is no fault of its lines: then nothing is said.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from depesha.errors import NotNow
from depesha.names import StationId
from depesha.office.events import Event, Outcome
from depesha.packet import Accept, LineDown, LineUp
from depesha.station.neighbourhood import Neighbourhood

AGAIN_SECONDS: Final = 1.0
"""When the desk is told again what the store could not take."""

Submit = Callable[[Event], asyncio.Future[Outcome]]


class LineWords:
    """The words about the lines of one station. Used in its loop's thread."""

    def __init__(
        self, around: Neighbourhood, loop: asyncio.AbstractEventLoop, submit: Submit
    ) -> None:
        self._around = around
        self._loop = loop
        self._submit = submit
        self._said: dict[StationId, LineUp | LineDown] = {}
        self._has_ended = False

    def end(self) -> None:
        """Say nothing more."""
        self._has_ended = True

    def of_new_lines(self) -> None:
        """Say of lines of which nothing was said yet how they stand.

        A TCP line does not: it has its patience from now on. One that a person or the mail carries
        does, also where a store has it down from before it was set up so.
        """
        planned = set(self._around.line_ends())
        self._said = {other: word for other, word in self._said.items() if other in planned}
        called = {line.station for line in self._around.neighbours()}
        for other in sorted(planned - self._said.keys()):
            down = LineDown(neighbour=other, anew=True)
            self._say(down if other in called else LineUp(neighbour=other))

    def stands(self, neighbour: StationId, is_up: bool) -> None:  # noqa: FBT001  # `Exchange.stands`
        """Say that a line came up, or fell."""
        self._say(LineUp(neighbour=neighbour) if is_up else LineDown(neighbour=neighbour))

    def _say(self, event: LineUp | LineDown) -> None:
        self._said[event.neighbour] = event
        if self._has_ended:
            return
        with suppress(NotNow):
            told = self._submit(event)
            told.add_done_callback(lambda done: self._heard(event, done))

    def _heard(self, event: LineUp | LineDown, done: asyncio.Future[Outcome]) -> None:
        if not done.cancelled() and not isinstance(done.result(), Accept):
            self._loop.call_later(AGAIN_SECONDS, self._say_again, event)

    def _say_again(self, event: LineUp | LineDown) -> None:
        if self._said.get(event.neighbour) is event:
            self._say(event)
