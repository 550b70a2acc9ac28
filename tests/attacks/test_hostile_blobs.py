"""A neighbour whose keys were stolen offers blobs: to fill the disk, the memory, the processor.

Whatever it says on the bulk connection, nothing is taken that is not what its name says, the disk
keeps what one neighbour may have and no more, and an honest transfer goes on.
"""

import asyncio
import contextlib
import os
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from depesha.links import inbound, shelf
from depesha.links.channels import CHANNEL_NUMBERS
from depesha.links.frames import (
    CHUNK_BYTES,
    LEAST_PIECE_BYTES,
    Accept,
    ByeReason,
    Check,
    Chunk,
    Defer,
    Frame,
    Hello,
    Introduction,
    Offer,
    Refuse,
    Repeat,
    Skip,
    Want,
    Welcome,
)
from depesha.links.greeting import BLOBS, COMPACT_AGE, TWO_LANES
from depesha.links.shelf import Shelf, Waybill
from depesha.names import Digest, Epoch, StationId
from depesha.packet import SLIP, Blob, PacketKind, RefuseReason
from depesha.packet import Refuse as DeskRefuse
from depesha.store.blobs import BlobFolder
from tests.links.cable import Cable
from tests.links.carriers import ALPHA, KEYS
from tests.links.raw_peer import EPOCH, RawPeer, call, introduction, listening
from tests.links.small_station import SmallStation, blob_bytes, packet

MIB = LEAST_PIECE_BYTES
SIZE = MIB + 100
DATA = blob_bytes(1, SIZE)


def digest(data: bytes) -> Digest:
    return Digest(sha256(data).digest())


def offer(
    number: int = 1,
    data: bytes = DATA,
    *,
    name: Digest | None = None,
    size_bytes: int | None = None,
    pieces: Sequence[bytes] | None = None,
    kind: PacketKind = PacketKind.BLOB,
) -> Offer:
    size = len(data) if size_bytes is None else size_bytes
    slip = replace(packet(number).slip, kind=kind, size_bytes=size)
    whole = [digest(data[at : at + MIB]) for at in range(0, len(data), MIB)]
    return Offer(
        lane=1,
        epoch=EPOCH,
        channel_seq=number,
        slip=SLIP.encode(slip),
        sealed=digest(data) if name is None else name,
        piece_bytes=MIB,
        hashes=b"".join(whole if pieces is None else pieces),
    )


def chunk(offset: int, data: bytes, number: int = 1) -> Chunk:
    return Chunk(lane=1, epoch=EPOCH, channel_seq=number, offset=offset, data=data)


def chunks(data: bytes = DATA, begin: int = 0, number: int = 1) -> list[Frame]:
    places = range(begin, len(data), CHUNK_BYTES)
    return [chunk(at, data[at : at + CHUNK_BYTES], number) for at in places]


@contextlib.asynccontextmanager
async def bulk(
    beta: SmallStation,
    *,
    features: tuple[str, ...] = (TWO_LANES, BLOBS),
    cable: Cable | None = None,
) -> AsyncIterator[RawPeer]:
    """Call beta as alpha, on the bulk lane."""
    async with listening(beta) as (_, address):
        if cable is not None:
            cable.target = address
        peer = await call(address if cable is None else await cable.lay(), KEYS[ALPHA])
        mine: Introduction = replace(introduction(), lane=1, features=features)
        peer.say(Hello(introduction=mine))
        welcome = await peer.hear()
        assert isinstance(welcome, Welcome)
        assert welcome.introduction.lane == 1
        yield peer


def run(story: Callable[[SmallStation], Awaitable[None]]) -> SmallStation:
    beta = SmallStation("beta")

    async def told() -> None:
        async with asyncio.timeout(30):
            await story(beta)

    asyncio.run(told())
    return beta


async def honest(peer: RawPeer, number: int, data: bytes = DATA) -> None:
    """Bring a blob as an honest station would, and see that custody of it is taken."""
    peer.say(offer(number, data))
    want = await peer.hear()
    assert isinstance(want, Want)
    peer.say(*chunks(data, want.offset, number))
    assert await peer.hear() == Accept(lane=1, epoch=EPOCH, ranges=((number, number),))


