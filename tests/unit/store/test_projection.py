"""Registers are views of facts: whatever they show can be made again, and news is joined."""

import typing
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesha.archive.names import NameKind
from depesha.archive.redaction import Part, Redaction
from depesha.envelope import JournalHead, Kind
from depesha.errors import Malformed, Refused
from depesha.journal import Frontier
from depesha.life import Exit, Rung, Term
from depesha.names import CoverId, Epoch, SessionId, StationId, TimeMs
from depesha.notice import ResponseCode, ServiceCode
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
    BodyComposed,
    ChannelReckoned,
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
    CoverForm,
    CoverIdentified,
    CoverNamed,
    Decision,
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
    NumberSpan,
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
    Relayed,
    Released,
    ReleaseWithdrawn,
    Repeated,
    RepeatPostponed,
    RepeatRecognised,
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
    SeriesOpened,
    ServiceLearned,
    ServiceSent,
    SignedIn,
    SignedOut,
    StationRevoked,
    TelegramFiled,
    TelegramTakenBack,
    TermPassed,
    TermWarned,
    VoidedNumber,
    Withdrawn,
)
from depesha.office.ports import DutyState
from depesha.packet import Grade, ReturnReason
from depesha.restoration import SeriesNumber
from depesha.store import leaves
from depesha.store.book import StoredBook
from depesha.store.database import Database, open_writer
from depesha.store.migrations import REGISTERS
from depesha.store.projection import PROJECTION, Rebuilt, project, rebuild
from depesha.store.registers import StoredRegisters
from depesha.telegram import Precedence, Relation
from tests.unit.store.conftest import KEY, write
from tests.unit.store.facts_of import (
    EPOCH,
    MONTH,
    MOSCOW,
    NOW,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
    blob_of,
    blob_queued,
    blob_taken_in,
    delivered,
    digest_of,
    enclosed,
    envelope,
    key,
    opened,
    registered,
    registration_of,
    reported,
    sent,
    slip_of,
    uid_of,
)


def answer(number: int, code: ResponseCode, at: int, *, interim: bool = False) -> AnswerLearned:
    return AnswerLearned(
        uid=uid_of(number),
        office=RAZUVAEV,
        code=code,
        interim=interim,
        answer=digest_of("answer", number, code, at),
        answered_at=TimeMs(NOW + at),
    )


def non_delivered(number: int) -> NonDelivered:
    return NonDelivered(
        digest=registration_of(number), uid=uid_of(number), station=PYONGYANG, reason="expired"
    )


