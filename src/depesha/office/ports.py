"""The three ports of the desk: what it asks of the world. Time is an argument, never a port.

* `Book`: what the station has written down. The real one is `depesha.store`; it is one SQLite
  database, and everything of one group is one transaction.
* `Chance`: randomness. The real one is in `depesha.seal`, a seeded one in the simulator.
* `Sealer`: signing, verifying, sealing and opening with the keys of this station.

Rule 1: the desk writes only by `append` (a fact), by `keep` (a document, content-addressed) and by
the out-tray. All registers follow from the facts.
Rule 2: nothing that a desk reads inside a group is hidden from a later event of the same group.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from depesha.channel import ChannelCount, ChannelGap
from depesha.envelope import AttachmentKey, Item, JournalHead, SealedAttachment
from depesha.life import Exit, Rung
from depesha.names import Digest, Epoch, OfficeId, SlipId, StationId, TimeMs, Uid
from depesha.office.facts import CopyMade, Duty, Enclosed, Entry, Fact
from depesha.packet import Blob, Grade, Load, Packet, Passage

# -- what the registers say -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftState:
    """A draft as it stands now."""

    draft: int
    version: int
    office: OfficeId
    text: str
    state: str
    """`draft`, `returned`, `registered`."""
    note: str = ""
    attachments: tuple[SealedAttachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramState:
    """One line of a register. `incoming_number` is 0 for what this station registered itself."""

    entry: Entry
    incoming_year: int = 0
    incoming_number: int = 0
    delivered_at: TimeMs | None = None
    copies: tuple[CopyMade, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyState:
    """A telegram at one addressee office: what is asked, and how far it has come.

    `times` holds, for each rung that is evidenced, when; a lower rung without a time is implied.
    `last_answer` is the digest of the office's last answer (receipt chain).
    """

    uid: Uid
    duty: Duty
    rung: Rung
    times: tuple[tuple[Rung, TimeMs], ...]
    exit: Exit | None = None
    last_answer: Digest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outstanding:
    """A document whose delivery report has not come, and when it is to be repeated."""

    document: Enclosed
    station: StationId
    grade: Grade
    attempts: int
    repeat_at: TimeMs
    expires_at: TimeMs
    slip_id: SlipId
    """The packet in which it was sent last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """An envelope or a blob of ours on its way, found by its slip."""

    slip_id: SlipId
    recipient: StationId
    grade: Grade
    way: StationId
    sealed: Digest
    expires_at: TimeMs
    documents: tuple[Enclosed, ...]
    expected_at: TimeMs | None = None
    answer_at: TimeMs | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentState:
    """An attachment of a telegram that went or came.

    Attributes:
        uid: of its telegram.
        key: its place there, and what opens its blob.
        is_ours: the telegram was registered here.
        examined_at: when its blob was opened and compared with what the telegram says.
        finding: what is wrong with it, by its code; empty: nothing that is known.
    """

    uid: Uid
    key: AttachmentKey
    is_ours: bool
    examined_at: TimeMs | None = None
    finding: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBlob:
    """A blob that came for this station, and lies here."""

    sealed: Digest
    slip_id: SlipId
    neighbour: StationId
    size_bytes: int
    grade: Grade
    since: TimeMs
    expires_at: TimeMs


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Numbers of a sender that have not come although later ones have, and since when.

    `asked` is whether a repeat was asked for; that is done once.
    """

    sender: StationId
    epoch: Epoch
    grade: Grade
    first: int
    last: int
    since: TimeMs
    asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelState:
    """How one channel stands: one direction of a line, on one lane, in one epoch.

    Attributes:
        came: whether the neighbour gives the numbers, or this station.
        loads, accepted, again, open: as in `facts.ChannelReckoned`.
        gaps: the numbers that are missing; of this station's own it is only known how many.
        checked_at, checked_last: when the last number was last said, and which it was.
        despair_at: when a gap will have stood too long.
        alarmed_at: since when the alarm about it stands.
        unreckoned: the first day that is not reconciled.
    """

    neighbour: StationId
    came: bool
    lane: int
    epoch: Epoch
    began_at: TimeMs
    touched_at: TimeMs
    last: int = 0
    loads: int = 0
    accepted: int = 0
    again: int = 0
    open: int = 0
    gaps: tuple[ChannelGap, ...] = ()
    checked_at: TimeMs | None = None
    checked_last: int | None = None
    despair_at: TimeMs | None = None
    alarmed_at: TimeMs | None = None
    unreckoned: int | None = None


class Closing(StrEnum):
    """How a gap closed."""

    CAME = "came"
    VOID = "void"
    """Its sender said that the numbers will never come."""
    ENDED = "ended"
    """Its sender began a new epoch: what it still held is offered in that."""


# -- the parts of the book ------------------------------------------------------------------------


class Registers(Protocol):
    """Views of facts about telegrams."""

    def telegram(self, uid: Uid) -> TelegramState | None:
        """Return the telegram's line, if it is known here."""
        ...

    def by_registration(self, digest: Digest) -> TelegramState | None:
        """Return the telegram with that registration digest."""
        ...

    def by_number(
        self, number: int, *, station: StationId | None = None, year: int | None = None
    ) -> Sequence[TelegramState]:
        """Return the telegrams with that outgoing number, of any station and year if not given."""
        ...

    def duties(self, uid: Uid) -> Sequence[DutyState]:
        """Return the telegram's addressees that this station knows of."""
        ...

    def next_number(self, series: str, year: int) -> int:
        """Return the next free number of a series; 1 where it was never opened."""
        ...

    def draft(self, draft: int) -> DraftState | None:
        """Return a draft as it stands."""
        ...

    def next_draft(self) -> int:
        """Return the next free draft number."""
        ...

    def service_message(self, prefix: str) -> tuple[Digest, StationId] | None:
        """Return the service message that came in whose digest begins so, and its station."""
        ...

    def alarm_is_open(self, kind: str, about: str) -> bool:
        """Say whether that alarm is open."""
        ...

    def open_alarms(self, kind: str) -> Sequence[str]:
        """Return what the open alarms of a kind are about."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A document whose report should have come by now."""

    document: Enclosed
    station: StationId
    grade: Grade
    expected_at: TimeMs


