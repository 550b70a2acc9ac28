"""Facts of what comes in: opened, delivered, reported, and what the offices here answered."""

from dataclasses import dataclass

from depesha.envelope import AttachmentKey, JournalHead
from depesha.names import Digest, Epoch, OfficeId, SlipId, StationId, TimeMs, Uid
from depesha.notice import ResponseCode
from depesha.office.facts.parts import Duty, Entry
from depesha.packet import Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvelopeOpened:
    """A packet for this station was opened and its envelope verified."""

    slip_id: SlipId
    sender: StationId
    grade: Grade
    epoch: Epoch
    seq: int
    digest: Digest
    head: JournalHead | None = None
    """The head of the sender's journal that it names; None: it was not written down yet."""
    is_upkeep: bool = False
    """Whether nothing lay in it but questions about journals and their proofs."""


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
    """An office here answered a telegram, for itself or, on duty, in place of its addressee.

    With `deputy`, that one signed for it.
    """

    uid: Uid
    office: OfficeId
    code: ResponseCode
    interim: bool
    answer: Digest
    in_place_of: str = ""
    deputy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassingFailed:
    """An office wanted to pass a telegram on, and there are no communications with `to`."""

    uid: Uid
    office: OfficeId
    to: str
