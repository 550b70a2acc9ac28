"""What befalls a network by a seed: power cuts, line cuts, old disks put back, changed plans."""

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Protocol

from tests.network.keys import HOUR_MS, MINUTE_MS
from tests.network.simulator.clockwork import Clockwork, drawn_from
from tests.network.simulator.fuse import Moment
from tests.network.simulator.lines import Cable, Lines
from tests.network.simulator.settings import Settings
from tests.network.simulator.station import Station

LIES_MS = (1_000, 20 * MINUTE_MS)
CUT_MS = (30_000, 3 * HOUR_MS)
AGED_MS = (10 * MINUTE_MS, 3 * HOUR_MS)


class Network(Protocol):
    """What faults are done to."""

    def power_cut(self, station: Station, moment: Moment, lies_ms: int) -> None:
        """Let a station fall over at the next such moment, and lie for so long."""
        ...

    def age(self, station: Station, wait_ms: int, *, with_head: bool) -> None:
        """Put the disk of a station back, so much later, to what it is now."""
        ...

    def back_up(self, station: Station, wait_ms: int) -> None:
        """Back a station up, and restore it from that, so much later."""
        ...

    def minimize(self, station: Station, random: Random) -> None:
        """Let a line of a station pass only what is urgent, for some hours."""
        ...

    def change_plan(self, random: Random) -> None:
        """Let the plan lose lines and get them back, and every station take it in at its time."""
        ...


def befall(
    settings: Settings, clock: Clockwork, network: Network, stations: list[Station], lines: Lines
) -> None:
    """Draw all faults of a history and let each happen at its time.

    Each kind is drawn from a seed of its own: leaving one out leaves the others as they are.
    """
    _Drawn(settings, clock, "crash").times(
        settings.crashes, lambda random: _crash(random, network, stations)
    )
    _Drawn(settings, clock, "cut").times(settings.cuts, lambda random: _cut(random, clock, lines))
    _Drawn(settings, clock, "disk").times(
        settings.put_back, lambda random: _age(random, network, stations)
    )
    _Drawn(settings, clock, "restore").times(
        settings.restores, lambda random: _back_up(random, network, stations)
    )
    _Drawn(settings, clock, "minimum").times(
        settings.minima, lambda random: network.minimize(random.choice(stations), random)
    )
    _Drawn(settings, clock, "plan").times(settings.plans, network.change_plan)


class _Drawn:
    """Times of one kind of fault, within the time of sending."""

    def __init__(self, settings: Settings, clock: Clockwork, kind: str) -> None:
        self._random = drawn_from(settings.seed, kind)
        self._settings, self._clock, self._kind = settings, clock, kind

    def times(self, count: int, act: Callable[[Random], None]) -> None:
        """Let it happen so many times, each by a seed of its own."""
        for _ in range(count):
            own = drawn_from(self._random.random())
            at = self._clock.now + own.randrange(self._settings.sending_ms)
            self._clock.at(at, partial(act, own))


def _crash(random: Random, network: Network, stations: list[Station]) -> None:
    station, moment = random.choice(stations), random.choice(list(Moment))
    network.power_cut(station, moment, random.randrange(*LIES_MS))


def _cut(random: Random, clock: Clockwork, lines: Lines) -> None:
    cable: Cable = random.choice(lines.cables)
    lines.cut(cable, clock.now + random.randrange(*CUT_MS))


def _age(random: Random, network: Network, stations: list[Station]) -> None:
    station = random.choice(stations)
    network.age(station, random.randrange(*AGED_MS), with_head=random.random() < 0.5)


def _back_up(random: Random, network: Network, stations: list[Station]) -> None:
    network.back_up(random.choice(stations), random.randrange(*AGED_MS))
