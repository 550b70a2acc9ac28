"""Hostile bytes on a line: from strangers, and from a neighbour whose keys were stolen.

Whatever comes, the station goes on: another connection is answered, nothing is taken that should
not be, what was wrong is counted, and nothing grows without bound.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable

import pytest

from depesha import cbor
from depesha.links import frames
from depesha.links.exchange import Address
from depesha.links.frames import (
    MAX_FRAME_BYTES,
    Accept,
    Bye,
    ByeReason,
    Defer,
    Hello,
    Introduction,
    Parcel,
    Refuse,
    Return,
)
from depesha.links.prefix import prefixed
from depesha.links.strangers import FREE_PLACES
from depesha.links.tls import client_context
from depesha.names import Digest, Epoch, Signature, SlipId, StationId, TimeMs
from depesha.packet import SLIP, RefuseReason
from tests.links.carriers import ALPHA, BETA, KEYS, NETWORK, key_of
from tests.links.folder_files import beside
from tests.links.raw_peer import (
    EPOCH,
    call,
    connected,
    introduction,
    listening,
    parcel,
    reach,
)
from tests.links.small_station import SmallStation, packet

ALERT_BYTES = 7
"""A TLS alert in the clear: what somebody sees who does not speak TLS."""

FRAME_BYTES = prefixed(frames.write(parcel(1)))


def run(story: Callable[[SmallStation], Awaitable[None]]) -> SmallStation:
    """Tell a story about beta, and return what became of it."""
    station = SmallStation("beta")

    async def told() -> None:
        async with asyncio.timeout(20):
            await story(station)

    asyncio.run(told())
    return station


async def eventually(condition: Callable[[], bool]) -> None:
    """Wait until the other side of a socket has noticed."""
    while not condition():  # noqa: ASYNC110  # the product has no event for a test to wait for
        await asyncio.sleep(0.005)


HOSTILE: dict[str, bytes] = {
    "a length of four gigabytes": b"\xff\xff\xff\xff\x86\x02",
    "a parcel longer than any letter": (MAX_FRAME_BYTES + 1).to_bytes(4, "big") + b"\x86\x02",
    "a small frame of a megabyte": (1 << 20).to_bytes(4, "big") + b"\x82\x07",
    "an empty frame": bytes(4) + b"\x82\x07",
    "no CBOR": prefixed(b"GET / HTTP/1.1"),
    "deep CBOR": prefixed(b"\x81" * 2000 + b"\x00"),
    "an array that announces 2^40 items": prefixed(b"\x9b\x00\x00\x01\x00\x00\x00\x00\x00"),
    "a text that is not UTF-8": prefixed(b"\x82\x07\x61\xff"),
    "a frame that is kept for later": prefixed(cbor.encode([8, 0])),
    "a second greeting": prefixed(frames.write(Hello(introduction=introduction()))),
    "a parcel on a lane that there is not": prefixed(
        cbor.encode([2, 1, EPOCH, 1, SLIP.encode(packet(1).slip), packet(1).sealed])
    ),
    "a parcel of another epoch": prefixed(
        cbor.encode([2, 0, bytes(8), 1, SLIP.encode(packet(1).slip), packet(1).sealed])
    ),
    "a blob in a file beside it": prefixed(frames.write(beside(b"sealed", EPOCH))),
    "the same number twice": FRAME_BYTES + FRAME_BYTES,
    "numbers that go back": prefixed(frames.write(parcel(2))) + FRAME_BYTES,
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_malformed_frame_ends_the_connection_and_is_counted(name: str) -> None:
    async def story(beta: SmallStation) -> None:
        async with connected(beta) as (lines, peer, _):
            peer.say(HOSTILE[name])
            assert await peer.hear_bye() is ByeReason.MALFORMED
            assert lines.status()[0].tally.malformed == 1
            await eventually(lambda: bool(lines.status()[0].last_error))
            await _still_takes(beta, lines.listening)

    assert set(run(story).disk.taken) <= {packet(n).slip.slip_id for n in (1, 7)}


async def _still_takes(beta: SmallStation, address: Address | None) -> None:
    """Check that an honest connection is served after all that."""
    assert address is not None
    peer = await call(address, KEYS[ALPHA])
    theirs = await peer.greet()
    peer.say(parcel(7))
    accept = await peer.hear()
    assert accept == Accept(lane=0, epoch=EPOCH, ranges=((7, 7),))
    assert packet(7).slip.slip_id in beta.disk.taken
    assert theirs.station == BETA


@pytest.mark.parametrize(
    ("slip", "sealed", "reason"),
    [
        (b"", None, RefuseReason.MALFORMED),
        (b"\xff" * 160, None, RefuseReason.MALFORMED),
        (SLIP.encode(packet(1).slip) + b"\x00", None, RefuseReason.MALFORMED),
        (None, b"another size", RefuseReason.MALFORMED),
        (cbor.encode({0: 2, 9: b"a later slip"}), None, RefuseReason.UNKNOWN_VERSION),
    ],
)
def test_a_malformed_slip_is_refused_and_the_connection_lives(
    slip: bytes | None, sealed: bytes | None, reason: RefuseReason
) -> None:
    async def story(beta: SmallStation) -> None:
        async with connected(beta) as (lines, peer, _):
            peer.say(parcel(1, slip=slip, sealed=sealed), parcel(2))
            assert [await peer.hear(), await peer.hear()] == [
                Refuse(lane=0, epoch=EPOCH, channel_seq=1, reason=reason),
                Accept(lane=0, epoch=EPOCH, ranges=((2, 2),)),
            ]
            assert lines.status()[0].tally.malformed == 1

    assert list(run(story).disk.taken.values()) == [packet(2)]


def test_a_return_with_an_unknown_reason_is_refused_and_the_connection_lives() -> None:
    async def story(beta: SmallStation) -> None:
        async with connected(beta) as (_, peer, _theirs):
            peer.say(
                Return(
                    lane=0,
                    epoch=EPOCH,
                    channel_seq=1,
                    slip_id=SlipId(bytes(16)),
                    reason=200,
                    station=StationId("omega"),
                    signature=Signature(bytes(64)),
                    leaf=b"",
                ),
                parcel(2),
            )
            assert await peer.hear() == Refuse(
                lane=0, epoch=EPOCH, channel_seq=1, reason=RefuseReason.UNKNOWN_VERSION
            )
            assert isinstance(await peer.hear(), Accept)

    assert run(story).disk.returns == []


ANSWERS: dict[str, Callable[[Epoch], frames.Frame]] = {
    "an accept of what was never sent": lambda epoch: Accept(lane=0, epoch=epoch, ranges=((2, 2),)),
    "an accept of every number there is": lambda epoch: Accept(
        lane=0, epoch=epoch, ranges=((1, 2**53),)
    ),
    "a deferral of what was never sent": lambda epoch: Defer(
        lane=0, epoch=epoch, channel_seq=9, until=TimeMs(0)
    ),
    "a refusal of what was never sent": lambda epoch: Refuse(
        lane=0, epoch=epoch, channel_seq=9, reason=RefuseReason.LOOP
    ),
    "an accept on another epoch": lambda _epoch: Accept(
        lane=0, epoch=Epoch(bytes(8)), ranges=((1, 1),)
    ),
}


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_a_false_answer_frees_no_custody(name: str) -> None:
    async def story(beta: SmallStation) -> None:
        beta.put("alpha", packet(5))
        async with connected(beta) as (_, peer, theirs):
            assert isinstance(await peer.hear(), Parcel)
            peer.say(ANSWERS[name](theirs.epoch))
            assert await peer.hear_bye() is ByeReason.MALFORMED

    assert len(run(story).disk.tray) == 1


def test_a_packet_accepted_twice_ends_the_connection() -> None:
    async def story(beta: SmallStation) -> None:
        beta.put("alpha", packet(5))
        async with connected(beta) as (_, peer, theirs):
            assert isinstance(await peer.hear(), Parcel)
            accept = Accept(lane=0, epoch=theirs.epoch, ranges=((1, 1),))
            peer.say(accept, accept)
            assert await peer.hear_bye() is ByeReason.MALFORMED

    run(story)


@pytest.mark.parametrize("until", [0, 253_402_300_799_999])
def test_a_deferral_by_a_wrong_clock_neither_hurries_nor_buries(until: int) -> None:
    async def story(beta: SmallStation) -> None:
        beta.put("alpha", packet(5))
        async with connected(beta) as (lines, peer, theirs):
            assert isinstance(await peer.hear(), Parcel)
            peer.say(Defer(lane=0, epoch=theirs.epoch, channel_seq=1, until=TimeMs(until)))
            pulls = beta.pulls
            await asyncio.sleep(0.3)
            assert beta.pulls - pulls <= 2, "it is offered again and again"
            assert lines.status()[0].tally.sent == 1

    assert len(run(story).disk.tray) == 1


def test_a_stranger_is_not_let_in() -> None:
    async def story(beta: SmallStation) -> None:
        async with listening(beta) as (lines, address):
            peer = await call(address, key_of("alpha"))  # the right name, another key
            peer.say(Hello(introduction=introduction()), parcel(1))
            assert await peer.hear() is None
            await eventually(lambda: lines.turned_away == 1)
            await _still_takes(beta, address)

    assert len(run(story).disk.taken) == 1


def test_a_caller_without_a_certificate_is_not_let_in() -> None:
    async def story(beta: SmallStation) -> None:
        async with listening(beta) as (lines, address):
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            peer = await reach(address, context)
            assert await peer.hear() is None
            await eventually(lambda: lines.turned_away == 1)

    run(story)


def test_tls_1_2_is_not_spoken() -> None:
    async def story(beta: SmallStation) -> None:
        async with listening(beta) as (_, address):
            context = client_context(KEYS[ALPHA], [KEYS[BETA].certificate])
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            with pytest.raises((ssl.SSLError, ConnectionError)):
                await reach(address, context)

    run(story)


def test_a_neighbour_cannot_speak_for_another_station() -> None:
    async def story(beta: SmallStation) -> None:
        async with listening(beta) as (lines, address):
            peer = await call(address, KEYS[ALPHA])
            forged = Introduction(
                station=StationId("moscow"), network=NETWORK, book_version=1, epoch=EPOCH
            )
            peer.say(Hello(introduction=forged), parcel(1))
            assert await peer.hear_bye() is ByeReason.FOREIGN_STATION
            assert "moscow" in lines.status()[0].last_error

    assert not run(story).disk.taken


def test_a_station_of_another_network_is_told_so() -> None:
    async def story(beta: SmallStation) -> None:
        async with listening(beta) as (lines, address):
            peer = await call(address, KEYS[ALPHA])
            foreign = Introduction(
                station=ALPHA, network=Digest(b"x" * 32), book_version=1, epoch=EPOCH
            )
            peer.say(Hello(introduction=foreign), parcel(1))
            assert await peer.hear_bye() is ByeReason.FOREIGN_NETWORK
            assert "network" in lines.status()[0].last_error

    assert not run(story).disk.taken


@pytest.mark.parametrize(
    ("first", "reason"),
    [
        (parcel(1), ByeReason.MALFORMED),
        (Bye(reason=ByeReason.DONE), ByeReason.MALFORMED),
        (prefixed(cbor.encode([0, {0: 2, 1: "alpha"}])), ByeReason.UNKNOWN_VERSION),
        (b"\x00\x00\x10\x01\x82\x00", ByeReason.MALFORMED),
    ],
)
def test_nothing_is_taken_before_a_hello(first: frames.Frame | bytes, reason: ByeReason) -> None:
    async def story(beta: SmallStation) -> None:
        async with listening(beta) as (_, address):
            peer = await call(address, KEYS[ALPHA])
            peer.say(first, parcel(1))
            assert await peer.hear_bye() is reason

    assert not run(story).disk.taken


def test_bytes_that_are_no_tls_are_turned_away() -> None:
    async def story(beta: SmallStation) -> None:
        async with listening(beta) as (lines, address):
            peer = await reach(address)
            peer.say(FRAME_BYTES)
            assert await _ended(peer.reader)
            await eventually(lambda: lines.turned_away == 1)
            await _still_takes(beta, address)

    run(story)


def test_silent_strangers_cannot_take_all_places_for_ever() -> None:
    async def story(beta: SmallStation) -> None:
        async with listening(beta) as (lines, address):
            silent = [await reach(address) for _ in range(FREE_PLACES + 6)]
            for peer in silent[:6]:
                assert await _ended(peer.reader), "more were let wait than there are places"
            await eventually(lambda: lines.turned_away == 6)
            await _still_takes(beta, address)
            await eventually(lambda: lines.turned_away == 7)  # the oldest of them made room

    run(story)


def test_a_burst_of_connections_takes_no_more_places_than_there_are() -> None:
    """The places are counted where a connection comes in, not when its task first runs."""

    async def story(beta: SmallStation) -> None:
        async with listening(beta) as (lines, address):
            burst = await asyncio.gather(*(reach(address) for _ in range(100)))
            await eventually(lambda: lines.turned_away == 100 - FREE_PLACES)
            ends = [await _ended(peer.reader) for peer in burst[: 100 - FREE_PLACES]]
            assert all(ends)
            await _still_takes(beta, address)

    run(story)


def test_a_neighbour_gets_in_while_strangers_keep_calling() -> None:
    async def story(beta: SmallStation) -> None:
        async with listening(beta) as (_, address):

            async def flood() -> None:
                while True:
                    await reach(address)
                    await asyncio.sleep(0.005)

            calls = asyncio.create_task(flood())
            await asyncio.sleep(0.3)
            await _still_takes(beta, address)
            calls.cancel()

    run(story)


async def _ended(reader: asyncio.StreamReader) -> bool:
    """Say whether the other side ends the connection with an alert at most."""
    try:
        return len(await reader.read()) <= ALERT_BYTES
    except ConnectionError:
        return True


def test_a_flood_of_packets_waits_while_the_store_is_slow() -> None:
    async def story(beta: SmallStation) -> None:
        commit = asyncio.Event()
        beta.before_commit = lambda: _wait(commit)
        async with connected(beta) as (_, peer, _theirs):
            flood = b"".join(prefixed(frames.write(parcel(n))) for n in range(1, 8001))
            peer.writer.write(flood)  # 12 MB, nobody waits for answers
            await asyncio.sleep(0.5)
            taken_up = sum(map(len, beta.groups))
            assert 0 < taken_up < 3000, "reading went on while nothing was committed"
            commit.set()
            await beta.until_taken(8000)

    run(story)


async def _wait(event: asyncio.Event) -> None:
    await event.wait()
