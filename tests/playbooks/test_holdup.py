"""What waits too long for a line, and what is too long without a report."""

from dataclasses import replace

import pytest

from depesha.names import TimeMs
from depesha.office.facts import AlarmCleared, AlarmRaised, NonDelivered
from depesha.office.holdup import HELD_UP, NO_REPORT, PATIENCE_MS
from depesha.packet import Grade, HopAccepted, Waiting
from tests.network import drafts
from tests.network.courier import Calm, Courier, Fate
from tests.network.keys import HOUR_MS, MINUTE_MS, MOSCOW, NOW, PYONGYANG
from tests.network.post import Network, Post


class Swallows(Calm):
    """A relay that takes custody and keeps what it took, until it is honest again."""

    def __init__(self) -> None:
        self.is_honest = False

    def fate(self, load: Waiting) -> Fate:
        del load
        return Fate.CARRIED if self.is_honest else Fate.SWALLOWED


@pytest.mark.parametrize(
    ("precedence", "grade"),
    [("ROUTINE", Grade.LOW), ("IMMEDIATE", Grade.URGENT), ("FLASH", Grade.FLASH)],
)
def test_what_no_line_takes_raises_an_alarm_after_the_patience_of_its_grade(
    network: Network, courier: Courier, precedence: str, grade: Grade
) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(Precedence=precedence))
    assert moscow.desk.next_tick(network.clock.now) == NOW + PATIENCE_MS[grade]
    network.clock.advance(PATIENCE_MS[grade] - 1)
    assert moscow.tick().facts == ()
    network.clock.advance(1)
    raised = moscow.tick().one(AlarmRaised)
    assert (raised.kind, raised.about) == (HELD_UP, PYONGYANG)
    due = moscow.desk.next_tick(network.clock.now)
    assert due is not None
    assert due > network.clock.now + HOUR_MS, "the clock does not rest"
    courier.run()
    assert moscow.alarms() == []


def test_one_alarm_for_a_neighbour_however_much_waits(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(*(drafts.send(Precedence="FLASH", text=f"No. {at}") for at in range(5)))
    moscow.handle(drafts.send(Precedence="IMMEDIATE"))
    for _ in range(3):
        network.clock.advance(HOUR_MS)
        moscow.tick()
    assert moscow.alarms() == [HELD_UP]
    assert len(moscow.facts(AlarmRaised)) == 1


def test_the_alarm_stands_while_anything_late_waits(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(Precedence="FLASH"))
    moscow.handle(drafts.send(Precedence="IMMEDIATE"))
    network.clock.advance(10 * MINUTE_MS)
    moscow.tick()
    flash, urgent = moscow.waiting(PYONGYANG)
    moscow.handle(HopAccepted(neighbour=PYONGYANG, entries=(flash.entry,)))
    assert moscow.alarms() == [HELD_UP]
    moscow.handle(HopAccepted(neighbour=PYONGYANG, entries=(urgent.entry,)))
    assert moscow.alarms() == []


def test_what_is_taken_in_time_raises_nothing_and_leaves_nothing_to_look_at(
    network: Network, courier: Courier
) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(Precedence="FLASH"))
    courier.run()
    assert moscow.desk.next_tick(network.clock.now) is None
    network.clock.advance(HOUR_MS)
    assert moscow.tick().facts == ()


def test_a_clock_that_is_set_back_raises_nothing(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(Precedence="FLASH"))
    network.clock.advance(-3 * HOUR_MS)
    assert moscow.tick().facts == ()
    due = moscow.desk.next_tick(network.clock.now)
    assert due == TimeMs(NOW + PATIENCE_MS[Grade.FLASH])


def test_who_is_reached_by_a_person_with_a_folder_is_never_held_up(network: Network) -> None:
    """Nobody can say when he goes."""
    moscow = network[MOSCOW]
    moscow.desk._around = replace(moscow.desk._around, carried=frozenset({PYONGYANG}))
    moscow.handle(drafts.send(Precedence="FLASH"))
    network.clock.advance(48 * HOUR_MS)
    assert moscow.tick().facts == ()


# -- a relay that keeps what it took ---------------------------------------------------------------


def _until_alarmed(network: Network, courier: Courier, post: Post) -> int:
    """Let time pass from due to due, and return the minutes until an alarm is open."""
    while not post.alarms():
        courier.run()
        due = post.desk.next_tick(network.clock.now)
        assert due is not None, "nothing is due any more, and nobody was told"
        network.clock.advance(due - network.clock.now)
        post.tick()
    return (network.clock.now - NOW) // MINUTE_MS


@pytest.mark.parametrize(
    ("precedence", "minutes"), [("FLASH", 3), ("IMMEDIATE", 15), ("ROUTINE", 90)]
)
def test_nobody_reports_on_what_was_sent_and_sent_again_and_an_alarm_says_so(
    network: Network, courier: Courier, precedence: str, minutes: int
) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(Precedence=precedence))
    courier.weather = weather = Swallows()
    assert _until_alarmed(network, courier, moscow) == minutes
    assert moscow.alarms() == [NO_REPORT]
    assert moscow.facts(AlarmRaised)[0].about == PYONGYANG
    weather.is_honest = True
    courier.run()
    assert moscow.alarms() == []
    assert moscow.duty("1").rung.name == "DELIVERED"
    assert len(moscow.facts(AlarmCleared)) == 1


def test_the_alarm_of_no_report_ends_where_the_telegram_does(
    network: Network, courier: Courier
) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(Precedence="FLASH", Expires="within 1h"))
    courier.weather = Swallows()
    while not moscow.facts(NonDelivered):
        courier.run()
        due = moscow.desk.next_tick(network.clock.now)
        assert due is not None
        network.clock.advance(due - network.clock.now)
        moscow.tick()
    assert moscow.alarms() == ["non-delivery"]
