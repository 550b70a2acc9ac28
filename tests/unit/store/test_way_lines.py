"""Predictions, detours, diversions, lines down or at a minimum, as they are kept."""

from dataclasses import replace

from depesha.names import StationId, TimeMs
from depesha.office.facts import (
    DiversionLearned,
    Diverted,
    EnvelopeSealed,
    KeyBookAdopted,
    LateNoticed,
    LineMinimized,
    Rerouted,
)
from depesha.office.ports import DownLine
from depesha.office.repeating import REPEAT_AFTER_MS
from depesha.packet import Grade, ReturnReason
from depesha.store.book import StoredBook
from depesha.store.fact_records import FACTS, KIND_OF, decode_fact
from depesha.store.out_tray import waiting
from depesha.store.projection import rebuild
from depesha.store.tracing import track
from depesha.store.traffic import StoredTraffic
from depesha.telegram import Precedence
from tests.unit.store.conftest import Home, write
from tests.unit.store.facts_of import (
    MOSCOW,
    NOW,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    digest_of,
    enclosed,
    envelope,
    packet,
    registered,
    registration_of,
    reported,
    slip_of,
    uid_of,
)

TOKYO = StationId("tokyo")
EXPECTED = TimeMs(NOW + 1000)
ANSWER = TimeMs(NOW + 2000)
LATE = ANSWER + REPEAT_AFTER_MS[Grade.URGENT]


def predicted(seq: int, number: int = 1, answer_at: TimeMs | None = ANSWER) -> EnvelopeSealed:
    sealed = envelope(seq, enclosed(number))
    return replace(sealed, expected_at=answer_at and EXPECTED, answer_at=answer_at)


def noticed(number: int = 1, expected_at: TimeMs = NOW) -> LateNoticed:
    return LateNoticed(
        digest=registration_of(number),
        uid=uid_of(number),
        station=PYONGYANG,
        expected_at=expected_at,
    )


def rerouted(number: int = 1, excluded: StationId = PEKING) -> Rerouted:
    return Rerouted(
        digest=registration_of(number),
        uid=uid_of(number),
        station=PYONGYANG,
        excluded=excluded,
        reason=ReturnReason.NO_ROUTE,
    )


def diverted(seq: int, neighbour: StationId, hop: StationId, reason: ReturnReason) -> Diverted:
    return Diverted(
        slip_id=slip_of(seq),
        destination=PYONGYANG,
        neighbour=neighbour,
        next_hop=hop,
        reason=reason,
    )


def test_what_was_predicted_is_late_once_and_not_after_its_report(book: StoredBook) -> None:
    traffic = StoredTraffic(book._database)
    write(book, predicted(1), predicted(2, 2))
    assert traffic.next_late() == LATE
    assert traffic.late(TimeMs(LATE - 1), 10) == []
    late = traffic.late(TimeMs(LATE), 10)
    assert {one.document.digest for one in late} == {registration_of(1), registration_of(2)}
    assert {(one.station, one.grade, one.expected_at) for one in late} == {
        (PYONGYANG, Grade.URGENT, EXPECTED)
    }
    write(book, noticed(1), reported(2))
    assert traffic.late(TimeMs(LATE), 10) == []
    assert traffic.next_late() is None


def test_of_whoever_keeps_silent_it_is_expected_later(book: StoredBook) -> None:
    traffic = StoredTraffic(book._database)
    later = TimeMs(LATE + 10**6)
    write(book, predicted(1), noticed(1, later))
    assert traffic.next_late() == later
    write(book, noticed(1))
    assert traffic.next_late() is None


def test_what_was_not_predicted_at_first_is_late_by_its_first_prediction(book: StoredBook) -> None:
    traffic = StoredTraffic(book._database)
    write(book, predicted(1, answer_at=None))
    assert traffic.next_late() is None
    write(book, predicted(2))
    assert traffic.next_late() == LATE


def test_a_repeat_does_not_move_when_a_document_is_late(book: StoredBook) -> None:
    traffic = StoredTraffic(book._database)
    write(book, predicted(1), predicted(2, answer_at=TimeMs(ANSWER + 10**9)))
    assert traffic.next_late() == LATE


def test_what_could_not_be_predicted_is_never_late(book: StoredBook) -> None:
    write(book, predicted(1, answer_at=None))
    assert StoredTraffic(book._database).next_late() is None


def test_who_could_not_carry_a_document_is_kept_until_another_plan(book: StoredBook) -> None:
    traffic = StoredTraffic(book._database)
    write(book, predicted(1), rerouted(), rerouted(), rerouted(excluded=TOKYO))
    assert traffic.excluded(registration_of(1), PYONGYANG) == {PEKING, TOKYO}
    assert traffic.excluded(registration_of(1), MOSCOW) == frozenset()
    digest = digest_of("book")
    write(book, KeyBookAdopted(version=2, digest=digest, plan_version=2, plan_digest=digest))
    assert traffic.excluded(registration_of(1), PYONGYANG) == frozenset()


