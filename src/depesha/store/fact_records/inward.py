"""Facts of what comes in: 30 to 39."""

from collections.abc import Mapping
from typing import Final

from depesha.journal import References
from depesha.notice import ResponseCode
from depesha.office.facts import (
    AnswerGiven,
    AttachmentExamined,
    BlobGivenUp,
    BlobTakenIn,
    Delivered,
    DeliveryReported,
    EnvelopeOpened,
    PassingFailed,
    RepeatRecognised,
)
from depesha.packet import Grade
from depesha.schema import (
    choice,
    field,
    flag,
    many,
    optional,
    time_ms,
)
from depesha.store.fact_parts import (
    DIGEST,
    DUTY,
    ENTRY,
    EPOCH,
    HEAD,
    KEYS,
    LINE,
    NUMBER,
    OFFICE,
    SLIP,
    STATION,
    UID,
)
from depesha.store.fact_records.form import (
    FactForm,
    form,
    nothing,
    slip_and_digest_of,
    telegram_of,
    uid_of,
)

_duties = many(DUTY, max=1000)

INWARD: Final[Mapping[int, FactForm]] = {
    30: form(
        EnvelopeOpened,
        slip_and_digest_of,
        field(0, "slip_id", SLIP),
        field(1, "sender", STATION),
        field(2, "grade", choice(Grade)),
        field(3, "epoch", EPOCH),
        field(4, "seq", NUMBER),
        field(5, "digest", DIGEST),
        field(6, "head", optional(HEAD)),
        field(7, "is_upkeep", flag, default=False),
    ),
    31: form(
        Delivered,
        telegram_of,
        field(0, "entry", ENTRY),
        field(1, "duties", _duties),
        field(2, "incoming_year", NUMBER),
        field(3, "incoming_number", NUMBER),
        field(4, "attachments", KEYS, default=()),
    ),
    32: form(RepeatRecognised, nothing, field(0, "digest", DIGEST), field(1, "sender", STATION)),
    33: form(
        DeliveryReported,
        lambda fact: References(digest=fact.report),
        field(0, "report", DIGEST),
        field(1, "originator", STATION),
        field(2, "documents", many(DIGEST, max=65536)),
    ),
    34: form(
        AnswerGiven,
        uid_of,
        field(0, "uid", UID),
        field(1, "office", OFFICE),
        field(2, "code", choice(ResponseCode)),
        field(3, "interim", flag),
        field(4, "answer", DIGEST),
        field(5, "in_place_of", OFFICE, default=""),
        field(6, "deputy", OFFICE, default=""),
    ),
    35: form(
        PassingFailed,
        uid_of,
        field(0, "uid", UID),
        field(1, "office", OFFICE),
        field(2, "to", LINE),
    ),
    36: form(
        BlobTakenIn,
        lambda fact: References(slip_id=fact.slip_id, digest=fact.sealed),
        field(0, "slip_id", SLIP),
        field(1, "neighbour", STATION),
        field(2, "sealed", DIGEST),
        field(3, "size_bytes", NUMBER),
        field(4, "grade", choice(Grade)),
        field(5, "expires_at", time_ms()),
    ),
    37: form(BlobGivenUp, lambda fact: References(digest=fact.sealed), field(0, "sealed", DIGEST)),
    38: form(
        AttachmentExamined,
        lambda fact: References(uid=fact.uid, digest=fact.sealed),
        field(0, "uid", UID),
        field(1, "place", NUMBER),
        field(2, "sealed", DIGEST),
        field(3, "finding", LINE, default=""),
    ),
}
