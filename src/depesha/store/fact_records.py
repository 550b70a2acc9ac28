"""Each kind of fact: its number for ever, its table of fields, and what its leaf leaves visible.

Rule 1: a number is never used again and never means anything else. They stand in groups of ten:
    the station, outward, inward, service, the courier, alarms.
Rule 2: a field that is added later has a default, so that every old leaf still reads.
Rule 3: a reference is something that cannot be guessed (`journal.References`). So a body's or an
    answer's digest is none: whoever guesses the words could try them out.

Format: `docs/spec/journal.md`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from depesha.errors import Malformed
from depesha.journal import NO_REFERENCES, References
from depesha.notice import ResponseCode, ServiceCode
from depesha.office.facts import (
    AlarmCleared,
    AlarmRaised,
    AnswerGiven,
    AnswerLearned,
    AttachmentExamined,
    BlobGivenUp,
    BlobQueued,
    BlobTakenIn,
    ChannelReconciled,
    CopyMade,
    Delivered,
    DeliveryReported,
    DiversionLearned,
    Diverted,
    Drafted,
    DraftReturned,
    EnvelopeOpened,
    EnvelopeSealed,
    Fact,
    GapAsked,
    HandedOn,
    KeyBookAdopted,
    LateNoticed,
    LineMinimized,
    NonDelivered,
    NumbersVoided,
    PassingFailed,
    Quarantined,
    Registered,
    Relayed,
    Released,
    RepeatPostponed,
    RepeatRecognised,
    ReportLearned,
    Rerouted,
    ReturnLearned,
    ReturnSent,
    Sent,
    SeriesOpened,
    ServiceLearned,
    ServiceSent,
    StationFounded,
)
from depesha.packet import Grade, ReturnReason
from depesha.schema import (
    Field,
    Record,
    Row,
    choice,
    field,
    flag,
    many,
    optional,
    sint,
    time_ms,
)
from depesha.store.fact_parts import (
    DIGEST,
    DRAFT_TEXT,
    DUTY,
    ENCLOSED,
    ENTRY,
    EPOCH,
    KEYS,
    LINE,
    NUMBER,
    OFFICE,
    RECKONED,
    SEALED,
    SLIP,
    STATION,
    UID,
)
from depesha.telegram import Precedence

MAX_CONTENT_BYTES: Final = 8 * 1024 * 1024
"""Largest content of a fact: the longest is a draft's text."""
MAX_CONTENT_ITEMS: Final = 1 << 20
"""No fact reaches it; facts are read from the station's own store only."""

_duties = many(DUTY, max=1000)
_copies = many(Row(CopyMade, NUMBER, LINE), max=1000)
_RANGE: Final = (
    field(0, "sender", STATION),
    field(1, "epoch", EPOCH),
    field(2, "grade", choice(Grade)),
    field(3, "first", NUMBER),
    field(4, "last", NUMBER),
)
_SERVICE: Final = (
    field(2, "code", choice(ServiceCode)),
    field(3, "uid", optional(UID)),
    field(4, "subject", LINE, default=""),
)


def _nothing(_fact: object) -> References:
    return NO_REFERENCES


def _uid_of(fact: Any) -> References:  # noqa: ANN401  # any fact with a `uid`
    return References(uid=fact.uid)


def _slip_of(fact: Any) -> References:  # noqa: ANN401  # any fact with a `slip_id`
    return References(slip_id=fact.slip_id)


def _slip_and_digest_of(fact: Any) -> References:  # noqa: ANN401  # any fact with both
    return References(slip_id=fact.slip_id, digest=fact.digest)


def _telegram_of(fact: Registered | Delivered) -> References:
    identity = fact.entry.identity
    return References(uid=identity.uid, digest=identity.registration)


@dataclass(frozen=True, slots=True)
class FactForm:
    """How one kind of fact is written: its class, its fields, what its leaf leaves visible."""

    make: type[Fact]
    record: Record[Any]
    references: Callable[[Any], References]


def _form(make: type[Fact], references: Callable[[Any], References], *fields: Field) -> FactForm:
    return FactForm(make, Record(make, *fields), references)


