"""The parts of the book: the registers of telegrams and of envelopes, the out-tray, and others."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from depesha.channel import ChannelCount, ChannelGap
from depesha.names import Digest, Epoch, OfficeId, SlipId, StationId, TimeMs, Uid
from depesha.office.ports.people import Composed, Endorsement
from depesha.office.ports.states import (
    AlarmState,
    AttachmentState,
    ChannelState,
    Closing,
    DownLine,
    DraftState,
    DutyState,
    EvidenceState,
    Gap,
    HeldBlob,
    Late,
    Outstanding,
    Sending,
    TelegramState,
)
from depesha.packet import Blob, Grade, Load, Packet, Passage


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
        """Return the next free number of a series in a year."""
        ...

    def draft(self, draft: int) -> DraftState | None:
        """Return a draft as it stands."""
        ...

    def next_draft(self) -> int:
        """Return the next free draft number."""
        ...

    def composed(self, draft: int) -> Composed | None:
        """Return what a draft under review became."""
        ...

    def endorsements(self, draft: int) -> Sequence[Endorsement]:
        """Return who reviewed and released which version of a draft, those that fell too."""
        ...

    def asked(self, draft: int) -> Sequence[OfficeId]:
        """Return who was asked to review what a draft says now."""
        ...

    def holder(self, office: OfficeId) -> str:
        """Return who holds an office; empty: it was never said."""
        ...

    def passkey_office(self, credential: bytes) -> OfficeId | None:
        """Return whose a passkey is, if it is anybody's here."""
        ...

    def answers_after(
        self, uid: Uid, office: OfficeId, previous: Digest | None
    ) -> Sequence[Digest]:
        """Return the answers of an office elsewhere that follow a certain one of its answers."""

    def evidence_made(self, uid: Uid) -> Sequence[EvidenceState]:
        """Return the evidence that was made of a telegram, in order."""
        ...

    def evidence_signed(self, uid: Uid, number: int) -> bool:
        """Say whether the manifest of the `number`-th evidence of a telegram was signed."""
        ...

    def service_message(self, prefix: str) -> tuple[Digest, StationId] | None:
        """Return the service message that came in whose digest begins so, and its station."""
        ...

    def alarm_is_open(self, kind: str, about: str) -> bool:
        """Say whether that alarm is in the list: raising it again would say nothing new."""
        ...

    def alarm_is_uncleared(self, kind: str, about: str) -> bool:
        """Say whether that alarm was raised and has not come right, accepted or not."""
        ...

    def open_alarms(self, kind: str) -> Sequence[str]:
        """Return what the alarms of a kind are about that have not come right."""
        ...

    def alarm(self, alarm: int) -> AlarmState | None:
        """Return an alarm by its number: the place of the fact that raised it."""
        ...


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
