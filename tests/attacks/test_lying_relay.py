"""A relay that forges, strips or changes a return, or keeps a packet and says that it went on.

It can delay; what it says in another's name is an alarm, and the originator goes on repeating.
"""

from dataclasses import replace

import pytest

from depesha.names import Digest, Signature, StationId
from depesha.office.facts import EnvelopeSealed, NonDelivered, ReturnLearned
from depesha.packet import (
    Load,
    Packet,
    Return,
    ReturnArrived,
    ReturnReason,
    return_preimage,
)
from depesha.wire import PROVED_LEAF, RETURN_NAMESPACE
from tests.network import drafts
from tests.network.courier import Calm, Courier, Fate
from tests.network.keys import (
    HOUR_MS,
    MOSCOW,
    PEKING,
    PYONGYANG,
    ROSHCHIN,
    TOKYO,
    book_of,
    sealer_of,
)
from tests.network.post import Network, Post, Took

REASON = ReturnReason.NO_ROUTE


def signed(
    sealed: EnvelopeSealed,
    signer: StationId,
    *,
    named: StationId | None = None,
    reason: ReturnReason = REASON,
) -> Return:
    """Return a return that `signer` signs in the name of `named`, with the leaf of `named`."""
    station = named or signer
    preimage = return_preimage(sealed.slip_id, reason, station, sealed.sealed)
    return Return(
        slip_id=sealed.slip_id,
        reason=reason,
        station=station,
        signature=Signature(sealer_of(signer).sign_as_station(RETURN_NAMESPACE, preimage)),
        leaf=PROVED_LEAF.encode(book_of(MOSCOW).proved_leaf(station)),
    )


@pytest.fixture
def peking(network: Network, courier: Courier) -> Post:
    """Peking, whose telegram to Pyongyang has gone to Moscow, the relay that lies."""
    network[PEKING].handle(drafts.send(office=ROSHCHIN))
    courier.carry(PEKING, MOSCOW)
    return network[PEKING]


def told(peking: Post, returned: Return) -> Took:
    return peking.take(ReturnArrived(returned=returned, neighbour=MOSCOW))


def first(post: Post) -> EnvelopeSealed:
    return post.facts(EnvelopeSealed)[0]


FORGERIES = [
    "in the destination's name",
    "with its signature stripped",
    "with another reason",
    "with another station",
    "with another's leaf",
    "with a spoiled leaf",
    "with a leaf of nobody",
    "of other sealed bytes",
    "of what only the recipient can know",
]


def forgeries(sealed: EnvelopeSealed) -> dict[str, Return]:
    honest = signed(sealed, PYONGYANG)
    junk = replace(sealed, sealed=Digest(bytes(32)))
    return {
        "of other sealed bytes": signed(junk, PYONGYANG),
        "of what only the recipient can know": signed(
            sealed, MOSCOW, reason=ReturnReason.CANNOT_PROCESS
        ),
        "in the destination's name": signed(sealed, MOSCOW, named=PYONGYANG),
        "with its signature stripped": replace(honest, signature=Signature(bytes(64))),
        "with another reason": replace(honest, reason=ReturnReason.EXPIRED),
        "with another station": replace(honest, station=PEKING),
        "with another's leaf": replace(signed(sealed, TOKYO), leaf=signed(sealed, MOSCOW).leaf),
        "with a spoiled leaf": replace(signed(sealed, TOKYO), leaf=b"\x00" + honest.leaf),
        "with a leaf of nobody": replace(honest, station=StationId("nobody"), leaf=b""),
    }


@pytest.mark.parametrize("how", FORGERIES)
def test_a_forged_return_only_raises_an_alarm(peking: Post, how: str) -> None:
    took = told(peking, forgeries(first(peking))[how])
    assert took.one(ReturnLearned).proved is False
    assert NonDelivered not in took.kinds
    assert peking.alarms() == ["return-unproved"]
    assert peking.duty("1").exit is None


def test_the_repeat_goes_on_after_a_forged_return(
    network: Network, courier: Courier, peking: Post
) -> None:
    told(peking, signed(first(peking), MOSCOW, named=PYONGYANG))
    network.clock.advance(HOUR_MS)
    assert EnvelopeSealed in peking.tick().kinds
    courier.run()
    assert peking.duty("1").rung.name == "DELIVERED"


def test_the_same_forgery_raises_one_alarm(peking: Post) -> None:
    for _ in range(3):
        told(peking, signed(first(peking), MOSCOW, named=PYONGYANG))
    assert peking.alarms() == ["return-unproved"]


def test_a_return_signed_in_its_own_name_is_never_silent(peking: Post) -> None:
    """A relay may refuse its service; it stands for it by name, and an alarm says so."""
    took = told(peking, signed(first(peking), MOSCOW))
    assert took.one(ReturnLearned).station == MOSCOW
    assert took.one(NonDelivered).reason == "no-route at moscow"
    assert peking.alarms() == ["non-delivery"]


def test_a_return_without_a_leaf_holds_for_whom_we_know(peking: Post) -> None:
    took = told(peking, replace(signed(first(peking), PYONGYANG), leaf=b""))
    assert took.one(ReturnLearned).proved


class KeepsPackets(Calm):
    """It says that it went on."""

    def fate(self, load: object) -> Fate:
        del load
        return Fate.SWALLOWED


def test_a_relay_that_keeps_every_packet_is_found_out_by_time(
    network: Network, courier: Courier, peking: Post
) -> None:
    courier.weather = KeepsPackets()
    while not peking.facts(NonDelivered):
        courier.run()
        due = peking.desk.next_tick(network.clock.now)
        assert due is not None
        network.clock.advance(due - network.clock.now)
        peking.tick()
    assert peking.alarms() == ["non-delivery"]
    assert len(peking.facts(EnvelopeSealed)) > 20


class ChangesReturns(Calm):
    """It lets packets rot, and changes what comes back."""

    def touch(self, load: Load) -> Load:
        if isinstance(load, Return):
            return replace(load, reason=ReturnReason.EXPIRED)
        assert isinstance(load, Packet), "no blob goes here"
        return replace(load, sealed=load.sealed[:-1] + bytes([load.sealed[-1] ^ 1]))


def test_a_return_changed_on_its_way_is_found_out_at_the_origin(
    courier: Courier, peking: Post
) -> None:
    courier.weather = ChangesReturns()
    courier.run()
    assert [fact.proved for fact in peking.facts(ReturnLearned)] == [False]
    assert peking.duty("1").exit is None