def coming(beta: SmallStation) -> BlobFolder:
    return beta.disk.blobs.coming_from(ALPHA)


FALSE_CHUNKS: dict[str, list[Frame]] = {
    "of nothing that was offered": [chunk(0, b"x", number=9)],
    "with a gap": [chunk(0, DATA[:100]), chunk(200, DATA[200:300])],
    "that overlap": [chunk(0, DATA[:100]), chunk(50, DATA[50:150])],
    "that go back": [chunk(0, DATA[:100]), chunk(0, DATA[:100])],
    "that do not begin where they were wanted": [chunk(16, DATA[16:32])],
    "beyond the size": [*chunks(DATA[: SIZE - 10]), chunk(SIZE - 10, b"x" * 11)],
    "of another epoch": [replace(chunk(0, b"x"), epoch=Epoch(bytes(8)))],
    "of another lane": [replace(chunk(0, b"x"), lane=0)],
}


@pytest.mark.parametrize("name", sorted(FALSE_CHUNKS))
def test_chunks_that_were_not_wanted_end_the_connection(name: str) -> None:
    async def story(beta: SmallStation) -> None:
        async with bulk(beta) as peer:
            peer.say(offer())
            assert await peer.hear() == Want(lane=1, epoch=EPOCH, channel_seq=1, offset=0)
            peer.say(*FALSE_CHUNKS[name])
            assert await peer.hear_bye() is ByeReason.MALFORMED

    beta = run(story)
    assert not beta.disk.taken
    assert sum(size for _, size in coming(beta).unfinished()) <= SIZE


def test_bytes_before_they_are_wanted_end_the_connection() -> None:
    async def story(beta: SmallStation) -> None:
        judged = asyncio.Event()
        beta.before_commit = lambda: _wait(judged)
        async with bulk(beta) as peer:
            peer.say(offer(), chunk(0, DATA[:100]))
            assert await peer.hear_bye() is ByeReason.MALFORMED

    assert coming(run(story)).unfinished() == []


FALSE_OFFERS: dict[str, Offer] = {
    "a size that is not that of its pieces": offer(size_bytes=5 * MIB),
    "more pieces than its size has": offer(pieces=[digest(b"")] * 9),
    "no bytes at all": offer(size_bytes=0),
    "a letter": offer(kind=PacketKind.LETTER),
    "a slip that is none": replace(offer(), slip=b"\xff"),
}


@pytest.mark.parametrize("name", sorted(FALSE_OFFERS))
def test_a_false_offer_is_refused_and_the_connection_lives(name: str) -> None:
    async def story(beta: SmallStation) -> None:
        async with bulk(beta) as peer:
            peer.say(FALSE_OFFERS[name])
            assert await peer.hear() == Refuse(
                lane=1, epoch=EPOCH, channel_seq=1, reason=RefuseReason.MALFORMED
            )
            await honest(peer, 2)

    assert len(run(story).disk.taken) == 1


@pytest.mark.parametrize("features", [(), (TWO_LANES, COMPACT_AGE)])
def test_an_offer_that_was_not_agreed_ends_the_connection(features: tuple[str, ...]) -> None:
    async def story(beta: SmallStation) -> None:
        async with bulk(beta, features=features) as peer:
            peer.say(offer())
            assert await peer.hear_bye() is ByeReason.MALFORMED

    run(story)


@pytest.mark.parametrize(
    "said",
    [
        Want(lane=1, epoch=EPOCH, channel_seq=1, offset=0),
        Skip(lane=1, epoch=EPOCH, channel_seq=1),
    ],
)
def test_wanting_what_was_not_offered_ends_the_connection(said: Want | Skip) -> None:
    async def story(beta: SmallStation) -> None:
        async with listening(beta) as (_, address):
            peer = await call(address, KEYS[ALPHA])
            peer.say(
                Hello(introduction=replace(introduction(), lane=1, features=(TWO_LANES, BLOBS)))
            )
            welcome = await peer.hear()
            assert isinstance(welcome, Welcome)
            peer.say(replace(said, epoch=welcome.introduction.epoch))
            assert await peer.hear_bye() is ByeReason.MALFORMED

    run(story)