@dataclass(frozen=True, slots=True, kw_only=True)
class DownLine:
    """A line that does not stand, since when, and how many grades were diverted from it."""

    neighbour: StationId
    since: TimeMs
    diverted: int


class Traffic(Protocol):
    """Views of facts about envelopes and their numbers."""

    def epoch(self) -> Epoch:
        """Return the epoch of this store's numbering."""
        ...

    def last_sent(self, recipient: StationId, grade: Grade) -> tuple[int, Digest | None]:
        """Return our last number to a station at a grade, and that envelope's digest."""
        ...

    def seen(self, sender: StationId, grade: Grade) -> tuple[Epoch | None, int]:
        """Return the sender's latest epoch and its highest contiguous number here."""
        ...

    def received(self, sender: StationId, epoch: Epoch, grade: Grade, seq: int) -> Digest | None:
        """Return the digest of the envelope that came under that number."""
        ...

    def opened(self, slip_id: SlipId) -> bool:
        """Say whether a packet with that slip was opened or quarantined here."""
        ...

    def sending(self, slip_id: SlipId) -> Sending | None:
        """Return our envelope that went under that slip."""
        ...

    def sendings_between(
        self, recipient: StationId, epoch: Epoch, grade: Grade, first: int, last: int
    ) -> Sequence[Sending]:
        """Return our envelopes with those numbers, at most 256."""
        ...

    def outstanding(self, digest: Digest, station: StationId) -> Outstanding | None:
        """Return what is still to be confirmed of that document at that station."""
        ...

    def due(self, now: TimeMs, limit: int) -> Sequence[Outstanding]:
        """Return what is to be repeated or has expired by `now`, earliest first."""
        ...

    def next_due(self) -> TimeMs | None:
        """Return when `due` will next have something."""
        ...

    def late(self, now: TimeMs, limit: int) -> Sequence[Late]:
        """Return what should have been reported by `now` and was not, until that is noticed."""
        ...

    def next_late(self) -> TimeMs | None:
        """Return when `late` will next have something."""
        ...

    def excluded(self, digest: Digest, station: StationId) -> frozenset[StationId]:
        """Return the stations through which a document does not go, under the plan in force."""
        ...

    def refused_by(self, slip_id: SlipId) -> frozenset[StationId]:
        """Return the neighbours that refused a packet that was here, or sent it back."""
        ...

    def last_hop(self, slip_id: SlipId) -> StationId | None:
        """Return by whom a packet of ours goes, or went, if not by the way of its sealing."""
        ...

    def diversion_known(self, slip_id: SlipId, station: StationId, neighbour: StationId) -> bool:
        """Say whether that station told already that it does not send the packet by a neighbour."""
        ...

    def minimized(self) -> Mapping[StationId, Grade]:
        """Return the lowest grade that passes to each neighbour for whom there is a limit."""
        ...

    def gaps(self, limit: int, *, asked: bool) -> Sequence[Gap]:
        """Return the gaps in what came that were asked about, or were not, the oldest first."""
        ...

    def has_gap(self, sender: StationId, epoch: Epoch, grade: Grade, first: int, last: int) -> bool:
        """Say whether any of these numbers is missing."""
        ...

    def report_of(self, digest: Digest, originator: StationId) -> Digest | None:
        """Return the delivery report over a document that this station made to its originator."""
        ...


