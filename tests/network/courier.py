"""The courier between the stations of this process, in any weather.

He pulls what waits at one station for another and hands it in there as a line does: the answer goes
back after the receiver's commit. What the weather does to a load is a `Fate`.
"""

from collections.abc import Mapping, Sequence
from enum import Enum, auto
from random import Random

from depesha.names import StationId
from depesha.office.events import Outcome
from depesha.packet import (
    Accept,
    Arrived,
    HopAccepted,
    HopRefused,
    Load,
    Refuse,
    Return,
    ReturnArrived,
    Waiting,
)
from tests.network.post import Network, Post

MAX_ROUNDS = 100


class Fate(Enum):
    """What becomes of a load on the line."""

    CARRIED = auto()
    LOST = auto()
    """Nothing arrives and no answer comes: it is offered again."""
    ANSWER_LOST = auto()
    """It arrives, but the answer does not: it is offered again."""
    DOUBLED = auto()
    """It arrives twice."""
    SWALLOWED = auto()
    """Custody is accepted by a neighbour who then loses it: only the originator can cure it."""


ARRIVALS: Mapping[Fate, int] = {
    Fate.CARRIED: 1,
    Fate.LOST: 0,
    Fate.ANSWER_LOST: 1,
    Fate.DOUBLED: 2,
    Fate.SWALLOWED: 0,
}
ANSWERED = frozenset({Fate.CARRIED, Fate.DOUBLED})


class Calm:
    """Everything arrives once, in order, as it is."""

    def order(self, loads: Sequence[Waiting]) -> Sequence[Waiting]:
        """Return the loads in the order in which they arrive."""
        return loads

    def fate(self, load: Waiting) -> Fate:
        """Return what becomes of a load."""
        del load
        return Fate.CARRIED

    def touch(self, load: Load) -> Load:
        """Return what arrives instead of a load."""
        return load


CALM = Calm()


class Storm(Calm):
    """Reorders, loses, doubles and swallows, by a seed."""

    def __init__(self, seed: int, *, fair: int = 4, swallows: bool = True) -> None:
        """Let `fair` loads of some nine be carried."""
        self._random = Random(seed)  # noqa: S311  # not a secret: a history to run again
        others = [fate for fate in Fate if swallows or fate is not Fate.SWALLOWED]
        self._fates = [Fate.CARRIED] * fair + others

    def order(self, loads: Sequence[Waiting]) -> Sequence[Waiting]:
        return self._random.sample(loads, len(loads))

    def fate(self, load: Waiting) -> Fate:
        del load
        return self._random.choice(self._fates)


class Courier:
    """Carries between neighbours, and remembers how often it was told to come again."""

    def __init__(self, network: Network, weather: Calm = CALM) -> None:
        self._network = network
        self.weather = weather
        self.deferred = 0

    def run(self) -> None:
        """Carry until nothing moves any more.

        What is deferred every time is left where it waits.
        """
        for _ in range(MAX_ROUNDS):
            if not sum(self.carry(one, other) for one, other in self._ways()):
                return
        msg = "the traffic does not come to an end"
        raise AssertionError(msg)

    def carry(self, one: StationId, other: StationId) -> int:
        """Carry all that waits at `one` for `other`; return how many entries were settled."""
        sender, receiver = self._network[one], self._network[other]
        settled: list[int] = []
        refused: list[HopRefused] = []
        for waiting in self.weather.order(sender.waiting(other)):
            fate = self.weather.fate(waiting)
            if fate is Fate.SWALLOWED:
                settled.append(waiting.entry)
                continue
            answers = [self._arrive(receiver, one, waiting) for _ in range(ARRIVALS[fate])]
            if fate in ANSWERED:
                self._answered(other, waiting, answers[-1], settled, refused)
        if settled:
            sender.handle(HopAccepted(neighbour=other, entries=tuple(settled)))
        if refused:
            sender.handle(*refused)
        return len(settled) + len(refused)

    def _arrive(self, receiver: Post, neighbour: StationId, waiting: Waiting) -> Outcome:
        load = self.weather.touch(waiting.load)
        if isinstance(load, Return):
            return receiver.handle(ReturnArrived(returned=load, neighbour=neighbour))[0]
        return receiver.handle(Arrived(packet=load, neighbour=neighbour))[0]

    def _answered(
        self,
        other: StationId,
        waiting: Waiting,
        answer: Outcome,
        settled: list[int],
        refused: list[HopRefused],
    ) -> None:
        match answer:
            case Accept():
                settled.append(waiting.entry)
            case Refuse(reason=reason):
                refused.append(HopRefused(neighbour=other, entry=waiting.entry, reason=reason))
            case _:
                self.deferred += 1

    def _ways(self) -> list[tuple[StationId, StationId]]:
        here = self._network.posts.keys()
        lines = [line for line in self._network.plan.lines if set(line) <= here]
        return [way for one, other in lines for way in ((one, other), (other, one))]