A_DAY: list[Fact] = [  # one of each kind, in an order in which they can happen
    SeriesOpened(series="outgoing", year=1951, first=26_044),
    SeriesOpened(series="special", year=1951, first=6_044),
    KeyBookAdopted(
        version=1, digest=digest_of("book"), plan_version=1, plan_digest=digest_of("plan")
    ),
    Drafted(draft=26_044, version=1, office=ROSHCHIN, text="To: razuvaev@pyongyang"),
    DraftReturned(draft=26_044, office=ROSHCHIN, note="the date"),
    Drafted(draft=26_044, version=2, office=ROSHCHIN, text="To: razuvaev@pyongyang\n\n"),
    Drafted(draft=26_050, version=1, office=ROSHCHIN, text="To: razuvaev@pyongyang"),
    DraftDropped(draft=26_050, version=1, office=ROSHCHIN),
    Released(draft=26_044, body_id=digest_of("body"), office=ROSHCHIN),
    registered(26_044, RAZUVAEV, ROSHCHIN),
    Drafted(draft=26_999, version=1, office=ROSHCHIN, text="To: razuvaev@pyongyang"),
    BodyComposed(draft=26_999, version=1, body_id=digest_of("first"), needed=2),
    DraftReviewed(
        draft=26_999,
        version=1,
        body_id=digest_of("first"),
        office=RAZUVAEV,
        signature=bytes(64),
        note="no objection",
    ),
    ApprovalVoided(draft=26_999, version=1, office=ROSHCHIN, reviewed_by=(RAZUVAEV,)),
    Drafted(draft=26_999, version=2, office=ROSHCHIN, text="To: razuvaev@pyongyang\n\n"),
    BodyComposed(draft=26_999, version=2, body_id=digest_of("second"), needed=2),
    Released(
        draft=26_999,
        body_id=digest_of("second"),
        office=ROSHCHIN,
        version=2,
        signature=bytes(64),
        deputy=RAZUVAEV,
    ),
    OfficeHandedOver(office=ROSHCHIN, holder="N. V. Roshchin"),
    OfficeHandedOver(office=ROSHCHIN, holder="A. S. Panyushkin", locked=True),
    OfficeKeyChanged(office=RAZUVAEV, locked=True),
    PasskeyAdded(
        office=RAZUVAEV, credential=b"telephone", public_key=b"cose", name="telephone", signs=1
    ),
    PasskeyAdded(
        office=RAZUVAEV, credential=b"ring", public_key=b"cose", name="ring", can_sign=True
    ),
    SignedIn(office=RAZUVAEV, session=SessionId(b"session1"), passkey=b"telephone", signs=4),
    SignedOut(office=RAZUVAEV, session=SessionId(b"session1"), why="idle"),
    PasskeyRemoved(office=RAZUVAEV, credential=b"ring"),
    ReviewAsked(draft=26_999, version=2, office=ROSHCHIN, of=RAZUVAEV),
    envelope(1, enclosed(26_044), enclosed(99, confirm=False)),
    sent(1),
    ReturnLearned(slip_id=slip_of(1), reason=ReturnReason.NO_ROUTE, station=PEKING, proved=True),
    non_delivered(26_044),
    envelope(2, enclosed(26_044, is_repeat=True)),
    RepeatPostponed(
        digest=registration_of(26_044), station=PYONGYANG, repeat_at=TimeMs(NOW + 900_000)
    ),
    LateNoticed(
        digest=registration_of(26_044), uid=uid_of(26_044), station=PYONGYANG, expected_at=NOW
    ),
    Rerouted(
        digest=registration_of(26_044),
        uid=uid_of(26_044),
        station=PYONGYANG,
        excluded=PEKING,
        reason=ReturnReason.NO_ROUTE,
    ),
    DiversionLearned(
        slip_id=slip_of(2), station=MOSCOW, neighbour=PEKING, reason=ReturnReason.LINE_DOWN
    ),
    reported(26_044),
    answer(26_044, ResponseCode.OPERATOR_ACK, 5),
    PassingFailed(uid=uid_of(26_044), office=RAZUVAEV, to="kim@phoenix"),
    blob_queued(11, 1),
    replace(reported(1), digest=blob_of(1)),
    opened(1),
    replace(opened(4), head=JournalHead(size=4, root=digest_of("four"))),
    GapAsked(sender=MOSCOW, epoch=EPOCH, grade=Grade.URGENT, first=2, last=3),
    NumbersVoided(sender=MOSCOW, epoch=EPOCH, grade=Grade.URGENT, first=2, last=2),
    ChannelReconciled(
        neighbour=MOSCOW,
        lane=0,
        day=-6616,
        channels=(
            ChannelReckoned(
                came=True,
                epoch=EPOCH,
                last=9,
                loads=8,
                accepted=7,
                again=1,
                open=1,
                missing=(NumberSpan(first=4, last=4),),
            ),
        ),
    ),
    delivered(7, 1, attachments=(key(0, 7),)),
    blob_taken_in(12, 7),
    AttachmentExamined(uid=uid_of(7), place=0, sealed=blob_of(7)),
    EvidenceMade(uid=uid_of(7), office=RAZUVAEV),
    EvidenceSigned(uid=uid_of(7), number=1, manifest=digest_of("manifest")),
    EnrolmentNoted(station=PYONGYANG, stage="opened"),
    blob_taken_in(13, 8),
    BlobGivenUp(sealed=blob_of(8)),
    RepeatRecognised(digest=registration_of(7), sender=MOSCOW),
    DeliveryReported(
        report=digest_of("report"), originator=MOSCOW, documents=(registration_of(7),)
    ),
    AnswerGiven(
        uid=uid_of(7),
        office=RAZUVAEV,
        code=ResponseCode.OPERATOR_ACK,
        interim=False,
        answer=digest_of("receipt"),
    ),
    ServiceSent(digest=digest_of("s"), to=MOSCOW, code=ServiceCode.EXPIRED, uid=uid_of(7)),
    ServiceLearned(digest=digest_of("t"), station=PEKING, code=ServiceCode.EXPIRED),
    Relayed(slip_id=slip_of(8), came_from=PEKING, next_hop=MOSCOW, destination=MOSCOW),
    HandedOn(slip_id=slip_of(8), neighbour=MOSCOW),
    ReturnSent(slip_id=slip_of(9), reason=ReturnReason.EXPIRED, neighbour=PEKING),
    Quarantined(slip_id=slip_of(10), neighbour=PEKING, digest=digest_of("q"), code="malformed"),
    Diverted(
        slip_id=slip_of(8),
        destination=MOSCOW,
        neighbour=MOSCOW,
        next_hop=PYONGYANG,
        reason=ReturnReason.NEXT_REFUSED,
    ),
    LineMinimized(neighbour=PEKING, precedence=Precedence.IMMEDIATE),
    AlarmRaised(kind="gap", about="moscow", text="3 is missing"),
    AlarmRaised(kind="late", about="peking", text="nothing came"),
    AlarmCleared(kind="gap", about="moscow"),
    AlarmRaised(kind="gap", about="peking", text="4", precedence=Precedence.FLASH),
    AlarmAccepted(alarm=1, kind="gap", about="peking", office=RAZUVAEV, note="asked", lasts=True),
    TermWarned(uid=uid_of(7), office=RAZUVAEV, term=Term.EXECUTION, due_at=NOW),
    TermPassed(uid=uid_of(26_044), office=ROSHCHIN, term=Term.RECEIPT, due_at=NOW, look_at=NOW),
    Chased(
        uid=uid_of(26_044),
        office=ROSHCHIN,
        term=Term.RECEIPT,
        number=1,
        chaser=digest_of("chaser"),
        look_at=NOW,
    ),
    ChaserPostponed(uid=uid_of(26_044), office=ROSHCHIN, term=Term.RECEIPT, look_at=NOW),
    ChaserLearned(
        uid=uid_of(7), office=RAZUVAEV, term=Term.EXECUTION, chaser=digest_of("chaser", 7)
    ),
    Escalated(uid=uid_of(7), office=RAZUVAEV, shown_to=(ROSHCHIN,)),
    NonReceiptLearned(
        uid=uid_of(26_044), office=ROSHCHIN, station=PEKING, notice=digest_of("unread")
    ),
    registered(26_045, RAZUVAEV),
    Amended(
        uid=uid_of(26_044),
        registration=registration_of(26_044),
        station=MOSCOW,
        number="1951/26044",
        amender=uid_of(26_045),
        relation=Relation.CANCELS,
        said_at=NOW,
    ),
    registered(26_046, RAZUVAEV),
    HoldBegan(uid=uid_of(26_046), until=MONTH),
    HoldEnded(uid=uid_of(26_046)),
    registered(26_047, RAZUVAEV),
    HoldBegan(uid=uid_of(26_047), until=MONTH),
    Withdrawn(uid=uid_of(26_047), office=ROSHCHIN, reason="the date"),
    registered(26_048, RAZUVAEV),
    HoldBegan(uid=uid_of(26_048), until=MONTH),
    Repeated(uid=uid_of(26_044), office=ROSHCHIN, stations=(PYONGYANG,)),
    VoidedNumber(series="outgoing", year=1951, number=26_049, office=ROSHCHIN, reason="spoilt"),
    CheckpointSigned(size=20, root=digest_of("root"), note=b"a note"),
    ProofAsked(station=MOSCOW, digest=digest_of("asked"), sizes=(4,)),
    HeadProved(
        station=MOSCOW, digest=digest_of("proof"), size=9, root=digest_of("nine"), proved=(4,)
    ),
    JournalDoubted(
        station=MOSCOW,
        finding="forked",
        cut=9,
        size=12,
        root=digest_of("twelve"),
        evidence=digest_of("evidence"),
    ),
    ProofGiven(station=MOSCOW, digest=digest_of("given"), size=20),
    Expunged(uid=uid_of(99), facts=(), documents=(), reason="by rule"),
    RecordEntered(
        record=digest_of("record"),
        source="frus1951v07p2/d13",
        edition=1,
        batch="volume.xml",
        office=RAZUVAEV,
        reason="the date was misread",
    ),
    EvidenceChecked(record=digest_of("record"), proofs=(digest_of("a proof"),), office=RAZUVAEV),
    RecordReleased(
        record=digest_of("record"),
        version=1,
        office=RAZUVAEV,
        decided_by="the board",
        authority="the schedule",
        decided_on="1976-11-21",
        redactions=(
            Redaction(segment=0, start=1, end=2, code="3.3(b)(1)", authority="the board"),
            Redaction(
                segment=3, start=0, end=0, code="1.4(a)", authority="x", part=Part.MARK, of=1
            ),
        ),
        name="abcdefghijkl",
        scans=(digest_of("scan"),),
        scan_sheets=(1,),
        rule=1,
        glosses=("note 3.1",),
        identifications=("0011223344556677",),
        without_reasons=True,
    ),
    ScanAdded(
        source="volume/d1",
        sheet=1,
        digest=digest_of("scan"),
        media_type="image/png",
        width=3,
        height=4,
        size_bytes=99,
        office=RAZUVAEV,
        is_redacted=True,
    ),
    ScanTakenBack(
        source="volume/d1",
        sheet=1,
        digest=digest_of("scan"),
        is_redacted=True,
        reason="of another telegram",
        office=RAZUVAEV,
    ),
    ReleaseWithdrawn(
        record=digest_of("record"),
        version=1,
        office=RAZUVAEV,
        decided_by="the board",
        authority="the law",
        decided_on="1999-01-02",
        reason="by mistake",
    ),
    RecordExpunged(source="frus1951v07p2/d14", reason="order 12", office=RAZUVAEV, facts=(1,)),
    CoverNamed(
        cover=CoverId(b"cover-01"),
        forms=(CoverForm(text="Филиппов", language="ru"),),
        office=RAZUVAEV,
        classification=1,
    ),
    CoverAmended(
        cover=CoverId(b"cover-01"), office=RAZUVAEV, reason="not for all", classification=2
    ),
    CoverIdentified(
        identification=CoverId(b"identity"),
        cover=CoverId(b"cover-01"),
        person="Сталин",
        classification=3,
        basis="published",
        decided_by="the board",
        office=RAZUVAEV,
        variants=("Stalin",),
        since="1949",
        until="1953-03-05",
    ),
    IdentificationWithdrawn(identification=CoverId(b"identity"), office=RAZUVAEV, reason="another"),
    NameStated(
        id="kim",
        kind=NameKind.PERSON,
        preferred="Ким Ир Сен",
        office=RAZUVAEV,
        variants=("Kim Il Sung",),
        since="1912",
    ),
    RecordEntered(
        record=digest_of("filed"),
        source="moscow/1951/26044",
        edition=1,
        batch="filed",
        office=RAZUVAEV,
        classification=4,
    ),
    TelegramFiled(
        uid=uid_of(26_044),
        record=digest_of("filed"),
        office=RAZUVAEV,
        policy="mid-1951",
        classification=4,
        review_on="1976-11-21",
        declassify_on="1976-11-21",
    ),
    ReviewDecided(
        record=digest_of("filed"),
        office=RAZUVAEV,
        decision=Decision.KEEP,
        decided_by="the board",
        authority="the schedule",
        decided_on="1976-11-20",
        category="25X1",
        next_on="1986-11-21",
    ),
    FilingTakenBack(
        uid=uid_of(26_044),
        record=digest_of("filed"),
        office=RAZUVAEV,
        decided_by="the board",
        authority="rule 12",
        decided_on="1976-11-21",
        reason="the wrong delo",
        copies=(1, 2),
    ),
    CopyIssued(uid=uid_of(1), number=1, holder="file", office=RAZUVAEV, return_by=NOW),
    CopyOverdue(uid=uid_of(1), number=1, return_by=NOW),
    CopyPrinted(uid=uid_of(1), number=1, office=RAZUVAEV, printed_by="ян."),
    CopyReprinted(uid=uid_of(26_044), number=1, office=RAZUVAEV, printing=2, reason="it tore"),
    AnswerPrinted(uid=uid_of(26_044), answer=digest_of("answer"), office=RAZUVAEV),
    CopyCertified(uid=uid_of(1), number=1, office=RAZUVAEV, certified_by="Иван"),
    CopyReturned(uid=uid_of(1), number=1, office=RAZUVAEV, act="3"),
    CopyArchived(uid=uid_of(1), number=1, office=RAZUVAEV, shelf="ф. 45"),
    CopyDestroyed(uid=uid_of(1), number=1, office=RAZUVAEV, act="4", done_by="a", witness="b"),
    PeriodKeyMade(fingerprint=digest_of("key"), valid_from=NOW, valid_until=TimeMs(NOW + 9)),
    PeriodKeyDestroyed(fingerprint=digest_of("key")),
    KeyRequestLearned(station=PEKING, digest=digest_of("request"), by_itself=True),
    ExpiredKeyMet(slip_id=slip_of(14), neighbour=PEKING, digest=digest_of("sealed")),
    SealedAgain(digest=registration_of(26_044), uid=uid_of(26_044), station=PYONGYANG),
    PaperWithdrawn(digest=digest_of("paper"), station=PEKING),
    StationRevoked(station=PEKING, since=NOW, head_size=7, head_root=digest_of("head")),
    EditionProposed(digest=digest_of("edition"), version=2, plan_version=1),
    EditionCosigned(digest=digest_of("edition"), holder="first"),
    Restored(
        document=digest_of("restoration"),
        station=PYONGYANG,
        epoch=Epoch(b"epoch-02"),
        head=JournalHead(size=9, root=digest_of("root")),
        backed_up_at=NOW,
        lost=JournalHead(size=20, root=digest_of("lost")),
        why="the disk broke",
        series=(SeriesNumber(series="outgoing", year=1951, number=3),),
        awaits=(MOSCOW, PEKING),
    ),
    LastNumbersAsked(station=MOSCOW, repeat_at=NOW),
    LastNumbersLearned(
        station=MOSCOW,
        restoration=digest_of("restoration"),
        series=(SeriesNumber(series="outgoing", year=1951, number=5),),
        head=JournalHead(size=15, root=digest_of("seen")),
        registrations=(registration_of(5), registration_of(7)),
    ),
    LastNumbersForgone(station=PEKING, office=RAZUVAEV),
    NumbersLost(series="outgoing", year=1951, first=4, last=9),
    RestorationEnded(document=digest_of("restoration")),
    TelegramTakenBack(uid=uid_of(5), digest=registration_of(5), station=MOSCOW),
    RestorationLearned(
        station=PEKING,
        document=digest_of("theirs"),
        epoch=Epoch(b"epoch-03"),
        ended=EPOCH,
        head=JournalHead(size=7, root=digest_of("their root")),
        restored_at=NOW,
        lost=2,
    ),
]


