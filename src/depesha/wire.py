"""How telegrams, envelopes and notices are written in bytes: one table a format.

The bytes are signed and kept as they are; they are verified as received, and only then decoded.
Rule 1: a key's meaning never changes. A new field is a new key; a new meaning is a new version.
Rule 2: every bound is here. Rule 3: nothing here knows keys or rules of the office.
Format: `docs/spec/document.md`.
"""

from hashlib import sha256
from typing import Final

from depesha.envelope import (
    AttachmentKey,
    Enclosure,
    Envelope,
    Item,
    JournalHead,
    Kind,
    Letter,
)
from depesha.names import OFFICE_PATTERN, SERIES_PATTERN, STATION_PATTERN, Digest
from depesha.notice import (
    Answer,
    Consistency,
    DeliveryReport,
    HeadProof,
    ReportItem,
    ResponseCode,
    ServiceCode,
    ServiceMessage,
    ShownEnvelope,
)
from depesha.packet import Grade
from depesha.restoration import (
    EnvelopeNumber,
    LastNumbers,
    MissingNumbers,
    Restoration,
    RestoredKey,
    SeriesNumber,
)
from depesha.schema import (
    Record,
    Row,
    choice,
    field,
    flag,
    long_text,
    many,
    octets,
    octets_upto,
    optional,
    row,
    text,
    time_ms,
    uint,
)
from depesha.telegram import (
    Addressee,
    AddresseeKind,
    Attachment,
    Body,
    Deputed,
    Downgrade,
    EquivalentLabel,
    Form,
    Handling,
    Identity,
    Label,
    LocalNumber,
    Mark,
    MessageType,
    OtherRecipient,
    PassingInstruction,
    PortionMark,
    Precedence,
    ProvedLeaf,
    Quotation,
    Reference,
    Registration,
    Relation,
    Release,
    Request,
    Review,
)

MAX_TEXT_BYTES: Final = 256 * 1024
"""A telegram's text, UTF-8 (Soviet military telegrams: some 200 words; FRUS's longest: 60 kB)."""

MAX_BODY_BYTES: Final = 2 * 1024 * 1024
"""A body with its quotations."""

MAX_LETTER_CONTENT_BYTES: Final = 16 * 1024 * 1024
"""An opened, inflated letter: the bound against decompression bombs."""

MAX_LETTER_ITEMS: Final = 40_000
"""A letter full of items full of signatures has 39,939; so many cost some 4 MB of memory."""

MAX_ENCLOSURES: Final = 256
MAX_PROVED_HEADS: Final = 16
"""Heads of a journal that one question is about, and one proof."""

MAX_ADDRESSEES: Final = 500

MAX_REPORT_ITEMS: Final = 132_000
"""Parts of a list in which all 16,384 items are shown: eight of each."""

_digest = octets(32)
_signature = octets(64)
_uid = octets(16)
_station = text(max=32, pattern=STATION_PATTERN)
_office = text(max=65, pattern=OFFICE_PATTERN)
_code = text(max=40)
_line = text(max=400)
_lines = many(_line, max=32)
_codes = many(_code, max=32)
_version = uint(min=1, max=1)

HEAD: Final = Row(JournalHead, uint(max=2**53), _digest)

DOWNGRADE: Final = Record(
    Downgrade,
    field(0, "classification", uint(max=255)),
    field(1, "at", optional(time_ms())),
    field(2, "event", _line, default=""),
    field(3, "authority", _line, default=""),
)

EQUIVALENT: Final = Record(
    EquivalentLabel,
    field(0, "policy", _code),
    field(1, "classification", uint(max=255)),
    field(2, "captions", _codes, default=()),
    field(3, "caveats", _codes, default=()),
)

LABEL: Final = Record(
    Label,
    field(0, "policy", _code),
    field(1, "policy_digest", _digest),
    field(2, "classification", uint(max=255)),
    field(3, "captions", _codes, default=()),
    field(4, "caveats", _codes, default=()),
    field(5, "categories", _codes, default=()),
    field(6, "privacy_mark", _line, default=""),
    field(7, "downgrades", many(DOWNGRADE, max=8), default=()),
    field(8, "equivalents", many(EQUIVALENT, max=8), default=()),
)

