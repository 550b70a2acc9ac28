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
    Load,
    Packet,
    Refuse,
    RefuseReason,
    Return,
    ReturnArrived,
    ReturnReason,
    Slip,
    Waiting,
    return_preimage,
)
from depesha.wire import RETURN_NAMESPACE
from tests.network import drafts
from tests.network.courier import CALM, Calm, Courier, Fate
from tests.network.keys import (
    DAY_MS,
    HOUR_MS,
    MOSCOW,
    NOW,
    PEKING,
    PYONGYANG,
    ROSHCHIN,
    TOKYO,
    Plan,
    book_of,
    sealer_of,
)
from tests.network.post import Network, Post


class Rot(Calm):
    """Whatever is sealed arrives spoiled."""

    def touch(self, load: Load) -> Load:
        if not isinstance(load, Packet):
            return load
        return replace(load, sealed=load.sealed[:-1] + bytes([load.sealed[-1] ^ 1]))


class Swallows(Calm):
    """A neighbour who takes everything and loses it."""

    def fate(self, load: Waiting) -> Fate:
        del load
        return Fate.SWALLOWED


def opaque(number: int) -> Packet:
    slip = Slip(
        slip_id=SlipId(number.to_bytes(16, "big")),
        destination=PYONGYANG,
        grade=Grade.LOW,
        size_bytes=3,
        expires_at=TimeMs(NOW + HOUR_MS),
    )
    return Packet(slip=slip, sealed=b"???")


def return_of(sealed: EnvelopeSealed, station: StationId) -> Return:
    reason = ReturnReason.NO_ROUTE
    preimage = return_preimage(sealed.slip_id, reason, station, sealed.sealed)
    signature = sealer_of(station).sign_as_station(RETURN_NAMESPACE, preimage)
    return Return(
        slip_id=sealed.slip_id, reason=reason, station=station, signature=Signature(signature)
    )


def last_sent(post: Post) -> EnvelopeSealed:
    return post.facts(EnvelopeSealed)[-1]


def test_a_return_goes_back_hop_by_hop_with_its_proof(network: Network, courier: Courier) -> None:
    """Pyongyang does not know Peking any more; Moscow hands the return on unread."""
    peking, moscow = network[PEKING], network[MOSCOW]
    network[PYONGYANG].desk.key_book = book_of(PYONGYANG, Plan(introduced=()))
    peking.handle(drafts.send(office=ROSHCHIN))
    courier.carry(PEKING, MOSCOW)
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
    (handed,) = moscow.facts(ReturnSent)
    assert handed.neighbour == PEKING


def test_what_rots_on_its_way_is_an_alarm_and_goes_again(
    network: Network, courier: Courier
) -> None:
    """The return is of other bytes than were sent, so it ends nothing."""
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    courier.weather = Rot()
    courier.carry(MOSCOW, PYONGYANG)
    courier.weather = CALM
    courier.run()
    assert moscow.facts(ReturnLearned)[0].proved is False
    assert moscow.alarms() == ["return-unproved"]
    network.clock.advance(HOUR_MS)
    moscow.tick()
    courier.run()
    assert moscow.duty("1").rung.name == "DELIVERED"


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


def test_a_refusal_of_an_entry_that_is_not_theirs_changes_nothing(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    (waiting,) = moscow.waiting(PYONGYANG)
    for neighbour, entry in ((TOKYO, waiting.entry), (PYONGYANG, 999)):
        took = moscow.take(
            HopRefused(neighbour=neighbour, entry=entry, reason=RefuseReason.NO_ROUTE)
        )
        assert (took.outcome, took.facts) == (Accept(), ())
    assert moscow.waiting(PYONGYANG) == [waiting]


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
        ReturnSent(slip_id=last_sent(network[PEKING]).slip_id, reason=returned, neighbour=PEKING),
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


def test_at_the_origin_the_signature_counts_and_not_who_brings_it(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    returned = return_of(last_sent(moscow), PYONGYANG)
    took = moscow.take(ReturnArrived(returned=returned, neighbour=TOKYO))
    assert took.outcome == Accept()
    assert took.one(NonDelivered).reason == "no-route at pyongyang"


def test_a_return_of_what_was_sent_again_since_changes_nothing(
    network: Network, courier: Courier
) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    courier.weather = Swallows()
    courier.run()
    old = last_sent(moscow)
    network.clock.advance(HOUR_MS)
    moscow.tick()
    event = ReturnArrived(returned=return_of(old, PYONGYANG), neighbour=PYONGYANG)
    took = moscow.take(event)
    assert (took.outcome, took.facts) == (Accept(), ())


def test_a_relay_hands_a_return_on_once(network: Network, courier: Courier) -> None:
    network[PEKING].handle(drafts.send(office=ROSHCHIN))
    courier.run()
    moscow = network[MOSCOW]
    passed = network[PEKING].facts(EnvelopeSealed)[0]
    event = ReturnArrived(returned=return_of(passed, PYONGYANG), neighbour=PYONGYANG)
    assert moscow.take(event).kinds == [ReturnSent]
    again = moscow.take(event)
    assert (again.outcome, again.facts) == (Accept(), ())
    assert len(moscow.waiting(PEKING)) == 1


def test_a_relay_refuses_a_return_from_anybody_else(network: Network, courier: Courier) -> None:
    network[PEKING].handle(drafts.send(office=ROSHCHIN))
    courier.carry(PEKING, MOSCOW)
    moscow = network[MOSCOW]
    returned = return_of(last_sent(network[PEKING]), PYONGYANG)
    took = moscow.take(ReturnArrived(returned=returned, neighbour=TOKYO))
    assert took.outcome == Refuse(reason=RefuseReason.NOT_AUTHORISED)
    assert moscow.waiting(PEKING) == []


def test_only_the_neighbour_that_it_was_given_to_gives_back(
    network: Network, courier: Courier
) -> None:
    """Both bring the same signed return; the relay believes the way and reads no signature."""
    network[PEKING].handle(drafts.send(office=ROSHCHIN))
    courier.run()
    moscow = network[MOSCOW]
    returned = return_of(network[PEKING].facts(EnvelopeSealed)[0], PYONGYANG)
    stranger = moscow.take(ReturnArrived(returned=returned, neighbour=TOKYO))
    assert (stranger.outcome, stranger.facts) == (
        Refuse(reason=RefuseReason.NOT_AUTHORISED),
        (),
    )
    assert moscow.take(ReturnArrived(returned=returned, neighbour=PYONGYANG)).kinds == [ReturnSent]


def test_a_return_of_a_packet_that_never_passed_is_refused(network: Network) -> None:
    network[PEKING].handle(drafts.send(office=ROSHCHIN))
    unknown = last_sent(network[PEKING])
    took = network[MOSCOW].take(
        ReturnArrived(returned=return_of(unknown, PEKING), neighbour=PEKING)
    )
    assert took.outcome == Refuse(reason=RefuseReason.NOT_AUTHORISED)


def test_a_return_twice_ends_a_telegram_once(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    event = ReturnArrived(returned=return_of(last_sent(moscow), PYONGYANG), neighbour=PYONGYANG)
    moscow.handle(event, event)
    assert len(moscow.facts(NonDelivered)) == 1
    assert moscow.alarms() == ["non-delivery"]
