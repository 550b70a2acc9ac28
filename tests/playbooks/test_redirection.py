"""A new key book or plan: what waits takes the new way, ends, or waits for it."""

from dataclasses import replace

from depesha import keybook
from depesha.keybook import Armour
from depesha.names import SlipId, StationId, TimeMs
from depesha.office.administration import REGISTRY
from depesha.office.desk import BEHIND_MS
from depesha.office.events import AdoptKeyBook, PlanLine, PlanTransit, SignPlan
from depesha.office.facts import Delivered, NonDelivered, Quarantined, ReturnLearned, ReturnSent
from depesha.packet import Accept, Arrived, Defer, Grade, Packet, Return, ReturnReason, Slip
from depesha.route import Transit
from tests.network import drafts, keys
from tests.network.courier import Courier
from tests.network.forger import Forger, enclosure
from tests.network.keys import (
    HOUR_MS,
    MOSCOW,
    NOW,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
)
from tests.network.post import Network


def adopt(network: Network, station: StationId, plan: keybook.Registry) -> None:
    excerpt = keybook.wrap(Armour.KEY_BOOK, keybook.excerpt(plan, station))
    (outcome,) = network[station].handle(AdoptKeyBook(order_id=drafts.order_id(), excerpt=excerpt))
    assert not isinstance(outcome, Exception), outcome


def with_direct_line(network: Network) -> keybook.Registry:
    """The centre plans a line between Peking and Pyongyang, and signs it."""
    network[MOSCOW].handle(
        PlanLine(order_id="line", a=PEKING, b=PYONGYANG, windows="always"),
        SignPlan(order_id="sign"),
    )
    kept = network[MOSCOW].stored.state(REGISTRY)
    assert kept is not None
    return keybook.decode(kept)


def opaque(to: StationId, number: int = 1) -> Packet:
    slip = Slip(
        slip_id=SlipId(number.to_bytes(16, "big")),
        destination=to,
        grade=Grade.LOW,
        size_bytes=3,
        expires_at=TimeMs(NOW + HOUR_MS),
    )
    return Packet(slip=slip, sealed=b"???")


def test_what_waits_takes_the_new_way(network: Network) -> None:
    peking = network[PEKING]
    peking.handle(drafts.send(RAZUVAEV, office=ROSHCHIN))
    (waiting,) = peking.waiting(MOSCOW)
    adopt(network, PEKING, with_direct_line(network))
    assert peking.waiting(MOSCOW) == []
    (moved,) = peking.waiting(PYONGYANG)
    assert moved.load == waiting.load


def test_what_waits_on_a_way_that_stays_is_not_touched(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(RAZUVAEV, ROSHCHIN))
    before = (moscow.waiting(PEKING), moscow.waiting(PYONGYANG))
    with_direct_line(network)
    assert (moscow.waiting(PEKING), moscow.waiting(PYONGYANG)) == before


def test_what_is_relayed_takes_the_new_way_too(network: Network) -> None:
    """Moscow carries from Peking to anybody; the line to Pyongyang goes by Tokyo now."""
    moscow = network[MOSCOW]
    moscow.handle(Arrived(packet=opaque(PYONGYANG), neighbour=PEKING))
    assert len(moscow.waiting(PYONGYANG)) == 1
    kept = moscow.stored.state(REGISTRY)
    assert kept is not None
    registry = keybook.remove_line(keybook.decode(kept), MOSCOW, PYONGYANG)
    rule = Transit(origin=MOSCOW, through=keys.TOKYO, to=PYONGYANG)
    registry = keybook.allow_transit(registry, rule, salt=bytes(16))
    adopt(network, MOSCOW, keybook.sign(registry, keys.press()))
    assert moscow.waiting(PYONGYANG) == []
    (moved,) = moscow.waiting(keys.TOKYO)
    assert isinstance(moved.load, Packet)
    passage = moscow.out_tray.passage(moved.load.slip.slip_id)
    assert passage is not None
    assert (passage.came_from, passage.next_hop) == (PEKING, keys.TOKYO)


