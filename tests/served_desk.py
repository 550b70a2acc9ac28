"""A desk that is really served at a port, before a small station: for attacks by bare connections.

async with served(most=8) as desk:
    pipe = await desk.ask("/healthz")
    assert await pipe.line() == …
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from ssl import SSLContext
from typing import Any, Final

from depesha.callers.conversation import Patience
from depesha.callers.counting import MAX_CALLERS
from depesha.web.host import PATIENCE, DeskHost
from depesha.web.house import House
from depesha.web.setting import Address
from tests.desks import BEARINGS, LEASE, OFFICE, SmallStation

ASK: Final = b"GET %s HTTP/1.1\r\nHost: localhost:%d\r\nCookie: %s\r\n\r\n"
HEAD_OF_A_FORM: Final = (
    b"POST /sign-in HTTP/1.1\r\nHost: localhost:%d\r\nOrigin: http://localhost:%d\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\n"
)


class Pipe:
    """One connection to the desk."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    def say(self, words: bytes) -> None:
        """Send something; whether anybody hears it is another thing."""
        self._writer.write(words)

    async def line(self) -> bytes:
        """Return the next line of the answer; empty: it was hung up."""
        try:
            return await self._reader.readline()
        except ConnectionError:
            return b""

    async def to_the_end(self) -> bytes:
        """Return what comes until it is hung up."""
        found = b""
        while line := await self.line():
            found += line
        return found

    def hang_up(self) -> None:
        """End it."""
        self._writer.transport.abort()


class ServedDesk:
    """A desk at a port of this machine."""

    def __init__(self, host: DeskHost, house: House, station: SmallStation, port: int) -> None:
        self.host = host
        self.house = house
        self.station = station
        self.port = port
        self._pipes: list[Pipe] = []

    async def call(self, tls: SSLContext | None = None) -> Pipe:
        """Return a new connection."""
        pipe = Pipe(*await asyncio.open_connection("127.0.0.1", self.port, ssl=tls))
        self._pipes.append(pipe)
        return pipe

    async def ask(self, path: str, cookie: str = "", tls: SSLContext | None = None) -> Pipe:
        """Ask for a page on a connection of its own, and return it."""
        pipe = await self.call(tls)
        pipe.say(ASK % (path.encode(), self.port, cookie.encode()))
        return pipe

    async def status(self, path: str, cookie: str = "") -> int:
        """Return with which status a page is answered; 0: it is not."""
        words = (await (await self.ask(path, cookie)).line()).split()
        return int(words[1]) if words else 0

    def sign_in(self) -> str:
        """Begin a session, and return its cookie."""
        self.station.leases.add(LEASE)
        return f"{self.house.cookie}={self.house.sessions.begin(OFFICE, LEASE)}"

    def hang_up(self) -> None:
        """End every connection."""
        for pipe in self._pipes:
            pipe.hang_up()


@asynccontextmanager
async def served(
    answers: Mapping[str, Any] | None = None,
    *,
    most: int = MAX_CALLERS,
    patience: Patience = PATIENCE,
    pem: Path | None = None,
) -> AsyncIterator[ServedDesk]:
    """Serve a desk for as long as a story takes; over TLS, with what a file in PEM holds."""
    station = SmallStation(answers or {})
    by = str(pem or "")
    address = Address(host="127.0.0.1", port=0, certificate=by, key=by)
    host = DeskHost(address, most=most, patience=patience)
    url = await host.open(station, BEARINGS)
    assert host.house is not None
    desk = ServedDesk(host, host.house, station, int(url.rstrip("/").rpartition(":")[2]))
    try:
        yield desk
    finally:
        await host.close()
        desk.hang_up()
