"""For each invariant a planted bug that it catches: a check that cannot fail proves nothing.

The bug is a port that breaks its promise, put between the desk and the honest store.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import pytest

from depesha.envelope import Item, Kind
from depesha.names import Digest, SlipId, StationId, TimeMs
from depesha.office.facts import Delivered, Fact
from depesha.office.ports import Book, Outstanding
from depesha.packet import Accept, Arrived, HopAccepted, Packet, Passage
from tests.network import drafts
from tests.network.courier import Calm, Courier, Fate, Storm
from tests.network.invariants import (
    Check,
    custody_is_on_disk,
    everything_is_settled,
    journal_extends,
    never_lost,
    never_twice,
    no_gap_in_numbers,
    no_receipt_unopened,
    somebody_has_it,
)
from tests.network.keys import HOUR_MS, MOSCOW, PEKING, PYONGYANG, RAZUVAEV, ROSHCHIN
from tests.network.post import Founder, Network, Variant, honest
from tests.network.ring import ALL, RING
from tests.network.test_histories import calm_down, history
from tests.network.through import Through


class AcceptsBeforeTheCommit(Through):
    """It says that a group is durable, and writes it down with the next one."""

    _owed = False

    def begin(self) -> None:
        if self._owed:
            self._honest.commit()
        self._owed = True
        self._honest.begin()

    def commit(self) -> None:
        pass


class GivesNumbers(Through):
    """Its registers give another number than the next one, once."""

    def __init__(self, honest: Any, wrong: dict[int, int]) -> None:
        """Give `wrong[n]` for n."""
        super().__init__(honest)
        self._wrong = wrong

    @property
    def registers(self) -> "GivesNumbers":
        return GivesNumbers(self._honest.registers, self._wrong)

    def next_number(self, series: str, year: int) -> int:
        number: int = self._honest.next_number(series, year)
        return self._wrong.get(number, number)


class ForgetsWhatIsDue(Through):
    """Its traffic never says that anything is to be sent again."""

    @property
    def traffic(self) -> "ForgetsWhatIsDue":
        return ForgetsWhatIsDue(self._honest.traffic)

    def due(self, _now: TimeMs, _limit: int) -> Sequence[Outstanding]:
        return []

    def next_due(self) -> TimeMs | None:
        return None


class ForgetsAnswers(Through):
    """It does not find an answer that is kept."""

    def document(self, digest: Digest) -> Item | None:
        kept: Item | None = self._honest.document(digest)
        return None if kept is not None and kept.kind is Kind.ANSWER else kept


class ForgetsDeliveries(Through):
    """It does not write down that a telegram was delivered."""

    def append(self, fact: Fact, at: TimeMs) -> None:
        if not isinstance(fact, Delivered):
            self._honest.append(fact, at)


class SwallowsWhatComesBack(Through):
    """Its out-tray says of every packet that it went to somebody else than who brings it."""

    @property
    def out_tray(self) -> "SwallowsWhatComesBack":
        return SwallowsWhatComesBack(self._honest.out_tray)

    def passage(self, slip_id: SlipId) -> Passage | None:
        kept: Passage | None = self._honest.passage(slip_id)
        return None if kept is None else replace(kept, next_hop=StationId("nobody"))


class Swallow(Calm):
    """A line that accepts the first so many loads and loses them."""

    def __init__(self, times: int) -> None:
        """Swallow so many."""
        self._left = times

    def fate(self, load: object) -> Fate:
        del load
        self._left -= 1
        return Fate.SWALLOWED if self._left >= 0 else Fate.CARRIED


def planted(bug: Callable[[Any], Any]) -> Variant:
    return lambda book: cast(Book, bug(book))


# -- stories that each bug spoils -----------------------------------------------------------------


def a_power_cut_after_custody(network: Network) -> None:
    network[MOSCOW].handle(drafts.send())
    Courier(network).carry(MOSCOW, PYONGYANG)
    network[PYONGYANG].power_cut()


def five_telegrams(network: Network) -> None:
    for _ in range(5):
        network[MOSCOW].handle(drafts.send())
    Courier(network).run()


def one_is_swallowed(network: Network) -> None:
    network[MOSCOW].handle(drafts.send())
    Courier(network, Swallow(1)).run()
    network.clock.advance(HOUR_MS)
    network[MOSCOW].tick()


def an_answer_comes_twice(network: Network) -> None:
    courier = Courier(network)
    network[MOSCOW].handle(drafts.send())
    courier.run()
    network[PYONGYANG].handle(drafts.comply("moscow/1", RAZUVAEV))
    courier.carry(PYONGYANG, MOSCOW)
    network.clock.advance(HOUR_MS)
    network[PYONGYANG].tick()
    courier.run()


@dataclass(frozen=True, kw_only=True)
class Plant:
    """A bug, where it is planted, the story that it spoils, and the check that must see it."""

    bug: Variant
    at: StationId
    story: Callable[[Network], None]
    check: Check


PLANTS = {
    "custody before the commit": Plant(
        bug=planted(AcceptsBeforeTheCommit),
        at=PYONGYANG,
        story=a_power_cut_after_custody,
        check=custody_is_on_disk,
    ),
    "a number twice": Plant(
        bug=planted(lambda book: GivesNumbers(book, {3: 2})),
        at=MOSCOW,
        story=five_telegrams,
        check=no_gap_in_numbers,
    ),
    "a number left out": Plant(
        bug=planted(lambda book: GivesNumbers(book, {3: 4})),
        at=MOSCOW,
        story=five_telegrams,
        check=no_gap_in_numbers,
    ),
    "an incoming number left out": Plant(
        bug=planted(lambda book: GivesNumbers(book, {3: 4})),
        at=PYONGYANG,
        story=five_telegrams,
        check=no_gap_in_numbers,
    ),
    "never lost": Plant(
        bug=planted(ForgetsWhatIsDue), at=MOSCOW, story=one_is_swallowed, check=never_lost
    ),
    "never twice": Plant(
        bug=planted(ForgetsAnswers), at=MOSCOW, story=an_answer_comes_twice, check=never_twice
    ),
    "no receipt for what was not taken in": Plant(
        bug=planted(ForgetsDeliveries),
        at=PYONGYANG,
        story=five_telegrams,
        check=no_receipt_unopened,
    ),
}


@pytest.fixture
def posts(founder: Founder, tmp_path: Path) -> Iterator[Callable[[Plant | None], Network]]:
    """Make a network with a plant in it, or an honest one."""
    made: list[Network] = []

    def make(plant: Plant | None) -> Network:
        variants = {plant.at: plant.bug} if plant else {}
        folder = tmp_path / str(len(made))
        made.append(founder.network(folder, [MOSCOW, PEKING, PYONGYANG], variants=variants))
        return made[-1]

    yield make
    for network in made:
        network.close()


@pytest.mark.parametrize("plant", PLANTS.values(), ids=PLANTS)
def test_a_planted_bug_is_seen_and_an_honest_station_passes(
    posts: Callable[[Plant | None], Network], plant: Plant
) -> None:
    honest, spoiled = posts(None), posts(plant)
    plant.story(honest)
    assert plant.check(honest) == []
    plant.story(spoiled)
    assert plant.check(spoiled) != []


def test_a_disk_that_was_put_back_is_seen_in_the_journal(
    posts: Callable[[Plant | None], Network], tmp_path: Path
) -> None:
    """The whole folder, `head` and all: the store cannot know, whoever saw its heads does."""
    network = posts(None)
    moscow = network[MOSCOW]
    moscow.copy_disk(tmp_path / "old")
    moscow.handle(drafts.send())
    assert journal_extends(network) == []
    moscow.put_back_disk(tmp_path / "old")
    moscow.handle(drafts.send(text="Другое."), drafts.send())
    assert journal_extends(network) != []


def test_custody_before_the_commit_is_seen_in_chance_histories(
    posts: Callable[[Plant | None], Network],
) -> None:
    """Not every history has its power cut at the moment; the honest station passes them all."""
    shown = []
    for plant in (None, PLANTS["custody before the commit"]):
        for seed in range(4):
            network = posts(plant)
            courier = Courier(network, Storm(seed, swallows=False))
            history(network, courier, seed)
            for _ in range(3):
                network[MOSCOW].handle(drafts.send())
                courier.carry(MOSCOW, PYONGYANG)
                network[PYONGYANG].power_cut()
            shown.append(bool(custody_is_on_disk(network)))
    assert not any(shown[:4])
    assert any(shown[4:])


def test_what_nobody_repeats_is_seen_when_the_weather_is_fair_again(
    posts: Callable[[Plant | None], Network],
) -> None:
    network = posts(PLANTS["never lost"])
    network[MOSCOW].handle(drafts.send())
    courier = Courier(network, Swallow(1))
    courier.run()
    calm_down(network, courier)
    assert everything_is_settled(network) != []


def test_what_comes_back_and_is_swallowed_is_seen(founder: Founder, tmp_path: Path) -> None:
    """A relay gives a packet on, and gets it back; it must not take it for one that it knows."""
    shown = []
    for name, bug in (("honest", honest), ("spoiled", planted(SwallowsWhatComesBack))):
        network = founder.network(tmp_path / name, ALL, plan=RING, variants={MOSCOW: bug})
        network[PEKING].handle(drafts.send(office=ROSHCHIN))
        Courier(network).carry(PEKING, MOSCOW)
        moscow = network[MOSCOW]
        (waiting,) = moscow.waiting(PYONGYANG)
        assert isinstance(waiting.load, Packet)
        moscow.handle(HopAccepted(neighbour=PYONGYANG, entries=(waiting.entry,)))
        (answer,) = moscow.handle(Arrived(packet=waiting.load, neighbour=PYONGYANG))
        assert answer == Accept()
        shown.append(somebody_has_it(network))
        Courier(network).run()
        shown.append([f"{len(network[PYONGYANG].facts(Delivered))} came"])
        network.close()
    assert shown[:2] == [[], ["1 came"]]
    assert shown[2] != []
    assert shown[3] == ["0 came"]
