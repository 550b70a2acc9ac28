"""Lines that follow from news of telegrams: how far each has come at each addressee office.

Rule 1: each function writes what one kind of fact means, and nothing else; the table of who writes
    what is in `projection.py`.
Rule 2: news is joined. A time is the earliest that was said of a rung, the last answer is the one
    with the latest time, so the order in which news comes, and how often, makes no difference.
    Rung and exit follow from the times (`migrations`, table `duty`): an arrival that is
    evidenced lifts CANNOT_PROCESS, NON_DELIVERY and UNKNOWN, whichever was learned first.
Rule 3: news about a telegram that is not known here changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from depesha.envelope import Kind
from depesha.life import End, Exit, Rung, evidence_of
from depesha.names import Digest, StationId, TimeMs, Uid
from depesha.notice import ResponseCode
from depesha.office.facts import (
    AnswerGiven,
    AnswerLearned,
    AttachmentExamined,
    BlobQueued,
    EnvelopeSealed,
    EvidenceMade,
    EvidenceSigned,
    LateNoticed,
    NonDelivered,
    PassingFailed,
    ReportLearned,
    Rerouted,
    ReturnLearned,
    SealedAgain,
    Sent,
    ServiceLearned,
    ServiceSent,
    TelegramTakenBack,
)
from depesha.store.database import Database
from depesha.store.traffic_lines import sealed_under

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
    Exit.EXPIRED: "expired_at",
    Exit.UNKNOWN: "unknown_at",
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
# A term that is within a time counts from the delivery. Its station's clock may be wrong: it came
# there after it had left here, and before the report was here.
_FROM: Final = "min(max(?1, coalesce(sent_at, registered_at)), ?4)"
_DELIVERED: Final = f"""UPDATE duty SET delivered_at = ?1,
    counted_from = coalesce(counted_from, {_FROM}) WHERE telegram = ?2 AND station = ?3
    AND (delivered_at IS NULL OR delivered_at > ?1)"""  # noqa: S608  # a constant
_COUNT_FROM: Final = f"""UPDATE duty SET counted_from = {_FROM}
    WHERE telegram = ?2 AND office = ?3 AND counted_from IS NULL"""  # noqa: S608  # a constant
_INTERIM: Final = """UPDATE duty SET interim_at = ?1, interim_step = 0, interim_next_at = NULL,
    interim_chased = 0 WHERE telegram = ?2 AND office = ?3
    AND (interim_at IS NULL OR interim_at < ?1)"""
_LAST_LEARNED: Final = """UPDATE duty SET answered_at = ?1, answer = ?2
    WHERE telegram = ?3 AND office = ?4
    AND (answered_at IS NULL OR (answered_at, answer) < (?1, ?2))"""
_LAST_GIVEN: Final = """UPDATE duty SET answered_at = ?1, answer = ?2
    WHERE telegram = ?3 AND office = ?4"""
_BY_UID: Final = "SELECT id, registration FROM telegram WHERE uid = ?"
MENTION: Final = "INSERT INTO history VALUES (?, ?) ON CONFLICT DO NOTHING"


@dataclass(frozen=True, slots=True, kw_only=True)
class _News:
    """What is said of a document at a station, since when, and since when that is known here."""

    uid: Uid
    digest: Digest
    station: StationId
    said: Rung | Exit
    at: TimeMs
    place: int
    known_at: TimeMs


def _learn(database: Database, news: _News) -> None:
    """Join news about a document: it moves duties only if the document is the telegram itself."""
    line = database.row(_BY_UID, (news.uid,))
    if line is None:
        return
    telegram, registration = line
    if registration == news.digest and news.said is Rung.DELIVERED:
        database.write(_DELIVERED, (news.at, telegram, news.station, news.known_at))
    elif registration == news.digest:
        database.write(_AT_STATION[news.said], (news.at, telegram, news.station))
    database.write(MENTION, (telegram, news.place))


def _learn_all(
    database: Database, fact: EnvelopeSealed | BlobQueued, said: Rung, at: TimeMs, place: int
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
                known_at=at,
            )
            _learn(database, news)


def enclosed(database: Database, fact: EnvelopeSealed | BlobQueued, at: TimeMs, place: int) -> None:
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
    if envelope is not None:
        mention_all(database, envelope, place)


def mention_all(database: Database, envelope: EnvelopeSealed | BlobQueued, place: int) -> None:
    """The histories of the telegrams in an envelope say so."""
    for document in envelope.documents:
        if document.kind is not Kind.DELIVERY_REPORT:
            _mention(database, document.uid, place)


_ENDED: Final[Mapping[End, Exit]] = {
    End.NON_DELIVERY: Exit.NON_DELIVERY,
    End.EXPIRED: Exit.EXPIRED,
    End.UNKNOWN: Exit.UNKNOWN,
}


def non_delivered(database: Database, fact: NonDelivered, at: TimeMs, place: int) -> None:
    """The telegram did not get to the offices of that station, or nobody knows that it did."""
    news = _News(
        uid=fact.uid,
        digest=fact.digest,
        station=fact.station,
        said=_ENDED[fact.end],
        at=at,
        place=place,
        known_at=at,
    )
    _learn(database, news)


_REPORTED: Final[Mapping[ResponseCode, Rung | Exit]] = {
    ResponseCode.MACHINE_RECEIPT: Rung.DELIVERED,
    ResponseCode.CANNOT_PROCESS: Exit.CANNOT_PROCESS,
}


def report_learned(database: Database, fact: ReportLearned, at: TimeMs, place: int) -> None:
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
        known_at=at,
    )
    _learn(database, news)


def answer_learned(database: Database, fact: AnswerLearned, at: TimeMs, place: int) -> None:
    """An office elsewhere answered. So the telegram had come there, if no report said so yet."""
    _answered(database, fact, (fact.answered_at, at), place, last=_LAST_LEARNED)


def answer_given(database: Database, fact: AnswerGiven, at: TimeMs, place: int) -> None:
    """An office here answered: of its own answers the last fact is the last, also at one time."""
    _answered(database, fact, (at, at), place, last=_LAST_GIVEN)


def _answered(
    database: Database,
    fact: AnswerLearned | AnswerGiven,
    times: tuple[TimeMs, TimeMs],
    place: int,
    *,
    last: str,
) -> None:
    """Join an answer: `times` are when it was given, and when that was known here."""
    line = database.row(_BY_UID, (fact.uid,))
    if line is None:
        return
    telegram = line[0]
    at, known_at = times
    office = fact.in_place_of or fact.office
    database.write(_AT_OFFICE[evidence_of(fact.code, interim=fact.interim)], (at, telegram, office))
    database.write(_COUNT_FROM, (at, telegram, office, known_at))
    if fact.interim:
        # by this station's clock: how long since anything was heard, whatever theirs says
        database.write(_INTERIM, (known_at, telegram, office))
    database.write(last, (at, fact.answer, telegram, office))
    database.write(MENTION, (telegram, place))


def mentioned(
    database: Database,
    fact: PassingFailed
    | ServiceSent
    | ServiceLearned
    | LateNoticed
    | Rerouted
    | AttachmentExamined
    | EvidenceMade
    | EvidenceSigned
    | SealedAgain
    | TelegramTakenBack,
    _at: TimeMs,
    place: int,
) -> None:
    """The telegram's history says so."""
    _mention(database, fact.uid, place)


def _mention(database: Database, uid: Uid | None, place: int) -> None:
    line = database.row(_BY_UID, (uid,)) if uid is not None else None
    if line is not None:
        database.write(MENTION, (line[0], place))
