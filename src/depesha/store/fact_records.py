"""Each kind of fact: its number for ever, its table of fields, and what its leaf leaves visible.

Rule 1: a number is never used again and never means anything else. They stand in groups of ten:
    the station, outward, inward, service, the courier, alarms.
Rule 2: a field that is added later has a default, so that every old leaf still reads.
Rule 3: bounds are wide. They guard the reader against a damaged store, not the office against
    itself; what may come in from outside is bounded in `wire.py`.
Rule 4: a reference is something that cannot be guessed (`journal.References`). So a body's or an
    answer's digest is none: whoever guesses the words could try them out.

Format: `docs/spec/journal.md`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from depesha.envelope import Kind
from depesha.errors import Malformed
from depesha.journal import NO_REFERENCES, References
from depesha.notice import ResponseCode, ServiceCode
from depesha.office.facts import (
    AlarmCleared,
    AlarmRaised,
    AnswerGiven,
    AnswerLearned,
    CopyMade,
    Delivered,
    DeliveryReported,
    Drafted,
    DraftReturned,
    Duty,
    Enclosed,
    Entry,
    EnvelopeOpened,
    EnvelopeSealed,
    Fact,
    GapAsked,
    HandedOn,
    KeyBookAdopted,
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
    octets,
    optional,
    text,
    time_ms,
    uint,
)
from depesha.telegram import AddresseeKind, Identity, LocalNumber, Mark, Precedence

MAX_CONTENT_BYTES: Final = 8 * 1024 * 1024
"""Largest content of a fact: the longest is a draft's text."""

_digest = octets(32)
_uid = octets(16)
_slip = octets(16)
_epoch = octets(8)
_station = text(max=32)
_office = text(max=65)
_line = text(max=4000)
_lines = many(_line, max=1000)
_number = uint(max=2**53)
_draft_text = text(max=2**21)

IDENTITY: Final = Row(Identity, _uid, _digest, _digest)

ENTRY: Final = Record(
    Entry,
    field(0, "identity", IDENTITY),
    field(1, "body_id", _digest),
    field(2, "station", _station),
    field(3, "year", _number),
    field(4, "number", _number),
    field(5, "numbers", many(Row(LocalNumber, _line, _number), max=1000), default=()),
    field(6, "marks", many(Row(Mark, _line, _line), max=1000), default=()),
    field(7, "filed_at", time_ms()),
    field(8, "registered_at", time_ms()),
    field(9, "released_by", many(_office, max=1000)),
    field(10, "title", _line, default=""),
    field(11, "from_text", _line, default=""),
    field(12, "precedence", choice(Precedence)),
    field(13, "policy", _line),
    field(14, "classification", uint(max=255)),
    field(15, "captions", _lines, default=()),
    field(16, "caveats", _lines, default=()),
    field(17, "message_type", uint(max=255), default=1),
    field(18, "expires_at", time_ms()),
)

DUTY: Final = Record(
    Duty,
    field(0, "office", _office),
    field(1, "kind", choice(AddresseeKind)),
    field(2, "precedence", choice(Precedence)),
    field(3, "local_precedence", _line, default=""),
    field(4, "receipt", flag, default=False),
    field(5, "receipt_due_at", optional(time_ms())),
    field(6, "execution", flag, default=False),
    field(7, "execution_due_at", optional(time_ms())),
)

ENCLOSED: Final = Record(
    Enclosed,
    field(0, "digest", _digest),
    field(1, "kind", choice(Kind)),
    field(2, "uid", _uid),
    field(3, "offices", many(_office, max=1000), default=()),
    field(4, "is_repeat", flag, default=False),
    field(5, "confirm", flag, default=False),
    field(6, "expires_at", time_ms()),
)

