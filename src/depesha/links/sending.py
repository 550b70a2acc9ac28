"""The sending side of one connection: what is pulled from the out-tray, and when it is written.

Rule 1: nothing is asked for in a circle. It sleeps until the out-tray, an answer or a due time
    wakes it. Where the last look found nothing it looks again only when something was announced.
Rule 2: strict order of grade. Entries are pulled a few at a time, and when something more urgent is
    announced the rest of the pulled ones is dropped and pulled again after it. The window is asked
    for the most urgent that may wait, so a flash is pulled however many letters are in the way.
Rule 3: the urgent connection has the right of way. It takes it when something is announced to it
    and gives it up when nothing more of that can go; the bulk one asks before each piece.
Rule 4: on the bulk connection letters and blobs are one strict order of grade; of one grade the
    letters go first, between two chunks of the blob.
Rule 5: while the line is closed no load leaves, neither a letter that was pulled, nor an offer, nor
    a chunk of a blob that is going; a frame that was begun is ended. The connection stands, what
    is in flight may be answered, and when it opens everything goes on where it was. It is looked
    at again when the station wakes it, and every minute, because clocks are set.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from depesha.errors import NotNow
from depesha.links.channel import Batch, Channel
from depesha.links.exchange import Exchange
from depesha.links.outbound import Consignment, Outbound
from depesha.links.pipe import PIECE_BYTES, Pipe
from depesha.links.right_of_way import RightOfWay
from depesha.names import TimeMs
from depesha.packet import Blob, BlobMissing, Grade, HopRefused, Lane, PacketKind, Waiting

PULL_LIMIT: Final = 32
"""Entries pulled at a time: 2 ms of work between two looks at what is more urgent."""

LONG_FRAME_BYTES: Final = 4 * PIECE_BYTES
"""A longer frame is written in pieces of its own."""

LONGEST_CLOSED_SECONDS: Final = 60.0

MISSING_MS: Final = 60_000
"""When a blob is looked for again whose file is not here."""

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a conversation lends to its sending side.

    Attributes:
        right: who goes first on the line.
        spawn: lets something go on beside; a fault of it ends the connection.
        set_timer: calls something after so many seconds; set again, it replaces itself.
        take_up: hands a batch in to the station.
        watch: sees to it that what is in flight is answered in time.
        moved: says that bytes went, or could not be expected to.
        put_off: says that an entry is not to be sent before its time.
        swept: says that the out-tray gave no more of a kind than was looked at. May raise NotNow.
    """

    right: RightOfWay
    spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]
    set_timer: Callable[[Callable[[], None], float], None]
    take_up: Callable[[Batch], None]
    watch: Callable[[], None]
    moved: Callable[[], None]
    put_off: Callable[[], None]
    swept: Callable[[PacketKind], None]


