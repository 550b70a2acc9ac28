"""What a telegram is: a body, which people sign, and a registration, which the station signs.

The body holds the form and the text and is the same for every addressee; it has no numbers and no
copies. Its digest is the body id: whoever edits it makes another body, and approvals are void. The
registration gives it its numbers and times. The third signed object, the envelope, is in
`depesha.envelope`, because it carries notices as well.

Rule 1: plain frozen data, complete when built. How it is written in bytes is in `depesha.wire`.
Rule 2: label, caveat and caption are three different things (GLOSSARY §4).
Rule 3: a mark of unknown meaning is kept as it is, and no meaning is invented for it.
Format: `docs/spec/document.md`.
"""

from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from typing import Final

from depesha.names import Digest, OfficeId, Signature, StationId, TimeMs, Uid

UID_BYTES: Final = 16


class Precedence(IntEnum):
    """Urgency, per addressee; signed. Numbers as in RFC 6477 §3.8; 16 to 31 are for local use."""

    DEFERRED = 0
    ROUTINE = 1
    PRIORITY = 2
    IMMEDIATE = 3
    FLASH = 4
    OVERRIDE = 5


class MessageType(IntEnum):
    """What the traffic is for. Numbers 0 to 3 as in RFC 6477 §3.9."""

    EXERCISE = 0
    OPERATION = 1
    PROJECT = 2
    DRILL = 3
    TEST = 4


class AddresseeKind(IntEnum):
    """How an addressee stands to the telegram."""

    ACTION = 0
    INFORMATION = 1
    EXEMPTED = 2
    """A member of a collective address who must not get it."""


