"""Somebody is silent, or asks slowly, so that nobody else reads in the reading room."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from depesha.callers.conversation import Patience
from depesha.errors import Busy, NotNow
from depesha.reading_room.browsing import Shelf
from depesha.reading_room.door import Door
from depesha.reading_room.pages.room import Room
from depesha.reading_room.readers import Readers
from depesha.reading_room.serving import heard
from depesha.reading_room.site import Site
from tests.unit.reading_room.shelves import NOW, printed, released, room_of, seed

SECONDS = 20.0
MOST = 12


@asynccontextmanager
async def reading_room(shelf: Path, patience: Patience | None = None) -> AsyncIterator[int]:
    listening = socket.create_server(("127.0.0.1", 0))
    listening.setblocking(False)  # noqa: FBT003  # the standard library's signature
    port = listening.getsockname()[1]
    readers = Readers.of(shelf, Site(base=f"http://127.0.0.1:{port}"), 2)
    door = Door(readers=readers, hosts=frozenset({f"127.0.0.1:{port}"}), now=lambda: NOW)
    async with asyncio.timeout(SECONDS), heard(door, listening, MOST, patience or Patience()):
        yield port
    readers.close()


async def status(port: int, place: str = "/en", method: str = "GET") -> tuple[int, int]:
    """Return the status of an answer, and how many bytes its body has."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"{method} {place} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
    writer.write(head.encode())
    said = await reader.read()
    writer.close()
    return int(said.split()[1]), len(said.partition(b"\r\n\r\n")[2])


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    room_of(tmp_path / "public.shelf", [released(seed())])
    return tmp_path / "public.shelf"


@pytest.mark.parametrize("half", [b"", b"GET /en HT", b"POST"])
def test_silent_connections_close_the_reading_room_to_nobody(shelf: Path, half: bytes) -> None:
    async def story() -> None:
        async with reading_room(shelf) as port:
            silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3 * MOST)]
            for _, writer in silent:
                writer.write(half)
            assert [(await status(port))[0] for _ in range(4)] == [200] * 4
            for _, writer in silent:
                writer.transport.abort()

    asyncio.run(story())


def test_a_head_that_does_not_come_is_not_waited_for(shelf: Path) -> None:
    async def story() -> None:
        async with reading_room(shelf, Patience(head=0.2, body=0.2)) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /en HTTP/1.1\r\nHost: 127")
            assert await reader.read() == b""
            writer.transport.abort()
            await asyncio.sleep(0)

    asyncio.run(story())


def test_a_head_is_answered_as_a_page_is_and_has_no_body(shelf: Path) -> None:
    async def story() -> None:
        async with reading_room(shelf) as port:
            assert await status(port, method="HEAD") == (200, 0)
            assert (await status(port, "/en/nothing", "HEAD"))[0] == 404

    asyncio.run(story())


def test_a_slow_question_holds_nobody_up(shelf: Path) -> None:
    async def story() -> None:
        site = Site(base="http://127.0.0.1:1")
        readers = Readers([Room(shelf=Shelf(shelf), site=site) for _ in range(2)])
        going_on = threading.Event()
        slow = asyncio.create_task(readers.ask(lambda _: going_on.wait(SECONDS)))
        await asyncio.sleep(0)
        count = await asyncio.wait_for(readers.ask(lambda room: room.shelf.extent()[0]), 5)
        assert count == 1
        assert not slow.done()
        going_on.set()
        assert await slow
        readers.close()

    asyncio.run(story())


def test_more_questions_than_can_wait_are_told_to_come_again(shelf: Path) -> None:
    async def story() -> None:
        site = Site(base="http://127.0.0.1:1")
        readers = Readers([Room(shelf=Shelf(shelf), site=site)], waiting=1)
        going_on = threading.Event()
        taken = [asyncio.create_task(readers.ask(lambda _: going_on.wait(SECONDS))) for _ in "ab"]
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await readers.ask(lambda room: room)
        going_on.set()
        assert await asyncio.gather(*taken) == [True, True]
        assert await readers.ask(lambda room: room.site) is site
        readers.close()

    asyncio.run(story())


def test_a_question_that_takes_too_long_is_broken_off(tmp_path: Path) -> None:
    room_of(tmp_path / "x", [released(printed(number, "x")) for number in range(1, 20)])
    endless = """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
        SELECT count(*) FROM n WHERE i < 0"""
    hurried = Shelf(tmp_path / "x", 0.05)
    began = time.monotonic()
    with pytest.raises(NotNow, match="too long"):
        hurried.rows(endless)
    assert time.monotonic() - began < 5.0
    assert hurried.extent()[0] == 19, "the next one has its own time"
