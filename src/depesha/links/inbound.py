"""Blobs that come by one connection: offered, judged, brought in piece by piece, handed in.

    OFFER ──> may it come? (the desk, by the slip) ──no──> DEFER or REFUSE, before any byte
                   │ yes
                   ├─ it is here whole ──> SKIP
                   └─ WANT from the first byte that is not durable here
    CHUNK … ──> a piece is whole, its hash agrees ──> fsync, and the next
                   └─ it does not: WANT it again, once; then REFUSE
    all of it ──> its SHA-256 agrees ──> handed in to the desk ──> ACCEPT after the commit

Rule 1: chunks come in order, without gap or overlap, from where they were wanted, and none beyond
    the size; anything else ends the connection. After a WANT that asks for a piece again, and
    after an answer, what was under way already is passed over.
Rule 2: no more than 1 MiB waits for the disk; then reading waits. At most 16 are open at a time.
Rule 3: while it takes long SKIP is said every 20 s, so that the other side has patience.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from depesha.channel import ChannelMark, ChannelSeq
from depesha.errors import Malformed, NotNow, Problem, StoreFull, UnknownVersion
from depesha.links import frames
from depesha.links.channel import Channel
from depesha.links.exchange import Exchange
from depesha.links.frames import ByeReason, Chunk, Offer
from depesha.links.greeting import Leaving
from depesha.links.shelf import Shelf, Waybill
from depesha.names import TimeMs
from depesha.packet import (
    MAX_SLIP_BYTES,
    SLIP,
    Arrived,
    Blob,
    Defer,
    LineAnswer,
    LineEvent,
    Offered,
    PacketKind,
    Refuse,
    RefuseReason,
    Want,
)

MAX_OPEN: Final = 16
"""Offers open at a time: a sender of this version has at most four of each grade."""

UNWRITTEN_BYTES: Final = 1024 * 1024
WRITE_BYTES: Final = 256 * 1024
"""Written at a time: a hop to the disk's thread costs as much as hashing 50 KiB."""

FULL_MS: Final = 60_000
"""When a blob may be offered again for which the disk had no room."""

LATE_BYTES: Final = 64 * 1024 * 1024
"""How much may follow an answer that the other side has not read yet: the buffers between."""

PATIENCE_SECONDS: Final = 20.0


@dataclass(slots=True)
class Coming:
    """One blob that was offered, between its OFFER and its answer.

    Attributes:
        mark: what its number is on the channel.
        at: the next byte that is expected; None while none is wanted.
        again: what was under way before the last WANT is passed over, until its first byte comes.
        late_bytes: how much was passed over.
    """

    number: ChannelSeq
    waybill: Waybill
    mark: ChannelMark | None
    at: int | None = None
    again: bool = False
    late_bytes: int = 0
    unwritten: bytearray = field(default_factory=bytearray)
    news: asyncio.Event = field(default_factory=asyncio.Event)


