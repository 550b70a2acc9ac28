"""What every carrier of blobs must do: one suite, run for each of `BLOB_CARRIERS`."""

import asyncio
import random
import threading
from collections.abc import Awaitable, Callable

import pytest

from depesha.links.exchange import BlobState
from depesha.links.frames import LEAST_PIECE_BYTES, piece_bytes_for
from depesha.names import TimeMs
from depesha.packet import (
    Accept,
    Arrived,
    Blob,
    Defer,
    Grade,
    HopRefused,
    LineAnswer,
    LineEvent,
    Offered,
    Refuse,
    RefuseReason,
    Want,
)
from tests.links.blob_files import watch
from tests.links.carriers import BLOB_CARRIERS, BlobCarrier
from tests.links.small_station import SmallStation, accept, packet

assert BLOB_CARRIERS, "a suite without carriers tests nothing"

MIB = 1024 * 1024
SLACK_BYTES = 256 * 1024
"""Handshakes, offers, what surrounds the bytes of a blob: never a piece."""
SECONDS = 60.0

Story = Callable[[BlobCarrier, SmallStation, SmallStation], Awaitable[None]]
Tell = Callable[[Story], None]


@pytest.fixture(params=sorted(BLOB_CARRIERS))
def tell(request: pytest.FixtureRequest) -> Tell:
    """Run a story of two stations over a carrier of blobs."""

    async def run(story: Story) -> None:
        async with asyncio.timeout(SECONDS), BLOB_CARRIERS[request.param]() as carrier:
            await story(carrier, SmallStation("alpha"), SmallStation("beta"))

    return lambda story: asyncio.run(run(story))


async def opened(carrier: BlobCarrier, *stations: SmallStation) -> None:
    for station in reversed(stations):  # the one that is called first
        await carrier.open(station)


