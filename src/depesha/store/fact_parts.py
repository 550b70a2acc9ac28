"""What the tables of facts are made of: kinds of fields, and records inside facts.

Bounds are wide: they guard the reader against a damaged store, not the office against itself. What
may come in from outside is bounded in `wire.py`.
"""

from typing import Final

from depesha.envelope import AttachmentKey, JournalHead, Kind, SealedAttachment
from depesha.office.facts import ChannelReckoned, Duty, Enclosed, Entry, NumberSpan
from depesha.schema import (
    Record,
    Row,
    choice,
    field,
    flag,
    many,
    octets,
    octets_upto,
    optional,
    text,
    time_ms,
    uint,
)
from depesha.telegram import (
    AddresseeKind,
    Attachment,
    Identity,
    LocalNumber,
    Mark,
    Precedence,
)

DIGEST: Final = octets(32)
SIGNATURE: Final = octets_upto(64)
UID: Final = octets(16)
SLIP: Final = octets(16)
EPOCH: Final = octets(8)
STATION: Final = text(max=32)
OFFICE: Final = text(max=65)
LINE: Final = text(max=4000)
LINES: Final = many(LINE, max=1000)
NUMBER: Final = uint(max=2**53)
DRAFT_TEXT: Final = text(max=2**21)

IDENTITY: Final = Row(Identity, UID, DIGEST, DIGEST)
HEAD: Final = Row(JournalHead, NUMBER, DIGEST)

ENTRY: Final = Record(
    Entry,
    field(0, "identity", IDENTITY),
    field(1, "body_id", DIGEST),
    field(2, "station", STATION),
    field(3, "year", NUMBER),
    field(4, "number", NUMBER),
    field(5, "numbers", many(Row(LocalNumber, LINE, NUMBER), max=1000), default=()),
    field(6, "marks", many(Row(Mark, LINE, LINE), max=1000), default=()),
    field(7, "filed_at", time_ms()),
    field(8, "registered_at", time_ms()),
    field(9, "released_by", many(OFFICE, max=1000)),
    field(10, "title", LINE, default=""),
    field(11, "from_text", LINE, default=""),
    field(12, "precedence", choice(Precedence)),
    field(13, "policy", LINE),
    field(14, "classification", uint(max=255)),
    field(15, "captions", LINES, default=()),
    field(16, "caveats", LINES, default=()),
    field(17, "message_type", uint(max=255), default=1),
    field(18, "expires_at", time_ms()),
)

DUTY: Final = Record(
    Duty,
    field(0, "office", OFFICE),
    field(1, "kind", choice(AddresseeKind)),
    field(2, "precedence", choice(Precedence)),
    field(3, "local_precedence", LINE, default=""),
    field(4, "receipt", flag, default=False),
    field(5, "receipt_due_at", optional(time_ms())),
    field(6, "execution", flag, default=False),
    field(7, "execution_due_at", optional(time_ms())),
    field(8, "receipt_within_s", optional(NUMBER)),
    field(9, "execution_within_s", optional(NUMBER)),
    field(10, "interim_every_s", optional(NUMBER)),
    field(11, "handle_by", optional(time_ms())),
)

SEED: Final = octets(32)
KEYS: Final = many(Row(AttachmentKey, NUMBER, DIGEST, NUMBER, SEED), max=1000)
SEALED: Final = many(
    Row(SealedAttachment, Row(Attachment, LINE, LINE, NUMBER, DIGEST), DIGEST, NUMBER, SEED),
    max=1000,
)

ENCLOSED: Final = Record(
    Enclosed,
    field(0, "digest", DIGEST),
    field(1, "kind", choice(Kind)),
    field(2, "uid", UID),
    field(3, "offices", many(OFFICE, max=1000), default=()),
    field(4, "is_repeat", flag, default=False),
    field(5, "confirm", flag, default=False),
    field(6, "expires_at", time_ms()),
    field(7, "attachment_keys", KEYS, default=()),
)

RECKONED: Final = Record(
    ChannelReckoned,
    field(0, "came", flag),
    field(1, "epoch", EPOCH),
    field(2, "last", NUMBER),
    field(3, "loads", NUMBER),
    field(4, "accepted", NUMBER),
    field(5, "again", NUMBER),
    field(6, "open", NUMBER),
    field(7, "missing", many(Row(NumberSpan, NUMBER, NUMBER), max=65536), default=()),
)
