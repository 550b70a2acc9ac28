"""Replay: what was sent once is sent again by somebody who has seen it."""

from dataclasses import replace

from depesha.names import SlipId
from depesha.office.facts import Delivered, EnvelopeSealed, RepeatRecognised
from depesha.packet import Accept, Packet
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.forger import Forger, enclosure, opened, resealed
from tests.network.hostile import must_be_given_back, must_be_kept_out, offered
from tests.network.keys import (
    GROMYKO,
    MOSCOW,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
    TOKYO,
)
from tests.network.post import Network


def test_the_same_packet_again_is_accepted_and_ignored(network: Network) -> None:
    packet = Forger().packet(*Forger().telegram())
    pyongyang = network[PYONGYANG]
    offered(pyongyang, packet)
    for neighbour in (MOSCOW, PEKING, TOKYO):
        again = offered(pyongyang, packet, neighbour)
        assert (again.outcome, again.facts) == (Accept(), ())
    assert len(pyongyang.facts(Delivered)) == 1


def test_the_same_letter_in_a_new_slip_is_given_back(network: Network) -> None:
    packet = Forger().packet(*Forger().telegram())
    pyongyang = network[PYONGYANG]
    fresh = replace(packet, slip=replace(packet.slip, slip_id=SlipId(bytes(16))))
    must_be_given_back(pyongyang, fresh, "does-not-verify")
    assert offered(pyongyang, packet).kinds.count(Delivered) == 1


def test_a_letter_sealed_anew_in_its_own_slip_is_a_duplicate(network: Network) -> None:
    packet = Forger().packet(*Forger().telegram())
    pyongyang = network[PYONGYANG]
    offered(pyongyang, packet)
    again = offered(pyongyang, resealed(packet, opened(packet, PYONGYANG), PYONGYANG))
    assert (again.outcome, again.facts) == (Accept(), ())


def test_a_telegram_enclosed_by_another_station_is_no_repeat_of_his(
    network: Network, courier: Courier
) -> None:
    """Peking, also an addressee, would learn from the report that Pyongyang has it."""
    network[MOSCOW].handle(drafts.send(ROSHCHIN, RAZUVAEV))
    (waiting,) = network[MOSCOW].waiting(PEKING)
    assert isinstance(waiting.load, Packet)
    items = opened(waiting.load, PEKING).items
    courier.run()
    pyongyang = network[PYONGYANG]
    packet = Forger(PEKING, PYONGYANG).packet(*items, documents=[enclosure(items[1])])
    took = must_be_kept_out(pyongyang, packet)
    assert RepeatRecognised not in took.kinds


def test_our_own_telegram_reflected_is_not_taken_in(network: Network, courier: Courier) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    (waiting,) = moscow.waiting(PYONGYANG)
    assert isinstance(waiting.load, Packet)
    items = opened(waiting.load, PYONGYANG).items
    courier.run()
    forger = Forger(PYONGYANG, MOSCOW)
    reflected = forger.packet(*items, documents=[enclosure(items[1], GROMYKO)])
    must_be_kept_out(moscow, reflected, by=PYONGYANG)


def test_our_own_answer_reflected_is_not_taken_in(network: Network, courier: Courier) -> None:
    pyongyang = network[PYONGYANG]
    network[MOSCOW].handle(drafts.send())
    courier.run()
    pyongyang.handle(drafts.comply("moscow/1"))
    (waiting,) = pyongyang.waiting(MOSCOW)
    assert isinstance(waiting.load, Packet)
    items = opened(waiting.load, MOSCOW).items
    courier.run()
    packet = Forger().packet(items[1])
    took = must_be_kept_out(pyongyang, packet)
    assert RepeatRecognised not in took.kinds


def test_a_uid_that_is_taken_is_not_taken_again(network: Network) -> None:
    """Another telegram under the uid of one that lies here."""
    forger = Forger()
    offered(network[PYONGYANG], forger.packet(*forger.telegram(number=1)))
    body = forger.body(text="Другое.")
    packet = forger.packet(body, forger.registration(body, number=1))
    must_be_kept_out(network[PYONGYANG], packet)
    assert len(network[PYONGYANG].facts(EnvelopeSealed)) == 2  # delivered; cannot process
