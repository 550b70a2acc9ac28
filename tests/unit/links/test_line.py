"""A line of two connections: which is made when, what goes by which, and what is said of them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from depesha.links.exchange import Exchange, LaneReport, LineState, LineStatus
from depesha.links.frames import CompactParcel, Hello, Introduction, Offer, Parcel, Return, Welcome
from depesha.links.greeting import BLOBS, COMPACT_AGE, TWO_LANES
from depesha.links.tcp import TcpLines
from depesha.names import StationId, TimeMs
from depesha.packet import LARGE_LETTER_BYTES, Grade
from depesha.seal import age
from depesha.seal.identity import identity_from_seed
from tests.links.carriers import ALPHA, BETA, KEYS, neighbour, own
from tests.links.raw_peer import RawPeer, answered_by_hand, call, introduction, listening
from tests.links.small_station import SmallStation, given_back, packet

ALL = (TWO_LANES, BLOBS, COMPACT_AGE)


def tell(story: Callable[[], Awaitable[None]]) -> None:
    async def told() -> None:
        async with asyncio.timeout(20):
            await story()

    asyncio.run(told())


async def eventually(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110  # the product has no event for a test to wait for
        await asyncio.sleep(0.005)


def only(lines: TcpLines) -> LineStatus:
    (status,) = lines.status()
    return status


def bulk_of(lines: TcpLines) -> LaneReport:
    report = only(lines).bulk
    assert report is not None
    return report


def calling(alpha: SmallStation, exchange: Exchange | None = None) -> TcpLines:
    lines = TcpLines(exchange or alpha.exchange, own(ALPHA), KEYS[ALPHA])
    alpha.wake = lines.wake
    return lines


async def welcomed(
    peers: "asyncio.Queue[RawPeer]", features: tuple[str, ...]
) -> tuple[int, RawPeer]:
    """Answer the next call as beta would; return its lane."""
    peer = await peers.get()
    hello = await peer.hear()
    assert isinstance(hello, Hello)
    lane = hello.introduction.lane
    mine = replace(introduction(), station=BETA, lane=lane, features=features)
    peer.say(Welcome(introduction=mine))
    return lane, peer


def test_the_bulk_connection_is_called_after_the_urgent_one() -> None:
    async def story() -> None:
        alpha = SmallStation("alpha")
        async with answered_by_hand() as (address, peers):
            lines = calling(alpha)
            await lines.start([neighbour(BETA, address)])
            assert (await welcomed(peers, ALL))[0] == 0
            assert (await welcomed(peers, ALL))[0] == 1
            await eventually(lambda: bulk_of(lines).state is LineState.UP)
            assert only(lines).takes_blobs
            assert only(lines).tally.connections == 1, "the line came up once"
            await lines.stop()

    tell(story)


def test_each_load_goes_by_its_lane() -> None:
    async def story() -> None:
        alpha = SmallStation("alpha")
        large = packet(4, Grade.FLASH, sealed=bytes(LARGE_LETTER_BYTES + 1))
        alpha.put("beta", packet(1, Grade.FLASH))
        alpha.put("beta", packet(2))
        alpha.put("beta", given_back(3))
        alpha.put("beta", large)
        alpha.put("beta", alpha.blob(5, 100))
        async with answered_by_hand() as (address, peers):
            lines = calling(alpha)
            await lines.start([neighbour(BETA, address)])
            _, urgent = await welcomed(peers, ALL)
            assert isinstance(await urgent.hear(), Parcel)
            assert isinstance(await urgent.hear(), Return)
            _, bulk = await welcomed(peers, ALL)
            heard = [await bulk.hear() for _ in range(3)]
            assert [type(one) for one in heard].count(Offer) == 1
            sizes = [len(one.sealed) for one in heard if isinstance(one, Parcel)]
            assert sizes == [LARGE_LETTER_BYTES + 1, len(packet(2).sealed)]
            await lines.stop()

    tell(story)


def test_to_a_station_with_one_lane_all_letters_go_by_it_and_blobs_wait() -> None:
    async def story() -> None:
        alpha = SmallStation("alpha")
        kept = alpha.put("beta", alpha.blob(1, 100))
        alpha.put("beta", packet(2))
        async with answered_by_hand() as (address, peers):
            lines = calling(alpha)
            await lines.start([neighbour(BETA, address)])
            lane, peer = await welcomed(peers, ())
            assert lane == 0
            assert isinstance(await peer.hear(), Parcel)
            await asyncio.sleep(0.3)
            assert peers.empty(), "a second connection was called"
            assert (only(lines).bulk, only(lines).takes_blobs) == (None, False)
            assert kept in alpha.disk.tray
            await lines.stop()

    tell(story)


def test_a_transfer_goes_on_while_the_urgent_connection_is_called_again() -> None:
    async def story() -> None:
        beta = SmallStation("beta")
        async with listening(beta) as (lines, address):
            peers = []
            for lane in (0, 1):
                peer = await call(address, KEYS[ALPHA])
                mine: Introduction = replace(introduction(), lane=lane, features=ALL)
                peer.say(Hello(introduction=mine))
                assert isinstance(await peer.hear(), Welcome)
                peers.append(peer)
            peers[0].writer.transport.abort()
            await eventually(lambda: only(lines).state is LineState.EXPECTING)
            assert bulk_of(lines).state is LineState.UP
            beta.put("alpha", packet(1))
            assert isinstance(await peers[1].hear(), Parcel)

    tell(story)


def test_a_newcomer_takes_the_place_of_its_own_lane() -> None:
    async def story() -> None:
        async with listening(SmallStation("beta")) as (lines, address):
            for lane in (0, 1, 1):
                peer = await call(address, KEYS[ALPHA])
                mine = replace(introduction(), lane=lane, features=ALL)
                peer.say(Hello(introduction=mine))
                assert isinstance(await peer.hear(), Welcome)
            assert only(lines).state is LineState.UP
            assert only(lines).tally.connections == 1
            assert bulk_of(lines).state is LineState.UP

    tell(story)


@pytest.mark.parametrize("lane", [2, 255])
def test_of_a_third_lane_there_is_none(lane: int) -> None:
    async def story() -> None:
        async with listening(SmallStation("beta")) as (lines, address):
            peer = await call(address, KEYS[ALPHA])
            peer.say(Hello(introduction=replace(introduction(), lane=lane)))
            assert await peer.hear_bye() is not None
            assert f"lane {lane}" in only(lines).last_error

    tell(story)


def test_a_header_is_spelled_shorter_where_both_know_it() -> None:
    sealed = age.seal(identity_from_seed(bytes(32)).public_key, b"telegram 17")

    async def story() -> None:
        alpha = SmallStation("alpha")
        alpha.put("beta", packet(1, Grade.URGENT, sealed=sealed))
        alpha.put("beta", packet(2, Grade.URGENT, sealed=b"no age file"))
        async with answered_by_hand() as (address, peers):
            lines = calling(alpha)
            await lines.start([neighbour(BETA, address)])
            _, peer = await welcomed(peers, (TWO_LANES, COMPACT_AGE))
            short, whole = await peer.hear(), await peer.hear()
            assert isinstance(short, CompactParcel)
            assert len(short.compact) == len(sealed) - 442
            assert isinstance(whole, Parcel)
            await lines.stop()
        async with listening(SmallStation("beta")) as (_, address):
            receiver = await call(address, KEYS[ALPHA])
            receiver.say(Hello(introduction=replace(introduction(), features=ALL)))
            assert isinstance(await receiver.hear(), Welcome)
            receiver.say(replace(short, epoch=introduction().epoch))
            assert type(await receiver.hear()).__name__ == "Accept"

    tell(story)


def test_a_closed_line_is_not_called_before_it_opens() -> None:
    async def story() -> None:
        alpha = SmallStation("alpha")
        opens_at: list[TimeMs | None] = [TimeMs(alpha.now() + 400)]

        def opening(station: StationId) -> TimeMs | None:
            assert station == BETA
            return opens_at[0] if opens_at[0] is None or opens_at[0] > alpha.now() else None

        exchange = replace(alpha.exchange, opens_at=opening)
        async with answered_by_hand() as (address, peers):
            lines = calling(alpha, exchange)
            await lines.start([neighbour(BETA, address)])
            await eventually(lambda: only(lines).state is LineState.CLOSED)
            assert only(lines).until == opens_at[0]
            alpha.put("beta", packet(1, Grade.FLASH))
            assert peers.empty(), "a closed line was called"
            await welcomed(peers, ALL)
            assert opens_at[0] is not None
            assert alpha.now() >= opens_at[0]
            await lines.stop()

    tell(story)


def test_a_closed_line_is_called_when_it_is_woken_and_open() -> None:
    async def story() -> None:
        alpha = SmallStation("alpha")
        opens_at: list[TimeMs | None] = [TimeMs(alpha.now() + 86_400_000)]
        exchange = replace(alpha.exchange, opens_at=lambda _station: opens_at[0])
        async with answered_by_hand() as (address, peers):
            lines = calling(alpha, exchange)
            await lines.start([neighbour(BETA, address)])
            await eventually(lambda: only(lines).state is LineState.CLOSED)
            opens_at[0] = None  # another plan is in force
            lines.wake(BETA, Grade.LOW)
            await welcomed(peers, ALL)
            await lines.stop()

    tell(story)


def test_a_line_says_when_it_comes_up_and_falls() -> None:
    async def story() -> None:
        alpha = SmallStation("alpha")
        said: list[tuple[StationId, bool]] = []
        exchange = replace(alpha.exchange, stands=lambda station, up: said.append((station, up)))
        async with answered_by_hand() as (address, peers):
            lines = calling(alpha, exchange)
            await lines.start([neighbour(BETA, address)])
            _, urgent = await welcomed(peers, ALL)
            await welcomed(peers, ALL)
            await eventually(lambda: bulk_of(lines).state is LineState.UP)
            urgent.writer.transport.abort()
            await eventually(lambda: only(lines).state is not LineState.UP)
            assert said == [(BETA, True), (BETA, False)], "the bulk connection is not the line"
            await lines.stop()

    tell(story)


def test_an_address_is_needed_to_call() -> None:
    async def story() -> None:
        lines = calling(SmallStation("alpha"))
        await lines.start([neighbour(BETA)])
        await asyncio.sleep(0.05)
        assert only(lines).state is LineState.EXPECTING
        assert only(lines).address is None
        await lines.stop()

    tell(story)
