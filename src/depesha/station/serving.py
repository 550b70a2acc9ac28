"""A station at work: its desk, its lines, its door and its clock, in one process.

The loop's thread holds the lines and the socket; the desk has a thread of its own (`writer`), and
so have the questions of faces, with a connection of their own: a long list holds up no packet.
Events go one way, outcomes come back once for a whole group. Nothing polls but the lines by
folders and by mail, which have nobody who would wake them: clocks are timers set to what is due
next (`due`).
"""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any, Final

from depesha.errors import NotNow, Problem, StoreDamaged, WrongPassphrase
from depesha.links.exchange import Exchange
from depesha.links.folder.line import Pace
from depesha.names import Digest, Lease, StationId, TimeMs
from depesha.office.events import (
    Done,
    Event,
    Examined,
    HookRan,
    KeepIndex,
    KeepWatch,
    Order,
    Outcome,
    SignCheckpoint,
    Tick,
)
from depesha.packet import (
    Grade,
)
from depesha.station import clock, handed_in, taken_out
from depesha.station.alarm_hook import BATCH, AlarmHook, Bell
from depesha.station.attempts import Attempts
from depesha.station.attendance import Attendance
from depesha.station.browser_key import browser_key
from depesha.station.door import Door, Written
from depesha.station.due import Due
from depesha.station.examiner import Examiner
from depesha.station.face import Face, bearings_of
from depesha.station.home import Home
from depesha.station.indexer import Indexer
from depesha.station.key_turning import KeyTurning
from depesha.station.line_side import PERSON_URGENCY, LineSide, Openings
from depesha.station.line_words import LineWords
from depesha.station.lines import Lines
from depesha.station.office_keys import NO_SECRETS, REKEYING, Secrets
from depesha.station.plain import Plain
from depesha.station.room import Room, open_room
from depesha.station.spool import Spool
from depesha.station.turns import Turns
from depesha.station.unsealing import open_file
from depesha.station.writer import Writer
from depesha.store.reading import Line

INDEX_URGENCY: Final = -1
"""Behind all that is in bulk: who looks for words waits a moment."""

_log: Final = logging.getLogger(__name__)

Ready = Callable[[dict[str, object]], None]
Clock = Callable[[], TimeMs]


def serve(
    home: Home,
    passphrase: Callable[[], str] | None,
    ready: Ready,
    now: Clock = clock.now,
    face: Face | None = None,
) -> None:
    """Serve a station until SIGTERM or SIGINT; `ready` is called once all doors are open.

    Args:
        home: where the station lives; this process holds it from now on.
        passphrase: asked for what opens the key file.
        ready: told what is open, once everything is.
        now: the clock.
        face: what else is opened to people, in this process.

    Raises:
        Busy: another process holds the home, or the address is in use.
        Locked: the key file wants a passphrase.
        StoreDamaged: the store gives back something else than was written; also while it serves.
    """
    with home.must_exist().held(), open_room(home, passphrase) as room:
        asyncio.run(_serve(room, ready, now, face))


async def _serve(room: Room, ready: Ready, now: Clock, face: Face | None) -> None:
    serving = Serving(room, asyncio.get_running_loop(), now, face=face)
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, serving.stop)
    await serving.run(ready)


