"""Blobs on their way out: one after the other is laid beside the packs, then its pack is due.

Rule 1: in this order: the sheet in the own home, the blob's file, the pack that announces it, the
    manifest. So a file of ours is always remembered by a sheet, and one that lies there whole is
    not written again: only when the neighbour says that it came spoiled.
Rule 2: letters wait for none of this. A blob's pack holds that blob alone; its file is written in a
    thread of its own; a medium that has no room for it, or takes no file of its size, is a trouble
    that is told, the blob is put off, and what is next is tried.
Rule 3: so many files, and so many bytes, lie there at a time. They are counted by grade and above,
    so that what is less urgent never keeps a flash waiting; and one may always lie there.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from depesha.errors import DoesNotVerify, NoLine, NotNow, Problem
from depesha.links import frames
from depesha.links.exchange import BlobReport, Blobs, BlobState, Exchange
from depesha.links.folder import beside
from depesha.links.folder.bag import PackHeader, Parties
from depesha.links.folder.beside import Place, Placement
from depesha.links.folder.clerk import Clerk
from depesha.links.folder.packing import EPOCH_BYTES
from depesha.links.folder.sheets import Offer, Sheet, Sheets
from depesha.links.folder.writing import Writing
from depesha.links.frames import MAX_BLOB_BYTES, Beside
from depesha.names import Digest, Epoch, StationId, TimeMs
from depesha.packet import SLIP, Blob, BlobMissing, Lane, Waiting

PULL_LIMIT: Final = 32
BLOBS: Final = frozenset({Lane.BLOB})


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What blobs may take of a medium.

    Attributes:
        files, size_bytes: of blobs of a grade and above that lie there unanswered. 64 GiB is a
            usual stick; a courier who finds more has nothing from it before his next way.
        largest_bytes: of one blob; a larger one waits, and that is told.
        spare_bytes: left free for letters, two packs of the largest kind.
        retry_seconds: after a medium had no room, until the blob is tried again.
    """

    files: int = 64
    size_bytes: int = 64 * 1024**3
    largest_bytes: int = MAX_BLOB_BYTES
    spare_bytes: int = 64 * 1024**2
    retry_seconds: float = 60.0


USUAL: Final = Allowance()


