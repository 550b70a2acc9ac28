"""One connection at work: two stations offer what waits and answer what is offered.

Both sides do the same. What the frames mean is in `links/channel.py`; here they are read, handed in
and answered. What goes, and when, is in `links/sending.py`; what is special to blobs in
`links/inbound.py` and `links/outbound.py`.

Rule 1: an answer is given after the commit and not before. All that came together is handed in
    together, and at most four such batches are under way; then reading waits.
Rule 2: what ends a connection loses nothing. Loads without an answer are still in the out-tray
    and are offered again on the next connection; the other side accepts what it has again.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from depesha.errors import Malformed, NotNow, Problem
from depesha.links.channel import Batch, Channel
from depesha.links.channels import Channels
from depesha.links.checking import Checking
from depesha.links.exchange import BlobReport, Exchange
from depesha.links.frames import Blobbing, ByeReason, Chunk, Introduction, Offer
from depesha.links.greeting import BLOBS, BULK_LANE, TWO_LANES, Leaving, agreed, part
from depesha.links.inbound import Inbound
from depesha.links.outbound import Outbound
from depesha.links.pipe import Pipe
from depesha.links.right_of_way import RightOfWay
from depesha.links.sending import Means, Sending
from depesha.links.shelf import Shelf
from depesha.names import TimeMs
from depesha.packet import (
    LETTERS,
    Defer,
    Grade,
    Lane,
    PacketKind,
)

BATCHES_UNDER_WAY: Final = 4

LEAVING_SECONDS: Final = 0.3
"""How long batches under way may still be answered when this side leaves."""

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What the two connections of one line have together.

    Attributes:
        right: who goes first.
        shelf: the line's blobs on the disk; None where the station takes no such thing.
        channels: what is remembered of the numbers from earlier connections; None: nothing is.
    """

    right: RightOfWay = field(default_factory=RightOfWay)
    shelf: Shelf | None = None
    channels: Channels | None = None


