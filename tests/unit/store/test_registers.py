"""The registers of telegrams as a desk reads them."""

from dataclasses import replace

from depesha.life import Rung
from depesha.names import StationId
from depesha.notice import ResponseCode
from depesha.office.facts import (
    AlarmCleared,
    AlarmRaised,
    AnswerGiven,
    Delivered,
    Drafted,
    DraftReturned,
    Released,
    SeriesOpened,
)
from depesha.office.ports import DraftState
from depesha.store.book import StoredBook
from tests.unit.store.conftest import write
from tests.unit.store.facts_of import (
    NOW,
    RAZUVAEV,
    ROSHCHIN,
    delivered,
    digest_of,
    duty,
    entry,
    registered,
    registration_of,
    uid_of,
)


def test_what_was_registered_is_found_by_uid_registration_and_number(book: StoredBook) -> None:
    fact = registered(26_044)
    write(book, fact)
    line = book.registers.telegram(uid_of(26_044))
    assert line
    assert (line.entry, line.copies) == (fact.entry, fact.copies)
    assert (line.incoming_year, line.incoming_number, line.delivered_at) == (0, 0, None)
    assert book.registers.by_registration(registration_of(26_044)) == line
    assert book.registers.by_number(26_044) == [line]


def test_what_is_not_known_is_not_found(book: StoredBook) -> None:
    assert book.registers.telegram(uid_of(1)) is None
    assert book.registers.by_registration(registration_of(1)) is None
    assert book.registers.by_number(1) == []
    assert book.registers.duties(uid_of(1)) == []
    assert book.registers.draft(1) is None


def test_what_was_delivered_has_its_incoming_number(book: StoredBook) -> None:
    write(book, delivered(26_044, 118))
    line = book.registers.telegram(uid_of(26_044))
    assert line
    assert (line.incoming_year, line.incoming_number, line.delivered_at) == (1951, 118, NOW)
    (state,) = book.registers.duties(uid_of(26_044))
    assert state.duty == duty(RAZUVAEV)
    assert (state.rung, state.times) == (Rung.DELIVERED, ((Rung.DELIVERED, NOW),))


def test_one_number_of_two_stations_is_told_apart(book: StoredBook) -> None:
    theirs = Delivered(
        entry=replace(entry(7, station=StationId("peking")), number=26_044),
        duties=(),
        incoming_year=1951,
        incoming_number=1,
    )
    write(book, registered(26_044), theirs)
    assert len(book.registers.by_number(26_044)) == 2
    assert len(book.registers.by_number(26_044, station=StationId("peking"))) == 1
    assert len(book.registers.by_number(26_044, station=StationId("moscow"), year=1951)) == 1
    assert book.registers.by_number(26_044, year=1952) == []


def test_addressees_stand_in_the_order_of_the_form(book: StoredBook) -> None:
    write(book, registered(1, RAZUVAEV, ROSHCHIN), registered(2, ROSHCHIN, RAZUVAEV))
    for number, offices in ((1, [RAZUVAEV, ROSHCHIN]), (2, [ROSHCHIN, RAZUVAEV])):
        states = book.registers.duties(uid_of(number))
        assert [state.duty.office for state in states] == offices


def test_an_office_that_is_addressed_twice_has_one_duty(book: StoredBook) -> None:
    """A telegram from outside may say so; it must not stop the station."""
    write(book, delivered(1, 1, RAZUVAEV, RAZUVAEV, ROSHCHIN))
    states = book.registers.duties(uid_of(1))
    assert [state.duty.office for state in states] == [RAZUVAEV, ROSHCHIN]


def test_an_office_answers_for_itself_alone(book: StoredBook) -> None:
    given = AnswerGiven(
        uid=uid_of(1),
        office=RAZUVAEV,
        code=ResponseCode.OPERATOR_ACK,
        interim=False,
        answer=digest_of("receipt"),
    )
    write(book, delivered(1, 1, RAZUVAEV, ROSHCHIN), given)
    razuvaev, roshchin = book.registers.duties(uid_of(1))
    assert (razuvaev.rung, razuvaev.last_answer) == (Rung.RECEIVED, digest_of("receipt"))
    assert (roshchin.rung, roshchin.last_answer) == (Rung.DELIVERED, None)


def test_numbers_have_no_gap_and_begin_where_they_are_told(book: StoredBook) -> None:
    assert book.registers.next_number("outgoing", 1951) == 1
    write(book, SeriesOpened(series="outgoing", year=1951, first=26_044))
    assert book.registers.next_number("outgoing", 1951) == 26_044
    write(book, registered(26_044))
    assert book.registers.next_number("outgoing", 1951) == 26_045
    assert book.registers.next_number("special", 1951) == 6_045
    assert book.registers.next_number("outgoing", 1952) == 1
    write(book, delivered(1, 1))
    assert book.registers.next_number("incoming", 1951) == 2
    assert book.registers.next_number("outgoing", 1951) == 26_045


def test_a_draft_is_edited_returned_released_and_registered(book: StoredBook) -> None:
    assert book.registers.next_draft() == 1
    write(book, Drafted(draft=1, version=1, office=ROSHCHIN, text="first"))
    expected = DraftState(draft=1, version=1, office=ROSHCHIN, text="first", state="draft")
    assert book.registers.draft(1) == expected
    assert book.registers.next_draft() == 2
    write(book, DraftReturned(draft=1, office=RAZUVAEV, note="the date"))
    assert book.registers.draft(1) == replace(expected, state="returned", note="the date")
    write(book, Drafted(draft=1, version=2, office=ROSHCHIN, text="second"))
    assert book.registers.draft(1) == replace(expected, version=2, text="second")
    write(book, Released(draft=1, body_id=digest_of("body"), office=RAZUVAEV), registered(1))
    state = book.registers.draft(1)
    assert state
    assert state.state == "registered"


def test_an_edit_voids_the_approvals(book: StoredBook) -> None:
    approvals = "SELECT count(*) FROM approval"
    write(book, Drafted(draft=1, version=1, office=ROSHCHIN, text="first"))
    write(book, Released(draft=1, body_id=digest_of("body"), office=RAZUVAEV))
    assert book._database.row(approvals) == (1,)
    write(book, Drafted(draft=1, version=2, office=ROSHCHIN, text="second"))
    assert book._database.row(approvals) == (0,)


def test_an_alarm_is_open_once_until_it_is_cleared(book: StoredBook) -> None:
    raised = AlarmRaised(kind="gap", about="moscow", text="118 is missing")
    cleared = AlarmCleared(kind="gap", about="moscow")
    assert not book.registers.alarm_is_open("gap", "moscow")
    write(book, raised, raised)
    assert book.registers.alarm_is_open("gap", "moscow")
    assert not book.registers.alarm_is_open("gap", "peking")
    assert book.registers.open_alarms("gap") == ["moscow"]
    assert book.registers.open_alarms("late") == []
    write(book, cleared, cleared)
    assert not book.registers.alarm_is_open("gap", "moscow")
    assert book.registers.open_alarms("gap") == []
    write(book, raised)
    assert book.registers.alarm_is_open("gap", "moscow")
    assert book._database.row("SELECT count(*) FROM alarm") == (2,)
