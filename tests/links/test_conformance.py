"""What every carrier must do: one suite, run for each of `CARRIERS`."""

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from depesha.links.exchange import LineState
from depesha.names import SlipId, TimeMs
from depesha.packet import (
    MAX_LETTER_BYTES,
    Accept,
    Arrived,
    Defer,
    Grade,
    HopRefused,
    LineAnswer,
    LineEvent,
    Refuse,
    RefuseReason,
)
from tests.links.carriers import CARRIERS, Carrier
from tests.links.small_station import Disk, SmallStation, given_back, packet

assert CARRIERS, "a suite without carriers tests nothing"

Story = Callable[[Carrier, SmallStation, SmallStation], Awaitable[None]]


@pytest.fixture(params=sorted(CARRIERS))
def tell(request: pytest.FixtureRequest) -> Callable[[Story], None]:
    """Run a story of two stations over a carrier."""

    async def run(story: Story) -> None:
        async with CARRIERS[request.param]() as carrier:
            await story(carrier, SmallStation("alpha"), SmallStation("beta"))

    return lambda story: asyncio.run(run(story))


@contextlib.asynccontextmanager
async def joined(carrier: Carrier, *stations: SmallStation) -> AsyncIterator[None]:
    for station in reversed(stations):  # the one that is called first
        await carrier.open(station)
    yield


def test_thousands_of_packets_pass_both_ways(tell: Callable[[Story], None]) -> None:
    async def story(carrier: Carrier, alpha: SmallStation, beta: SmallStation) -> None:
        for number in range(2000):
            alpha.put("beta", packet(number))
            beta.put("alpha", packet(10_000 + number))
        async with joined(carrier, alpha, beta):
            await alpha.until_empty()
            await beta.until_empty()
        assert list(beta.disk.taken.values()) == [packet(number) for number in range(2000)]
        assert len(alpha.disk.taken) == 2000
        assert carrier.status(alpha).tally.accepted == 2000
        assert carrier.status(alpha).in_flight == 0
        assert max(map(len, beta.groups)) > 1, "what came together was not handed in together"

    tell(story)


def test_what_is_put_on_an_idle_line_goes_at_once(tell: Callable[[Story], None]) -> None:
    async def story(carrier: Carrier, alpha: SmallStation, beta: SmallStation) -> None:
        async with joined(carrier, alpha, beta):
            alpha.put("beta", packet(1))
            await beta.until_taken(1)
            await alpha.until_empty()
            assert carrier.status(alpha).state is LineState.UP
            pulls = alpha.pulls
            await asyncio.sleep(0.3)
            assert alpha.pulls == pulls, "an idle line looks into the out-tray by itself"
            beta.put("alpha", packet(2))
            await alpha.until_taken(1)

    tell(story)


def test_the_more_urgent_goes_first(tell: Callable[[Story], None]) -> None:
    async def story(carrier: Carrier, alpha: SmallStation, beta: SmallStation) -> None:
        grades = [Grade.LOW, Grade.URGENT, Grade.FLASH] * 100
        for number, grade in enumerate(grades):
            alpha.put("beta", packet(number, grade))
        async with joined(carrier, alpha, beta):
            await beta.until_taken(300)
        arrived = [beta.disk.taken[slip_id].slip for slip_id in beta.disk.order]
        assert [slip.grade for slip in arrived] == sorted(grades, reverse=True)
        for grade in Grade:
            ids = [slip.slip_id for slip in arrived if slip.grade is grade]
            assert ids == sorted(ids), "the oldest of a grade goes first"

    tell(story)


def test_a_flash_overtakes_what_waits(tell: Callable[[Story], None]) -> None:
    async def story(carrier: Carrier, alpha: SmallStation, beta: SmallStation) -> None:
        for number in range(2000):
            alpha.put("beta", packet(number))
        async with joined(carrier, alpha, beta):
            await beta.until_taken(100)
            alpha.put("beta", packet(9999, Grade.FLASH))
            await beta.until_taken(2001)
        place = beta.disk.order.index(packet(9999).slip.slip_id)
        assert place < 1000, f"the flash came as number {place}"

    tell(story)


