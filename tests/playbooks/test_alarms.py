"""Alarms by urgency, and who has taken one on."""

from depesha.errors import Forbidden, NotFound, Refused
from depesha.office.events import AcceptAlarm, HookRan
from depesha.office.facts import AlarmAccepted, AlarmCleared, AlarmRaised, ReportLearned
from depesha.office.urgency import HIGHEST_OF
from depesha.packet import Arrived, Packet, grade_of
from depesha.store.reading import Reading
from depesha.telegram import Precedence
from tests.network import drafts
from tests.network.keys import (
    DAY_MS,
    GROMYKO,
    HOUR_MS,
    MOSCOW,
    PYONGYANG,
    ROSHCHIN,
    VYSHINSKY,
)
from tests.network.post import Network, Post


def listed(post: Post) -> list[tuple[str, str, bool]]:
    """Return the list as a person sees it: what, how urgent, whether somebody has it in hand."""
    lines = Reading(post.reader).alarms()
    return [(one["what"], one["precedence"], one["accepted_by"] is not None) for one in lines]


def accept(post: Post, kind: str, office: str = GROMYKO, note: str = "") -> AcceptAlarm:
    (alarm,) = (one["alarm"] for one in Reading(post.reader).alarms() if one["what"] == kind)
    return AcceptAlarm(order_id=drafts.order_id(), office=office, alarm=alarm, note=note)  # type: ignore[arg-type]


def late(network: Network, precedence: str) -> Post:
    """Let nothing come of a telegram until its report is late."""
    moscow = network[MOSCOW]
    moscow.take(drafts.send(Precedence=precedence))
    network.clock.advance(2 * DAY_MS)
    moscow.tick()
    return moscow


def test_the_list_begins_with_what_is_most_urgent(network: Network) -> None:
    moscow = late(network, "FLASH")
    moscow.handle(HookRan(problem="it ended with 1"))
    moscow.take(drafts.send(Precedence="ROUTINE"))
    network.clock.advance(2 * DAY_MS)
    moscow.tick()
    urgencies = [precedence for _, precedence, _ in listed(moscow)]
    assert urgencies == sorted(urgencies, key=lambda one: -Precedence[one])
    assert len(set(urgencies)) > 2
    late_ones = {one[:2] for one in listed(moscow) if one[0] == "late-arrival"}
    assert late_ones == {("late-arrival", "FLASH"), ("late-arrival", "ROUTINE")}


def test_an_alarm_about_a_telegram_is_as_urgent_as_the_telegram(network: Network) -> None:
    raised = late(network, "FLASH").facts(AlarmRaised)
    assert {one.precedence for one in raised if one.kind == "late-arrival"} == {Precedence.FLASH}


