"""A station at work: its desk, its lines, its door and its clock, in one process.

The loop's thread holds the lines and the socket; the desk has a thread of its own (`writer`), and
so have the questions of faces, with a connection of their own: a long list holds up no packet.
Events go one way, outcomes come back once for a whole group. Nothing polls but the folder lines,
which have nobody who would wake them: the clock is a timer set to what is due next.
"""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Lock
from typing import Final

from depesha.errors import NotNow, Problem
from depesha.links.exchange import Exchange
from depesha.links.folder.line import Pace
from depesha.names import StationId, TimeMs
from depesha.office.events import Done, Event, Outcome, Tick
from depesha.packet import (
    Accept,
    Arrived,
    Defer,
    Grade,
    HopAccepted,
    LineAnswer,
    LineEvent,
    Waiting,
)
from depesha.station import clock
from depesha.station.door import Door
from depesha.station.home import Home
from depesha.station.lines import Lines
from depesha.station.plain import Plain
from depesha.station.room import Room, open_room
from depesha.station.writer import Writer

PERSON_URGENCY: Final = 3
"""Orders of people come before packets of any grade: somebody waits for the answer."""

LONGEST_WAIT_SECONDS: Final = 60.0
"""The clock is looked at again at least so often while something is to become due: the timer does
not run while the machine is suspended, and knows nothing of a clock that was set."""

_log: Final = logging.getLogger(__name__)

Ready = Callable[[dict[str, object]], None]
Clock = Callable[[], TimeMs]


def serve(
    home: Home, passphrase: Callable[[], str] | None, ready: Ready, now: Clock = clock.now
) -> None:
    """Serve a station until SIGTERM or SIGINT; `ready` is called once all doors are open.

    Raises:
        Busy: another process holds the home, or the address is in use.
        Locked: the key file wants a passphrase.
    """
    with home.must_exist().held(), open_room(home, passphrase) as room:
        asyncio.run(_serve(room, ready, now))


async def _serve(room: Room, ready: Ready, now: Clock) -> None:
    serving = Serving(room, asyncio.get_running_loop(), now)
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, serving.stop)
    await serving.run(ready)


