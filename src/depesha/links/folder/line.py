"""The folder line to one neighbour over time: look, take in, write, clear away.

Rule 1: it looks into the folders when it begins and every two seconds. This is the one place where
    something is asked for in a circle: network, FAT and USB file systems do not tell what others
    change on them (`inotify(7)`), and a medium that is put in says nothing at all. A look lists two
    folders and opens only what is new.
Rule 2: it writes when something waits or is to be answered, one pack a second at most, so that
    what comes together goes together.
Rule 3: custody is given up after the signed answer and our commit of it; an answer is written
    after the station's commit. What is interrupted anywhere is done again and does no harm.
Rule 4: when a folder is not there the line waits for it. What was being taken in is let go, as
    when a connection ends.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from depesha.errors import Malformed, NoLine, NotNow, Problem
from depesha.links.exchange import Exchange, FolderReport, LineState, LineStatus, Own, Tally
from depesha.links.folder.bag import MAX_PACK_BYTES, Parties, Sign, Verify
from depesha.links.folder.clerk import Clerk
from depesha.links.folder.custody import Custody
from depesha.links.folder.fetching import Fetching
from depesha.links.folder.finding import REST_LOOKS, STILL_LOOKS, Finding
from depesha.links.folder.inbox import Inbox
from depesha.links.folder.keeping import Keeping
from depesha.links.folder.outbox import Outbox
from depesha.links.folder.packing import Packer
from depesha.links.folder.placing import USUAL, Allowance, Placing
from depesha.links.folder.quarantine import Quarantine
from depesha.links.folder.sheets import Offer, Sheets
from depesha.links.folder.taking import Taking
from depesha.links.folder.writing import Writing
from depesha.names import Digest, StationId, TimeMs
from depesha.packet import Grade

STOP_SECONDS: Final = 0.45
"""For the tasks, and once more for the file in hand."""

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often a folder line looks and writes, in seconds, and how much it lays there.

    Attributes:
        pack_bytes: from so many on a pack takes no further load; its first may be larger.
        rest_looks: looks over which a blob must not have changed before it is opened; 0 where
            whoever lays it there does so at once.
        still_looks: looks for which a blob that is not right must not have changed.
        blobs: what blobs may take of the medium.
    """

    look_seconds: float = 2.0
    write_seconds: float = 1.0
    pack_loads: int = 16_384
    pack_bytes: int = MAX_PACK_BYTES
    still_looks: int = STILL_LOOKS
    rest_looks: int = REST_LOOKS
    blobs: Allowance = USUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderNeighbour:
    """A station at the other end of two folders.

    Attributes:
        out: where this station writes. The line does not make it: while a medium is not put in,
            there is no such folder.
        into: where the neighbour's files appear.
    """

    station: StationId
    out: Path
    into: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Notary:
    """The station's signature over a file, and its judgement of another's."""

    sign: Sign
    verify: Verify


