"""The book: everything that the station has written down (`office.ports.Book`).

One transaction for a group of events, one savepoint for each of them. What the book holds in memory
(the journal's edge, the committed head) follows the transaction: it goes back with a savepoint, and
the committed head changes only after the commit.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final

from depesha import cbor
from depesha.envelope import Item, JournalHead
from depesha.errors import NotNow, Problem, StoreDamaged
from depesha.journal import SALT_BYTES
from depesha.names import Digest, TimeMs
from depesha.office.facts import (
    AlarmRaised,
    BlobTakenIn,
    Delivered,
    Fact,
    RecordEntered,
    Registered,
)
from depesha.office.ports import Chance
from depesha.packet import SLIP, Packet
from depesha.store.amendments import StoredAmendments
from depesha.store.archive import StoredArchive
from depesha.store.attachments import StoredAttachments
from depesha.store.channels import StoredChannels
from depesha.store.checkpoints import newest_note, write_newest
from depesha.store.copies import StoredCopies
from depesha.store.covers import StoredCovers
from depesha.store.database import Database, open_writer
from depesha.store.head import must_extend, write_head
from depesha.store.journals import StoredJournals
from depesha.store.key_life import StoredKeyLife
from depesha.store.leaves import append, broken_tail, frontier_at
from depesha.store.out_tray import StoredOutTray
from depesha.store.papers import SIGNATURES, document, state
from depesha.store.projection import Rebuilt, project, rebuild
from depesha.store.registers import StoredRegisters
from depesha.store.restorations import StoredRestorations
from depesha.store.soundness import Finding, look_over
from depesha.store.terms import StoredTerms
from depesha.store.traffic import StoredTraffic

_log: Final = logging.getLogger(__name__)

RESULT_KEPT_MS: Final = 30 * 24 * 3_600_000
"""An order that is asked again within this time gets the result of the first."""

MAX_QUARANTINED: Final = 1_000
MAX_QUARANTINED_BYTES: Final = 64 * 1024 * 1024

Sign = Callable[[JournalHead], bytes]
"""Returns the checkpoint over a committed head, with the station's Ed25519 line."""

_SALTS: Final = 256
"""Salts are drawn in blocks of 4 KiB: one call for 256 facts."""

_KEEP: Final = """INSERT INTO document (digest, kind, payload, signatures) VALUES (?, ?, ?, ?)
    ON CONFLICT DO NOTHING"""
_QUARANTINE: Final = """INSERT INTO quarantine (digest, slip, sealed) VALUES (?, ?, ?)
    ON CONFLICT DO NOTHING"""
_KEEP_NEWEST: Final = """DELETE FROM quarantine
    WHERE id <= (SELECT max(id) FROM quarantine) - ?"""
_KEEP_BYTES: Final = """DELETE FROM quarantine WHERE id IN (SELECT id FROM
    (SELECT id, sum(length(sealed)) OVER (ORDER BY id DESC) AS held FROM quarantine)
    WHERE held > ?)"""
_RESULT: Final = "SELECT result FROM order_result WHERE order_id = ?"
_KEEP_RESULT: Final = """INSERT INTO order_result (order_id, at, result) VALUES (?, ?, ?)
    ON CONFLICT DO NOTHING"""
_FORGET_RESULTS: Final = """DELETE FROM order_result
    WHERE id < (SELECT coalesce(min(id), 9223372036854775807) FROM order_result WHERE at >= ?)"""
_KEEP_STATE: Final = """INSERT INTO state VALUES (?1, ?2)
    ON CONFLICT DO UPDATE SET content = ?2"""