def test_who_refused_a_packet_is_known_and_by_whom_it_goes(book: StoredBook) -> None:
    traffic = StoredTraffic(book._database)
    slip = slip_of(1)
    assert traffic.last_hop(slip) is None
    write(
        book,
        diverted(1, PEKING, TOKYO, ReturnReason.NEXT_REFUSED),
        diverted(1, TOKYO, MOSCOW, ReturnReason.LINE_DOWN),
        diverted(1, MOSCOW, PYONGYANG, ReturnReason.CAME_BACK),
    )
    assert traffic.refused_by(slip) == {PEKING, MOSCOW}
    assert traffic.last_hop(slip) == PYONGYANG
    assert traffic.refused_by(slip_of(2)) == frozenset()


def test_a_diversion_stands_in_the_history_of_what_it_carries(home: Home, book: StoredBook) -> None:
    learned = DiversionLearned(
        slip_id=slip_of(1), station=PEKING, neighbour=TOKYO, reason=ReturnReason.LINE_DOWN
    )
    write(book, registered(1, RAZUVAEV), predicted(1), learned)
    traffic = StoredTraffic(book._database)
    assert traffic.diversion_known(slip_of(1), PEKING, TOKYO)
    assert not traffic.diversion_known(slip_of(1), PEKING, MOSCOW)
    assert traffic.last_hop(slip_of(1)) is None  # it is elsewhere that it goes another way
    reading = home.reading()
    line = track(reading, uid_of(1))
    reading.close()
    assert line is not None
    assert [one["kind"] for one in line["history"]][-1] == "DiversionLearned"


def test_a_minimum_holds_until_it_is_lifted(book: StoredBook) -> None:
    traffic = StoredTraffic(book._database)
    write(book, LineMinimized(neighbour=PEKING, precedence=Precedence.PRIORITY))
    write(book, LineMinimized(neighbour=PEKING, precedence=Precedence.FLASH))
    assert traffic.minimized() == {PEKING: Grade.FLASH}
    assert rebuild(book._database).changed == ()
    write(book, LineMinimized(neighbour=PEKING))
    assert traffic.minimized() == {}


def test_what_is_below_the_lowest_grade_is_not_pulled(book: StoredBook) -> None:
    book.begin()
    for number, grade in enumerate(Grade):
        book.out_tray.put(PEKING, packet(number, grade=grade), grade, NOW)
    book.commit()
    pulled = waiting(book._database, PEKING, {}, 10, lowest=Grade.URGENT)
    assert [one.grade for one in pulled] == [Grade.FLASH, Grade.URGENT]


def test_a_line_is_down_since_then_until_it_is_up(book: StoredBook) -> None:
    tray = book.out_tray
    book.begin()
    tray.line_down(PEKING, NOW)
    tray.line_down(PEKING, TimeMs(NOW + 5), 2)
    tray.line_down(MOSCOW, NOW)
    assert tray.down_lines() == [
        DownLine(neighbour=MOSCOW, since=NOW, diverted=0),
        DownLine(neighbour=PEKING, since=TimeMs(NOW + 5), diverted=2),
    ]
    tray.line_up(PEKING)
    tray.line_up(PEKING)
    assert [one.neighbour for one in tray.down_lines()] == [MOSCOW]
    book.commit()


def test_what_waits_for_a_neighbour_at_a_grade_is_found_with_its_entries(book: StoredBook) -> None:
    tray = book.out_tray
    book.begin()
    first = tray.put(PEKING, packet(1, grade=Grade.LOW), Grade.LOW, NOW)
    tray.put(PEKING, packet(2, grade=Grade.FLASH), Grade.FLASH, NOW)
    last = tray.put(PEKING, packet(3, grade=Grade.LOW), Grade.LOW, NOW)
    found = tray.entries_for(PEKING, Grade.LOW, 0, 10)
    assert [entry for entry, _ in found] == [first, last]
    assert [entry for entry, _ in tray.entries_for(PEKING, Grade.LOW, first, 10)] == [last]
    assert tray.held(slip_of(3)) == last
    assert tray.held(slip_of(9)) is None
    book.commit()


def test_an_envelope_of_before_reads_without_a_prediction() -> None:
    sealed = envelope(1, enclosed(1))
    kind = KIND_OF[EnvelopeSealed]
    old = FACTS[kind].record.encode(sealed)
    assert b"expected" not in old
    read = decode_fact(kind, old)
    assert isinstance(read, EnvelopeSealed)
    assert (read.expected_at, read.answer_at) == (None, None)