class FolderLine:
    """The folder line to one neighbour."""

    def __init__(
        self,
        neighbour: FolderNeighbour,
        own: Own,
        exchange: Exchange,
        notary: Notary,
        home: Path,
        pace: Pace,
    ) -> None:
        """Begin with nothing under way; what is to be remembered is kept in `home`."""
        self.neighbour = neighbour
        self.own = own
        self._exchange = exchange
        self._notary = notary
        self._pace = pace
        self.wrote: Callable[[], None] = lambda: None
        """Told when something new lies in the folder that we write: for whoever carries it."""
        self._waits = True  # the out-tray may have something already
        self._news, self._work = asyncio.Event(), asyncio.Event()
        self._keeping = Keeping(home)
        self._clerk = Clerk(f"folder-{neighbour.station}")
        self._bearer = Clerk(f"blobs-{neighbour.station}")
        self._tally: Counter[str] = Counter()
        self._sheets = Sheets()
        self._inbox = self._new_inbox()
        outbox = Outbox(neighbour.out, self._keeping, notary.sign, exchange.now)
        self._packer = Packer(
            exchange, neighbour.station, self._sheets, self._tally, pace.pack_bytes
        )
        self._custody = Custody(exchange, self._sheets, self._tally, self._act)
        self._taking = Taking(neighbour.station, exchange, self._sheets, self._custody)
        self._writing = Writing(exchange.now, self._sheets, outbox, self._clerk, self._pull_again)
        self._placing = Placing(
            neighbour.station, exchange, self._sheets, self._writing, self._bearer, pace.blobs
        )
        finding = Finding(neighbour.into, pace.still_looks, pace.rest_looks)
        self._fetching = Fetching(
            exchange, self._taking, self._custody, self._bearer, finding, lambda: self._inbox
        )
        self._blobs_wait, self._blobs_come = asyncio.Event(), asyncio.Event()
        self._looks = 0
        self._looking = asyncio.Lock()
        self._hint = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._taking_in: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._state = LineState.WAITING
        self._since = exchange.now()
        self._error: Problem | None = None
        self._read_at: TimeMs | None = None
        self._quarantined = 0

    # -- from outside -------------------------------------------------------------------------

    def start(self) -> None:
        """Work until `stop`."""
        self._tasks = [asyncio.create_task(self._run())]

    async def stop(self) -> None:
        """Stop, within a second; a pack that is being written is finished, a blob is not."""
        self._let_go()
        self._fetching.close()
        for task in self._tasks:
            task.cancel()
        if self._timer is not None:
            self._timer.cancel()
        await asyncio.wait(self._tasks, timeout=STOP_SECONDS)
        await asyncio.gather(self._clerk.stop(STOP_SECONDS), self._bearer.stop(STOP_SECONDS))

    def wake(self, grade: Grade) -> None:
        """Say that something waits; whatever its grade, it goes into the next pack."""
        del grade
        self._pull_again()

    def follow(self, own: Own) -> None:
        """Take a key book into force: what did not verify before may do so now."""
        if own != self.own:
            self.own = own
            self._begin_inbox()

    def look_soon(self) -> None:
        """Look into the folders now: whoever carries the files says that something came."""
        self._hint.set()

    def interrupt(self) -> None:
        """Let go of the pack in hand, as when a medium is pulled out, and read it again."""
        if self._taking_in is not None:
            self._let_go()
            self._taking_in = asyncio.create_task(self._take_in())
            self.look_soon()

    def status(self) -> LineStatus:
        """Return how the line stands."""
        carried = self._placing.trouble or self._fetching.trouble
        trouble = self._error or carried or self._inbox.trouble
        blobs = self._sheets.blobs()
        quarantined = self._quarantined + self._inbox.quarantined
        malformed = self._tally["malformed"] + quarantined
        until = self._exchange.now() + int(self._pace.look_seconds * 1000)
        return LineStatus(
            neighbour=self.neighbour.station,
            state=self._state,
            since=self._since,
            until=None if self._is_up else TimeMs(until),
            last_error=trouble.message if trouble else "",
            hint=trouble.hint if trouble else "",
            tally=Tally(**{**self._tally, "malformed": malformed}),
            in_flight=len(self._sheets),
            takes_blobs=self._exchange.blobs is not None,
            blobs=self._placing.reports(),
            deferred=self._sheets.deferred,
            folder=FolderReport(
                out=str(self.neighbour.out),
                into=str(self.neighbour.into),
                written_at=self._writing.written_at,
                read_at=self._read_at,
                unanswered_since=self._sheets.unanswered_since,
                packs=len(self._sheets.lying()),
                missing=len(self._inbox.named - self._taking.done()),
                quarantined=quarantined,
                blobs=len(blobs),
                blob_bytes=sum(blobs.values()),
                awaited=len(self._taking.awaited),
            ),
        )

    # -- life ---------------------------------------------------------------------------------

    async def _run(self) -> None:
        try:
            await self._recall()
        except NoLine as error:  # without a memory everything is offered again
            _log.error("the packs to %s are forgotten: %s", self.neighbour.station, error.message)
        self._tasks += [
            asyncio.create_task(self._write_on()),
            asyncio.create_task(self._custody.run()),
            asyncio.create_task(self._place_on()),
            asyncio.create_task(self._fetch_on()),
        ]
        while True:
            try:
                await self._look()
            except NoLine as error:
                self._fall(error)
            except Exception as error:  # noqa: BLE001  # a fault must not silence a line for good
                self._note_fault(error)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._hint.wait(), self._pace.look_seconds)
            self._hint.clear()

    async def _recall(self) -> None:
        """Take up the sheets of an earlier process, as far as the out-tray still has the loads."""
        for sheet in await self._clerk.do(self._keeping.sheets):
            offers = [offer for offer in sheet.offers if await self._still_waits(offer)]
            self._sheets.recall(replace(sheet, offers=tuple(offers)))

    async def _still_waits(self, offer: Offer) -> bool:
        while True:
            await asyncio.sleep(0)  # the other lines share this thread
            try:
                held = self._exchange.holds(self.neighbour.station, offer.entry)
            except NotNow:
                self._tally["not_now"] += 1
                await asyncio.sleep(self._exchange.patience.retry_seconds)
            else:
                return held == offer.slip_id

    def _stand(self) -> None:
        self._tally["connections"] += 1
        self._enter(LineState.UP)
        self._error = None
        self._taking_in = asyncio.create_task(self._take_in())
        self._news.set()
        self._pull_again()

    def _fall(self, error: Problem) -> None:
        self._error = error
        self._enter(LineState.WAITING)
        self._let_go()

    def _let_go(self) -> None:
        if self._taking_in is not None:
            self._taking_in.cancel()
            self._taking_in = None

    def _note_fault(self, error: Exception) -> None:
        _log.error("the folder line to %s met a fault", self.neighbour.station, exc_info=error)
        self._sheets.rewind()
        self._fall(NoLine(f"a fault: {type(error).__name__}"))

    def _enter(self, state: LineState) -> None:
        if state is not self._state:
            self._since = self._exchange.now()
        self._state = state

    @property
    def _is_up(self) -> bool:
        return self._state is LineState.UP

    @property
    def _parties(self) -> Parties:
        return Parties(
            own=self.own.station, neighbour=self.neighbour.station, network=self.own.network
        )

    def _begin_inbox(self) -> None:
        self._quarantined += self._inbox.quarantined
        self._inbox = self._new_inbox()
        self._fetching.begin()

    def _new_inbox(self) -> Inbox:
        quarantine = Quarantine(self._keeping.quarantine)
        return Inbox(self.neighbour.into, self._notary.verify, quarantine)

    # -- looking and taking in ----------------------------------------------------------------

    async def _look(self) -> None:
        """See what has changed in the two folders.

        Raises:
            NoLine: one of them is not there.
        """
        async with self._looking:
            await (self._writing.look() if self._is_up else self._attach())
            inbox, parties = self._inbox, self._parties
            await self._clerk.do(lambda: inbox.look(parties))
            self._looks += 1
            if not self._is_up:
                self._stand()
            self._taking.forget(inbox.named)
            if inbox.named - self._taking.done():
                self._news.set()
            if self._writing.is_owing(inbox):
                self._act()
            if self._taking.awaited:
                self._blobs_come.set()

    async def _attach(self) -> None:
        await self._writing.attach(self._parties)
        self._begin_inbox()

    async def _take_in(self) -> None:
        try:
            while True:
                await self._news.wait()
                self._news.clear()
                while await self._take_one():
                    await self._look()  # something more urgent may have come meanwhile
        except NoLine as error:
            self._taking_in = None  # this task ends by itself
            self._fall(error)
        except Exception as error:  # noqa: BLE001  # a fault must not silence a line for good
            self._taking_in = None
            self._note_fault(error)

    async def _take_one(self) -> bool:
        inbox, parties, done = self._inbox, self._parties, self._taking.done()
        pack = await self._clerk.do(lambda: inbox.next_pack(parties, done))
        if pack is None:
            return False
        try:
            await self._taking.take(self.own, pack, self._tally, self._lose)
        except Malformed as error:
            refusal = error
            await self._clerk.do(lambda: inbox.refuse(pack, refusal))
        self._read_at = self._exchange.now()
        self._wait_for_due()
        self._act()
        return True

    def _lose(self, pack: Digest) -> None:
        """Offer a pack again that came there damaged, and write its blob again."""
        sealed = self._sheets.blob_of(pack)
        if sealed is not None:
            self._placing.distrust(sealed)
        self._writing.lose(pack)

    async def _fetch_on(self) -> None:
        while True:
            await self._blobs_come.wait()
            self._blobs_come.clear()
            try:
                await self._fetching.look(self._looks)
                while await self._fetching.fetch_one():
                    self._read_at = self._exchange.now()
                    self._act()
            except Exception as error:  # noqa: BLE001  # a fault must not silence a line for good
                self._note_fault(error)
            if self._taking.due:
                self._act()

    # -- writing ------------------------------------------------------------------------------

    def _act(self) -> None:
        """Write soon: something is answered, or done with."""
        self._work.set()

    def _pull_again(self) -> None:
        """Write soon, and ask the station what waits."""
        self._waits = True
        self._work.set()
        self._blobs_wait.set()

    async def _write_on(self) -> None:
        while True:
            await self._work.wait()
            self._work.clear()
            try:
                wrote = self._is_up and await self._write()
            except NoLine as error:
                self._fall(error)
            except Exception as error:  # noqa: BLE001  # a fault must not silence a line for good
                self._note_fault(error)
            else:
                if wrote:
                    self.wrote()
                if wrote and self._placing.is_blocked:
                    self._blobs_wait.set()
                await asyncio.sleep(self._pace.write_seconds if wrote else 0)

    async def _write(self) -> bool:
        wrote_blob = await self._write_blob()
        inbox, due = self._inbox, dict(self._taking.due)
        answers = [frame for frames in due.values() for frame in frames]
        pulls = self._waits and self._writing.has_room
        self._waits = self._waits and not pulls
        packing = await self._packer.fill(self.own, answers, self._pace.pack_loads if pulls else 0)
        if packing.too_big:
            self._custody.settle(packing.too_big)
        if packing.is_full:
            self._pull_again()
        if packing.is_blind:
            self._pull_later(self._exchange.patience.retry_seconds)
        wrote = await self._writing.write(self._parties, packing, due, inbox)
        self._taking.answers_written(due)
        return wrote or wrote_blob

    async def _write_blob(self) -> bool:
        new = self._placing.ready
        if new is None:
            return False
        try:
            await self._writing.put(self._parties, new)
            self._tally["sent"] += 1
        finally:
            self._placing.taken()
        return True

    async def _place_on(self) -> None:
        while True:
            await self._blobs_wait.wait()
            self._blobs_wait.clear()
            try:
                while self._is_up and (waiting := self._placing.next()) is not None:
                    await self._placing.place(self._parties, waiting, self._act)
                    self._wait_for_due()
            except NoLine as error:
                self._fall(error)
            except NotNow:
                self._tally["not_now"] += 1
                self._pull_later(self._exchange.patience.retry_seconds)
            except Exception as error:  # noqa: BLE001  # a fault must not silence a line for good
                self._note_fault(error)

    # -- time ---------------------------------------------------------------------------------

    def _wait_for_due(self) -> None:
        due = self._sheets.next_due
        if due is not None:
            self._pull_later(max(0, due - self._exchange.now()) / 1000)

    def _pull_later(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        if self._timer is not None:
            if self._timer.when() <= loop.time() + seconds:
                return
            self._timer.cancel()
        self._timer = loop.call_later(seconds, self._resume)

    def _resume(self) -> None:
        self._timer = None
        self._sheets.resume(self._exchange.now())
        self._wait_for_due()
        self._pull_again()
