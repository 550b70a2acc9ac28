"""Blobs that go by one connection, without a line: what is offered, and offered once more."""

import asyncio
from collections import Counter

import pytest

from depesha.links import frames
from depesha.links.channel import Channel
from depesha.links.frames import Introduction, Offer, Skip, Want
from depesha.links.outbound import Outbound
from depesha.links.shelf import Shelf
from depesha.names import Epoch
from depesha.packet import Grade
from tests.links.carriers import ALPHA, BETA, NETWORK
from tests.links.small_station import SmallStation

OURS = Epoch(b"of alpha")


def introduction(station: str, epoch: Epoch) -> Introduction:
    name = ALPHA if station == "alpha" else BETA
    return Introduction(station=name, network=NETWORK, book_version=1, lane=1, epoch=epoch)


def offering() -> tuple[Outbound, Offer]:
    """Return the blobs of alpha with one that is offered, and its offer."""
    alpha = SmallStation("alpha")
    mine = introduction("alpha", OURS)
    channel = Channel(mine, introduction("beta", Epoch(b"the beta")), Counter())
    blob = alpha.blob(1, 5000)
    shelf = Shelf(alpha.disk.blobs, BETA)
    outbound = Outbound(channel, shelf)
    outbound.take_place(7, Grade.LOW, blob)
    waybill = asyncio.run(outbound.make_ready(7))
    assert waybill is not None
    said = outbound.launch(7, waybill)
    shelf.close()
    assert isinstance(said, bytes)
    offer = frames.read(said)
    assert isinstance(offer, Offer)
    return outbound, offer


def test_an_offer_that_has_not_come_is_said_again_as_it_was() -> None:
    outbound, offer = offering()
    assert [frames.read(one) for one in outbound.offers([(1, 1)])] == [offer]
    assert [frames.read(one) for one in outbound.offers([(1, 9)])] == [offer]
    assert outbound.offers([(2, 9)]) == []


@pytest.mark.parametrize(
    "sign",
    [
        Want(lane=1, epoch=OURS, channel_seq=1, offset=0),
        Skip(lane=1, epoch=OURS, channel_seq=1),
    ],
)
def test_an_offer_that_has_come_is_not_said_again(sign: Want | Skip) -> None:
    outbound, _ = offering()
    outbound.hear(sign)
    assert outbound.offers([(1, 1)]) == []
