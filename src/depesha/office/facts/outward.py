"""Facts of what goes out: drafted, released, registered, sealed, sent, and what became of it."""

from dataclasses import dataclass

from depesha.envelope import AttachmentKey, SealedAttachment
from depesha.life import End
from depesha.names import Digest, Epoch, OfficeId, SlipId, StationId, TimeMs, Uid
from depesha.notice import ResponseCode
from depesha.office.facts.parts import CopyMade, Duty, Enclosed, Entry
from depesha.packet import Grade, ReturnReason


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
class DraftDropped:
    """A draft that was not released was taken from among those that lie here, for good."""

    draft: int
    version: int
    office: OfficeId


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """An office signed the body that a draft became.

    Attributes:
        version: of the draft, and its signature, where several offices must release it: until the
            last has, they are kept. Else 0 and empty: the registration has the signature.
        deputy: the office that signed for it; empty: it signed itself.
    """

    draft: int
    body_id: Digest
    office: OfficeId
    version: int = 0
    signature: bytes = b""
    deputy: str = ""


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
    """A document could not be delivered for good, or not in time: the drafter is told.

    `end` says which of these it is, and whether it may have arrived all the same.
    """

    digest: Digest
    uid: Uid
    station: StationId
    reason: str
    end: End = End.NON_DELIVERY


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
    """An office's answer to a telegram of ours came.

    Attributes:
        previous: that office's answer before it, by what it says itself.
        deputy: the office that signed for it; empty: it signed itself.
    """

    uid: Uid
    office: OfficeId
    code: ResponseCode
    interim: bool
    answer: Digest
    answered_at: TimeMs
    in_place_of: str = ""
    previous: Digest | None = None
    deputy: str = ""
