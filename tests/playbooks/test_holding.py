"""What does not leave before its time: numbered at once, laid in the trays by the clock."""

from depesha.life import Exit, Rung
from depesha.names import TimeMs
from depesha.office.events import PlanLine, SignPlan
from depesha.office.facts import (
    EnvelopeSealed,
    HoldBegan,
    HoldEnded,
    NonDelivered,
    Registered,
    Withdrawn,
)
from depesha.office.register import DEFAULT_LIFE_MS
from depesha.telegram import Relation
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import (
    CLERK,
    DAY_MS,
    DESK,
    HOUR_MS,
    MOSCOW,
    NOW,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
)
from tests.network.post import Network

UNTIL = TimeMs(NOW + 2 * HOUR_MS)


def test_it_is_numbered_at_once_and_leaves_at_its_time(network: Network, courier: Courier) -> None:
    moscow = network[MOSCOW]
    took = moscow.take(drafts.send(Hold="within 2h", Receipt="confirm", Expires="within 1d"))
    assert (took.value["number"], took.value["held_until"]) == (1, UNTIL)
    assert took.one(HoldBegan).until == UNTIL
    assert EnvelopeSealed not in took.kinds
    assert moscow.waiting(PYONGYANG) == []
    assert moscow.duty("1").rung is Rung.REGISTERED
    entry = took.one(Registered).entry
    assert entry.expires_at == UNTIL + DAY_MS  # counted from when it may leave
    (duty,) = took.one(Registered).duties
    assert duty.receipt_due_at is not None
    assert duty.receipt_due_at > UNTIL
    assert moscow.desk.next_tick(network.clock.now) == UNTIL
    network.clock.advance(2 * HOUR_MS - 1)
    assert moscow.tick().facts == ()
    network.clock.advance(1)
    ticked = moscow.tick()
    assert ticked.kinds[0] is HoldEnded
    (document,) = ticked.one(EnvelopeSealed).documents
    assert (document.digest, document.is_repeat) == (entry.identity.registration, False)
    courier.run()
    assert network[PYONGYANG].duty("moscow/1").rung is Rung.DELIVERED
    assert moscow.desk.next_tick(network.clock.now) != UNTIL


def test_without_an_expiry_its_life_counts_from_its_time(network: Network) -> None:
    took = network[MOSCOW].take(drafts.send(Hold="within 2h"))
    assert took.one(Registered).entry.expires_at == UNTIL + DEFAULT_LIFE_MS


def test_it_survives_a_power_cut_and_is_sent_once(network: Network, courier: Courier) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(Hold="within 2h"))
    moscow.power_cut()
    network.clock.advance(5 * HOUR_MS)  # nobody was there at its time
    assert moscow.tick().kinds.count(EnvelopeSealed) == 1
    courier.run()
    assert not {HoldEnded, EnvelopeSealed} & set(moscow.tick().kinds)
    assert len(network[PYONGYANG].registers.by_number(1, station=MOSCOW)) == 1


def test_a_clock_that_goes_back_sends_nothing_early(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(Hold="within 2h"))
    network.clock.advance(-5 * HOUR_MS)
    assert moscow.tick().facts == ()
    network.clock.advance(6 * HOUR_MS)
    assert moscow.tick().facts == ()
    network.clock.advance(HOUR_MS)
    assert EnvelopeSealed in moscow.tick().kinds


def test_cancelled_before_its_time_it_is_never_sent(network: Network, courier: Courier) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(Hold="within 2h", Receipt="confirm"))
    assert moscow.take(drafts.cancel("1", office=CLERK)).problem.code == "forbidden"
    took = moscow.take(drafts.cancel("1", reason="передумали"))
    assert took.value == {"reference": "moscow/2027/1", "withdrawn": True}
    assert took.one(Withdrawn).reason == "передумали"
    assert Registered not in took.kinds  # nobody was sent it, so nobody is told
    assert moscow.duty("1").exit is Exit.CANCELLED
    network.clock.advance(3 * HOUR_MS)
    assert moscow.tick().facts == ()
    courier.run()
    assert network[PYONGYANG].registers.by_number(1, station=MOSCOW) == []
    assert "before it was sent" in moscow.take(drafts.cancel("1")).problem.message
    assert moscow.stored.rebuild().changed == ()


def test_what_is_held_is_neither_corrected_nor_repeated(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(Hold="within 2h"))
    for order in (
        drafts.amend(Relation.CORRECTS, "1"),
        drafts.amend(Relation.SUPERSEDES, "1"),
        drafts.send(Cancels="1"),
        drafts.repeat("1"),
    ):
        took = moscow.take(order)
        assert "is held and has not been sent" in took.problem.message
        assert took.facts == ()


def test_what_cannot_go_is_refused_when_it_is_released(network: Network) -> None:
    took = network[PYONGYANG].take(drafts.send(DESK, office=RAZUVAEV, Hold="within 2h"))
    assert took.problem.code == "not-found"
    nobody = network[MOSCOW].take(drafts.send("gromyko@moscow", Hold="within 2h"))
    assert "nothing is sent to it" in nobody.problem.message


def test_what_would_expire_before_its_time_is_refused(network: Network) -> None:
    took = network[MOSCOW].take(drafts.send(Hold="2027-01-16 11:00", Expires="2027-01-16 10:00"))
    assert "expire before" in took.problem.message


def test_a_time_that_is_over_is_refused(network: Network) -> None:
    """It would leave at once, and whoever wrote it meant another day."""
    took = network[MOSCOW].take(drafts.send(Hold="2027-01-14 11:00"))
    assert took.problem.message == "the time until which it is to be held is past"
    assert took.facts == ()


def test_a_station_that_stood_still_past_the_expiry_says_so(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(RAZUVAEV, ROSHCHIN, Hold="within 2h", Expires="within 1h"))
    network.clock.advance(DAY_MS)
    took = moscow.tick()
    assert [one for one in took.kinds if one in (HoldEnded, NonDelivered)] == [
        HoldEnded,
        NonDelivered,
        NonDelivered,
    ]
    assert moscow.alarms() == ["non-delivery", "non-delivery"]
    assert moscow.duty("1").exit is Exit.EXPIRED


def test_a_station_that_can_no_longer_be_reached_is_a_non_delivery(network: Network) -> None:
    """The line to it leaves the plan while the telegram is held."""
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(Hold="within 2h"))
    moscow.handle(
        PlanLine(order_id=drafts.order_id(), a=MOSCOW, b=PYONGYANG, windows="", remove=True)
    )
    moscow.handle(SignPlan(order_id=drafts.order_id()))
    network.clock.advance(2 * HOUR_MS)
    took = moscow.tick()
    assert "pyongyang" in took.one(NonDelivered).reason
    assert EnvelopeSealed not in took.kinds
    assert "non-delivery" in moscow.alarms()
