"""Returns: hop by hop back to the origin, with and without proof."""

from dataclasses import replace

import pytest

from depesha.names import Signature, SlipId, StationId, TimeMs
from depesha.office.facts import (
    EnvelopeSealed,
    HandedOn,
    NonDelivered,
    ReturnLearned,
    ReturnSent,
)
from depesha.packet import (
    Accept,
    Arrived,
    Grade,
    HopAccepted,
    HopRefused,
    Packet,
    Refuse,
    RefuseReason,
    Return,
    ReturnArrived,
    ReturnReason,
    Slip,
    return_preimage,
)
from depesha.wire import RETURN_NAMESPACE
from tests.network import drafts
from tests.network.courier import Calm, Courier
from tests.network.keys import (
    DAY_MS,
    HOUR_MS,
    MOSCOW,
    NOW,
    PEKING,
    PYONGYANG,
    ROSHCHIN,
    TOKYO,
    sealer_of,
)
from tests.network.post import Network, Post


class Rot(Calm):
    """Whatever is sealed arrives spoiled."""

    def touch(self, load: Packet | Return) -> Packet | Return:
        if isinstance(load, Return):
            return load
        return replace(load, sealed=load.sealed[:-1] + bytes([load.sealed[-1] ^ 1]))


def opaque(number: int) -> Packet:
    slip = Slip(
        slip_id=SlipId(number.to_bytes(16, "big")),
        destination=PYONGYANG,
        grade=Grade.LOW,
        size_bytes=3,
        expires_at=TimeMs(NOW + HOUR_MS),
    )
    return Packet(slip=slip, sealed=b"???")


def return_of(
    slip_id: SlipId, station: StationId, reason: ReturnReason = ReturnReason.NO_ROUTE
) -> Return:
    signature = sealer_of(station).sign_as_station(
        RETURN_NAMESPACE, return_preimage(slip_id, reason, station)
    )
    return Return(slip_id=slip_id, reason=reason, station=station, signature=Signature(signature))


def sent_slip(post: Post) -> SlipId:
    return post.facts(EnvelopeSealed)[-1].slip_id


def test_a_return_goes_back_hop_by_hop_with_its_proof(network: Network, courier: Courier) -> None:
    """Peking's letter arrives spoiled at Pyongyang; Moscow hands the return on unread."""
    peking, moscow = network[PEKING], network[MOSCOW]
    peking.handle(drafts.send(office=ROSHCHIN))
    courier.carry(PEKING, MOSCOW)
    courier.weather = Rot()
    courier.carry(MOSCOW, PYONGYANG)
    assert network[PYONGYANG].facts(ReturnSent)[0].neighbour == MOSCOW
    courier.run()
    learned = peking.facts(ReturnLearned)[0]
    assert (learned.station, learned.reason, learned.proved) == (
        PYONGYANG,
        ReturnReason.CANNOT_PROCESS,
        True,
    )
    (ended,) = peking.facts(NonDelivered)
    assert (ended.station, ended.reason) == (PYONGYANG, "cannot-process at pyongyang")
    assert peking.duty("1").exit == "NON_DELIVERY"
    assert peking.alarms() == ["non-delivery"]
    assert moscow.facts(ReturnLearned) == []