class Serving:
    """One serving station. Used in its loop's thread, but for what the writer calls."""

    def __init__(
        self,
        room: Room,
        loop: asyncio.AbstractEventLoop,
        now: Clock,
        pace: Pace | None = None,
        face: Face | None = None,
    ) -> None:
        self.room = room
        self._face = face
        self._loop = loop
        self._now = now
        self._writer = Writer(room.desk, now, self._after_commit, self._failed)
        self._given: list[tuple[asyncio.Future[Outcome], Outcome]] = []
        self._lock = Lock()
        self._stopping = asyncio.Event()
        self._turning = KeyTurning(room, now, self._submit)
        self._broken: BaseException | None = None
        self._clock = Due(loop, now, lambda: self._due(Tick()))
        self._watch = Due(loop, now, lambda: self._due(KeepWatch()))
        around = room.neighbourhood
        self._words = LineWords(around, loop, lambda event: self._submit(event, PERSON_URGENCY))
        self._asked = ThreadPoolExecutor(1, "questions")
        self._opened = ThreadPoolExecutor(1, "passphrases")
        self._watching: set[asyncio.Event] = set()
        attempts = Attempts(now)
        self._turns = Turns(attempts.pace_ms)
        self._attendance = Attendance(
            room,
            self._turns,
            attempts,
            lambda opened: loop.run_in_executor(self._opened, opened),
            lambda event: self._submit(event, PERSON_URGENCY),
        )
        self._examiner = Examiner(room.examine, self._submit_finding)
        self._indexer = Indexer(lambda batch: self._submit(batch, INDEX_URGENCY), loop.time)
        self._hook = AlarmHook(
            Bell(
                station=room.station,
                words=room.config.alarm_hook,
                told=room.home.alarm_hook,
                newest=lambda: self._asked_for("newest-alarm"),
                after=lambda last: self._asked_for("alarms", after=last, limit=BATCH),
                say=self._submit_hook,
            )
        )
        asked = LineSide(around, self._submit, now, self._stops_if_damaged)
        exchange = Exchange(
            pull=asked.pull,
            holds=asked.holds,
            hand_in=asked.hand_in,
            now=now,
            token=room.chance.token,
            blobs=room.blobs,
            opens_at=lambda neighbour: around.opens_at(neighbour, now()),
            stands=self._words.stands,
            recall=around.recall,
        )
        self.lines = Lines(around, room.home.path, exchange, pace)
        self._opening = Openings(around, loop, now, self.lines.wake)
        self._book_version = around.in_sight()
        self._trouble: Line | None = None

    async def run(self, ready: Ready) -> None:
        """Open all doors, work until told to stop, close them."""
        await asyncio.to_thread(self.room.sweep, self._now())
        self._writer.start()
        door = Door(self.room.home.socket, self)
        turning: asyncio.Task[None] | None = None
        try:
            self._words.of_new_lines()
            await self.lines.start()
            await door.open()
            self._submit(Tick(), 0)
            self._examiner.start()
            self._indexer.start()
            self._hook.start()
            self._opening.set()
            turning = asyncio.create_task(self._turning.run())
            desk = await self._open_face()
            listening = str(self.lines.listening or "")
            ready({"station": self.room.station, "listening": listening, "desk": desk})
            await self._stopping.wait()
        finally:
            self.stop()
            if turning is not None:
                turning.cancel()
            if self._face is not None:
                await self._face.close()
            await door.close()
            await self.lines.stop()
            await self._hook.stop()
            await self._examiner.stop()
            await self._indexer.stop()
            await asyncio.to_thread(self._asked.shutdown, cancel_futures=True)
            await asyncio.to_thread(self._opened.shutdown, cancel_futures=True)
            await asyncio.to_thread(self._writer.stop, SignCheckpoint())
        if self._broken is not None:
            raise self._broken

    async def _open_face(self) -> str:
        """Open the face, and return where; empty: there is none."""
        if self._face is None:
            return ""
        return await self._face.open(
            self, bearings_of(self.room.config, browser_key(self.room.home))
        )

    def stop(self) -> None:
        """Begin to stop; what waits is still decided."""
        self._words.end()
        for timer in (self._clock, self._opening, self._watch):
            timer.end()
        self._stopping.set()

    # -- events in, outcomes back

    async def order(
        self,
        name: str,
        fields: Mapping[str, object],
        order_id: str,
        secrets: Secrets = NO_SECRETS,
    ) -> Plain:
        """Give an order and return its result, after the commit.

        Raises:
            Problem: the order is refused.
        """
        order = await self._turning.event(name, fields, order_id)
        event = await self._prepared(order, secrets)
        outcome = await self._submit(event, PERSON_URGENCY)
        if isinstance(outcome, Problem):
            raise outcome
        self._attendance.end_by(event)  # also of whoever came in meanwhile
        if not isinstance(outcome, Done):
            msg = f"an order had the outcome {outcome!r}"
            raise TypeError(msg)
        return outcome.value

    async def _prepared(self, order: Order, secrets: Secrets) -> Event:
        """Open what the order's office lends: one after the other, so nobody guesses in parallel.

        Raises:
            WrongPassphrase: what is given does not open the office's key. It is in the log.
        """
        ring = self.room.keyring
        if secrets == NO_SECRETS and not isinstance(order, REKEYING):
            return order
        if secrets.lease is not None and not secrets.prove:
            return ring.prepared(order, secrets)  # nothing is opened: it is or is not lent
        opening: asyncio.Future[Event] | None = None
        try:
            async with self._turns.of_the_house():
                opening = self._loop.run_in_executor(
                    self._opened, lambda: ring.prepared(order, secrets)
                )
                event = await asyncio.shield(opening)
        except asyncio.CancelledError:  # the face has gone, and its order is not given
            if opening is not None:
                opening.add_done_callback(self._never_given)
            raise
        except WrongPassphrase as error:
            _log.warning("%s", error.message)
            self._attendance.guessed_wrong(secrets.lease)
            raise
        self._attendance.proved(secrets.lease)
        self._attendance.end_by(event)
        return event

    def _never_given(self, opening: asyncio.Future[Event]) -> None:
        if not opening.cancelled() and opening.exception() is None:
            self.room.keyring.take_back(opening.result())

    async def read(
        self, name: str, fields: Mapping[str, object], written: Callable[[Plain], Written]
    ) -> Written:
        """Answer a question from what is committed, in the thread that is there for it.

        Raises:
            Problem: as `Room.read`.
        """
        status = self.lines.status()
        with self._stops_if_damaged():
            return await self._loop.run_in_executor(
                self._asked, lambda: written(self.room.read(name, fields, lines=status))
            )

    async def enter(self, named: str, secrets: Secrets, known: str = "", peer: str = "") -> Lease:
        """Let in whoever holds an office (`Attendance.enter`).

        Raises:
            Problem: he is not let in.
        """
        return await self._attendance.enter(named, secrets, known, peer)

    def stands(self, lease: Lease) -> bool:
        """Say whether a session at the desk lasts."""
        return self._attendance.stands(lease)

    def leave(self, lease: Lease, why: str) -> None:
        """End a session at the desk."""
        self._attendance.leave(lease, why)

    async def seal(
        self, pieces: AsyncIterator[bytes], *, name: str, media_type: str
    ) -> Mapping[str, Plain]:
        """Seal a file as it comes (`handed_in`).

        Raises:
            Usage: it is larger than the settings allow, or its name is none for an attachment.
        """
        most = self.room.config.attachment_limit_mib * 1024**2
        return await handed_in.seal(
            self.room.home, pieces, name=name, media_type=media_type, most_bytes=most
        )

    def spool(self) -> Spool:
        """Return where a file is laid down as it comes; whoever asked closes it.

        Raises:
            NotNow: the disk does not take a file.
        """
        return Spool(self.room.home)

    async def forsake(self, sealed: Sequence[Mapping[str, Plain]]) -> None:
        """Remove sealed files that no order will name; those that one has named stay."""
        names = [Digest(bytes.fromhex(one["ciphertext"])) for one in sealed]
        await self._loop.run_in_executor(self._asked, self.room.forsake, names)

    def opens(self, key: Mapping[str, Plain]) -> Iterator[bytes]:
        """Yield what an attachment holds; `key` is what the question `attachment-key` answered.

        Raises:
            DoesNotVerify: it is something else than its telegram says; what came is worth nothing.
            NotNow: it is not here.
        """
        return open_file(self.room.home.blobs, key)

    async def take_out(
        self, fields: Mapping[str, object]
    ) -> tuple[Mapping[str, Plain], AsyncIterator[bytes]]:
        """Return what an attachment is, and its bytes as they are opened; the seed goes nowhere.

        Raises:
            Problem: as the question `attachment-key`.
        """
        found: Mapping[str, Any] = await self.read("attachment-key", fields, _as_it_is)
        shown = {name: found[name] for name in ("reference", "number", "name", "size_bytes")}
        return shown, taken_out.pieces(self.room.home, found)

    async def _asked_for(self, name: str, **fields: object) -> Any:  # noqa: ANN401  # as Plain is
        """Answer a question of the station's own, in the thread that is there for it."""
        with self._stops_if_damaged():
            return await self._loop.run_in_executor(
                self._asked, lambda: self.room.committed(name, fields)
            )

    async def _submit_hook(self, problem: str) -> None:
        await self._submit(HookRan(problem=problem), int(Grade.LOW))

    async def _submit_finding(self, found: Examined) -> None:
        await self._submit(found, int(Grade.LOW))

    def _submit(self, event: Event, urgency: int) -> asyncio.Future[Outcome]:
        future: asyncio.Future[Outcome] = self._loop.create_future()
        if not isinstance(event, KeepIndex):
            self._indexer.stir()
        try:
            self._writer.submit(event, urgency, lambda outcome: self._give(future, outcome, event))
        except NotNow:
            self.room.keyring.take_back(event)
            raise
        return future

    def _give(self, future: asyncio.Future[Outcome], outcome: Outcome, event: Event) -> None:
        """Keep an outcome until its group is told: one wake-up of the loop for all of them."""
        self.room.keyring.take_back(event)
        with self._lock:
            self._given.append((future, outcome))

    def _after_commit(self, woken: Mapping[StationId, Grade], next_tick: TimeMs | None) -> None:
        self.room.clear_away()
        with suppress(RuntimeError):  # the loop has ended: nobody waits for this any more
            if self.room.has_come():
                self._loop.call_soon_threadsafe(self._examiner.wake)
            if self.room.has_words():
                self._loop.call_soon_threadsafe(self._indexer.wake)
            if self.room.has_alarmed():
                self._loop.call_soon_threadsafe(self._hook.wake)
            watch_at = self._next_watch()
            self._loop.call_soon_threadsafe(self._tell, woken, next_tick, watch_at)

    def _next_watch(self) -> TimeMs | None:
        try:
            return self.room.desk.next_watch(self._now())
        except NotNow:
            return None  # it is asked again after the next group

    def _tell(
        self,
        woken: Mapping[StationId, Grade],
        next_tick: TimeMs | None,
        watch_at: TimeMs | None,
    ) -> None:
        with self._lock:
            given, self._given = self._given, []
        for future, outcome in given:
            if not future.done():
                future.set_result(outcome)
        self._clock.set(next_tick)
        self._watch.set(watch_at)
        self._say_trouble()
        for watcher in self._watching:
            watcher.set()
        for neighbour, grade in woken.items():
            self.lines.wake(neighbour, grade)
        self._adopt()

    def _say_trouble(self) -> None:
        """Write to the log when the store begins to fail, and when it takes again."""
        alarm = self.room.alarm()
        if (alarm is None) != (self._trouble is None):
            if alarm is not None:
                _log.error("nothing can be written: %s", alarm["text"])
                self._hook.ring(alarm)
            else:
                _log.warning("the store takes again")
        self._trouble = alarm

    def _adopt(self) -> None:
        """Let the lines follow the key book; if they cannot, they stay as they are until the next.

        The rest of the station must not depend on it: the key book is made elsewhere.
        """
        version = self.room.neighbourhood.in_sight()
        if version == self._book_version:
            return
        self._book_version = version
        self._attendance.look()
        try:
            self.lines.adopt()
        except Problem as error:
            _log.error("the lines do not follow key book %d, plan %d: %s", *version[:2], error)
        self._words.of_new_lines()
        for neighbour in self.room.neighbourhood.line_ends():
            self.lines.wake(neighbour, Grade.LOW)  # what was closed may be open by this plan
        self._opening.set()

    def _failed(self, error: BaseException) -> None:
        self._broken = error
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self.stop)

    @contextmanager
    def _stops_if_damaged(self) -> Iterator[None]:
        """Stop the station when whoever reads finds the store damaged, as the desk does."""
        try:
            yield
        except StoreDamaged as error:
            self._failed(error)
            raise

    def _due(self, event: Tick | KeepWatch) -> None:
        with suppress(NotNow):
            self._submit(event, 0)

    # -- watching

    async def watch(self, seen: Callable[[], Awaitable[None]]) -> None:
        """Call `seen` after every commit, at least once for any number of them in between."""
        changed = asyncio.Event()
        self._watching.add(changed)
        try:
            await seen()  # the watch is in force: whoever asks now misses nothing
            while not self._stopping.is_set():
                await changed.wait()
                changed.clear()
                await seen()
        finally:
            self._watching.discard(changed)


def _as_it_is(answer: Plain) -> Plain:
    return answer
