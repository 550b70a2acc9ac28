"""Which kind of fact writes which lines of the registers, as a table; and making them all again.

Registers are views of facts: `rebuild` empties them, replays the journal through the same table
and must get the same; it says where it did not. A kind of fact that leaves no line is in the table
too, so that none is forgotten.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from depesha.names import TimeMs
from depesha.office.facts import (
    AlarmAccepted,
    AlarmCleared,
    AlarmRaised,
    Amended,
    AnswerGiven,
    AnswerLearned,
    AnswerPrinted,
    ApprovalVoided,
    AttachmentExamined,
    BlobGivenUp,
    BlobQueued,
    BlobTakenIn,
    BodyComposed,
    ChannelReconciled,
    Chased,
    ChaserLearned,
    ChaserPostponed,
    CheckpointSigned,
    CopyArchived,
    CopyCertified,
    CopyDestroyed,
    CopyIssued,
    CopyOverdue,
    CopyPrinted,
    CopyReprinted,
    CopyReturned,
    CoverAmended,
    CoverIdentified,
    CoverNamed,
    Delivered,
    DeliveryReported,
    DiversionLearned,
    Diverted,
    DraftDropped,
    Drafted,
    DraftReturned,
    DraftReviewed,
    EditionCosigned,
    EditionProposed,
    EnrolmentNoted,
    EnvelopeOpened,
    EnvelopeSealed,
    Escalated,
    EvidenceChecked,
    EvidenceMade,
    EvidenceSigned,
    ExpiredKeyMet,
    Expunged,
    Fact,
    FilingTakenBack,
    GapAsked,
    HandedOn,
    HeadProved,
    HoldBegan,
    HoldEnded,
    IdentificationWithdrawn,
    JournalDoubted,
    KeyBookAdopted,
    KeyRequestLearned,
    LastNumbersAsked,
    LastNumbersForgone,
    LastNumbersLearned,
    LateNoticed,
    LineMinimized,
    NameStated,
    NonDelivered,
    NonReceiptLearned,
    NumbersLost,
    NumbersVoided,
    OfficeHandedOver,
    OfficeKeyChanged,
    PaperWithdrawn,
    PassingFailed,
    PasskeyAdded,
    PasskeyRemoved,
    PeriodKeyDestroyed,
    PeriodKeyMade,
    ProofAsked,
    ProofGiven,
    Quarantined,
    RecordEntered,
    RecordExpunged,
    RecordReleased,
    Registered,
    Relayed,
    Released,
    ReleaseWithdrawn,
    Repeated,
    RepeatPostponed,
    RepeatRecognised,
    ReportLearned,
    Rerouted,
    RestorationEnded,
    RestorationLearned,
    Restored,
    ReturnLearned,
    ReturnSent,
    ReviewAsked,
    ReviewDecided,
    ScanAdded,
    ScanTakenBack,
    SealedAgain,
    Sent,
    SeriesOpened,
    ServiceLearned,
    ServiceSent,
    SignedIn,
    SignedOut,
    StationFounded,
    StationRevoked,
    TelegramFiled,
    TelegramTakenBack,
    TermPassed,
    TermWarned,
    VoidedNumber,
    Withdrawn,
)
from depesha.store import alarm_lines as alarms
from depesha.store import amendment_lines as amendments
from depesha.store import archive_lines as archive
from depesha.store import attachment_lines as attachments
from depesha.store import attendance_lines as attendance
from depesha.store import channels, checkpoints
from depesha.store import copy_lines as copies
from depesha.store import cover_lines as covers
from depesha.store import evidence_lines as evidence
from depesha.store import expunging_lines as expunging
from depesha.store import key_lines as keys
from depesha.store import news_lines as news
from depesha.store import people_lines as people
from depesha.store import print_lines as prints
from depesha.store import relay_lines as relays
from depesha.store import restoration_lines as restorations
from depesha.store import schedule_lines as schedule
from depesha.store import series_lines as series
from depesha.store import service_lines as services
from depesha.store import station_lines as station
from depesha.store import telegram_lines as telegrams
from depesha.store import term_lines as terms
from depesha.store import traffic_lines as traffic
from depesha.store import unfiling_lines as unfiling
from depesha.store import way_lines as ways
from depesha.store import witness_lines as witness
from depesha.store.database import Database
from depesha.store.leaves import each_fact
from depesha.store.migrations import REGISTERS

Writer = Callable[[Database, Any, TimeMs, int], None]
"""(database, fact, when it happened, its place in the journal)."""

PROJECTION: Final[Mapping[type[Fact], tuple[Writer, ...]]] = {
    StationFounded: (station.founded,),
    KeyBookAdopted: (ways.plan_changed, witness.adopted),
    SeriesOpened: (series.opened,),
    Drafted: (station.drafted, people.changed),
    DraftReturned: (station.draft_returned, people.changed),
    DraftDropped: (station.draft_dropped, people.changed),
    Released: (station.released, people.released),
    Registered: (
        telegrams.registered,
        attachments.registered,
        copies.registered,
        people.changed,
    ),
    EnvelopeSealed: (traffic.sealed, news.enclosed, ways.predicted),
    BlobQueued: (traffic.blob_queued, news.enclosed),
    Sent: (traffic.left, news.sent),
    ReturnLearned: (news.returned,),
    RepeatPostponed: (traffic.postponed,),
    NonDelivered: (traffic.settled, news.non_delivered, ways.settled),
    LateNoticed: (news.mentioned, ways.noticed),
    Rerouted: (news.mentioned, ways.rerouted),
    DiversionLearned: (ways.diversion_learned,),
    ReportLearned: (traffic.settled, news.report_learned, ways.settled, keys.past),
    AnswerLearned: (news.answer_learned, people.answer_followed),
    Delivered: (telegrams.delivered, attachments.delivered, amendments.delivered),
    EnvelopeOpened: (traffic.opened, witness.named),
    BlobTakenIn: (attachments.taken_in,),
    BlobGivenUp: (attachments.given_up,),
    AttachmentExamined: (attachments.examined, news.mentioned),
    RepeatRecognised: (amendments.repeat_recognised,),
    DeliveryReported: (traffic.reported,),
    AnswerGiven: (news.answer_given,),
    PassingFailed: (news.mentioned,),
    ServiceSent: (news.mentioned, services.sent),
    ServiceLearned: (news.mentioned, services.learned),
    GapAsked: (traffic.gap_asked,),
    NumbersVoided: (traffic.voided,),
    ChannelReconciled: (channels.reconciled,),
    Relayed: (relays.taken,),
    HandedOn: (relays.handed_on,),
    ReturnSent: (relays.returned,),
    Quarantined: (traffic.quarantined,),
    Diverted: (relays.diverted, ways.diverted),
    LineMinimized: (ways.minimized,),
    TermWarned: (terms.warned,),
    TermPassed: (terms.passed,),
    Chased: (terms.chased,),
    ChaserPostponed: (terms.postponed,),
    ChaserLearned: (terms.chaser_learned,),
    Escalated: (terms.escalated,),
    NonReceiptLearned: (terms.non_receipt_learned,),
    AlarmRaised: (alarms.raised,),
    AlarmCleared: (alarms.cleared,),
    AlarmAccepted: (alarms.accepted,),
    BodyComposed: (people.composed,),
    DraftReviewed: (people.reviewed,),
    ApprovalVoided: (people.voided,),
    OfficeHandedOver: (people.handed_over, attendance.key_changed),
    OfficeKeyChanged: (people.key_changed, attendance.key_changed),
    ReviewAsked: (people.asked,),
    Amended: (amendments.amended,),
    HoldBegan: (amendments.hold_began,),
    HoldEnded: (amendments.hold_ended,),
    Withdrawn: (amendments.withdrawn,),
    Repeated: (amendments.repeated,),
    VoidedNumber: (amendments.voided,),
    EvidenceMade: (news.mentioned,),
    EvidenceSigned: (news.mentioned,),
    EnrolmentNoted: (),
    SignedIn: (attendance.signed_in,),
    SignedOut: (attendance.signed_out,),
    PasskeyAdded: (attendance.passkey_added,),
    PasskeyRemoved: (attendance.passkey_removed,),
    CheckpointSigned: (checkpoints.signed,),
    ProofAsked: (witness.asked,),
    HeadProved: (witness.proved,),
    JournalDoubted: (witness.doubted,),
    ProofGiven: (witness.given,),
    Expunged: (expunging.expunged,),
    CopyIssued: (copies.issued,),
    CopyReturned: (copies.returned,),
    CopyDestroyed: (copies.destroyed,),
    CopyArchived: (copies.archived,),
    CopyCertified: (copies.certified,),
    CopyPrinted: (copies.printed, prints.copy_printed),
    CopyReprinted: (prints.copy_reprinted,),
    AnswerPrinted: (prints.answer_printed,),
    CopyOverdue: (copies.overdue,),
    PeriodKeyMade: (keys.made,),
    PeriodKeyDestroyed: (keys.destroyed,),
    KeyRequestLearned: (),
    ExpiredKeyMet: (traffic.quarantined,),
    SealedAgain: (news.mentioned,),
    PaperWithdrawn: (traffic.settled, ways.settled, keys.past),
    StationRevoked: (keys.revoked,),
    EditionProposed: (),
    EditionCosigned: (),
    Restored: (restorations.restored,),
    LastNumbersAsked: (restorations.asked,),
    LastNumbersLearned: (restorations.learned,),
    LastNumbersForgone: (restorations.forgone,),
    NumbersLost: (restorations.lost,),
    RestorationEnded: (restorations.ended,),
    TelegramTakenBack: (restorations.taken_back, news.mentioned),
    RestorationLearned: (restorations.restored_elsewhere,),
    RecordEntered: (archive.entered,),
    RecordReleased: (archive.released, schedule.released),
    TelegramFiled: (schedule.filed, news.mentioned),
    ReviewDecided: (schedule.reviewed,),
    FilingTakenBack: (copies.taken_back, schedule.taken_back, unfiling.taken_back),
    CoverNamed: (covers.named,),
    CoverAmended: (covers.amended,),
    CoverIdentified: (covers.identified,),
    IdentificationWithdrawn: (covers.withdrawn,),
    NameStated: (covers.stated,),
    ReleaseWithdrawn: (archive.withdrawn, schedule.withdrawn),
    ScanAdded: (archive.scanned,),
    ScanTakenBack: (archive.scan_taken_back,),
    EvidenceChecked: (evidence.checked,),
    RecordExpunged: (archive.record_expunged, schedule.expunged),
}

_EMPTY: Final = tuple(f"DELETE FROM {table}" for table in REGISTERS)  # noqa: S608  # constants
_KEY: Final = "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What came of making the registers again.

    Attributes:
        facts: how many there are.
        changed: the registers whose lines were not those that follow from the facts.
    """

    facts: int
    changed: tuple[str, ...]


