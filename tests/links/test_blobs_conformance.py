"""What every carrier must do that takes blobs: packets that are too large for memory."""

import asyncio
import contextlib
import random
import threading
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from depesha.names import TimeMs
from depesha.packet import (
    Accept,
    Arrived,
    Blob,
    Defer,
    Grade,
    LineAnswer,
    LineEvent,
    Refuse,
    RefuseReason,
)
from tests.links.blob_files import bytes_of, laid, watch
from tests.links.carriers import CARRIERS, Carrier
from tests.links.small_station import SmallStation, accept, packet

MEGABYTE = 1_000_000
SECONDS = 60.0

Story = Callable[[Carrier, SmallStation, SmallStation], Awaitable[None]]


@pytest.fixture(params=sorted(CARRIERS))
def tell(request: pytest.FixtureRequest) -> Callable[[Story], None]:
    """Run a story of two stations over a carrier that takes blobs."""

    async def run(story: Story) -> None:
        async with CARRIERS[request.param]() as carrier:
            if not carrier.takes_blobs:
                pytest.skip("this carrier takes no blobs")
            await story(carrier, SmallStation("alpha"), SmallStation("beta"))

    return lambda story: asyncio.run(run(story))


@contextlib.asynccontextmanager
async def joined(carrier: Carrier, *stations: SmallStation) -> AsyncIterator[None]:
    for station in reversed(stations):  # the one that is called first
        await carrier.open(station)
    yield


def noise(seed: int, size_bytes: int) -> bytes:
    return random.Random(seed).randbytes(size_bytes)  # noqa: S311  # a repeatable one is wanted


def judge_blobs(verdict: LineAnswer) -> Callable[[LineEvent], LineAnswer]:
    """Answer every blob so, and take the rest."""

    def judge(event: LineEvent) -> LineAnswer:
        is_blob = isinstance(event, Arrived) and isinstance(event.packet, Blob)
        return verdict if is_blob else accept(event)

    return judge


@pytest.mark.parametrize("size_bytes", [1, 3 * MEGABYTE, 20 * MEGABYTE])
def test_a_blob_arrives_identical_both_ways(tell: Callable[[Story], None], size_bytes: int) -> None:
    async def story(carrier: Carrier, alpha: SmallStation, beta: SmallStation) -> None:
        there, back = noise(1, size_bytes), noise(2, size_bytes)
        alpha.put("beta", laid(alpha, 1, there))
        beta.put("alpha", laid(beta, 2, back))
        async with joined(carrier, alpha, beta):
            await alpha.until_empty(SECONDS)
            await beta.until_empty(SECONDS)
        for station, number, sealed in ((beta, 1, there), (alpha, 2, back)):
            assert bytes_of(station.disk, number) == sealed
        assert carrier.status(alpha).tally.accepted == 1
        assert carrier.status(alpha).in_flight == 0

    tell(story)


def test_many_blobs_and_letters_pass_each_once(tell: Callable[[Story], None]) -> None:
    async def story(carrier: Carrier, alpha: SmallStation, beta: SmallStation) -> None:
        for number in range(0, 40, 2):
            alpha.put("beta", laid(alpha, number, noise(number, 50_000 + number)))
            alpha.put("beta", packet(number + 1))
        async with joined(carrier, alpha, beta):
            await alpha.until_empty(SECONDS)
        assert len(beta.disk.taken) == 40
        assert beta.disk.duplicates == 0

    tell(story)


def test_letters_are_not_held_up_by_a_blob(tell: Callable[[Story], None]) -> None:
    async def story(carrier: Carrier, alpha: SmallStation, beta: SmallStation) -> None:
        begun, may_finish = threading.Event(), threading.Event()

        def hold() -> None:
            begun.set()
            assert may_finish.wait(SECONDS), "the letters waited for the blob"

        watch(beta).on_finish = hold
        alpha.put("beta", laid(alpha, 1, noise(1, 3 * MEGABYTE)))
        async with joined(carrier, alpha, beta):
            await asyncio.to_thread(begun.wait, SECONDS)
            try:
                for number in range(2, 50):
                    alpha.put("beta", packet(number))
                beta.put("alpha", packet(99))
                await beta.until_taken(48)
                await alpha.until_taken(1)
                assert packet(1).slip.slip_id not in beta.disk.taken
            finally:
                may_finish.set()
            await alpha.until_empty(SECONDS)
        assert packet(1).slip.slip_id in beta.disk.taken

    tell(story)


