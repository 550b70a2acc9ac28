"""What the conformance suite asks of a carrier, and the carriers that there are.

A carrier joins two stations, `alpha` and `beta`. A new one is added to `CARRIERS` and must pass
`test_conformance.py` as it stands.
"""

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Protocol

from depesha.links.exchange import Address, LineStatus, Neighbour, Own
from depesha.links.tcp import TcpLines
from depesha.links.tls import TlsKey
from depesha.names import Digest, StationId
from depesha.seal.keys import new_certificate
from tests.links.cable import Cable
from tests.links.folder_carrier import folder
from tests.links.mail_carrier import imap, maildir
from tests.links.small_station import SmallStation

NETWORK = Digest(bytes(32))
ALPHA, BETA = StationId("alpha"), StationId("beta")


class Carrier(Protocol):
    """Two stations and what is between them."""

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


class BlobCarrier(Carrier, Protocol):
    """A carrier that takes blobs too.

    `is_wire`: whether the bytes go from the one station to the other, so that they are counted on
    the way, a more urgent blob overtakes one that is going, and after a restart it goes on.
    """

    is_wire: bool

    @property
    def passed_bytes(self) -> int:
        """How many bytes have passed from alpha to beta; 0 where nobody can count them."""


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


class TcpCarrier:
    """Real sockets and TLS on loopback; alpha calls beta through a cable."""

    is_wire = True

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

    @property
    def passed_bytes(self) -> int:
        return self._cable.passed_bytes

    async def end(self) -> None:
        for name in list(self._lines):
            await self._lines.pop(name).stop()
        await self._cable.take_up()


@contextlib.asynccontextmanager
async def tcp() -> AsyncIterator[BlobCarrier]:
    """Give the TCP carrier, and clear it away."""
    carrier = TcpCarrier()
    try:
        yield carrier
    finally:
        await carrier.end()


CARRIERS: Mapping[str, Callable[[], contextlib.AbstractAsyncContextManager[Carrier]]] = {
    "folder": folder,
    "imap": imap,
    "maildir": maildir,
    "tcp": tcp,
}

BLOB_CARRIERS: Mapping[str, Callable[[], contextlib.AbstractAsyncContextManager[BlobCarrier]]] = {
    "folder": folder,
    "maildir": maildir,
    "tcp": tcp,
}
"""Those that take blobs: they must pass `test_blobs.py` too."""
