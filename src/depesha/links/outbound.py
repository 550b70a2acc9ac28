"""Blobs that go by one connection: which are offered, which goes now, and the next bytes of it.

Rule 1: at most four are open, counting those of the same grade and above: a flash never waits for a
    place, and the other side keeps the hashes of no more.
Rule 2: strict order: the most urgent that is wanted goes, and of one grade the one offered first.
    It changes between two chunks.
Rule 3: a blob is read ahead, 256 KiB at a time, outside the loop's thread.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from depesha.channel import ChannelSeq, Span
from depesha.errors import Malformed, NotNow
from depesha.links.channel import Channel
from depesha.links.exchange import BlobReport, BlobState
from depesha.links.frames import Skip, Want
from depesha.links.shelf import Shelf, Waybill
from depesha.names import Digest
from depesha.packet import Blob, Grade, HopRefused, PacketKind

PLACES: Final = 4
AHEAD_BYTES: Final = 256 * 1024

MAX_WANTS: Final = 4 + 1024
"""WANTs of one offer: the first, and each piece once more."""


@dataclass(slots=True)
class Consignment:
    """One blob on its way.

    Attributes:
        number: under which it was offered; 0 until then.
        pieces: their hashes, for as long as the other side has shown no sign of the offer.
        wanted: whether the other side wants bytes of it.
        at: the next byte that goes.
        resting: whether its file could not be read just now.
    """

    entry: int
    grade: Grade
    blob: Blob
    number: ChannelSeq = 0
    pieces: Sequence[Digest] = ()
    wanted: bool = False
    at: int = 0
    wants: int = 0
    skipped: bool = False
    resting: bool = False
    ahead: bytes = field(default=b"")
    ahead_at: int = 0

    @property
    def goes(self) -> bool:
        """Whether bytes of it can go."""
        return self.wanted and not self.resting and self.at < self.blob.slip.size_bytes


class Outbound:
    """The blobs that one connection sends."""

    def __init__(self, channel: Channel, shelf: Shelf) -> None:
        self._channel = channel
        self._shelf = shelf
        self._open: dict[int, Consignment] = {}
        self._missing: set[int] = set()

    # -- which are open -----------------------------------------------------------------------

    def has_place(self, grade: Grade) -> bool:
        """Say whether another blob of that grade may be offered."""
        return sum(one.grade >= grade for one in self._open.values()) < PLACES

    def take_place(self, entry: int, grade: Grade, blob: Blob) -> None:
        """Take a place for a blob: at once, before anything waits for its file.

        Whoever asks `has_place` next must see it taken, or more are offered than the other side
        takes at a time, and it puts the rest off.
        """
        self._open[entry] = Consignment(entry=entry, grade=grade, blob=blob)
        self._missing.discard(entry)

    async def make_ready(self, entry: int) -> Waybill | None:
        """Return what is to be offered of a blob that has a place, or None where it is not here.

        Where there is nothing to offer the place is free again.

        Raises:
            NotNow: the disk does not answer.
        """
        waybill = None
        try:
            waybill = await self._shelf.waybill(self._open[entry].blob)
        finally:
            if waybill is None:
                del self._open[entry]
                self._missing.add(entry)
        return waybill

    def leave(self, entry: int) -> None:
        """Give the place of a blob back that is not offered after all."""
        del self._open[entry]

    def launch(self, entry: int, waybill: Waybill) -> bytes | HopRefused:
        """Return the frame that offers a blob which was made ready."""
        one = self._open[entry]
        one.number = self._channel.flight.launch(entry, one.grade, 0, PacketKind.BLOB)
        one.pieces = waybill.pieces
        offer = self._channel.offer(one.blob, one.number, waybill.pieces)
        if isinstance(offer, HopRefused):
            del self._open[entry]
        return offer

    def offers(self, spans: Sequence[Span]) -> list[bytes]:
        """Return once more the offers under these numbers that the other side knows nothing of."""
        return [
            self._channel.offering(one.blob, one.number, one.pieces)
            for one in self._open.values()
            if one.pieces
            and one.number in self._channel.flight
            and any(first <= one.number <= last for first, last in spans)
        ]

    def prune(self) -> bool:
        """Forget those that were answered, and say whether there were any."""
        flight = self._channel.flight
        over = [one.entry for one in self._open.values() if one.number and one.number not in flight]
        for entry in over:
            del self._open[entry]
        return bool(over)

    def hear(self, frame: Want | Skip) -> None:
        """Note from where a blob is wanted, or that no more of it is.

        Raises:
            Malformed: it was not offered, or cannot be wanted from there.
        """
        one = next((it for it in self._open.values() if it.number == frame.channel_seq), None)
        if one is None:
            msg = f"{self._channel.neighbour} wants a blob that was not offered"
            raise Malformed(msg)
        one.pieces = ()
        if isinstance(frame, Skip):
            one.wanted, one.skipped = False, True
            return
        one.wants += 1
        if frame.offset >= one.blob.slip.size_bytes or one.wants > MAX_WANTS:
            msg = f"{self._channel.neighbour} wants what a blob has not"
            raise Malformed(msg)
        one.wanted, one.skipped, one.at = True, False, frame.offset

    # -- which goes ---------------------------------------------------------------------------

    def foremost(self) -> Consignment | None:
        """Return the one that goes now."""
        going = [one for one in self._open.values() if one.goes]
        return min(going, key=lambda one: (-one.grade, one.number), default=None)

    @property
    def grade(self) -> int:
        """The grade of the one that goes now; below every grade if none does."""
        going = self.foremost()
        return -1 if going is None else going.grade

    async def read_ahead(self, one: Consignment) -> None:
        """Have the next bytes of a blob in memory.

        Raises:
            NotNow: its file cannot be read.
        """
        if one.ahead_at <= one.at < one.ahead_at + len(one.ahead):
            return
        at = one.at
        ahead = await self._shelf.read(one.blob.sealed, at, AHEAD_BYTES)
        if not ahead:
            msg = f"the file of blob {one.blob.sealed.hex()[:16]} ends before its end"
            raise NotNow(msg)
        one.ahead, one.ahead_at = ahead, at

    def cut(self, one: Consignment) -> bytes | None:
        """Return the next chunk of a blob as a frame, or None where it no longer goes."""
        start = one.at - one.ahead_at
        data = one.ahead[start : start + self._channel.chunk_bytes] if start >= 0 else b""
        if not data or not one.goes or one.number not in self._channel.flight:
            return None
        frame = self._channel.chunk(one.number, one.at, data)
        one.at += len(data)
        return frame

    def reports(self) -> Mapping[int, BlobReport]:
        """Return how far each is, by its entry."""
        going = self.foremost()
        missing = {entry: BlobReport(state=BlobState.MISSING) for entry in self._missing}
        return missing | {
            one.entry: BlobReport(state=_state(one, going), gone_bytes=one.at)
            for one in self._open.values()
        }


def _state(one: Consignment, going: Consignment | None) -> BlobState:
    if one is going:
        return BlobState.GOING
    by_rule = (
        (not one.number, BlobState.READING),
        (one.resting, BlobState.MISSING),
        (one.goes, BlobState.BEHIND),
        (one.skipped or one.wanted, BlobState.SETTLING),
    )
    return next((state for holds, state in by_rule if holds), BlobState.OFFERED)