class Inbound:
    """The blobs that one connection brings.

    Args:
        channel: what the frames mean.
        exchange: the station.
        shelf: the line's blobs on the disk.
        send: sends frames.
        spawn: lets something go on beside; a fault of it ends the connection.
        answered: called when an offer was answered; the desk may not have heard of its number.
    """

    def __init__(
        self,
        channel: Channel,
        exchange: Exchange,
        shelf: Shelf,
        send: Callable[[bytes], None],
        spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
        answered: Callable[[], None],
    ) -> None:
        self._channel = channel
        self._exchange = exchange
        self._shelf = shelf
        self._send = send
        self._spawn = spawn
        self._tell = answered
        self._open: dict[ChannelSeq, Coming] = {}
        self._answered: OrderedDict[ChannelSeq, int] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()
        self._unwritten = 0
        self._room = asyncio.Event()
        self._room.set()

    async def room(self) -> None:
        """Wait until little enough waits for the disk."""
        await self._room.wait()

    def end(self) -> None:
        """Let go of everything; what is durable stays."""
        for task in self._tasks:
            task.cancel()

    # -- what comes ---------------------------------------------------------------------------

    def offered(self, offer: Offer, mark: ChannelMark | None) -> None:
        """Begin with a blob, unless its offer was heard on this connection and only said again."""
        if offer.channel_seq in self._open or offer.channel_seq in self._answered:
            return
        try:
            waybill = _waybill(offer)
        except Malformed as error:
            later = isinstance(error, UnknownVersion)
            reason = RefuseReason.UNKNOWN_VERSION if later else RefuseReason.MALFORMED
            self._channel.count("malformed")
            self._channel.numbering.answered_without_commit(offer.channel_seq)
            self._answer(offer.channel_seq, Refuse(reason=reason))
            return
        if len(self._open) >= MAX_OPEN:
            self._answer(offer.channel_seq, self._later(FULL_MS))
            return
        coming = Coming(number=offer.channel_seq, waybill=waybill, mark=mark)
        self._open[coming.number] = coming
        task = self._spawn(self._take(coming))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def came(self, chunk: Chunk) -> None:
        """Take bytes of a blob.

        Raises:
            Malformed: they are not those that were wanted.
        """
        coming = self._open.get(chunk.channel_seq)
        if coming is None:
            self._pass_over_answered(chunk)
            return
        if coming.again and chunk.offset != coming.at:
            coming.late_bytes = _late(coming.late_bytes, chunk, coming.waybill.size_bytes)
            return
        end = chunk.offset + len(chunk.data)
        if chunk.offset != coming.at or end > coming.waybill.size_bytes:
            msg = f"{self._channel.neighbour} sends bytes of a blob that were not wanted"
            raise Malformed(msg)
        coming.again, coming.at = False, end
        coming.unwritten += chunk.data
        coming.news.set()
        self._wait_for_disk(len(chunk.data))

    def _pass_over_answered(self, chunk: Chunk) -> None:
        late_bytes = self._answered.get(chunk.channel_seq)
        if late_bytes is None:
            msg = f"{self._channel.neighbour} sends bytes of a blob that it did not offer"
            raise Malformed(msg)
        self._answered[chunk.channel_seq] = _late(late_bytes, chunk, LATE_BYTES)

    def _wait_for_disk(self, more: int) -> None:
        self._unwritten += more
        if self._unwritten < UNWRITTEN_BYTES:
            self._room.set()
        else:
            self._room.clear()

    # -- one blob, from its offer to its answer -----------------------------------------------

    async def _take(self, coming: Coming) -> None:
        neighbour = self._channel.neighbour
        blob = coming.waybill.blob
        answer = await self._ask(Offered(blob=blob, neighbour=neighbour, mark=coming.mark))
        if isinstance(answer, Want):
            async with self._shelf.claim(coming.waybill.name):
                obstacle = await self._bring(coming)
            arrived = Arrived(packet=blob, neighbour=neighbour, mark=coming.mark)
            answer = obstacle or await self._ask(arrived)
        del self._open[coming.number]
        self._wait_for_disk(-len(coming.unwritten))
        self._answer(coming.number, answer)

    async def _bring(self, coming: Coming) -> LineAnswer | None:
        """Bring a blob in, and return None once it is here whole, or why it is not."""
        retry_ms = int(self._exchange.patience.retry_seconds * 1000)
        try:
            await self._bring_whole(coming)
        except StoreFull:
            return self._later(FULL_MS)
        except NotNow:
            self._channel.count("not_now")
            return self._later(retry_ms)
        except Malformed:
            self._channel.count("malformed")
            return Refuse(reason=RefuseReason.MALFORMED)
        return None

    async def _bring_whole(self, coming: Coming) -> None:
        waybill = coming.waybill
        held = await self._patiently(coming, self._shelf.begin(waybill))
        if held is None:
            self._send(self._channel.skip(coming.number))
            return
        if held < waybill.size_bytes:
            await self._receive(coming, held)
        coming.at = None
        await self._patiently(coming, self._shelf.finish(waybill.name))

    async def _receive(self, coming: Coming, held: int) -> None:
        """Write what comes, piece by piece.

        Raises:
            Malformed: a piece came wrong twice.
            NotNow: the disk has no room, or does not answer.
        """
        waybill = coming.waybill
        wrong: set[int] = set()
        self._want(coming, held)
        while held < waybill.size_bytes:
            index = held // waybill.piece_bytes
            begun, end = held, min(held + waybill.piece_bytes, waybill.size_bytes)
            whole = sha256()
            while held < end:
                data = await self._next(coming, min(WRITE_BYTES, end - held))
                whole.update(data)
                await self._shelf.write(waybill.name, held, data)
                held += len(data)
            if whole.digest() == waybill.pieces[index]:
                await self._shelf.keep(waybill, held)
            elif index in wrong:
                msg = "a piece of a blob came wrong twice"
                raise Malformed(msg)
            else:
                wrong.add(index)
                held = begun
                self._want(coming, held, again=True)

    def _want(self, coming: Coming, held: int, *, again: bool = False) -> None:
        self._wait_for_disk(-len(coming.unwritten))
        coming.unwritten.clear()
        coming.at, coming.again = held, again
        self._send(self._channel.want(coming.number, held))

    async def _next(self, coming: Coming, size_bytes: int) -> bytes:
        while len(coming.unwritten) < size_bytes:
            coming.news.clear()
            await coming.news.wait()
        data = bytes(coming.unwritten[:size_bytes])
        del coming.unwritten[:size_bytes]
        self._wait_for_disk(-size_bytes)
        return data

    # -- around it ----------------------------------------------------------------------------

    async def _patiently(self, coming: Coming, work: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401
        """Wait for what takes long on the disk, and ask the other side for patience."""
        task = asyncio.ensure_future(work)
        try:
            while not (await asyncio.wait({task}, timeout=PATIENCE_SECONDS))[0]:
                self._send(self._channel.skip(coming.number))
            return task.result()
        finally:
            task.cancel()

    async def _ask(self, event: LineEvent) -> LineAnswer:
        try:
            (answer,) = await self._exchange.hand_in([event])
        except NotNow:
            self._channel.count("not_now")
            return self._later(int(self._exchange.patience.retry_seconds * 1000))
        except Problem as error:  # whatever it was, the other side did nothing wrong
            msg = f"what came from {self._channel.neighbour} was not taken: {error.message}"
            raise Leaving(msg, ByeReason.FAULT) from error
        return answer

    def _answer(self, number: ChannelSeq, answer: LineAnswer) -> None:
        self._answered[number] = 0
        if len(self._answered) > MAX_OPEN:
            self._answered.popitem(last=False)
        for payload in self._channel.answers([number], [answer]):
            self._send(payload)
        self._tell()

    def _later(self, wait_ms: int) -> Defer:
        return Defer(until=TimeMs(self._exchange.now() + wait_ms))


def _late(so_far: int, chunk: Chunk, most: int) -> int:
    if so_far > most:
        msg = "bytes of a blob come and come that are not wanted any more"
        raise Malformed(msg)
    return so_far + len(chunk.data)


def _waybill(offer: Offer) -> Waybill:
    """Return what an offer promises.

    Raises:
        Malformed: its slip is none of a blob, or its pieces do not make up the size.
    """
    slip = SLIP.decode(offer.slip, max_bytes=MAX_SLIP_BYTES)
    count = -(-slip.size_bytes // offer.piece_bytes)
    if slip.kind is not PacketKind.BLOB or count * frames.HASH_BYTES != len(offer.hashes):
        msg = f"an offer of {slip.size_bytes} bytes does not agree with its slip"
        raise Malformed(msg)
    blob = Blob(slip=slip, sealed=offer.sealed)
    return Waybill(blob=blob, piece_bytes=offer.piece_bytes, pieces=offer.pieces)
