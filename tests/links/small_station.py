"""A station as its lines see it: an out-tray, a commit, and a memory of what was taken.

It keeps the promises of `Exchange` and nothing else. What is committed lives in `Disk` and
outlives the station; a crash is a new station over the same disk.
"""

import asyncio
import itertools
import os
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from weakref import finalize

from depesha.channel import ChannelHeard, ChannelSaid
from depesha.errors import NotNow
from depesha.links.exchange import Blobs, Exchange, Patience
from depesha.names import Signature, SlipId, StationId, TimeMs
from depesha.packet import (
    Accept,
    Arrived,
    Blob,
    BlobMissing,
    Grade,
    HopAccepted,
    HopRefused,
    Lane,
    LineAnswer,
    LineDown,
    LineEvent,
    LineUp,
    Load,
    Offered,
    Packet,
    PacketKind,
    Return,
    ReturnArrived,
    ReturnReason,
    Slip,
    Waiting,
    Want,
    lane_of,
    slip_id_of,
)
from depesha.store.blobs import BlobFolder

NOT_NOW = "the store is busy"
LATER = TimeMs(4_000_000_000_000)


def packet(
    number: int, grade: Grade = Grade.LOW, *, sealed: bytes | None = None, to: str = "omega"
) -> Packet:
    """Return a packet that is known again by its number."""
    content = number.to_bytes(8, "big") * 188 if sealed is None else sealed
    slip = Slip(
        slip_id=SlipId(number.to_bytes(16, "big")),
        destination=StationId(to),
        grade=grade,
        size_bytes=len(content),
        expires_at=LATER,
    )
    return Packet(slip=slip, sealed=content)


def given_back(number: int) -> Return:
    """Return a return of the packet with that number."""
    return Return(
        slip_id=SlipId(number.to_bytes(16, "big")),
        reason=ReturnReason.NO_ROUTE,
        station=StationId("omega"),
        signature=Signature(bytes(64)),
        leaf=b"leaf",
    )


def blob_bytes(number: int, size_bytes: int) -> bytes:
    """Return bytes that are known again by their number, no piece like another."""
    return random.Random(number).randbytes(size_bytes)  # noqa: S311  # repeatable


@dataclass
class Disk:
    """What outlives a crash."""

    tray: dict[int, tuple[StationId, Waiting]] = field(default_factory=dict)
    taken: dict[SlipId, Packet | Blob] = field(default_factory=dict)
    order: list[SlipId] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    duplicates: int = 0
    refusals: list[HopRefused] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        folder = Path(mkdtemp(prefix="depesha-blobs-"))
        finalize(self, rmtree, folder, ignore_errors=True)
        self.blobs = BlobFolder(folder)


def accept(event: LineEvent) -> LineAnswer:
    """Take everything."""
    return Want() if isinstance(event, Offered) else Accept()


async def _at_once() -> None:
    pass