def test_what_the_next_station_refuses_ends_at_its_origin(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    (waiting,) = moscow.waiting(PYONGYANG)
    took = moscow.take(
        HopRefused(neighbour=PYONGYANG, entry=waiting.entry, reason=RefuseReason.EXPIRED)
    )
    assert took.one(ReturnLearned).station == MOSCOW
    assert took.one(NonDelivered).reason == "expired at moscow"
    assert moscow.waiting(PYONGYANG) == []


@pytest.mark.parametrize(
    ("refused", "returned"),
    [
        (RefuseReason.NO_ROUTE, ReturnReason.NO_ROUTE),
        (RefuseReason.LOOP, ReturnReason.HOP_LIMIT),
        (RefuseReason.NOT_AUTHORISED, ReturnReason.NOT_AUTHORISED),
        (RefuseReason.TOO_BIG, ReturnReason.REFUSED_BY_NEXT),
        (RefuseReason.STORAGE_FULL, ReturnReason.REFUSED_BY_NEXT),
    ],
)
def test_what_the_next_station_refuses_is_given_back_by_a_relay(
    network: Network, courier: Courier, refused: RefuseReason, returned: ReturnReason
) -> None:
    network[PEKING].handle(drafts.send(office=ROSHCHIN))
    courier.carry(PEKING, MOSCOW)
    moscow = network[MOSCOW]
    (waiting,) = moscow.waiting(PYONGYANG)
    took = moscow.take(HopRefused(neighbour=PYONGYANG, entry=waiting.entry, reason=refused))
    assert took.facts == (
        ReturnSent(slip_id=sent_slip(network[PEKING]), reason=returned, neighbour=PEKING),
    )
    courier.run()
    assert network[PEKING].facts(ReturnLearned)[0].proved
    assert network[PEKING].alarms() == ["non-delivery"]


def test_what_expires_in_the_out_tray_goes_back_too(network: Network, courier: Courier) -> None:
    network[PEKING].handle(drafts.send(office=ROSHCHIN, Expires="within 1h"))
    courier.carry(PEKING, MOSCOW)
    network.clock.advance(2 * HOUR_MS)
    moscow = network[MOSCOW]
    assert moscow.tick().one(ReturnSent).reason is ReturnReason.EXPIRED
    assert moscow.waiting(PYONGYANG) == []
    courier.run()
    assert network[PEKING].facts(ReturnLearned)[0].reason is ReturnReason.EXPIRED


def test_a_relay_that_was_off_for_weeks_gives_everything_back(network: Network) -> None:
    """More than one tick's worth: the passages must outlive what is still held."""
    moscow = network[MOSCOW]
    moscow.handle(*(Arrived(packet=opaque(number), neighbour=PEKING) for number in range(1, 101)))
    network.clock.advance(20 * DAY_MS)
    moscow.tick()
    moscow.tick()
    assert len(moscow.facts(ReturnSent)) == 100
    assert len(moscow.waiting(PEKING)) == 100


def test_a_return_that_a_neighbour_refuses_raises_an_alarm(
    network: Network, courier: Courier
) -> None:
    network[PEKING].handle(drafts.send(office=ROSHCHIN))
    courier.carry(PEKING, MOSCOW)
    moscow = network[MOSCOW]
    (waiting,) = moscow.waiting(PYONGYANG)
    moscow.handle(
        HopRefused(neighbour=PYONGYANG, entry=waiting.entry, reason=RefuseReason.NO_ROUTE)
    )
    (back,) = moscow.waiting(PEKING)
    moscow.handle(
        HopRefused(neighbour=PEKING, entry=back.entry, reason=RefuseReason.NOT_AUTHORISED)
    )
    assert moscow.alarms() == ["return-refused"]
    assert moscow.waiting(PEKING) == []


def test_a_return_is_carried_like_a_packet_and_then_gone(
    network: Network, courier: Courier
) -> None:
    network[PEKING].handle(drafts.send(office=ROSHCHIN))
    courier.carry(PEKING, MOSCOW)
    moscow = network[MOSCOW]
    (waiting,) = moscow.waiting(PYONGYANG)
    moscow.handle(
        HopRefused(neighbour=PYONGYANG, entry=waiting.entry, reason=RefuseReason.NO_ROUTE)
    )
    (back,) = moscow.waiting(PEKING)
    took = moscow.take(HopAccepted(neighbour=PEKING, entries=(back.entry,)))
    assert took.facts == ()
    assert moscow.facts(HandedOn) == []


# -- who may give back ----------------------------------------------------------------------------


def test_only_the_neighbour_that_it_was_given_to_gives_back(network: Network) -> None:
    """At the origin another neighbour's return is taken and means nothing."""
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    returned = return_of(sent_slip(moscow), PYONGYANG)
    took = moscow.take(ReturnArrived(returned=returned, neighbour=TOKYO))
    assert (took.outcome, took.facts) == (Accept(), ())


def test_a_relay_refuses_a_return_from_anybody_else(network: Network, courier: Courier) -> None:
    network[PEKING].handle(drafts.send(office=ROSHCHIN))
    courier.carry(PEKING, MOSCOW)
    moscow = network[MOSCOW]
    returned = return_of(sent_slip(network[PEKING]), PYONGYANG)
    took = moscow.take(ReturnArrived(returned=returned, neighbour=TOKYO))
    assert took.outcome == Refuse(reason=RefuseReason.NOT_AUTHORISED)
    assert moscow.waiting(PEKING) == []


def test_a_return_of_a_packet_that_never_passed_is_refused(network: Network) -> None:
    took = network[MOSCOW].take(
        ReturnArrived(returned=return_of(SlipId(bytes(16)), PEKING), neighbour=PEKING)
    )
    assert took.outcome == Refuse(reason=RefuseReason.NOT_AUTHORISED)


def test_a_return_twice_ends_a_telegram_once(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    event = ReturnArrived(returned=return_of(sent_slip(moscow), PYONGYANG), neighbour=PYONGYANG)
    moscow.handle(event, event)
    assert len(moscow.facts(NonDelivered)) == 1
    assert moscow.alarms() == ["non-delivery"]