REQUEST: Final = Record(
    Request,
    field(0, "due_at", optional(time_ms())),
    field(1, "due_within_s", optional(uint(max=2**32))),
    field(2, "words", _line, default=""),
    field(3, "interim_every_s", optional(uint(max=2**32))),
)

ADDRESSEE: Final = Record(
    Addressee,
    field(0, "office", _office),
    field(1, "kind", choice(AddresseeKind), default=AddresseeKind.ACTION),
    field(2, "precedence", choice(Precedence), default=Precedence.ROUTINE),
    field(3, "local_precedence", _code, default=""),
    field(4, "receipt", optional(REQUEST)),
    field(5, "execution", optional(REQUEST)),
    field(6, "place", _line, default=""),
    field(7, "person", _line, default=""),
    field(8, "collective", _code, default=""),
    field(9, "passing", many(Row(PassingInstruction, _line, _line), max=8), default=()),
)

REFERENCE: Final = Record(
    Reference,
    field(0, "relation", choice(Relation)),
    field(1, "station", _station),
    field(2, "number", _code, default=""),
    field(3, "dated_at", optional(time_ms())),
    field(4, "uid", optional(_uid)),
    field(5, "digest", optional(_digest)),
    field(6, "words", _line, default=""),
)

PROVED_LEAF: Final = Record(
    ProvedLeaf,
    field(0, "leaf", octets_upto(64 * 1024)),
    field(1, "version", uint(max=2**32)),
    field(2, "index", uint(max=2**32)),
    field(3, "size", uint(min=1, max=2**32)),
    field(4, "path", many(_digest, max=32)),
)

QUOTATION: Final = Record(
    Quotation,
    field(0, "body", octets_upto(MAX_BODY_BYTES)),
    field(1, "registration", octets_upto(64 * 1024)),
    field(2, "signature", _signature),
    field(3, "leaves", many(PROVED_LEAF, max=16), default=()),
)

ATTACHMENT: Final = Record(
    Attachment,
    field(0, "name", _line),
    field(1, "media_type", _code),
    field(2, "size_bytes", uint(max=2**40)),
    field(3, "sha256", _digest),
)

FORM: Final = Record(
    Form,
    field(0, "code", _code, default=""),
    field(1, "originator", _line, default=""),
    field(2, "comcen", _line, default=""),
    field(3, "document_type", _line, default=""),
    field(4, "signatory", _line, default=""),
    field(5, "subject", _line, default=""),
    field(6, "subject_codes", _codes, default=()),
    field(7, "language", _code, default=""),
)

HANDLING: Final = Record(
    Handling,
    field(0, "message_instructions", _lines, default=()),
    field(1, "handling_instructions", _lines, default=()),
    field(2, "hold_until", optional(time_ms())),
    field(3, "deliver_by", optional(time_ms())),
    field(4, "expires_at", optional(time_ms())),
)

BODY: Final = Record(
    Body,
    field(0, "version", _version),
    field(1, "station", _station),
    field(2, "drafter", _office),
    field(3, "drafted_at", time_ms()),
    field(4, "message_type", choice(MessageType), default=MessageType.OPERATION),
    field(5, "message_type_name", _code, default=""),
    field(6, "label", LABEL),
    field(7, "form", FORM, default=Form()),
    field(8, "handling", HANDLING, default=Handling()),
    field(9, "addressees", many(ADDRESSEE, min=1, max=MAX_ADDRESSEES)),
    field(10, "other_recipients", many(Row(OtherRecipient, _line, _line), max=32), default=()),
    field(11, "references", many(REFERENCE, max=32), default=()),
    field(12, "quotations", many(QUOTATION, max=8), default=()),
    field(13, "attachments", many(ATTACHMENT, max=64), default=()),
    field(14, "cover_names", _codes, default=()),
    field(
        15,
        "portion_marks",
        many(Row(PortionMark, uint(min=1, max=10_000), uint(max=255)), max=1000),
        default=(),
    ),
    field(16, "word_count", uint(max=2**32), default=0),
    field(17, "text", long_text(MAX_TEXT_BYTES)),
)

