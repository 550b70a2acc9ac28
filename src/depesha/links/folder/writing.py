"""Writing packs: what goes into the next one, and what of the folder is done with.

Rule 1: what cannot be written now is written later. The loads of a pack that failed are free again,
    the answers in it are still due.
Rule 2: the file of a blob goes when no remembered pack needs it any more, and before the last sheet
    that remembers it.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from depesha.errors import Problem
from depesha.links.folder.bag import PackHeader, Parties
from depesha.links.folder.clerk import Clerk
from depesha.links.folder.inbox import Inbox
from depesha.links.folder.outbox import Away, Outbox
from depesha.links.folder.packing import Packing
from depesha.links.folder.sheets import Offer, Sheet, Sheets
from depesha.names import Digest, TimeMs

MAX_LYING: Final = 1024
"""Packs that lie unanswered before no more loads are offered: 32 GiB, or a day of small ones."""


class Writing:
    """The folder that this station writes, brought to what counts."""

    def __init__(
        self,
        now: Callable[[], TimeMs],
        sheets: Sheets,
        outbox: Outbox,
        clerk: Clerk,
        freed: Callable[[], None],
    ) -> None:
        """Begin with nothing written; `freed` is told when loads are to be offered again."""
        self._now = now
        self._sheets = sheets
        self._outbox = outbox
        self._clerk = clerk
        self._freed = freed
        self._gone: dict[Digest, Digest | None] = {}  # packs, and the blobs that they announced
        self._lost: dict[Digest, None] = {}
        self._owes_manifest = False
        self.written_at: TimeMs | None = None
        self.blob_in_hand: Digest | None = None
        """The blob whose file is being written, or lies there and waits for its pack."""

    @property
    def folder(self) -> Path:
        """Where it writes."""
        return self._outbox.folder

    @property
    def has_room(self) -> bool:
        """Whether another pack may lie in the folder."""
        return len(self._sheets.lying()) < MAX_LYING

    async def attach(self, parties: Parties) -> None:
        """Look through the folder when it appears.

        Raises:
            NoLine: it is not there.
        """
        lying = self._sheets.lying()
        lost = await self._clerk.do(lambda: self._outbox.attach(parties, lying))
        self._owes_manifest |= bool(lying) or self._outbox.has_orphans
        for digest in lost:
            self.lose(digest)

    async def look(self) -> None:
        """See whether what was written is still there.

        Raises:
            NoLine: the folder is not there.
        """
        lying = self._sheets.lying()
        lost, no_manifest = await self._clerk.do(lambda: self._outbox.missing(lying))
        self._owes_manifest |= no_manifest
        for digest in lost:
            self.lose(digest)

    def lose(self, digest: Digest) -> None:
        """Offer the loads of a pack of ours again, in another: it was lost on the way."""
        if all(digest != sheet.digest for sheet in self._sheets.lying()):
            return
        for given_up in self._sheets.lose(digest):
            self._drop(given_up)
        self._lost[digest] = None
        self._owes_manifest = True
        self._freed()

    def is_owing(self, inbox: Inbox) -> bool:
        """Say whether there is something to write even if nothing waits."""
        owing = (self._owes_manifest, self._gone, self._finished(inbox), self._spoiled(inbox))
        return any(owing)

    async def write(
        self,
        parties: Parties,
        packing: Packing,
        due: Mapping[Digest, Sequence[bytes]],
        inbox: Inbox,
    ) -> bool:
        """Write what there is to write, and say whether that was anything.

        Raises:
            NoLine: it cannot be written; whatever there was is kept for the next time.
        """
        spoiled = self._spoiled(inbox)
        for digest in self._finished(inbox):
            self._drop(digest)
        has_pack = bool(packing.payloads or spoiled)
        if not (has_pack or self._gone or self._owes_manifest):
            return False
        try:
            answers = (*due, *spoiled)
            new = await self._pack(parties, packing, answers, spoiled) if has_pack else None
            await self.put(parties, new)
        except Problem:
            self._sheets.give_back(packing.offers)
            raise
        return True

    def _finished(self, inbox: Inbox) -> list[Digest]:
        return self._sheets.finished(inbox.named if inbox.manifest else None)

    def _spoiled(self, inbox: Inbox) -> tuple[Digest, ...]:
        return inbox.damaged(self._sheets.answered())

    def _drop(self, digest: Digest) -> None:
        sheet = self._sheets.drop(digest)
        self._gone[digest] = sheet.blob if sheet else None

    def abandon(self, sheet: Sheet) -> None:
        """Forget a pack that is remembered and was never written, and its blob's file."""
        self._gone[sheet.digest] = sheet.blob

    async def remember(self, sheet: Sheet) -> None:
        """Write a sheet down, before there is anything that only it knows of.

        Raises:
            NoLine: the home's disk is full or cannot be written.
        """
        await self._clerk.do(lambda: self._outbox.remember(sheet))

    async def _pack(
        self,
        parties: Parties,
        packing: Packing,
        answers: tuple[Digest, ...],
        spoiled: tuple[Digest, ...],
    ) -> tuple[Sheet, bytes]:
        header = PackHeader(
            sender=parties.own,
            receiver=parties.neighbour,
            network=parties.network,
            epoch=packing.epoch,
            damaged=spoiled,
        )
        return await self.bind(header, packing.payloads, packing.offers, answers)

    async def bind(
        self,
        header: PackHeader,
        payloads: Sequence[bytes],
        offers: Sequence[Offer],
        answers: tuple[Digest, ...],
    ) -> tuple[Sheet, bytes]:
        """Return a pack and its sheet."""
        digest, data = await self._clerk.do(lambda: self._outbox.bind(header, payloads))
        sheet = Sheet(
            digest=digest,
            size_bytes=len(data),
            epoch=header.epoch,
            written_at=self._now(),
            offers=tuple(offers),
            answers=answers,
        )
        return sheet, data

    async def put(self, parties: Parties, new: tuple[Sheet, bytes] | None) -> None:
        """Write a pack, if there is one, and name what counts.

        Raises:
            NoLine: it cannot be written: what it offers is offered again.
        """
        self._owes_manifest = False
        gone, lost = list(self._gone), list(self._lost)
        if new is not None:
            self._sheets.add(new[0])
        lying = self._sheets.lying()
        away = Away(gone=gone, lost=lost, blobs=self._blobs_done_with())
        try:
            await self._clerk.do(lambda: self._outbox.put(parties, new, lying, away))
        except Problem:
            self._owes_manifest = True
            if new is not None:
                self._drop(new[0].digest)
            raise
        for kept, written in ((self._gone, gone), (self._lost, lost)):
            for digest in written:
                kept.pop(digest, None)
        self.written_at = self._now()

    def _blobs_done_with(self) -> list[Digest]:
        needed = {*self._sheets.blobs(), self.blob_in_hand}
        blobs = (blob for blob in self._gone.values() if blob is not None)
        return [blob for blob in dict.fromkeys(blobs) if blob not in needed]
