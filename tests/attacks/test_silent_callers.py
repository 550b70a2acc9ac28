"""Somebody opens connections and says nothing, or half of it, so that nobody else is heard."""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from depesha.callers.conversation import Patience
from depesha.callers.counting import MAX_CALLERS, MAX_OF_ONE, Caller, Callers, Standing
from depesha.callers.peers import HERE, peer_behind, peer_of
from tests.certificates import pem_of
from tests.served_desk import HEAD_OF_A_FORM, ServedDesk, served

SECONDS = 20.0
MOST = 12
SOON = Patience(head=0.3, body=0.3)
ANOTHER = "192.0.2.7"


def told(
    story: Callable[[ServedDesk], Awaitable[None]],
    most: int = MOST,
    patience: Patience | None = None,
) -> None:
    async def begun() -> None:
        async with asyncio.timeout(SECONDS), served(most=most, patience=patience or SOON) as desk:
            await story(desk)

    asyncio.run(begun())


@pytest.mark.parametrize("half", [b"", b"GET / HT", b"POST"])
def test_silent_connections_close_the_desk_to_nobody(half: bytes) -> None:
    async def story(desk: ServedDesk) -> None:
        silent = [await desk.call() for _ in range(3 * MOST)]
        for pipe in silent:
            pipe.say(half)
        assert [await desk.status("/healthz") for _ in range(5)] == [200] * 5

    told(story, patience=Patience())


