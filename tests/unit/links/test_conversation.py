"""One connection at work over a transport that a test holds in its hand."""

import asyncio
import contextlib
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from depesha.links import frames
from depesha.links.conversation import Conversation, Shared
from depesha.links.exchange import Exchange, Patience
from depesha.links.flight import MAX_DEFERRED, WINDOW_LOADS
from depesha.links.frames import Accept, Bye, ByeReason, Chunk, Defer, Frame, Offer, Parcel, Want
from depesha.links.greeting import BLOBS, TWO_LANES, Unwelcome
from depesha.links.pipe import PIECE_BYTES, UNREAD_BYTES, Pipe
from depesha.links.prefix import Splitter, prefixed
from depesha.links.shelf import Shelf
from depesha.names import Epoch, TimeMs
from depesha.packet import SLIP, Grade
from tests.links.carriers import ALPHA, BETA
from tests.links.raw_peer import EPOCH, introduction
from tests.links.small_station import LATER, SmallStation, packet


class HeldTransport(asyncio.Transport):
    """Takes what is written, and says that it is full when the test wants it to."""

    def __init__(self, pipe: Pipe) -> None:
        super().__init__()
        self.socket = socket.socket()
        self.pipe = pipe
        self.written: list[bytes] = []
        self.full = False
        self.size = 0
        self.aborted = False

    def get_extra_info(self, name: str, default: object = None) -> object:
        return self.socket if name == "socket" else default

    def pause_reading(self) -> None:
        """Nothing is read here."""

    def resume_reading(self) -> None:
        """Nothing is read here."""

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """The test decides."""

    def get_write_buffer_size(self) -> int:
        return self.size

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))
        if self.full:
            self.pipe.pause_writing()

    def close(self) -> None:
        asyncio.get_running_loop().call_soon(self.pipe.connection_lost, None)

    def abort(self) -> None:
        self.aborted = True
        self.close()

    def frames(self) -> list[Frame]:
        return [frames.read(payload) for payload in Splitter().feed(b"".join(self.written))]


@contextlib.asynccontextmanager
async def talking(
    station: SmallStation, lane: int = 0, shared: Shared | None = None
) -> AsyncIterator[tuple[HeldTransport, Conversation]]:
    """Let alpha talk to beta over a held transport that is full after each write."""
    pipe = Pipe()
    transport = HeldTransport(pipe)
    transport.full = True
    pipe.connection_made(transport)
    mine = replace(introduction(), lane=lane, features=(TWO_LANES, BLOBS) if shared else ())
    theirs = replace(mine, station=BETA, epoch=Epoch(b"the beta"))
    talk = Conversation(pipe, station.exchange, mine, theirs, Counter(), shared)
    station.wake = lambda _station, grade: talk.wake(grade)
    task = asyncio.create_task(talk.run())
    try:
        yield transport, talk
    finally:
        task.cancel()
        await asyncio.wait([task])
        transport.socket.close()


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110  # a transport has no event for a test to wait for
        await asyncio.sleep(0)


async def eventually(condition: Callable[[], bool]) -> None:
    """Wait as `until` does, and let the others work: to look at much takes long."""
    while not condition():  # noqa: ASYNC110  # as above
        await asyncio.sleep(0.005)


def grades(transport: HeldTransport) -> list[Grade]:
    return [SLIP.decode(f.slip).grade for f in transport.frames() if isinstance(f, Parcel)]


def test_a_flash_overtakes_what_was_pulled_already() -> None:
    async def story() -> None:
        alpha = SmallStation(ALPHA)
        for number in range(20):
            alpha.put(BETA, packet(number, sealed=bytes(15_000)))
        async with talking(alpha) as (transport, _):
            await settle()
            assert grades(transport) == [Grade.LOW]
            alpha.put(BETA, packet(99, Grade.FLASH))
            transport.pipe.resume_writing()
            await settle()
            assert grades(transport)[:2] == [Grade.LOW, Grade.FLASH]
            transport.full = False
            transport.pipe.resume_writing()
            await settle()
            assert grades(transport) == [Grade.LOW, Grade.FLASH] + [Grade.LOW] * 19

    asyncio.run(story())


