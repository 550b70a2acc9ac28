"""A record as bytes: the tables of `docs/spec/archive.md`.

Whatever an importer made is written and read by these, so a record of any source is the same
document with the same digest: importing a source twice makes nothing twice.
"""

from functools import lru_cache
from typing import Final

from depesha.archive.record import (
    Annotation,
    AnnotationKind,
    Asked,
    Attached,
    Copy,
    Event,
    Happening,
    Holding,
    Mark,
    MarkKind,
    Moment,
    Named,
    Obligation,
    OtherNumber,
    Party,
    Proof,
    Publication,
    Quoted,
    Record,
    Referred,
    Segment,
    Telegram,
    Text,
    TextKind,
    Unparsed,
)
from depesha.errors import Malformed
from depesha.schema import Record as Table
from depesha.schema import choice, field, flag, long_text, many, optional, text, uint
from depesha.telegram import Relation

MIB: Final = 1024 * 1024
MAX_RECORD_BYTES: Final = 16 * MIB
"""The longest document of 100 volumes has some 200 kB with its notes; a report of 2,000 pages in
two languages has this."""

MAX_RECORD_ITEMS: Final = 800_000
MAX_PROOFS: Final = 100
REMEMBERED: Final = 160
"""A batch of an import: it is entered, written down, and then put into the index."""
MAX_REMEMBERED_BYTES: Final = 64 * 1024
"""Longer ones are read anew each time: they would lie in memory for ever."""

WORDS: Final = text(max=2_000)
"""A title, a name, a mark: what stands in a line."""

LONG: Final = long_text(1024 * 1024)