def test_as_many_silent_connections_as_the_desk_takes_close_it_to_nobody() -> None:
    async def story(desk: ServedDesk) -> None:
        for _ in range(MAX_CALLERS // 2):  # of this process are both ends, and a thousand files
            await desk.call()
        assert await desk.status("/healthz") == 200

    told(story, most=MAX_CALLERS // 2, patience=Patience())


@pytest.mark.parametrize("half", ["", "GET / HTTP/1.1\r\nHost: localh"])
def test_a_head_that_does_not_come_is_not_waited_for(half: str) -> None:
    async def story(desk: ServedDesk) -> None:
        pipe = await desk.call()
        pipe.say(half.encode())
        assert await pipe.to_the_end() == b""

    told(story)


def test_a_head_that_drips_is_not_waited_for_any_longer() -> None:
    async def story(desk: ServedDesk) -> None:
        pipe = await desk.call()
        began = time.monotonic()
        ended = asyncio.ensure_future(pipe.to_the_end())
        for letter in b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 100:
            if ended.done():
                break
            pipe.say(bytes([letter]))
            await asyncio.sleep(0.05)
        await ended
        assert time.monotonic() - began < 2.0

    told(story)


def test_a_head_after_an_answer_has_its_time_too() -> None:
    """A byte after the first answer ends uvicorn's own timer."""

    async def story(desk: ServedDesk) -> None:
        pipe = await desk.ask("/healthz")
        assert await pipe.line() == b"HTTP/1.1 200 OK\r\n"
        pipe.say(b"G")
        assert b"HTTP/1.1" not in await pipe.to_the_end()

    told(story)


def test_a_body_that_does_not_come_or_drips_is_not_waited_for() -> None:
    async def story(desk: ServedDesk) -> None:
        pipe = await desk.call()
        pipe.say(HEAD_OF_A_FORM % (desk.port, desk.port))
        ended = asyncio.ensure_future(pipe.to_the_end())
        began = time.monotonic()
        while not ended.done() and time.monotonic() - began < 5.0:
            pipe.say(b"x")
            await asyncio.sleep(0.05)
        assert ended.done()

    told(story)


def test_who_leaves_in_the_middle_of_a_form_does_not_fill_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def story(desk: ServedDesk) -> None:
        for path in (b"/sign-in", b"/draft/new", b"/language"):
            pipe = await desk.call()
            pipe.say(HEAD_OF_A_FORM.replace(b"/sign-in", path) % (desk.port, desk.port) + b"x")
            await asyncio.sleep(0.1)
            pipe.hang_up()
        await asyncio.sleep(0.1)

    told(story)
    assert caplog.records == []


def test_a_body_that_comes_slowly_is_heard_to_its_end() -> None:
    async def story(desk: ServedDesk) -> None:
        desk.station.answers["enter"] = None
        pipe = await desk.call()
        pipe.say(HEAD_OF_A_FORM % (desk.port, desk.port))
        for _ in range(5):
            await asyncio.sleep(0.2)
            pipe.say(b"x" * 1000)
        assert await pipe.line() == b"HTTP/1.1 303 See Other\r\n"

    told(story, patience=Patience(body=0.6))


def test_handshakes_that_do_not_come_close_the_desk_to_nobody(tmp_path: Path) -> None:
    """A connection counts before anything is said on it, TLS or not."""
    pem = tmp_path / "desk.pem"
    pem.write_bytes(pem_of("desk"))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE

    async def story() -> None:
        async with asyncio.timeout(SECONDS), served(most=MOST, pem=pem) as desk:
            silent = [await desk.call() for _ in range(2 * MOST)]
            silent[-1].say(b"no handshake at all\r\n")
            for _ in range(3):
                pipe = await desk.ask("/healthz", tls=tls)
                assert await pipe.line() == b"HTTP/1.1 200 OK\r\n"
            assert await silent[0].to_the_end() == b""

    asyncio.run(story())


def caller(
    peer: str, since: float, standing: Standing = Standing.SILENT
) -> tuple[Caller, list[str]]:
    hung_up: list[str] = []
    return (
        Caller(
            peer=peer, since=since, standing=standing, hang_up=lambda: hung_up.append("hung up")
        ),
        hung_up,
    )


def test_one_address_has_its_share_of_connections_alone() -> None:
    callers = Callers()
    its = [caller("198.51.100.1", float(number)) for number in range(MAX_OF_ONE)]
    other = caller(ANOTHER, -1.0)
    assert all(callers.take(one) for one, _ in [other, *its])
    assert callers.take(caller("198.51.100.1", 99.0)[0])
    assert (its[0][1], other[1]) == (["hung up"], [])
    assert len(callers) == MAX_OF_ONE + 1


def test_one_address_that_is_being_answered_everywhere_gets_no_more() -> None:
    callers = Callers()
    for number in range(MAX_OF_ONE):
        assert callers.take(caller("198.51.100.1", float(number), Standing.ANSWERED)[0])
    assert not callers.take(caller("198.51.100.1", 99.0)[0])
    assert callers.take(caller(ANOTHER, 99.0)[0])


def test_who_never_said_anything_gives_way_before_who_sends_a_form() -> None:
    callers = Callers(most=3)
    sending, idle, silent = (
        caller(HERE, since, standing)
        for since, standing in ((1, Standing.SENDING), (2, Standing.IDLE), (3, Standing.SILENT))
    )
    for one, _ in (sending, idle, silent):
        callers.take(one)
    for after, whose in ((4, silent), (5, idle), (6, sending)):
        assert callers.take(caller(HERE, after, Standing.ANSWERED)[0])
        assert whose[1] == ["hung up"]
    assert not callers.take(caller(HERE, 7)[0])


@pytest.mark.parametrize(
    ("host", "peer"),
    [
        ("127.0.0.1", HERE),
        ("::1", HERE),
        ("::ffff:127.0.0.1", HERE),
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6%eth0", "2001:db8:1:2::/64"),
        ("no address", "no address"),
    ],
)
def test_a_house_is_counted_under_one_address(host: str, peer: str) -> None:
    assert peer_of(host) == peer


@pytest.mark.parametrize(
    ("host", "said", "is_proxied", "peer"),
    [
        ("127.0.0.1", "203.0.113.9, 192.0.2.7", True, "192.0.2.7"),
        ("127.0.0.1", "192.0.2.7", False, HERE),
        ("203.0.113.9", "192.0.2.7", True, "203.0.113.9"),
        ("127.0.0.1", "no address", True, HERE),
        ("127.0.0.1", "", True, HERE),
        ("127.0.0.1", "1" * 5000, True, HERE),
    ],
)
def test_a_proxy_on_this_machine_is_believed_and_nobody_else(
    host: str,
    said: str,
    is_proxied: bool,  # noqa: FBT001  # a column of the table
    peer: str,
) -> None:
    assert peer_behind(host, {"X-Forwarded-For": said}, is_proxied=is_proxied) == peer


def test_it_stops_within_a_second_with_streams_open_and_a_form_half_sent() -> None:
    async def story(desk: ServedDesk) -> None:
        cookie = desk.sign_in()
        streams = [await desk.ask("/events", cookie) for _ in range(10)]
        assert {await one.line() for one in streams} == {b"HTTP/1.1 200 OK\r\n"}
        form = await desk.call()
        form.say(HEAD_OF_A_FORM % (desk.port, desk.port))
        await asyncio.sleep(0.1)
        began = time.monotonic()
        await desk.host.close()
        assert time.monotonic() - began < 0.9

    told(story, most=100, patience=Patience())