def test_custody_ends_here_only_after_the_commit_there(tell: Callable[[Story], None]) -> None:
    async def story(carrier: Carrier, alpha: SmallStation, beta: SmallStation) -> None:
        commit = asyncio.Event()
        handed_in = asyncio.Event()

        async def before_commit() -> None:
            handed_in.set()
            await commit.wait()

        beta.before_commit = before_commit
        alpha.put("beta", packet(1))
        async with joined(carrier, alpha, beta):
            await handed_in.wait()
            await asyncio.sleep(0.1)
            assert alpha.disk.tray, "custody was given up before the commit"
            commit.set()
            await alpha.until_empty()

    tell(story)


def test_a_crash_before_the_commit_brings_the_packet_again(tell: Callable[[Story], None]) -> None:
    async def story(carrier: Carrier, alpha: SmallStation, beta: SmallStation) -> None:
        handed_in = asyncio.Event()

        async def crash() -> None:
            handed_in.set()
            await asyncio.get_running_loop().create_future()

        beta.before_commit = crash
        alpha.put("beta", packet(1))
        async with joined(carrier, alpha, beta):
            await handed_in.wait()
            await carrier.kill(beta)
            assert alpha.disk.tray
            assert not beta.disk.taken
            again = SmallStation("beta", beta.disk)
            await carrier.open(again)
            await alpha.until_empty()
            assert list(again.disk.taken.values()) == [packet(1)]

    tell(story)