def test_a_thousand_deferred_letters_do_not_hold_back_a_flash() -> None:
    """Attack: a neighbour defers all that comes by an hour."""

    async def story() -> None:
        alpha = SmallStation(ALPHA)
        for number in range(MAX_DEFERRED + 8):
            alpha.put(BETA, packet(number, sealed=b"x"))
        async with talking(alpha) as (transport, talk):
            transport.full = False
            answered = 0
            while (sent := len(grades(transport))) > answered or not sent:
                for number in range(answered + 1, sent + 1):
                    put_off = Defer(lane=0, epoch=EPOCH, channel_seq=number, until=LATER)
                    transport.pipe.data_received(prefixed(frames.write(put_off)))
                answered = sent
                await settle()
            assert (talk.in_flight, answered) == (0, MAX_DEFERRED)
            pulls = alpha.pulls
            alpha.put(BETA, packet(9998, sealed=b"x"))
            await settle()
            assert alpha.pulls == pulls, "there is no room for it, so nothing is asked for"
            alpha.put(BETA, packet(9999, Grade.FLASH))
            await settle()
            assert grades(transport)[MAX_DEFERRED:] == [Grade.FLASH]

    asyncio.run(story())


def test_what_is_no_more_urgent_does_not_disturb_what_was_pulled() -> None:
    async def story() -> None:
        alpha = SmallStation(ALPHA)
        for number in range(20):
            alpha.put(BETA, packet(number, sealed=bytes(15_000)))
        async with talking(alpha) as (transport, _):
            await settle()
            alpha.put(BETA, packet(99))
            transport.pipe.resume_writing()
            await settle()
            assert alpha.pulls == 1

    asyncio.run(story())


def test_small_packets_go_in_pieces_of_4_kib() -> None:
    async def story() -> None:
        alpha = SmallStation(ALPHA)
        for number in range(30):
            alpha.put(BETA, packet(number))
        async with talking(alpha) as (transport, _):
            await settle()
            assert len(transport.written) == 1
            assert 4096 <= len(transport.written[0]) < 4096 + 1600

    asyncio.run(story())


def test_a_side_that_does_not_read_its_answers_is_left() -> None:
    async def story() -> None:
        alpha = SmallStation(ALPHA)
        async with talking(alpha) as (transport, talk):
            transport.size = UNREAD_BYTES + 1
            load = packet(1)
            frame = Parcel(
                lane=0,
                epoch=Epoch(b"the beta"),
                channel_seq=1,
                slip=SLIP.encode(load.slip),
                sealed=load.sealed,
            )
            transport.pipe.data_received(prefixed(frames.write(frame)))
            await settle()
            assert transport.aborted
            assert talk.in_flight == 0

    asyncio.run(story())


def test_a_bye_is_not_answered() -> None:
    async def story() -> None:
        async with talking(SmallStation(ALPHA)) as (transport, _):
            transport.pipe.data_received(prefixed(frames.write(Bye(reason=ByeReason.DONE))))
            await settle()
            assert transport.written == []

    asyncio.run(story())


def test_a_conversation_that_is_cancelled_drops_its_connection() -> None:
    async def story() -> None:
        async with talking(SmallStation(ALPHA)) as (transport, _):
            await settle()
        assert transport.aborted

    asyncio.run(story())


def test_an_end_has_one_reason() -> None:
    async def story() -> None:
        async with talking(SmallStation(ALPHA)) as (transport, talk):
            talk.end(Unwelcome("the first"))
            talk.end(ZeroDivisionError("the second"))
            await settle()
            assert transport.written == [], "the first reason needs no BYE"

    asyncio.run(story())


def test_bulk_stands_aside_in_the_middle_of_a_frame() -> None:
    async def story() -> None:
        alpha, shared = SmallStation(ALPHA), Shared()
        alpha.put(BETA, packet(1, sealed=bytes(100_000)))
        async with talking(alpha, 1, shared) as (transport, _):
            transport.full = False
            shared.right.take()
            await settle()
            assert transport.written == []
            shared.right.give()
            await until(lambda: len(transport.written) >= 5)
            shared.right.take()
            await settle()
            so_far = len(transport.written)
            assert so_far < 100_000 // PIECE_BYTES
            assert max(map(len, transport.written)) == PIECE_BYTES
            for _ in range(5):
                await settle()
            assert len(transport.written) == so_far, "it went on beside what is urgent"
            shared.right.give()
            await until(lambda: bool(transport.frames()))
            assert grades(transport) == [Grade.LOW]

    asyncio.run(story())


