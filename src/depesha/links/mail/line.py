"""The mail line to one neighbour: a folder line between two folders of the home, and a postman.

Rule 1: the folder line decides what goes, what came and who has custody. The postman carries: one
    thread sends what lies in `out`, another fetches and lays into `in`.
Rule 2: nobody looks into our own folders in a circle: the folder line tells the postman that it
    wrote, and the postman the folder line that something came.
Rule 3: the line is up while both threads get through. It sends while nothing can be fetched, and
    fetches while nothing can be sent.
Rule 4: one whose servers have not done what is wanted for ten minutes is down, until they do again:
    a mail is nobody's word at once, and a server that starts anew is no trouble.
Rule 5: when the mailbox is lost, what was being taken in is let go and read again, as on every line
    whose carrier breaks.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event
from typing import Final

from depesha.links.exchange import Exchange, LineState, LineStatus, MailReport, Own
from depesha.links.folder.bag import Parties
from depesha.links.folder.line import STOP_SECONDS, FolderLine, FolderNeighbour, Pace
from depesha.links.folder.placing import Allowance
from depesha.links.mail import files
from depesha.links.mail.account import Box, MailNeighbour
from depesha.links.mail.imap import ImapMailbox
from depesha.links.mail.incoming import INTO, MAX_EARLY_BYTES, Incoming, Judges, News
from depesha.links.mail.mailbox import Mailbox, Verdict
from depesha.links.mail.mailing import ROOM_EXTRA_BYTES
from depesha.links.mail.outgoing import OUT, Outgoing
from depesha.links.mail.rounds import BackOff, Rounds, Work
from depesha.links.mail.smtp import MailUnwanted, Sender
from depesha.names import TimeMs
from depesha.packet import Grade

LEAST_WAIT_SECONDS: Final = 0.2
MOST_WAIT_SECONDS: Final = 60.0
"""Between looks at the clock: it may be set, and a machine may sleep."""

DOWN_AFTER_MS: Final = 10 * 60_000

MANIFEST_ROOM_BYTES: Final = 64 * 1024

LOOK_SECONDS: Final = 30.0
"""Between looks into our own folders: each side tells the other, so that is for what goes wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPace:
    """How quick a mail line is.

    Attributes:
        folder: the pace of the folder line; its packs are made to fit a mail.
        linger_seconds: until a manifest that finds no company goes alone.
    """

    folder: Pace = field(default_factory=lambda: Pace(look_seconds=LOOK_SECONDS))
    linger_seconds: float = 20.0
    back_off: BackOff = field(default_factory=BackOff)

    def for_neighbour(self, neighbour: MailNeighbour) -> Pace:
        """Return the pace of a folder line whose packs, but for the largest loads, fit a mail.

        Its blobs are bounded too. The postman lays a blob down at once, so it need not rest.
        """
        room = neighbour.part_bytes - ROOM_EXTRA_BYTES - MANIFEST_ROOM_BYTES
        pack_bytes = min(room, self.folder.pack_bytes)
        blobs = Allowance(size_bytes=MAX_EARLY_BYTES // 2, largest_bytes=neighbour.blob_bytes)
        return replace(self.folder, pack_bytes=pack_bytes, blobs=blobs, rest_looks=0)


class MailLine:
    """The mail line to one neighbour."""

    def __init__(
        self,
        neighbour: MailNeighbour,
        own: Own,
        exchange: Exchange,
        judges: Judges,
        home: Path,
        pace: MailPace,
    ) -> None:
        """Begin with nothing under way; what is to be remembered is kept in `home`."""
        self.neighbour = neighbour
        self.own = own
        self._now = exchange.now
        self._stands = exchange.stands
        self._is_said_down = False
        self._something = Event()
        self._outgoing = Outgoing(
            neighbour, home, judges.mailing.sign, exchange.now, pace.linger_seconds
        )
        self._incoming = Incoming(home, judges, self._heard)
        self._folder = FolderLine(
            FolderNeighbour(station=neighbour.station, out=home / OUT, into=home / INTO),
            own,
            exchange,
            judges.pack,
            home,
            pace.for_neighbour(neighbour),
        )
        self._folder.wrote = self._something.set
        self._sender = Sender(neighbour)
        self._mailbox = _mailbox(neighbour, neighbour.box, home)
        name, back_off = neighbour.station, pace.back_off
        self._sending = Rounds(
            f"mail-out-{name}",
            Work(round=self._send, rest=self._rest, end=self._sender.end),
            back_off,
            self._now,
            self._turned,
        )
        self._fetching = Rounds(
            f"mail-in-{name}",
            Work(round=self._fetch, rest=self._mailbox.wait, end=self._mailbox.end),
            back_off,
            self._now,
            self._turned,
        )
        self._loop: asyncio.AbstractEventLoop | None = None
        self._state = LineState.CONNECTING
        self._since = exchange.now()
        self._times_up = 0
        self._had_mailbox = False
        self._sent = 0
        self._sent_at: TimeMs | None = None
        self._came_at: TimeMs | None = None

    # -- from outside, in the loop's thread --------------------------------------------------------

    def start(self) -> None:
        """Work until `stop`."""
        self._loop = asyncio.get_running_loop()
        self._folder.start()
        for rounds in self._both:
            rounds.start()

    async def stop(self) -> None:
        """Stop, within a second."""
        for rounds in self._both:
            rounds.tell_to_stop()
        self._something.set()
        self._sender.close()
        self._mailbox.close()
        joining = [asyncio.to_thread(rounds.join, STOP_SECONDS) for rounds in self._both]
        await asyncio.gather(self._folder.stop(), *joining)

    def wake(self, grade: Grade) -> None:
        """Say that something waits."""
        self._folder.wake(grade)

    def follow(self, own: Own) -> None:
        """Take a key book into force: mails that did not verify before may do so now."""
        if own != self.own:
            self.own = own
            self._folder.follow(own)
            self._mailbox.forget()

    def status(self) -> LineStatus:
        """Return how the line stands."""
        below = self._folder.status()
        trouble = self._fetching.error or self._sending.error
        quiet = None if below.last_error else self._incoming.trouble
        problem = trouble or quiet
        return replace(
            below,
            state=self._state,
            since=self._since,
            until=min(filter(None, (one.until for one in self._both)), default=None),
            last_error=problem.message if problem else below.last_error,
            hint=problem.hint if problem else below.hint,
            tally=replace(below.tally, connections=self._times_up),
            folder=None,
            mail=self._report(below),
        )

    def _report(self, below: LineStatus) -> MailReport:
        tally = self._mailbox.tally
        sending, fetching = self._sending.error, self._fetching.error
        due = self._outgoing.next_at()  # what never went is due since ever: shown as now
        return MailReport(
            to=self.neighbour.to,
            sender=self.neighbour.sender,
            smtp=str(self.neighbour.smtp),
            box=str(self.neighbour.box),
            sent=self._sent,
            sent_at=self._sent_at,
            came_at=self._came_at,
            unanswered_since=below.folder.unanswered_since if below.folder else None,
            packs=below.folder.packs if below.folder else 0,
            missing=below.folder.missing if below.folder else 0,
            quarantined=below.folder.quarantined if below.folder else 0,
            next_at=None if due is None else TimeMs(max(due, self._now())),
            sending_error=sending.message if sending else "",
            fetching_error=fetching.message if fetching else "",
            **{str(verdict): tally[verdict] for verdict in Verdict},
        )

    @property
    def _both(self) -> tuple[Rounds, Rounds]:
        return self._sending, self._fetching

    # -- between the folder line and the postman ---------------------------------------------------

    def _tell(self, what: Callable[[], None]) -> None:
        """Let the loop's thread do something, if there still is a loop."""
        if self._loop is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(what)

    def _turned(self) -> None:
        self._tell(self._judge_state)

    def _judge_state(self) -> None:
        has_mailbox = self._fetching.is_up
        if self._had_mailbox and not has_mailbox:
            self._folder.interrupt()
        self._had_mailbox = has_mailbox
        is_up = has_mailbox and self._sending.is_up
        state = LineState.UP if is_up else LineState.WAITING
        if state is not self._state:
            self._state, self._since = state, self._now()
            self._times_up += is_up
        self._judge_standing()

    def _judge_standing(self) -> None:
        """Say that the line is down once it has failed for long, and that it stands again."""
        has_failed = any(one.error for one in self._both)
        is_long = has_failed and self._now() - self._since >= DOWN_AFTER_MS
        is_down = is_long or (self._is_said_down and self._state is not LineState.UP)
        if is_down is not self._is_said_down:
            self._is_said_down = is_down
            self._stands(self.neighbour.station, not is_down)

    # -- sending, in its thread --------------------------------------------------------------------

    @property
    def _parties(self) -> Parties:
        own = self.own
        return Parties(own=own.station, neighbour=self.neighbour.station, network=own.network)

    def _send(self) -> None:
        self._something.clear()
        try:
            while not self._sending.is_stopping:
                letter = self._outgoing.next_letter(self._parties)
                if letter is None:
                    break
                try:
                    self._sender.send(letter.content)
                except MailUnwanted:
                    self._outgoing.put_off(letter)
                    raise
                self._sending.got_through()
                self._sent += 1
                self._sent_at = self._now()
                self._outgoing.note_sent(letter)
        finally:
            self._sender.end()

    def _rest(self) -> None:
        due = self._outgoing.next_at()
        wait = MOST_WAIT_SECONDS if due is None else (due - self._now()) / 1000
        self._something.wait(min(max(wait, LEAST_WAIT_SECONDS), MOST_WAIT_SECONDS))

    # -- fetching, in its thread -------------------------------------------------------------------

    def _fetch(self) -> None:
        while not self._fetching.is_stopping:
            has_more = self._mailbox.look(lambda mail: self._incoming.take(mail, self._parties))
            if not has_more:
                break

    def _heard(self, news: News) -> None:
        self._fetching.got_through()
        self._came_at = self._now()
        self._outgoing.hear(news.sent_at, repeated=news.repeated)
        self._something.set()
        self._tell(self._folder.look_soon)


def _mailbox(neighbour: MailNeighbour, box: Box, home: Path) -> Mailbox:
    if box.imap is not None:
        return ImapMailbox(neighbour, box.imap, home)
    if box.maildir is not None:
        return files.maildir(box.maildir, neighbour.poll_seconds)
    return files.spool(box.spool or home, neighbour.poll_seconds)
