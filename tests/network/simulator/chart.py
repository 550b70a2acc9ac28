"""The chart of a simulated network: stations, lines, who writes to whom, and the ways between.

Rule 1: the first station keeps the key book and carries for nobody, so that what it is shown (all
    of the plan) costs nobody time.
Rule 2: the transit rules are those of one way from each writer to each of his correspondents, by
    the fewest lines; ways to one destination join and never part again.
Rule 3: some pairs have a second way, that shares no line with the first as far as there is one. The
    two may cross, so that the rules of both together could lead in a circle: the desks must not.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import isqrt
from random import Random

from depesha.names import StationId
from depesha.route import EVERYWHERE, Line, Transit, line_between
from depesha.windows import ALWAYS, parse_windows
from tests.network.simulator.clockwork import drawn_from
from tests.network.simulator.settings import Settings, Shape

MAX_WAY = 12
"""Lines between correspondents: half of what a packet may pass."""

CORRESPONDENTS = 3
"""Whom a station may write to: so many are chosen for each, and who was chosen writes back."""

Joined = tuple[StationId, StationId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A network at a time.

    Attributes:
        pairs: who write to each other.
        upward: lines towards the middle: what has no other way goes there.
        detours: those that have a second way.
        last_first: of several ways equally short, take the other one.
    """

    stations: tuple[StationId, ...]
    lines: tuple[Line, ...]
    pairs: tuple[Joined, ...]
    upward: frozenset[Joined] = frozenset()
    detours: frozenset[Joined] = frozenset()
    last_first: bool = False

    def correspondents(self) -> Mapping[StationId, Sequence[StationId]]:
        """Return whom each station writes to."""
        found: dict[StationId, list[StationId]] = {station: [] for station in self.stations}
        for one, other in self.pairs:
            found[one].append(other)
            found[other].append(one)
        return found

    def bags(self, station: StationId) -> frozenset[StationId]:
        """Return the neighbours to whom what goes is carried in a bag."""
        ends = ((line.other(station), line.windows) for line in self.lines)
        return frozenset(
            other for other, windows in ends if other and parse_windows(windows).delay_ms
        )

    def transits(self) -> tuple[Transit, ...]:
        """Return the rules by which every pair has a way, as far as lines go."""
        return tuple(dict.fromkeys(self._rules()))

    def _rules(self) -> Iterator[Transit]:
        beside = neighbourhood(self.stations, self.lines)
        for destination, writers in self.correspondents().items():
            onward = ways_to(destination, beside, last_first=self.last_first)
            for writer in writers:
                yield from self._way(writer, destination, onward)
                if (min(writer, destination), max(writer, destination)) in self.detours:
                    other = self._apart(writer, destination, onward, beside)
                    yield from self._way(writer, destination, other)

    def _apart(
        self,
        writer: StationId,
        destination: StationId,
        onward: Mapping[StationId, StationId],
        beside: Mapping[StationId, Sequence[StationId]],
    ) -> Mapping[StationId, StationId]:
        """Return the ways to a destination without the lines that a writer's way goes over."""
        used: set[frozenset[StationId]] = set()
        here = writer
        while here in onward:
            used.add(frozenset((here, onward[here])))
            here = onward[here]
        apart = {
            one: [other for other in others if frozenset((one, other)) not in used]
            for one, others in beside.items()
        }
        return ways_to(destination, apart)

    def _way(
        self, writer: StationId, destination: StationId, onward: Mapping[StationId, StationId]
    ) -> Iterator[Transit]:
        here = writer
        while here in onward and onward[here] != destination:
            through = onward[here]
            to = EVERYWHERE if (here, through) in self.upward else destination
            yield Transit(origin=here, through=through, to=to)
            here = through

    def without(self, lines: Sequence[Line], *, last_first: bool) -> "Chart":
        """Return the chart without these lines, and perhaps with other ways over the rest."""
        kept = tuple(line for line in self.lines if line not in lines)
        return replace(self, lines=kept, last_first=last_first)


def neighbourhood(
    stations: Sequence[StationId], lines: Sequence[Line]
) -> Mapping[StationId, Sequence[StationId]]:
    """Return the stations at the other ends of each station's lines."""
    beside: dict[StationId, list[StationId]] = {station: [] for station in stations}
    for line in lines:
        beside[line.a].append(line.b)
        beside[line.b].append(line.a)
    return beside


