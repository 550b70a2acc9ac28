"""Transit: every row of the table in docs/flow.md, by the slip alone."""

from dataclasses import replace

import pytest

from depesha.names import SlipId, StationId, TimeMs
from depesha.office.facts import HandedOn, Relayed, ReturnSent
from depesha.packet import (
    MAX_HOPS,
    Accept,
    Arrived,
    Grade,
    HopAccepted,
    Packet,
    Refuse,
    RefuseReason,
    Return,
    ReturnReason,
    Slip,
)
from depesha.route import Transit
from tests.network.keys import (
    HOUR_MS,
    MOSCOW,
    NOW,
    PEKING,
    PYONGYANG,
    TOKYO,
    Plan,
    book_of,
)
from tests.network.post import Network, Took

NOWHERE = StationId("nowhere")
SOON = TimeMs(NOW + HOUR_MS)


def packet(
    number: int = 1,
    *,
    to: StationId = PYONGYANG,
    hops: int = 0,
    expires_at: TimeMs = SOON,
    grade: Grade = Grade.LOW,
) -> Packet:
    """Return a packet whose content nobody on the way could read."""
    slip = Slip(
        slip_id=SlipId(number.to_bytes(16, "big")),
        destination=to,
        grade=grade,
        size_bytes=3,
        expires_at=expires_at,
        hops=hops,
    )
    return Packet(slip=slip, sealed=b"???")


def offer(network: Network, load: Packet, by: StationId = PEKING) -> Took:
    return network[MOSCOW].take(Arrived(packet=load, neighbour=by))


def test_what_may_be_carried_goes_to_the_next_hop_one_hop_older(network: Network) -> None:
    took = offer(network, packet(grade=Grade.FLASH))
    assert took.outcome == Accept()
    relayed = took.one(Relayed)
    assert (relayed.came_from, relayed.next_hop, relayed.destination) == (
        PEKING,
        PYONGYANG,
        PYONGYANG,
    )
    (waiting,) = network[MOSCOW].waiting(PYONGYANG)
    assert isinstance(waiting.load, Packet)
    assert waiting.grade is Grade.FLASH
    assert waiting.load == replace(packet(grade=Grade.FLASH), slip=waiting.load.slip)
    assert waiting.load.slip.hops == 1


def test_custody_ends_with_the_next_stations_word(network: Network) -> None:
    offer(network, packet())
    moscow = network[MOSCOW]
    (waiting,) = moscow.waiting(PYONGYANG)
    took = moscow.take(HopAccepted(neighbour=PYONGYANG, entries=(waiting.entry,)))
    assert took.kinds == [HandedOn]
    assert moscow.waiting(PYONGYANG) == []
    passage = moscow.out_tray.passage(waiting.load.slip.slip_id)  # type: ignore[union-attr]
    assert passage is not None
    assert (passage.returned, passage.came_from) == (False, PEKING)


def test_a_neighbour_cannot_accept_for_another(network: Network) -> None:
    offer(network, packet())
    moscow = network[MOSCOW]
    (waiting,) = moscow.waiting(PYONGYANG)
    for entry in (waiting.entry, waiting.entry + 1000):
        took = moscow.take(HopAccepted(neighbour=TOKYO, entries=(entry,)))
        assert (took.outcome, took.facts) == (Accept(), ())
    assert len(moscow.waiting(PYONGYANG)) == 1


@pytest.mark.parametrize("custody", ["held", "handed on"])
@pytest.mark.parametrize("by", [PEKING, TOKYO])
def test_what_is_held_or_was_passed_on_is_a_duplicate_from_anywhere(
    network: Network, custody: str, by: StationId
) -> None:
    offer(network, packet())
    moscow = network[MOSCOW]
    if custody == "handed on":
        (waiting,) = moscow.waiting(PYONGYANG)
        moscow.handle(HopAccepted(neighbour=PYONGYANG, entries=(waiting.entry,)))
    left = len(moscow.waiting(PYONGYANG))
    took = offer(network, packet(hops=2), by=by)
    assert (took.outcome, took.facts) == (Accept(), ())
    assert len(moscow.waiting(PYONGYANG)) == left


def test_what_comes_back_from_whom_it_was_given_to_is_refused_as_a_loop(network: Network) -> None:
    offer(network, packet())
    took = offer(network, packet(hops=1), by=PYONGYANG)
    assert took.outcome == Refuse(reason=RefuseReason.LOOP)
    assert took.facts == ()


GIVEN_BACK = {
    "expired": (packet(expires_at=NOW), PEKING, ReturnReason.EXPIRED),
    "too many hops": (packet(hops=MAX_HOPS), PEKING, ReturnReason.HOP_LIMIT),
    "no rule for it": (packet(to=TOKYO), PEKING, ReturnReason.NOT_AUTHORISED),
    "no rule for whoever offers it": (packet(), TOKYO, ReturnReason.NOT_AUTHORISED),
}


@pytest.mark.parametrize(("load", "by", "reason"), GIVEN_BACK.values(), ids=GIVEN_BACK)
def test_what_cannot_go_on_is_taken_and_given_back(
    network: Network, load: Packet, by: StationId, reason: ReturnReason
) -> None:
    took = offer(network, load, by)
    assert took.outcome == Accept()
    assert took.kinds == [ReturnSent]
    (waiting,) = network[MOSCOW].waiting(by)
    assert isinstance(waiting.load, Return)
    assert (waiting.load.reason, waiting.load.station) == (reason, MOSCOW)
    again = offer(network, load, by)
    assert (again.outcome, again.facts) == (Accept(), ())


def test_where_no_way_is_known_it_is_given_back(network: Network) -> None:
    """The rule allows it, and there is no line on to anybody but whom it came from."""
    network[MOSCOW].desk.key_book = book_of(
        MOSCOW,
        Plan(
            lines=((MOSCOW, PEKING),),
            transits=(Transit(origin=PEKING, through=MOSCOW, to="*"),),
        ),
    )
    assert offer(network, packet(to=NOWHERE)).one(ReturnSent).reason is ReturnReason.NO_ROUTE


def test_a_packet_does_not_go_back_where_it_came_from(network: Network) -> None:
    network[MOSCOW].desk.key_book = book_of(
        MOSCOW, Plan(transits=(Transit(origin=PEKING, through=MOSCOW, to="*"),))
    )
    took = offer(network, packet(to=PEKING))
    assert took.one(ReturnSent).reason is ReturnReason.NO_ROUTE


def test_at_its_destination_an_old_packet_is_still_opened(network: Network) -> None:
    """What has come is not thrown away for its date; this one cannot be opened, though."""
    took = offer(network, packet(to=MOSCOW, expires_at=NOW, hops=200))
    assert took.outcome == Accept()
    assert took.one(ReturnSent).reason is ReturnReason.CANNOT_PROCESS