REGISTRATION: Final = Record(
    Registration,
    field(0, "version", _version),
    field(1, "body_id", _digest),
    field(2, "salt", octets(16)),
    field(3, "station", _station),
    field(4, "year", uint(max=9999)),
    field(5, "outgoing_number", uint(min=1, max=2**53)),
    field(6, "filed_at", time_ms()),
    field(7, "registered_at", time_ms()),
    field(8, "releases", many(Row(Release, _office, time_ms(), _signature), min=1, max=16)),
    field(
        9,
        "numbers",
        many(
            Row(LocalNumber, text(max=31, pattern=SERIES_PATTERN), uint(min=1, max=2**53)), max=16
        ),
        default=(),
    ),
    field(10, "marks", many(Row(Mark, _line, _code), max=32), default=()),
    field(11, "reviews", many(Row(Review, _office, time_ms(), _signature), max=16), default=()),
    field(12, "deputies", many(Row(Deputed, _office, _office), max=16), default=()),
)

ATTACHMENT_KEY: Final = Row(AttachmentKey, uint(max=63), _digest, uint(max=2**40), octets(32))

ENCLOSURE: Final = Record(
    Enclosure,
    field(0, "digest", _digest),
    field(1, "offices", many(_office, max=MAX_ADDRESSEES), default=()),
    field(2, "is_repeat", flag, default=False),
    field(3, "attachment_keys", many(ATTACHMENT_KEY, max=64), default=()),
)

ENVELOPE: Final = Record(
    Envelope,
    field(0, "version", _version),
    field(1, "sender", _station),
    field(2, "recipient", _station),
    field(3, "key", _digest),
    field(4, "grade", choice(Grade)),
    field(5, "epoch", octets(8)),
    field(6, "addressee_seq", uint(min=1, max=2**53)),
    field(7, "previous", _digest),
    field(8, "seen_epoch", optional(octets(8))),
    field(9, "seen_seq", uint(max=2**53), default=0),
    field(10, "slip_id", octets(16)),
    field(11, "slip_hash", _digest),
    field(12, "created_at", time_ms()),
    field(13, "expires_at", time_ms()),
    field(14, "documents", many(ENCLOSURE, min=1, max=MAX_ENCLOSURES)),
    field(15, "head", HEAD),
    field(16, "book_version", uint(max=2**32)),
)

IDENTITY: Final = Row(Identity, _uid, _digest, _digest)

DELIVERY_REPORT: Final = Record(
    DeliveryReport,
    field(0, "version", _version),
    field(1, "station", _station),
    field(2, "originator", _station),
    field(3, "at", time_ms()),
    field(4, "size", uint(min=1, max=MAX_ENCLOSURES)),
    field(5, "root", _digest),
)

REPORT_ITEM: Final = Row(ReportItem, octets(16), IDENTITY, choice(ResponseCode), _line)

ANSWER: Final = Record(
    Answer,
    field(0, "version", _version),
    field(1, "answers", IDENTITY),
    field(2, "station", _station),
    field(3, "office", _office),
    field(4, "at", time_ms()),
    field(5, "code", choice(ResponseCode)),
    field(6, "interim", flag, default=False),
    field(7, "text", long_text(MAX_TEXT_BYTES), default=""),
    field(8, "language", _code, default=""),
    field(9, "reason_code", _code, default=""),
    field(10, "amplification", _line, default=""),
    field(11, "previous", optional(_digest)),
    field(12, "in_place_of", text(max=65), default=""),
    field(13, "deputy", optional(_office)),
)