class Conversation:
    """One connection after its greeting."""

    def __init__(
        self,
        pipe: Pipe,
        exchange: Exchange,
        mine: Introduction,
        theirs: Introduction,
        tally: Counter[str],
        shared: Shared | None = None,
    ) -> None:
        shared = shared or Shared()
        self._pipe = pipe
        self._right = shared.right
        self._is_bulk = mine.lane == BULK_LANE
        self._exchange = exchange
        self._channel = Channel(mine, theirs, tally, shared.channels)
        self._tally = tally
        self._gate = asyncio.Semaphore(BATCHES_UNDER_WAY)
        self._loop = asyncio.get_running_loop()
        self._ended: asyncio.Future[Exception] = self._loop.create_future()
        self._batches: set[asyncio.Task[None]] = set()
        self._answered_at = 0.0
        self._timers: dict[Callable[[], None], asyncio.TimerHandle] = {}
        self._outbound: Outbound | None = None
        self._inbound: Inbound | None = None
        shelf = shared.shelf
        if shelf is not None and self._is_bulk and BLOBS in agreed(mine, theirs):
            self._outbound = Outbound(self._channel, shelf)
            self._inbound = Inbound(
                self._channel, exchange, shelf, pipe.send, self._spawn, self._tell_rest
            )
        self._checking = Checking(
            self._channel, exchange.patience, pipe.send, self._take_up, self._set_timer
        )
        self._sending = Sending(
            pipe,
            exchange,
            self._channel,
            _lanes(mine, theirs),
            self._outbound,
            Means(
                right=shared.right,
                spawn=self._spawn,
                set_timer=self._set_timer,
                take_up=self._take_up,
                watch=self._watch,
                moved=self._moved,
                put_off=self._wait_for_due,
                swept=lambda kind: self._checking.swept(kind, self._is_held),
            ),
        )

    # -- from outside -------------------------------------------------------------------------

    @property
    def in_flight(self) -> int:
        """How many loads were sent and not answered."""
        return len(self._channel.flight)

    @property
    def takes_blobs(self) -> bool:
        """Whether blobs go by this connection."""
        return self._outbound is not None

    @property
    def blobs(self) -> Mapping[int, BlobReport]:
        """How far the blobs are that go by this connection."""
        return {} if self._outbound is None else self._outbound.reports()

    @property
    def deferred(self) -> Mapping[int, TimeMs]:
        """When entries are offered again that were put off."""
        return self._channel.flight.deferred

    def wake(self, grade: Grade) -> None:
        """Say that something of that grade waits."""
        self._sending.wake(grade)

    def end(self, why: Exception) -> None:
        """End the conversation; the first reason counts."""
        if not self._ended.done():
            self._ended.set_result(why)

    async def run(self) -> Exception:
        """Talk until one side ends it, and return why."""
        if self._outbound is None:  # what was offered on an earlier connection cannot come by this
            self._channel.flight.sweep(PacketKind.BLOB, to_the_end=True)
        self._checking.begin()
        talk = [self._spawn(self._read()), self._spawn(self._sending.run())]
        try:
            why = await self._ended
            for task in talk:
                task.cancel()
            await self._part(why)
        except asyncio.CancelledError:
            self._pipe.drop()
            raise
        finally:
            self._sending.end()
            if self._inbound is not None:
                self._inbound.end()
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

    # -- reading ------------------------------------------------------------------------------

    async def _read(self) -> None:
        while True:
            payloads = await self._pipe.take()
            aloft = self.in_flight
            batch = self._channel.hear(payloads, self._exchange.now())
            for frame in batch.blobs:
                self._hear_of_blob(frame, batch)
            if self.in_flight < aloft:
                self._go_on()
            if batch.replies:
                self._pipe.send(*batch.replies)
            if batch.asked:
                self._offer_again(batch)
            self._checking.heard()
            if batch.fault is not None:
                await self._hand_in(batch)
                raise batch.fault
            if batch.events(self._channel.neighbour):
                await self._gate.acquire()
                self._take_up(batch, self._gate.release)
            if self._inbound is not None:
                await self._inbound.room()

    def _offer_again(self, batch: Batch) -> None:
        """Say once more what the other side says has not come."""
        if batch.rewound:
            self._sending.look_at_all()
        if self._sending.closed_seconds:
            return  # it is asked for again
        if self._outbound is not None and (offers := self._outbound.offers(batch.asked)):
            self._pipe.send(*offers)

    def _hear_of_blob(self, frame: Blobbing, batch: Batch) -> None:
        if self._inbound is None or self._outbound is None:
            msg = f"{self._channel.neighbour} speaks of blobs where there are none"
            raise Malformed(msg)
        if isinstance(frame, Offer):
            self._inbound.offered(frame, batch.marks[frame.channel_seq])
        elif isinstance(frame, Chunk):
            self._inbound.came(frame)
        else:
            self._outbound.hear(frame)
            self._moved()
            self._sending.look_again()

    def _go_on(self) -> None:
        """Go on sending: an answer made room in the window, or put something off."""
        self._moved()
        self._sending.go_on()
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

    def _tell_rest(self) -> None:
        """Let the desk learn of numbers that were answered without it."""
        rest = self._channel.rest()
        if rest.notes:
            self._take_up(rest)

    def _reply(self, batch: Batch, answers: Sequence[Any]) -> None:
        replies = self._channel.answers(batch.numbers, answers)
        if replies:
            self._pipe.send(*replies)

    def _is_held(self, entry: int) -> bool:
        return self._exchange.holds(self._channel.neighbour, entry) is not None

    # -- time ---------------------------------------------------------------------------------

    def _wait_for_due(self) -> None:
        due = self._channel.flight.next_due
        if due is not None:
            self._set_timer(self._resume, max(0, due - self._exchange.now()) / 1000)

    def _resume(self) -> None:
        if self._channel.flight.resume(self._exchange.now()):
            self._sending.look_at_all()
        self._wait_for_due()

    def _watch(self) -> None:
        """See to it that what is in flight is answered, or at least moves, in time."""
        if self._look not in self._timers and self.in_flight:
            self._answered_at = self._loop.time()
            self._set_timer(self._look, self._exchange.patience.answer_seconds)

    def _moved(self) -> None:
        """Note that the other side was heard of, or could not be expected to be."""
        self._answered_at = self._loop.time()

    def _look(self) -> None:
        if not self.in_flight:
            return
        limit = self._exchange.patience.answer_seconds
        quiet = self._loop.time() - max(self._answered_at, self._pipe.moved_at)
        if self._sending.closed_seconds or (self._is_bulk and not self._right.is_free):
            # it is this side that stands aside: the other has its whole time from the next look on
            self._answered_at = self._loop.time() + limit
            self._set_timer(self._look, limit)
        elif quiet >= limit:
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


def _lanes(mine: Introduction, theirs: Introduction) -> frozenset[Lane]:
    """Return which letters go by a connection: all, where the other side takes but one."""
    if mine.lane == BULK_LANE:
        return frozenset({Lane.BULK})
    return frozenset({Lane.URGENT}) if TWO_LANES in agreed(mine, theirs) else LETTERS