def dump(database: Database) -> dict[str, list[object]]:
    """Return every line of every register."""
    found = {}
    for table in REGISTERS:
        rows = database.rows(f"SELECT * FROM {table}")  # noqa: S608  # constants
        found[table] = sorted(rows, key=repr)
    return typing.cast("dict[str, list[object]]", found)


def test_every_kind_of_fact_says_what_it_writes() -> None:
    assert set(PROJECTION) == set(typing.get_args(Fact))


def test_the_day_has_every_kind_of_fact_and_fills_every_register(book: StoredBook) -> None:
    write(book, *A_DAY)
    told = {type(fact) for _, _, fact in leaves.each_fact(book._database)}
    assert told == set(typing.get_args(Fact))
    empty = {name for name, rows in dump(book._database).items() if not rows}
    settled = {"outstanding", "awaited", "detour"}
    assert empty == settled


def test_registers_made_again_are_the_same(book: StoredBook) -> None:
    write(book, *A_DAY)
    write(book, registered(1), envelope(3, enclosed(1)))
    before = dump(book._database)
    assert book.rebuild() == Rebuilt(facts=len(A_DAY) + 3, changed=())
    assert dump(book._database) == before


def test_registers_that_were_damaged_are_made_right(book: StoredBook) -> None:
    write(book, *A_DAY)
    before = dump(book._database)
    book._database.begin()
    for damage in ("DELETE FROM duty", "UPDATE series SET next = 1", "DELETE FROM opened"):
        book._database.write(damage)
    book._database.commit()
    assert dump(book._database) != before
    assert book.rebuild().changed == ("series", "duty", "opened")
    assert dump(book._database) == before
    assert book.rebuild().changed == ()