class SmallStation:
    """One station between two crashes."""

    def __init__(self, name: str, disk: Disk | None = None) -> None:
        self.name = StationId(name)
        self.disk = disk or Disk()
        self.wake: Callable[[StationId, Grade], None] = lambda _station, _grade: None
        self.judge: Callable[[LineEvent], LineAnswer] = accept
        self.blobs: Blobs | None = self.disk.blobs
        self.before_commit: Callable[[], Awaitable[None]] = _at_once
        self.after_commit: Callable[[], Awaitable[None]] = _at_once
        self.full_times = 0
        """How many more groups the store has no room for."""
        self.groups: list[list[LineEvent]] = []
        self.pulls = 0
        self.blind_pulls = 0
        """How many more pulls the store cannot answer."""
        self.opens_at: TimeMs | None = None
        """When its lines open; None: they are open."""
        self.lowest = Grade.LOW
        """What is below it stays."""
        self._entries = itertools.count(max(self.disk.tray, default=0) + 1)
        self._news = asyncio.Event()

    @property
    def exchange(self) -> Exchange:
        return Exchange(
            pull=self._pull,
            holds=self._holds,
            hand_in=self._hand_in,
            now=self.now,
            token=os.urandom,
            patience=Patience(retry_seconds=0.1),
            blobs=self.blobs,
            opens_at=lambda _: self.opens_at,
        )

    def now(self) -> TimeMs:
        return TimeMs(time.time_ns() // 1_000_000)

    def put(
        self,
        neighbour: str,
        load: Load,
        grade: Grade | None = None,
        *,
        wake: bool = True,
    ) -> int:
        entry = next(self._entries)
        at = grade if grade is not None else 0 if isinstance(load, Return) else load.slip.grade
        waiting = Waiting(entry=entry, grade=Grade(at), load=load)
        self.disk.tray[entry] = (StationId(neighbour), waiting)
        if wake:
            self.wake(StationId(neighbour), waiting.grade)
        return entry

    def blob(
        self, number: int, size_bytes: int, grade: Grade = Grade.LOW, *, to: str = "omega"
    ) -> Blob:
        """Put a blob in this station's folder and return it; the same number, the same bytes."""
        name, _ = self.disk.blobs.take_in([blob_bytes(number, size_bytes)])
        slip = replace(
            packet(number, grade, to=to).slip, kind=PacketKind.BLOB, size_bytes=size_bytes
        )
        return Blob(slip=slip, sealed=name)

    def holds(self, blob: Blob) -> bool:
        """Say whether custody of a blob was taken, and its bytes are here."""
        taken = self.disk.taken.get(blob.slip.slip_id)
        return taken == blob and sha256(b"".join(self.disk.blobs.each(blob.sealed))).digest() == (
            blob.sealed
        )

    async def until(self, condition: Callable[[], bool], seconds: float = 20.0) -> None:
        """Wait for something that a commit brings about."""
        async with asyncio.timeout(seconds):
            while not condition():
                self._news.clear()
                await self._news.wait()

    async def until_taken(self, count: int, seconds: float = 20.0) -> None:
        await self.until(lambda: len(self.disk.taken) >= count, seconds)

    async def until_empty(self, seconds: float = 20.0) -> None:
        await self.until(lambda: not self.disk.tray, seconds)

    def _pull(
        self, neighbour: StationId, after: Mapping[Grade, int], limit: int, lanes: frozenset[Lane]
    ) -> Sequence[Waiting]:
        self.pulls += 1
        if self.blind_pulls:
            self.blind_pulls -= 1
            raise NotNow(NOT_NOW)
        if self.opens_at is not None:
            return []
        ready = (
            waiting
            for station, waiting in self.disk.tray.values()
            if station == neighbour and waiting.entry > after.get(waiting.grade, 0)
            if lane_of(waiting.load, waiting.grade) in lanes and waiting.grade >= self.lowest
        )
        return sorted(ready, key=lambda waiting: (-waiting.grade, waiting.entry))[:limit]

    def _holds(self, neighbour: StationId, entry: int) -> SlipId | None:
        if self.blind_pulls:
            self.blind_pulls -= 1
            raise NotNow(NOT_NOW)
        station, waiting = self.disk.tray.get(entry, (None, None))
        return slip_id_of(waiting.load) if waiting and station == neighbour else None

    async def _hand_in(self, events: Sequence[LineEvent]) -> Sequence[LineAnswer]:
        self.groups.append(list(events))
        await self.before_commit()
        if self.full_times:
            self.full_times -= 1
            raise NotNow(NOT_NOW)
        answers = [self._commit(event) for event in events]
        self._news.set()
        await self.after_commit()
        return answers

    def _commit(self, event: LineEvent) -> LineAnswer:
        answer = self.judge(event)
        if not isinstance(answer, Accept):
            return answer  # also Want: nothing is written down of what is only offered
        match event:
            case Arrived(packet=arrived):
                slip_id = arrived.slip.slip_id
                self.disk.duplicates += slip_id in self.disk.taken
                if slip_id not in self.disk.taken:
                    self.disk.order.append(slip_id)
                self.disk.taken[slip_id] = arrived
            case ReturnArrived(returned=returned):
                self.disk.returns.append(returned)
            case HopAccepted(entries=entries):
                for entry in entries:
                    del self.disk.tray[entry]
            case HopRefused():
                self.disk.refusals.append(event)
            case BlobMissing(entry=entry):
                self.disk.missing.append(entry)
            case Offered() | LineDown() | LineUp() | ChannelHeard() | ChannelSaid():
                pass  # it keeps no numbers
        return answer