class Relation(IntEnum):
    """How a telegram stands to the document that it refers to."""

    REFERS = 0
    ANSWERS = 1
    CORRECTS = 2
    CANCELS = 3
    SUPERSEDES = 4
    REPEATS = 5
    QUOTES = 6
    PASSES = 7
    ROUTE_REASON = 8
    """The document says why this one goes by this way (`NO_LINK`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Downgrade:
    """A dated change of the label by a named authority; to level 0 it is a declassification."""

    classification: int
    at: TimeMs | None = None
    event: str = ""
    authority: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EquivalentLabel:
    """The same label in another policy."""

    policy: str
    classification: int
    captions: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The security label. `classification`, captions and caveats are codes of the policy.

    Attributes:
        policy: id of the policy file, as in `mid-1951`.
        policy_digest: SHA-256 of the policy file that gives the codes their meaning.
        classification: level in that policy; higher is more secret.
        captions: distribution restrictions by name, as in `OSOBAYA`.
        caveats: handling rules for the holder, as in `NO_COPIES`.
        categories: further restrictions that the policy defines.
        privacy_mark: free text of the label.
    """

    policy: str
    policy_digest: Digest
    classification: int
    captions: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    privacy_mark: str = ""
    downgrades: tuple[Downgrade, ...] = ()
    equivalents: tuple[EquivalentLabel, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An answer that the originator asks of one addressee, and by when.

    Attributes:
        due_at: absolute due time, or None.
        due_within_s: seconds after the telegram is delivered, or None. Both absent: the default
            of the precedence.
        words: the form's own words for it, as in `немедленно`.
        interim_every_s: how often interim reports are due, in seconds, or None.
    """

    due_at: TimeMs | None = None
    due_within_s: int | None = None
    words: str = ""
    interim_every_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassingInstruction:
    """Deliver it, or its content, to `to` through `through` ("через")."""

    to: str
    through: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """One addressee office, with its own precedence, requests and due times.

    A delivery report is always asked for. `place` and `person` are the form's words for it
    (Куда / Кому). `collective` names the collective address that it came from.
    """

    office: OfficeId
    kind: AddresseeKind = AddresseeKind.ACTION
    precedence: Precedence = Precedence.ROUTINE
    local_precedence: str = ""
    receipt: Request | None = None
    execution: Request | None = None
    place: str = ""
    person: str = ""
    collective: str = ""
    passing: tuple[PassingInstruction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherRecipient:
    """One who gets it by other means, and why by those (RFC 6477 §3.10)."""

    name: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Another document that this one speaks of.

    Attributes:
        relation: how the two stand to each other.
        station: whose number it is.
        number: the number as it is written, as in `26044`; may be empty for a notice.
        dated_at: date of that document, if known.
        uid: its uid, where it is a telegram that this station holds.
        digest: its registration digest, or the digest of a notice.
        words: the author's words about it.
    """

    relation: Relation
    station: StationId
    number: str = ""
    dated_at: TimeMs | None = None
    uid: Uid | None = None
    digest: Digest | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvedLeaf:
    """A leaf of the key book with the proof that it was in the book at `version`.

    Attributes:
        leaf: the leaf's bytes, as hashed into the tree.
        version: version of the key book's head.
        index: its place among the leaves.
        size: number of leaves of that version.
        path: the audit path, RFC 9162 §2.1.3.1, from the leaf up.
    """

    leaf: bytes
    version: int
    index: int
    size: int
    path: tuple[Digest, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Another telegram carried inside, verbatim, with what proves its number and date anywhere.

    Attributes:
        body: the quoted body's bytes.
        registration: the quoted registration's bytes; it holds the release signatures.
        signature: the quoted station's signature of the registration.
        leaves: the signers' identity leaves.
    """

    body: bytes
    registration: bytes
    signature: Signature
    leaves: tuple[ProvedLeaf, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """An attachment as the release covers it: the plaintext's size and SHA-256."""

    name: str
    media_type: str
    size_bytes: int
    sha256: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class PortionMark:
    """The classification of one paragraph, counted from 1."""

    paragraph: int
    classification: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The head of the form, in the form's own words.

    Attributes:
        code: the printed layout, as in `17`.
        originator, comcen: organisation and communications centre, as in `МИД СССР`.
        document_type: as in `Шифрованная телеграмма`.
        signatory: the name under the text, as in `ГРОМЫКО`.
        language: BCP 47 tag of the text, as in `ru`.
    """

    code: str = ""
    originator: str = ""
    comcen: str = ""
    document_type: str = ""
    signatory: str = ""
    subject: str = ""
    subject_codes: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """Remarks for the reader and for the operator, and the times that bound the telegram."""

    message_instructions: tuple[str, ...] = ()
    handling_instructions: tuple[str, ...] = ()
    hold_until: TimeMs | None = None
    deliver_by: TimeMs | None = None
    expires_at: TimeMs | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The form and the text. Signed by the releasing offices; the same for every addressee."""

    version: int = 1
    station: StationId
    drafter: OfficeId
    drafted_at: TimeMs
    message_type: MessageType = MessageType.OPERATION
    message_type_name: str = ""
    label: Label
    form: Form = Form()
    handling: Handling = Handling()
    addressees: tuple[Addressee, ...]
    other_recipients: tuple[OtherRecipient, ...] = ()
    references: tuple[Reference, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    cover_names: tuple[str, ...] = ()
    portion_marks: tuple[PortionMark, ...] = ()
    word_count: int = 0
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The authority to transmit: an office's signature over the body."""

    office: OfficeId
    released_at: TimeMs
    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A visa: an office's signature over the body, under a namespace of its own: no release."""

    office: OfficeId
    reviewed_at: TimeMs
    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Deputed:
    """The release of `office` was signed by `deputy`, for it."""

    office: OfficeId
    deputy: OfficeId


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalNumber:
    """A number in a further series, uninterpreted: `special`, 1070."""

    series: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A sign on the form, kept as it stands: `("4570", "")`, `("отп.", "2 экз. ян.")`."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """Number, times and releases of one body. The originating station signs it once.

    Attributes:
        body_id: SHA-256 of the body's bytes.
        salt: 16 random bytes.
        year: year of the series, in the station's zone.
        outgoing_number: number in the outgoing register, from 1, without gaps.
        numbers: numbers in further series (`special`).
        marks: other numbers and marks of the form.
        filed_at: when it was handed in for transmission.
        registered_at: when the number was given.
        releases: the release signatures, in the order in which they were given.
        reviews: the review signatures, likewise.
        deputies: whose release was signed by a deputy, and by which.
    """

    version: int = 1
    body_id: Digest
    salt: bytes
    station: StationId
    year: int
    outgoing_number: int
    filed_at: TimeMs
    registered_at: TimeMs
    releases: tuple[Release, ...]
    numbers: tuple[LocalNumber, ...] = ()
    marks: tuple[Mark, ...] = ()
    reviews: tuple[Review, ...] = ()
    deputies: tuple[Deputed, ...] = ()

    @property
    def uid(self) -> Uid:
        """The telegram's own name: it follows from station, salt and body.

        So nobody can give his own telegram the name of another's and have that one refused.
        """
        named = b"depesha uid\0" + self.station.encode() + b"\0" + self.salt + self.body_id
        return Uid(sha256(named).digest()[:UID_BYTES])


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a telegram is known by in every answer: three values that fit no other."""

    uid: Uid
    registration: Digest
    signature: Digest
