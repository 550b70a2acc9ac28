"""The book: everything that the station has written down, in one transaction for a group."""

from typing import Protocol

from depesha.envelope import Item, JournalHead
from depesha.names import Digest, TimeMs
from depesha.office.facts import Fact
from depesha.office.ports.amending import Amendments
from depesha.office.ports.archive import Archive
from depesha.office.ports.copies import CopyLedger
from depesha.office.ports.covers import Covers
from depesha.office.ports.journals import Journals
from depesha.office.ports.keys import KeyLife
from depesha.office.ports.parts import Attachments, ChannelBook, OutTray, Registers, Traffic
from depesha.office.ports.restorations import Restorations
from depesha.office.ports.terms import Terms
from depesha.packet import Packet


class Book(Protocol):
    """Everything that the station has written down; one transaction for a group of events."""

    @property
    def registers(self) -> Registers:
        """The registers of telegrams."""
        ...

    @property
    def traffic(self) -> Traffic:
        """The registers of envelopes."""
        ...

    @property
    def archive(self) -> Archive:
        """The records of the archive, and their index."""
        ...

    @property
    def covers(self) -> Covers:
        """The cover names that are kept, and the authority of names."""
        ...

    @property
    def attachments(self) -> Attachments:
        """The registers of attachments."""
        ...

    @property
    def amendments(self) -> Amendments:
        """The registers of amendments, holds and void numbers."""
        ...

    @property
    def out_tray(self) -> OutTray:
        """What waits for a line."""
        ...

    @property
    def channels(self) -> ChannelBook:
        """The numbers of the lines."""
        ...

    @property
    def copies(self) -> CopyLedger:
        """The copies ledger."""
        ...

    @property
    def terms(self) -> Terms:
        """The tasks of offices, and their terms."""
        ...

    @property
    def journals(self) -> Journals:
        """This journal's proofs, and what is known of the journals of others."""
        ...

    @property
    def key_life(self) -> KeyLife:
        """Period keys, revocations, and at a centre the copies of the key book."""
        ...

    @property
    def restorations(self) -> Restorations:
        """The registers of restorations."""
        ...

    def append(self, fact: Fact, at: TimeMs) -> None:
        """Write a fact down: a leaf of the journal, and its lines in the registers."""
        ...

    def keep(self, digest: Digest, item: Item) -> None:
        """Keep a payload and its signatures verbatim; keeping it twice is the same as once."""
        ...

    def document(self, digest: Digest) -> Item | None:
        """Return a kept document."""
        ...

    def quarantine(self, digest: Digest, packet: Packet) -> None:
        """Keep sealed bytes that could not be read, for a person to look at."""
        ...

    def let_go(self, sealed: Digest) -> None:
        """Say that a blob's file may be needed no longer; it is looked at after the commit."""
        ...

    def committed_head(self) -> JournalHead:
        """Return the journal's head at the last commit."""
        ...

    def result(self, order_id: str) -> str | None:
        """Return the result that an order with that id had, as it was given."""
        ...

    def keep_result(self, order_id: str, result: str, now: TimeMs) -> None:
        """Keep an order's result, so that asking twice does it once."""
        ...

    def keep_state(self, name: str, content: bytes) -> None:
        """Keep something of which only the present state counts, such as the key book in force."""
        ...

    def state(self, name: str) -> bytes | None:
        """Return what is kept under that name."""
        ...

    def forget(self, now: TimeMs) -> None:
        """Delete what is kept for a time only: results of orders, passages."""
        ...

    def begin(self) -> None:
        """Open the transaction of a group."""
        ...

    def mark(self) -> None:
        """Set the savepoint of one event."""
        ...

    def undo(self) -> None:
        """Go back to the savepoint: the event changed nothing.

        Raises:
            NotNow: the whole transaction is lost (disk full, I/O error).
        """
        ...

    def commit(self) -> None:
        """Make the group durable.

        Raises:
            NotNow: it could not be; everything of the group is lost, and nothing may leave.
        """
        ...

    def abandon(self) -> None:
        """Give the whole group up; calling it without an open transaction is harmless."""
        ...