def ways_to(
    destination: StationId,
    beside: Mapping[StationId, Sequence[StationId]],
    *,
    last_first: bool = False,
) -> Mapping[StationId, StationId]:
    """Return the next station on the shortest way to a destination, from wherever there is one."""
    onward: dict[StationId, StationId] = {}
    reached = deque([destination])
    while reached:
        here = reached.popleft()
        for other in sorted(beside[here], reverse=last_first):
            if other != destination and other not in onward:
                onward[other] = here
                reached.append(other)
    return onward


# -- drawing one ----------------------------------------------------------------------------------


def draw(settings: Settings) -> Chart:
    """Return the chart that a seed draws."""
    random = drawn_from(settings.seed, "chart")
    width = max(3, len(str(settings.stations - 1)))
    stations = tuple(StationId(f"s{number:0{width}}") for number in range(settings.stations))
    joined = list(_JOINED[settings.shape](stations[1:], random))
    joined.append((stations[0], stations[1]))
    lines = tuple(line_between(*one, _windows(settings, random)) for one in joined)
    upward = frozenset(joined) if settings.shape is Shape.TREE else frozenset()
    pairs = _pairs(stations, lines, random)
    detours = _detours(settings, pairs)
    return Chart(stations=stations, lines=lines, pairs=pairs, upward=upward, detours=detours)


def _detours(settings: Settings, pairs: Sequence[Joined]) -> frozenset[Joined]:
    """Return the pairs that have a second way; in a tree and in a chain there is none."""
    if settings.shape in (Shape.TREE, Shape.CHAIN):
        return frozenset()
    random = drawn_from(settings.seed, "detours")
    return frozenset(pair for pair in pairs if random.random() < settings.detours)


def _tree(stations: Sequence[StationId], random: Random) -> Iterator[Joined]:
    """Join posts to regions and regions to a middle: the lower first, so it is the way up."""
    middle, *others = stations
    regions = others[: max(1, isqrt(len(others)) // 2)]
    for region in regions:
        yield region, middle
    for post in others[len(regions) :]:
        yield post, random.choice(regions)


def _chain(stations: Sequence[StationId], _random: Random) -> Iterator[Joined]:
    yield from pairwise(stations)


def _ring(stations: Sequence[StationId], random: Random) -> Iterator[Joined]:
    yield from _chain(stations, random)
    if len(stations) > 2:
        yield stations[-1], stations[0]


def _random(stations: Sequence[StationId], random: Random) -> Iterator[Joined]:
    """Join each to an earlier one, and half as many pairs besides."""
    drawn = {(one, random.choice(stations[:at])) for at, one in enumerate(stations) if at}
    for _ in range(len(stations) // 2 if len(stations) > 2 else 0):
        one, other = random.sample(stations, 2)
        if (other, one) not in drawn:
            drawn.add((one, other))
    yield from sorted(drawn)


_JOINED = {Shape.TREE: _tree, Shape.CHAIN: _chain, Shape.RING: _ring, Shape.RANDOM: _random}


_SEVERAL = ("mondays,wednesdays,fridays", "tuesdays,thursdays,saturdays,sundays")


def _windows(settings: Settings, random: Random) -> str:
    """Return when a line is open, in words that people use: the plan spells them its own way."""
    begin, hours = random.randrange(0, 20), random.randrange(1, 5)
    often = f"{begin:02}:00-{begin + hours:02}:00"
    words = [ALWAYS]
    if random.random() < settings.windows:
        days = random.choice(_SEVERAL) if random.random() < settings.weekly else "daily"
        words = [often, days, random.choice(("", "Europe/Moscow"))]
    if random.random() < settings.windows / 2:
        words.append(random.choice(("rate 2kB/s", "rate 64kB/s")))
    if random.random() < settings.bags:
        words.append(f"delay {random.randrange(1, 5)}h")
    return parse_windows(" ".join(words)).text


def _pairs(
    stations: Sequence[StationId], lines: Sequence[Line], random: Random
) -> tuple[Joined, ...]:
    beside = neighbourhood(stations, lines)
    found: set[Joined] = set()
    for station in stations:
        near = _within(station, beside)
        for other in random.sample(near, min(CORRESPONDENTS, len(near))):
            found.add((min(station, other), max(station, other)))
    return tuple(sorted(found))


def _within(station: StationId, beside: Mapping[StationId, Sequence[StationId]]) -> list[StationId]:
    """Return the other stations that `MAX_WAY` lines lead to, in order."""
    seen, edge = {station}, [station]
    for _ in range(MAX_WAY):
        edge = [other for one in edge for other in beside[one] if other not in seen]
        seen.update(edge)
    return sorted(seen - {station})