def test_what_is_sent_during_a_long_frame_follows_it() -> None:
    async def story() -> None:
        alpha, shared = SmallStation(ALPHA), Shared()
        alpha.put(BETA, packet(1, sealed=bytes(50_000)))
        async with talking(alpha, 1, shared) as (transport, _):
            await settle()
            load = packet(9)
            frame = Parcel(
                lane=1,
                epoch=Epoch(b"the beta"),
                channel_seq=1,
                slip=SLIP.encode(load.slip),
                sealed=load.sealed,
            )
            transport.pipe.data_received(prefixed(frames.write(frame)))
            await alpha.until_taken(1)
            transport.full = False
            transport.pipe.resume_writing()
            await until(lambda: len(transport.frames()) >= 2)
            assert [type(one) for one in transport.frames()] == [Parcel, Accept]

    asyncio.run(story())


def test_of_a_frame_that_is_broken_off_nothing_follows() -> None:
    async def story() -> None:
        alpha, shared = SmallStation(ALPHA), Shared()
        alpha.put(BETA, packet(1, sealed=bytes(50_000)))
        async with talking(alpha, 1, shared) as (transport, talk):
            await settle()
            size = sum(map(len, transport.written))
            talk.end(ZeroDivisionError("a fault"))
            await settle()
            assert sum(map(len, transport.written)) == size, "a BYE stands in a parcel"

    asyncio.run(story())


def test_the_urgent_connection_takes_the_right_of_way_and_gives_it_up() -> None:
    async def story() -> None:
        alpha, shared = SmallStation(ALPHA), Shared()
        async with talking(alpha, 0, shared) as (transport, talk):
            await settle()
            free = [shared.right.is_free]
            alpha.put(BETA, packet(1, Grade.FLASH))
            free.append(shared.right.is_free)  # or bulk would write another piece first
            await settle()
            free.append(shared.right.is_free)  # it has not gone yet
            assert free == [True, False, False]
            transport.pipe.resume_writing()
            await settle()
            free = [shared.right.is_free]  # only its answer is awaited
            assert grades(transport) == [Grade.FLASH]
            alpha.put(BETA, packet(2))  # of the other lane
            await settle()
            free.append(shared.right.is_free)
            alpha.put(BETA, packet(3, Grade.FLASH))
            free.append(shared.right.is_free)
            talk.end(Unwelcome("the end"))
            await settle()
            free.append(shared.right.is_free)  # one that has ended holds nobody up
            assert free == [True, True, False, True]

    asyncio.run(story())


def test_a_full_window_does_not_hold_bulk_up() -> None:
    async def story() -> None:
        alpha, shared = SmallStation(ALPHA), Shared()
        for number in range(WINDOW_LOADS + 5):
            alpha.put(BETA, packet(number, Grade.FLASH))
        async with talking(alpha, 0, shared) as (transport, talk):
            transport.full = False
            await settle()
            assert talk.in_flight == WINDOW_LOADS
            assert shared.right.is_free, "it waits for answers, and has nothing that could go"

    asyncio.run(story())


def test_letters_and_blobs_are_one_order_of_grade() -> None:
    async def story() -> None:
        alpha = SmallStation(ALPHA)
        shared = Shared(shelf=Shelf(alpha.disk.blobs, BETA))
        alpha.put(BETA, alpha.blob(1, 600_000, Grade.URGENT))
        async with talking(alpha, 1, shared) as (transport, _):
            await until(lambda: any(isinstance(one, Offer) for one in transport.frames()))
            want = Want(lane=1, epoch=EPOCH, channel_seq=1, offset=0)
            transport.pipe.resume_writing()
            transport.pipe.data_received(prefixed(frames.write(want)))
            await until(lambda: any(isinstance(one, Chunk) for one in transport.frames()))
            alpha.put(BETA, packet(2))  # less urgent than the blob
            alpha.put(BETA, packet(3, Grade.FLASH, sealed=bytes(70_000)))
            transport.full = False
            transport.pipe.resume_writing()
            await until(lambda: len(transport.frames()) >= 1 + 37 + 2)
            order = [type(one) for one in transport.frames()]
            assert order[:2] == [Offer, Chunk]
            first = order.index(Parcel)
            assert first <= 3, "the flash did not overtake the blob"
            assert order[-1] is Parcel, "the letter that is less urgent did not wait"
            assert grades(transport) == [Grade.FLASH, Grade.LOW]

    asyncio.run(story())


class HasteStation(SmallStation):
    """A station that waits for no answer longer than a second."""

    @property
    def exchange(self) -> Exchange:
        return replace(super().exchange, patience=Patience(answer_seconds=1.0))


def chunks(transport: HeldTransport) -> list[Chunk]:
    return [one for one in transport.frames() if isinstance(one, Chunk)]


