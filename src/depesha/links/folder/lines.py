"""All folder lines of one station."""

import asyncio
from collections.abc import Coroutine, Iterable
from pathlib import Path
from typing import Any

from depesha.links.exchange import Exchange, LineStatus, Own
from depesha.links.folder.line import FolderLine, FolderNeighbour, Notary, Pace
from depesha.names import StationId
from depesha.packet import Grade


class FolderLines:
    """A line for each neighbour that is reached by folders."""

    def __init__(
        self, exchange: Exchange, own: Own, notary: Notary, home: Path, *, pace: Pace | None = None
    ) -> None:
        """Keep what is to be remembered of packs in `home`, a folder for each neighbour."""
        self._exchange = exchange
        self._own = own
        self._notary = notary
        self._home = home
        self._pace = pace or Pace()
        self._lines: dict[StationId, FolderLine] = {}
        self._leaving: set[asyncio.Task[None]] = set()

    def adopt(self, own: Own, neighbours: Iterable[FolderNeighbour]) -> None:
        """Take a key book into force: begin new lines, end those that left or changed."""
        self._own = own
        wanted = {neighbour.station: neighbour for neighbour in neighbours}
        for station, line in list(self._lines.items()):
            if wanted.get(station) != line.neighbour:
                self._spawn(self._lines.pop(station).stop())
            else:
                line.follow(own)
        for station in wanted.keys() - self._lines.keys():
            line = FolderLine(
                wanted[station],
                own,
                self._exchange,
                self._notary,
                self._home / station,
                self._pace,
            )
            self._lines[station] = line
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