def project(database: Database, fact: Fact, at: TimeMs, place: int) -> None:
    """Write the lines that follow from a fact.

    Raises:
        Refused: the fact contradicts a line that is there (a telegram registered twice).
        NotNow: the store cannot take it.
    """
    for write in PROJECTION[type(fact)]:
        write(database, fact, at, place)


def rebuild(database: Database) -> Rebuilt:
    """Make all registers again from the facts, in one transaction, and compare.

    Raises:
        Malformed: a fact does not read; the registers are then as they were.
        NotNow: the store cannot take it; likewise.
    """
    database.begin()
    try:
        before = _digests(database)
        for empty in _EMPTY:
            database.write(empty)
        replayed = 0
        for place, at, fact in each_fact(database):
            project(database, fact, at, place)
            replayed += 1
        after = _digests(database)
        database.commit()
    except BaseException:
        database.rollback()
        raise
    changed = tuple(table for table in REGISTERS if before[table] != after[table])
    return Rebuilt(facts=replayed, changed=changed)


def _digests(database: Database) -> dict[str, bytes]:
    return {table: _digest(database, table) for table in REGISTERS}


def _digest(database: Database, table: str) -> bytes:
    """Return the digest of a register's lines in the order of their key."""
    key = ", ".join(name for (name,) in database.rows(_KEY, (table,)))
    lines = sha256()
    for line in database.each(f"SELECT * FROM {table} ORDER BY {key}"):  # noqa: S608  # constants
        lines.update(repr(line).encode())
    return lines.digest()
