"""Lines over TCP: who calls, who is let in, which connection stands, and what is said of it."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

import pytest

from depesha.errors import Busy, Malformed, Refused
from depesha.links.exchange import Address, LineState, LineStatus, Neighbour, Own, Patience
from depesha.links.frames import Accept, Bye, ByeReason, Hello, Parcel, Welcome
from depesha.links.tcp import TcpLines
from depesha.links.tls import TlsKey
from depesha.names import Digest, StationId
from depesha.packet import Grade, LineAnswer, LineEvent
from tests.links.carriers import ALPHA, BETA, KEYS, NETWORK, key_of, neighbour, own
from tests.links.raw_peer import (
    EPOCH,
    RawPeer,
    answered_by_hand,
    call,
    hang_up,
    introduction,
    listening,
    parcel,
)
from tests.links.small_station import SmallStation, packet

ANYWHERE = Address(host="127.0.0.1", port=0)


def tell(story: Callable[[], Awaitable[None]], seconds: float = 20.0) -> None:
    """Run a story."""

    async def told() -> None:
        async with asyncio.timeout(seconds):
            await story()

    asyncio.run(told())


async def eventually(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110  # the product has no event for a test to wait for
        await asyncio.sleep(0.005)


def lines_of(station: SmallStation, listen: Address | None = None) -> TcpLines:
    lines = TcpLines(station.exchange, own(station.name), KEYS[station.name], listen=listen)
    station.wake = lines.wake
    return lines


def only(lines: TcpLines) -> LineStatus:
    (status,) = lines.status()
    return status


async def free_address() -> Address:
    server = await asyncio.start_server(lambda _r, _w: None, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    server.close()
    return Address(host=host, port=port)


def test_if_both_call_one_connection_stands_at_both_ends() -> None:
    async def story() -> None:
        alpha, beta = SmallStation("alpha"), SmallStation("beta")
        addresses = [await free_address(), await free_address()]
        lines = [lines_of(alpha, addresses[0]), lines_of(beta, addresses[1])]
        for number in range(300):
            alpha.put("beta", packet(number))
            beta.put("alpha", packet(1000 + number))
        await asyncio.gather(
            lines[0].start([neighbour(BETA, addresses[1])]),
            lines[1].start([neighbour(ALPHA, addresses[0])]),
        )
        await alpha.until_empty()
        await beta.until_empty()
        await eventually(lambda: [only(line).state for line in lines] == [LineState.UP] * 2)
        await asyncio.sleep(1.0)  # long enough for the waits of a line that flaps
        connections = [only(line).tally.connections for line in lines]
        assert max(connections) <= 3
        assert sorted(only(line).dialled for line in lines) == [False, True]
        await asyncio.sleep(0.5)
        assert [only(line).tally.connections for line in lines] == connections, "it flaps"
        for number in range(300):
            alpha.put("beta", packet(2000 + number))
        await alpha.until_empty()
        await asyncio.gather(*(line.stop() for line in lines))
        assert len(beta.disk.taken) == 600

    tell(story)


def test_a_port_in_use_is_told_with_its_address() -> None:
    async def story() -> None:
        async with listening(SmallStation("beta")) as (_, address):
            again = lines_of(SmallStation("beta"), address)
            with pytest.raises(Busy, match="in use") as caught:
                await again.start([])
            assert str(address) in caught.value.message
            assert str(address) in caught.value.hint

    tell(story)


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host", "a" * 70 + ".example"])
def test_an_address_that_cannot_be_bound_is_refused(host: str) -> None:
    async def story() -> None:
        lines = lines_of(SmallStation("beta"), Address(host=host, port=0))
        with pytest.raises(Refused, match="cannot listen") as caught:
            await lines.start([])
        assert caught.value.hint

    tell(story)


def test_a_key_that_cannot_be_read_is_malformed() -> None:
    async def story() -> None:
        broken = TlsKey(certificate=KEYS[BETA].certificate, private_key=b"")
        lines = TcpLines(SmallStation("beta").exchange, own(BETA), broken, listen=ANYWHERE)
        with pytest.raises(Malformed):
            await lines.start([])
        assert lines.listening is None

    tell(story)


def test_a_bad_certificate_of_one_neighbour_ends_no_other_line() -> None:
    async def story() -> None:
        async with listening(SmallStation("beta")) as (lines, address):
            peer = await call(address, KEYS[ALPHA])
            await peer.greet()
            gamma, delta = (
                Neighbour(station=StationId(name), pins=(b"garbage",), address=where)
                for name, where in (("gamma", None), ("delta", address))
            )
            lines.adopt(own(BETA), [gamma, neighbour(ALPHA), delta])
            peer.say(parcel(1))
            assert await peer.hear() == Accept(lane=0, epoch=EPOCH, ranges=((1, 1),))
            await (await call(address, KEYS[ALPHA])).greet()
            alpha, *others = lines.status()
            assert alpha.state is LineState.UP
            for status in others:
                words = f"a certificate of {status.neighbour} in the key book cannot be read"
                assert status.last_error == words
                assert "admitted anew" in status.hint

    tell(story)


def test_nobody_at_the_address_is_waited_for() -> None:
    async def story() -> None:
        alpha = SmallStation("alpha")
        lines = lines_of(alpha)
        address = await free_address()
        await lines.start([neighbour(BETA, address)])
        await eventually(lambda: only(lines).state is LineState.WAITING)
        status = only(lines)
        assert status.last_error == f"beta at {address}: connection refused"
        assert status.until is not None
        assert status.until <= alpha.now() + 30_000
        await lines.stop()

    tell(story)


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 70 + ".invalid"])
def test_a_host_that_is_not_known_is_told(host: str) -> None:
    async def story() -> None:
        lines = lines_of(SmallStation("alpha"))
        await lines.start([neighbour(BETA, Address(host=host, port=1))])
        await eventually(lambda: only(lines).state is LineState.WAITING)
        assert host in only(lines).last_error
        await lines.stop()

    tell(story)


def test_a_refused_caller_learns_what_to_look_at() -> None:
    async def story() -> None:
        async with listening(SmallStation("beta")) as (beta, address):
            own_key = key_of("alpha")  # not the one that beta has pinned
            alpha = TcpLines(SmallStation("alpha").exchange, own(ALPHA), own_key)
            await alpha.start([neighbour(BETA, address)])
            await eventually(lambda: only(alpha).state is LineState.REFUSED)
            status = only(alpha)
            assert "beta ended the connection without a welcome" in status.last_error
            assert "key book" in status.hint
            assert beta.turned_away >= 1
            await alpha.stop()

    tell(story)


def test_a_false_neighbour_is_not_spoken_to() -> None:
    async def story() -> None:
        async with answered_by_hand(key=key_of("beta")) as (address, _):
            lines = lines_of(SmallStation("alpha"))
            await lines.start([neighbour(BETA, address)])
            await eventually(lambda: only(lines).state is LineState.WAITING)
            assert "certificate verify failed" in only(lines).last_error
            await lines.stop()

    tell(story)


def test_a_next_certificate_is_known_before_it_is_used() -> None:
    async def story() -> None:
        following = key_of("beta")
        pins = (KEYS[BETA].certificate, following.certificate)
        async with answered_by_hand(key=following) as (address, peers):
            lines = lines_of(SmallStation("alpha"))
            await lines.start([Neighbour(station=BETA, pins=pins, address=address)])
            assert isinstance(await (await peers.get()).hear(), Hello)
            await lines.stop()

    tell(story)


def welcome() -> Welcome:
    return Welcome(introduction=replace(introduction(), station=BETA))


async def welcomed(peers: "asyncio.Queue[RawPeer]") -> tuple[RawPeer, Hello]:
    """Answer the next call as beta would."""
    peer = await peers.get()
    hello = await peer.hear()
    assert isinstance(hello, Hello)
    peer.say(welcome())
    return peer, hello


@pytest.mark.parametrize("reason", [ByeReason.DONE, ByeReason.FOREIGN_NETWORK, ByeReason.FAULT])
def test_a_bye_instead_of_a_welcome_is_told(reason: ByeReason) -> None:
    async def story() -> None:
        async with answered_by_hand() as (address, peers):
            lines = lines_of(SmallStation("alpha"))
            await lines.start([neighbour(BETA, address)])
            (await peers.get()).say(Bye(reason=reason))
            await eventually(lambda: only(lines).state is LineState.REFUSED)
            assert only(lines).last_error.startswith("beta ")
            await lines.stop()

    tell(story)


def test_something_else_than_a_welcome_ends_the_call() -> None:
    async def story() -> None:
        async with answered_by_hand() as (address, peers):
            lines = lines_of(SmallStation("alpha"))
            await lines.start([neighbour(BETA, address)])
            peer = await peers.get()
            await peer.hear()
            peer.say(parcel(1))
            assert await peer.hear_bye() is ByeReason.MALFORMED
            await lines.stop()

    tell(story)


def test_a_neighbour_that_answers_nothing_is_called_again() -> None:
    async def story() -> None:
        alpha = SmallStation("alpha")
        exchange = replace(alpha.exchange, patience=Patience(answer_seconds=0.3))
        async with answered_by_hand() as (address, peers):
            lines = TcpLines(exchange, own(ALPHA), KEYS[ALPHA])
            alpha.wake = lines.wake
            alpha.put("beta", packet(1))
            await lines.start([neighbour(BETA, address)])
            peer, _ = await welcomed(peers)
            begun = time.monotonic()
            assert isinstance(await peer.hear(), Parcel)
            assert await peer.hear() == Bye(reason=ByeReason.TIMED_OUT)
            assert time.monotonic() - begun >= 0.25
            again, hello = await welcomed(peers)
            offered = await again.hear()
            assert isinstance(offered, Parcel)
            number = offered.channel_seq
            epoch = hello.introduction.epoch
            again.say(Accept(lane=0, epoch=epoch, ranges=((number, number),)))
            await alpha.until_empty()
            await asyncio.sleep(0.5)
            assert only(lines).state is LineState.UP, "a line without traffic timed out"
            await lines.stop()

    tell(story)


def test_a_call_that_gets_no_welcome_is_given_up() -> None:
    async def story() -> None:
        exchange = replace(SmallStation("alpha").exchange, patience=Patience(call_seconds=0.2))
        async with answered_by_hand() as (address, _):
            lines = TcpLines(exchange, own(ALPHA), KEYS[ALPHA])
            await lines.start([neighbour(BETA, address)])
            await eventually(lambda: "does not answer" in only(lines).last_error)
            await lines.stop()

    tell(story)


def test_a_caller_that_says_no_hello_is_turned_away() -> None:
    async def story() -> None:
        beta = SmallStation("beta")
        exchange = replace(beta.exchange, patience=Patience(call_seconds=0.2))
        lines = TcpLines(exchange, own(BETA), KEYS[BETA], listen=ANYWHERE)
        await lines.start([neighbour(ALPHA)])
        assert lines.listening is not None
        peer = await call(lines.listening, KEYS[ALPHA])
        assert await peer.hear_bye() is None
        assert lines.turned_away == 1
        await lines.stop()
        await hang_up()

    tell(story)


def test_a_neighbour_that_calls_again_takes_the_place_of_its_old_connection() -> None:
    async def story() -> None:
        beta = SmallStation("beta")
        async with listening(beta) as (lines, address):
            old = await call(address, KEYS[ALPHA])
            await old.greet()
            new = await call(address, KEYS[ALPHA])
            await new.greet()
            assert await old.hear_bye() is ByeReason.DOUBLED
            beta.put("alpha", packet(1))
            assert isinstance(await new.hear(), Parcel)
            assert only(lines).state is LineState.UP

    tell(story)


def test_something_urgent_cuts_the_wait_short_once() -> None:
    async def story() -> None:
        alpha = SmallStation("alpha")
        lines = TcpLines(replace(alpha.exchange, token=bytes), own(ALPHA), KEYS[ALPHA])
        await lines.start([neighbour(BETA, await free_address())])

        async def wait_of(seconds: float) -> None:
            await eventually(lambda: (only(lines).until or 0) - alpha.now() > seconds * 1000)

        await wait_of(0.5)
        until = only(lines).until
        lines.wake(BETA, Grade.LOW)
        await asyncio.sleep(0.1)
        assert only(lines).until == until, "what is not urgent hurried the line"
        lines.wake(BETA, Grade.FLASH)
        await eventually(lambda: only(lines).until != until)
        await wait_of(0.5)
        until = only(lines).until
        lines.wake(BETA, Grade.FLASH)
        await asyncio.sleep(0.1)
        assert only(lines).until == until, "it may hurry once"
        await lines.stop()

    tell(story)


def test_a_line_that_left_the_key_book_is_ended() -> None:
    async def story() -> None:
        async with listening(SmallStation("beta")) as (lines, address):
            peer = await call(address, KEYS[ALPHA])
            await peer.greet()
            lines.adopt(own(BETA), [])
            assert await peer.hear_bye() is ByeReason.DONE
            assert lines.status() == ()
            assert await (await call(address, KEYS[ALPHA])).hear() is None

    tell(story)


def test_a_station_that_left_the_key_book_during_its_greeting_is_not_let_in() -> None:
    async def story() -> None:
        beta = SmallStation("beta")
        async with listening(beta) as (lines, address):
            peer = await call(address, KEYS[ALPHA])
            await asyncio.sleep(0.1)  # its certificate has been looked at
            lines.adopt(own(BETA), [])
            peer.say(Hello(introduction=introduction()), parcel(1))
            assert await peer.hear_bye() is ByeReason.DONE
        assert not beta.disk.taken

    tell(story)


def test_a_new_key_book_keeps_the_connections_of_those_that_stay() -> None:
    async def story() -> None:
        async with listening(SmallStation("beta")) as (lines, address):
            peer = await call(address, KEYS[ALPHA])
            await peer.greet()
            gamma = Neighbour(station=StationId("gamma"), pins=(key_of("gamma").certificate,))
            newer = Own(station=BETA, network=NETWORK, book_version=2)
            lines.adopt(newer, [neighbour(ALPHA), gamma])
            peer.say(parcel(1))
            assert await peer.hear() == Accept(lane=0, epoch=EPOCH, ranges=((1, 1),))
            assert [status.neighbour for status in lines.status()] == ["alpha", "gamma"]
            assert (await (await call(address, KEYS[ALPHA])).greet()).book_version == 2

    tell(story)


@pytest.mark.parametrize("error", [ZeroDivisionError(), Malformed("a fault of our own")])
def test_a_fault_of_the_station_is_not_blamed_on_its_neighbour(error: Exception) -> None:
    async def story() -> None:
        beta = SmallStation("beta")

        async def broken(_events: Sequence[LineEvent]) -> Sequence[LineAnswer]:
            raise error

        lines = TcpLines(
            replace(beta.exchange, hand_in=broken), own(BETA), KEYS[BETA], listen=ANYWHERE
        )
        await lines.start([neighbour(ALPHA)])
        assert lines.listening is not None
        peer = await call(lines.listening, KEYS[ALPHA])
        await peer.greet()
        peer.say(parcel(1))
        assert await peer.hear_bye() is ByeReason.FAULT
        await eventually(lambda: "fault" in only(lines).last_error)
        assert only(lines).tally.malformed == 0
        await lines.stop()
        await hang_up()

    tell(story)


def test_a_fault_while_calling_does_not_silence_the_line(caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        async with listening(SmallStation("beta")) as (_, address):
            alpha = SmallStation("alpha")
            faults = [ZeroDivisionError("planted")]

            def token(size: int) -> bytes:
                if faults and size == 8:
                    raise faults.pop()
                return bytes(size)

            lines = TcpLines(replace(alpha.exchange, token=token), own(ALPHA), KEYS[ALPHA])
            await lines.start([neighbour(BETA, address)])
            await eventually(lambda: only(lines).state is LineState.UP)
            await lines.stop()

    with caplog.at_level(logging.ERROR):
        tell(story)
    assert "planted" in caplog.text


def test_stopping_says_bye_and_frees_the_address() -> None:
    async def story() -> None:
        async with listening(SmallStation("beta")) as (lines, address):
            peer = await call(address, KEYS[ALPHA])
            await peer.greet()
            begun = time.monotonic()
            hearing = asyncio.create_task(peer.hear_bye())
            await lines.stop()
            assert time.monotonic() - begun < 1.0
            assert await hearing is ByeReason.DONE
            again = lines_of(SmallStation("beta"), address)
            await again.start([])
            await again.stop()

    tell(story)


def test_waking_a_station_that_is_no_neighbour_does_nothing() -> None:
    lines_of(SmallStation("alpha")).wake(StationId("gamma"), Grade.FLASH)


def test_networks_differ_by_their_root() -> None:
    assert own(ALPHA).network != Digest(b"x" * 32)