FACTS: Final[Mapping[int, FactForm]] = {
    # -- the station
    1: _form(StationFounded, _nothing, field(0, "station", STATION), field(1, "epoch", EPOCH)),
    2: _form(
        SeriesOpened,
        _nothing,
        field(0, "series", LINE),
        field(1, "year", NUMBER),
        field(2, "first", NUMBER),
    ),
    3: _form(
        KeyBookAdopted,
        lambda fact: References(digest=fact.digest),
        field(0, "version", NUMBER),
        field(1, "digest", DIGEST),
        field(2, "plan_version", NUMBER),
        field(3, "plan_digest", DIGEST),
    ),
    # -- outward
    10: _form(
        Drafted,
        _nothing,
        field(0, "draft", NUMBER),
        field(1, "version", NUMBER),
        field(2, "office", OFFICE),
        field(3, "text", DRAFT_TEXT),
        field(4, "attachments", SEALED, default=()),
    ),
    11: _form(
        DraftReturned,
        _nothing,
        field(0, "draft", NUMBER),
        field(1, "office", OFFICE),
        field(2, "note", LINE),
    ),
    12: _form(
        Released,
        _nothing,
        field(0, "draft", NUMBER),
        field(1, "body_id", DIGEST),
        field(2, "office", OFFICE),
    ),
    13: _form(
        Registered,
        _telegram_of,
        field(0, "draft", NUMBER),
        field(1, "entry", ENTRY),
        field(2, "duties", _duties),
        field(3, "copies", _copies, default=()),
        field(4, "attachments", KEYS, default=()),
    ),
    14: _form(
        EnvelopeSealed,
        _slip_and_digest_of,
        field(0, "slip_id", SLIP),
        field(1, "recipient", STATION),
        field(2, "grade", choice(Grade)),
        field(3, "epoch", EPOCH),
        field(4, "seq", NUMBER),
        field(5, "digest", DIGEST),
        field(6, "way", STATION),
        field(7, "sealed", DIGEST),
        field(8, "expires_at", time_ms()),
        field(9, "documents", many(ENCLOSED, max=65536)),
        field(10, "expected_at", optional(time_ms())),
        field(11, "answer_at", optional(time_ms())),
    ),
    15: _form(
        Sent,
        _slip_of,
        field(0, "slip_id", SLIP),
        field(1, "neighbour", STATION),
        field(2, "repeat_at", time_ms()),
    ),
    16: _form(
        ReturnLearned,
        _slip_of,
        field(0, "slip_id", SLIP),
        field(1, "reason", choice(ReturnReason)),
        field(2, "station", STATION),
        field(3, "proved", flag),
    ),
    17: _form(
        NonDelivered,
        _uid_of,
        field(0, "digest", DIGEST),
        field(1, "uid", UID),
        field(2, "station", STATION),
        field(3, "reason", LINE),
    ),
    18: _form(
        ReportLearned,
        lambda fact: References(uid=fact.uid, digest=fact.report),
        field(0, "digest", DIGEST),
        field(1, "uid", UID),
        field(2, "station", STATION),
        field(3, "result", choice(ResponseCode)),
        field(4, "report", DIGEST),
        field(5, "reported_at", time_ms()),
    ),
    19: _form(
        AnswerLearned,
        _uid_of,
        field(0, "uid", UID),
        field(1, "office", OFFICE),
        field(2, "code", choice(ResponseCode)),
        field(3, "interim", flag),
        field(4, "answer", DIGEST),
        field(5, "answered_at", time_ms()),
    ),
    20: _form(
        RepeatPostponed,
        _nothing,  # its digest may be an answer's
        field(0, "digest", DIGEST),
        field(1, "station", STATION),
        field(2, "repeat_at", time_ms()),
    ),
    21: _form(
        LateNoticed,
        _uid_of,
        field(0, "digest", DIGEST),
        field(1, "uid", UID),
        field(2, "station", STATION),
        field(3, "expected_at", time_ms()),
    ),
    22: _form(
        Rerouted,
        _uid_of,
        field(0, "digest", DIGEST),
        field(1, "uid", UID),
        field(2, "station", STATION),
        field(3, "excluded", STATION),
        field(4, "reason", choice(ReturnReason)),
    ),
    23: _form(
        DiversionLearned,
        _slip_of,
        field(0, "slip_id", SLIP),
        field(1, "station", STATION),
        field(2, "neighbour", STATION),
        field(3, "reason", choice(ReturnReason)),
    ),
    24: _form(
        BlobQueued,
        lambda fact: References(slip_id=fact.slip_id, digest=fact.sealed),
        field(0, "slip_id", SLIP),
        field(1, "recipient", STATION),
        field(2, "grade", choice(Grade)),
        field(3, "way", STATION),
        field(4, "sealed", DIGEST),
        field(5, "expires_at", time_ms()),
        field(6, "document", ENCLOSED),
    ),
    # -- inward
    30: _form(
        EnvelopeOpened,
        _slip_and_digest_of,
        field(0, "slip_id", SLIP),
        field(1, "sender", STATION),
        field(2, "grade", choice(Grade)),
        field(3, "epoch", EPOCH),
        field(4, "seq", NUMBER),
        field(5, "digest", DIGEST),
    ),
    31: _form(
        Delivered,
        _telegram_of,
        field(0, "entry", ENTRY),
        field(1, "duties", _duties),
        field(2, "incoming_year", NUMBER),
        field(3, "incoming_number", NUMBER),
        field(4, "attachments", KEYS, default=()),
    ),
    32: _form(RepeatRecognised, _nothing, field(0, "digest", DIGEST), field(1, "sender", STATION)),
    33: _form(
        DeliveryReported,
        lambda fact: References(digest=fact.report),
        field(0, "report", DIGEST),
        field(1, "originator", STATION),
        field(2, "documents", many(DIGEST, max=65536)),
    ),
    34: _form(
        AnswerGiven,
        _uid_of,
        field(0, "uid", UID),
        field(1, "office", OFFICE),
        field(2, "code", choice(ResponseCode)),
        field(3, "interim", flag),
        field(4, "answer", DIGEST),
    ),
    35: _form(
        PassingFailed,
        _uid_of,
        field(0, "uid", UID),
        field(1, "office", OFFICE),
        field(2, "to", LINE),
    ),
    36: _form(
        BlobTakenIn,
        lambda fact: References(slip_id=fact.slip_id, digest=fact.sealed),
        field(0, "slip_id", SLIP),
        field(1, "neighbour", STATION),
        field(2, "sealed", DIGEST),
        field(3, "size_bytes", NUMBER),
        field(4, "grade", choice(Grade)),
        field(5, "expires_at", time_ms()),
    ),
    37: _form(BlobGivenUp, lambda fact: References(digest=fact.sealed), field(0, "sealed", DIGEST)),
    38: _form(
        AttachmentExamined,
        lambda fact: References(uid=fact.uid, digest=fact.sealed),
        field(0, "uid", UID),
        field(1, "place", NUMBER),
        field(2, "sealed", DIGEST),
        field(3, "finding", LINE, default=""),
    ),
    # -- service
    40: _form(ServiceSent, _uid_of, field(0, "digest", DIGEST), field(1, "to", STATION), *_SERVICE),
    41: _form(
        ServiceLearned,
        _uid_of,
        field(0, "digest", DIGEST),
        field(1, "station", STATION),
        *_SERVICE,
    ),
    42: _form(GapAsked, _nothing, *_RANGE),
    43: _form(NumbersVoided, _nothing, *_RANGE),
    44: _form(
        ChannelReconciled,
        _nothing,
        field(0, "neighbour", STATION),
        field(1, "lane", NUMBER),
        field(2, "day", sint()),
        field(3, "channels", many(RECKONED, max=65536)),
    ),
    # -- the courier
    50: _form(
        Relayed,
        _slip_of,
        field(0, "slip_id", SLIP),
        field(1, "came_from", STATION),
        field(2, "next_hop", STATION),
        field(3, "destination", STATION),
    ),
    51: _form(HandedOn, _slip_of, field(0, "slip_id", SLIP), field(1, "neighbour", STATION)),
    52: _form(
        ReturnSent,
        _slip_of,
        field(0, "slip_id", SLIP),
        field(1, "reason", choice(ReturnReason)),
        field(2, "neighbour", STATION),
    ),
    53: _form(
        Quarantined,
        _slip_and_digest_of,
        field(0, "slip_id", SLIP),
        field(1, "neighbour", STATION),
        field(2, "digest", DIGEST),
        field(3, "code", LINE),
    ),
    54: _form(
        Diverted,
        _slip_of,
        field(0, "slip_id", SLIP),
        field(1, "destination", STATION),
        field(2, "neighbour", STATION),
        field(3, "next_hop", STATION),
        field(4, "reason", choice(ReturnReason)),
    ),
    55: _form(
        LineMinimized,
        _nothing,
        field(0, "neighbour", STATION),
        field(1, "precedence", optional(choice(Precedence))),
    ),
    # -- alarms
    60: _form(
        AlarmRaised,
        _nothing,
        field(0, "kind", LINE),
        field(1, "about", LINE),
        field(2, "text", LINE),
    ),
    61: _form(AlarmCleared, _nothing, field(0, "kind", LINE), field(1, "about", LINE)),
}

KIND_OF: Final[Mapping[type[Fact], int]] = {form.make: kind for kind, form in FACTS.items()}


def decode_fact(kind: int, content: bytes) -> Fact:
    """Return the fact that a leaf's content spells.

    Raises:
        Malformed: the kind is unknown, or the content is not a fact of that kind.
    """
    try:
        form = FACTS[kind]
    except KeyError:
        msg = f"a fact of the unknown kind {kind}"
        raise Malformed(msg) from None
    fact: Fact = form.record.decode(
        content, max_bytes=MAX_CONTENT_BYTES, max_items=MAX_CONTENT_ITEMS
    )
    return fact
