"""One connection at work: two stations offer what waits and answer what is offered.

Both sides do the same. What the frames mean is in `links/channel.py`; here are the tasks.

Rule 1: nothing is asked for in a circle. The sender sleeps until the out-tray, an answer or a due
    time wakes it; the reader until bytes come.
Rule 2: strict order of grade. Entries are pulled a few at a time, and when something more urgent is
    announced the rest of the pulled ones is dropped and pulled again after it. The window is asked
    for the most urgent that may wait, so a flash is pulled however many letters are in the way.
Rule 3: an answer is given after the commit and not before. All that came together is handed in
    together, and at most four such batches are under way; then reading waits.
Rule 4: what ends a connection loses nothing. Loads without an answer are still in the out-tray
    and are offered again on the next connection; the other side accepts what it has again.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Sequence
from typing import Any, Final

from depesha.errors import Malformed, NotNow, Problem
from depesha.links.channel import Batch, Channel
from depesha.links.channels import Channels
from depesha.links.checking import Checking
from depesha.links.exchange import Exchange
from depesha.links.frames import ByeReason, Introduction
from depesha.links.greeting import Leaving, part
from depesha.links.pipe import PIECE_BYTES, Pipe
from depesha.names import TimeMs
from depesha.packet import Defer, Grade, Waiting

PULL_LIMIT: Final = 32
"""Entries pulled at a time: 2 ms of work between two looks at what is more urgent."""

BATCHES_UNDER_WAY: Final = 4

LEAVING_SECONDS: Final = 0.3
"""How long batches under way may still be answered when this side leaves."""

_log: Final = logging.getLogger(__name__)


class Conversation:
    """One connection after its greeting."""

    def __init__(
        self,
        pipe: Pipe,
        exchange: Exchange,
        mine: Introduction,
        theirs: Introduction,
        tally: Counter[str],
        channels: Channels | None = None,
    ) -> None:
        """Begin; `channels` is what is remembered of the numbers from earlier connections."""
        self._pipe = pipe
        self._exchange = exchange
        self._channel = Channel(mine, theirs, tally, channels)
        self._tally = tally
        self._announced = -1
        self._foremost = max(Grade)  # no entry of a higher grade waits to be sent
        self._work = asyncio.Event()
        self._work.set()  # the out-tray may have something already
        self._gate = asyncio.Semaphore(BATCHES_UNDER_WAY)
        self._loop = asyncio.get_running_loop()
        self._ended: asyncio.Future[Exception] = self._loop.create_future()
        self._batches: set[asyncio.Task[None]] = set()
        self._answered_at = 0.0
        self._timers: dict[Callable[[], None], asyncio.TimerHandle] = {}
        self._checking = Checking(
            self._channel, exchange.patience, pipe.send, self._take_up, self._set_timer
        )

    # -- from outside -------------------------------------------------------------------------

    @property
    def in_flight(self) -> int:
        """How many loads were sent and not answered."""
        return len(self._channel.flight)

    def wake(self, grade: Grade) -> None:
        """Say that something of that grade waits."""
        self._announced = max(self._announced, grade)
        self._foremost = max(self._foremost, grade)
        self._work.set()

    def end(self, why: Exception) -> None:
        """End the conversation; the first reason counts."""
        if not self._ended.done():
            self._ended.set_result(why)

    async def run(self) -> Exception:
        """Talk until one side ends it, and return why."""
        self._checking.begin()
        talk = [self._spawn(self._read()), self._spawn(self._send())]
        try:
            why = await self._ended
            for task in talk:
                task.cancel()
            await self._part(why)
        except asyncio.CancelledError:
            self._pipe.drop()
            raise
        finally:
            for task in (*talk, *self._batches):
                task.cancel()
            for timer in self._timers.values():
                timer.cancel()
        return why

    async def _part(self, why: Exception) -> None:
        """Give the answers that are due, say BYE unless the other side did, and close."""
        if not isinstance(why, Problem):
            _log.error("the line to %s met a fault", self._channel.neighbour, exc_info=why)
        if isinstance(why, Leaving) and self._batches:
            await asyncio.wait(self._batches, timeout=LEAVING_SECONDS)
        await part(self._pipe, why)

    # -- sending ------------------------------------------------------------------------------

    async def _send(self) -> None:
        while True:
            await self._work.wait()
            self._work.clear()
            while self._channel.flight.has_room(self._foremost) and (batch := self._pull()):
                self._foremost = batch[0].grade
                for chunk in self._chunks(batch):
                    self._pipe.send(*chunk)
                    self._watch()
                    await self._pipe.room()

    def _pull(self) -> Sequence[Waiting]:
        self._announced = -1
        neighbour, flight = self._channel.neighbour, self._channel.flight
        try:
            found = self._exchange.pull(neighbour, flight.after, PULL_LIMIT)
        except NotNow:
            self._tally["not_now"] += 1
            self._set_timer(self._work.set, self._exchange.patience.retry_seconds)
            return ()
        if not found:
            self._checking.swept()
        return found

    def _chunks(self, batch: Sequence[Waiting]) -> Iterator[list[bytes]]:
        """Launch what the window allows; yield it in pieces of about 4 KiB."""
        flight = self._channel.flight
        chunk: list[bytes] = []
        size = 0
        for waiting in batch:
            if self._announced > waiting.grade or not flight.has_room(waiting.grade):
                break
            if not flight.reach(waiting.entry, waiting.grade):
                continue
            launched = self._channel.launch(waiting)
            if not isinstance(launched, bytes):
                self._take_up(Batch(refusals=[launched]))
                continue
            chunk.append(launched)
            size += len(launched)
            if size >= PIECE_BYTES:
                yield chunk
                chunk, size = [], 0
        if chunk:
            yield chunk

    # -- reading ------------------------------------------------------------------------------

    async def _read(self) -> None:
        while True:
            payloads = await self._pipe.take()
            aloft = self.in_flight
            batch = self._channel.hear(payloads, self._exchange.now())
            if batch.rewound:
                self._foremost = max(Grade)
            if self.in_flight < aloft:
                self._go_on()
            if batch.replies:
                self._pipe.send(*batch.replies)
            self._checking.heard()
            if batch.fault is not None:
                await self._hand_in(batch)
                raise batch.fault
            if batch.events(self._channel.neighbour):
                await self._gate.acquire()
                self._take_up(batch, self._gate.release)

    def _go_on(self) -> None:
        """Look at the out-tray again: an answer made room in the window, or put something off."""
        self._answered_at = self._loop.time()
        self._work.set()
        self._wait_for_due()

    def _take_up(self, batch: Batch, done: Callable[[], None] | None = None) -> None:
        task = self._spawn(self._hand_in(batch))
        self._batches.add(task)
        task.add_done_callback(self._batches.discard)
        if done is not None:
            task.add_done_callback(lambda _: done())

    async def _hand_in(self, batch: Batch) -> None:
        """Hand a batch in and answer it; after a NotNow, put its loads off and try the rest."""
        while events := batch.events(self._channel.neighbour):
            count, retry = len(batch.numbers), self._exchange.patience.retry_seconds
            try:
                answers = await self._exchange.hand_in(events)
            except NotNow:
                until = TimeMs(self._exchange.now() + int(retry * 1000))
                self._reply(batch, [Defer(until=until)] * count)
                batch.numbers, batch.arrivals = [], []
                self._channel.keep(batch)
                self._tally["not_now"] += 1
                await asyncio.sleep(retry if batch.answered() or batch.notes else 0)
            except Problem as error:  # whatever it was, the other side did nothing wrong
                msg = f"what came from {self._channel.neighbour} was not taken: {error.message}"
                raise Leaving(msg, ByeReason.FAULT) from error
            else:
                self._reply(batch, answers[:count])
                self._channel.flight.settle(batch.answered())
                batch = self._channel.rest()

    def _reply(self, batch: Batch, answers: Sequence[Any]) -> None:
        replies = self._channel.answers(batch.numbers, answers)
        if replies:
            self._pipe.send(*replies)

    # -- time ---------------------------------------------------------------------------------

    def _wait_for_due(self) -> None:
        due = self._channel.flight.next_due
        if due is not None:
            self._set_timer(self._resume, max(0, due - self._exchange.now()) / 1000)

    def _resume(self) -> None:
        if self._channel.flight.resume(self._exchange.now()):
            self._foremost = max(Grade)
            self._work.set()
        self._wait_for_due()

    def _watch(self) -> None:
        """See to it that what is in flight is answered, or at least moves, in time."""
        if self._look not in self._timers and self.in_flight:
            self._answered_at = self._loop.time()
            self._set_timer(self._look, self._exchange.patience.answer_seconds)

    def _look(self) -> None:
        if not self.in_flight:
            return
        limit = self._exchange.patience.answer_seconds
        quiet = self._loop.time() - max(self._answered_at, self._pipe.moved_at)
        if quiet >= limit:
            msg = f"{self._channel.neighbour} answered nothing for {int(quiet)} s"
            self.end(Leaving(msg, ByeReason.TIMED_OUT))
        else:
            self._set_timer(self._look, limit - quiet)

    def _set_timer(self, act: Callable[[], None], seconds: float) -> None:
        if act in self._timers:
            self._timers.pop(act).cancel()

        def fire() -> None:
            self._timers.pop(act, None)
            act()

        self._timers[act] = self._loop.call_later(seconds, fire)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = self._loop.create_task(work)
        task.add_done_callback(self._note_end)
        return task

    def _note_end(self, task: asyncio.Task[None]) -> None:
        if task.cancelled():
            return
        error = task.exception()
        if isinstance(error, Malformed):
            self._tally["malformed"] += 1
        if isinstance(error, Exception):
            self.end(error)