def byes(transport: HeldTransport) -> list[Bye]:
    return [one for one in transport.frames() if isinstance(one, Bye)]


def test_a_line_that_opens_gives_the_other_side_its_whole_time() -> None:
    async def story() -> None:
        alpha = HasteStation(ALPHA)
        alpha.put(BETA, packet(1))
        async with talking(alpha) as (transport, talk):
            transport.full = False
            transport.pipe.resume_writing()
            await until(lambda: talk.in_flight == 1)
            alpha.opens_at = LATER
            await asyncio.sleep(2.5)  # looked at twice while it is closed
            alpha.opens_at = None
            await asyncio.sleep(0.9)
            assert not byes(transport), "given up for what it could not have said"
            await eventually(lambda: bool(byes(transport)))
            assert [one.reason for one in byes(transport)] == [ByeReason.TIMED_OUT]

    asyncio.run(story())


def test_a_blob_rests_while_the_line_is_closed_and_goes_on_where_it_was() -> None:
    async def story() -> None:
        alpha = HasteStation(ALPHA)
        shared = Shared(shelf=Shelf(alpha.disk.blobs, BETA))
        alpha.put(BETA, alpha.blob(1, 600_000))
        async with talking(alpha, 1, shared) as (transport, talk):
            await until(lambda: any(isinstance(one, Offer) for one in transport.frames()))
            want = Want(lane=1, epoch=EPOCH, channel_seq=1, offset=0)
            transport.pipe.data_received(prefixed(frames.write(want)))
            transport.pipe.resume_writing()
            await until(lambda: len(chunks(transport)) == 1)
            alpha.opens_at = LATER
            before = len(transport.frames())
            alpha.put(BETA, packet(2))
            alpha.put(BETA, alpha.blob(3, 5_000))
            transport.full = False
            transport.pipe.resume_writing()
            pulls = alpha.pulls
            await asyncio.sleep(1.5)  # longer than the patience with a neighbour that is asked
            assert len(transport.frames()) == before, "something left on a closed line"
            assert (talk.in_flight, alpha.pulls) == (1, pulls)
            assert not byes(transport), "the connection was given up"
            alpha.opens_at = None
            talk.wake(Grade.LOW)
            await eventually(lambda: sum(len(one.data) for one in chunks(transport)) == 600_000)
            ends = [one.offset + len(one.data) for one in chunks(transport)]
            assert [one.offset for one in chunks(transport)] == [0, *ends[:-1]]
            await eventually(lambda: sum(isinstance(one, Offer) for one in transport.frames()) == 2)
            assert grades(transport) == [Grade.LOW]

    asyncio.run(story())


def test_letters_that_were_pulled_stay_when_the_line_closes() -> None:
    async def story() -> None:
        alpha = SmallStation(ALPHA)
        for number in range(20):
            alpha.put(BETA, packet(number, sealed=bytes(15_000)))
        async with talking(alpha) as (transport, talk):
            await settle()
            assert len(grades(transport)) == 1
            alpha.opens_at = LATER
            transport.full = False
            transport.pipe.resume_writing()
            await asyncio.sleep(0.05)
            assert (len(grades(transport)), talk.in_flight) == (1, 1)
            alpha.put(BETA, packet(99, Grade.FLASH))
            await asyncio.sleep(0.05)
            assert len(grades(transport)) == 1
            alpha.opens_at = None
            talk.wake(Grade.FLASH)
            await until(lambda: len(grades(transport)) == 21)
            assert grades(transport) == [Grade.LOW, Grade.FLASH] + [Grade.LOW] * 19

    asyncio.run(story())


def test_an_offer_that_is_made_ready_while_the_line_closes_waits_for_it() -> None:
    async def story() -> None:
        alpha = SmallStation(ALPHA)
        shared = Shared(shelf=Shelf(alpha.disk.blobs, BETA))
        alpha.put(BETA, alpha.blob(1, 600_000))
        async with talking(alpha, 1, shared) as (transport, talk):
            transport.full = False
            await until(lambda: bool(talk.blobs))  # its pieces are being hashed
            alpha.opens_at = TimeMs(alpha.now() + 300)
            await until(lambda: bool(talk.deferred))
            assert transport.frames() == []
            await until(lambda: alpha.now() >= (alpha.opens_at or 0))
            alpha.opens_at = None  # and nobody wakes it
            await until(lambda: any(isinstance(one, Offer) for one in transport.frames()))

    asyncio.run(story())