class Placing:
    """The blobs that wait for one neighbour, brought into the folder one after the other."""

    def __init__(
        self,
        neighbour: StationId,
        exchange: Exchange,
        sheets: Sheets,
        writing: Writing,
        bearer: Clerk,
        allowance: Allowance,
    ) -> None:
        """Begin with nothing placed; the `bearer` does what takes long."""
        self._neighbour = neighbour
        self._exchange = exchange
        self._sheets = sheets
        self._writing = writing
        self._bearer = bearer
        self._allowance = allowance
        self._distrusted: set[Digest] = set()
        self._taken = asyncio.Event()
        self._going: tuple[int, Placement] | None = None
        self._failed: dict[int, BlobState] = {}
        self.ready: tuple[Sheet, bytes] | None = None
        """The pack of a blob whose file lies there."""
        self.is_blocked = False
        """Whether something waits until others are taken away (rule 3)."""
        self.trouble: Problem | None = None
        """Why the last blob that was tried does not lie there."""

    def reports(self) -> dict[int, BlobReport]:
        """Return how far the blobs are that are being laid there, lie there, or cannot be."""
        put_off = self._sheets.deferred
        self._failed = {one: state for one, state in self._failed.items() if one in put_off}
        failed = {entry: BlobReport(state=state) for entry, state in self._failed.items()}
        lying = {
            entry: BlobReport(state=BlobState.LYING, gone_bytes=size_bytes)
            for entry, size_bytes in self._sheets.blobs_open().items()
        }
        going = {}
        if self._going is not None:
            entry, work = self._going
            going[entry] = BlobReport(state=BlobState.PLACING, gone_bytes=work.gone_bytes)
        return failed | going | lying

    def distrust(self, sealed: Digest) -> None:
        """Write this file again when it is next announced: it came spoiled."""
        self._distrusted.add(sealed)

    def taken(self) -> None:
        """Note that the pack which was ready is written, or failed."""
        self.ready = None
        self._writing.blob_in_hand = None
        self._taken.set()

    def next(self) -> Waiting | None:
        """Return the next blob to be placed; the cursor has gone past it.

        Raises:
            NotNow: the station's store cannot say what waits.
        """
        self.is_blocked = False
        if self._exchange.blobs is None:
            return None
        while batch := self._exchange.pull(
            self._neighbour, self._sheets.blobs_after, PULL_LIMIT, BLOBS
        ):
            for waiting in batch:
                is_free = self._sheets.is_free(waiting.entry)
                if is_free and not self._has_room(waiting):
                    self.is_blocked = True
                    return None
                self._sheets.reach_blob(waiting.entry, waiting.grade)
                if is_free:
                    return waiting
        for entry in self._sheets.due:  # not given: gone, or only kept back
            if self._exchange.holds(self._neighbour, entry) is None:
                self._sheets.has_gone(entry)
        return None

    async def place(self, parties: Parties, waiting: Waiting, due: Callable[[], None]) -> None:
        """Lay a blob beside the packs, and wait until its pack, which is then `due`, was written.

        Where it cannot be laid there now it is put off.

        Raises:
            NoLine: the folder or the home is not there.
        """
        blob, blobs = waiting.load, self._exchange.blobs
        if not isinstance(blob, Blob) or blobs is None:
            return
        offer = Offer(number=1, entry=waiting.entry, grade=waiting.grade, slip_id=blob.slip.slip_id)
        self._sheets.take_in_hand(offer.entry)
        if self._is_too_large(blob):
            most_bytes = self._allowance.largest_bytes
            msg = f"a blob of {blob.slip.size_bytes} bytes, where this line carries {most_bytes}"
            self._put_off(offer, NotNow(msg), BlobState.TOO_LARGE)
            return
        self._writing.blob_in_hand = blob.sealed
        try:
            sheet, data = await self._announce(parties, offer, blob)
            await self._lay_for(sheet, blobs, blob, offer.entry)
        except (NotNow, DoesNotVerify) as error:
            self._writing.blob_in_hand = None
            if isinstance(error, NoLine):
                self._sheets.give_back([offer])
                raise
            await self._fail(offer, error)
        except BaseException:
            self._writing.blob_in_hand = None
            self._sheets.give_back([offer])
            raise
        else:
            self.trouble = None
            self.ready = (sheet, data)
            self._taken.clear()
            due()
            await self._taken.wait()

    def _later(self) -> TimeMs:
        return TimeMs(self._exchange.now() + int(self._allowance.retry_seconds * 1000))

    async def _fail(self, offer: Offer, error: NotNow | DoesNotVerify) -> None:
        """Put a blob off that cannot be laid there now; that its file is not here is an event."""
        is_missing = isinstance(error, DoesNotVerify)
        self._put_off(offer, error, BlobState.MISSING if is_missing else BlobState.NO_ROOM)
        if is_missing:
            event = BlobMissing(neighbour=self._neighbour, entry=offer.entry)
            with suppress(NotNow):  # it is told again when it is looked for again
                await self._exchange.hand_in([event])

    def _put_off(self, offer: Offer, trouble: Problem, state: BlobState) -> None:
        self.trouble = trouble
        self._failed[offer.entry] = state
        self._sheets.put_off(offer, self._later())

    def _is_too_large(self, blob: Blob) -> bool:
        return blob.slip.size_bytes > self._allowance.largest_bytes

    async def _lay_for(self, sheet: Sheet, blobs: Blobs, blob: Blob, entry: int) -> None:
        try:
            await self._lay(blobs, blob, entry)
        except BaseException:
            self._writing.abandon(sheet)
            raise
        finally:
            self._going = None

    def _has_room(self, waiting: Waiting) -> bool:
        blob = waiting.load
        if not isinstance(blob, Blob) or self._is_too_large(blob):
            return True
        held = self._sheets.blobs(waiting.grade)
        size_bytes = sum(held.values()) + blob.slip.size_bytes
        fits = len(held) < self._allowance.files and size_bytes <= self._allowance.size_bytes
        return fits or not held or blob.sealed in held

    async def _announce(self, parties: Parties, offer: Offer, blob: Blob) -> tuple[Sheet, bytes]:
        epoch = Epoch(self._exchange.token(EPOCH_BYTES))
        header = PackHeader(
            sender=parties.own, receiver=parties.neighbour, network=parties.network, epoch=epoch
        )
        said = Beside(
            lane=0,
            epoch=epoch,
            channel_seq=offer.number,
            slip=SLIP.encode(blob.slip),
            sealed=blob.sealed,
        )
        payload = frames.write(said)
        sheet, data = await self._writing.bind(header, [payload], [offer], ())
        sheet = replace(sheet, blob=blob.sealed, blob_bytes=blob.slip.size_bytes)
        await self._writing.remember(sheet)
        return sheet, data

    async def _lay(self, blobs: Blobs, blob: Blob, entry: int) -> None:
        folder, sealed, size_bytes = self._writing.folder, blob.sealed, blob.slip.size_bytes
        place = Place(folder=folder, spare_bytes=self._allowance.spare_bytes)
        if sealed not in self._distrusted and await self._bearer.do(
            lambda: beside.lies_whole(folder, sealed, size_bytes)
        ):
            return
        work = await self._bearer.do(lambda: Placement(blobs, sealed, size_bytes, place))
        self._going = (entry, work)
        try:
            while not await self._bearer.do(work.step):
                pass
        except BaseException:
            await asyncio.shield(self._bearer.do(work.discard))
            raise
        self._distrusted.discard(sealed)