def test_what_has_happened_leaves_the_list_when_it_is_accepted(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.take(drafts.send(Expires="2027-01-16 08:00Z"))
    network.clock.advance(3 * DAY_MS)
    moscow.tick()
    assert "non-delivery" in moscow.alarms()
    took = moscow.take(accept(moscow, "non-delivery", note="told by telephone"))
    fact = took.one(AlarmAccepted)
    assert (fact.office, fact.note, fact.lasts) == (GROMYKO, "told by telephone", False)
    assert "non-delivery" not in [kind for kind, _, _ in listed(moscow)]
    (past,) = (
        one for one in Reading(moscow.reader).alarms(cleared=True) if one["what"] == "non-delivery"
    )
    assert (past["accepted_by"], past["note"]) == (GROMYKO, "told by telephone")
    assert past["accepted_at"] == network.clock.now


def test_what_is_still_true_stays_as_accepted_and_is_not_raised_again(network: Network) -> None:
    moscow = late(network, "ROUTINE")
    took = moscow.take(accept(moscow, "late-arrival"))
    assert took.one(AlarmAccepted).lasts
    assert ("late-arrival", "ROUTINE", True) in listed(moscow)
    before = len(moscow.facts(AlarmRaised))
    network.clock.advance(HOUR_MS)
    moscow.tick()
    assert [one for one in moscow.facts(AlarmRaised)[before:] if one.kind == "late-arrival"] == []
    assert listed(moscow)[-1] == ("late-arrival", "ROUTINE", True), "what waits for a person first"


def test_the_same_condition_arising_again_is_a_new_alarm(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(HookRan(problem="no such file"))
    first = accept(moscow, "alarm-hook-failed")
    moscow.take(first)
    assert moscow.take(HookRan(problem="no such file")).facts == ()
    assert moscow.take(HookRan()).one(AlarmCleared).kind == "alarm-hook-failed"
    assert AlarmRaised in moscow.take(HookRan(problem="no such file")).kinds
    second = accept(moscow, "alarm-hook-failed")
    assert second.alarm != first.alarm
    assert listed(moscow) == [("alarm-hook-failed", "IMMEDIATE", False)]


def test_a_report_after_the_alarm_was_accepted_is_learned_all_the_same(network: Network) -> None:
    """A non-delivery that a person accepted is over for him; for the ladder it is not."""
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.take(drafts.send(Expires="2027-01-16 08:00Z"))
    (waiting,) = moscow.waiting(PYONGYANG)
    assert isinstance(waiting.load, Packet)
    pyongyang.handle(Arrived(neighbour=MOSCOW, packet=waiting.load))
    (report,) = pyongyang.waiting(MOSCOW)
    assert isinstance(report.load, Packet)
    network.clock.advance(3 * DAY_MS)
    moscow.tick()
    moscow.take(accept(moscow, "non-delivery"))
    assert moscow.alarms() == []
    took = moscow.take(Arrived(neighbour=PYONGYANG, packet=report.load))
    assert ReportLearned in took.kinds
    assert took.one(AlarmCleared).kind == "non-delivery"


def test_who_may_not_accept_is_refused(network: Network) -> None:
    moscow = late(network, "ROUTINE")
    problem = moscow.take(accept(moscow, "late-arrival", VYSHINSKY)).problem
    assert isinstance(problem, Forbidden)
    assert problem.message == "vyshinsky@moscow may not accept alarms"
    foreign = moscow.take(accept(moscow, "late-arrival", ROSHCHIN)).problem
    assert isinstance(foreign, Refused)
    assert listed(moscow)[0][2] is False


def test_of_two_who_accept_at_once_one_has_it(network: Network) -> None:
    moscow = late(network, "ROUTINE")
    first, second = (accept(moscow, "late-arrival") for _ in range(2))
    moscow.handle(first, second)
    assert len(moscow.facts(AlarmAccepted)) == 1


def test_an_alarm_is_accepted_once_and_not_when_it_is_over(network: Network) -> None:
    moscow = late(network, "ROUTINE")
    again = accept(moscow, "late-arrival")
    moscow.take(again)
    second = AcceptAlarm(order_id=drafts.order_id(), office=GROMYKO, alarm=again.alarm)
    assert "was accepted by gromyko@moscow" in moscow.take(second).problem.message
    unknown = AcceptAlarm(order_id=drafts.order_id(), office=GROMYKO, alarm=again.alarm + 10**6)
    assert isinstance(moscow.take(unknown).problem, NotFound)
    moscow.handle(HookRan(problem="x"))
    over = accept(moscow, "alarm-hook-failed")
    moscow.handle(HookRan())
    assert "has cleared itself" in moscow.take(over).problem.message


def test_the_registers_are_made_again_with_what_was_accepted(network: Network) -> None:
    moscow = late(network, "FLASH")
    moscow.take(accept(moscow, "late-arrival", note="n"))
    assert moscow.stored.rebuild().changed == ()
    assert ("late-arrival", "FLASH", True) in listed(moscow)


def test_a_missing_number_is_as_urgent_as_the_highest_that_it_may_have_been() -> None:
    for grade, highest in HIGHEST_OF.items():
        assert highest == max(one for one in Precedence if grade_of(one) is grade)
