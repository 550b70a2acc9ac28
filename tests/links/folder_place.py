"""Beta between its two folders; alpha is whoever writes the test."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from depesha.links import frames
from depesha.links.exchange import FolderReport, LineStatus
from depesha.links.folder import bag
from depesha.links.folder.bag import MANIFESTS, PACK, Bag, Manifest, PackHeader
from depesha.links.folder.line import FolderLine, Pace
from depesha.links.folder.lines import FolderLines
from depesha.links.frames import Beside, Frame
from depesha.names import Digest, StationId
from tests.links.folder_carrier import QUICK, lines_of
from tests.links.folder_files import contents, lay, manifest, name_of
from tests.links.small_station import Disk, SmallStation


class Place:
    """A station's disk, its home of folder lines, and the folders out and in."""

    def __init__(self, folder: Path) -> None:
        self.home, self.out, self.into = folder / "home", folder / "out", folder / "in"
        self.out.mkdir()
        self.into.mkdir()
        self.disk = Disk()
        self.beta = SmallStation("beta", self.disk)
        self.lines: FolderLines | None = None
        self.serial = 0
        self._named: set[Digest] = set()

    def open(self, pace: Pace = QUICK, beta: SmallStation | None = None) -> None:
        self.beta = beta or SmallStation("beta", self.disk)
        self.lines = lines_of(self.beta, self.home, self.out, self.into, pace)

    async def close(self) -> None:
        if self.lines is not None:
            await self.lines.stop()
            self.lines = None

    @property
    def line(self) -> FolderLine:
        assert self.lines is not None
        line = self.lines._lines[StationId("alpha")]
        assert isinstance(line, FolderLine)
        return line

    def status(self) -> LineStatus:
        return self.line.status()

    def report(self) -> FolderReport:
        report = self.status().folder
        assert report is not None
        return report

    # -- what beta wrote ----------------------------------------------------------------------

    def packs(self) -> list[Bag[PackHeader]]:
        return [bag.read(PACK, data) for data in contents(self.out, "*.depbag")]

    def said(self, kind: type[Frame]) -> list[Frame]:
        """Return the frames of a kind in the packs that lie there."""
        found = [frames.read(one) for pack in self.packs() for one in pack.payloads]
        return [one for one in found if isinstance(one, kind)]

    def announced(self) -> list[Digest]:
        """Return the blobs that packs announce which beta's manifest names."""
        named = self.named()
        said = [frames.read(x) for one in self.packs() if one.digest in named for x in one.payloads]
        return sorted(one.sealed for one in said if isinstance(one, Beside))

    def named(self) -> set[Digest]:
        """Return the packs that beta's manifest names."""
        found: list[Manifest] = [
            bag.read(MANIFESTS, data).header for data in contents(self.out, "*.depman")
        ]
        newest = max(found, key=lambda one: one.serial, default=None)
        if newest is not None:  # one may be taken away, for a newer one, while we look
            self._named = {digest for digest, _ in newest.packs}
        return self._named

    def damaged(self) -> set[Digest]:
        """Return the packs that beta says came damaged."""
        return {one for pack in self.packs() for one in pack.header.damaged}

    def blob_files(self) -> list[bytes]:
        return contents(self.out, "*.depblob")

    # -- what alpha does ----------------------------------------------------------------------

    def say(self, *files: bytes) -> None:
        """Lay packs of alpha's and a manifest that names only these."""
        self.serial += 1
        named = [bag.hash_of(data) for data in files]
        lay(self.into, *files, manifest(named, self.serial))

    def bring(self, sealed: bytes) -> Path:
        """Lay the file of a blob, all at once, as a synchroniser does."""
        path = self.into / name_of(sealed)
        part = path.with_name(".syncthing.tmp")
        part.write_bytes(sealed)
        return part.rename(path)

    async def until(self, condition: Callable[[], bool], seconds: float = 20.0) -> None:
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110  # a folder has no event to wait for
                await asyncio.sleep(0.005)

    async def looks(self, count: int = 10) -> None:
        """Wait until the line has looked so many times more."""
        target = self.line._looks + count
        await self.until(lambda: self.line._looks >= target)


Story = Callable[[Place], Awaitable[None]]
Tell = Callable[[Story], None]


def told(folder: Path, story: Story) -> None:
    """Tell a story of beta and its folders."""

    async def run() -> None:
        place = Place(folder)
        try:
            await story(place)
        finally:
            await place.close()

    asyncio.run(run())