LAST_NUMBERS: Final = Record(
    LastNumbers,
    field(0, "restoration", _digest),
    field(
        1,
        "series",
        many(
            Row(
                SeriesNumber,
                text(max=31, pattern=SERIES_PATTERN),
                uint(max=9999),
                uint(max=2**53),
            ),
            max=256,
        ),
        default=(),
    ),
    field(
        2,
        "envelopes",
        many(Row(EnvelopeNumber, octets(8), choice(Grade), uint(max=2**53)), max=64),
        default=(),
    ),
    field(3, "head", optional(HEAD)),
    field(4, "registrations", many(_digest, max=256), default=()),
    field(
        5,
        "missing",
        many(Row(MissingNumbers, uint(max=9999), uint(max=2**53), uint(max=2**53)), max=256),
        default=(),
    ),
)

RESTORATION: Final = Record(
    Restoration,
    field(0, "version", _version),
    field(1, "station", _station),
    field(2, "at", time_ms()),
    field(3, "epoch", octets(8)),
    field(4, "ended", octets(8)),
    field(5, "head", HEAD),
    field(6, "backed_up_at", time_ms()),
    field(7, "lost", optional(HEAD)),
    field(8, "office", text(max=65), default=""),
    field(9, "why", _line, default=""),
    field(10, "key", optional(Row(RestoredKey, octets(1216), time_ms(), time_ms()))),
)

SERVICE: Final = Record(
    ServiceMessage,
    field(0, "version", _version),
    field(1, "station", _station),
    field(2, "to", _station),
    field(3, "at", time_ms()),
    field(4, "code", choice(ServiceCode)),
    field(5, "about", optional(IDENTITY)),
    field(6, "subject", _code, default=""),
    field(7, "office", text(max=65), default=""),
    field(8, "text", _line, default=""),
    field(9, "epoch", optional(octets(8))),
    field(10, "grade", choice(Grade), default=Grade.LOW),
    field(11, "ranges", many(row(uint(max=2**53), uint(max=2**53)), max=256), default=()),
    field(18, "heads", many(HEAD, max=MAX_PROVED_HEADS), default=()),
    field(19, "shown", optional(Row(ShownEnvelope, octets_upto(256 * 1024), _signature))),
    field(20, "numbers", optional(LAST_NUMBERS)),
)

CONSISTENCY: Final = Record(
    Consistency,
    field(0, "version", _version),
    field(1, "station", _station),
    field(2, "to", _station),
    field(3, "at", time_ms()),
    field(4, "asked", _digest),
    field(5, "note", octets_upto(8 * 1024)),
    field(
        6,
        "proofs",
        many(Row(HeadProof, uint(min=1, max=2**53), many(_digest, max=64)), max=MAX_PROVED_HEADS),
        default=(),
    ),
)

ITEM: Final = Row(
    Item,
    choice(Kind),
    octets_upto(MAX_BODY_BYTES),
    many(row(text(max=65), _signature), max=16),
)

LETTER: Final = Row(
    Letter, octets_upto(256 * 1024), _signature, many(ITEM, min=1, max=3 * MAX_ENCLOSURES)
)

NAMESPACE: Final = {
    Kind.BODY: "body@depesha.v1",
    Kind.REGISTRATION: "registration@depesha.v1",
    Kind.DELIVERY_REPORT: "delivery-report@depesha.v1",
    Kind.ANSWER: "answer@depesha.v1",
    Kind.SERVICE: "service@depesha.v1",
    Kind.CONSISTENCY: "consistency@depesha.v1",
    Kind.KEY_BOOK: "key-book@depesha.v1",
    Kind.RESTORATION: "restoration@depesha.v1",
}
"""The signature namespace of each kind of item; report items are covered by their report's root."""

REVIEW_NAMESPACE: Final = "review@depesha.v1"
"""Over a body, too; but a visa is no release, and cannot be taken for one."""

ENVELOPE_NAMESPACE: Final = "envelope@depesha.v1"
RETURN_NAMESPACE: Final = "return@depesha.v1"


def digest(payload: bytes) -> Digest:
    """Return SHA-256 of a payload: the name under which it is kept and listed."""
    return Digest(sha256(payload).digest())
