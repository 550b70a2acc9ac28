"""A clock that is wrong by hours, or jumps: numbers and journal keep their order."""

from pathlib import Path

from depesha.life import Rung
from depesha.names import TimeMs
from depesha.office.facts import Delivered, Registered
from depesha.packet import Arrived
from depesha.store.leaves import each_fact
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import HOUR_MS, MINUTE_MS, MOSCOW, PYONGYANG
from tests.network.post import Clock, Network
from tests.network.restoring import back_up, restore


def test_order_is_by_number_and_by_place_in_the_journal_and_not_by_time(
    network: Network, courier: Courier
) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.take(drafts.send())
    network.clock.advance(-10 * HOUR_MS)
    moscow.take(drafts.send())
    courier.run()
    first, second = moscow.facts(Registered)
    assert (first.entry.number, second.entry.number) == (1, 2)
    assert second.entry.registered_at < first.entry.registered_at
    assert [one.incoming_number for one in pyongyang.facts(Delivered)] == [1, 2]
    places = [place for place, _, fact in each_fact(moscow.reader) if isinstance(fact, Registered)]
    assert places == sorted(places)
    assert moscow.stored.check() == []


def test_a_report_that_was_given_before_by_the_clock_is_the_later_answer(
    network: Network, courier: Courier
) -> None:
    """The post's clock goes back between receipt and report: the originator sees the report."""
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.take(drafts.send())
    courier.run()
    pyongyang.take(drafts.confirm("moscow/1"))
    network.clock.advance(-5 * HOUR_MS)
    pyongyang.take(drafts.report("moscow/1"))
    courier.run()
    assert moscow.duty("1").rung is Rung.EXECUTED
    assert moscow.duty("1").last_answer == pyongyang.duty("moscow/1").last_answer


def test_a_jump_there_and_back_sends_nothing_a_second_time_that_counts(
    network: Network, courier: Courier
) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.take(drafts.send())
    for jump in (12 * HOUR_MS, -12 * HOUR_MS, 12 * HOUR_MS):
        network.clock.advance(jump)
        moscow.tick()
    courier.run()
    network.clock.advance(-12 * HOUR_MS)
    courier.run()
    assert len(pyongyang.facts(Delivered)) == 1
    assert moscow.duty("1").rung is Rung.DELIVERED


def test_a_station_restored_on_a_machine_whose_clock_is_behind_is_no_second_copy(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    """A letter that was under way when the disk broke is older than the restoration, by one clock.

    Not by that of the new machine, which is ten hours behind.
    """
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    back_up(moscow, tmp_path / "copy")
    moscow.take(drafts.send())
    (under_way,) = moscow.waiting(PYONGYANG)
    true = moscow.clock
    moscow.clock = Clock(now=TimeMs(true.now - 10 * HOUR_MS))
    restore(moscow, tmp_path / "copy")
    courier.run()
    true.advance(MINUTE_MS)
    pyongyang.handle(Arrived(packet=under_way.load, neighbour=MOSCOW))  # type: ignore[arg-type]
    courier.run()
    assert pyongyang.alarms() == ["station-restored"]
    assert moscow.duty("1").rung is Rung.DELIVERED, "it came back from the one who has it"
