"""The folder carrier of the conformance suite: two folders on one medium that is pulled out.

What one station writes the other sees in the same folder, as with a stick that is always in both
of them. A cut pulls the medium out until both have noticed, loses a pack, cuts one short, copies
one and leaves a half of one behind, changes a byte of each blob, and puts it in again.
"""

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from depesha.links.exchange import LineState, LineStatus, Own
from depesha.links.folder.line import FolderNeighbour, Notary, Pace
from depesha.links.folder.lines import FolderLines, folder_lines
from depesha.names import Digest, StationId
from depesha.seal.signature import BadSignature, SigningKey, sign, signing_key, verify
from tests.links.small_station import SmallStation

NETWORK = Digest(bytes(32))
PACKS = "pack@depesha.v1"
QUICK = Pace(look_seconds=0.02, write_seconds=0.02, pack_loads=256, still_looks=5)

SIGNING: dict[str, SigningKey] = {
    name: signing_key(name.encode().ljust(32, b".")) for name in ("alpha", "beta", "mallory")
}


def notary(station: str, namespace: str = PACKS) -> Notary:
    """Return a station's signature, and its judgement of the others'."""

    def holds(signer: StationId, payload: bytes, signature: bytes) -> bool:
        try:
            verify(SIGNING[signer].public, namespace, payload, signature)
        except BadSignature:
            return False
        return True

    return Notary(
        sign=lambda payload: sign(SIGNING[station], namespace, payload),
        verify=holds,
    )


def other(station: str) -> str:
    """Return the station at the other end."""
    return "beta" if station == "alpha" else "alpha"


def own(station: str) -> Own:
    """Return what a station says of itself."""
    return Own(station=StationId(station), network=NETWORK, book_version=1)


def lines_of(
    station: SmallStation, home: Path, out: Path, into: Path, pace: Pace = QUICK
) -> FolderLines:
    """Return the folder line of a station to the other one, at work."""
    lines = folder_lines(station.exchange, notary(station.name), home, pace=pace)
    neighbour = FolderNeighbour(station=StationId(other(station.name)), out=out, into=into)
    lines.adopt(own(station.name), [neighbour])
    station.wake = lines.wake
    return lines


class FolderCarrier:
    """A medium with a folder for each direction, and a home for each station."""

    is_wire = False
    passed_bytes = 0

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._medium = folder / "medium"
        self._lines: dict[StationId, FolderLines] = {}
        self._cutting: asyncio.Task[None] | None = None
        for name in ("alpha", "beta"):
            (self._medium / f"from-{name}").mkdir(parents=True)

    async def open(self, station: SmallStation) -> None:
        self._lines[station.name] = lines_of(
            station,
            self._folder / station.name,
            self._medium / f"from-{station.name}",
            self._medium / f"from-{other(station.name)}",
        )

    async def close(self, station: SmallStation) -> None:
        await self._lines.pop(station.name).stop()

    async def kill(self, station: SmallStation) -> None:
        await self.close(station)

    def cut(self) -> None:
        if self._cutting is None or self._cutting.done():
            self._cutting = asyncio.create_task(self._cut())

    async def _cut(self) -> None:
        away = self._medium.rename(self._folder / "away")
        while self._is_up():  # noqa: ASYNC110  # each notices at its next look, and says nothing
            await asyncio.sleep(0.005)
        for folder in sorted(away.iterdir()):
            damage(folder)
        away.rename(self._medium)

    def _is_up(self) -> bool:
        return any(one.status()[0].state is LineState.UP for one in self._lines.values())

    def status(self, station: SmallStation) -> LineStatus:
        (status,) = self._lines[station.name].status()
        return status

    async def end(self) -> None:
        if self._cutting is not None:
            await self._cutting
        for name in list(self._lines):
            await self._lines.pop(name).stop()


def damage(folder: Path) -> None:
    """Lose a pack, cut one short, copy one, leave half of a copy behind, and spoil the blobs."""
    packs = sorted(folder.glob("*.depbag"))
    for pack, what in zip(packs, (lose, cut_short, copy, leave_half), strict=False):
        what(pack)
    for blob in folder.glob("*.depblob"):
        spoil(blob)


def lose(pack: Path) -> None:
    pack.unlink()


def cut_short(pack: Path) -> None:
    pack.write_bytes(pack.read_bytes()[:-7])


def copy(pack: Path) -> None:
    shutil.copy(pack, pack.with_name(f"{pack.stem}.sync-conflict-20261121-2050.depbag"))


def leave_half(pack: Path) -> None:
    data = pack.read_bytes()
    pack.with_name(f"{pack.stem} (1).depbag").write_bytes(data[: len(data) // 2])


def spoil(blob: Path) -> None:
    data = bytearray(blob.read_bytes())
    data[len(data) // 2] ^= 1
    blob.write_bytes(data)


@contextlib.asynccontextmanager
async def folder() -> AsyncIterator[FolderCarrier]:
    """Give the folder carrier, and clear it away."""
    with tempfile.TemporaryDirectory() as name:
        carrier = FolderCarrier(Path(name))
        try:
            yield carrier
        finally:
            await carrier.end()
