"""What a notice is: a signed answer about a telegram, or a service message about the traffic.

Delivered, received, acknowledged and executed are four different things, said by a machine, an
operator, and twice by an authority. The codes are those of MIL-STD-2045-47001.
A notice travels at the grade of what it answers, has no outgoing number, and names its telegram by
uid, registration digest and signature digest. Format: `docs/spec/document.md`.
"""

from dataclasses import dataclass
from enum import IntEnum

from depesha.envelope import JournalHead
from depesha.names import Digest, OfficeId, Signature, StationId, TimeMs
from depesha.packet import Grade
from depesha.restoration import LastNumbers
from depesha.telegram import Identity


class ResponseCode(IntEnum):
    """Receipt and compliance codes, as numbered in MIL-STD-2045-47001."""

    MACHINE_RECEIPT = 1
    CANNOT_PROCESS = 2
    OPERATOR_ACK = 3
    WILL_COMPLY = 4
    HAVE_COMPLIED = 5
    CANNOT_COMPLY = 6


class ServiceCode(IntEnum):
    """What a service message says."""

    NO_COMMUNICATIONS = 0
    """There is no key or no way to `station`; `about` is the telegram that wants to go there."""
    REPEAT_REQUEST = 1
    """Send the numbers in `ranges` of `epoch` and `grade` again."""
    NUMBERS_VOIDED = 2
    """The numbers in `ranges` of `epoch` and `grade` will never be delivered."""
    EXPIRED = 3
    """`about` was not opened before it expired."""
    CHASER = 4
    """`office` owes the answer that `subject` names to `about`, and it is overdue."""
    NON_RECEIPT = 5
    """`office` has not opened `about` within the handling time of its precedence."""
    PROOF_ASKED = 7
    """Prove that your journal begins with these `heads`, which you named."""
    KEY_EXPIRED = 8
    """A letter came that was sealed to a key whose time is over: `text` is its fingerprint."""
    KEY_BOOK_TAKEN = 9
    """The station holds this version of the key book, and of the plan: `ranges` has both."""
    LAST_NUMBERS_ASKED = 10
    """This station was restored from a backup, and asks for the last numbers seen of it."""
    LAST_NUMBERS = 11
    """The last numbers that this station saw of the one that was restored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportItem:
    """What became of one telegram at the reporting station. The salt hides it from guessing."""

    salt: bytes
    identity: Identity
    result: ResponseCode
    amplification: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """The addressee's station stored these telegrams: the root over their items, signed once.

    One report per originator, grade and commit group. `root` is the RFC 6962 tree head over the
    encoded items, so that an item can be shown without its neighbours.
    """

    version: int = 1
    station: StationId
    originator: StationId
    at: TimeMs
    size: int
    root: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportItems:
    """The items of a delivery report in order; one that is not shown stands as its leaf hash."""

    items: tuple[ReportItem | Digest, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A receipt, an acknowledgement or an execution report: an office's signed answer.

    Attributes:
        answers: the telegram that it answers.
        code: which answer; an interim report is WILL_COMPLY with `interim` set and its own words.
        text: the words of the report.
        reason_code, amplification: why not, as a code and in words.
        previous: digest of the answer before it to the same telegram (receipt chain).
        in_place_of: the addressee for whom a duty office answers; empty: it was addressed itself.
        deputy: the office beside it that signed for it; none: it signed itself.
    """

    version: int = 1
    answers: Identity
    station: StationId
    office: OfficeId
    at: TimeMs
    code: ResponseCode
    interim: bool = False
    text: str = ""
    language: str = ""
    reason_code: str = ""
    amplification: str = ""
    previous: Digest | None = None
    in_place_of: str = ""
    deputy: OfficeId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownEnvelope:
    """An envelope that is shown to its sender: the bytes, and the sender's own signature."""

    payload: bytes
    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadProof:
    """Proves that a journal begins with the head of `size` that was asked about."""

    size: int
    path: tuple[Digest, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Consistency:
    """A station proves its journal to another that asked; signed by the station.

    Attributes:
        asked: digest of the service message that it answers.
        note: a checkpoint over its committed head, for long.
        proofs: one for each head that was asked about and that the journal begins with.
    """

    version: int = 1
    station: StationId
    to: StationId
    at: TimeMs
    asked: Digest
    note: bytes
    proofs: tuple[HeadProof, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceMessage:
    """Station to station, about the traffic; signed by the station.

    Attributes:
        about: the telegram that it speaks of, where there is one.
        subject: the station that it speaks of (`NO_COMMUNICATIONS`), or the term (`CHASER`).
        office: the office in whose name it is sent, where a person asked for it; of a `CHASER` and
            a `NON_RECEIPT`, the addressee that it speaks of.
        text: of a `NON_RECEIPT`, the duty offices to which the telegram is shown instead.
        ranges: first and last number of each range.
        heads: of the journal of `to`, as it named them (`PROOF_ASKED`).
        shown: an envelope of `to` that names a head which it may not have any more.
        numbers: what is known after a restoration (`LAST_NUMBERS_ASKED`, `LAST_NUMBERS`).
    """

    version: int = 1
    station: StationId
    to: StationId
    at: TimeMs
    code: ServiceCode
    about: Identity | None = None
    subject: str = ""
    office: str = ""
    text: str = ""
    epoch: bytes | None = None
    grade: Grade = Grade.LOW
    ranges: tuple[tuple[int, int], ...] = ()
    heads: tuple[JournalHead, ...] = ()
    shown: ShownEnvelope | None = None
    numbers: LastNumbers | None = None
