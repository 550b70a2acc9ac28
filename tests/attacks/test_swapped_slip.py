"""A relay alters the open part of a packet: destination, grade, expiry, kind, slip id."""

from dataclasses import replace
from typing import Any

import pytest

from depesha.names import SlipId
from depesha.packet import MAX_HOPS, Grade, PacketKind
from tests.network.forger import EXPIRES, Forger
from tests.network.hostile import must_be_given_back, offered
from tests.network.keys import HOUR_MS, PYONGYANG
from tests.network.post import Network

ALTERED: dict[str, dict[str, Any]] = {
    "grade raised": {"grade": Grade.FLASH},
    "expiry moved": {"expires_at": EXPIRES + HOUR_MS},
    "another kind": {"kind": PacketKind.BLOB},
    "another slip id": {"slip_id": SlipId(b"0123456789abcdef")},
}


@pytest.mark.parametrize("fields", ALTERED.values(), ids=ALTERED)
def test_a_slip_that_was_altered_is_recognised_when_it_is_opened(
    network: Network, fields: dict[str, Any]
) -> None:
    packet = Forger().packet(*Forger().telegram())
    altered = replace(packet, slip=replace(packet.slip, **fields))
    must_be_given_back(network[PYONGYANG], altered, "does-not-verify")


def test_a_letter_for_another_station_in_our_slip_cannot_be_opened(network: Network) -> None:
    forger = Forger(recipient=network.plan.lines[0][1])
    packet = forger.packet(*forger.telegram())
    altered = replace(packet, slip=replace(packet.slip, destination=PYONGYANG))
    must_be_given_back(network[PYONGYANG], altered, "cannot-open")


@pytest.mark.parametrize("hops", [1, MAX_HOPS, 255])
def test_the_hop_count_may_change_on_the_way(network: Network, hops: int) -> None:
    packet = Forger().packet(*Forger().telegram())
    counted = replace(packet, slip=replace(packet.slip, hops=hops))
    assert "Delivered" in [kind.__name__ for kind in offered(network[PYONGYANG], counted).kinds]


def test_two_letters_whose_slips_were_exchanged_are_both_given_back(network: Network) -> None:
    forger = Forger()
    one = forger.packet(*forger.telegram(number=1))
    other = forger.packet(*forger.telegram(number=2))
    must_be_given_back(network[PYONGYANG], replace(one, slip=other.slip), "does-not-verify")