def test_a_rebuild_that_fails_leaves_the_registers_as_they_were(book: StoredBook) -> None:
    write(book, *A_DAY)
    book._database.begin()
    book._database.write("UPDATE fact SET content = x'ff' WHERE id = 20")
    book._database.commit()
    before = dump(book._database)
    with pytest.raises(Malformed):
        book.rebuild()
    assert dump(book._database) == before


def test_a_telegram_is_not_registered_twice(book: StoredBook) -> None:
    write(book, registered(26_044))
    book.begin()
    book.mark()
    with pytest.raises(Refused, match="moscow/26044 is registered already"):
        book.append(delivered(26_044, 1), NOW)
    book.undo()
    book.commit()
    assert book.committed_head().size == 2


# -- news, in any order and twice -----------------------------------------------------------------

NEWS: list[Fact] = [
    sent(1),
    sent(2, neighbour=MOSCOW),
    reported(1, at=TimeMs(NOW + 3)),
    reported(1, at=TimeMs(NOW + 9)),
    reported(1, result=ResponseCode.CANNOT_PROCESS, at=TimeMs(NOW + 2)),
    non_delivered(1),
    answer(1, ResponseCode.OPERATOR_ACK, 10),
    answer(1, ResponseCode.WILL_COMPLY, 20),
    answer(1, ResponseCode.WILL_COMPLY, 30, interim=True),
    answer(1, ResponseCode.HAVE_COMPLIED, 40),
    answer(1, ResponseCode.CANNOT_COMPLY, 35),
    reported(2),  # of a telegram that is not known here
    reported(1, station=StationId("peking")),  # a station that it did not go to
]


