"""Histories in a network with two ways, whose lines fall, refuse, hand back and are at a minimum.

A seed is a history that can be run again.
"""

from pathlib import Path
from random import Random

import pytest

from depesha.names import StationId
from depesha.office.events import Minimize
from depesha.office.facts import Delivered, Diverted, Registered
from depesha.packet import (
    Accept,
    Arrived,
    HopAccepted,
    HopRefused,
    LineDown,
    LineUp,
    Packet,
    RefuseReason,
)
from depesha.telegram import Precedence
from tests.network import drafts
from tests.network.courier import CALM, Courier, Storm
from tests.network.invariants import ALWAYS, HONEST_LINES, broken, everything_is_settled
from tests.network.keys import GROMYKO, HOUR_MS, MINUTE_MS, MOSCOW, PEKING, ROSHCHIN
from tests.network.post import Founder, Network
from tests.network.ring import ring
from tests.network.test_histories import calm_down

STEPS = 60
SENDERS = {MOSCOW: GROMYKO, PEKING: ROSHCHIN}
MINIMA = (None, Precedence.PRIORITY, Precedence.FLASH)


def trouble(network: Network, courier: Courier, random: Random) -> None:
    """Let people send while everything happens to the lines that may happen."""
    for _ in range(STEPS):
        one, other = random.choice(network.plan.lines)
        here, there = random.choice(((one, other), (other, one)))
        match random.randrange(10):
            case 0 | 1 | 2:
                station, office = random.choice([*SENDERS.items()])
                grade = random.choice(["ROUTINE", "IMMEDIATE", "FLASH"])
                network[station].handle(drafts.send(office=office, Precedence=grade))
            case 3:
                event = random.choice((LineDown, LineUp))
                network[here].handle(event(neighbour=there))
            case 4:
                refuse(network, here, there, random)
            case 5:
                hand_back(network, here, there)
            case 6:
                level = random.choice(MINIMA)
                order = Minimize(order_id=drafts.order_id(), neighbour=there, precedence=level)
                network[here].handle(order)
            case 7:
                network.clock.advance(random.choice([MINUTE_MS, 10 * MINUTE_MS, HOUR_MS]))
                for post in network.posts.values():
                    post.tick()
            case _:
                courier.carry(here, there)


def refuse(network: Network, here: StationId, there: StationId, random: Random) -> None:
    """The neighbour refuses the first that waits for it."""
    for waiting in network[here].waiting(there)[:1]:
        reason = random.choice([RefuseReason.STORAGE_FULL, RefuseReason.LOOP])
        network[here].handle(HopRefused(neighbour=there, entry=waiting.entry, reason=reason))


def hand_back(network: Network, here: StationId, there: StationId) -> None:
    """The neighbour takes the first that waits for it, and gives it back as a packet."""
    for waiting in network[here].waiting(there)[:1]:
        if isinstance(waiting.load, Packet):
            back = Arrived(packet=waiting.load, neighbour=there)
            (answer,) = network[here].handle(back)
            if answer != Accept():
                continue  # there is no other way: the neighbour has it, and carries it on
            network[here].handle(HopAccepted(neighbour=there, entries=(waiting.entry,)))


def heal(network: Network) -> None:
    for one, other in network.plan.lines:
        for here, there in ((one, other), (other, one)):
            lifted = Minimize(order_id=drafts.order_id(), neighbour=there, precedence=None)
            network[here].handle(LineUp(neighbour=there), lifted)


def counted(network: Network) -> tuple[int, int]:
    """Return how many telegrams were registered, and how many delivered."""
    posts = network.posts.values()
    return tuple(sum(len(post.facts(kind)) for post in posts) for kind in (Registered, Delivered))  # type: ignore[return-value]


def run(founder: Founder, folder: Path, seed: int, *, swallows: bool) -> int:
    """Run a history to its end, and return how often something was diverted."""
    with ring(founder, folder) as network:
        courier = Courier(network, Storm(seed, swallows=swallows))
        trouble(network, courier, Random(seed))  # noqa: S311  # a history to run again
        assert broken(network, ALWAYS if swallows else HONEST_LINES) == []
        heal(network)
        courier.weather = CALM
        calm_down(network, courier)
        assert broken(network, ALWAYS) == []
        assert everything_is_settled(network) == []
        registered, delivered = counted(network)
        assert registered >= delivered > 0
        return sum(len(post.facts(Diverted)) for post in network.posts.values())


def test_nothing_is_lost_or_doubled_whatever_happens_to_the_lines(
    founder: Founder, tmp_path: Path
) -> None:
    runs = [run(founder, tmp_path / str(seed), seed, swallows=seed % 2 == 0) for seed in range(4)]
    assert sum(runs) > 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2000, 2100))
def test_so_it_is_in_many_histories(founder: Founder, tmp_path: Path, seed: int) -> None:
    run(founder, tmp_path, seed, swallows=seed % 2 == 0)
