"""A bug that an order meets concerns the face that gave it; one that a line meets stops loudly."""

from dataclasses import dataclass
from typing import Any

import pytest

from depesha.errors import Bug
from depesha.office.doors import DOORS
from depesha.office.events import Done, Tick
from depesha.office.facts import Registered
from depesha.packet import Arrived
from tests.network import drafts
from tests.network.keys import MOSCOW
from tests.network.post import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """An order that no desk has a door for: deciding it is a bug."""

    order_id: str


ORDER: Any = Unheard(order_id="unheard")


def test_an_order_that_meets_a_bug_is_answered_and_the_others_of_its_group_are_done(
    network: Network,
) -> None:
    moscow = network[MOSCOW]
    assert Unheard not in DOORS
    first, bug, last = moscow.handle(drafts.send(), ORDER, drafts.write())
    assert isinstance(first, Done)
    assert isinstance(last, Done)
    assert isinstance(bug, Bug)
    assert bug.message.startswith("a bug: KeyError in desk.py:")
    assert isinstance(bug.__cause__, KeyError), "the trace is for the log"
    assert len(moscow.facts(Registered)) == 1
    assert isinstance(moscow.handle(drafts.send(Copies="1 Сталину"))[0], Done)


@pytest.mark.parametrize("kind", [Arrived, Tick])
def test_a_line_event_or_a_tick_that_meets_a_bug_stops_the_station_loudly(
    network: Network, kind: type
) -> None:
    """It would be met again and again, with nobody to see it."""
    moscow = network[MOSCOW]
    broken: Any = object.__new__(type("Broken", (kind,), {}))
    with pytest.raises(KeyError):
        moscow.handle(broken)
    assert isinstance(moscow.handle(drafts.send())[0], Done), "the group was given up"
