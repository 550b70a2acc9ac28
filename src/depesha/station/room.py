"""One station, built: its office, its book, its keys, its reading. No loop and no socket.

Whoever opens a room must hold the home. Of its three connections to the store the writing one
belongs to whoever runs the desk, one to the thread of the lines, and one to whoever asks questions.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from depesha.envelope import SealedAttachment
from depesha.errors import NotNow, Problem, RolledBack, Usage
from depesha.keybook import Holder, KeyBook, holder, reopen
from depesha.links.exchange import LineStatus
from depesha.names import Digest, OfficeId, TimeMs
from depesha.office.desk import Desk
from depesha.office.events import (
    Examined,
    KeysTurned,
    Order,
    Send,
    WriteDraft,
)
from depesha.office.sitting import Surroundings
from depesha.office.urgency import precedence_of
from depesha.seal.checkpoint import signer_of
from depesha.seal.keys import KeyContent, with_journal
from depesha.seal.sealer import Chance, StationSealer
from depesha.seal.selftest import known_answer
from depesha.seal.slots import rewrite
from depesha.station import clock
from depesha.station import settings as settings_file
from depesha.station.home import Home, write_whole
from depesha.station.keyring import Keyring
from depesha.station.neighbourhood import Neighbourhood
from depesha.station.orders import order_of
from depesha.station.plain import Plain
from depesha.station.policies import shipped_policies
from depesha.station.reading import Reader, with_trouble
from depesha.station.rotation import ASK_AGAIN_MS, KeyKeeper, next_turn, published
from depesha.station.settings import Settings
from depesha.station.unlocking import Passphrase, open_keys
from depesha.station.unsealing import examine, next_unexamined
from depesha.store.attachments import StoredAttachments
from depesha.store.blobs import BlobFolder
from depesha.store.book import StoredBook, open_book
from depesha.store.database import Database, open_reader
from depesha.store.reading import Line

ORPHAN_SECONDS: Final = 24 * 3600
"""A sealed file whose order has not come after a day will not have one."""

COMING_SECONDS: Final = 30 * 24 * 3600
"""What is coming is taken up again for as long as a telegram usually lives."""
TURNS_KEYS: Final = frozenset({"keybook-rotate"})
"""Orders that rewrite the key file before they come to the desk."""

_log: Final = logging.getLogger(__name__)


class Room:
    """A station with its desk."""

    def __init__(
        self, home: Home, config: Settings, unlocked: tuple[bytes, KeyContent], book: StoredBook
    ) -> None:
        master, keys = unlocked
        self.home = home
        self.config = config
        self.station = config.station
        self.chance = Chance()
        self.blobs = BlobFolder(home.blobs)
        self._keys = keys
        self._sealer = StationSealer(keys)
        self._keeper = KeyKeeper(home, config, master, keys, self._sealer.take_periods)
        self.keyring = Keyring(self._sealer, self._keeper.change, lambda: self._keeper.content)
        self._turned_at: TimeMs | None = None
        self._book = book
        self.desk = Desk(
            Surroundings(
                own=config.station,
                zone=settings_file.zone_of(config.zone),
                policies=shipped_policies(),
                policy=config.policy,
                book=book,
                sealer=self._sealer,
                chance=self.chance,
                files=self.blobs,
                holders=_holders(config, keys),
                carried=frozenset(
                    line.neighbour for line in config.lines if line.folder_out or line.mail
                ),
            ),
            key_book_of(book.state("key-book")),
        )
        _must_be_the_adopted_one(self.desk.key_book, book)
        self._reading = open_reader(home.store, keys.store_key)
        self._asked = open_reader(home.store, keys.store_key)
        self._reader = Reader(config, self._asked, home)
        self.neighbourhood = Neighbourhood(config, keys, self.desk, self._sealer, self._reading)
        self._examined: Database | None = None

    # -- orders and questions

    def event(self, name: str, fields: Mapping[str, object], order_id: str = "") -> Order:
        """Return the order that a face gives.

        Raises:
            Usage: it is not understood.
        """
        if name in TURNS_KEYS:
            at_once = fields.get("at_once") or False
            if not isinstance(at_once, bool) or set(fields) - {"at_once"}:
                msg = f"{name} has one field, at_once, and that is yes or no"
                raise Usage(msg)
            return self.turn_keys(clock.now(), order_id=order_id, at_once=at_once)
        order = order_of(
            name,
            fields,
            order_id=order_id,
            fresh=self.chance.token(16).hex(),
            station=self.station,
            offices=self.offices(),
        )
        if isinstance(order, Send | WriteDraft):
            self._must_be_sealed(
                [one for one in order.attachments if isinstance(one, SealedAttachment)]
            )
        return order

    def _must_be_sealed(self, attached: Sequence[SealedAttachment]) -> None:
        """Let pass only blobs that lie here whole: no row of the store may speak of another.

        Raises:
            Usage: one does not, or its file is larger than the settings allow.
        """
        most = self.config.attachment_limit_mib * 1024**2
        for one in attached:
            if one.attachment.size_bytes > most:
                msg = f"{one.attachment.name} has more than {most} bytes"
                raise Usage(msg, hint='"attachment_limit_mib" in station.toml says how many')
            if self.blobs.size_of(one.ciphertext) != one.size_bytes:
                msg = f"the sealed file of {one.attachment.name} does not lie at {self.station}"
                raise Usage(msg, hint="seal it into this home first, as depesha send does")

    def turn_keys(self, now: TimeMs, *, order_id: str = "", at_once: bool = False) -> KeysTurned:
        """Rewrite the key file where that is due, and return what the desk is to write down.

        Not in the thread of the desk, nor in two threads at once.

        Raises:
            Malformed: the key file was changed meanwhile.
            OSError: it cannot be written.
        """
        self._turned_at = now
        return self._keeper.turn(now, order_id=order_id, at_once=at_once)

    def next_turn(self, now: TimeMs) -> TimeMs:
        """Return when the key file is next to be looked at."""
        due_at = next_turn(self._keeper.content, now)
        keys = self.desk.key_book
        shown = keys.period_keys.get(self.station, ()) if keys else ()
        live = published(self._keeper.content, now).periods
        if self._turned_at is not None and len(shown) >= len(live):
            return due_at
        return min(due_at, TimeMs((self._turned_at or now) + ASK_AGAIN_MS))

    def is_locked(self, office: str) -> bool:
        """Say whether an office's key is behind its holder's passphrase."""
        return self._sealer.is_locked(office)

    def authority_of(self, office: OfficeId) -> object:
        """Return what the key book says of an office's authority; it differs when that changes."""
        keys = self.desk.key_book
        entry = keys.offices.get(office) if keys else None
        if keys is None or entry is None:
            return None
        return (entry.roles, entry.clearance, keys.is_revoked(self.station))

    def offices(self) -> list[OfficeId]:
        """Return the offices whose keys are here."""
        return [OfficeId(one.office) for one in self._keys.offices]

    def read(
        self, name: str, fields: Mapping[str, object], lines: Sequence[LineStatus] = ()
    ) -> Plain:
        """Answer a question from what is committed, on a connection for nothing else.

        Raises:
            Usage: there is no such question.
            NotFound: what it asks for is not there.
        """
        return with_trouble(name, self._reader.read(name, fields, lines), self.alarm())

    def committed(self, name: str, fields: Mapping[str, object]) -> Plain:
        """Answer a question from the store alone."""
        return self._reader.read(name, fields, ())

    def alarm(self) -> Line | None:
        """Return the alarm that no store can hold: that the store does not take anything."""
        trouble = self.desk.trouble
        if trouble is None:
            return None
        return {
            "alarm": None,
            "what": trouble.kind,
            "about": self.station,
            "text": trouble.text,
            "precedence": precedence_of(trouble.kind).name,
            "raised_at": trouble.since,
            "cleared_at": None,
            "accepted_at": None,
            "accepted_by": None,
            "note": "",
            "lasts": False,
        }

    # -- blobs

    def clear_away(self) -> None:
        """Remove the files of blobs that were let go and that nothing needs any more.

        Between two groups and in the thread of the desk: so none can come to need one meanwhile.
        """
        try:
            for sealed in self._book.loose():
                self.blobs.remove(sealed)
        except Problem as error:
            _log.warning("a blob is not removed, and waits for the next start: %s", error)

    def forsake(self, sealed: Sequence[Digest]) -> None:
        """Remove files that were sealed for a draft and that nothing in the store refers to.

        In the thread of questions, with its connection. An order that names one at the same moment
        names what was taken from the desk before: a face forsakes what it will not name.
        """
        attachments = StoredAttachments(self._asked)
        try:
            for one in sealed:
                if not attachments.needed(one):
                    self.blobs.remove(one)
        except Problem as error:
            _log.warning("a sealed file is not removed, and waits for the sweep: %s", error)

    def sweep(self, now: TimeMs) -> None:
        """Remove what an earlier run left in the folder of blobs; before the doors are open."""
        seconds = now / 1000
        attachments = StoredAttachments(self._reading)
        try:
            for sealed in self.blobs.older_than(seconds - ORPHAN_SECONDS):
                if not attachments.needed(sealed):
                    self.blobs.remove(sealed)
            self.blobs.forget_coming(seconds - COMING_SECONDS)
        except Problem as error:
            _log.warning("the folder of blobs is not swept: %s", error)

    def has_come(self) -> bool:
        """Say whether something came that is to be examined; asked again, whether anew.

        In the thread of the desk.
        """
        came, self._book.has_come = self._book.has_come, False
        return came

    def has_words(self) -> bool:
        """Say whether something came that is to be indexed; asked again, whether anew.

        In the desk's thread.
        """
        has_words, self._book.has_words = self._book.has_words, False
        return has_words

    def has_alarmed(self) -> bool:
        """Say whether an alarm was raised; asked again, whether anew. In the desk's thread."""
        alarmed, self._book.has_alarmed = self._book.has_alarmed, False
        return alarmed

    def examine(self, passed: set[Digest], halted: Callable[[], bool]) -> Examined | None:
        """Open the next attachment that came, and say what was found; None: there is no other.

        In a thread of its own, on a connection of its own; those whose blob cannot be read now are
        added to `passed`.
        """
        if self._examined is None:
            self._examined = open_reader(self.home.store, self._keys.store_key)
        while not halted() and (state := next_unexamined(self._examined, passed)) is not None:
            try:
                return examine(self._examined, self.blobs, state, halted)
            except NotNow as error:
                _log.warning("an attachment that came cannot be examined: %s", error)
                passed.add(state.key.ciphertext)
        return None

    def close(self) -> None:
        """Close all connections to the store."""
        if self._examined is not None:
            self._examined.close()
        self._asked.close()
        self._reading.close()
        self._book.close()