def test_a_duplicate_is_accepted_again(tell: Callable[[Story], None]) -> None:
    async def story(carrier: Carrier, alpha: SmallStation, beta: SmallStation) -> None:
        async def cut() -> None:
            carrier.cut()
            beta.after_commit = SmallStation("beta").after_commit
            await asyncio.get_running_loop().create_future()

        beta.after_commit = cut  # committed, and the answer is lost
        alpha.put("beta", packet(1))
        async with joined(carrier, alpha, beta):
            await alpha.until_empty()
        assert beta.disk.duplicates == 1
        assert len(beta.disk.taken) == 1

    tell(story)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_line_that_is_cut_loses_nothing(tell: Callable[[Story], None], seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # a repeatable one is wanted
    count, cuts = 3000, 8

    async def story(carrier: Carrier, alpha: SmallStation, beta: SmallStation) -> None:
        left = cuts

        async def perhaps_cut() -> None:
            nonlocal left
            await asyncio.sleep(chance.random() / 500)
            if left and chance.random() < 0.2:
                left -= 1
                carrier.cut()

        for station in (alpha, beta):
            station.before_commit = station.after_commit = perhaps_cut
        for number in range(count):
            alpha.put("beta", packet(number))
            beta.put("alpha", packet(count + number))
        async with joined(carrier, alpha, beta):
            await alpha.until_empty()
            await beta.until_empty()
            assert left == 0
            assert carrier.status(alpha).tally.connections > 2
        assert set(beta.disk.taken.values()) == {packet(number) for number in range(count)}
        assert set(alpha.disk.taken.values()) == {packet(count + n) for n in range(count)}

    tell(story)


def test_a_deferred_packet_is_offered_again(tell: Callable[[Story], None]) -> None:
    async def story(carrier: Carrier, alpha: SmallStation, beta: SmallStation) -> None:
        late = packet(1).slip.slip_id
        offered: list[float] = []

        def judge(event: LineEvent) -> LineAnswer:
            if not isinstance(event, Arrived) or event.packet.slip.slip_id != late:
                return Accept()
            offered.append(time.monotonic())
            first = len(offered) == 1
            return Defer(until=TimeMs(beta.now() + 1200)) if first else Accept()

        beta.judge = judge
        for number in range(1, 4):
            alpha.put("beta", packet(number))
        async with joined(carrier, alpha, beta):
            await alpha.until_empty()
        assert beta.disk.order == [SlipId(n.to_bytes(16, "big")) for n in (2, 3, 1)]
        assert 1.0 < offered[1] - offered[0] < 3.0
        assert carrier.status(alpha).tally.deferred == 1

    tell(story)


def test_a_refused_packet_stays_and_is_not_offered_again(tell: Callable[[Story], None]) -> None:
    async def story(carrier: Carrier, alpha: SmallStation, beta: SmallStation) -> None:
        beta.judge = lambda event: (
            Refuse(reason=RefuseReason.LOOP)
            if isinstance(event, Arrived) and event.packet.slip.grade is Grade.URGENT
            else Accept()
        )
        kept = alpha.put("beta", packet(1, Grade.URGENT))
        alpha.put("beta", packet(2))
        async with joined(carrier, alpha, beta):
            await alpha.until(lambda: bool(alpha.disk.refusals) and len(alpha.disk.tray) == 1)
            alpha.put("beta", packet(3))
            await alpha.until(lambda: list(alpha.disk.tray) == [kept])
        assert alpha.disk.refusals == [
            HopRefused(neighbour=beta.name, entry=kept, reason=RefuseReason.LOOP)
        ]
        assert carrier.status(alpha).tally.refused == 1

    tell(story)


def test_a_return_is_carried_and_its_custody_too(tell: Callable[[Story], None]) -> None:
    async def story(carrier: Carrier, alpha: SmallStation, beta: SmallStation) -> None:
        async def crash() -> None:
            carrier.cut()
            beta.before_commit = SmallStation("beta").before_commit
            await asyncio.get_running_loop().create_future()

        beta.before_commit = crash
        alpha.put("beta", given_back(7), Grade.URGENT)
        async with joined(carrier, alpha, beta):
            await alpha.until_empty()
        assert beta.disk.returns == [given_back(7)]

    tell(story)


def test_a_full_store_defers_and_loses_nothing(tell: Callable[[Story], None]) -> None:
    async def story(carrier: Carrier, alpha: SmallStation, beta: SmallStation) -> None:
        beta.full_times = 1
        alpha.blind_pulls = 1
        alpha.full_times = 1  # and cannot note that custody has gone
        alpha.put("beta", packet(1))
        async with joined(carrier, alpha, beta):
            await alpha.until_empty()
            assert carrier.status(alpha).tally.not_now == 2
            assert carrier.status(beta).tally.not_now == 1
        assert list(beta.disk.taken.values()) == [packet(1)]
        assert beta.disk.duplicates == 0

    tell(story)


def test_the_largest_letter_passes_and_a_larger_is_refused(tell: Callable[[Story], None]) -> None:
    async def story(carrier: Carrier, alpha: SmallStation, beta: SmallStation) -> None:
        largest = packet(1, sealed=bytes(MAX_LETTER_BYTES))
        alpha.put("beta", largest)
        kept = alpha.put("beta", packet(2, sealed=bytes(MAX_LETTER_BYTES + 1)))
        alpha.put("beta", packet(3))
        async with joined(carrier, alpha, beta):
            await beta.until_taken(2)
            await alpha.until(lambda: len(alpha.disk.tray) == 1)
        assert beta.disk.taken[largest.slip.slip_id] == largest
        assert [(r.entry, r.reason) for r in alpha.disk.refusals] == [(kept, RefuseReason.TOO_BIG)]

    tell(story)


def test_leaving_is_quick_and_in_good_order(tell: Callable[[Story], None]) -> None:
    async def story(carrier: Carrier, alpha: SmallStation, beta: SmallStation) -> None:
        handed_in = asyncio.Event()

        async def never() -> None:
            handed_in.set()
            await asyncio.get_running_loop().create_future()

        beta.before_commit = never
        for number in range(1000):
            alpha.put("beta", packet(number))
        async with joined(carrier, alpha, beta):
            await handed_in.wait()
            for station in (beta, alpha):
                begun = time.monotonic()
                await carrier.close(station)
                assert time.monotonic() - begun < 1.1
        assert len(alpha.disk.tray) == 1000

    tell(story)


def test_a_stopped_station_comes_back(tell: Callable[[Story], None]) -> None:
    async def story(carrier: Carrier, alpha: SmallStation, beta: SmallStation) -> None:
        async with joined(carrier, alpha, beta):
            alpha.put("beta", packet(1))
            await alpha.until_empty()
            await carrier.close(beta)
            alpha.put("beta", packet(2))
            await carrier.open(SmallStation("beta", beta.disk))
            await alpha.until_empty()
        assert len(beta.disk.taken) == 2

    tell(story)


def test_disks_are_apart() -> None:
    assert Disk().tray is not Disk().tray  # or no story above proves anything