def standing_after(news: typing.Sequence[Fact]) -> DutyState:
    """Return where the telegram stands when these facts came in this order."""
    with TemporaryDirectory() as folder:
        database = open_writer(Path(folder) / "station.db", KEY)
        facts: list[Fact] = [
            registered(1),
            envelope(1, enclosed(1)),
            envelope(2, enclosed(1, is_repeat=True)),
            *news,
        ]
        database.begin()
        frontier = Frontier()
        for fact in facts:
            place = leaves.append(database, frontier, fact, NOW, bytes(16))
            project(database, fact, NOW, place)
        database.commit()
        (state,) = StoredRegisters(database).duties(uid_of(1))
        database.close()
    return state


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_news_may_come_in_any_order_and_twice(data: st.DataObject) -> None:
    some = data.draw(st.lists(st.sampled_from(NEWS), unique_by=id, max_size=8))
    shuffled = data.draw(st.permutations(some))
    again = data.draw(st.lists(st.sampled_from(some), max_size=4)) if some else []
    assert standing_after([*shuffled, *again]) == standing_after(some)


def test_the_earliest_word_of_a_rung_gives_its_time() -> None:
    for order in permutations([reported(1, at=TimeMs(NOW + 9)), reported(1, at=TimeMs(NOW + 3))]):
        assert dict(standing_after(order).times)[Rung.DELIVERED] == NOW + 3