class Attachments(Protocol):
    """Views of facts about attachments and the blobs that came for this station."""

    def of(self, uid: Uid) -> Sequence[AttachmentState]:
        """Return the attachments of a telegram, in their order."""
        ...

    def under(self, sealed: Digest) -> Sequence[AttachmentState]:
        """Return the attachments whose blob has that name, of any telegram."""
        ...

    def holds(self, sealed: Digest) -> bool:
        """Say whether that blob came for this station."""
        ...

    def unannounced(self) -> tuple[int, int]:
        """Return how many blobs no letter has announced, and how many bytes they have."""
        ...

    def unannounced_since(self, before: TimeMs, limit: int) -> Sequence[HeldBlob]:
        """Return those of them that came before a time, the oldest first."""
        ...

    def oldest_unannounced(self) -> TimeMs | None:
        """Return when the oldest of them came."""
        ...


class OutTray(Protocol):
    """Packets and returns waiting for a line, and packets passing through. Not facts: custody."""

    def put(self, neighbour: StationId, load: Load, grade: Grade, now: TimeMs) -> int:
        """Put a load in the out-tray for a neighbour and return its entry number."""
        ...

    def load(self, entry: int) -> tuple[StationId, Load] | None:
        """Return an entry's neighbour and load, or None if it was settled."""
        ...

    def settle(self, entry: int) -> None:
        """Delete an entry: its custody is elsewhere, or it has ended."""
        ...

    def entries(self, after: int, limit: int) -> Sequence[tuple[int, StationId, Packet | Blob]]:
        """Return the packets that wait, with their entries and neighbours, behind an entry."""
        ...

    def is_empty(self) -> bool:
        """Say whether nothing waits for any line."""
        ...

    def foremost(self) -> Sequence[tuple[StationId, Grade, TimeMs]]:
        """Return, for each neighbour and grade for which something waits, since when it does.

        By neighbour; the highest grade first.
        """
        ...

    def entries_for(
        self, neighbour: StationId, grade: Grade, after: int, limit: int
    ) -> Sequence[tuple[int, Packet | Blob]]:
        """Return the packets of a grade that wait for a neighbour, behind an entry."""
        ...

    def held(self, slip_id: SlipId) -> int | None:
        """Return the entry under which a packet waits here, or None: it has gone."""
        ...

    def down_lines(self) -> Sequence[DownLine]:
        """Return the lines that do not stand."""
        ...

    def line_down(self, neighbour: StationId, since: TimeMs, diverted: int = 0) -> None:
        """Write down (or change) that a line does not stand."""
        ...

    def line_up(self, neighbour: StationId) -> None:
        """Write down that a line stands."""
        ...

    def passage(self, slip_id: SlipId) -> Passage | None:
        """Return where a packet that passed, or passes, came from and went."""
        ...

    def pass_through(self, passage: Passage, expires_at: TimeMs) -> None:
        """Write down (or change) a passage; it is kept until some time after `expires_at`."""
        ...

    def return_through(self, slip_id: SlipId) -> None:
        """Write down that a packet which passed through went back."""
        ...

    def expired(self, now: TimeMs, limit: int) -> Sequence[tuple[int, Packet | Blob]]:
        """Return entries whose packets have expired."""
        ...

    def next_expiry(self) -> TimeMs | None:
        """Return when `expired` will next have something."""
        ...


