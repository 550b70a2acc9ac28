"""All lines of one station that are carried in the same way: by folders, or by mail.

A line is begun when its neighbour is in the plan and in the settings, follows the key book, and
ends when it is in one of the two no more, or is reached otherwise.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Generic, Protocol, TypeVar

from depesha.links.exchange import LineStatus, Own
from depesha.names import StationId
from depesha.packet import Grade


class Reached(Protocol):
    """A neighbour, and how it is reached."""

    @property
    def station(self) -> StationId:
        """Return its name."""


N = TypeVar("N", bound=Reached)
N_co = TypeVar("N_co", bound=Reached, covariant=True)


class CarriedLine(Protocol[N_co]):
    """A line to one neighbour."""

    @property
    def neighbour(self) -> N_co:
        """Return whom it leads to."""

    def start(self) -> None:
        """Work until `stop`."""

    async def stop(self) -> None:
        """Stop, within a second."""

    def wake(self, grade: Grade) -> None:
        """Say that something waits."""

    def follow(self, own: Own) -> None:
        """Take a key book into force."""

    def status(self) -> LineStatus:
        """Return how the line stands."""


class CarriedLines(Generic[N]):
    """A line for each neighbour that is reached in this way."""

    def __init__(self, begin: Callable[[N, Own], CarriedLine[N]]) -> None:
        """Have no line yet; `begin` makes one."""
        self._begin = begin
        self._lines: dict[StationId, CarriedLine[N]] = {}
        self._leaving: set[asyncio.Task[None]] = set()

    def adopt(self, own: Own, neighbours: Iterable[N]) -> None:
        """Take a key book into force: begin new lines, end those that left or changed."""
        wanted = {neighbour.station: neighbour for neighbour in neighbours}
        for station, line in list(self._lines.items()):
            if wanted.get(station) != line.neighbour:
                self._spawn(self._lines.pop(station).stop())
            else:
                line.follow(own)
        for station in wanted.keys() - self._lines.keys():
            line = self._lines[station] = self._begin(wanted[station], own)
            line.start()

    def wake(self, neighbour: StationId, grade: Grade = Grade.LOW) -> None:
        """Say that something of that grade waits for a neighbour; in the loop's thread."""
        line = self._lines.get(neighbour)
        if line is not None:
            line.wake(grade)

    def status(self) -> tuple[LineStatus, ...]:
        """Return how each line stands, by the neighbour's name."""
        return tuple(self._lines[station].status() for station in sorted(self._lines))

    async def stop(self) -> None:
        """End all lines, within a second."""
        stopping = [asyncio.create_task(line.stop()) for line in self._lines.values()]
        self._lines.clear()
        stopping += self._leaving
        if stopping:
            await asyncio.wait(stopping)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)