def test_what_has_no_way_any_more_ends_or_goes_back(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(RAZUVAEV))
    moscow.handle(Arrived(packet=opaque(PYONGYANG), neighbour=PEKING))
    kept = moscow.stored.state(REGISTRY)
    assert kept is not None
    registry = keybook.remove_line(keybook.decode(kept), MOSCOW, PYONGYANG)
    adopt(network, MOSCOW, keybook.sign(registry, keys.press()))
    assert moscow.waiting(PYONGYANG) == []
    (ended,) = moscow.facts(NonDelivered)
    assert ended.reason == "no-route at moscow"
    (back,) = moscow.waiting(PEKING)
    assert isinstance(back.load, Return)
    assert len(moscow.facts(ReturnSent)) == 1


def test_a_receipt_that_has_no_way_any_more_is_an_alarm(network: Network, courier: Courier) -> None:
    """Nobody confirms a receipt, so nothing else would tell that it is gone."""
    moscow = network[MOSCOW]
    network[PYONGYANG].handle(drafts.send(keys.GROMYKO, office=RAZUVAEV))
    courier.run()
    moscow.handle(drafts.confirm("pyongyang/1", keys.GROMYKO))
    assert len(moscow.waiting(PYONGYANG)) == 1
    kept = moscow.stored.state(REGISTRY)
    assert kept is not None
    registry = keybook.remove_line(keybook.decode(kept), MOSCOW, PYONGYANG)
    adopt(network, MOSCOW, keybook.sign(registry, keys.press()))
    assert moscow.waiting(PYONGYANG) == []
    assert moscow.alarms() == ["receipt-returned"]
    (learned,) = moscow.facts(ReturnLearned)
    assert (learned.reason, learned.proved) == (ReturnReason.NO_ROUTE, True)


def test_however_much_waits_all_of_it_is_looked_at(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(
        *(Arrived(packet=opaque(PYONGYANG, at), neighbour=PEKING) for at in range(1, 301))
    )
    kept = moscow.stored.state(REGISTRY)
    assert kept is not None
    registry = keybook.remove_line(keybook.decode(kept), MOSCOW, PYONGYANG)
    adopt(network, MOSCOW, keybook.sign(registry, keys.press()))
    assert len(moscow.facts(ReturnSent)) == 300


def test_a_new_rule_is_a_way_for_the_next_telegram(network: Network, courier: Courier) -> None:
    network[MOSCOW].handle(
        PlanTransit(order_id="a", came_from=keys.TOKYO, through=MOSCOW, to=PEKING, one_way=False),
        SignPlan(order_id="b"),
    )
    took = network[MOSCOW].take(Arrived(packet=opaque(PEKING), neighbour=keys.TOKYO))
    assert took.outcome == Accept()
    assert len(network[MOSCOW].waiting(PEKING)) == 1
    courier.run()


# -- a letter by a newer key book -----------------------------------------------------------------


def test_a_letter_by_a_newer_key_book_waits_until_it_is_here(network: Network) -> None:
    """An office that Pyongyang does not know yet released it: nothing is quarantined for that."""
    pyongyang = network[PYONGYANG]
    forger = Forger()
    body = forger.body()
    registration = forger.registration(body, releaser=keys.CLERK)
    packet = forger.packet(body, registration, documents=[enclosure(registration)], book_version=9)
    event = Arrived(packet=packet, neighbour=MOSCOW)
    took = pyongyang.take(event)
    assert took.outcome == Defer(until=TimeMs(network.clock.now + BEHIND_MS))
    assert {Delivered, Quarantined}.isdisjoint(took.kinds)
    assert pyongyang.alarms() == ["key-book-behind"]
    book = pyongyang.desk.key_book
    assert book is not None
    pyongyang.desk.key_book = replace(book, edition=replace(book.edition, version=9))
    assert Quarantined in pyongyang.take(event).kinds  # the book has come, and it is a lie


def test_what_verifies_is_taken_in_whatever_the_version(network: Network) -> None:
    forger = Forger()
    packet = forger.packet(*forger.telegram(), book_version=9)
    took = network[PYONGYANG].take(Arrived(packet=packet, neighbour=MOSCOW))
    assert Delivered in took.kinds