class StoredBook:
    """The book of one station, in its database; used by its one writer."""

    __slots__ = (
        "_chance",
        "_committed",
        "_database",
        "_frontier",
        "_head_path",
        "_marked",
        "_note",
        "_salts",
        "_sign",
        "amendments",
        "archive",
        "attachments",
        "channels",
        "copies",
        "covers",
        "has_alarmed",
        "has_come",
        "has_words",
        "head_is_stale",
        "journals",
        "key_life",
        "out_tray",
        "registers",
        "restorations",
        "terms",
        "traffic",
    )

    def __init__(
        self,
        database: Database,
        head: JournalHead,
        head_path: Path,
        chance: Chance,
        sign: Sign | None = None,
    ) -> None:
        """Write in `database`, whose journal has `head`; use `open_book`."""
        self._database = database
        self._head_path = head_path
        self._chance = chance
        self._sign = sign
        self._note = newest_note(head_path)
        self._salts = b""
        self._committed = head
        self.head_is_stale = False
        """Whether the file `head` could not be written since the last commit."""
        self.has_come = True
        """Whether, since this was set to False, something came that is to be examined."""
        self.has_words = True
        """Whether, since this was set to False, something came that is to be indexed."""
        self.has_alarmed = False
        """Whether, since this was set to False, an alarm was raised (or undone again)."""
        self._frontier = frontier_at(database, head.size)
        self._marked = self._frontier
        self.registers = StoredRegisters(database)
        self.terms = StoredTerms(database)
        self.traffic = StoredTraffic(database)
        self.amendments = StoredAmendments(database)
        self.archive = StoredArchive(database)
        self.covers = StoredCovers(database)
        self.attachments = StoredAttachments(database)
        self.out_tray = StoredOutTray(database)
        self.channels = StoredChannels(database)
        self.journals = StoredJournals(database)
        self.copies = StoredCopies(database)
        self.key_life = StoredKeyLife(database)
        self.restorations = StoredRestorations(database)

    # -- writing down

    def append(self, fact: Fact, at: TimeMs) -> None:
        """Write a fact down: a leaf of the journal, and its lines in the registers.

        Raises:
            Refused: it contradicts a line that is there; the event must be undone.
            NotNow: the store cannot take it; the event must be undone.
        """
        place = append(self._database, self._frontier, fact, at, self._salt())
        project(self._database, fact, at, place)
        self.has_come |= _is_to_examine(fact)
        self.has_words |= isinstance(fact, Registered | Delivered | RecordEntered)
        if isinstance(fact, AlarmRaised):
            self.has_alarmed = True
            self.registers.is_quiet = False

    def keep(self, digest: Digest, item: Item) -> None:
        """Keep a payload and its signatures verbatim; keeping it twice is the same as once."""
        signatures = cbor.encode(SIGNATURES.pack(item.signatures))
        self._database.write(_KEEP, (digest, int(item.kind), item.payload, signatures))

    def document(self, digest: Digest) -> Item | None:
        """Return a kept document."""
        return document(self._database, digest)

    def quarantine(self, digest: Digest, packet: Packet) -> None:
        """Keep sealed bytes that could not be read, for a person to look at.

        The oldest give way, so that a neighbour who sends rubbish does not fill the disk; that they
        came, and their digest, stay in the journal.
        """
        self._database.write(_QUARANTINE, (digest, SLIP.encode(packet.slip), packet.sealed))
        self._database.write(_KEEP_NEWEST, (MAX_QUARANTINED,))
        self._database.write(_KEEP_BYTES, (MAX_QUARANTINED_BYTES,))

    def let_go(self, sealed: Digest) -> None:
        """Say that a blob's file may be needed no longer; `loose` gives it after the commit."""
        self.out_tray.loose.add(sealed)

    def loose(self) -> list[Digest]:
        """Return the blobs that were let go since this was asked and that nothing refers to now.

        Between two groups: what an undone group let go is referred to still.
        """
        found, self.out_tray.loose = self.out_tray.loose, set()
        return [sealed for sealed in found if not self.attachments.needed(sealed)]

    def result(self, order_id: str) -> str | None:
        """Return the result that an order with that id had, as it was given."""
        row = self._database.row(_RESULT, (order_id,))
        return row[0] if row else None

    def keep_result(self, order_id: str, result: str, now: TimeMs) -> None:
        """Keep an order's result, so that asking twice does it once."""
        self._database.write(_KEEP_RESULT, (order_id, now, result))

    def keep_state(self, name: str, content: bytes) -> None:
        """Keep something of which only the present state counts, such as the key book in force."""
        self._database.write(_KEEP_STATE, (name, content))

    def state(self, name: str) -> bytes | None:
        """Return what is kept under that name."""
        return state(self._database, name)

    def forget(self, now: TimeMs) -> None:
        """Delete what is kept for a time only: results of orders, passages. Inside a group."""
        self._database.write(_FORGET_RESULTS, (now - RESULT_KEPT_MS,))
        self.out_tray.forget_passages(now)

    # -- the group

    def committed_head(self) -> JournalHead:
        """Return the journal's head at the last commit."""
        return self._committed

    def begin(self) -> None:
        """Open the transaction of a group.

        Raises:
            NotNow: another process writes, or the disk does not answer.
        """
        self._database.begin()
        if self._frontier.size != self._committed.size:  # a lost group was not abandoned
            self._start_over()
        self._marked = self._frontier.copy()
        self.registers.find_quiet()

    def mark(self) -> None:
        """Set the savepoint of one event; the one before it is given up."""
        self._database.mark()
        self._marked = self._frontier.copy()

    def undo(self) -> None:
        """Go back to the savepoint: the event changed nothing.

        Raises:
            NotNow: the whole transaction is lost (disk full, I/O error).
        """
        self._frontier = self._marked.copy()
        self._database.undo()

    def commit(self) -> None:
        """Make the group durable; then write the head beside the store.

        Raises:
            NotNow: it could not be; everything of the group is lost, and nothing may leave.
        """
        try:
            self._database.commit()
        except Problem:
            self._start_over()
            raise
        if self._frontier.size != self._committed.size:
            self._committed = JournalHead(size=self._frontier.size, root=self._frontier.root())
            self._write_head()
        if self.journals.has_destroyed or self.archive.has_destroyed:
            self._empty_log()

    def _empty_log(self) -> None:
        """Take what was destroyed out of the log too; while somebody reads it waits for the next.

        The group is durable already: that the log is not empty yet is no failure of it.
        """
        try:
            is_left = not self._database.empty_log()
            self.journals.has_destroyed = self.archive.has_destroyed = is_left
        except Problem as error:
            _log.warning("the log still holds what was destroyed: %s", error)

    def _write_head(self) -> None:
        """Write the head. The group is durable, whatever becomes of the file: it may lag.

        The next commit writes it again; until then a rollback to where it lags would not show.
        """
        was_stale = self.head_is_stale
        try:
            write_head(self._head_path, self._committed)
            self.write_checkpoint()
        except NotNow as error:
            self.head_is_stale = True
            if not was_stale:
                _log.error("%s: a rollback of the store would not show", error)
        else:
            self.head_is_stale = False

    def write_checkpoint(self) -> None:
        """Sign the committed head and write the note beside the store; without a signer, nothing.

        Only now: a note over a head that is then lost would prove a fork that never was.

        Raises:
            NotNow: the disk does not take it.
        """
        if self._sign is None or not self._committed.size:
            return
        note = self._sign(self._committed)
        if note != self._note:
            write_newest(self._head_path, note)
            self._note = note

    def abandon(self) -> None:
        """Give the whole group up; calling it without an open transaction is harmless."""
        self._database.rollback()
        self.out_tray.loose.clear()  # what came with it is offered again, and its file with it
        self._start_over()

    def _start_over(self) -> None:
        self._frontier = frontier_at(self._database, self._committed.size)

    def _salt(self) -> bytes:
        if not self._salts:
            self._salts = self._chance.token(_SALTS * SALT_BYTES)
        salt, self._salts = self._salts[:SALT_BYTES], self._salts[SALT_BYTES:]
        return salt

    # -- the whole

    def rebuild(self) -> Rebuilt:
        """Make all registers again from the facts, and compare."""
        self.registers.is_quiet = False
        return rebuild(self._database)

    def check(self) -> list[Finding]:
        """Return what is wrong with the store; nothing, if it is sound."""
        return look_over(self._database, self._head_path)

    def close(self) -> None:
        """Close the store; what is not committed is lost."""
        self._database.close()


