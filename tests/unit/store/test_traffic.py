"""Numbers of envelopes: what was sent, came, is missing, and is still to be confirmed."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesha.errors import Refused
from depesha.names import Epoch, StationId, TimeMs
from depesha.notice import ResponseCode
from depesha.office.facts import (
    DeliveryReported,
    Fact,
    GapAsked,
    NonDelivered,
    NumbersVoided,
    Quarantined,
    RepeatPostponed,
)
from depesha.office.ports import Gap, Outstanding
from depesha.packet import Grade
from depesha.store.book import StoredBook
from tests.unit.store.conftest import Home, write
from tests.unit.store.facts_of import (
    EPOCH,
    MONTH,
    MOSCOW,
    NOW,
    PEKING,
    PYONGYANG,
    digest_of,
    enclosed,
    envelope,
    opened,
    registered,
    registration_of,
    reported,
    sent,
    slip_of,
    uid_of,
)

NEW_EPOCH = Epoch(b"epoch-02")
URGENT = Grade.URGENT


def voided(first: int, last: int) -> NumbersVoided:
    return NumbersVoided(sender=MOSCOW, epoch=EPOCH, grade=URGENT, first=first, last=last)


def gaps_of(book: StoredBook) -> list[tuple[int, int, bool]]:
    gaps = [*book.traffic.gaps(100, asked=True), *book.traffic.gaps(100, asked=False)]
    return sorted((gap.first, gap.last, gap.asked) for gap in gaps)


# -- what came ------------------------------------------------------------------------------------


def test_a_station_that_was_not_founded_has_no_epoch(home: Home) -> None:
    with pytest.raises(Refused, match="no station yet"):
        home.open().traffic.epoch()


def test_the_epoch_is_that_of_the_founding(book: StoredBook) -> None:
    assert book.traffic.epoch() == EPOCH


def test_nothing_was_seen_of_a_station_that_never_wrote(book: StoredBook) -> None:
    assert book.traffic.seen(MOSCOW, URGENT) == (None, 0)
    assert book.traffic.received(MOSCOW, EPOCH, URGENT, 1) is None
    assert not book.traffic.opened(slip_of(1))


def test_what_came_is_known_by_its_number_and_its_slip(book: StoredBook) -> None:
    write(book, opened(1))
    assert book.traffic.seen(MOSCOW, URGENT) == (EPOCH, 1)
    assert book.traffic.received(MOSCOW, EPOCH, URGENT, 1) == digest_of("envelope", 1)
    assert book.traffic.received(MOSCOW, EPOCH, Grade.LOW, 1) is None
    assert book.traffic.opened(slip_of(1))


def test_what_was_quarantined_is_not_opened_again(book: StoredBook) -> None:
    fact = Quarantined(
        slip_id=slip_of(1), neighbour=PEKING, digest=digest_of("q"), code="malformed"
    )
    write(book, fact, fact)
    assert book.traffic.opened(slip_of(1))


def test_a_gap_is_known_at_once_and_closes_from_within(book: StoredBook) -> None:
    write(book, opened(1), opened(6))
    assert book.traffic.seen(MOSCOW, URGENT) == (EPOCH, 1)
    assert gaps_of(book) == [(2, 5, False)]
    write(book, GapAsked(sender=MOSCOW, epoch=EPOCH, grade=URGENT, first=2, last=5))
    write(book, opened(4))
    assert gaps_of(book) == [(2, 3, True), (5, 5, True)]
    write(book, opened(2), opened(3))
    assert book.traffic.seen(MOSCOW, URGENT) == (EPOCH, 4)
    write(book, opened(5))
    assert book.traffic.seen(MOSCOW, URGENT) == (EPOCH, 6)
    assert gaps_of(book) == []


def test_a_gap_says_since_when(book: StoredBook) -> None:
    write(book, opened(3))
    assert book.traffic.gaps(10, asked=False) == [
        Gap(sender=MOSCOW, epoch=EPOCH, grade=URGENT, first=1, last=2, since=NOW, asked=False)
    ]


def test_voided_numbers_are_not_missing(book: StoredBook) -> None:
    write(book, opened(5), voided(2, 3))
    assert gaps_of(book) == [(1, 1, False), (4, 4, False)]
    write(book, voided(6, 9))
    assert book.traffic.seen(MOSCOW, URGENT) == (EPOCH, 0)
    write(book, voided(1, 4), opened(10))
    assert book.traffic.seen(MOSCOW, URGENT) == (EPOCH, 10)


def test_a_wide_gap_costs_one_line(book: StoredBook) -> None:
    """A peer that jumps to an enormous number gains nothing by it."""
    write(book, opened(2**50))
    assert gaps_of(book) == [(1, 2**50 - 1, False)]


def test_a_late_packet_of_an_old_epoch_does_not_bring_it_back(book: StoredBook) -> None:
    write(book, opened(1), opened(1, epoch=NEW_EPOCH), opened(2))
    assert book.traffic.seen(MOSCOW, URGENT) == (NEW_EPOCH, 1)


ACCOUNTED = st.one_of(
    st.integers(1, 30).map(opened),
    st.tuples(st.integers(1, 30), st.integers(0, 8)).map(lambda at: voided(at[0], sum(at))),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(ACCOUNTED, min_size=1, max_size=25))
def test_gaps_are_exactly_the_numbers_that_did_not_come(events: list[Fact]) -> None:
    came: set[int] = set()
    with TemporaryDirectory() as folder:
        home = Home(Path(folder))
        book = home.open()
        for event in events:
            write(book, event)
            if isinstance(event, NumbersVoided):
                came.update(range(event.first, event.last + 1))
            else:
                came.add(event.seq)  # type: ignore[union-attr]  # the other one has a number
        missing = {number for first, last, _ in gaps_of(book) for number in range(first, last + 1)}
        seen = book.traffic.seen(MOSCOW, URGENT)[1]
        home.close()
    assert missing == set(range(1, max(came))) - came
    assert seen == min(missing, default=max(came) + 1) - 1


# -- what was sent --------------------------------------------------------------------------------


def test_numbers_run_for_each_station_and_grade(book: StoredBook) -> None:
    assert book.traffic.last_sent(PYONGYANG, URGENT) == (0, None)
    write(book, envelope(1), envelope(2))
    assert book.traffic.last_sent(PYONGYANG, URGENT) == (2, digest_of("envelope", 2))
    assert book.traffic.last_sent(PYONGYANG, Grade.FLASH) == (0, None)
    assert book.traffic.last_sent(PEKING, URGENT) == (0, None)


def test_an_envelope_is_found_by_its_slip(book: StoredBook) -> None:
    fact = envelope(1, enclosed(26_044))
    write(book, fact)
    sending = book.traffic.sending(fact.slip_id)
    assert sending
    assert (sending.recipient, sending.seq, sending.way) == (PYONGYANG, 1, PEKING)
    assert sending.documents == fact.documents
    assert book.traffic.sending(slip_of(2)) is None


def test_a_repeat_is_asked_for_by_numbers(book: StoredBook) -> None:
    write(book, *(envelope(seq) for seq in range(1, 301)))
    found = book.traffic.sendings_between(PYONGYANG, EPOCH, URGENT, 3, 5)
    assert [sending.seq for sending in found] == [3, 4, 5]
    assert len(book.traffic.sendings_between(PYONGYANG, EPOCH, URGENT, 1, 300)) == 256
    assert book.traffic.sendings_between(PYONGYANG, NEW_EPOCH, URGENT, 1, 300) == []


# -- what is outstanding --------------------------------------------------------------------------


def test_what_is_to_be_confirmed_is_outstanding_until_it_is(book: StoredBook) -> None:
    document = enclosed(1)
    write(book, registered(1), envelope(1, document, enclosed(2, confirm=False)))
    expected = Outstanding(
        document=document,
        station=PYONGYANG,
        grade=URGENT,
        attempts=1,
        repeat_at=MONTH,  # nothing is repeated before it has left
        expires_at=MONTH,
        slip_id=slip_of(1),
    )
    assert book.traffic.outstanding(registration_of(1), PYONGYANG) == expected
    assert book.traffic.outstanding(registration_of(2), PYONGYANG) is None
    assert book.traffic.outstanding(registration_of(1), PEKING) is None
    write(book, reported(1))
    assert book.traffic.outstanding(registration_of(1), PYONGYANG) is None
    write(book, reported(1))  # late news of it is harmless
    assert book.traffic.next_due() is None


def test_a_repeat_is_due_only_after_it_has_left(book: StoredBook) -> None:
    write(book, registered(1), envelope(1, enclosed(1)))
    assert book.traffic.next_due() == MONTH
    write(book, sent(1))
    assert book.traffic.next_due() == NOW + 300_000


def test_what_was_sent_again_does_not_mind_when_the_first_left(book: StoredBook) -> None:
    write(book, registered(1), envelope(1, enclosed(1)), envelope(2, enclosed(1)), sent(1))
    assert book.traffic.next_due() == MONTH


def test_a_postponed_repeat_is_due_later_and_counts_as_one(book: StoredBook) -> None:
    later = TimeMs(NOW + 900_000)
    write(book, registered(1), envelope(1, enclosed(1)))
    write(
        book,
        RepeatPostponed(digest=registration_of(1), station=PYONGYANG, repeat_at=later),
    )
    outstanding = book.traffic.outstanding(registration_of(1), PYONGYANG)
    assert outstanding
    assert (outstanding.repeat_at, outstanding.attempts) == (later, 2)
    assert book.traffic.next_due() == later
    assert book.traffic.due(later, 10) == [outstanding]


def test_each_repeat_counts(book: StoredBook) -> None:
    write(book, registered(1), envelope(1, enclosed(1)))
    write(book, envelope(2, enclosed(1, is_repeat=True)))
    outstanding = book.traffic.outstanding(registration_of(1), PYONGYANG)
    assert outstanding
    assert outstanding.attempts == 2
    assert outstanding.slip_id == slip_of(2)
    assert outstanding.document.is_repeat


@pytest.mark.parametrize(
    "fact",
    [
        reported(1, result=ResponseCode.CANNOT_PROCESS),
        NonDelivered(digest=registration_of(1), uid=uid_of(1), station=PYONGYANG, reason="expired"),
    ],
)
def test_what_failed_for_good_is_not_repeated(book: StoredBook, fact: Fact) -> None:
    write(book, registered(1), envelope(1, enclosed(1)), fact)
    assert book.traffic.next_due() is None


def test_one_station_s_report_does_not_settle_another_s(book: StoredBook) -> None:
    write(book, envelope(1, enclosed(1)), envelope(2, enclosed(1), to=PEKING))
    write(book, reported(1, station=StationId("peking")))
    assert book.traffic.outstanding(registration_of(1), PEKING) is None
    assert book.traffic.outstanding(registration_of(1), PYONGYANG)


def test_what_is_due_comes_earliest_first(book: StoredBook) -> None:
    for seq in (1, 2, 3):
        write(book, envelope(seq, enclosed(seq)), sent(seq))
    assert book.traffic.next_due() == NOW + 300_000
    assert book.traffic.due(TimeMs(NOW + 299_999), 10) == []
    assert len(book.traffic.due(TimeMs(NOW + 300_000), 10)) == 3
    assert len(book.traffic.due(TimeMs(NOW + 300_000), 2)) == 2


def test_a_document_has_the_report_that_was_made_over_it(book: StoredBook) -> None:
    for number in (1, 2):
        fact = DeliveryReported(
            report=digest_of("report", number),
            originator=MOSCOW,
            documents=(registration_of(1), registration_of(number)),
        )
        write(book, fact)
    assert book.traffic.report_of(registration_of(1), MOSCOW) == digest_of("report", 2)
    assert book.traffic.report_of(registration_of(9), MOSCOW) is None


def test_a_report_is_its_originator_s_alone(book: StoredBook) -> None:
    report = DeliveryReported(
        report=digest_of("report"), originator=MOSCOW, documents=(registration_of(1),)
    )
    write(book, report)
    assert book.traffic.report_of(registration_of(1), PEKING) is None


def test_whether_any_of_some_numbers_is_missing(book: StoredBook) -> None:
    write(book, opened(1), opened(6))
    assert book.traffic.has_gap(MOSCOW, EPOCH, URGENT, 1, 2)
    assert book.traffic.has_gap(MOSCOW, EPOCH, URGENT, 5, 9)
    assert not book.traffic.has_gap(MOSCOW, EPOCH, URGENT, 6, 9)
    assert not book.traffic.has_gap(MOSCOW, NEW_EPOCH, URGENT, 1, 9)


def test_gaps_that_were_asked_about_do_not_hide_the_others(book: StoredBook) -> None:
    write(book, *(opened(number) for number in range(2, 140, 2)))
    for number in range(1, 139, 2):
        asked = GapAsked(sender=MOSCOW, epoch=EPOCH, grade=URGENT, first=number, last=number)
        write(book, asked)
    write(book, opened(2, sender=PEKING))
    assert [gap.sender for gap in book.traffic.gaps(64, asked=False)] == [PEKING]
