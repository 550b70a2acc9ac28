"""One connection at work: two stations offer what waits and answer what is offered.

Both sides do the same. What the frames mean is in `links/channel.py`; here are the tasks. What is
special to blobs is in `links/inbound.py` and `links/outbound.py`.

Rule 1: nothing is asked for in a circle. The sender sleeps until the out-tray, an answer or a due
    time wakes it; the reader until bytes come.
Rule 2: strict order of grade. Entries are pulled a few at a time, and when something more urgent is
    announced the rest of the pulled ones is dropped and pulled again after it. The window is asked
    for the most urgent that may wait, so a flash is pulled however many letters are in the way.
Rule 3: an answer is given after the commit and not before. All that came together is handed in
    together, and at most four such batches are under way; then reading waits.
Rule 4: what ends a connection loses nothing. Loads without an answer are still in the out-tray
    and are offered again on the next connection; the other side accepts what it has again.
Rule 5: the urgent connection has the right of way. It takes it when something is announced to it
    and gives it up when nothing more of that can go; the bulk one asks before each piece.
Rule 6: on the bulk connection letters and blobs are one strict order of grade; of one grade the
    letters go first, between two chunks of the blob.
"""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from depesha.errors import Malformed, NotNow, Problem
from depesha.links.channel import Batch, Channel
from depesha.links.exchange import BlobReport, Exchange
from depesha.links.frames import Blobbing, ByeReason, Chunk, Introduction, Offer
from depesha.links.greeting import BLOBS, BULK_LANE, TWO_LANES, Leaving, agreed, part
from depesha.links.inbound import Inbound
from depesha.links.outbound import Consignment, Outbound
from depesha.links.pipe import PIECE_BYTES, Pipe
from depesha.links.right_of_way import RightOfWay
from depesha.links.shelf import Shelf
from depesha.names import TimeMs
from depesha.packet import (
    LETTERS,
    Blob,
    BlobMissing,
    Defer,
    Grade,
    HopRefused,
    Lane,
    PacketKind,
    Waiting,
)

PULL_LIMIT: Final = 32
"""Entries pulled at a time: 2 ms of work between two looks at what is more urgent."""

BATCHES_UNDER_WAY: Final = 4

LONG_FRAME_BYTES: Final = 4 * PIECE_BYTES
"""A longer frame is written in pieces of its own."""

MISSING_MS: Final = 60_000
"""When a blob is looked for again whose file is not here."""