class ChannelBook(Protocol):
    """The numbers of the lines. Not facts but kept as custody is; the days that are closed are."""

    def state(self, neighbour: StationId, lane: int, epoch: Epoch) -> ChannelState | None:
        """Return how a channel of a neighbour's stands."""
        ...

    def with_gaps(self, neighbour: StationId, lane: int) -> Sequence[ChannelState]:
        """Return the channels of a neighbour's on a lane that have gaps."""
        ...

    def keep(self, state: ChannelState) -> None:
        """Write down how a channel stands."""
        ...

    def keep_count(self, neighbour: StationId, count: ChannelCount, now: TimeMs, day: int) -> None:
        """Write down how far this station's own numbers have come, on that day."""
        ...

    def closed(
        self, state: ChannelState, gaps: Sequence[ChannelGap], how: Closing, now: TimeMs
    ) -> None:
        """Keep gaps that have closed, the newest of a channel."""
        ...

    def prune(self, neighbour: StationId, lane: int) -> None:
        """Forget the oldest epochs of a line's lane."""
        ...

    def despairing(self, now: TimeMs, limit: int) -> Sequence[ChannelState]:
        """Return the channels with a gap that has stood too long and is no alarm yet."""
        ...

    def unreckoned(self, day: int) -> Sequence[ChannelState]:
        """Return the channels with a day before this that is not reconciled, by line and lane."""
        ...

    def next_due(self) -> tuple[TimeMs | None, int | None]:
        """Return when `despairing` will next have something, and the first day of `unreckoned`."""
        ...


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
    def attachments(self) -> Attachments:
        """The registers of attachments."""
        ...

    @property
    def out_tray(self) -> OutTray:
        """What waits for a line."""
        ...

    @property
    def channels(self) -> ChannelBook:
        """The numbers of the lines."""
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


class BlobFiles(Protocol):
    """The files of blobs, as far as a desk may know of them."""

    def size_of(self, name: Digest) -> int | None:
        """Return how many bytes a blob has, or None where it is not here whole."""
        ...


class Chance(Protocol):
    """Where random bytes come from."""

    def token(self, size_bytes: int) -> bytes:
        """Return that many random bytes."""
        ...


class Verifier(Protocol):
    """Whoever can tell whether a signature holds."""

    def verify(self, public: bytes, namespace: str, payload: bytes, signature: bytes) -> bool:
        """Say whether a signature holds."""
        ...


class Sealer(Verifier, Protocol):
    """The keys of this station at work."""

    def sign_as_station(self, namespace: str, payload: bytes) -> bytes:
        """Return the station's signature over a payload, 64 bytes."""
        ...

    def sign_as_office(self, office: str, namespace: str, payload: bytes) -> bytes:
        """Return an office's signature over a payload.

        Raises:
            Refused: this station does not hold that office's key.
        """
        ...

    def seal(self, public_key: bytes, content: bytes) -> bytes:
        """Return `content` deflated, padded and sealed to one X-Wing public key (1216 bytes)."""
        ...

    def open(self, sealed: bytes) -> tuple[bytes, bytes]:
        """Return the fingerprint of the period key that opened it, and the content.

        Raises:
            Malformed: no key of this station opens it, or what is inside is not a sealed letter.
        """
        ...
