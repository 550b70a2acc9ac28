"""Lines that follow from facts about telegrams: who has what to do, and how far it has come.

Rule 1: each function writes what one kind of fact means, and nothing else; the table of who writes
    what is in `projection.py`.
Rule 2: news is joined. A time is the earliest that was said of a rung, the last answer is the one
    with the latest time, so the order in which news comes, and how often, makes no difference.
    Rung and exit follow from the times (`migrations.py`, table `duty`): an arrival that is
    evidenced lifts CANNOT_PROCESS and NON_DELIVERY, whichever was learned first.
Rule 3: news about a telegram that is not known here changes nothing.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from depesha.envelope import Kind
from depesha.errors import Refused
from depesha.life import EVIDENCE, EXIT_OF, Exit, Rung
from depesha.names import Digest, OfficeId, StationId, TimeMs, Uid, station_of
from depesha.notice import ResponseCode
from depesha.office.facts import (
    AlarmCleared,
    AlarmRaised,
    AnswerGiven,
    AnswerLearned,
    Delivered,
    Drafted,
    DraftReturned,
    Duty,
    Entry,
    EnvelopeSealed,
    NonDelivered,
    PassingFailed,
    Registered,
    Released,
    ReportLearned,
    ReturnLearned,
    Sent,
    SeriesOpened,
    ServiceLearned,
    ServiceSent,
    StationFounded,
)
from depesha.store.database import Database
from depesha.store.traffic_lines import sealed_under

OUTGOING: Final = "outgoing"
INCOMING: Final = "incoming"

EVIDENCE_COLUMN: Final[Mapping[Rung, str]] = {
    Rung.REGISTERED: "registered_at",
    Rung.QUEUED: "queued_at",
    Rung.SENT: "sent_at",
    Rung.DELIVERED: "delivered_at",
    Rung.RECEIVED: "received_at",
    Rung.ACKNOWLEDGED: "acknowledged_at",
    Rung.EXECUTED: "executed_at",
}
EXIT_COLUMN: Final[Mapping[Exit, str]] = {
    Exit.CANNOT_COMPLY: "refused_at",
    Exit.CANNOT_PROCESS: "unreadable_at",
    Exit.NON_DELIVERY: "undelivered_at",
}
_COLUMN: Final[list[tuple[Rung | Exit, str]]] = [*EVIDENCE_COLUMN.items(), *EXIT_COLUMN.items()]

_AT_STATION: Final[Mapping[Rung | Exit, str]] = {
    said: f"UPDATE duty SET {column} = ?1 WHERE telegram = ?2 AND station = ?3"  # noqa: S608
    f" AND ({column} IS NULL OR {column} > ?1)"
    for said, column in _COLUMN  # columns are the constants above
}
_AT_OFFICE: Final[Mapping[Rung | Exit, str]] = {
    said: f"UPDATE duty SET {column} = ?1 WHERE telegram = ?2 AND office = ?3"  # noqa: S608
    f" AND ({column} IS NULL OR {column} > ?1)"
    for said, column in _COLUMN
}
_LAST_ANSWER: Final = """UPDATE duty SET answered_at = ?1, answer = ?2
    WHERE telegram = ?3 AND office = ?4
    AND (answered_at IS NULL OR (answered_at, answer) < (?1, ?2))"""

_NEW_TELEGRAM: Final = """INSERT INTO telegram (id, uid, registration, station, year, number,
    incoming_year, incoming_number, at, filed_at, registered_at, expires_at, precedence, policy,
    classification, captions, caveats, message_type, title, from_text)
    VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (uid) DO NOTHING"""
_NEW_DUTY: Final = """INSERT INTO duty (telegram, office, station, place, kind, precedence,
    local_precedence, receipt, receipt_due_at, execution, execution_due_at, registered_at,
    delivered_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING"""
_NEW_LOCAL_NUMBER: Final = "INSERT INTO local_number VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
_OPEN_SERIES: Final = """INSERT INTO series VALUES (?1, ?2, ?3)
    ON CONFLICT DO UPDATE SET next = excluded.next"""
_ADVANCE_SERIES: Final = """INSERT INTO series VALUES (?1, ?2, ?3)
    ON CONFLICT DO UPDATE SET next = max(next, excluded.next)"""
_MENTION: Final = "INSERT INTO history VALUES (?, ?) ON CONFLICT DO NOTHING"
_BY_UID: Final = "SELECT id, registration FROM telegram WHERE uid = ?"

_FOUND: Final = "INSERT INTO founding VALUES (?, ?, ?, ?)"
_DRAFT: Final = """INSERT INTO draft VALUES (?1, ?2, ?3, ?4, 'draft', '', ?5)
    ON CONFLICT DO UPDATE SET version = ?2, office = ?3, text = ?4, state = 'draft', note = '',
    at = ?5"""
_DRAFT_RETURNED: Final = "UPDATE draft SET state = 'returned', note = ? WHERE draft = ?"
_DRAFT_REGISTERED: Final = "UPDATE draft SET state = 'registered' WHERE draft = ?"
_VOID_APPROVALS: Final = "DELETE FROM approval WHERE draft = ?"
_APPROVE: Final = """INSERT INTO approval VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT DO UPDATE SET body_id = ?3, at = ?4"""
_RAISE: Final = """INSERT INTO alarm (id, kind, about, text, raised_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING"""
_CLEAR: Final = """UPDATE alarm SET cleared_at = ?
    WHERE kind = ? AND about = ? AND cleared_at IS NULL"""


# -- the station, drafts, alarms ------------------------------------------------------------------


def founded(database: Database, fact: StationFounded, at: TimeMs, place: int) -> None:
    """The numbering begins."""
    database.write(_FOUND, (place, fact.station, fact.epoch, at))


def series_opened(database: Database, fact: SeriesOpened, _at: TimeMs, _place: int) -> None:
    """The next number of a series is set."""
    database.write(_OPEN_SERIES, (fact.series, fact.year, fact.first))


def drafted(database: Database, fact: Drafted, at: TimeMs, _place: int) -> None:
    """The draft has a text, and no approvals."""
    database.write(_DRAFT, (fact.draft, fact.version, fact.office, fact.text, at))
    database.write(_VOID_APPROVALS, (fact.draft,))


def draft_returned(database: Database, fact: DraftReturned, _at: TimeMs, _place: int) -> None:
    """The draft lies before its drafter again."""
    database.write(_DRAFT_RETURNED, (fact.note, fact.draft))


def released(database: Database, fact: Released, at: TimeMs, _place: int) -> None:
    """An office approved."""
    database.write(_APPROVE, (fact.draft, fact.office, fact.body_id, at))


def alarm_raised(database: Database, fact: AlarmRaised, at: TimeMs, place: int) -> None:
    """An alarm is open, once."""
    database.write(_RAISE, (place, fact.kind, fact.about, fact.text, at))


def alarm_cleared(database: Database, fact: AlarmCleared, at: TimeMs, _place: int) -> None:
    """The alarm is closed."""
    database.write(_CLEAR, (at, fact.kind, fact.about))


# -- a telegram gets its line ---------------------------------------------------------------------


def registered(database: Database, fact: Registered, at: TimeMs, place: int) -> None:
    """A line of the outgoing register; the numbers are taken."""
    entry = fact.entry
    _new_line(database, entry, (0, 0, at), place)
    for order, duty in enumerate(fact.duties):
        _new_duty(database, place, order, duty, (entry.registered_at, None))
    database.write(_ADVANCE_SERIES, (OUTGOING, entry.year, entry.number + 1))
    for local in entry.numbers:
        database.write(_ADVANCE_SERIES, (local.series, entry.year, local.number + 1))
        database.write(_NEW_LOCAL_NUMBER, (local.series, entry.year, local.number, place))
    database.write(_DRAFT_REGISTERED, (fact.draft,))


def delivered(database: Database, fact: Delivered, at: TimeMs, place: int) -> None:
    """A line of the incoming register; the number is taken."""
    _new_line(database, fact.entry, (fact.incoming_year, fact.incoming_number, at), place)
    for order, duty in enumerate(fact.duties):
        _new_duty(database, place, order, duty, (None, at))
    database.write(_ADVANCE_SERIES, (INCOMING, fact.incoming_year, fact.incoming_number + 1))


def _new_line(database: Database, entry: Entry, here: tuple[int, int, TimeMs], place: int) -> None:
    identity = entry.identity
    database.write(
        _NEW_TELEGRAM,
        (
            place,
            identity.uid,
            identity.registration,
            entry.station,
            entry.year,
            entry.number,
            *here,
            entry.filed_at,
            entry.registered_at,
            entry.expires_at,
            int(entry.precedence),
            entry.policy,
            entry.classification,
            _codes(entry.captions),
            _codes(entry.caveats),
            entry.message_type,
            entry.title,
            entry.from_text,
        ),
    )
    if not database.changes():
        msg = f"a telegram with the uid of {entry.station}/{entry.number} is registered already"
        raise Refused(msg)
    database.write(_MENTION, (place, place))


def _codes(codes: Sequence[str]) -> str:
    # JSON, because a code that came from outside may hold any separator
    return json.dumps(codes, ensure_ascii=False) if codes else "[]"


def _new_duty(
    database: Database,
    telegram: int,
    order: int,
    duty: Duty,
    evidence: tuple[TimeMs | None, TimeMs | None],
) -> None:
    """Give an office its duty; one that is addressed twice has the first."""
    database.write(
        _NEW_DUTY,
        (
            telegram,
            duty.office,
            station_of(duty.office),
            order,
            int(duty.kind),
            int(duty.precedence),
            duty.local_precedence,
            duty.receipt,
            duty.receipt_due_at,
            duty.execution,
            duty.execution_due_at,
            *evidence,
        ),
    )


# -- news of it -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _News:
    """What is said of a document at a station, and since when; `place` is the fact's."""

    uid: Uid
    digest: Digest
    station: StationId
    said: Rung | Exit
    at: TimeMs
    place: int


def _learn(database: Database, news: _News) -> None:
    """Join news about a document: it moves duties only if the document is the telegram itself."""
    line = database.row(_BY_UID, (news.uid,))
    if line is None:
        return
    telegram, registration = line
    if registration == news.digest:
        database.write(_AT_STATION[news.said], (news.at, telegram, news.station))
    database.write(_MENTION, (telegram, news.place))


def _learn_all(
    database: Database, fact: EnvelopeSealed, said: Rung, at: TimeMs, place: int
) -> None:
    for document in fact.documents:
        if document.kind is not Kind.DELIVERY_REPORT:  # which speaks of many, not of one
            news = _News(
                uid=document.uid,
                digest=document.digest,
                station=fact.recipient,
                said=said,
                at=at,
                place=place,
            )
            _learn(database, news)


def enclosed(database: Database, fact: EnvelopeSealed, at: TimeMs, place: int) -> None:
    """The telegrams in the envelope are QUEUED at the offices of its recipient."""
    _learn_all(database, fact, Rung.QUEUED, at, place)


def sent(database: Database, fact: Sent, at: TimeMs, place: int) -> None:
    """The telegrams in the envelope are SENT."""
    envelope = sealed_under(database, fact.slip_id)
    if envelope is not None:
        _learn_all(database, envelope, Rung.SENT, at, place)


def returned(database: Database, fact: ReturnLearned, _at: TimeMs, place: int) -> None:
    """The telegrams' histories say so; what follows from it is decided elsewhere."""
    envelope = sealed_under(database, fact.slip_id)
    for document in envelope.documents if envelope else ():
        if document.kind is not Kind.DELIVERY_REPORT:
            _mention(database, document.uid, place)


def non_delivered(database: Database, fact: NonDelivered, at: TimeMs, place: int) -> None:
    """The telegram did not get to the offices of that station."""
    news = _News(
        uid=fact.uid,
        digest=fact.digest,
        station=fact.station,
        said=Exit.NON_DELIVERY,
        at=at,
        place=place,
    )
    _learn(database, news)


_REPORTED: Final[Mapping[ResponseCode, Rung | Exit]] = {
    ResponseCode.MACHINE_RECEIPT: Rung.DELIVERED,
    ResponseCode.CANNOT_PROCESS: Exit.CANNOT_PROCESS,
}


def report_learned(database: Database, fact: ReportLearned, _at: TimeMs, place: int) -> None:
    """The telegram is DELIVERED at all offices of that station, or could not be read there."""
    said = _REPORTED.get(fact.result)
    if said is None:
        _mention(database, fact.uid, place)
        return
    news = _News(
        uid=fact.uid,
        digest=fact.digest,
        station=fact.station,
        said=said,
        at=fact.reported_at,
        place=place,
    )
    _learn(database, news)


_SAID: Final[Mapping[ResponseCode, Rung | Exit]] = dict([*EVIDENCE.items(), *EXIT_OF.items()])


def answer_learned(database: Database, fact: AnswerLearned, _at: TimeMs, place: int) -> None:
    """An office elsewhere answered."""
    _answered(database, fact, fact.answered_at, place)


def answer_given(database: Database, fact: AnswerGiven, at: TimeMs, place: int) -> None:
    """An office here answered."""
    _answered(database, fact, at, place)


def _answered(
    database: Database, fact: AnswerLearned | AnswerGiven, at: TimeMs, place: int
) -> None:
    line = database.row(_BY_UID, (fact.uid,))
    if line is None:
        return
    telegram = line[0]
    database.write(_AT_OFFICE[_SAID[fact.code]], (at, telegram, fact.office))
    _last_answer(database, telegram, fact.office, (at, fact.answer))
    database.write(_MENTION, (telegram, place))


def _last_answer(
    database: Database, telegram: int, office: OfficeId, answer: tuple[TimeMs, Digest]
) -> None:
    database.write(_LAST_ANSWER, (*answer, telegram, office))


def mentioned(
    database: Database, fact: PassingFailed | ServiceSent | ServiceLearned, _at: TimeMs, place: int
) -> None:
    """The telegram's history says so."""
    _mention(database, fact.uid, place)


def _mention(database: Database, uid: Uid | None, place: int) -> None:
    line = database.row(_BY_UID, (uid,)) if uid is not None else None
    if line is not None:
        database.write(_MENTION, (line[0], place))