def open_book(
    path: Path, key: bytes, head_path: Path, chance: Chance, sign: Sign | None = None
) -> StoredBook:
    """Open a station's store for its writer; create it where there is none.

    Args:
        path: the database (`station.db`).
        key: the raw store key, 32 bytes.
        head_path: the file `head`.
        chance: where the salts come from.
        sign: signs each head after its commit, for the file `checkpoint`; None: nobody does.

    Raises:
        RolledBack: the store does not extend the head that was written last.
        Locked: the key does not open it.
        Refused: it is not encrypted, damaged, or of a newer version of this program.
        NotNow: the disk does not answer or is full.
        StoreDamaged: one of its last facts is not the one that was written there.
    """
    database = open_writer(path, key)
    try:
        head = must_extend(head_path, database)
        _must_follow(database, head)
        if not head.size:
            write_head(head_path, head, is_first=True)
        book = StoredBook(database, head, head_path, chance, sign)
        book.write_checkpoint()
    except BaseException:
        database.close()
        raise
    return book


def _must_follow(database: Database, head: JournalHead) -> None:
    """Refuse a store in whose last facts a page was put back or changed; it says `ok` to that."""
    place = broken_tail(database, head.size)
    if place is not None:
        msg = f"fact {place} of the journal is not the one that was written down there"
        raise StoreDamaged(
            msg, hint='keep the store as it is, run "depesha doctor", restore a backup'
        )


def _is_to_examine(fact: Fact) -> bool:
    return isinstance(fact, BlobTakenIn) or (isinstance(fact, Delivered) and bool(fact.attachments))