class Serving:
    """One serving station. Used in its loop's thread, but for what the writer calls."""

    def __init__(
        self,
        room: Room,
        loop: asyncio.AbstractEventLoop,
        now: Clock,
        pace: Pace | None = None,
    ) -> None:
        self.room = room
        self._loop = loop
        self._now = now
        self._writer = Writer(room.desk, now, self._after_commit, self._failed)
        self._given: list[tuple[asyncio.Future[Outcome], Outcome]] = []
        self._lock = Lock()
        self._stopping = asyncio.Event()
        self._broken: BaseException | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._asked = ThreadPoolExecutor(1, "questions")
        self._watching: set[asyncio.Event] = set()
        exchange = Exchange(
            pull=self._pull,
            hand_in=self._hand_in,
            now=now,
            token=room.chance.token,
            recall=room.recall,
        )
        self.lines = Lines(room, exchange, pace)
        self._book_version = room.book_version()

    async def run(self, ready: Ready) -> None:
        """Open all doors, work until told to stop, close them."""
        self._writer.start()
        door = Door(self.room.home.socket, self)
        try:
            await self.lines.start()
            await door.open()
            self._submit(Tick(), 0)
            ready({"station": self.room.station, "listening": str(self.lines.listening or "")})
            await self._stopping.wait()
        finally:
            await door.close()
            await self.lines.stop()
            if self._timer is not None:
                self._timer.cancel()
            await asyncio.to_thread(self._asked.shutdown, cancel_futures=True)
            await asyncio.to_thread(self._writer.stop)
        if self._broken is not None:
            raise self._broken

    def stop(self) -> None:
        """Begin to stop; what waits is still decided."""
        self._stopping.set()

    # -- events in, outcomes back

    async def order(self, name: str, fields: Mapping[str, object], order_id: str) -> Plain:
        """Give an order and return its result, after the commit.

        Raises:
            Problem: the order is refused.
        """
        event = self.room.event(name, fields, order_id)
        outcome = await self._submit(event, PERSON_URGENCY)
        if isinstance(outcome, Problem):
            raise outcome
        if not isinstance(outcome, Done):
            msg = f"an order had the outcome {outcome!r}"
            raise TypeError(msg)
        return outcome.value

    async def read(
        self, name: str, fields: Mapping[str, object], written: Callable[[Plain], bytes]
    ) -> bytes:
        """Answer a question from what is committed, in the thread that is there for it.

        Raises:
            Problem: as `Room.read`.
        """
        status = self.lines.status()
        return await self._loop.run_in_executor(
            self._asked, lambda: written(self.room.read(name, fields, lines=status))
        )

    def _submit(self, event: Event, urgency: int) -> asyncio.Future[Outcome]:
        future: asyncio.Future[Outcome] = self._loop.create_future()
        self._writer.submit(event, urgency, lambda outcome: self._give(future, outcome))
        return future

    def _give(self, future: asyncio.Future[Outcome], outcome: Outcome) -> None:
        """Keep an outcome until its group is told: one wake-up of the loop for all of them."""
        with self._lock:
            self._given.append((future, outcome))

    def _after_commit(self, woken: Mapping[StationId, Grade], next_tick: TimeMs | None) -> None:
        with suppress(RuntimeError):  # the loop has ended: nobody waits for this any more
            self._loop.call_soon_threadsafe(self._tell, woken, next_tick)

    def _tell(self, woken: Mapping[StationId, Grade], next_tick: TimeMs | None) -> None:
        with self._lock:
            given, self._given = self._given, []
        for future, outcome in given:
            if not future.done():
                future.set_result(outcome)
        self._set_timer(next_tick)
        for watcher in self._watching:
            watcher.set()
        for neighbour, grade in woken.items():
            self.lines.wake(neighbour, grade)
        self._adopt()

    def _adopt(self) -> None:
        """Let the lines follow the key book; if they cannot, they stay as they are until the next.

        The rest of the station must not depend on it: the key book is made elsewhere.
        """
        version = self.room.book_version()
        if version == self._book_version:
            return
        self._book_version = version
        try:
            self.lines.adopt()
        except Problem as error:
            _log.error("the lines do not follow key book %d, plan %d: %s", *version, error)

    def _failed(self, error: BaseException) -> None:
        self._broken = error
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self.stop)

    def _set_timer(self, at: TimeMs | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if at is not None and not self._stopping.is_set():
            wait = max(0, at - self._now()) / 1000
            self._timer = self._loop.call_later(min(wait, LONGEST_WAIT_SECONDS), self._look, at)

    def _look(self, at: TimeMs) -> None:
        if self._now() < at:
            self._set_timer(at)
            return
        with suppress(NotNow):
            self._submit(Tick(), 0)

    # -- what the lines ask

    def _pull(
        self, neighbour: StationId, after: Mapping[Grade, int], limit: int
    ) -> Sequence[Waiting]:
        return self.room.waiting(neighbour, after, limit)

    async def _hand_in(self, events: Sequence[LineEvent]) -> Sequence[LineAnswer]:
        futures = [self._submit(event, _urgency(event)) for event in events]
        outcomes = [await future for future in futures]
        for event, outcome in zip(events, outcomes, strict=True):
            if isinstance(outcome, Defer) and not isinstance(event, Arrived):
                msg = "the store did not take it"
                raise NotNow(msg)
        return [_line_answer(outcome) for outcome in outcomes]

    # -- watching

    async def watch(self, seen: Callable[[], Awaitable[None]]) -> None:
        """Call `seen` after every commit, at least once for any number of them in between."""
        changed = asyncio.Event()
        self._watching.add(changed)
        try:
            await seen()  # the watch is in force: whoever asks now misses nothing
            while not self._stopping.is_set():
                await changed.wait()
                changed.clear()
                await seen()
        finally:
            self._watching.discard(changed)


def _urgency(event: LineEvent) -> int:
    """Custody answers come first: they free the line. Then packets by their grade."""
    if isinstance(event, Arrived):
        return int(event.packet.slip.grade)
    return PERSON_URGENCY if isinstance(event, HopAccepted) else int(Grade.URGENT)


def _line_answer(outcome: Outcome) -> LineAnswer:
    if isinstance(outcome, Problem):
        raise outcome
    return Accept() if isinstance(outcome, Done) else outcome
