"""What waits too long for a line that stands."""

from dataclasses import replace
from pathlib import Path

import pytest

from depesha.names import TimeMs
from depesha.office.events import Minimize
from depesha.office.facts import AlarmRaised
from depesha.office.holdup import HELD_UP
from depesha.office.ways import PATIENCE_MS
from depesha.packet import Grade, HopAccepted, LineDown, LineUp
from depesha.telegram import Precedence
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import HOUR_MS, MINUTE_MS, MOSCOW, NOW, PYONGYANG, Plan
from tests.network.post import Founder, Network, Post
from tests.network.ring import ring


def held_up(post: Post) -> list[str]:
    """Return about which neighbours that alarm was ever raised, in order."""
    return [one.about for one in post.facts(AlarmRaised) if one.kind == HELD_UP]


@pytest.mark.parametrize(
    ("precedence", "grade"),
    [("ROUTINE", Grade.LOW), ("IMMEDIATE", Grade.URGENT), ("FLASH", Grade.FLASH)],
)
def test_what_a_line_does_not_take_raises_an_alarm_after_the_patience_of_its_grade(
    network: Network, courier: Courier, precedence: str, grade: Grade
) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(Precedence=precedence))
    due = moscow.desk.next_tick(network.clock.now)
    assert due is not None
    assert due <= NOW + PATIENCE_MS[grade]
    network.clock.advance(PATIENCE_MS[grade] - 1)
    moscow.tick()
    assert held_up(moscow) == []
    network.clock.advance(1)
    moscow.tick()
    assert held_up(moscow) == [PYONGYANG]
    courier.run()
    assert HELD_UP not in moscow.alarms()


def test_one_alarm_for_a_neighbour_however_much_waits(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(*(drafts.send(Precedence="FLASH", text=f"No. {at}") for at in range(5)))
    moscow.handle(drafts.send(Precedence="IMMEDIATE"))
    for _ in range(3):
        network.clock.advance(HOUR_MS)
        moscow.tick()
    assert held_up(moscow) == [PYONGYANG]


def test_the_alarm_stands_while_anything_late_waits(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(Precedence="FLASH"))
    moscow.handle(drafts.send(Precedence="IMMEDIATE"))
    network.clock.advance(10 * MINUTE_MS)
    moscow.tick()
    flash, urgent = moscow.waiting(PYONGYANG)
    moscow.handle(HopAccepted(neighbour=PYONGYANG, entries=(flash.entry,)))
    assert HELD_UP in moscow.alarms()
    moscow.handle(HopAccepted(neighbour=PYONGYANG, entries=(urgent.entry,)))
    assert HELD_UP not in moscow.alarms()


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
    moscow.tick()
    assert held_up(moscow) == []


def test_a_line_that_is_known_to_be_down_is_another_alarm(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(LineDown(neighbour=PYONGYANG))
    moscow.handle(drafts.send(Precedence="FLASH"))
    network.clock.advance(HOUR_MS)
    moscow.tick()
    assert HELD_UP not in moscow.alarms()


def test_a_line_that_comes_up_and_takes_nothing_is_held_up(network: Network) -> None:
    """It was down for an hour; now it stands, and is looked at again in half a minute."""
    moscow = network[MOSCOW]
    moscow.handle(LineDown(neighbour=PYONGYANG))
    moscow.handle(drafts.send(Precedence="FLASH"))
    network.clock.advance(HOUR_MS)
    moscow.tick()
    moscow.handle(LineUp(neighbour=PYONGYANG))
    assert HELD_UP not in moscow.alarms()
    due = moscow.desk.next_tick(network.clock.now)
    assert due is not None
    assert due <= network.clock.now + PATIENCE_MS[Grade.FLASH]
    network.clock.advance(PATIENCE_MS[Grade.FLASH])
    moscow.tick()
    assert HELD_UP in moscow.alarms()


def minimize(precedence: Precedence | None) -> Minimize:
    return Minimize(order_id=drafts.order_id(), neighbour=PYONGYANG, precedence=precedence)


def test_what_a_minimum_keeps_back_is_not_held_up(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(minimize(Precedence.FLASH), drafts.send(Precedence="ROUTINE"))
    network.clock.advance(HOUR_MS)
    moscow.tick()
    assert moscow.alarms() == []
    moscow.handle(drafts.send(Precedence="FLASH"))
    network.clock.advance(PATIENCE_MS[Grade.FLASH])
    moscow.tick()
    assert moscow.alarms() == [HELD_UP]


def test_what_a_minimum_kept_back_has_half_a_minute_when_it_is_lifted(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(minimize(Precedence.FLASH), drafts.send(Precedence="ROUTINE"))
    network.clock.advance(HOUR_MS)
    moscow.tick()
    moscow.handle(minimize(None))
    due = moscow.desk.next_tick(network.clock.now)
    assert due == network.clock.now + PATIENCE_MS[Grade.FLASH]
    network.clock.advance(PATIENCE_MS[Grade.FLASH])
    moscow.tick()
    assert moscow.alarms() == [HELD_UP]


def test_what_a_line_of_short_windows_does_not_take_is_held_up(
    founder: Founder, tmp_path: Path
) -> None:
    plan = replace(Plan(), windows=((MOSCOW, PYONGYANG, "09:00-09:30 daily"),))
    with ring(founder, tmp_path, plan) as made:
        moscow = made[MOSCOW]
        moscow.handle(drafts.send(Precedence="ROUTINE"))
        made.clock.advance(90 * MINUTE_MS - 1)
        moscow.tick()
        assert held_up(moscow) == []
        made.clock.advance(1)
        moscow.tick()
        assert held_up(moscow) == [PYONGYANG]