def test_a_more_urgent_blob_goes_first(tell: Callable[[Story], None]) -> None:
    async def story(carrier: Carrier, alpha: SmallStation, beta: SmallStation) -> None:
        for number, grade in enumerate([Grade.LOW, Grade.FLASH, Grade.URGENT]):
            alpha.put("beta", laid(alpha, number, noise(number, MEGABYTE), grade))
        await carrier.open(alpha)
        await carrier.open(beta)
        await alpha.until_empty(SECONDS)
        first = beta.disk.taken[beta.disk.order[0]].slip
        assert first.grade is Grade.FLASH

    tell(story)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_line_that_is_cut_while_a_blob_is_copied(
    tell: Callable[[Story], None], seed: int
) -> None:
    async def story(carrier: Carrier, alpha: SmallStation, beta: SmallStation) -> None:
        loop, chance, left = asyncio.get_running_loop(), random.Random(seed), [3]  # noqa: S311

        def cut(_count: int) -> None:
            if left[0] and chance.random() < 0.5:
                left[0] -= 1
                loop.call_soon_threadsafe(carrier.cut)

        watch(beta).on_write = cut
        for number in range(3):
            alpha.put("beta", laid(alpha, number, noise(number, 20 * MEGABYTE)))
            alpha.put("beta", packet(100 + number))
        async with joined(carrier, alpha, beta):
            await alpha.until_empty(SECONDS)
            assert left[0] < 3, "nothing was cut"
            assert carrier.status(alpha).tally.connections > 1
        for number in range(3):
            assert bytes_of(beta.disk, number) == noise(number, 20 * MEGABYTE)

    tell(story)


def test_a_blob_that_is_there_already_is_not_copied_again(tell: Callable[[Story], None]) -> None:
    async def story(carrier: Carrier, alpha: SmallStation, beta: SmallStation) -> None:
        watched = watch(beta)
        sealed = noise(1, 3 * MEGABYTE)
        beta.disk.blobs.take_in([sealed])
        alpha.put("beta", laid(alpha, 1, sealed))
        async with joined(carrier, alpha, beta):
            await alpha.until_empty(SECONDS)
        assert not watched.offsets
        assert len(beta.disk.taken) == 1

    tell(story)


def test_a_crash_before_the_commit_brings_the_blob_again(tell: Callable[[Story], None]) -> None:
    async def story(carrier: Carrier, alpha: SmallStation, beta: SmallStation) -> None:
        handed_in = asyncio.Event()

        async def crash() -> None:
            if any(isinstance(event, Arrived) for event in beta.groups[-1]):
                handed_in.set()
                await asyncio.get_running_loop().create_future()

        beta.before_commit = crash
        alpha.put("beta", laid(alpha, 1, noise(1, 3 * MEGABYTE)))
        async with joined(carrier, alpha, beta):
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


def test_a_station_that_stops_in_the_middle_comes_back(tell: Callable[[Story], None]) -> None:
    async def story(carrier: Carrier, alpha: SmallStation, beta: SmallStation) -> None:
        loop, begun = asyncio.get_running_loop(), asyncio.Event()
        watch(beta).on_write = lambda _: loop.call_soon_threadsafe(begun.set)
        sealed = noise(1, 20 * MEGABYTE)
        alpha.put("beta", laid(alpha, 1, sealed))
        async with joined(carrier, alpha, beta):
            await begun.wait()
            await carrier.close(beta)
            await carrier.close(alpha)
            again = SmallStation("beta", beta.disk)
            await carrier.open(again)
            second = SmallStation("alpha", alpha.disk)
            await carrier.open(second)
            await second.until_empty(SECONDS)
        assert bytes_of(again.disk, 1) == sealed

    tell(story)


def test_a_deferred_blob_is_offered_again(tell: Callable[[Story], None]) -> None:
    async def story(carrier: Carrier, alpha: SmallStation, beta: SmallStation) -> None:
        watched, offered = watch(beta), []

        def judge(event: LineEvent) -> LineAnswer:
            if not isinstance(event, Arrived):
                return accept(event)
            offered.append(len(watched.offsets))
            first = len(offered) == 1
            return Defer(until=TimeMs(beta.now() + 1200)) if first else Accept()

        beta.judge = judge
        alpha.put("beta", laid(alpha, 1, noise(1, 3 * MEGABYTE)))
        async with joined(carrier, alpha, beta):
            await alpha.until_empty(SECONDS)
            assert carrier.status(alpha).tally.deferred == 1
        assert len(offered) == 2
        assert offered[0] == offered[1], "it was here whole"

    tell(story)


def test_a_refused_blob_stays_and_letters_go_on(tell: Callable[[Story], None]) -> None:
    async def story(carrier: Carrier, alpha: SmallStation, beta: SmallStation) -> None:
        beta.judge = judge_blobs(Refuse(reason=RefuseReason.LOOP))
        kept = alpha.put("beta", laid(alpha, 1, noise(1, 3 * MEGABYTE)))
        async with joined(carrier, alpha, beta):
            await alpha.until(lambda: bool(alpha.disk.refusals))
            alpha.put("beta", packet(2))
            await alpha.until(lambda: list(alpha.disk.tray) == [kept])
        assert [refusal.reason for refusal in alpha.disk.refusals] == [RefuseReason.LOOP]

    tell(story)