class Sending:
    """What one connection sends.

    Args:
        pipe: where it is written.
        exchange: the station.
        channel: what is in flight.
        lanes: which letters go here.
        outbound: the blobs that go here, if any do.
        means: what the conversation lends.
    """

    def __init__(
        self,
        pipe: Pipe,
        exchange: Exchange,
        channel: Channel,
        lanes: frozenset[Lane],
        outbound: Outbound | None,
        means: Means,
    ) -> None:
        self._pipe = pipe
        self._exchange = exchange
        self._channel = channel
        self._lanes = lanes
        self._is_bulk = Lane.URGENT not in lanes
        self._outbound = outbound
        self._right = means.right
        self._means = means
        self._announced = -1
        self._foremost = max(Grade)  # no entry of a higher grade waits to be sent
        self._letters_wait = self._blobs_wait = True  # as far as is known
        self._work = asyncio.Event()
        self._work.set()  # the out-tray may have something already
        self._woken = asyncio.Event()
        self._offers: set[asyncio.Task[None]] = set()

    # -- from outside -------------------------------------------------------------------------

    def wake(self, grade: Grade) -> None:
        """Say that something of that grade waits."""
        if not self._is_bulk and grade > Grade.LOW:
            self._right.take()
        self._announced = max(self._announced, grade)
        self._foremost = max(self._foremost, grade)
        self._woken.set()
        self.look_again()

    def look_again(self) -> None:
        """Look into the out-tray for more, where the last look found nothing."""
        self._letters_wait = self._blobs_wait = True
        self._work.set()

    def look_at_all(self) -> None:
        """Look for entries of every grade: some of them may be sent again."""
        self._foremost = max(Grade)
        self.look_again()

    def go_on(self) -> None:
        """Go on where the window was full, or places for blobs were taken."""
        if self._outbound is not None and self._outbound.prune():
            self.look_again()  # there is a place, and letters may have waited for a blob
        self._work.set()

    def end(self) -> None:
        """Send no more, and hold nobody up."""
        if not self._is_bulk:
            self._right.give()
        for task in self._offers:
            task.cancel()

    # -- letters ------------------------------------------------------------------------------

    async def run(self) -> None:
        """Send what waits and may go, for as long as the connection stands."""
        while True:
            await self._work.wait()
            await self._until_open()
            while await self._send_letters() or await self._send_chunk():
                pass
            if not self._is_bulk and not self._work.is_set():
                self._right.give()

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
                self._means.watch()
                if self.closed_seconds:
                    break  # the rest is pulled again
        if self._outbound is not None:
            self._offer_more(self._outbound)
        return self._letters_wait and bool(batch)

    async def _write(self, payloads: list[bytes]) -> None:
        """Write frames when it is their turn, and wait until they have gone."""
        if not self._is_bulk:
            self._right.take()
        await self._leave()
        *before, last = payloads  # only the last can be long: a chunk ends when it has 4 KiB
        if len(last) > LONG_FRAME_BYTES:
            if before:
                self._pipe.send(*before)
            await self._pipe.send_in_pieces(last, self._turn)
        else:
            self._pipe.send(*payloads)
        await self._pipe.room()

    async def _leave(self) -> None:
        """Wait until it is this connection's turn, and the line is open."""
        await self._turn()
        while self.closed_seconds:
            await self._until_open()
            await self._turn()

    async def _turn(self) -> None:
        if self._is_bulk and not self._right.is_free:
            await self._right.turn()
            self._means.moved()  # nobody was to be expected to answer

    def _pull(
        self, limit: int, lanes: frozenset[Lane], kind: PacketKind = PacketKind.LETTER
    ) -> Sequence[Waiting]:
        self._announced = -1
        if self.closed_seconds:
            self._work.set()  # it is looked for when the line opens
            return ()
        neighbour, flight = self._channel.neighbour, self._channel.flight
        try:
            found = self._exchange.pull(neighbour, flight.after(kind), limit, lanes)
            if not found:
                self._means.swept(kind)
        except NotNow:
            self._channel.count("not_now")
            self._means.set_timer(self.look_again, self._exchange.patience.retry_seconds)
            return ()
        return found

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
                self._means.take_up(Batch(refusals=[launched]))
                continue
            chunk.append(launched)
            size += len(launched)
            if size >= PIECE_BYTES:
                yield chunk
                chunk, size = [], 0
        if chunk:
            yield chunk

    # -- hours --------------------------------------------------------------------------------

    @property
    def closed_seconds(self) -> float:
        """For how long no load may leave; 0 where it may now."""
        opens_at = self._exchange.opens_at(self._channel.neighbour)
        return 0.0 if opens_at is None else max(0, opens_at - self._exchange.now()) / 1000

    async def _until_open(self) -> None:
        """Wait while no load may leave; then look for all that waits."""
        if not self.closed_seconds:
            return
        while seconds := self.closed_seconds:
            self._woken.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), min(seconds, LONGEST_CLOSED_SECONDS))
        self._means.moved()  # nobody was to be expected to answer
        self.look_at_all()

    # -- blobs --------------------------------------------------------------------------------

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
        if self.closed_seconds:
            await self._until_open()
            return True  # letters of its grade go first
        chunk = self._outbound.cut(one)
        if chunk is not None:
            self._pipe.send(chunk)
            self._means.moved()
            await self._pipe.room()
        await asyncio.sleep(0)  # the other connections share this thread
        if not one.goes:
            self._letters_wait = True  # what is less urgent may follow
        return True

    def _rest(self, one: Consignment, error: NotNow) -> None:
        """Let a blob rest whose file could not be read."""
        _log.warning("a blob for %s waits: %s", self._channel.neighbour, error.message)
        self._channel.count("not_now")
        one.resting = True
        self._letters_wait = True

        def go_on() -> None:
            one.resting = False
            self._work.set()

        self._means.set_timer(go_on, self._exchange.patience.retry_seconds)

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
                blob = waiting.load
                assert isinstance(blob, Blob), "no other load has the lane of blobs"  # noqa: S101
                flight.set_aside(waiting.entry)
                outbound.take_place(waiting.entry, waiting.grade, blob)
                task = self._means.spawn(self._offer(outbound, waiting))
                self._offers.add(task)
                task.add_done_callback(self._offers.discard)

    async def _offer(self, outbound: Outbound, waiting: Waiting) -> None:
        entry = waiting.entry
        try:
            waybill = await outbound.make_ready(entry)
        except NotNow as error:
            _log.warning("a blob for %s waits: %s", self._channel.neighbour, error.message)
            self._channel.count("not_now")
            self._put_off(waiting, int(self._exchange.patience.retry_seconds * 1000))
            return
        if waybill is None:
            self._put_off(waiting, MISSING_MS)
            await self._tell_missing(entry)
            return
        if closed_seconds := self.closed_seconds:
            outbound.leave(entry)
            self._put_off(waiting, int(min(closed_seconds, LONGEST_CLOSED_SECONDS) * 1000))
            return
        offer = outbound.launch(entry, waybill)
        if isinstance(offer, HopRefused):
            self._means.take_up(Batch(refusals=[offer]))
        else:
            self._pipe.send(offer)
            self._means.watch()

    def _put_off(self, waiting: Waiting, wait_ms: int) -> None:
        until = TimeMs(self._exchange.now() + wait_ms)
        self._channel.flight.rest(waiting.entry, waiting.grade, PacketKind.BLOB, until)
        self.look_again()  # its place is free
        self._means.put_off()

    async def _tell_missing(self, entry: int) -> None:
        event = BlobMissing(neighbour=self._channel.neighbour, entry=entry)
        with contextlib.suppress(NotNow):  # it is told again when it is looked for again
            await self._exchange.hand_in([event])