LEAVING_SECONDS: Final = 0.3
"""How long batches under way may still be answered when this side leaves."""

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What the two connections of one line have together.

    Attributes:
        right: who goes first.
        shelf: the line's blobs on the disk; None where the station takes no such thing.
    """

    right: RightOfWay = field(default_factory=RightOfWay)
    shelf: Shelf | None = None


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
        self._lanes = _lanes(mine, theirs)
        self._exchange = exchange
        self._channel = Channel(mine, theirs, tally)
        self._tally = tally
        self._announced = -1
        self._foremost = max(Grade)  # no entry of a higher grade waits to be sent
        self._work = asyncio.Event()
        self._work.set()  # the out-tray may have something already
        self._gate = asyncio.Semaphore(BATCHES_UNDER_WAY)
        self._loop = asyncio.get_running_loop()
        self._ended: asyncio.Future[Exception] = self._loop.create_future()
        self._batches: set[asyncio.Task[None]] = set()
        self._offers: set[asyncio.Task[None]] = set()
        self._answered_at = 0.0
        self._timers: dict[Callable[[], None], asyncio.TimerHandle] = {}
        self._letters_wait = self._blobs_wait = True  # as far as is known
        self._outbound: Outbound | None = None
        self._inbound: Inbound | None = None
        shelf = shared.shelf
        if shelf is not None and self._is_bulk and BLOBS in agreed(mine, theirs):
            self._outbound = Outbound(self._channel, shelf)
            self._inbound = Inbound(self._channel, exchange, shelf, pipe.send, self._spawn)

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
        if not self._is_bulk and grade > Grade.LOW:
            self._right.take()
        self._announced = max(self._announced, grade)
        self._foremost = max(self._foremost, grade)
        self._look_again()

    def end(self, why: Exception) -> None:
        """End the conversation; the first reason counts."""
        if not self._ended.done():
            self._ended.set_result(why)

    async def run(self) -> Exception:
        """Talk until one side ends it, and return why."""
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
            if not self._is_bulk:
                self._right.give()
            if self._inbound is not None:
                self._inbound.end()
            for task in (*talk, *self._batches, *self._offers):
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
            while await self._send_letters() or await self._send_chunk():
                pass
            if not self._is_bulk and not self._work.is_set():
                self._right.give()

    def _look_again(self) -> None:
        """Look into the out-tray for more, where the last look found nothing."""
        self._letters_wait = self._blobs_wait = True
        self._work.set()

    async def _send_letters(self) -> bool:
        """Send letters that were pulled together, and say whether there were any to go now."""
        self._work.clear()
        batch: Sequence[Waiting] = ()
        if self._letters_wait and self._channel.flight.has_room(self._foremost):
            batch = self._pull(PULL_LIMIT, self._lanes)
            self._letters_wait = bool(batch) and batch[0].grade >= self._going
        if self._letters_wait and batch:
            self._foremost = batch[0].grade
            for chunk in self._chunks(batch):
                await self._write(chunk)
                self._watch()
        if self._outbound is not None:
            self._offer_more(self._outbound)
        return self._letters_wait and bool(batch)

    async def _write(self, payloads: list[bytes]) -> None:
        """Write frames when it is their turn, and wait until they have gone."""
        if not self._is_bulk:
            self._right.take()
        await self._turn()
        *before, last = payloads  # only the last can be long: a chunk ends when it has 4 KiB
        if len(last) > LONG_FRAME_BYTES:
            self._pipe.send(*before)
            await self._pipe.send_in_pieces(last, self._turn)
        else:
            self._pipe.send(*payloads)
        await self._pipe.room()

    async def _turn(self) -> None:
        if self._is_bulk and not self._right.is_free:
            await self._right.turn()
            self._answered_at = self._loop.time()  # nobody was to be expected to answer

    def _pull(
        self, limit: int, lanes: frozenset[Lane], kind: PacketKind = PacketKind.LETTER
    ) -> Sequence[Waiting]:
        self._announced = -1
        neighbour, flight = self._channel.neighbour, self._channel.flight
        try:
            return self._exchange.pull(neighbour, flight.after(kind), limit, lanes)
        except NotNow:
            self._tally["not_now"] += 1
            self._set_timer(self._look_again, self._exchange.patience.retry_seconds)
            return ()

    def _chunks(self, batch: Sequence[Waiting]) -> Iterator[list[bytes]]:
        """Launch what the window allows; yield it in pieces of about 4 KiB."""
        flight = self._channel.flight
        chunk: list[bytes] = []
        size = 0
        for waiting in batch:
            if self._announced > waiting.grade or not flight.has_room(waiting.grade):
                break
            if waiting.grade < self._going:
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

    # -- sending blobs ------------------------------------------------------------------------

    @property
    def _going(self) -> int:
        """The grade of the blob that goes now, or less than any."""
        return -1 if self._outbound is None else self._outbound.grade

    async def _send_chunk(self) -> bool:
        """Send a chunk of the blob that is to go now, and say whether there is one."""
        one = None if self._outbound is None else self._outbound.foremost()
        if self._outbound is None or one is None:
            return False
        try:
            await self._outbound.read_ahead(one)
        except NotNow as error:
            self._rest(one, error)
            return True
        await self._turn()
        chunk = self._outbound.cut(one)
        if chunk is not None:
            self._pipe.send(chunk)
            self._answered_at = self._loop.time()
            await self._pipe.room()
        await asyncio.sleep(0)  # the other connections share this thread
        if not one.goes:
            self._letters_wait = True  # what is less urgent may follow
        return True

    def _rest(self, one: Consignment, error: NotNow) -> None:
        """Let a blob rest whose file could not be read."""
        _log.warning("a blob for %s waits: %s", self._channel.neighbour, error.message)
        self._tally["not_now"] += 1
        one.resting = True
        self._letters_wait = True

        def go_on() -> None:
            one.resting = False
            self._work.set()

        self._set_timer(go_on, self._exchange.patience.retry_seconds)

    def _offer_more(self, outbound: Outbound) -> None:
        """Take more blobs from the out-tray while there are places for them."""
        while self._blobs_wait:
            pulled = self._pull(1, frozenset({Lane.BLOB}), PacketKind.BLOB)
            if not pulled or not outbound.has_place(pulled[0].grade):
                self._blobs_wait = False
                return
            (waiting,) = pulled
            flight = self._channel.flight
            if flight.reach(waiting.entry, waiting.grade, PacketKind.BLOB):
                flight.set_aside(waiting.entry)
                task = self._spawn(self._offer(outbound, waiting))
                self._offers.add(task)
                task.add_done_callback(self._offers.discard)

    async def _offer(self, outbound: Outbound, waiting: Waiting) -> None:
        entry, blob = waiting.entry, waiting.load
        assert isinstance(blob, Blob), "no other load has the lane of blobs"  # noqa: S101
        try:
            manifest = await outbound.make_ready(entry, waiting.grade, blob)
        except NotNow as error:
            _log.warning("a blob for %s waits: %s", self._channel.neighbour, error.message)
            self._tally["not_now"] += 1
            self._put_off(waiting, int(self._exchange.patience.retry_seconds * 1000))
            return
        if manifest is None:
            self._put_off(waiting, MISSING_MS)
            await self._tell_missing(entry)
            return
        offer = outbound.launch(entry, manifest)
        if isinstance(offer, HopRefused):
            self._take_up(Batch(refusals=[offer]))
        else:
            self._pipe.send(offer)
            self._watch()

    def _put_off(self, waiting: Waiting, wait_ms: int) -> None:
        until = TimeMs(self._exchange.now() + wait_ms)
        self._channel.flight.rest(waiting.entry, waiting.grade, PacketKind.BLOB, until)
        self._look_again()  # its place is free
        self._wait_for_due()

    async def _tell_missing(self, entry: int) -> None:
        event = BlobMissing(neighbour=self._channel.neighbour, entry=entry)
        with contextlib.suppress(NotNow):  # it is told again when it is looked for again
            await self._exchange.hand_in([event])

    # -- reading ------------------------------------------------------------------------------

    async def _read(self) -> None:
        while True:
            payloads = await self._pipe.take()
            aloft = self.in_flight
            batch = self._channel.hear(payloads, self._exchange.now())
            for frame in batch.blobs:
                self._hear_of_blob(frame)
            if self.in_flight < aloft:
                self._go_on()
            if batch.replies:
                self._pipe.send(*batch.replies)
            if batch.events(self._channel.neighbour):
                await self._gate.acquire()
                self._take_up(batch, self._gate.release)
            if self._inbound is not None:
                await self._inbound.room()

    def _hear_of_blob(self, frame: Blobbing) -> None:
        if self._inbound is None or self._outbound is None:
            msg = f"{self._channel.neighbour} speaks of blobs where there are none"
            raise Malformed(msg)
        if isinstance(frame, Offer):
            self._inbound.offered(frame)
        elif isinstance(frame, Chunk):
            self._inbound.came(frame)
        else:
            self._outbound.hear(frame)
            self._answered_at = self._loop.time()
            self._look_again()

    def _go_on(self) -> None:
        """Go on sending: an answer made room in the window, or put something off."""
        if self._outbound is not None and self._outbound.prune():
            self._look_again()  # there is a place, and letters may have waited for a blob
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
                self._tally["not_now"] += 1
                await asyncio.sleep(retry if batch.answered() else 0)
            except Problem as error:  # whatever it was, the other side did nothing wrong
                msg = f"what came from {self._channel.neighbour} was not taken: {error.message}"
                raise Leaving(msg, ByeReason.FAULT) from error
            else:
                self._reply(batch, answers[:count])
                self._channel.flight.settle(batch.answered())
                return

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
            self._look_again()
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
        if self._is_bulk and not self._right.is_free:
            self._set_timer(self._look, limit)  # it is this side that stands aside
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