@pytest.mark.parametrize("offset", [SIZE, 2**40])
def test_wanting_beyond_the_end_of_a_blob_ends_the_connection(offset: int) -> None:
    async def story(beta: SmallStation) -> None:
        beta.put("alpha", beta.blob(1, SIZE))
        async with bulk(beta) as peer:
            offered = await peer.hear()
            assert isinstance(offered, Offer)
            peer.say(Want(lane=1, epoch=offered.epoch, channel_seq=1, offset=offset))
            assert await peer.hear_bye() is ByeReason.MALFORMED

    assert len(run(story).disk.tray) == 1, "a false answer frees no custody"


def test_wanting_a_blob_again_and_again_ends_the_connection() -> None:
    async def story(beta: SmallStation) -> None:
        beta.put("alpha", beta.blob(1, 100))
        async with bulk(beta) as peer:
            offered = await peer.hear()
            assert isinstance(offered, Offer)
            again = Want(lane=1, epoch=offered.epoch, channel_seq=1, offset=0)
            peer.say(*[again] * 1100)
            assert await peer.hear_bye() is ByeReason.MALFORMED

    run(story)


def test_an_offer_that_is_said_again_is_answered_once() -> None:
    async def story(beta: SmallStation) -> None:
        may_come = Check(lane=1, epoch=EPOCH, last=1, awaited=((1, 1),))
        async with bulk(beta, features=(TWO_LANES, BLOBS, CHANNEL_NUMBERS)) as peer:
            peer.say(offer(), may_come, offer())
            want = await peer.hear()
            assert isinstance(want, Want)
            again: list[Frame] = [may_come, offer()]
            peer.say(*again * 9, *chunks(DATA, want.offset))
            assert await peer.hear() == Accept(lane=1, epoch=EPOCH, ranges=((1, 1),))
            peer.say(may_come, offer())
            await honest(peer, 2, blob_bytes(2, SIZE))

    assert len(run(story).disk.taken) == 2


def test_an_offer_that_is_said_again_without_a_word_ends_the_connection() -> None:
    async def story(beta: SmallStation) -> None:
        async with bulk(beta) as peer:
            peer.say(offer(), offer())
            assert await peer.hear_bye() is ByeReason.MALFORMED

    run(story)


def test_one_who_asks_for_an_offer_is_sent_it_again_under_its_number() -> None:
    async def story(beta: SmallStation) -> None:
        beta.put("alpha", beta.blob(1, 100))
        async with bulk(beta, features=(TWO_LANES, BLOBS, CHANNEL_NUMBERS)) as peer:
            first = await peer.hear()
            assert isinstance(first, Offer)
            asked = Repeat(lane=1, epoch=first.epoch, ranges=((1, 1),))
            may_come = Check(lane=1, epoch=first.epoch, last=1, awaited=((1, 1),))
            peer.say(asked)
            assert [await peer.hear(), await peer.hear()] == [may_come, first]
            peer.say(Want(lane=1, epoch=first.epoch, channel_seq=1, offset=0))
            assert isinstance(await peer.hear(), Chunk)
            peer.say(Accept(lane=1, epoch=first.epoch, ranges=((1, 1),)))
            await beta.until_empty()

    run(story)


def test_a_wrong_piece_is_wanted_once_more_and_then_refused() -> None:
    async def story(beta: SmallStation) -> None:
        wrong = b"x" * MIB + DATA[MIB:]
        async with bulk(beta) as peer:
            peer.say(offer())
            assert isinstance(await peer.hear(), Want)
            peer.say(*chunks(wrong))
            assert await peer.hear() == Want(lane=1, epoch=EPOCH, channel_seq=1, offset=0)
            peer.say(*chunks(wrong))
            assert await peer.hear() == Refuse(
                lane=1, epoch=EPOCH, channel_seq=1, reason=RefuseReason.MALFORMED
            )
            await honest(peer, 2)

    assert len(run(story).disk.taken) == 1


