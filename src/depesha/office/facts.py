"""What can happen at a station: the kinds of facts, each a leaf of its journal.

Rule 1: a fact holds all that the registers need, so that they can be made again from facts alone
(`depesha doctor --rebuild`). What it speaks of at length (bodies, registrations, notices) is kept
as a document under its digest.
Rule 2: facts are in the past tense and never change. A new meaning is a new kind.
Rule 3: nothing here decides anything.

How a fact becomes a leaf is in `docs/spec/journal.md`.
"""

from dataclasses import dataclass

from depesha.envelope import AttachmentKey, Kind, SealedAttachment
from depesha.names import Digest, Epoch, OfficeId, SlipId, StationId, TimeMs, Uid
from depesha.notice import ResponseCode, ServiceCode
from depesha.packet import Grade, ReturnReason
from depesha.telegram import AddresseeKind, Identity, LocalNumber, Mark, Precedence


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the registers say of one telegram, whichever way it went.

    Attributes:
        identity: uid, registration digest and digest of the station's signature.
        station: the originating station, whose number it bears.
        title: the subject, at most 120 characters; never words of the text.
        from_text: the originator and signatory as they stand on the form.
        precedence: the highest among its addressees.
        caption_text, caveats, classification: the label, in codes.
    """

    identity: Identity
    body_id: Digest
    station: StationId
    year: int
    number: int
    numbers: tuple[LocalNumber, ...] = ()
    marks: tuple[Mark, ...] = ()
    filed_at: TimeMs
    registered_at: TimeMs
    released_by: tuple[OfficeId, ...]
    title: str = ""
    from_text: str = ""
    precedence: Precedence
    policy: str
    classification: int
    captions: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    message_type: int = 1
    expires_at: TimeMs


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What one addressee office is to do with a telegram: kind, precedence, requests, due times.

    A due time of None with its request set means that the request has no term.
    """

    office: OfficeId
    kind: AddresseeKind
    precedence: Precedence
    local_precedence: str = ""
    receipt: bool = False
    receipt_due_at: TimeMs | None = None
    execution: bool = False
    execution_due_at: TimeMs | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """One document as it lies in an envelope; `uid` of the telegram that it is or speaks of.

    `attachment_keys`: what opens the attachments of a telegram; of an ATTACHMENT, its own one.
    `confirm`: its arrival is to be confirmed by a delivery report, so it is repeated until then or
    until `expires_at`, the document's own expiry.
    """

    digest: Digest
    kind: Kind
    uid: Uid
    offices: tuple[OfficeId, ...] = ()
    is_repeat: bool = False
    confirm: bool = False
    expires_at: TimeMs
    attachment_keys: tuple[AttachmentKey, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyMade:
    """A numbered copy and its holder, as the draft lists it."""

    number: int
    holder: str


# -- the station ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class StationFounded:
    """The store began: the first leaf of every journal."""

    station: StationId
    epoch: Epoch


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesOpened:
    """A series of numbers begins (or goes on) at `first`."""

    series: str
    year: int
    first: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyBookAdopted:
    """A version of the key book and of the plan was verified and is in force here."""

    version: int
    digest: Digest
    plan_version: int
    plan_digest: Digest


# -- outward --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """A draft was written or edited; an edit (version 2 and on) voids earlier approvals."""

    draft: int
    version: int
    office: OfficeId
    text: str
    attachments: tuple[SealedAttachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftReturned:
    """A draft was sent back to its drafter with a reason."""

    draft: int
    office: OfficeId
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """An office signed the body that a draft became."""

    draft: int
    body_id: Digest
    office: OfficeId


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A released body got its numbers: a line of the outgoing register."""

    draft: int
    entry: Entry
    duties: tuple[Duty, ...]
    copies: tuple[CopyMade, ...] = ()
    attachments: tuple[AttachmentKey, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvelopeSealed:
    """Documents were enclosed for a station, sealed and put in the out-tray: QUEUED.

    Attributes:
        way: the neighbour that it goes by first.
        sealed: SHA-256 of the sealed bytes, which a return must name.
        expected_at: the predicted arrival; None where the way is not known to its end, or waits
            for something that nobody can predict.
        answer_at: when a delivery report may be here by the same prediction, and not before the
            end of the recipient's silence.
    """

    slip_id: SlipId
    recipient: StationId
    grade: Grade
    epoch: Epoch
    seq: int
    digest: Digest
    way: StationId
    sealed: Digest
    expires_at: TimeMs
    documents: tuple[Enclosed, ...]
    expected_at: TimeMs | None = None
    answer_at: TimeMs | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobQueued:
    """An attachment's blob was put in the out-tray for an addressee station.

    Attributes:
        way: the neighbour that it goes by first.
        sealed: SHA-256 of the blob, by which the file is named.
        document: the attachment, as it is outstanding at that station.
    """

    slip_id: SlipId
    recipient: StationId
    grade: Grade
    way: StationId
    sealed: Digest
    expires_at: TimeMs
    document: Enclosed

    @property
    def documents(self) -> tuple[Enclosed, ...]:
        """What it carries, as an envelope has it: one."""
        return (self.document,)

    @property
    def expected_at(self) -> TimeMs | None:
        """Nothing is predicted of a blob: how fast the lines carry is not known."""
        return None

    @property
    def answer_at(self) -> TimeMs | None:
        """Nor when it may be answered."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The next station accepted custody of a packet of ours: SENT.

    `repeat_at` is when what is to be confirmed in it is sent again, if it was not by then. Before
    it has left, nothing is repeated: another copy would only wait beside the first.
    """

    slip_id: SlipId
    neighbour: StationId
    repeat_at: TimeMs


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnLearned:
    """A packet of ours came back, with a reason and who says so. `proved`: the signature held."""

    slip_id: SlipId
    reason: ReturnReason
    station: StationId
    proved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatPostponed:
    """A repeat was due, and could not be sent: there were no communications. It counts as one."""

    digest: Digest
    station: StationId
    repeat_at: TimeMs


@dataclass(frozen=True, slots=True, kw_only=True)
class NonDelivered:
    """A document could not be delivered for good, or not in time: the drafter is told."""

    digest: Digest
    uid: Uid
    station: StationId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LateNoticed:
    """No delivery report had come of a document when it should have, by the first prediction."""

    digest: Digest
    uid: Uid
    station: StationId
    expected_at: TimeMs


@dataclass(frozen=True, slots=True, kw_only=True)
class Rerouted:
    """A document that came back is sent again by a way that does not go through `excluded`."""

    digest: Digest
    uid: Uid
    station: StationId
    excluded: StationId
    reason: ReturnReason


@dataclass(frozen=True, slots=True, kw_only=True)
class DiversionLearned:
    """A station on the way tells that a packet of ours goes on by another way than by `neighbour`.

    Its signature held; one that does not hold is an alarm, and no such fact.
    """

    slip_id: SlipId
    station: StationId
    neighbour: StationId
    reason: ReturnReason


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLearned:
    """A delivery report says what became of a document at a station: DELIVERED, or not."""

    digest: Digest
    uid: Uid
    station: StationId
    result: ResponseCode
    report: Digest
    reported_at: TimeMs


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLearned:
    """An office's answer to a telegram of ours came."""

    uid: Uid
    office: OfficeId
    code: ResponseCode
    interim: bool
    answer: Digest
    answered_at: TimeMs


# -- inward ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvelopeOpened:
    """A packet for this station was opened and its envelope verified."""

    slip_id: SlipId
    sender: StationId
    grade: Grade
    epoch: Epoch
    seq: int
    digest: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A telegram for offices here was verified and stored: a line of the incoming register."""

    entry: Entry
    duties: tuple[Duty, ...]
    incoming_year: int
    incoming_number: int
    attachments: tuple[AttachmentKey, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobTakenIn:
    """A blob for this station came, whole: custody was taken. It may come before its letter."""

    slip_id: SlipId
    neighbour: StationId
    sealed: Digest
    size_bytes: int
    grade: Grade
    expires_at: TimeMs


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobGivenUp:
    """No letter announced this blob in its time: it was given back, and its file may go."""

    sealed: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentExamined:
    """An attachment that came was opened and compared with what its telegram says.

    `finding` is the code of what is wrong; empty: nothing is.
    """

    uid: Uid
    place: int
    sealed: Digest
    finding: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatRecognised:
    """A document came again: nothing is done twice, and the same answer goes back."""

    digest: Digest
    sender: StationId


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReported:
    """This station made a delivery report over these documents, in order."""

    report: Digest
    originator: StationId
    documents: tuple[Digest, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerGiven:
    """An office here answered a telegram."""

    uid: Uid
    office: OfficeId
    code: ResponseCode
    interim: bool
    answer: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class PassingFailed:
    """An office wanted to pass a telegram on, and there are no communications with `to`."""

    uid: Uid
    office: OfficeId
    to: str


# -- service --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSent:
    """A service message was made for a station."""

    digest: Digest
    to: StationId
    code: ServiceCode
    uid: Uid | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLearned:
    """A service message came from a station."""

    digest: Digest
    station: StationId
    code: ServiceCode
    uid: Uid | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GapAsked:
    """A repeat of these numbers was asked for, once."""

    sender: StationId
    epoch: Epoch
    grade: Grade
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersVoided:
    """The sender says that these numbers will never come: the gap is closed."""

    sender: StationId
    epoch: Epoch
    grade: Grade
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSpan:
    """Numbers from the first to the last, both among them."""

    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelReckoned:
    """How one channel stood at the end of a day.

    Attributes:
        came: whether the neighbour gave the numbers, or this station.
        last: the last number.
        loads, accepted: loads that came (or went), and those whose custody was taken, since the
            epoch began.
        again: of them, those that may be duplicates (or went under a number that they had).
        open: how many numbers are missing (or have no answer).
        missing: which, where they came.
    """

    came: bool
    epoch: Epoch
    last: int
    loads: int
    accepted: int
    again: int
    open: int
    missing: tuple[NumberSpan, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelReconciled:
    """A UTC day of a line's lane is closed: the numbers of both directions, and what is missing.

    `day` is counted from 1 January 1970.
    """

    neighbour: StationId
    lane: int
    day: int
    channels: tuple[ChannelReckoned, ...]


# -- the courier ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Relayed:
    """Custody of a packet for another station was taken, to be handed on to `next_hop`."""

    slip_id: SlipId
    came_from: StationId
    next_hop: StationId
    destination: StationId


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOn:
    """The next station accepted custody of a packet that is not ours."""

    slip_id: SlipId
    neighbour: StationId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnSent:
    """A packet was given back to the neighbour that it came from."""

    slip_id: SlipId
    reason: ReturnReason
    neighbour: StationId


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """Something from outside could not be read; the bytes are kept for a person to look at.

    `digest` of the sealed bytes; `code` is the error's; nothing is retried.
    """

    slip_id: SlipId
    neighbour: StationId
    digest: Digest
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diverted:
    """A packet that was to go by `neighbour` goes by `next_hop`; custody stays here until then."""

    slip_id: SlipId
    destination: StationId
    neighbour: StationId
    next_hop: StationId
    reason: ReturnReason


@dataclass(frozen=True, slots=True, kw_only=True)
class LineMinimized:
    """Only what is at or above the grade of a precedence passes to a neighbour; None: all does."""

    neighbour: StationId
    precedence: Precedence | None = None


# -- alarms ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRaised:
    """Something is missing or wrong and a person must look. One alarm per (kind, about) is open."""

    kind: str
    about: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmCleared:
    """What the alarm was about came right by itself."""

    kind: str
    about: str


Fact = (
    StationFounded
    | SeriesOpened
    | KeyBookAdopted
    | Drafted
    | DraftReturned
    | Released
    | Registered
    | EnvelopeSealed
    | BlobQueued
    | Sent
    | ReturnLearned
    | RepeatPostponed
    | NonDelivered
    | LateNoticed
    | Rerouted
    | DiversionLearned
    | ReportLearned
    | AnswerLearned
    | EnvelopeOpened
    | Delivered
    | BlobTakenIn
    | BlobGivenUp
    | AttachmentExamined
    | RepeatRecognised
    | DeliveryReported
    | AnswerGiven
    | PassingFailed
    | ServiceSent
    | ServiceLearned
    | GapAsked
    | NumbersVoided
    | ChannelReconciled
    | Relayed
    | HandedOn
    | ReturnSent
    | Quarantined
    | Diverted
    | LineMinimized
    | AlarmRaised
    | AlarmCleared
)
