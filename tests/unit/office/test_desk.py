"""The one door when something breaks that is no problem of a person or a peer: a bug."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from depesha.errors import Bug, NotNow, StoreDamaged
from depesha.notice import ServiceCode
from depesha.office.events import Event, Tick
from depesha.office.facts import Fact
from depesha.office.ports import Book
from depesha.packet import Accept, Arrived
from tests.network import drafts
from tests.network.forger import Forger
from tests.network.keys import MOSCOW, PYONGYANG
from tests.network.post import Founder, Network


class Breaks:
    """A book that raises what is no error of ours, or loses what it was given."""

    def __init__(self, honest: Any, error: BaseException) -> None:
        """Raise `error` at the first fact."""
        self._honest = honest
        self._error = error

    def __getattr__(self, name: str) -> Any:
        return getattr(self._honest, name)

    def append(self, _fact: Fact, _at: int) -> None:
        raise self._error


def breaking(error: BaseException) -> Any:
    return lambda book: cast(Book, Breaks(book, error))


@pytest.fixture
def make(founder: Founder, tmp_path: Path) -> Iterator[Any]:
    made: list[Network] = []

    def network(error: BaseException) -> Network:
        variants = {MOSCOW: breaking(error)}
        made.append(founder.network(tmp_path, [MOSCOW], variants=variants))
        return made[-1]

    yield network
    for one in made:
        one.close()


def test_a_bug_in_an_order_rolls_it_back_and_stays_with_it(make: Any) -> None:
    """Whoever ordered is told; the desk goes on, and the store is as it was."""
    moscow = make(ZeroDivisionError("words of a telegram"))[MOSCOW]
    head = moscow.committed_head()
    bug, other = moscow.handle(drafts.write(), Tick())
    assert isinstance(bug, Bug)
    assert "telegram" not in bug.message  # its words may hold what nobody should see
    assert other == Accept()
    assert moscow.committed_head() == head
    moscow.power_cut(variant=lambda book: book)
    assert moscow.take(drafts.write()).value["draft"] == 1


def test_a_bug_that_a_packet_meets_stops_the_station(make: Any) -> None:
    """It would be met again and again with nobody to see it."""
    moscow = make(ZeroDivisionError("words of a telegram"))[MOSCOW]
    forger = Forger(PYONGYANG, MOSCOW)
    packet = forger.packet(forger.service(ServiceCode.EXPIRED))
    with pytest.raises(ZeroDivisionError):
        moscow.handle(Arrived(packet=packet, neighbour=PYONGYANG))


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), SystemExit()], ids=repr)
def test_who_stops_the_program_stops_it_and_the_group_is_given_up(
    make: Any, stop: BaseException
) -> None:
    moscow = make(stop)[MOSCOW]
    head = moscow.committed_head()
    with pytest.raises(type(stop)):
        moscow.handle(drafts.write())
    assert moscow.committed_head() == head
    moscow.power_cut(variant=lambda book: book)
    assert moscow.take(drafts.write()).value["draft"] == 1


def test_a_store_that_is_lost_gives_every_order_back(make: Any) -> None:
    moscow = make(NotNow("the disk does not answer"))[MOSCOW]
    outcomes = moscow.handle(drafts.write(), drafts.send(), Tick())
    assert [isinstance(one, NotNow) for one in outcomes] == [True, True, False]
    assert moscow.waiting("pyongyang") == []


@pytest.mark.parametrize("event", [drafts.write(), Tick()], ids=["order", "tick"])
def test_a_store_that_is_damaged_stops_the_station(make: Any, event: Event) -> None:
    """What a packet met there would be deferred for ever, with nobody to see it."""
    moscow = make(StoreDamaged("the store is damaged"))[MOSCOW]
    with pytest.raises(StoreDamaged):
        moscow.handle(drafts.write(), event)
