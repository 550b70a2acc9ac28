"""A face at a station's door: orders without waiting, questions, and every commit heard."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final, TypeVar

DEADLINE_SECONDS: Final = 300.0
DRAINED_EVERY: Final = 64

Found = TypeVar("Found")


class Declined(Exception):
    """The station answered with a problem."""


class Face:
    """A face at the door that sends without waiting and hears what comes."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._next = 0
        self._changed = asyncio.Event()

    async def enter(self) -> None:
        """Go in, and begin to listen."""
        self._reader, self._writer = await asyncio.open_unix_connection(
            str(self._home / "station.sock"), limit=2**24
        )
        self._listening = asyncio.create_task(self._listen())
        self.say(watch=True)

    async def leave(self) -> None:
        """Go out."""
        self._listening.cancel()
        self._writer.close()

    def say(self, **request: object) -> asyncio.Future[Any]:
        """Send a request and return its answer to come."""
        self._next += 1
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[self._next] = future
        line = json.dumps({"id": self._next, **request}, ensure_ascii=False)
        self._writer.write(line.encode() + b"\n")
        return future

    async def send(self, drafts: Iterable[str]) -> list[Any]:
        """Order all of them to be sent, without waiting in between; return the answers."""
        answers = []
        for text in drafts:
            answers.append(self.say(order="send", fields={"text": text}))
            if len(answers) % DRAINED_EVERY == 0:
                await self._writer.drain()
        return list(await asyncio.gather(*answers))

    async def until(self, accept: Callable[[Any], Found | None], **question: object) -> Found:
        """Ask again after every commit until `accept` returns something; a problem is nothing."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            while True:
                self._changed.clear()
                with suppress(Declined):
                    if (found := accept(await self.say(**question))) is not None:
                        return found
                await self._changed.wait()

    async def all_reported(self) -> None:
        """Wait until the last delivery report is committed."""
        await self.until(lambda count: True if count == 0 else None, read="outstanding")

    async def _listen(self) -> None:
        while line := await self._reader.readline():
            answer = json.loads(line)
            if answer.get("changed"):
                self._changed.set()
            elif (future := self._waiting.pop(answer["id"], None)) is not None:
                if "problem" in answer:
                    future.set_exception(Declined(str(answer["problem"])))
                else:
                    future.set_result(answer["done"])


@asynccontextmanager
async def at_door(home: Path) -> AsyncIterator[Face]:
    """Go to a station's door, and leave it at the end."""
    face = Face(home)
    await face.enter()
    try:
        yield face
    finally:
        await face.leave()
