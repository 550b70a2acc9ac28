"""The blobs of one line on the disk: what is done there, in which thread, and how much may lie.

It outlives the connections of its line, and so does what it has verified: after a cut nothing is
hashed again that was hashed when it came.

Rule 1: what is coming is written by one thread, in the order in which it was asked for. A
    connection that ended leaves nothing behind that could write later.
Rule 2: one blob comes once at a time by a line; whoever offers it again meanwhile waits, and then
    it is here.
Rule 3: of what a neighbour began and does not complete, 16 files of 8 GiB together are kept, beside
    those that it is sending; the longest untouched is given up first.
Rule 4: nothing is begun that would leave less than 256 MiB of the disk free: the store must go on.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, TypeVar

from depesha.errors import DoesNotVerify, StoreFull
from depesha.links.exchange import Blobs
from depesha.links.frames import piece_bytes_for
from depesha.names import Digest, StationId
from depesha.packet import Blob

MAX_UNFINISHED: Final = 16
"""As many as may be open at a time (`links/inbound.py`): one cut of the line gives none up."""

MAX_UNFINISHED_BYTES: Final = 8 * 1024**3
"""Eight attachments of 1 GB that were begun and cut."""

SPARE_BYTES: Final = 256 * 1024 * 1024

REMEMBERED: Final = 64
"""Blobs whose hashes are remembered, each way: 32 KiB each at most."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waybill:
    """What an offer says of a blob: the sizes and hashes of its pieces."""

    blob: Blob
    piece_bytes: int
    pieces: tuple[Digest, ...]

    @property
    def name(self) -> Digest:
        """The blob's name."""
        return self.blob.sealed

    @property
    def size_bytes(self) -> int:
        """The blob's size."""
        return self.blob.slip.size_bytes


@dataclass(slots=True)
class Claim:
    """Who brings a blob in, and how many would."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class Shelf:
    """The blobs of the line to one neighbour."""

    def __init__(self, blobs: Blobs, neighbour: StationId) -> None:
        self._blobs = blobs.coming_from(neighbour)
        self._thread = ThreadPoolExecutor(1, f"blobs-{neighbour}")
        self._claims: dict[Digest, Claim] = {}
        self._remaining: dict[Digest, int] = {}
        self._verified: OrderedDict[Digest, tuple[Digest, int]] = OrderedDict()
        self._pieces: OrderedDict[Digest, tuple[Digest, ...]] = OrderedDict()

    def close(self) -> None:
        """Begin nothing more; what is under way on the disk takes its course."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    # -- sending ------------------------------------------------------------------------------

    async def waybill(self, blob: Blob) -> Waybill | None:
        """Return the pieces of a blob that is here, or None where it is not, or not as long.

        Raises:
            NotNow: the disk does not answer.
        """
        size_bytes = blob.slip.size_bytes
        if size_bytes < 1 or self._blobs.size_of(blob.sealed) != size_bytes:
            return None
        piece_bytes = piece_bytes_for(size_bytes)
        pieces = self._pieces.get(blob.sealed)
        if pieces is None:
            pieces = await asyncio.to_thread(self._blobs.pieces, blob.sealed, piece_bytes)
            _remember(self._pieces, blob.sealed, pieces)
        return Waybill(blob=blob, piece_bytes=piece_bytes, pieces=pieces)

    async def read(self, name: Digest, offset: int, size_bytes: int) -> bytes:
        """Return bytes of a blob that is here.

        Raises:
            NotNow: the file is not there, or the disk does not answer.
        """
        return await asyncio.to_thread(self._blobs.read, name, offset, size_bytes)

    # -- receiving ----------------------------------------------------------------------------

    @asynccontextmanager
    async def claim(self, name: Digest) -> AsyncIterator[None]:
        """Be the one who brings a blob in."""
        claim = self._claims.setdefault(name, Claim())
        claim.users += 1
        try:
            async with claim.lock:
                try:
                    yield
                finally:
                    self._remaining.pop(name, None)
        finally:
            claim.users -= 1
            if not claim.users:
                del self._claims[name]

    async def begin(self, waybill: Waybill) -> int | None:
        """Return from which byte on a blob is to come, or None where it is here whole.

        Raises:
            DoesNotVerify: it is here, and has another size than was said.
            StoreFull: there is no room for it.
            NotNow: the disk does not answer.
        """
        held = await self._do(self._begin, waybill, dict(self._remaining))
        if held is not None:
            self._remaining[waybill.name] = waybill.size_bytes - held
        return held

    async def write(self, name: Digest, offset: int, data: bytes) -> None:
        """Put bytes of one that is coming into their place.

        Raises:
            NotNow: the disk has no room, or does not answer.
        """
        await self._do(self._blobs.write, name, offset, data)

    async def keep(self, waybill: Waybill, held: int) -> None:
        """Make what has come durable: it is verified up to there.

        Raises:
            NotNow: the disk does not answer.
        """
        await self._do(self._blobs.flush, waybill.name)
        _remember(self._verified, waybill.name, (_mark(waybill), held))
        self._remaining[waybill.name] = waybill.size_bytes - held

    async def finish(self, name: Digest) -> None:
        """Make one that has come a whole one.

        Raises:
            DoesNotVerify: it is not what its name says.
            NotNow: the disk does not answer.
        """
        self._verified.pop(name, None)
        await self._do(self._blobs.finish, name)

    def _begin(self, waybill: Waybill, remaining: Mapping[Digest, int]) -> int | None:
        size_bytes = self._blobs.size_of(waybill.name)
        if size_bytes is not None:
            if size_bytes != waybill.size_bytes:
                msg = f"a blob of {size_bytes} bytes is offered as {waybill.size_bytes}"
                raise DoesNotVerify(msg)
            return None
        self._clear_away(waybill.name, remaining)
        held = self._held(waybill)
        others = sum(left for name, left in remaining.items() if name != waybill.name)
        needed = waybill.size_bytes - held + others + SPARE_BYTES
        if needed > self._blobs.free_bytes():
            msg = f"there is no room for a blob of {waybill.size_bytes} bytes"
            raise StoreFull(msg, hint="make room on this station's disk")
        return held

    def _held(self, waybill: Waybill) -> int:
        mark, held = self._verified.get(waybill.name, (b"", 0))
        if mark == _mark(waybill):
            return held
        held = self._blobs.held(waybill.name, waybill.pieces, waybill.piece_bytes)
        if held > waybill.size_bytes:  # it was begun as a larger one: somebody lied
            self._blobs.give_up(waybill.name)
            return 0
        return held

    def _clear_away(self, name: Digest, remaining: Mapping[Digest, int]) -> None:
        """Give up what was begun longest ago, until there is a place for another (rule 3)."""
        idle = [
            (other, size_bytes)
            for other, size_bytes in self._blobs.unfinished()
            if other != name and other not in remaining
        ]
        while len(idle) >= MAX_UNFINISHED or sum(size for _, size in idle) > MAX_UNFINISHED_BYTES:
            oldest, _ = idle.pop(0)
            self._blobs.give_up(oldest)
            self._verified.pop(oldest, None)

    async def _do(self, act: Callable[..., T], *args: object) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, act, *args)


def _mark(waybill: Waybill) -> Digest:
    return Digest(sha256(b"".join(waybill.pieces)).digest())


def _remember(memory: "OrderedDict[Digest, T]", name: Digest, what: T) -> None:
    memory[name] = what
    memory.move_to_end(name)
    if len(memory) > REMEMBERED:
        memory.popitem(last=False)