async def eventually(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110  # a cable has no event for a test to wait for
        await asyncio.sleep(0.001)


def only_by_wire(carrier: BlobCarrier) -> None:
    """End a story that only a carrier with a wire can tell."""
    if not carrier.is_wire:
        pytest.skip("this carrier has no wire")


def held_bytes(station: SmallStation, blob: Blob, sender: SmallStation) -> int:
    """Return how much of a blob is durable at the station that it comes to."""
    coming = station.disk.blobs.coming_from(sender.name)
    piece_bytes = piece_bytes_for(blob.slip.size_bytes)
    pieces = sender.disk.blobs.pieces(blob.sealed, piece_bytes)
    return coming.held(blob.sealed, pieces, piece_bytes)


def test_blobs_pass_both_ways_beside_letters(tell: Tell) -> None:
    async def story(carrier: BlobCarrier, alpha: SmallStation, beta: SmallStation) -> None:
        there = [alpha.blob(n, 3 * MIB + n) for n in range(6)]
        back = [beta.blob(100 + n, 2 * MIB) for n in range(3)]
        for one in there:
            alpha.put("beta", one)
        for one in back:
            beta.put("alpha", one)
        for number in range(1000, 1300):
            alpha.put("beta", packet(number))
        await opened(carrier, alpha, beta)
        await alpha.until_empty()
        await beta.until_empty()
        assert all(beta.holds(one) for one in there)
        assert all(alpha.holds(one) for one in back)
        assert len(beta.disk.taken) == 306
        assert beta.disk.duplicates == alpha.disk.duplicates == 0
        assert carrier.status(alpha).blobs == {}
        assert carrier.status(alpha).in_flight == 0

    tell(story)


@pytest.mark.parametrize("size_bytes", [1, MIB - 1, MIB, MIB + 1, 20_000_000])
def test_a_blob_of_any_size_passes_both_ways(tell: Tell, size_bytes: int) -> None:
    async def story(carrier: BlobCarrier, alpha: SmallStation, beta: SmallStation) -> None:
        there, back = alpha.blob(1, size_bytes), beta.blob(2, size_bytes)
        await opened(carrier, alpha, beta)
        alpha.put("beta", there)
        beta.put("alpha", back)
        await alpha.until_empty()
        await beta.until_empty()
        assert beta.holds(there)
        assert alpha.holds(back)
        assert carrier.status(alpha).tally.accepted == 1
        assert carrier.status(alpha).in_flight == 0

    tell(story)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_line_that_is_cut_brings_a_blob_all_the_same(tell: Tell, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # a repeatable one is wanted

    async def story(carrier: BlobCarrier, alpha: SmallStation, beta: SmallStation) -> None:
        watched = watch(beta)
        blob = alpha.blob(seed, 12 * MIB + 5)
        alpha.put("beta", blob)
        await opened(carrier, alpha, beta)
        for _ in range(4):
            mark = watched.written_bytes + int(chance.random() * 4 * MIB)
            while watched.written_bytes < mark and alpha.disk.tray:  # noqa: ASYNC110  # no event
                await asyncio.sleep(0.001)
            carrier.cut()
        await alpha.until_empty()
        assert beta.holds(blob)

    tell(story)


@pytest.mark.parametrize("who", ["beta", "alpha"])
def test_after_a_restart_nothing_goes_again_that_was_durable(tell: Tell, who: str) -> None:
    async def story(carrier: BlobCarrier, alpha: SmallStation, beta: SmallStation) -> None:
        only_by_wire(carrier)  # a file that was brought half is copied anew: nobody hashed its half
        blob = alpha.blob(1, 32 * MIB)
        alpha.put("beta", blob)
        await opened(carrier, alpha, beta)
        await eventually(lambda: carrier.passed_bytes >= 8 * MIB)
        for station in (alpha, beta):
            await carrier.kill(station)
        assert not beta.disk.taken
        before, held = carrier.passed_bytes, held_bytes(beta, blob, alpha)
        assert held >= LEAST_PIECE_BYTES
        if who == "beta":
            beta = SmallStation("beta", beta.disk)
        else:
            alpha = SmallStation("alpha", alpha.disk)
        await opened(carrier, alpha, beta)
        await alpha.until_empty()
        assert beta.holds(blob)
        assert carrier.passed_bytes - before < 32 * MIB - held + SLACK_BYTES

    tell(story)


def test_a_flash_overtakes_a_blob(tell: Tell) -> None:
    async def story(carrier: BlobCarrier, alpha: SmallStation, beta: SmallStation) -> None:
        only_by_wire(carrier)  # elsewhere it would race a copy: the letters' story is the next
        blob = alpha.blob(1, 64 * MIB)
        alpha.put("beta", blob)
        await opened(carrier, alpha, beta)
        await eventually(lambda: carrier.passed_bytes >= 2 * MIB)
        alpha.put("beta", packet(9, Grade.FLASH))
        alpha.put("beta", packet(10, Grade.LOW))
        await beta.until_taken(2)
        assert blob.slip.slip_id not in beta.disk.taken
        await alpha.until_empty()
        assert beta.holds(blob)

    tell(story)


def test_letters_are_not_held_up_by_a_blob(tell: Tell) -> None:
    async def story(carrier: BlobCarrier, alpha: SmallStation, beta: SmallStation) -> None:
        begun, may_finish = threading.Event(), threading.Event()

        def hold() -> None:
            begun.set()
            assert may_finish.wait(SECONDS), "the letters waited for the blob"

        watch(beta).on_finish = hold
        blob = alpha.blob(1, 3 * MIB)
        alpha.put("beta", blob)
        await opened(carrier, alpha, beta)
        await asyncio.to_thread(begun.wait, SECONDS)
        try:
            for number in range(2, 50):
                alpha.put("beta", packet(number))
            beta.put("alpha", packet(99))
            await beta.until_taken(48)
            await alpha.until_taken(1)
            assert blob.slip.slip_id not in beta.disk.taken
        finally:
            may_finish.set()
        await alpha.until_empty()
        assert beta.holds(blob)

    tell(story)


def test_many_blobs_and_letters_pass_each_once(tell: Tell) -> None:
    async def story(carrier: BlobCarrier, alpha: SmallStation, beta: SmallStation) -> None:
        for number in range(0, 40, 2):
            alpha.put("beta", alpha.blob(number, 50_000 + number))
            alpha.put("beta", packet(number + 1))
        await opened(carrier, alpha, beta)
        await alpha.until_empty(SECONDS)
        assert len(beta.disk.taken) == 40
        assert beta.disk.duplicates == 0

    tell(story)


def test_the_most_urgent_blob_goes_first(tell: Tell) -> None:
    async def story(carrier: BlobCarrier, alpha: SmallStation, beta: SmallStation) -> None:
        for number, grade in enumerate([Grade.LOW, Grade.FLASH, Grade.URGENT]):
            alpha.put("beta", alpha.blob(number, MIB, grade))
        await opened(carrier, beta, alpha)
        await alpha.until_empty()
        assert beta.disk.taken[beta.disk.order[0]].slip.grade is Grade.FLASH

    tell(story)


def test_a_more_urgent_blob_overtakes_one_that_is_going(tell: Tell) -> None:
    async def story(carrier: BlobCarrier, alpha: SmallStation, beta: SmallStation) -> None:
        only_by_wire(carrier)  # a file is copied to its end; of those that lie the most urgent goes
        slow = [alpha.blob(n, 24 * MIB) for n in range(1, 4)]
        entries = [alpha.put("beta", one) for one in slow]
        quick = alpha.blob(9, 2 * MIB, Grade.FLASH)
        await opened(carrier, alpha, beta)
        await eventually(lambda: carrier.passed_bytes >= 2 * MIB)
        states = [carrier.status(alpha).blobs[entry].state for entry in entries]
        assert states.count(BlobState.GOING) <= 1
        alpha.put("beta", quick)
        await beta.until_taken(1)
        assert beta.disk.order == [quick.slip.slip_id]
        await alpha.until_empty()
        assert all(beta.holds(one) for one in slow)

    tell(story)


def test_of_a_blob_that_is_here_no_byte_is_sent(tell: Tell) -> None:
    async def story(carrier: BlobCarrier, alpha: SmallStation, beta: SmallStation) -> None:
        watched = watch(beta)
        blob = alpha.blob(1, 16 * MIB)
        assert beta.blob(1, 16 * MIB).sealed == blob.sealed
        alpha.put("beta", blob)
        await opened(carrier, alpha, beta)
        await alpha.until_empty()
        assert beta.holds(blob)
        assert not watched.offsets
        assert carrier.passed_bytes < SLACK_BYTES

    tell(story)


def test_one_file_for_two_addressees_is_sent_once(tell: Tell) -> None:
    async def story(carrier: BlobCarrier, alpha: SmallStation, beta: SmallStation) -> None:
        watched = watch(beta)
        first = alpha.blob(1, 8 * MIB)
        slip = alpha.blob(2, 8 * MIB).slip
        second = Blob(slip=slip, sealed=first.sealed)
        alpha.put("beta", first)
        alpha.put("beta", second)
        await opened(carrier, alpha, beta)
        await alpha.until_empty()
        assert beta.holds(first)
        assert beta.holds(second)
        assert watched.written_bytes == 8 * MIB
        assert carrier.passed_bytes < 8 * MIB + 2 * SLACK_BYTES

    tell(story)


@pytest.mark.parametrize("answer", [Refuse(reason=RefuseReason.NOT_AUTHORISED), Accept()])
def test_the_desk_is_asked_before_any_byte_is_sent(tell: Tell, answer: LineAnswer) -> None:
    async def story(carrier: BlobCarrier, alpha: SmallStation, beta: SmallStation) -> None:
        beta.judge = lambda event: answer if isinstance(event, Offered) else accept(event)
        watched = watch(beta)
        blob = alpha.blob(1, 16 * MIB)
        kept = alpha.put("beta", blob)
        await opened(carrier, alpha, beta)
        if isinstance(answer, Refuse):
            await alpha.until(lambda: bool(alpha.disk.refusals))
            assert alpha.disk.refusals == [
                HopRefused(neighbour=beta.name, entry=kept, reason=answer.reason)
            ]
        else:  # the slip is known there
            await alpha.until_empty()
        assert not watched.offsets
        assert carrier.passed_bytes < SLACK_BYTES
        assert beta.disk.blobs.size_of(blob.sealed) is None

    tell(story)


def test_a_blob_that_is_put_off_is_offered_again(tell: Tell) -> None:
    async def story(carrier: BlobCarrier, alpha: SmallStation, beta: SmallStation) -> None:
        asked: list[Offered | Arrived] = []

        def judge(event: LineEvent) -> LineAnswer:
            if not isinstance(event, Offered | Arrived):
                return Accept()
            asked.append(event)
            first_of_its_kind = sum(type(one) is type(event) for one in asked) == 1
            if first_of_its_kind:
                return Defer(until=TimeMs(beta.now() + 1000))
            return Want() if isinstance(event, Offered) else Accept()

        beta.judge, watched = judge, watch(beta)
        blob = alpha.blob(1, 4 * MIB)
        entry = alpha.put("beta", blob)
        await opened(carrier, alpha, beta)
        await eventually(lambda: entry in carrier.status(alpha).deferred)
        await alpha.until_empty()
        assert beta.holds(blob)
        first, *others = [isinstance(event, Offered) for event in asked]
        assert (first, others) == (True, [True, False, True, False])
        assert carrier.status(alpha).tally.deferred == 2
        assert watched.written_bytes == 4 * MIB
        assert carrier.passed_bytes < 4 * MIB + 2 * SLACK_BYTES, "its bytes went twice"

    tell(story)


def test_a_refused_blob_stays_and_letters_go_on(tell: Tell) -> None:
    async def story(carrier: BlobCarrier, alpha: SmallStation, beta: SmallStation) -> None:
        blob = alpha.blob(1, 3 * MIB)

        def judge(event: LineEvent) -> LineAnswer:
            is_blob = isinstance(event, Arrived) and isinstance(event.packet, Blob)
            return Refuse(reason=RefuseReason.LOOP) if is_blob else accept(event)

        beta.judge = judge
        kept = alpha.put("beta", blob)
        await opened(carrier, alpha, beta)
        await alpha.until(lambda: bool(alpha.disk.refusals))
        alpha.put("beta", packet(2))
        await alpha.until(lambda: list(alpha.disk.tray) == [kept])
        assert [refusal.reason for refusal in alpha.disk.refusals] == [RefuseReason.LOOP]

    tell(story)


def test_a_blob_that_was_damaged_is_never_taken(tell: Tell) -> None:
    async def story(carrier: BlobCarrier, alpha: SmallStation, beta: SmallStation) -> None:
        blob = alpha.blob(1, 3 * MIB)
        path = alpha.disk.blobs.path(blob.sealed)
        with path.open("r+b") as file:
            file.seek(2 * MIB + 7)
            file.write(b"rot")
        alpha.put("beta", blob)
        after = alpha.put("beta", packet(2))
        await opened(carrier, alpha, beta)
        await alpha.until(lambda: after not in alpha.disk.tray)
        if carrier.is_wire:  # the other side finds it, by the hashes of the pieces
            await alpha.until(lambda: bool(alpha.disk.refusals))
            assert [one.reason for one in alpha.disk.refusals] == [RefuseReason.MALFORMED]
        else:  # it is hashed while it is laid down
            await alpha.until(lambda: bool(alpha.disk.missing))
        assert beta.disk.blobs.size_of(blob.sealed) is None

    tell(story)


def test_a_blob_whose_file_is_gone_is_told_and_looked_for_again(tell: Tell) -> None:
    async def story(carrier: BlobCarrier, alpha: SmallStation, beta: SmallStation) -> None:
        blob = alpha.blob(1, 2 * MIB)
        alpha.disk.blobs.remove(blob.sealed)
        entry = alpha.put("beta", blob)
        alpha.put("beta", packet(2))
        await opened(carrier, alpha, beta)
        await alpha.until(lambda: alpha.disk.missing == [entry])
        await beta.until_taken(1)
        assert carrier.status(alpha).blobs[entry].state is BlobState.MISSING
        assert entry in carrier.status(alpha).deferred
        await alpha.until(lambda: list(alpha.disk.tray) == [entry])

    tell(story)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_line_that_is_cut_while_blobs_and_letters_pass(tell: Tell, seed: int) -> None:
    async def story(carrier: BlobCarrier, alpha: SmallStation, beta: SmallStation) -> None:
        loop, chance, left = asyncio.get_running_loop(), random.Random(seed), [3]  # noqa: S311

        def cut(_count: int) -> None:
            if left[0] and chance.random() < 0.5:
                left[0] -= 1
                loop.call_soon_threadsafe(carrier.cut)

        watch(beta).on_write = cut
        blobs = [alpha.blob(number, 20 * MIB) for number in range(3)]
        for number, blob in enumerate(blobs):
            alpha.put("beta", blob)
            alpha.put("beta", packet(100 + number))
        await opened(carrier, alpha, beta)
        await alpha.until_empty(SECONDS)
        assert left[0] < 3, "nothing was cut"
        assert carrier.status(alpha).tally.connections > 1
        assert all(beta.holds(blob) for blob in blobs)

    tell(story)


def test_a_crash_before_the_commit_brings_the_blob_again(tell: Tell) -> None:
    async def story(carrier: BlobCarrier, alpha: SmallStation, beta: SmallStation) -> None:
        handed_in = asyncio.Event()

        async def crash() -> None:
            if any(isinstance(event, Arrived) for event in beta.groups[-1]):
                handed_in.set()
                await asyncio.get_running_loop().create_future()

        beta.before_commit = crash
        alpha.put("beta", alpha.blob(1, 3 * MIB))
        await opened(carrier, alpha, beta)
        await handed_in.wait()
        await carrier.kill(beta)
        assert alpha.disk.tray
        again = SmallStation("beta", beta.disk)
        watched = watch(again)
        await carrier.open(again)
        await alpha.until_empty(SECONDS)
        assert len(again.disk.taken) == 1
        assert not watched.offsets, "it was whole when the station crashed"

    tell(story)


def test_a_station_that_stops_in_the_middle_comes_back(tell: Tell) -> None:
    async def story(carrier: BlobCarrier, alpha: SmallStation, beta: SmallStation) -> None:
        loop, begun = asyncio.get_running_loop(), asyncio.Event()
        watch(beta).on_write = lambda _: loop.call_soon_threadsafe(begun.set)
        blob = alpha.blob(1, 20 * MIB)
        alpha.put("beta", blob)
        await opened(carrier, alpha, beta)
        await begun.wait()
        await carrier.close(beta)
        await carrier.close(alpha)
        again = SmallStation("beta", beta.disk)
        await carrier.open(again)
        second = SmallStation("alpha", alpha.disk)
        await carrier.open(second)
        await second.until_empty(SECONDS)
        assert again.holds(blob)

    tell(story)
