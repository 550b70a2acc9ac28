"""The line to one neighbour: an urgent connection and, beside it, one for bulk.

Rule 1: the line stands as its urgent connection stands.
Rule 2: the bulk connection is called by the side that dialled the urgent one, while that stands, if
    the neighbour takes two. Where it does not, everything goes by the urgent one, and blobs wait.
Rule 3: a connection that falls does not touch the other: a transfer goes on while the urgent one is
    called again.
"""

import asyncio
from collections.abc import Mapping

from depesha.errors import Problem
from depesha.links.channels import Channels
from depesha.links.circuit import Circuit, Dial, Side
from depesha.links.conversation import Shared
from depesha.links.exchange import (
    Exchange,
    LaneReport,
    LineStatus,
    Neighbour,
    Own,
    Tally,
)
from depesha.links.frames import Introduction
from depesha.links.greeting import BULK_LANE, TWO_LANES, URGENT_LANE
from depesha.links.pipe import Pipe
from depesha.links.shelf import Shelf
from depesha.names import StationId
from depesha.packet import Grade


class Line:
    """The line to one neighbour."""

    def __init__(
        self,
        neighbour: Neighbour,
        own: Own,
        exchange: Exchange,
        dial: Dial,
        channels: Channels | None = None,
    ) -> None:
        """Begin; `channels` is what is remembered of the numbers, where they outlive this line."""
        blobs = exchange.blobs
        channels = channels or Channels(neighbour.station, exchange.token, exchange.recall)
        self._side = Side(
            neighbour=neighbour,
            own=own,
            exchange=exchange,
            dial=dial,
            shared=Shared(
                shelf=None if blobs is None else Shelf(blobs, neighbour.station),
                channels=channels,
            ),
            channels=channels,
        )
        self._is_up = False
        self._urgent = Circuit(self._side, URGENT_LANE, self._urgent_changed)
        self._urgent.allow(to_call=True)
        self._bulk = Circuit(self._side, BULK_LANE, lambda: None)
        self._circuits: Mapping[int, Circuit] = {URGENT_LANE: self._urgent, BULK_LANE: self._bulk}

    @property
    def neighbour(self) -> Neighbour:
        """The neighbour."""
        return self._side.neighbour

    @property
    def station(self) -> StationId:
        """The neighbour's station."""
        return self._side.neighbour.station

    def introduce_as(self, own: Own) -> None:
        """Say this of the station on every connection from now on."""
        self._side.own = own

    def introduce(self, lane: int) -> Introduction:
        """Return what this station says of itself to the neighbour on that lane."""
        return self._side.introduce(lane)

    def start(self) -> None:
        """Call the neighbour, if there is an address, until `stop`."""
        for circuit in self._circuits.values():
            circuit.start()

    async def stop(self) -> None:
        """End the connections in good order, and call no more."""
        try:
            await asyncio.gather(*(circuit.stop() for circuit in self._circuits.values()))
        finally:
            if self._side.shared.shelf is not None:
                self._side.shared.shelf.close()

    def wake(self, grade: Grade) -> None:
        """Say that something of that grade waits for this neighbour.

        It is not said in which lane. The one is woken first that it will be in.
        """
        first, other = self._urgent, self._bulk
        if grade is Grade.LOW:
            first, other = other, first
        first.wake(grade)
        other.wake(grade)

    def note(self, error: Problem) -> None:
        """Keep an error of a call that came in, for `status`."""
        self._urgent.error = error

    def admit(self, lane: int) -> None:
        """Make sure that a newcomer which was not dialled here may stand.

        Raises:
            Leaving: the connection that stands is kept, or there is to be none.
        """
        self._circuits[lane].admit(dialled_here=False)

    async def hold(self, pipe: Pipe, mine: Introduction, theirs: Introduction) -> None:
        """Let a newcomer which was not dialled here stand, and talk until it ends."""
        await self._circuits[mine.lane].hold(pipe, mine, theirs, dialled_here=False)

    def status(self) -> LineStatus:
        """Return how the line stands."""
        urgent, bulk = self._urgent, self._bulk
        talks = [one.standing.talk for one in (urgent, bulk) if one.standing is not None]
        return LineStatus(
            neighbour=self.station,
            state=urgent.state,
            since=urgent.since,
            until=urgent.until,
            last_error=urgent.error.message if urgent.error else "",
            hint=urgent.error.hint if urgent.error else "",
            tally=Tally(**self._side.tally),
            in_flight=sum(talk.in_flight for talk in talks),
            address=self.neighbour.address,
            dialled=urgent.standing.dialled_here if urgent.standing else False,
            bulk=self._bulk_report() if self._has_two() or bulk.standing else None,
            takes_blobs=any(talk.takes_blobs for talk in talks),
            blobs={entry: how for talk in talks for entry, how in talk.blobs.items()},
            deferred={entry: until for talk in talks for entry, until in talk.deferred.items()},
        )

    def _bulk_report(self) -> LaneReport:
        bulk = self._bulk
        return LaneReport(
            state=bulk.state,
            since=bulk.since,
            until=bulk.until,
            last_error=bulk.error.message if bulk.error else "",
            hint=bulk.error.hint if bulk.error else "",
            in_flight=bulk.standing.talk.in_flight if bulk.standing else 0,
        )

    def _has_two(self) -> bool:
        standing = self._urgent.standing
        return standing is not None and TWO_LANES in standing.features

    def _urgent_changed(self) -> None:
        standing = self._urgent.standing
        if standing is not None:
            self._side.tally["connections"] += 1
        if self._is_up is not (standing is not None):  # a newcomer took no other's place
            self._is_up = not self._is_up
            self._side.exchange.stands(self.station, self._is_up)
        here = standing is not None and standing.dialled_here
        self._bulk.allow(to_call=here and self._has_two())
