"""Terms: each is noticed once, chased within bounds, shown to the duty office, ended by answers."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

import pytest

from depesha.errors import Forbidden, NoCommunications, NotFound, Problem, Refused
from depesha.life import Exit, Rung, Term
from depesha.names import OfficeId, StationId, TimeMs
from depesha.notice import ServiceCode
from depesha.office.chasing import MAX_CHASERS
from depesha.office.events import Chase, Order, Send
from depesha.office.facts import (
    AlarmRaised,
    AnswerLearned,
    Chased,
    ChaserLearned,
    ChaserPostponed,
    EnvelopeSealed,
    Escalated,
    NonReceiptLearned,
    ServiceLearned,
    ServiceSent,
    TermPassed,
    TermWarned,
)
from depesha.packet import Arrived, Packet
from depesha.station.trays import tray_line
from depesha.store.reading import Reading
from depesha.telegram import Relation
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.forger import Forger
from tests.network.keys import (
    DAY_MS,
    GROMYKO,
    GUARD,
    HOUR_MS,
    MINUTE_MS,
    MOSCOW,
    NOW,
    OPERATOR,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
    TOKYO,
    Plan,
    book_of,
)
from tests.network.living import live
from tests.network.post import Network, Post

T = "moscow/1"
ASKED = {"Receipt": "confirm within 1h", "Execution": "report within 4h"}


def asking(*to: OfficeId, office: OfficeId = GROMYKO, **lines: str) -> Send:
    """Return a telegram that asks for a receipt in 1 h, and for a report in 4 h."""
    text = drafts.draft(*to, **ASKED, **lines)
    return Send(order_id=drafts.order_id(), office=office, text=text)


def terms(post: Post, kind: type[TermPassed | TermWarned | Chased | ChaserLearned]) -> list[Term]:
    return [fact.term for fact in post.facts(kind)]


def services(post: Post, code: ServiceCode) -> int:
    return len([one for one in post.facts(ServiceSent) if one.code is code])


def chase(reference: str, office: OfficeId = GROMYKO, addressee: str = "") -> Chase:
    return Chase(
        order_id=drafts.order_id(), office=office, reference=reference, addressee=addressee
    )


@pytest.fixture
def asked(network: Network, courier: Courier) -> Network:
    """moscow/1 lies before roshchin@peking, who owes a receipt in 1 h and a report in 4 h."""
    network[MOSCOW].handle(asking(ROSHCHIN, Precedence="IMMEDIATE"))
    courier.run()
    return network


# -- at the originator ----------------------------------------------------------------------------


def test_a_receipt_that_does_not_come_is_an_alarm_and_a_chaser(
    asked: Network, courier: Courier
) -> None:
    moscow = asked[MOSCOW]
    live(asked, courier, HOUR_MS - 1)
    assert moscow.facts(TermPassed) == []
    live(asked, courier, 1)
    (passed,) = moscow.facts(TermPassed)
    assert (passed.office, passed.term, passed.due_at) == (ROSHCHIN, Term.RECEIPT, NOW + HOUR_MS)
    assert "receipt-overdue" in moscow.alarms()
    assert terms(moscow, Chased) == [Term.RECEIPT]
    assert terms(asked[PEKING], ChaserLearned) == [Term.RECEIPT]
    assert "chased" in asked[PEKING].alarms()


def test_a_term_that_is_shorter_than_the_handling_time_is_chased_when_it_is_over(
    network: Network, courier: Courier
) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(ROSHCHIN, Receipt="confirm within 10min", Precedence="IMMEDIATE"))
    live(network, courier, 10 * MINUTE_MS - 1)
    assert terms(moscow, Chased) == []
    live(network, courier, 1)
    assert terms(moscow, Chased) == [Term.RECEIPT]


def test_a_person_asks_for_what_is_overdue_before_all_else(
    asked: Network, courier: Courier
) -> None:
    """The receipt was due after 1 h, and the report is after 4 h."""
    moscow = asked[MOSCOW]
    first = moscow.take(chase("1")).value["chased"]
    live(asked, courier, 2 * HOUR_MS)
    second = moscow.take(chase("1")).value["chased"]
    live(asked, courier, 3 * HOUR_MS)
    third = moscow.take(chase("1")).value["chased"]
    owed = [
        one["owes"] for said in (first, second, third) for one in cast("list[dict[str, str]]", said)
    ]
    assert owed == ["execution", "receipt", "execution"]


def test_a_person_asks_for_an_interim_report_that_is_overdue(
    network: Network, courier: Courier
) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(ROSHCHIN, Execution="report within 3d every 2h"))
    courier.run()
    network[PEKING].handle(drafts.comply(T, ROSHCHIN))
    live(network, courier, 3 * HOUR_MS)
    (said,) = cast("list[dict[str, str]]", moscow.take(chase("1")).value["chased"])
    assert said["owes"] == "interim"


def test_chasers_come_at_growing_pauses_and_end(asked: Network, courier: Courier) -> None:
    """The handling time of an immediate telegram is half an hour; it doubles four times."""
    times = []
    for _ in range(14 * 24 * 60):
        before = len(asked[MOSCOW].facts(Chased))
        live(asked, courier, 10 * MINUTE_MS)
        gone = asked[MOSCOW].facts(Chased)[before:]
        times += [(asked.clock.now - NOW) // MINUTE_MS for one in gone if one.term is Term.RECEIPT]
        if asked.clock.now > NOW + 2 * DAY_MS:
            break
    assert times == [60, 90, 150, 270, 510]
    assert len(times) == MAX_CHASERS
    assert services(asked[MOSCOW], ServiceCode.CHASER) == 2 * MAX_CHASERS  # and for the report


def test_an_answer_stops_the_chasers_and_clears_the_alarms(
    asked: Network, courier: Courier
) -> None:
    moscow, peking = asked[MOSCOW], asked[PEKING]
    live(asked, courier, 5 * HOUR_MS)
    assert {"receipt-overdue", "report-overdue", "not-opened"} <= set(moscow.alarms())
    peking.handle(drafts.report(T, ROSHCHIN))
    live(asked, courier, HOUR_MS)
    chasers = len(moscow.facts(Chased))
    live(asked, courier, 3 * DAY_MS)
    assert len(moscow.facts(Chased)) == chasers
    assert moscow.alarms() == []
    assert peking.alarms() == []


def test_a_refusal_stops_them_too(asked: Network, courier: Courier) -> None:
    moscow = asked[MOSCOW]
    live(asked, courier, 5 * HOUR_MS)
    asked[PEKING].handle(drafts.cannot(T, ROSHCHIN))
    live(asked, courier, 3 * DAY_MS)
    assert moscow.alarms() == ["cannot-comply"]
    assert moscow.duty("1").exit is Exit.CANNOT_COMPLY


def test_a_receipt_stops_only_its_own_term(asked: Network, courier: Courier) -> None:
    moscow = asked[MOSCOW]
    asked[PEKING].handle(drafts.confirm(T, ROSHCHIN))
    live(asked, courier, 5 * HOUR_MS)
    assert set(terms(moscow, TermPassed)) == {Term.EXECUTION}
    assert moscow.alarms() == ["report-overdue"]


def test_nobody_is_chased_for_what_has_not_come_to_him(network: Network) -> None:
    """It waits for a line for a day: that is a matter of its delivery."""
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(ROSHCHIN, Receipt="confirm by 2027-01-15 12:00"))
    courier = Courier(network)
    network.clock.advance(DAY_MS)
    moscow.tick()
    assert terms(moscow, TermPassed) == [Term.RECEIPT, Term.HANDLING]
    assert moscow.facts(Chased) == []
    assert "receipt-overdue" in moscow.alarms()
    courier.run()  # it has only just come there: he gets his time
    moscow.tick()
    assert moscow.facts(Chased) == []
    (postponed,) = moscow.facts(ChaserPostponed)
    assert postponed.look_at > network.clock.now
    live(network, courier, DAY_MS)
    assert moscow.facts(Chased) != []


def test_a_term_within_a_time_counts_from_the_delivery(network: Network) -> None:
    """It waited for two days: its addressee has his hour all the same."""
    moscow, courier = network[MOSCOW], Courier(network)
    moscow.handle(asking(ROSHCHIN))
    network.clock.advance(2 * DAY_MS)
    moscow.tick()
    assert Term.RECEIPT not in terms(moscow, TermPassed)
    courier.run()
    task = moscow.stored.terms.task(moscow.duty("1").uid, ROSHCHIN)
    assert task is not None
    assert task.terms[Term.RECEIPT].due_at == network.clock.now + HOUR_MS


def test_a_station_that_keeps_silent_is_not_chased(asked: Network, courier: Courier) -> None:
    moscow = asked[MOSCOW]
    until = TimeMs(NOW + DAY_MS)
    moscow.desk.key_book = book_of(MOSCOW, Plan(silences=((PEKING, until),)))
    live(asked, courier, DAY_MS)
    assert moscow.facts(Chased) == []
    assert {one.look_at for one in moscow.facts(ChaserPostponed)} == {until + 30 * MINUTE_MS}
    assert "receipt-overdue" in moscow.alarms()
    live(asked, courier, HOUR_MS)
    assert Term.RECEIPT in terms(moscow, Chased)


def test_an_interim_report_changes_no_state_and_begins_its_timer_anew(
    network: Network, courier: Courier
) -> None:
    moscow, peking = network[MOSCOW], network[PEKING]
    moscow.handle(drafts.send(ROSHCHIN, Execution="report within 3d every 2h"))
    courier.run()
    peking.handle(drafts.comply(T, ROSHCHIN))
    live(network, courier, HOUR_MS)
    peking.handle(drafts.interim(T, ROSHCHIN))
    live(network, courier, 2 * HOUR_MS - MINUTE_MS)
    assert moscow.facts(TermPassed) == []
    assert moscow.duty("1").rung is Rung.ACKNOWLEDGED
    live(network, courier, 2 * MINUTE_MS)
    assert terms(moscow, TermPassed) == [Term.INTERIM]
    assert moscow.alarms() == ["interim-overdue"]
    assert "interim-overdue" in peking.alarms()
    peking.handle(drafts.interim(T, ROSHCHIN))
    courier.run()
    assert moscow.alarms() == []
    assert peking.alarms() == []
    live(network, courier, 3 * HOUR_MS)
    assert terms(moscow, TermPassed) == [Term.INTERIM, Term.INTERIM]


def test_what_has_not_left_in_its_handling_time_is_an_alarm_until_it_leaves(
    network: Network, courier: Courier
) -> None:
    """As 26044 lay for 2 h 15 min in the cipher office, where 30 minutes are the objective."""
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(Precedence="IMMEDIATE"))
    network.clock.advance(30 * MINUTE_MS)
    moscow.tick()
    assert "handling-exceeded" in moscow.alarms()
    network.clock.advance(105 * MINUTE_MS)
    moscow.tick()
    assert terms(moscow, TermPassed) == [Term.HANDLING]
    courier.run()
    assert "handling-exceeded" not in moscow.alarms()


def test_a_telegram_that_asks_nothing_has_no_term_but_that_of_its_handling(
    network: Network, courier: Courier
) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.handle(drafts.send())
    live(network, courier, 20 * DAY_MS)
    assert moscow.facts(TermPassed) == []
    assert pyongyang.facts(Escalated) == []
    assert moscow.desk.next_tick(network.clock.now) is None


@pytest.mark.parametrize("kind", ["exercise", "drill"])
def test_an_exercise_runs_the_same_terms_and_says_so_before_all_else(
    network: Network, courier: Courier, kind: str
) -> None:
    moscow, peking = network[MOSCOW], network[PEKING]
    moscow.handle(asking(ROSHCHIN, Type=kind))
    live(network, courier, 2 * HOUR_MS)
    for post in (moscow, peking):
        texts = [fact.text for fact in post.facts(AlarmRaised) if "moscow/2027/1" in fact.text]
        assert texts
        assert all(f"*{kind.upper()}* moscow/2027/1" in text for text in texts)
    peking.handle(drafts.report(T, ROSHCHIN))
    courier.run()
    assert moscow.duty("1").rung is Rung.EXECUTED


# -- at the addressee's station -------------------------------------------------------------------


def test_an_office_is_told_before_its_term_ends_and_when_it_has(
    asked: Network, courier: Courier
) -> None:
    peking = asked[PEKING]
    live(asked, courier, 45 * MINUTE_MS)
    assert terms(peking, TermWarned) == [Term.RECEIPT]
    assert "receipt-due" in peking.alarms()
    live(asked, courier, 15 * MINUTE_MS)
    assert terms(peking, TermPassed) == [Term.RECEIPT]
    assert "receipt-due" not in peking.alarms()
    assert "receipt-overdue" in peking.alarms()
    assert peking.facts(Chased) == []


def test_what_nobody_opens_is_shown_to_the_duty_office_that_is_cleared(
    asked: Network, courier: Courier
) -> None:
    """Guard is on duty too, and may not read what is RESTRICTED."""
    peking, moscow = asked[PEKING], asked[MOSCOW]
    live(asked, courier, 30 * MINUTE_MS)
    (escalated,) = peking.facts(Escalated)
    assert (escalated.office, escalated.shown_to) == (ROSHCHIN, (OPERATOR,))
    assert "unread" in peking.alarms()
    (learned,) = moscow.facts(NonReceiptLearned)
    assert (learned.office, learned.station) == (ROSHCHIN, PEKING)
    assert moscow.duty("1").exit is Exit.NON_RECEIPT
    assert moscow.alarms() == ["not-opened"]
    live(asked, courier, 10 * DAY_MS)
    assert len(peking.facts(Escalated)) == 1
    assert services(peking, ServiceCode.NON_RECEIPT) == 1


def test_the_duty_office_confirms_in_its_place_and_no_more_than_its_roles_allow(
    asked: Network, courier: Courier
) -> None:
    peking, moscow = asked[PEKING], asked[MOSCOW]
    live(asked, courier, 30 * MINUTE_MS)
    assert isinstance(peking.take(drafts.comply(T, OPERATOR)).problem, Forbidden)
    assert isinstance(peking.take(drafts.confirm(T, GUARD)).problem, NotFound)
    assert peking.take(drafts.confirm(T, OPERATOR)).value["in_place_of"] == [ROSHCHIN]
    courier.run()
    (answer,) = moscow.facts(AnswerLearned)
    assert (answer.office, answer.in_place_of) == (OPERATOR, ROSHCHIN)
    duty = moscow.duty("1")
    assert (duty.rung, duty.exit) == (Rung.RECEIVED, None)
    assert moscow.alarms() == []
    assert peking.alarms() == []
    assert peking.take(drafts.confirm(T, OPERATOR)).value["repeated"]
    peking.handle(drafts.report(T, ROSHCHIN))
    courier.run()
    assert moscow.duty("1").rung is Rung.EXECUTED


def test_the_duty_office_finds_it_in_its_inbox_and_guard_does_not(
    asked: Network, courier: Courier
) -> None:
    peking = asked[PEKING]
    read = Reading(peking.reader)
    assert read.inbox(10, office=OPERATOR) == []
    live(asked, courier, 30 * MINUTE_MS)
    (line,) = read.inbox(10, office=OPERATOR)
    shown = tray_line(line, OPERATOR, is_open=True)
    assert (shown["state"], shown["on_duty"]) == ("DELIVERED", True)
    assert read.inbox(10, office=GUARD) == []
    (own,) = read.inbox(10, office=ROSHCHIN)
    assert not tray_line(own, ROSHCHIN, is_open=True)["on_duty"]


def test_one_duty_office_confirms_for_all_who_did_not_open_it(
    network: Network, courier: Courier
) -> None:
    moscow, peking = network[MOSCOW], network[PEKING]
    text = drafts.draft(ROSHCHIN, GUARD, classification="UNCLASSIFIED", **ASKED)
    moscow.handle(Send(order_id=drafts.order_id(), office=GROMYKO, text=text))
    live(network, courier, DAY_MS)
    assert {one.office for one in peking.facts(Escalated)} == {ROSHCHIN, GUARD}
    took = peking.take(drafts.confirm(T, OPERATOR))
    assert sorted(cast("list[str]", took.value["in_place_of"])) == [GUARD, ROSHCHIN]
    courier.run()
    (telegram,) = moscow.registers.by_number(1, station=MOSCOW)
    duties = moscow.registers.duties(telegram.entry.identity.uid)
    assert [one.rung for one in duties] == [Rung.RECEIVED, Rung.RECEIVED]


def test_a_station_that_only_receives_is_not_chased(asked: Network, courier: Courier) -> None:
    moscow = asked[MOSCOW]
    keys = book_of(MOSCOW)
    leaf = replace(keys.identities[PEKING], receive_only=True)
    moscow.desk.key_book = replace(keys, identities={**keys.identities, PEKING: leaf})
    live(asked, courier, 9 * DAY_MS)
    assert moscow.facts(Chased) == []
    assert {"receipt-overdue", "report-overdue"} <= set(moscow.alarms())


def test_before_it_is_shown_the_duty_office_has_no_access(asked: Network) -> None:
    assert isinstance(asked[PEKING].take(drafts.confirm(T, OPERATOR)).problem, NotFound)


def test_what_was_opened_in_time_is_shown_to_nobody(asked: Network, courier: Courier) -> None:
    asked[PEKING].handle(drafts.confirm(T, ROSHCHIN))
    live(asked, courier, DAY_MS)
    assert asked[PEKING].facts(Escalated) == []
    assert asked[MOSCOW].facts(NonReceiptLearned) == []


def test_without_a_duty_office_the_originator_learns_it_all_the_same(
    network: Network, courier: Courier
) -> None:
    network[MOSCOW].handle(asking(RAZUVAEV, Precedence="FLASH"))
    live(network, courier, 10 * MINUTE_MS)
    assert network[PYONGYANG].facts(Escalated)[0].shown_to == ()
    assert network[MOSCOW].duty("1").exit is Exit.NON_RECEIPT


def test_what_expires_unopened_is_expired_at_both_ends_until_it_is_opened(
    network: Network, courier: Courier
) -> None:
    moscow, peking = network[MOSCOW], network[PEKING]
    moscow.handle(asking(ROSHCHIN, Expires="within 2h"))
    live(network, courier, 3 * HOUR_MS)
    assert moscow.duty("1").exit is Exit.EXPIRED
    assert peking.duty(T).exit is Exit.EXPIRED
    assert "expired-unopened" in moscow.alarms()
    peking.handle(drafts.confirm(T, ROSHCHIN))
    courier.run()
    assert moscow.duty("1").exit is None
    assert "expired-unopened" not in moscow.alarms() + peking.alarms()


# -- faults ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("station", [MOSCOW, PEKING])
def test_nothing_is_done_twice_after_a_restart_or_by_ticks_that_repeat(
    asked: Network, courier: Courier, station: StationId
) -> None:
    live(asked, courier, 70 * MINUTE_MS)
    post = asked[station]
    size = post.committed_head().size
    post.power_cut()
    for _ in range(3):
        post.tick()
    assert post.committed_head().size == size


@pytest.mark.parametrize("hours", [-30, -3, 3, 30])
def test_a_clock_that_jumps_notices_each_term_once(
    asked: Network, courier: Courier, hours: int
) -> None:
    moscow = asked[MOSCOW]
    live(asked, courier, 70 * MINUTE_MS)
    asked.clock.advance(hours * HOUR_MS)
    for post in asked.posts.values():
        post.tick()
        post.tick()
    asked.clock.advance(-hours * HOUR_MS)
    live(asked, courier, 10 * DAY_MS)
    assert sorted(terms(moscow, TermPassed)) == [Term.RECEIPT, Term.EXECUTION]
    assert len(moscow.facts(Chased)) <= 2 * MAX_CHASERS
    assert len(asked[PEKING].facts(Escalated)) == 1
    assert {"receipt-overdue", "report-overdue"} <= set(moscow.alarms())


@pytest.mark.parametrize("hours", [-20, -5, 5, 50])
def test_a_wrong_clock_at_the_addressee_moves_no_term_of_the_originator(
    network: Network, courier: Courier, hours: int
) -> None:
    """Its report names a time before the telegram left, or after the report was here."""
    moscow, peking = network[MOSCOW], network[PEKING]
    moscow.handle(asking(ROSHCHIN))
    network.clock.advance(hours * HOUR_MS)
    for one in moscow.waiting(PEKING):
        assert isinstance(one.load, Packet)
        peking.handle(Arrived(packet=one.load, neighbour=MOSCOW))
    network.clock.advance(-hours * HOUR_MS)
    courier.run()
    assert dict(moscow.duty("1").times)[Rung.DELIVERED] == NOW + hours * HOUR_MS
    task = moscow.stored.terms.task(moscow.duty("1").uid, ROSHCHIN)
    assert task is not None
    assert task.counted_from == NOW


def test_a_report_before_its_receipt_ends_both_terms(asked: Network) -> None:
    """The receipt is on its way still, or lost: the report implies it."""
    courier, peking, moscow = Courier(asked), asked[PEKING], asked[MOSCOW]
    peking.handle(drafts.confirm(T, ROSHCHIN))
    receipt = [one.load for one in peking.waiting(MOSCOW)]
    assert receipt
    asked.clock.advance(1)
    peking.handle(drafts.report(T, ROSHCHIN))
    courier.run()
    assert moscow.duty("1").rung is Rung.EXECUTED
    live(asked, courier, 3 * DAY_MS)
    assert moscow.facts(TermPassed) == []
    assert moscow.facts(Chased) == []


def test_a_receipt_that_was_lost_comes_again_when_it_is_asked_for(
    asked: Network, courier: Courier
) -> None:
    """It is not confirmed in turn, so nothing but the chaser can bring it."""
    moscow, peking = asked[MOSCOW], asked[PEKING]
    peking.handle(drafts.confirm(T, ROSHCHIN))
    for one in peking.waiting(MOSCOW):
        peking.stored.begin()
        peking.stored.out_tray.settle(one.entry)
        peking.stored.commit()
    live(asked, courier, HOUR_MS)
    assert terms(peking, ChaserLearned) == [Term.RECEIPT]
    assert "chased" not in peking.alarms()
    assert moscow.duty("1").rung is Rung.RECEIVED
    assert "receipt-overdue" not in moscow.alarms()
    live(asked, courier, 2 * HOUR_MS)
    assert len(moscow.facts(AnswerLearned)) == 1


def test_a_notice_for_a_telegram_that_was_never_sent_changes_nothing(asked: Network) -> None:
    moscow = asked[MOSCOW]
    forger = Forger(PEKING, MOSCOW)
    for code in (ServiceCode.CHASER, ServiceCode.NON_RECEIPT):
        notice = forger.service(code, subject="receipt", office=GROMYKO)
        took = moscow.take(Arrived(packet=forger.packet(notice), neighbour=PEKING))
        assert ChaserLearned not in took.kinds
        assert NonReceiptLearned not in took.kinds
    assert "notice-for-unknown" in moscow.alarms()
    assert len(moscow.facts(ServiceLearned)) == 2


def everything_sealed(posts: Sequence[Post]) -> int:
    return sum(len(one.documents) for post in posts for one in post.facts(EnvelopeSealed))


def test_two_stations_that_chase_each_other_come_to_rest(
    network: Network, courier: Courier
) -> None:
    """Each owes the other: every document is counted, and none answers another by itself."""
    moscow, peking = network[MOSCOW], network[PEKING]
    moscow.handle(asking(ROSHCHIN, Precedence="FLASH"))
    peking.handle(asking(GROMYKO, office=ROSHCHIN, Precedence="FLASH"))
    live(network, courier, 20 * DAY_MS)
    for post in (moscow, peking):
        assert services(post, ServiceCode.CHASER) == 2 * MAX_CHASERS
        assert services(post, ServiceCode.NON_RECEIPT) == 1
    # for each: the telegram, the report over the other's, ten chasers, one non-receipt
    assert everything_sealed((moscow, peking)) == 2 * (1 + 1 + 2 * MAX_CHASERS + 1)
    before = everything_sealed((moscow, peking))
    live(network, courier, 30 * DAY_MS)
    assert everything_sealed((moscow, peking)) == before


def cut_off(post: Post) -> None:
    """Let a station know of no way to anybody."""
    post.desk.key_book = book_of(post.station, Plan(lines=((MOSCOW, TOKYO),), transits=()))


def test_a_chaser_without_communications_counts_and_the_next_is_tried(
    asked: Network, courier: Courier
) -> None:
    """Or a station that is cut off would write one down at every tick."""
    moscow = asked[MOSCOW]
    cut_off(moscow)
    live(asked, courier, 10 * DAY_MS)
    chasers = moscow.facts(Chased)
    assert len(chasers) == 2 * MAX_CHASERS
    assert {one.chaser for one in chasers} == {None}
    assert services(moscow, ServiceCode.CHASER) == 0
    assert "no-communications" in moscow.alarms()


def test_a_station_that_is_cut_off_shows_it_to_its_duty_office_all_the_same(
    asked: Network, courier: Courier
) -> None:
    peking = asked[PEKING]
    cut_off(peking)
    live(asked, courier, HOUR_MS)
    assert peking.facts(Escalated)[0].shown_to == (OPERATOR,)
    assert services(peking, ServiceCode.NON_RECEIPT) == 0
    assert {"unread", "no-communications"} <= set(peking.alarms())


def test_an_answer_that_is_repeated_anyway_is_not_sent_once_more(
    asked: Network, courier: Courier
) -> None:
    """It waits for its report still: the chaser, which crossed it, adds nothing."""
    moscow, peking = asked[MOSCOW], asked[PEKING]
    moscow.handle(chase("1"))
    peking.handle(drafts.report(T, ROSHCHIN))
    sealed = len(peking.facts(EnvelopeSealed))
    courier.carry(MOSCOW, PEKING)
    assert len(peking.facts(ChaserLearned)) == 1
    assert len(peking.facts(EnvelopeSealed)) == sealed
    assert "chased" not in peking.alarms()


def test_a_non_receipt_that_comes_after_the_receipt_raises_nothing(
    asked: Network, courier: Courier
) -> None:
    moscow, peking = asked[MOSCOW], asked[PEKING]
    asked.clock.advance(30 * MINUTE_MS)
    peking.tick()
    (late,) = [one.load for one in peking.waiting(MOSCOW)]
    peking.handle(drafts.confirm(T, ROSHCHIN))
    for one in peking.waiting(MOSCOW):
        if one.load != late:
            assert isinstance(one.load, Packet)
            moscow.handle(Arrived(packet=one.load, neighbour=PEKING))
    courier.run()
    assert len(moscow.facts(NonReceiptLearned)) == 1
    assert moscow.duty("1").exit is None
    assert "not-opened" not in moscow.alarms()


@pytest.mark.parametrize(
    "closing",
    [lambda: drafts.cancel("1"), lambda: drafts.amend(Relation.SUPERSEDES, "1")],
    ids=["cancelled", "superseded"],
)
def test_a_cancellation_or_a_supersession_stops_all_terms_at_both_ends(
    asked: Network, courier: Courier, closing: Callable[[], Order]
) -> None:
    moscow, peking = asked[MOSCOW], asked[PEKING]
    live(asked, courier, 5 * HOUR_MS)
    assert {"receipt-overdue", "report-overdue", "not-opened"} <= set(moscow.alarms())
    moscow.handle(closing())
    courier.run()
    chasers = len(moscow.facts(Chased))
    assert moscow.alarms() == []
    assert peking.alarms() == []
    assert isinstance(moscow.take(chase("1")).problem, Refused)
    live(asked, courier, 3 * DAY_MS)
    assert [one for one in moscow.facts(Chased)[chasers:] if one.uid == moscow.duty("1").uid] == []
    assert moscow.duty("1").exit in {Exit.CANCELLED, Exit.SUPERSEDED}


# -- by hand --------------------------------------------------------------------------------------


def test_a_person_may_chase_before_the_term_is_over(asked: Network, courier: Courier) -> None:
    moscow, peking = asked[MOSCOW], asked[PEKING]
    took = moscow.take(chase("1"))
    assert took.value["chased"] == [{"office": ROSHCHIN, "owes": "execution", "number": 1}]
    assert took.one(Chased).asked_by == GROMYKO
    courier.run()
    assert peking.alarms() == ["chased"]
    peking.handle(drafts.report(T, ROSHCHIN))
    courier.run()
    assert peking.alarms() == []
    assert isinstance(moscow.take(chase("1")).problem, Refused)


@pytest.mark.parametrize(
    ("order", "at", "problem"),
    [
        (chase("1", addressee=str(RAZUVAEV)), MOSCOW, Refused),
        (chase("77"), MOSCOW, NotFound),
        (chase(T, office=ROSHCHIN), PEKING, Refused),
    ],
)
def test_a_chaser_that_makes_no_sense_is_refused(
    asked: Network, order: Chase, at: StationId, problem: type[Problem]
) -> None:
    assert isinstance(asked[at].take(order).problem, problem)


def test_a_station_without_communications_or_in_a_silence_is_not_chased_by_hand(
    asked: Network,
) -> None:
    moscow = asked[MOSCOW]
    silent = Plan(silences=((PEKING, TimeMs(NOW + DAY_MS)),))
    moscow.desk.key_book = book_of(MOSCOW, silent)
    problem = moscow.take(chase("1")).problem
    assert (type(problem), problem.message) == (Refused, "peking keeps silent")
    cut_off(moscow)
    assert isinstance(moscow.take(chase("1")).problem, NoCommunications)
    assert moscow.facts(Chased) == []


def test_a_chaser_by_hand_puts_the_next_of_the_clock_off(asked: Network, courier: Courier) -> None:
    """What is due in a moment is not sent twice, but no earlier than it would have been either."""
    moscow = asked[MOSCOW]
    live(asked, courier, 5 * HOUR_MS)
    live(asked, courier, 25 * MINUTE_MS)
    before = moscow.stored.terms.task(moscow.duty("1").uid, ROSHCHIN)
    assert before is not None
    moscow.handle(chase("1"))
    after = moscow.stored.terms.task(moscow.duty("1").uid, ROSHCHIN)
    assert after is not None
    state = after.terms[Term.EXECUTION]
    assert state.chased == before.terms[Term.EXECUTION].chased + 1
    assert state.look_at is not None
    assert state.look_at >= asked.clock.now + 30 * MINUTE_MS


def test_what_has_not_been_delivered_is_not_chased_by_hand_either(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(asking(ROSHCHIN))
    problem = moscow.take(chase("1")).problem
    assert isinstance(problem, Refused)
    assert "has not been delivered" in problem.message
