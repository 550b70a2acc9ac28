"""What the registers say: plain data, as the desks read it."""

from dataclasses import dataclass
from enum import StrEnum

from depesha.channel import ChannelGap
from depesha.envelope import AttachmentKey, SealedAttachment
from depesha.life import Exit, Rung
from depesha.names import Digest, Epoch, OfficeId, SlipId, StationId, TimeMs, Uid
from depesha.office.facts import CopyMade, Duty, Enclosed, Entry
from depesha.packet import Grade


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
class AlarmState:
    """An alarm: when it came right by itself, if it has, and which office has taken it on."""

    kind: str
    about: str
    cleared_at: TimeMs | None = None
    accepted_by: OfficeId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyState:
    """A telegram at one addressee office: what is asked, and how far it has come.

    `times` holds, for each rung that is evidenced, when; a lower rung without a time is implied.
    `last_answer` is the digest of the office's last answer (receipt chain), `interim_at` when the
    last interim report was known, `refused_at` when it was refused (also where it was cancelled
    later), `chased` how often its answer was asked for, and `shown_to` the duty offices that are
    shown it because the office did not open it in time.
    """

    uid: Uid
    duty: Duty
    rung: Rung
    times: tuple[tuple[Rung, TimeMs], ...]
    exit: Exit | None = None
    last_answer: Digest | None = None
    interim_at: TimeMs | None = None
    refused_at: TimeMs | None = None
    chased: int = 0
    chased_at: TimeMs | None = None
    shown_to: tuple[OfficeId, ...] = ()


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
    envelope: Digest | None = None
    """What it is kept under; None: it is a blob."""


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
class EvidenceState:
    """Evidence that was made of a telegram: its place in the journal, when, and by whom."""

    place: int
    at: TimeMs
    office: OfficeId


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
