"""Histories in bad weather: loss, doubling, reordering, swallowing neighbours and power cuts.

A seed is a history that can be run again.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from depesha.errors import Problem
from depesha.names import OfficeId
from depesha.office.events import Order
from depesha.office.facts import AttachmentExamined, Delivered, Registered
from tests.network import drafts
from tests.network.courier import CALM, Courier, Storm
from tests.network.files import attach, sending
from tests.network.invariants import (
    ALWAYS,
    HONEST_LINES,
    broken,
    everything_is_settled,
    examined_once,
    files_are_where_they_belong,
)
from tests.network.keys import (
    DAY_MS,
    GROMYKO,
    HOUR_MS,
    MINUTE_MS,
    MOSCOW,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
)
from tests.network.post import Founder, Network, Post

OFFICES = {MOSCOW: GROMYKO, PEKING: ROSHCHIN, PYONGYANG: RAZUVAEV}
STEPS = 25


@pytest.fixture
def three(founder: Founder, tmp_path: Path) -> Iterator[Network]:
    made = founder.network(tmp_path, [MOSCOW, PEKING, PYONGYANG])
    yield made
    made.close()


Send = Callable[..., Order]


def history(network: Network, courier: Courier, seed: int, send: Send | None = None) -> None:
    """Let people send and answer, lines carry, time pass and stations fall over."""
    random = Random(seed)  # noqa: S311  # not a secret: a history to run again
    for _ in range(STEPS):
        station, office = random.choice([*OFFICES.items()])
        post = network[station]
        match random.randrange(8):
            case 0 | 1 | 2:
                to = random.choice([one for one in OFFICES.values() if one != office])
                grade = random.choice(["ROUTINE", "IMMEDIATE", "FLASH"])
                made = send(post, to, office) if send else None
                post.handle(made or drafts.send(to, office=office, Precedence=grade))
            case 3:
                _answer(network, random)
            case 4:
                post.power_cut()
            case 5:
                network.clock.advance(random.choice([MINUTE_MS, HOUR_MS]))
                for one in network.posts.values():
                    one.tick()
            case _:
                here, there = random.choice(network.plan.lines[:2])
                courier.carry(here, there)
                courier.carry(there, here)


def _answer(network: Network, random: Random) -> None:
    post = network[random.choice([*OFFICES])]
    for fact in post.facts(Delivered)[-1:]:
        reference = f"{fact.entry.station}/{fact.entry.number}"
        office = OFFICES[post.station]
        orders: list[Order] = [
            drafts.confirm(reference, office),
            drafts.comply(reference, office),
            drafts.report(reference, office),
        ]
        (outcome,) = post.handle(random.choice(orders))
        assert not isinstance(outcome, Problem) or outcome.code == "refused"


def calm_down(network: Network, courier: Courier) -> None:
    """Let the weather be fair until everything that is repeated has come."""
    courier.weather = CALM
    for _ in range(12):
        courier.run()
        network.clock.advance(DAY_MS)
        for post in network.posts.values():
            post.tick()
            post.examine()
    courier.run()


@pytest.mark.parametrize("seed", range(8))
def test_nothing_is_lost_or_doubled_in_any_weather(three: Network, seed: int) -> None:
    courier = Courier(three, Storm(seed))
    history(three, courier, seed)
    assert broken(three, ALWAYS) == []
    calm_down(three, courier)
    assert broken(three, ALWAYS) == []
    assert everything_is_settled(three) == []
    registered = sum(len(post.facts(Registered)) for post in three.posts.values())
    delivered = sum(len(post.facts(Delivered)) for post in three.posts.values())
    assert registered == delivered > 0


@pytest.mark.parametrize("seed", range(100, 104))
def test_custody_is_on_disk_wherever_no_line_swallows(three: Network, seed: int) -> None:
    courier = Courier(three, Storm(seed, swallows=False))
    history(three, courier, seed)
    assert broken(three, HONEST_LINES) == []


def _with_file(post: Post, to: OfficeId, office: OfficeId) -> Order:
    return sending(attach(post, b"x" * 70_000), to=(to,), office=office)


@pytest.mark.parametrize("seed", range(300, 306))
def test_files_are_neither_lost_nor_left_behind_in_any_weather(three: Network, seed: int) -> None:
    courier = Courier(three, Storm(seed))
    history(three, courier, seed, _with_file)
    assert broken(three, ALWAYS) == []
    calm_down(three, courier)
    assert broken(three, (*ALWAYS, examined_once, files_are_where_they_belong)) == []
    assert everything_is_settled(three) == []
    came = sum(len(post.facts(AttachmentExamined)) for post in three.posts.values())
    assert came == sum(len(post.facts(Delivered)) for post in three.posts.values()) > 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 1200))
def test_so_it_is_in_many_histories(three: Network, seed: int) -> None:
    courier = Courier(three, Storm(seed))
    history(three, courier, seed)
    calm_down(three, courier)
    assert broken(three, ALWAYS) == []
    assert everything_is_settled(three) == []
