"""A neighbour that speaks TLS and then says whatever it likes: for attacks and for odd answers."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator

from depesha.links import frames
from depesha.links.exchange import Address
from depesha.links.frames import (
    Bye,
    ByeReason,
    Frame,
    Hello,
    Introduction,
    Parcel,
    Welcome,
)
from depesha.links.prefix import Splitter, prefixed
from depesha.links.tcp import TcpLines
from depesha.links.tls import TlsKey, client_context, server_context
from depesha.names import Epoch
from depesha.packet import SLIP
from tests.links.carriers import ALPHA, BETA, KEYS, NETWORK, neighbour, own
from tests.links.small_station import SmallStation, packet

EPOCH = Epoch(b"raw peer")


def introduction() -> Introduction:
    """Return what alpha says of itself."""
    return Introduction(station=ALPHA, network=NETWORK, book_version=1, epoch=EPOCH)


def parcel(number: int, *, slip: bytes | None = None, sealed: bytes | None = None) -> Parcel:
    """Return the frame of `packet(number)`, with another slip or other bytes if they are given."""
    load = packet(number)
    return Parcel(
        lane=0,
        epoch=EPOCH,
        channel_seq=number,
        slip=SLIP.encode(load.slip) if slip is None else slip,
        sealed=load.sealed if sealed is None else sealed,
    )


class RawPeer:
    """One end of a connection, frame by frame or byte by byte."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self._splitter = Splitter()
        self._frames: list[bytes] = []

    def say(self, *said: Frame | bytes) -> None:
        """Send frames, or bytes as they are."""
        for item in said:
            self.writer.write(item if isinstance(item, bytes) else prefixed(frames.write(item)))

    async def hear(self) -> Frame | None:
        """Return the next frame, or None at the end of the connection."""
        while not self._frames:
            try:
                data = await self.reader.read(65536)
            except (ConnectionError, ssl.SSLError):
                data = b""
            if not data:
                return None
            self._frames += self._splitter.feed(data)
        return frames.read(self._frames.pop(0))

    async def hear_bye(self) -> ByeReason | None:
        """Return the reason of the BYE with which the other side ends, whatever came before it."""
        while (frame := await self.hear()) is not None:
            if isinstance(frame, Bye):
                assert await self.hear() is None, "something follows a BYE"
                return frame.reason
        return None

    async def greet(self) -> Introduction:
        """Say HELLO and return the other side's introduction."""
        self.say(Hello(introduction=introduction()))
        welcome = await self.hear()
        assert isinstance(welcome, Welcome)
        return welcome.introduction


_OPEN: set[asyncio.StreamWriter] = set()


async def reach(address: Address, context: ssl.SSLContext | None = None) -> RawPeer:
    """Connect to an address, over TLS if there is a context."""
    name = None if context is None else ""
    reader, writer = await asyncio.open_connection(
        address.host, address.port, ssl=context, server_hostname=name
    )
    _OPEN.add(writer)
    return RawPeer(reader, writer)


async def call(address: Address, key: TlsKey) -> RawPeer:
    """Call beta with that key."""
    return await reach(address, client_context(key, [KEYS[BETA].certificate]))


async def hang_up() -> None:
    """End every connection that was made here."""
    while _OPEN:
        writer = _OPEN.pop()
        writer.transport.abort()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


@contextlib.asynccontextmanager
async def listening(station: SmallStation) -> AsyncIterator[tuple[TcpLines, Address]]:
    """Let beta listen, with a line to alpha; give its lines and its address."""
    listen = Address(host="127.0.0.1", port=0)
    lines = TcpLines(station.exchange, own(BETA), KEYS[BETA], listen=listen)
    await lines.start([neighbour(ALPHA)])
    station.wake = lines.wake
    assert lines.listening is not None
    try:
        yield lines, lines.listening
    finally:
        await lines.stop()
        await hang_up()


@contextlib.asynccontextmanager
async def answered_by_hand(
    *, key: TlsKey | None = None
) -> AsyncIterator[tuple[Address, asyncio.Queue[RawPeer]]]:
    """Stand in for beta; give the address and the connections that are made to it."""
    peers: asyncio.Queue[RawPeer] = asyncio.Queue()
    ended = asyncio.Event()

    async def came(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peers.put_nowait(RawPeer(reader, writer))
        await ended.wait()
        writer.transport.abort()

    pins = {ALPHA: [KEYS[ALPHA].certificate]}
    context = server_context(key or KEYS[BETA], pins)
    server = await asyncio.start_server(came, "127.0.0.1", 0, ssl=context)
    host, port = server.sockets[0].getsockname()
    try:
        yield Address(host=host, port=port), peers
    finally:
        server.close()
        ended.set()
        await asyncio.sleep(0)


@contextlib.asynccontextmanager
async def connected(
    station: SmallStation,
) -> AsyncIterator[tuple[TcpLines, RawPeer, Introduction]]:
    """Call a listening beta as alpha and greet it."""
    async with listening(station) as (lines, address):
        peer = await call(address, KEYS[ALPHA])
        yield lines, peer, await peer.greet()