_duties = many(DUTY, max=1000)
_copies = many(Row(CopyMade, _number, _line), max=1000)
_RANGE: Final = (
    field(0, "sender", _station),
    field(1, "epoch", _epoch),
    field(2, "grade", choice(Grade)),
    field(3, "first", _number),
    field(4, "last", _number),
)
_SERVICE: Final = (
    field(2, "code", choice(ServiceCode)),
    field(3, "uid", optional(_uid)),
    field(4, "subject", _line, default=""),
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
    1: _form(StationFounded, _nothing, field(0, "station", _station), field(1, "epoch", _epoch)),
    2: _form(
        SeriesOpened,
        _nothing,
        field(0, "series", _line),
        field(1, "year", _number),
        field(2, "first", _number),
    ),
    3: _form(
        KeyBookAdopted,
        lambda fact: References(digest=fact.digest),
        field(0, "version", _number),
        field(1, "digest", _digest),
        field(2, "plan_version", _number),
        field(3, "plan_digest", _digest),
    ),
    # -- outward
    10: _form(
        Drafted,
        _nothing,
        field(0, "draft", _number),
        field(1, "version", _number),
        field(2, "office", _office),
        field(3, "text", _draft_text),
    ),
    11: _form(
        DraftReturned,
        _nothing,
        field(0, "draft", _number),
        field(1, "office", _office),
        field(2, "note", _line),
    ),
    12: _form(
        Released,
        _nothing,
        field(0, "draft", _number),
        field(1, "body_id", _digest),
        field(2, "office", _office),
    ),
    13: _form(
        Registered,
        _telegram_of,
        field(0, "draft", _number),
        field(1, "entry", ENTRY),
        field(2, "duties", _duties),
        field(3, "copies", _copies, default=()),
    ),
    14: _form(
        EnvelopeSealed,
        _slip_and_digest_of,
        field(0, "slip_id", _slip),
        field(1, "recipient", _station),
        field(2, "grade", choice(Grade)),
        field(3, "epoch", _epoch),
        field(4, "seq", _number),
        field(5, "digest", _digest),
        field(6, "way", _station),
        field(7, "repeat_at", time_ms()),
        field(8, "expires_at", time_ms()),
        field(9, "documents", many(ENCLOSED, max=65536)),
    ),
    15: _form(Sent, _slip_of, field(0, "slip_id", _slip), field(1, "neighbour", _station)),
    16: _form(
        ReturnLearned,
        _slip_of,
        field(0, "slip_id", _slip),
        field(1, "reason", choice(ReturnReason)),
        field(2, "station", _station),
        field(3, "proved", flag),
    ),
    17: _form(
        NonDelivered,
        _uid_of,
        field(0, "digest", _digest),
        field(1, "uid", _uid),
        field(2, "station", _station),
        field(3, "reason", _line),
    ),
    18: _form(
        ReportLearned,
        lambda fact: References(uid=fact.uid, digest=fact.report),
        field(0, "digest", _digest),
        field(1, "uid", _uid),
        field(2, "station", _station),
        field(3, "result", choice(ResponseCode)),
        field(4, "report", _digest),
        field(5, "reported_at", time_ms()),
    ),
    19: _form(
        AnswerLearned,
        _uid_of,
        field(0, "uid", _uid),
        field(1, "office", _office),
        field(2, "code", choice(ResponseCode)),
        field(3, "interim", flag),
        field(4, "answer", _digest),
        field(5, "answered_at", time_ms()),
    ),
    20: _form(
        RepeatPostponed,
        _nothing,  # its digest may be an answer's
        field(0, "digest", _digest),
        field(1, "station", _station),
        field(2, "repeat_at", time_ms()),
    ),
    # -- inward
    30: _form(
        EnvelopeOpened,
        _slip_and_digest_of,
        field(0, "slip_id", _slip),
        field(1, "sender", _station),
        field(2, "grade", choice(Grade)),
        field(3, "epoch", _epoch),
        field(4, "seq", _number),
        field(5, "digest", _digest),
    ),
    31: _form(
        Delivered,
        _telegram_of,
        field(0, "entry", ENTRY),
        field(1, "duties", _duties),
        field(2, "incoming_year", _number),
        field(3, "incoming_number", _number),
    ),
    32: _form(
        RepeatRecognised, _nothing, field(0, "digest", _digest), field(1, "sender", _station)
    ),
    33: _form(
        DeliveryReported,
        lambda fact: References(digest=fact.report),
        field(0, "report", _digest),
        field(1, "originator", _station),
        field(2, "documents", many(_digest, max=65536)),
    ),
    34: _form(
        AnswerGiven,
        _uid_of,
        field(0, "uid", _uid),
        field(1, "office", _office),
        field(2, "code", choice(ResponseCode)),
        field(3, "interim", flag),
        field(4, "answer", _digest),
    ),
    35: _form(
        PassingFailed,
        _uid_of,
        field(0, "uid", _uid),
        field(1, "office", _office),
        field(2, "to", _line),
    ),
    # -- service
    40: _form(
        ServiceSent, _uid_of, field(0, "digest", _digest), field(1, "to", _station), *_SERVICE
    ),
    41: _form(
        ServiceLearned,
        _uid_of,
        field(0, "digest", _digest),
        field(1, "station", _station),
        *_SERVICE,
    ),
    42: _form(GapAsked, _nothing, *_RANGE),
    43: _form(NumbersVoided, _nothing, *_RANGE),
    # -- the courier
    50: _form(
        Relayed,
        _slip_of,
        field(0, "slip_id", _slip),
        field(1, "came_from", _station),
        field(2, "next_hop", _station),
        field(3, "destination", _station),
    ),
    51: _form(HandedOn, _slip_of, field(0, "slip_id", _slip), field(1, "neighbour", _station)),
    52: _form(
        ReturnSent,
        _slip_of,
        field(0, "slip_id", _slip),
        field(1, "reason", choice(ReturnReason)),
        field(2, "neighbour", _station),
    ),
    53: _form(
        Quarantined,
        _slip_and_digest_of,
        field(0, "slip_id", _slip),
        field(1, "neighbour", _station),
        field(2, "digest", _digest),
        field(3, "code", _line),
    ),
    # -- alarms
    60: _form(
        AlarmRaised,
        _nothing,
        field(0, "kind", _line),
        field(1, "about", _line),
        field(2, "text", _line),
    ),
    61: _form(AlarmCleared, _nothing, field(0, "kind", _line), field(1, "about", _line)),
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
    fact: Fact = form.record.decode(content, max_bytes=MAX_CONTENT_BYTES)
    return fact