@contextmanager
def open_room(home: Home, passphrase: Passphrase | None) -> Iterator[Room]:
    """Build the station of a home that is held; close it at the end.

    Raises:
        Locked: the key file does not open.
        Refused: the store does not open, or it or its key book was rolled back.
    """
    known_answer()
    config = settings_file.read(home.settings.read_bytes())
    master, opened = open_keys(home, passphrase)
    keys = _with_every_key(home, master, opened)
    signer = signer_of(config.station, keys.signing, keys.journal)
    book = open_book(home.store, keys.store_key, home.head, Chance(), signer.sign)
    try:
        room = Room(home, config, (master, keys), book)
    except BaseException:
        book.close()
        raise
    try:
        yield room
    finally:
        room.close()


def _with_every_key(home: Home, master: bytes, keys: KeyContent) -> KeyContent:
    """Return the keys; where they were made before there was a journal key, it is made now."""
    whole = with_journal(keys)
    if whole is not keys:
        write_whole(home.keys, rewrite(home.keys.read_bytes(), master, whole))
    return whole


def _holders(config: Settings, keys: KeyContent) -> tuple[Holder, ...]:
    return () if keys.root is None else (holder(config.station, keys.root),)


def _must_be_the_adopted_one(keys: KeyBook | None, book: StoredBook) -> None:
    """Refuse a key book that is older than the one which the journal says was adopted.

    Raises:
        RolledBack: it was put back.
    """
    adopted = book.journals.last_adopted()
    held = (keys.version, keys.digest, keys.plan_version, keys.plan_digest) if keys else None
    if adopted is not None and adopted != held:
        msg = f"the key book was put back: the journal adopted version {adopted[0]}"
        raise RolledBack(
            msg, hint='keep the store as it is, run "depesha doctor", restore a backup'
        )


def key_book_of(data: bytes | None) -> KeyBook | None:
    """Return the key book that the store keeps, if there is one."""
    return None if data is None else reopen(data)
