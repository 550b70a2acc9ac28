"""Channel numbers between two real ends of a TCP line; the raw peer stands in for a faulty one."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from depesha.channel import ChannelHeard
from depesha.links.channels import CHANNEL_NUMBERS
from depesha.links.exchange import Address, Exchange, LineState, Patience
from depesha.links.frames import Accept, Check, Hello, Introduction, Parcel, Repeat, Welcome
from depesha.links.tcp import TcpLines
from depesha.names import Epoch
from depesha.packet import Arrived, Grade, Offered
from tests.links.carriers import ALPHA, BETA, KEYS, Carrier, neighbour, own, tcp
from tests.links.raw_peer import EPOCH, RawPeer, answered_by_hand, call, introduction, parcel
from tests.links.small_station import SmallStation, packet

LOOPBACK = Address(host="127.0.0.1", port=0)
QUICK = Patience(repeat_seconds=0.05, check_seconds=0.3)


class QuickStation(SmallStation):
    """A station that asks soon."""

    @property
    def exchange(self) -> Exchange:
        return replace(super().exchange, patience=QUICK)

    def marks(self) -> list[tuple[int, bool]]:
        """Return the numbers under which packets came, and whether they were said to be again."""
        arrived = [one for group in self.groups for one in group if isinstance(one, Arrived)]
        return [(one.mark.number, one.mark.again) for one in arrived if one.mark]

    def lanes(self) -> dict[int, list[int]]:
        """Return the numbers under which packets came, by lane."""
        arrived = [one for group in self.groups for one in group if isinstance(one, Arrived)]
        marks = [one.mark for one in arrived if one.mark]
        return {lane: [m.number for m in marks if m.lane == lane] for lane in (0, 1)}

    def offers(self) -> list[tuple[int, bool]]:
        """Return the numbers under which blobs were offered, as in `marks`."""
        offered = [one for group in self.groups for one in group if isinstance(one, Offered)]
        return [(one.mark.number, one.mark.again) for one in offered if one.mark]

    def heard(self) -> list[ChannelHeard]:
        return [one for group in self.groups for one in group if isinstance(one, ChannelHeard)]


def tell(story: Callable[[], Awaitable[None]]) -> None:
    async def told() -> None:
        async with asyncio.timeout(30):
            await story()

    asyncio.run(told())


def knowing() -> Introduction:
    """Return what a raw peer says of itself that knows the feature."""
    return replace(introduction(), features=(CHANNEL_NUMBERS,))


async def greeted(lines: TcpLines) -> tuple[RawPeer, Epoch]:
    """Call beta as a raw alpha that knows the feature."""
    assert lines.listening is not None
    peer = await call(lines.listening, KEYS[ALPHA])
    peer.say(Hello(introduction=knowing()))
    welcome = await peer.hear()
    assert isinstance(welcome, Welcome)
    assert CHANNEL_NUMBERS in welcome.introduction.features
    return peer, welcome.introduction.epoch


def story_of_two(story: Callable[[Carrier, QuickStation, QuickStation], Awaitable[None]]) -> None:
    async def told() -> None:
        async with tcp() as carrier:
            alpha, beta = QuickStation("alpha"), QuickStation("beta")
            await carrier.open(beta)
            await carrier.open(alpha)
            await story(carrier, alpha, beta)

    tell(told)


def test_numbers_go_on_over_a_reconnection() -> None:
    async def story(carrier: Carrier, alpha: QuickStation, beta: QuickStation) -> None:
        for first in (1, 11, 21):
            for number in range(first, first + 10):
                alpha.put("beta", packet(number))
            await alpha.until_empty()
            carrier.cut()
        # what went into the dead connection came again under its number
        assert {number for number, _ in beta.marks()} == set(range(1, 31))
        assert len(beta.disk.taken) == 30
        assert carrier.status(alpha).tally.connections > 1

    story_of_two(story)


def test_numbers_of_both_lanes_go_on_over_a_reconnection() -> None:
    async def story(carrier: Carrier, alpha: QuickStation, beta: QuickStation) -> None:
        for first in (1, 11, 21):
            for number in range(first, first + 10):
                grade = Grade.FLASH if number % 2 else Grade.LOW
                alpha.put("beta", packet(number, grade))
            await alpha.until_empty()
            carrier.cut()
        lanes = beta.lanes()
        assert {lane: set(numbers) for lane, numbers in lanes.items()} == {
            0: set(range(1, 16)),
            1: set(range(1, 16)),
        }
        arrived = [one for group in beta.groups for one in group if isinstance(one, Arrived)]
        epochs = {(one.mark.lane, one.mark.epoch) for one in arrived if one.mark}
        assert len(epochs) == len({epoch for _, epoch in epochs}) == 2, "one for each lane"

    story_of_two(story)


def test_an_offer_that_is_cut_goes_again_under_its_number() -> None:
    async def story(carrier: Carrier, alpha: QuickStation, beta: QuickStation) -> None:
        offered = asyncio.Event()

        async def judge() -> None:
            if any(isinstance(one, Offered) for one in beta.groups[-1]):
                offered.set()
                await asyncio.get_running_loop().create_future()

        beta.before_commit = judge
        alpha.put("beta", packet(1))
        await alpha.until_empty()
        blob = alpha.blob(2, 3_000_000)
        alpha.put("beta", blob)
        await offered.wait()
        alpha.put("beta", packet(3))
        await alpha.until(lambda: len(alpha.disk.tray) == 1)
        beta.before_commit = SmallStation("beta").before_commit
        carrier.cut()
        await alpha.until_empty()
        alpha.put("beta", packet(4))
        await alpha.until_empty()
        assert beta.offers() == [(2, False), (2, True)], "it is a suspected duplicate"
        assert beta.lanes()[1] == [1, 3, 2, 4]
        assert any((note.last, note.awaited) == (3, ((2, 2),)) for note in beta.heard())
        assert beta.holds(blob)

    story_of_two(story)


def test_what_a_minimum_keeps_back_keeps_its_number() -> None:
    async def story(carrier: Carrier, alpha: QuickStation, beta: QuickStation) -> None:
        came = asyncio.Event()

        async def never() -> None:
            came.set()
            await asyncio.get_running_loop().create_future()

        beta.before_commit = never
        alpha.put("beta", packet(1))
        await came.wait()
        alpha.lowest = Grade.FLASH
        beta.before_commit = SmallStation("beta").before_commit
        carrier.cut()
        alpha.put("beta", packet(2, Grade.FLASH))
        await alpha.until(lambda: len(alpha.disk.tray) == 1)
        while carrier.status(alpha).tally.connections < 2 or not stands(carrier, alpha):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        pulls = alpha.pulls
        alpha.wake(BETA, Grade.LOW)
        while alpha.pulls < pulls + 2:  # noqa: ASYNC110  # a pull has no event
            await asyncio.sleep(0.01)
        alpha.lowest = Grade.LOW
        alpha.wake(BETA, Grade.LOW)
        await alpha.until_empty()
        assert beta.lanes()[1][-1] == 1, "it was given up and came under another number"

    story_of_two(story)


def stands(carrier: Carrier, station: SmallStation) -> bool:
    """Say whether both connections of a line stand."""
    status = carrier.status(station)
    return (
        status.state is LineState.UP
        and status.bulk is not None
        and (status.bulk.state is LineState.UP)
    )


def test_nothing_is_taken_in_twice_and_what_comes_again_is_marked() -> None:
    async def story(carrier: Carrier, alpha: QuickStation, beta: QuickStation) -> None:
        async def cut() -> None:
            beta.after_commit = SmallStation("beta").after_commit
            carrier.cut()
            await asyncio.get_running_loop().create_future()

        beta.after_commit = cut
        for number in (1, 2, 3):
            alpha.put("beta", packet(number), wake=number == 3)
        await alpha.until_empty()
        assert sorted(set(beta.marks())) == [
            (n, again) for n in (1, 2, 3) for again in (False, True)
        ]
        assert (len(beta.disk.taken), beta.disk.duplicates) == (3, 3)
        assert beta.heard()[0].last == 3
        assert beta.heard()[0].awaited == ((1, 3),)

    story_of_two(story)


def test_a_swallowed_load_is_asked_for() -> None:
    async def story() -> None:
        beta = QuickStation("beta")
        lines = TcpLines(beta.exchange, own(BETA), KEYS[BETA], listen=LOOPBACK)
        await lines.start([neighbour(ALPHA)])
        peer, _ = await greeted(lines)
        peer.say(parcel(1), parcel(3))  # the second has been swallowed
        asked = None
        while not isinstance(asked, Repeat):
            asked = await peer.hear()
        assert asked == Repeat(lane=0, epoch=EPOCH, ranges=((2, 2),))
        peer.say(Check(lane=0, epoch=EPOCH, last=3, awaited=((2, 2),)), parcel(2))
        await beta.until_taken(3)
        assert beta.marks() == [(1, False), (3, False), (2, True)]
        await lines.stop()

    tell(story)


def test_what_the_other_side_has_not_got_goes_again_under_its_number() -> None:
    async def story() -> None:
        alpha = QuickStation("alpha")
        async with answered_by_hand() as (address, peers):
            lines = TcpLines(alpha.exchange, own(ALPHA), KEYS[ALPHA])
            alpha.wake = lines.wake
            for number in (1, 2, 3):
                alpha.put("beta", packet(number), wake=False)
            await lines.start([neighbour(BETA, address)])
            peer = await peers.get()
            hello = await peer.hear()
            assert isinstance(hello, Hello)
            epoch = hello.introduction.epoch
            peer.say(Welcome(introduction=replace(knowing(), station=BETA)))
            assert [await number_of(peer) for _ in range(3)] == [1, 2, 3]
            peer.say(Accept(lane=0, epoch=epoch, ranges=((1, 1), (3, 3))))
            peer.say(Repeat(lane=0, epoch=epoch, ranges=((2, 2),)))
            assert await peer.hear() == Check(lane=0, epoch=epoch, last=3, awaited=((2, 2),))
            assert await number_of(peer) == 2
            peer.say(Accept(lane=0, epoch=epoch, ranges=((2, 2),)))
            await alpha.until_empty()
            await lines.stop()

    tell(story)


async def number_of(peer: RawPeer) -> int:
    frame = await peer.hear()
    assert isinstance(frame, Parcel)
    return frame.channel_seq


def test_an_idle_line_says_its_last_number_both_ways() -> None:
    async def story(_carrier: Carrier, alpha: QuickStation, beta: QuickStation) -> None:
        alpha.put("beta", packet(1))
        await alpha.until_empty()
        await beta.until(lambda: any(note.last == 1 for note in beta.heard()))
        await alpha.until(lambda: any(note.last == 0 for note in alpha.heard()))

    story_of_two(story)


def test_what_went_another_way_is_given_up_by_itself() -> None:
    async def story(carrier: Carrier, alpha: QuickStation, beta: QuickStation) -> None:
        handed_in = asyncio.Event()

        async def crash() -> None:
            handed_in.set()
            await asyncio.get_running_loop().create_future()

        beta.before_commit = crash
        alpha.put("beta", packet(1))
        await handed_in.wait()
        alpha.disk.tray.clear()  # it went another way
        beta.before_commit = SmallStation("beta").before_commit
        carrier.cut()
        await beta.until(lambda: any(note.last == 1 and not note.awaited for note in beta.heard()))

    story_of_two(story)
