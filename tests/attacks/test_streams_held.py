"""Somebody holds streams of events: more than his share, or longer than his session."""

import asyncio

from depesha.web.live import MAX_OF_ONE
from tests.served_desk import ServedDesk, served

SECONDS = 20.0
LAST_CHUNK = b"0\r\n"


async def begun(desk: ServedDesk, cookie: str) -> int:
    return await desk.status("/events", cookie)


def test_one_session_takes_its_share_of_streams_alone() -> None:
    async def story() -> None:
        async with asyncio.timeout(SECONDS), served() as desk:
            his, other = desk.sign_in(), desk.sign_in()
            assert [await begun(desk, his) for _ in range(MAX_OF_ONE)] == [200] * MAX_OF_ONE
            assert await begun(desk, his) == 503
            assert await begun(desk, other) == 200
            desk.hang_up()
            await asyncio.sleep(0.1)
            assert await begun(desk, his) == 200

    asyncio.run(story())


def test_a_stream_ends_as_soon_as_its_session_is_signed_out() -> None:
    async def story() -> None:
        async with asyncio.timeout(5.0), served() as desk:
            cookie = desk.sign_in()
            stream = await desk.ask("/events", cookie)
            assert await stream.line() == b"HTTP/1.1 200 OK\r\n"
            desk.house.sessions.end(cookie.partition("=")[2])
            while await stream.line() != LAST_CHUNK:
                pass
            assert await desk.status("/events", cookie) == 204

    asyncio.run(story())