MOMENT: Final = Table(
    Moment,
    field(0, "text", WORDS),
    field(1, "iso", text(max=16, pattern=r"(\d{4}(-\d\d(-\d\d(T\d\d:\d\d)?)?)?)?"), default=""),
    field(2, "is_inferred", flag, default=False),
)
EVENT: Final = Table(Event, field(0, "kind", choice(Happening)), field(1, "at", MOMENT))
NAMED: Final = Table(
    Named,
    field(0, "role", choice(Party)),
    field(1, "text", WORDS),
    field(2, "office", text(max=100), default=""),
)
OBLIGATION: Final = Table(Obligation, field(0, "kind", choice(Asked)), field(1, "text", WORDS))
ANNOTATION: Final = Table(
    Annotation,
    field(0, "segment", uint(max=100_000)),
    field(1, "start", uint(max=1_048_576)),
    field(2, "end", uint(max=1_048_576)),
    field(3, "kind", choice(AnnotationKind)),
    field(4, "body", LONG),
    field(5, "classification", uint(max=255), default=0),
    field(6, "lost_from", text(max=32), default=""),
)
SEGMENT: Final = Table(
    Segment,
    field(0, "key", text(max=32)),
    field(1, "text", LONG),
    field(2, "sheet", uint(max=10_000), default=0),
    field(3, "classification", uint(max=255), default=0),
)
TEXT: Final = Table(
    Text,
    field(0, "kind", choice(TextKind)),
    field(1, "language", text(max=35)),
    field(2, "segments", many(SEGMENT, max=100_000)),
    field(3, "annotations", many(ANNOTATION, max=100_000), default=()),
    field(4, "repeated", many(WORDS, max=1000), default=()),
    field(5, "author", WORDS, default=""),
    field(6, "date", optional(MOMENT)),
    field(7, "version", uint(max=10_000), default=0),
)
MARK: Final = Table(
    Mark,
    field(0, "sheet", uint(max=10_000)),
    field(1, "kind", choice(MarkKind)),
    field(2, "text", WORDS),
)
COPY: Final = Table(
    Copy,
    field(0, "number", uint(max=10_000)),
    field(1, "holder_text", WORDS, default=""),
    field(2, "sheets", uint(max=10_000), default=0),
    field(3, "marks", many(MARK, max=10_000), default=()),
)
HOLDING: Final = Table(
    Holding,
    field(0, "as_cited", WORDS),
    field(1, "archive", WORDS),
    field(2, "fond", text(max=64), default=""),
    field(3, "opis", text(max=64), default=""),
    field(4, "delo", text(max=64), default=""),
    field(5, "papka", text(max=64), default=""),
    field(6, "first_leaf", uint(max=1_000_000_000), default=0),
    field(7, "last_leaf", uint(max=1_000_000_000), default=0),
    field(8, "copy_number", uint(max=10_000), default=0),
    field(9, "since", optional(MOMENT)),
    field(10, "until", optional(MOMENT)),
)
PUBLICATION: Final = Table(
    Publication,
    field(0, "title", WORDS),
    field(1, "citation", long_text(16 * 1024)),
    field(2, "permalink", WORDS),
    field(3, "summary", LONG),
    field(4, "language", text(max=100)),
    field(5, "contents", many(WORDS, max=100), default=()),
    field(6, "date", optional(MOMENT)),
)
REFERRED: Final = Table(
    Referred,
    field(0, "relation", choice(Relation)),
    field(1, "number", WORDS),
    field(2, "date", optional(MOMENT)),
    field(3, "words", WORDS, default=""),
)
QUOTED: Final = Table(
    Quoted,
    field(0, "key", text(max=16, pattern=r"q\d{1,4}")),
    field(1, "author", WORDS),
    field(2, "number", WORDS),
    field(3, "date", optional(MOMENT)),
    field(4, "addressees", many(WORDS, max=1000), default=()),
)
ATTACHED: Final = Table(
    Attached,
    field(0, "name", WORDS),
    field(1, "media_type", WORDS),
    field(2, "size_bytes", uint(max=2**53 - 1)),
    field(3, "sha256", text(max=64, pattern=r"([0-9a-f]{64})?")),
)
OTHER_NUMBER: Final = Table(
    OtherNumber,
    field(0, "series", text(max=100)),
    field(1, "number", uint(max=2**53 - 1)),
)
TELEGRAM: Final = Table(
    Telegram,
    field(0, "document_type", WORDS),
    field(1, "form_code", text(max=32), default=""),
    field(2, "outgoing_number", uint(max=2**53 - 1), default=0),
    field(3, "special_number", uint(max=2**53 - 1), default=0),
    field(4, "classification_text", WORDS, default=""),
    field(5, "caveats", many(WORDS, max=100), default=()),
    field(6, "precedence_text", WORDS, default=""),
    field(7, "captions", many(WORDS, max=100), default=()),
    field(8, "parties", many(NAMED, max=1000), default=()),
    field(9, "events", many(EVENT, max=1000), default=()),
    field(10, "obligations", many(OBLIGATION, max=100), default=()),
    field(11, "copies_made", uint(max=10_000), default=0),
    field(12, "texts", many(TEXT, max=100), default=()),
    field(13, "subject", WORDS, default=""),
    field(14, "references", many(REFERRED, max=1000), default=()),
    field(15, "quotations", many(QUOTED, max=1000), default=()),
    field(16, "attachments", many(ATTACHED, max=10_000), default=()),
    field(17, "numbers", many(OTHER_NUMBER, max=100), default=()),
    field(18, "marks", many(WORDS, max=1000), default=()),
    field(19, "cover_names", many(WORDS, max=1000), default=()),
    field(20, "message_type", text(max=32), default=""),
    field(21, "remarks", many(WORDS, max=1000), default=()),
)
UNPARSED: Final = Table(Unparsed, field(0, "line", uint(max=10_000_000)), field(1, "text", LONG))
PROOF: Final = Table(
    Proof,
    field(0, "station", text(max=32)),
    field(1, "made_at", uint(max=2**53 - 1)),
    field(2, "manifest", text(max=64, pattern=r"[0-9a-f]{64}")),
    field(3, "root", text(max=64, pattern=r"[0-9a-f]{64}")),
)
RECORD: Final = Table(
    Record,
    field(0, "version", uint(min=1, max=1)),
    field(1, "source", WORDS),
    field(2, "telegram", TELEGRAM),
    field(3, "copies", many(COPY, max=10_000), default=()),
    field(4, "holdings", many(HOLDING, max=1000), default=()),
    field(5, "publication", optional(PUBLICATION)),
    field(6, "unparsed", many(UNPARSED, max=100_000), default=()),
    field(7, "proofs", many(PROOF, max=MAX_PROOFS), default=()),
)


def encode(record: Record) -> bytes:
    """Return the bytes of a record.

    Raises:
        Malformed: something in it is out of bounds, or all of it is.
    """
    data = RECORD.encode(record)
    if len(data) > MAX_RECORD_BYTES:
        most, size = MAX_RECORD_BYTES // MIB, -(-len(data) // MIB)
        msg = f"a record has at most {most} MiB, and this has {size}"
        raise Malformed(msg, hint="part it, and take the parts in as records of their own")
    return data


def decode(data: bytes) -> Record:
    """Return the record that bytes spell.

    Raises:
        UnknownVersion: they are of a later format.
        Malformed: they spell none.
    """
    return _decoded(data) if len(data) > MAX_REMEMBERED_BYTES else _remembered(data)


@lru_cache(REMEMBERED)
def _remembered(data: bytes) -> Record:
    return _decoded(data)


def _decoded(data: bytes) -> Record:
    return RECORD.decode(data, max_bytes=MAX_RECORD_BYTES, max_items=MAX_RECORD_ITEMS)