def test_a_piece_that_comes_right_the_second_time_is_taken() -> None:
    async def story(beta: SmallStation) -> None:
        async with bulk(beta) as peer:
            peer.say(offer())
            assert isinstance(await peer.hear(), Want)
            peer.say(*chunks(b"x" * MIB + DATA[MIB:]))
            again = await peer.hear()
            assert isinstance(again, Want)
            peer.say(*chunks(DATA, again.offset))
            assert await peer.hear() == Accept(lane=1, epoch=EPOCH, ranges=((1, 1),))

    beta = run(story)
    assert b"".join(beta.disk.blobs.each(digest(DATA))) == DATA


def test_pieces_that_agree_do_not_make_another_blob() -> None:
    """Every piece is as it was said, and the whole is not what its name says."""

    async def story(beta: SmallStation) -> None:
        async with bulk(beta) as peer:
            peer.say(offer(name=digest(b"a telegram")))
            assert isinstance(await peer.hear(), Want)
            peer.say(*chunks())
            assert await peer.hear() == Refuse(
                lane=1, epoch=EPOCH, channel_seq=1, reason=RefuseReason.MALFORMED
            )

    beta = run(story)
    assert list(beta.disk.blobs.names()) == []
    assert coming(beta).unfinished() == []


def test_a_flood_of_bytes_after_the_answer_ends_the_connection() -> None:
    async def story(beta: SmallStation) -> None:
        beta.judge = lambda _event: DeskRefuse(reason=RefuseReason.LOOP)
        async with bulk(beta) as peer:
            peer.say(offer())
            assert isinstance(await peer.hear(), Refuse)
            peer.say(*[chunk(0, bytes(CHUNK_BYTES))] * (inbound.LATE_BYTES // CHUNK_BYTES + 3))
            assert await peer.hear_bye() is ByeReason.MALFORMED

    run(story)


def test_an_offer_too_many_is_put_off() -> None:
    async def story(beta: SmallStation) -> None:
        async with bulk(beta) as peer:
            peer.say(*[offer(n, blob_bytes(n, SIZE)) for n in range(1, inbound.MAX_OPEN + 2)])
            heard = [await peer.hear() for _ in range(inbound.MAX_OPEN + 1)]
            assert sum(isinstance(one, Want) for one in heard) == inbound.MAX_OPEN
            (put_off,) = [one for one in heard if isinstance(one, Defer)]
            assert put_off.channel_seq == inbound.MAX_OPEN + 1

    run(story)


def test_what_is_begun_and_never_completed_does_not_fill_the_disk() -> None:
    async def story(beta: SmallStation) -> None:
        for round_ in range(3):
            async with bulk(beta) as peer:
                numbers = range(1 + 16 * round_, 17 + 16 * round_)
                begun = {n: blob_bytes(n, SIZE) for n in numbers}
                peer.say(*[offer(n, data) for n, data in begun.items()])
                for _ in numbers:
                    assert isinstance(await peer.hear(), Want)
                for number, data in begun.items():
                    peer.say(*chunks(data[:MIB], 0, number))
                await _until(lambda: len(coming(beta).unfinished()) >= 16)
        assert len(coming(beta).unfinished()) <= 2 * shelf.MAX_UNFINISHED

    run(story)


def test_the_oldest_that_was_begun_is_given_up_first(tmp_path: Path) -> None:
    blobs = BlobFolder(tmp_path)
    alphas = blobs.coming_from(ALPHA)
    others = blobs.coming_from(StationId("gamma"))
    names = [digest(bytes([n])) for n in range(shelf.MAX_UNFINISHED + 3)]
    for age, name in enumerate(names):
        alphas.write(name, 0, b"x" * 10)
        os.utime(tmp_path / "from" / ALPHA / name.hex(), (age, age))
    others.write(names[0], 0, b"x")

    async def begin() -> int | None:
        slip = replace(packet(1).slip, kind=PacketKind.BLOB, size_bytes=SIZE)
        blob = Blob(slip=slip, sealed=digest(DATA))
        pieces = (digest(DATA[:MIB]), digest(DATA[MIB:]))
        return await Shelf(blobs, ALPHA).begin(Waybill(blob=blob, piece_bytes=MIB, pieces=pieces))

    assert asyncio.run(begin()) == 0
    left = [name for name, _ in alphas.unfinished()]
    assert left == names[4:]
    assert others.unfinished() == [(names[0], 1)], "what another neighbour began is not touched"


def test_a_full_disk_puts_a_blob_off_before_any_byte() -> None:
    class Full(BlobFolder):
        """A folder on a disk that has a little room."""

        def coming_from(self, neighbour: StationId) -> BlobFolder:
            return Full(self._folder, neighbour)

        def free_bytes(self) -> int:
            return shelf.SPARE_BYTES + SIZE - 1

    async def story(beta: SmallStation) -> None:
        folder = beta.disk.blobs.path(digest(b"")).parents[2]
        beta.blobs = Full(folder)
        async with bulk(beta) as peer:
            peer.say(offer())
            assert isinstance(await peer.hear(), Defer)
            small = blob_bytes(2, SIZE - 1)
            await honest(peer, 2, small)

    assert len(run(story).disk.taken) == 1


def test_a_blob_that_is_offered_again_is_not_hashed_again(tmp_path: Path) -> None:
    """A neighbour begins a large one, and offers it on each of a thousand connections."""

    class Counting(BlobFolder):
        hashed = 0

        def coming_from(self, neighbour: StationId) -> BlobFolder:
            return Counting(self._folder, neighbour)

        def held(self, name: Digest, pieces: Sequence[Digest], piece_bytes: int) -> int:
            Counting.hashed += 1
            return super().held(name, pieces, piece_bytes)

    async def story(beta: SmallStation) -> None:
        beta.blobs = Counting(tmp_path)
        begun = Counting(tmp_path, ALPHA)
        async with listening(beta) as (_, address):
            for number in range(1, 6):
                peer = await call(address, KEYS[ALPHA])
                mine = replace(introduction(), lane=1, features=(TWO_LANES, BLOBS))
                peer.say(Hello(introduction=mine))
                assert isinstance(await peer.hear(), Welcome)
                peer.say(offer(number))
                want = await peer.hear()
                assert isinstance(want, Want)
                assert want.offset == (0 if number == 1 else MIB)
                if number == 1:
                    peer.say(*chunks(DATA[:MIB]))
                    await _until(lambda: begun.unfinished() == [(digest(DATA), MIB)])
                    await asyncio.sleep(0.2)  # until it is durable, and said to be

    run(story)
    assert Counting.hashed == 1


def test_blobs_that_nobody_writes_down_do_not_fill_the_memory() -> None:
    go_on = threading.Event()

    class Slow(BlobFolder):
        """A disk that takes its time."""

        def coming_from(self, neighbour: StationId) -> BlobFolder:
            return Slow(self._folder, neighbour)

        def write(self, name: Digest, offset: int, data: bytes) -> None:
            go_on.wait()
            super().write(name, offset, data)

    async def story(beta: SmallStation) -> None:
        beta.blobs = Slow(beta.disk.blobs.path(digest(b"")).parents[2])
        data = blob_bytes(1, 48 * MIB)
        cable = Cable()
        try:
            async with bulk(beta, cable=cable) as peer:
                peer.say(offer(1, data))
                assert isinstance(await peer.hear(), Want)
                peer.say(*chunks(data))
                await asyncio.sleep(1.0)
                assert 0 < cable.passed_bytes < 24 * MIB, "it was read while nothing was written"
                go_on.set()
                assert isinstance(await peer.hear(), Accept)
        finally:
            go_on.set()
            await cable.take_up()

    run(story)


async def _wait(event: asyncio.Event) -> None:
    await event.wait()


async def _until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110  # a disk has no event for a test to wait for
        await asyncio.sleep(0.005)
