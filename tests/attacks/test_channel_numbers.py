"""A neighbour whose keys were stolen plays with the numbers of its line.

Whatever it does with them, custody is decided by slips alone, nothing grows without bound, and a
person is told.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

from depesha.channel import MAX_SPANS
from depesha.links import frames
from depesha.links.exchange import Tally
from depesha.links.frames import (
    Accept,
    Bye,
    ByeReason,
    Check,
    Frame,
    Parcel,
    Repeat,
)
from depesha.links.numbering import MOST_GOING_BACK
from depesha.links.prefix import prefixed
from depesha.links.tcp import TcpLines
from depesha.names import Epoch
from tests.links.carriers import ALPHA, BETA, KEYS, neighbour, own
from tests.links.raw_peer import EPOCH, RawPeer, hang_up, parcel
from tests.links.small_station import packet
from tests.links.test_channel_numbers import LOOPBACK, QuickStation, greeted

HIGHEST = 2**53


@contextlib.asynccontextmanager
async def served(beta: QuickStation) -> AsyncIterator[TcpLines]:
    lines = TcpLines(beta.exchange, own(BETA), KEYS[BETA], listen=LOOPBACK)
    await lines.start([neighbour(ALPHA)])
    beta.wake = lines.wake
    try:
        yield lines
    finally:
        await lines.stop()
        await hang_up()


def run(story: Callable[[QuickStation, TcpLines, RawPeer, Epoch], Awaitable[None]]) -> QuickStation:
    """Tell a story about beta and a hostile alpha that knows the feature."""
    beta = QuickStation("beta")

    async def told() -> None:
        async with asyncio.timeout(30), served(beta) as lines:
            peer, epoch = await greeted(lines)
            await story(beta, lines, peer, epoch)

    asyncio.run(told())
    return beta


async def hear(peer: RawPeer, kind: type[Frame]) -> Frame:
    """Return the next frame of a kind."""
    while not isinstance(frame := await peer.hear(), kind):
        assert frame is not None, "the connection ended"
    return frame


def tally(lines: TcpLines) -> Tally:
    return lines.status()[0].tally


def check(last: int, *awaited: tuple[int, int]) -> Check:
    return Check(lane=0, epoch=EPOCH, last=last, awaited=awaited)


def test_a_jump_of_2_to_the_50_is_one_gap_and_costs_nothing() -> None:
    far = 2**50

    async def story(beta: QuickStation, _lines: TcpLines, peer: RawPeer, _epoch: Epoch) -> None:
        load = parcel(1)
        peer.say(Parcel(lane=0, epoch=EPOCH, channel_seq=far, slip=load.slip, sealed=load.sealed))
        assert await hear(peer, Accept) == Accept(lane=0, epoch=EPOCH, ranges=((far, far),))
        assert await hear(peer, Repeat) == Repeat(lane=0, epoch=EPOCH, ranges=((1, far - 1),))
        peer.say(check(HIGHEST, (1, HIGHEST)))
        peer.say(parcel(3), parcel(2))
        await beta.until_taken(3)

    assert run(story).marks() == [(far, False), (3, True), (2, True)]


def test_numbers_that_go_back_on_the_next_connection_are_told() -> None:
    async def story(beta: QuickStation, lines: TcpLines, peer: RawPeer, _epoch: Epoch) -> None:
        peer.say(*(parcel(number) for number in range(1, 6)))
        await beta.until_taken(5)
        peer.say(Bye(reason=ByeReason.DONE))
        again, _ = await greeted(lines)
        again.say(check(2), parcel(9))
        await beta.until_taken(6)

    assert [note.went_back for note in run(story).heard()] == [True]


def test_every_second_number_is_left_after_128_gaps() -> None:
    """Ten thousand gaps, and the same on every connection."""

    async def story(_beta: QuickStation, lines: TcpLines, peer: RawPeer, _epoch: Epoch) -> None:
        for number in range(2, 20_002, 2):
            peer.say(parcel(number, sealed=b""))
        assert await peer.hear_bye() is ByeReason.MALFORMED
        again, _ = await greeted(lines)
        again.say(*(parcel(number) for number in range(30_000, 30_100, 2)))
        assert await again.hear_bye() is ByeReason.MALFORMED
        assert tally(lines).received <= MAX_SPANS + 2

    beta = run(story)
    assert [note.crowded for note in beta.heard()][-1]
    assert len(beta.disk.taken) <= MAX_SPANS + 2


def test_a_neighbour_that_was_left_for_its_gaps_comes_back_by_its_own_word() -> None:
    async def story(beta: QuickStation, lines: TcpLines, peer: RawPeer, _epoch: Epoch) -> None:
        peer.say(*(parcel(number) for number in range(2, 2 * MAX_SPANS + 10, 2)))
        assert await peer.hear_bye() is ByeReason.MALFORMED
        again, _ = await greeted(lines)
        again.say(check(10_000), parcel(10_001))
        await beta.until(lambda: packet(10_001).slip.slip_id in beta.disk.taken)

    run(story)


def test_one_who_asks_for_everything_for_ever_is_sent_it_once_in_a_while() -> None:
    async def story(beta: QuickStation, lines: TcpLines, peer: RawPeer, epoch: Epoch) -> None:
        for number in range(1, 11):
            beta.put("alpha", packet(number))
        numbers = [await hear(peer, Parcel) for _ in range(10)]
        assert [one.channel_seq for one in numbers if isinstance(one, Parcel)] == [*range(1, 11)]
        asked = prefixed(frames.write(Repeat(lane=0, epoch=epoch, ranges=((1, 10),))))
        peer.writer.write(asked * 10_000)
        peer.say(parcel(1))
        await hear(peer, Accept)  # all of it was heard
        assert tally(lines).sent == 20

    assert len(run(story).disk.tray) == 10


def test_a_repeat_of_what_was_never_sent_ends_the_connection() -> None:
    async def story(_beta: QuickStation, lines: TcpLines, peer: RawPeer, epoch: Epoch) -> None:
        peer.say(Repeat(lane=0, epoch=epoch, ranges=((1, HIGHEST),)))
        assert await peer.hear_bye() is ByeReason.MALFORMED
        assert tally(lines).malformed == 1

    run(story)


def test_a_repeat_on_a_channel_that_there_is_not_ends_the_connection() -> None:
    async def story(_beta: QuickStation, _lines: TcpLines, peer: RawPeer, _epoch: Epoch) -> None:
        peer.say(Repeat(lane=0, epoch=EPOCH, ranges=((1, 1),)))
        assert await peer.hear_bye() is ByeReason.MALFORMED

    run(story)


def test_a_check_for_somebody_else_ends_the_connection() -> None:
    async def story(_beta: QuickStation, _lines: TcpLines, peer: RawPeer, epoch: Epoch) -> None:
        peer.say(Check(lane=0, epoch=epoch, last=1))
        assert await peer.hear_bye() is ByeReason.MALFORMED

    run(story)


def test_what_may_go_back_is_bounded() -> None:
    async def story(beta: QuickStation, lines: TcpLines, peer: RawPeer, _epoch: Epoch) -> None:
        peer.say(check(HIGHEST, (1, HIGHEST)))
        peer.say(*[parcel(7)] * MOST_GOING_BACK)
        await beta.until(lambda: beta.disk.duplicates == MOST_GOING_BACK - 1)
        peer.say(parcel(7))
        assert await peer.hear_bye() is ByeReason.MALFORMED
        assert tally(lines).received == MOST_GOING_BACK

    assert len(run(story).disk.taken) == 1


def test_the_numbers_of_refused_slips_open_no_gap() -> None:
    async def story(beta: QuickStation, _lines: TcpLines, peer: RawPeer, _epoch: Epoch) -> None:
        peer.say(parcel(1), parcel(2, slip=b"rubbish"), parcel(3))
        await beta.until_taken(2)
        await beta.until(lambda: any(note.heard for note in beta.heard()))

    (note,) = run(story).heard()
    assert note.heard == ((2, 2),)
