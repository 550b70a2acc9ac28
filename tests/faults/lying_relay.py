"""A relay that lies: it has the relay's keys and its lines, and no office.

It takes custody of everything at once and does with it what it was told to. To its neighbours it is
the relay: the same certificate, the same frames.
"""

import asyncio
import itertools
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from types import TracebackType
from typing import Self

from depesha.links.exchange import Exchange
from depesha.links.tcp import TcpLines
from depesha.names import SlipId, StationId
from depesha.packet import (
    Accept,
    Arrived,
    Grade,
    HopAccepted,
    HopRefused,
    Lane,
    LineAnswer,
    LineEvent,
    Packet,
    Return,
    ReturnArrived,
    Waiting,
    lane_of,
    slip_id_of,
)
from depesha.station import clock
from depesha.station.home import Home
from depesha.station.room import open_room

Lie = Callable[[Packet], Sequence[Packet]]
"""What it hands on in the place of a packet."""

WAIT_SECONDS = 20.0


def honest(packet: Packet) -> Sequence[Packet]:
    """Hand it on as it came."""
    return [packet]


class LyingRelay:
    """The relay of a home, between two stations; it lies to whoever sends to `destination`.

    Args:
        home: the relay's.
        ends: its two neighbours.
        destination: what goes there is lied about; what goes the other way is handed on.
    """

    def __init__(
        self, home: Home, ends: tuple[StationId, StationId], destination: StationId
    ) -> None:
        self._home = home
        self._ends = ends
        self._destination = destination
        self._lie: Lie = honest
        self._waiting: dict[int, tuple[StationId, Waiting]] = {}
        self._entries = itertools.count(1)
        self._loop = asyncio.new_event_loop()
        self._is_open: Future[None] = Future()
        self._over = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="lying relay", daemon=True)
        self.kept: list[Packet] = []
        """What it took custody of on its way to `destination`, in order."""

    def __enter__(self) -> Self:
        self._thread.start()
        self._is_open.result(WAIT_SECONDS)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(WAIT_SECONDS)

    def lies(self, lie: Lie) -> None:
        """Lie so from now on."""
        self._lie = lie

    def release(self) -> None:
        """Hand on, at last, what was kept, as it came."""
        for packet in self.kept:
            self._loop.call_soon_threadsafe(self._put, self._destination, packet)

    # -- in its thread ------------------------------------------------------------------------

    def _run(self) -> None:
        self._loop.run_until_complete(self._work())
        self._loop.close()

    async def _work(self) -> None:
        with open_room(self._home, None) as room:
            exchange = Exchange(
                pull=self._pull,
                holds=self._holds,
                hand_in=self._take,
                now=clock.now,
                token=room.chance.token,
            )
            around = room.neighbourhood
            self._lines = TcpLines(exchange, around.own(), around.tls_key(), listen=around.listen())
            await self._lines.start(around.neighbours())
            self._is_open.set_result(None)
            await self._over.wait()
            await self._lines.stop()

    async def _take(self, events: Sequence[LineEvent]) -> Sequence[LineAnswer]:
        for event in events:
            match event:
                case Arrived(packet=Packet() as packet):
                    self._arrived(packet)
                case ReturnArrived(returned=returned, neighbour=neighbour):
                    (back,) = set(self._ends) - {neighbour}
                    self._put(back, returned)
                case HopAccepted(entries=entries):
                    for entry in entries:
                        self._waiting.pop(entry, None)
                case HopRefused(entry=entry):
                    self._waiting.pop(entry, None)
                case _:  # how its lines stand is nothing to it, and it carries no blobs
                    pass
        return [Accept() for _ in events]

    def _arrived(self, packet: Packet) -> None:
        if packet.slip.destination != self._destination:
            self._put(packet.slip.destination, packet)
            return
        self.kept.append(packet)
        for told in self._lie(packet):
            self._put(self._destination, told)

    def _put(self, neighbour: StationId, load: Packet | Return) -> None:
        entry = next(self._entries)
        grade = load.slip.grade if isinstance(load, Packet) else Grade.URGENT
        self._waiting[entry] = (neighbour, Waiting(entry=entry, grade=grade, load=load))
        self._lines.wake(neighbour, grade)

    def _holds(self, neighbour: StationId, entry: int) -> SlipId | None:
        whose, one = self._waiting.get(entry, (None, None))
        return slip_id_of(one.load) if one and whose == neighbour else None

    def _pull(
        self,
        neighbour: StationId,
        after: Mapping[Grade, int],
        limit: int,
        lanes: frozenset[Lane],
    ) -> Sequence[Waiting]:
        found = [
            one
            for whose, one in self._waiting.values()
            if whose == neighbour
            and one.entry > after.get(one.grade, 0)
            and lane_of(one.load, one.grade) in lanes
        ]
        return sorted(found, key=lambda one: (-one.grade, one.entry))[:limit]