def test_a_report_that_overtakes_its_receipt_implies_it() -> None:
    state = standing_after([answer(1, ResponseCode.HAVE_COMPLIED, 40)])
    assert state.rung is Rung.EXECUTED
    assert [rung for rung, _ in state.times] == [Rung.REGISTERED, Rung.QUEUED, Rung.EXECUTED]


@pytest.mark.parametrize(
    ("news", "rung", "closed"),
    [
        ([], Rung.QUEUED, None),
        (NEWS[:1], Rung.SENT, None),
        ([reported(1)], Rung.DELIVERED, None),
        (
            [reported(1, result=ResponseCode.CANNOT_PROCESS)],
            Rung.QUEUED,
            Exit.CANNOT_PROCESS,
        ),
        ([non_delivered(1)], Rung.QUEUED, Exit.NON_DELIVERY),
        ([non_delivered(1), NEWS[0]], Rung.SENT, Exit.NON_DELIVERY),
        ([non_delivered(1), reported(1)], Rung.DELIVERED, None),
        (
            [reported(1, result=ResponseCode.CANNOT_PROCESS), reported(1)],
            Rung.DELIVERED,
            None,
        ),
        ([answer(1, ResponseCode.OPERATOR_ACK, 1)], Rung.RECEIVED, None),
        ([answer(1, ResponseCode.WILL_COMPLY, 1, interim=True)], Rung.RECEIVED, None),
        (
            [reported(1), answer(1, ResponseCode.CANNOT_COMPLY, 1)],
            Rung.DELIVERED,
            Exit.CANNOT_COMPLY,
        ),
        ([reported(1, station=StationId("peking"))], Rung.QUEUED, None),
    ],
)
def test_news_moves_a_telegram(news: list[Fact], rung: Rung, closed: Exit | None) -> None:
    state = standing_after(news)
    assert (state.rung, state.exit) == (rung, closed)


