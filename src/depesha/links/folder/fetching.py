"""Blobs on their way in: packs that wait for the file which they announce, one after the other.

Rule 1: a pack counts as taken when its blob is whole in the own home, was handed in and committed;
    then its answer goes into the next pack of ours. Until then it waits, and is looked at again at
    each look. Other packs wait for none of this.
Rule 2: the most urgent goes first, of a grade the oldest; but what is there goes before what is to
    be searched for.
Rule 3: a blob that is here whole is not copied again. A copy whose medium was pulled out is kept
    and goes on; one that no pack announces any more is removed.
Rule 4: the desk is asked before a byte is copied. Nothing is begun that would leave less than
    256 MiB of the home's disk free: the store must go on.
Rule 5: what is not what its name says came damaged: the writer is told of the pack that announced
    it. Nothing of it stays in the home, and nothing of it goes into the quarantine, which is for a
    person to look at and has no room for it.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Final

from depesha.errors import DoesNotVerify, NotNow, Problem, StoreFull
from depesha.links.channel import MOST_DEFERRAL_MS
from depesha.links.exchange import Blobs, Exchange
from depesha.links.folder.clerk import Clerk
from depesha.links.folder.copying import Copying
from depesha.links.folder.custody import Custody
from depesha.links.folder.finding import Finding, Found
from depesha.links.folder.inbox import Inbox
from depesha.links.folder.intake import Announced
from depesha.links.folder.taking import Taking
from depesha.links.shelf import SPARE_BYTES
from depesha.names import Digest, TimeMs
from depesha.packet import Arrived, Blob, Defer, LineAnswer, Offered, Refuse, RefuseReason, Want

_log: Final = logging.getLogger(__name__)

Search = Callable[[Digest, int], Found | None]


class Fetching:
    """The blobs that one neighbour's packs announce, copied into the own home."""

    def __init__(
        self,
        exchange: Exchange,
        taking: Taking,
        custody: Custody,
        bearer: Clerk,
        finding: Finding,
        inbox: Callable[[], Inbox],
    ) -> None:
        """Begin with nothing awaited; the `bearer` does what takes long."""
        self._exchange = exchange
        self._taking = taking
        self._custody = custody
        self._bearer = bearer
        self._finding = finding
        self._inbox = inbox
        self._copies: dict[Digest, Copying] = {}
        self._ask_at = 0
        self._wanted: set[Digest] = set()
        self.trouble: Problem | None = None
        """Why the last blob that was tried is not here."""

    def close(self) -> None:
        """End early what takes long."""
        self._finding.is_closed = True

    def begin(self) -> None:
        """Note that the folder is seen anew: what was told of its files may not have come through.

        What is awaited stays so, and half a copy with it, if the manifest still names its pack.
        """
        self._finding.is_new = True

    async def look(self, looks: int) -> None:
        """Look again, after so many looks of the line; let go what no pack announces any more."""
        self._wanted.intersection_update(self._awaited)
        wanted = {one.sealed for one in self._awaited.values()}
        left = [self._copies.pop(sealed) for sealed in self._copies.keys() - wanted]

        def begin() -> None:
            self._finding.look(wanted, looks)
            for copying in left:
                copying.discard()

        await self._bearer.do(begin)

    async def fetch_one(self) -> bool:
        """Bring one blob here, and say whether any was brought: then there may be another."""
        blobs = self._exchange.blobs
        if blobs is None or self._exchange.now() < self._ask_at:
            return False
        for search in (self._finding.named, self._finding.by_hash):
            for pack, one in sorted(self._awaited.items(), key=lambda item: -item[1].slip.grade):
                if pack in self._awaited and await self._try(blobs, pack, one, search):
                    return True
        return False

    @property
    def _awaited(self) -> Mapping[Digest, Announced]:
        return self._taking.awaited

    # -- one blob -----------------------------------------------------------------------------

    async def _try(self, blobs: Blobs, pack: Digest, one: Announced, search: Search) -> bool:
        try:
            return await self._bring(blobs, pack, one, search)
        except DoesNotVerify as error:
            self._blame(one, error)
        except StoreFull as error:  # not tried again and again: it fills the disk each time
            self.trouble = error
            until = TimeMs(self._exchange.now() + MOST_DEFERRAL_MS)
            await self._clear(one.sealed)
            self._answer(pack, one, Defer(until=until))
        except NotNow as error:
            self.trouble = error
            self._copies.pop(one.sealed, None)
            self._ask_at = self._exchange.now() + int(self._exchange.patience.retry_seconds * 1000)
        return False

    async def _bring(self, blobs: Blobs, pack: Digest, one: Announced, search: Search) -> bool:
        """Bring a blob here and hand it in, or say that it is not there.

        Raises:
            DoesNotVerify: it is spoiled.
            NotNow: the home cannot take it.
        """
        sealed, size_bytes = one.sealed, one.slip.size_bytes
        held_bytes = await self._bearer.do(lambda: blobs.size_of(sealed))
        if held_bytes not in {None, size_bytes}:
            self._answer(pack, one, Refuse(reason=RefuseReason.MALFORMED))
            return True
        found = None
        if held_bytes is None:
            found = await self._bearer.do(lambda: search(sealed, size_bytes))
            if found is None:
                return False
        if not await self._is_wanted(pack, one):
            return True
        if found is not None and not await self._copy(blobs, one, found):
            return False
        self.trouble = None
        if pack in self._awaited:  # or the neighbour has given it up meanwhile
            await self._hand_in(pack, one)
        return True

    async def _is_wanted(self, pack: Digest, one: Announced) -> bool:
        """Ask the desk, once, whether the bytes may come; where not, that is the answer."""
        if pack in self._wanted:
            return True
        blob = Blob(slip=one.slip, sealed=one.sealed)
        given = await self._ask(pack, one, Offered(blob=blob, neighbour=one.neighbour))
        if isinstance(given, Want):
            self._wanted.add(pack)
            return True
        if given is not None:
            await self._clear(one.sealed)
            self._answer(pack, one, given)
        return False

    async def _copy(self, blobs: Blobs, one: Announced, found: Found) -> bool:
        sealed, size_bytes = one.sealed, one.slip.size_bytes
        blobs = blobs.coming_from(one.neighbour)
        copying = self._copies.get(sealed)
        if copying is None:
            copying = await self._bearer.do(lambda: _begun(blobs, sealed, size_bytes))
            self._copies[sealed] = copying
        work = copying
        while not (is_all := await self._bearer.do(lambda: work.step(found))):
            if is_all is None:
                return False
        del self._copies[sealed]
        if await self._bearer.do(work.finish):
            return True
        if work.is_of_one_file:
            await self._bearer.do(lambda: self._finding.distrust(sealed, found))
        return False

    async def _hand_in(self, pack: Digest, one: Announced) -> None:
        arrived = Arrived(packet=Blob(slip=one.slip, sealed=one.sealed), neighbour=one.neighbour)
        given = await self._ask(pack, one, arrived)
        if given is not None:
            self._answer(pack, one, given)

    async def _ask(
        self, pack: Digest, one: Announced, event: Offered | Arrived
    ) -> LineAnswer | None:
        """Hand an event in and return what the desk says, or None where it cannot take it."""
        try:
            (given,) = await self._custody.hand_in([event])
        except Problem as error:  # ours, not the neighbour's: not answered before the next start
            _log.error("a blob of %s was not taken: %s", one.neighbour, error.message)
            self._taking.give_up(pack)
            return None
        return given

    def _answer(self, pack: Digest, one: Announced, given: LineAnswer) -> None:
        self._inbox().absolve(pack)
        self._taking.answer(pack, one.answers(given))

    def _blame(self, one: Announced, error: DoesNotVerify) -> None:
        for pack, other in self._awaited.items():
            if other.sealed == one.sealed:
                self._inbox().blame(pack, error)

    async def _clear(self, sealed: Digest) -> None:
        copying = self._copies.pop(sealed, None)
        if copying is not None:
            await self._bearer.do(copying.discard)


def _begun(blobs: Blobs, sealed: Digest, size_bytes: int) -> Copying:
    """Begin to copy a blob.

    Raises:
        StoreFull: the disk of the home has no room for it.
        NotNow: it does not answer.
    """
    if size_bytes + SPARE_BYTES > blobs.free_bytes():
        msg = f"there is no room for a blob of {size_bytes} bytes"
        raise StoreFull(msg, hint="make room on this station's disk")
    return Copying(blobs, sealed, size_bytes)
