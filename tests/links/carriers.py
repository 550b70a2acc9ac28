"""What the conformance suite asks of a carrier, and the carriers that there are.

A carrier joins two stations, `alpha` and `beta`. A new one is added to `CARRIERS` and must pass
`test_conformance.py` as it stands.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Protocol

from depesha.links.exchange import Address, LineStatus, Neighbour, Own
from depesha.links.tcp import TcpLines
from depesha.links.tls import TlsKey
from depesha.names import Digest, StationId
from depesha.seal.keys import new_certificate
from tests.links.folder_carrier import folder
from tests.links.small_station import SmallStation

NETWORK = Digest(bytes(32))
ALPHA, BETA = StationId("alpha"), StationId("beta")


class Carrier(Protocol):
    """Two stations and what is between them.

    `takes_blobs`: whether it must pass `test_blobs_conformance.py` too.
    """

    takes_blobs: bool

    async def open(self, station: SmallStation) -> None:
        """Let a station take part."""

    async def close(self, station: SmallStation) -> None:
        """Let a station leave in good order."""

    async def kill(self, station: SmallStation) -> None:
        """Let a station vanish without a word."""

    def cut(self) -> None:
        """Break what is under way; the line comes back by itself."""

    def status(self, station: SmallStation) -> LineStatus:
        """Return how the line stands at a station."""


def key_of(station: str) -> TlsKey:
    """Return a new certificate with its key."""
    certificate, private_key = new_certificate(station)
    return TlsKey(certificate=certificate, private_key=private_key)


KEYS: Mapping[StationId, TlsKey] = {name: key_of(name) for name in (ALPHA, BETA)}


def own(station: str) -> Own:
    """Return what a station says of itself."""
    return Own(station=StationId(station), network=NETWORK, book_version=1)


def neighbour(station: str, address: Address | None = None) -> Neighbour:
    """Return `alpha` or `beta` as the other sees it."""
    name = StationId(station)
    return Neighbour(station=name, pins=(KEYS[name].certificate,), address=address)


class Cable:
    """A TCP proxy that can be cut: both ends of every connection see it break at once."""

    def __init__(self) -> None:
        self.target: Address | None = None
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def lay(self) -> Address:
        self._server = await asyncio.start_server(self._join, "127.0.0.1", 0)
        host, port = self._server.sockets[0].getsockname()
        return Address(host=host, port=port)

    def cut(self) -> None:
        for writer in list(self._writers):
            writer.transport.abort()

    async def take_up(self) -> None:
        self.cut()
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        if self._server is not None:
            self._server.close()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            assert self.target is not None
            far = await asyncio.open_connection(self.target.host, self.target.port)
            self._writers |= {writer, far[1]}
            await asyncio.gather(self._copy(reader, far[1]), self._copy(far[0], writer))
        writer.transport.abort()

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.transport.abort()
        self._writers.discard(writer)


class TcpCarrier:
    """Real sockets and TLS on loopback; alpha calls beta through a cable."""

    takes_blobs = False

    def __init__(self) -> None:
        self._cable = Cable()
        self._near: Address | None = None
        self._lines: dict[StationId, TcpLines] = {}

    async def open(self, station: SmallStation) -> None:
        if self._near is None:
            self._near = await self._cable.lay()
        calls = station.name == ALPHA
        listen = None if calls else Address(host="127.0.0.1", port=0)
        lines = TcpLines(station.exchange, own(station.name), KEYS[station.name], listen=listen)
        await lines.start([neighbour(BETA, self._near) if calls else neighbour(ALPHA)])
        if not calls:
            self._cable.target = lines.listening
        station.wake = lines.wake
        self._lines[station.name] = lines

    async def close(self, station: SmallStation) -> None:
        await self._lines.pop(station.name).stop()

    async def kill(self, station: SmallStation) -> None:
        self._cable.cut()
        await self.close(station)

    def cut(self) -> None:
        self._cable.cut()

    def status(self, station: SmallStation) -> LineStatus:
        (status,) = self._lines[station.name].status()
        return status

    async def end(self) -> None:
        for name in list(self._lines):
            await self._lines.pop(name).stop()
        await self._cable.take_up()


@contextlib.asynccontextmanager
async def tcp() -> AsyncIterator[Carrier]:
    """Give the TCP carrier, and clear it away."""
    carrier = TcpCarrier()
    try:
        yield carrier
    finally:
        await carrier.end()


CARRIERS: Mapping[str, Callable[[], contextlib.AbstractAsyncContextManager[Carrier]]] = {
    "folder": folder,
    "tcp": tcp,
}