def test_the_last_answer_is_the_latest_whatever_came_last() -> None:
    latest = answer(1, ResponseCode.HAVE_COMPLIED, 40)
    for order in permutations([latest, answer(1, ResponseCode.OPERATOR_ACK, 10)]):
        assert standing_after(order).last_answer == latest.answer


def test_a_report_over_an_answer_does_not_deliver_the_telegram(book: StoredBook) -> None:
    """The digest tells them apart: an answer names the telegram by the same uid."""
    write(book, registered(1, ROSHCHIN), reported(1, station=PEKING))
    write(book, registered(2, ROSHCHIN))
    write(book, replace(reported(2, station=PEKING), digest=digest_of("answer")))
    assert [state.rung for state in book.registers.duties(uid_of(1))] == [Rung.DELIVERED]
    assert [state.rung for state in book.registers.duties(uid_of(2))] == [Rung.REGISTERED]


def test_news_about_what_is_not_known_here_changes_nothing(book: StoredBook) -> None:
    unknown: list[Fact] = [
        reported(404),
        reported(404, result=ResponseCode.OPERATOR_ACK),
        non_delivered(404),
        answer(404, ResponseCode.OPERATOR_ACK, 1),
        sent(404),
        ReturnLearned(
            slip_id=slip_of(404), reason=ReturnReason.NO_ROUTE, station=PEKING, proved=False
        ),
        PassingFailed(uid=uid_of(404), office=RAZUVAEV, to="kim@phoenix"),
    ]
    write(book, registered(1))
    before = dump(book._database)
    write(book, *unknown)
    assert dump(book._database) == before


def test_news_that_says_nothing_of_a_rung_stands_in_the_history_alone(book: StoredBook) -> None:
    write(book, registered(1))
    before = book.registers.duties(uid_of(1))
    write(book, reported(1, result=ResponseCode.WILL_COMPLY))
    assert book.registers.duties(uid_of(1)) == before
    assert book._database.row("SELECT count(*) FROM history") == (2,)


def test_a_delivery_report_on_its_way_is_no_news_of_a_telegram(book: StoredBook) -> None:
    """It speaks of many telegrams, and bears the uid of the first."""
    report = replace(enclosed(1, confirm=False), kind=Kind.DELIVERY_REPORT)
    write(
        book,
        delivered(1, 1),
        envelope(1, report, to=MOSCOW),
        sent(1, neighbour=MOSCOW),
        ReturnLearned(slip_id=slip_of(1), reason=ReturnReason.EXPIRED, station=MOSCOW, proved=True),
    )
    (state,) = book.registers.duties(uid_of(1))
    assert state.times == ((Rung.DELIVERED, NOW),)
    assert book._database.row("SELECT count(*) FROM history") == (1,)


def test_the_view_agrees_with_the_ladder(book: StoredBook) -> None:
    """What faces read (`rung` in the table) and what the desks compute are the same."""
    write(book, *A_DAY)
    for uid in (uid_of(26_044), uid_of(7)):
        in_table = book._database.rows(
            "SELECT rung FROM duty JOIN telegram ON id = telegram WHERE uid = ? ORDER BY place",
            (uid,),
        )
        assert [(int(state.rung),) for state in book.registers.duties(uid)] == in_table


def test_rebuilding_an_empty_store_is_harmless(tmp_path: Path) -> None:
    database = open_writer(tmp_path / "station.db", KEY)
    assert rebuild(database) == Rebuilt(facts=0, changed=())
    database.close()
