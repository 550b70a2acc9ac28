"""Which way a packet goes, and which packets a station carries for others: the plan as rules.

    line     moscow - peking        always                the two may exchange packets
    line     moscow - pyongyang     06:00-06:30 daily     only then
    transit  from peking through moscow to pyongyang      at peking a way, at moscow the permission

Rule 1: there is no way but by a line. A neighbour is reached directly.
Rule 2: a station carries for others only where a transit rule says so, and the same rule is the
    way of the station before it. Without a rule there are no communications, though lines join.
Rule 3: of the ways that are permitted the one goes that arrives earliest, by the contact windows
    (`windows.py`). Between equals: fewer hops; then the rule that names the destination before one
    for all (`*`); then the neighbour whose name comes first. What was excluded, where it came from,
    and what would arrive after the expiry is no way.
Rule 4: a way that a rule opens, and that is not known to its end, is taken where none is known: the
    station before whom it begins knows more. Nothing is predicted then.

The courier works with this file: it knows stations and nothing of what is carried. A permission
hangs on a step, from a station to the next, and not on how the packet came to the first of the two;
and to wait where one came early is always possible. So the earliest arrival at each station is all
that is kept of the ways to it (Dijkstra 1959; for windows, S. Jain, K. Fall, R. Patra 2004). What
waits before a packet on the same line is not reckoned with.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import pairwise
from typing import Final

from depesha.errors import NoCommunications
from depesha.names import StationId, TimeMs
from depesha.packet import MAX_HOPS
from depesha.schema import LAST_TIME_MS
from depesha.windows import ALWAYS, Windows, parse_windows

EVERYWHERE: Final = "*"
"""The destination of a transit rule that holds for all."""

FOREVER: Final = TimeMs(LAST_TIME_MS)

ANSWER_BYTES: Final = 2048
"""A delivery report on its way back, sealed."""

NO_WAY_HINT: Final = 'send it through the centre, or have a way added with "depesha plan transit"'
TOO_LATE_HINT: Final = 'give it a longer term, or have another way planned; "depesha route" tells'


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Two stations that may exchange packets. `a` comes before `b`, so one line is one value."""

    a: StationId
    b: StationId
    windows: str = ALWAYS

    def other(self, station: StationId) -> StationId | None:
        """Return the station at the other end, or None if `station` is at neither."""
        if station == self.a:
            return self.b
        return self.a if station == self.b else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transit:
    """Packets that come from `origin` for `to` (a station or `*`) go through `through`."""

    origin: StationId
    through: StationId
    to: str


def line_between(one: StationId, other: StationId, windows: str = ALWAYS) -> Line:
    """Return the line that joins two stations, whichever is named first."""
    return Line(a=min(one, other), b=max(one, other), windows=windows)


def neighbours(own: StationId, lines: Sequence[Line]) -> frozenset[StationId]:
    """Return the stations at the other ends of the lines of `own`."""
    return frozenset(other for line in lines if (other := line.other(own)) is not None)


# -- the plan, ready to be asked ------------------------------------------------------------------

_Edge = tuple[StationId, Windows, frozenset[str]]
"""The neighbour, the windows of the line, and for whom it carries what comes from here."""

_NOBODY: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Lines and rules by the station at which they begin. Made once for a plan."""

    edges: Mapping[StationId, tuple[_Edge, ...]] = field(repr=False)

    def windows(self, one: StationId, other: StationId) -> Windows | None:
        """Return when the line between two stations is open; None, if there is none."""
        return next((when for there, when, _ in self.edges.get(one, ()) if there == other), None)

    def rule(self, origin: StationId, through: StationId, to: StationId) -> Transit | None:
        """Return the rule by which a station carries from another to a third, the closest first."""
        carried = next(
            (carried for there, _, carried in self.edges.get(origin, ()) if there == through),
            _NOBODY,
        )
        named = next((one for one in (to, EVERYWHERE) if one in carried), None)
        return None if named is None else Transit(origin=origin, through=through, to=named)


def draw(lines: Iterable[Line], transits: Iterable[Transit]) -> Chart:
    """Return the chart of a plan.

    Raises:
        Malformed: a line's windows cannot be read.
    """
    carried: dict[tuple[StationId, StationId], set[str]] = {}
    for rule in transits:
        carried.setdefault((rule.origin, rule.through), set()).add(rule.to)
    edges: dict[StationId, list[_Edge]] = {}
    for line in lines:
        windows = parse_windows(line.windows)
        for here, there in ((line.a, line.b), (line.b, line.a)):
            allowed = frozenset(carried.get((here, there), ()))
            edges.setdefault(here, []).append((there, windows, allowed))
    return Chart(edges={station: tuple(found) for station, found in edges.items()})


# -- ways -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """What is to be carried: from where, to whom, how much, and by when.

    Attributes:
        own: the station at which it is now.
        came_from: the neighbour that it came from, if it did not begin here.
        shut: neighbours to whom it does not go from here; a way through them may be.
    """

    own: StationId
    destination: StationId
    now: TimeMs
    size_bytes: int = 0
    expires_at: TimeMs = FOREVER
    came_from: StationId | None = None
    shut: frozenset[StationId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One hop of a way: to whom, when it leaves and arrives, and by which rule it is carried on.

    `rule` is None for the last one, the destination itself.
    """

    station: StationId
    leaves_at: TimeMs
    arrives_at: TimeMs
    windows: Windows
    rule: Transit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The steps of a way. If it is not `whole`, nothing is known beyond the last of them."""

    steps: tuple[Step, ...]
    whole: bool = True

    @property
    def next_hop(self) -> StationId:
        """The neighbour that takes it next."""
        return self.steps[0].station

    @property
    def arrives_at(self) -> TimeMs | None:
        """The predicted arrival at the destination, if the way is known to its end."""
        return self.steps[-1].arrives_at if self.whole else None


_Label = tuple[TimeMs, int, bool, StationId]
"""Arrival, hops, whether the first rule is one for all, first hop: the less, the better."""


def find_way(chart: Chart, journey: Journey, excluded: Collection[StationId] = frozenset()) -> Way:
    """Return the way by which a packet arrives earliest.

    Raises:
        NoCommunications: no way is known, all are excluded, or none arrives before the expiry.
    """
    closed = {*excluded, journey.came_from, journey.own}
    if journey.destination not in closed:
        previous = _search(chart, journey, closed)
        if journey.destination in previous:
            return Way(steps=tuple(_steps(chart, journey, previous)))
        if (step := _unknown(chart, journey, closed)) is not None:
            return Way(steps=(step,), whole=False)
        endless = _search(chart, _without_end(journey), closed)
        if journey.destination in endless:
            msg = f"no way to {journey.destination} arrives before it expires"
            raise NoCommunications(msg, hint=TOO_LATE_HINT)
    msg = f"no way is known to {journey.destination}"
    raise NoCommunications(msg, hint=NO_WAY_HINT)


def _without_end(journey: Journey) -> Journey:
    return replace(journey, expires_at=FOREVER)


def _search(
    chart: Chart, journey: Journey, closed: Collection[StationId | None]
) -> Mapping[StationId, StationId]:
    """Return for each station that was reached the one before it, up to the destination."""
    best: dict[StationId, _Label] = {}
    previous: dict[StationId, StationId] = {}
    done: set[StationId | None] = set(closed)
    queue: list[tuple[_Label, StationId]] = [((journey.now, 0, False, journey.own), journey.own)]
    done.discard(journey.own)
    while queue:
        label, here = heappop(queue)
        if here == journey.destination:
            break
        if here not in done and label[1] < MAX_HOPS:
            done.add(here)
            for there, onward in _onward(chart, journey, here, label, done):
                if there not in best or onward < best[there]:
                    best[there] = onward
                    previous[there] = here
                    heappush(queue, (onward, there))
    return previous


def _onward(
    chart: Chart,
    journey: Journey,
    here: StationId,
    label: _Label,
    done: Collection[StationId | None],
) -> Iterator[tuple[StationId, _Label]]:
    """Give the permitted steps from a station, with how each one arrives."""
    at, hops, for_all, first = label
    destination, size_bytes, by = journey.destination, journey.size_bytes, journey.expires_at
    for there, windows, carried in chart.edges.get(here, ()):
        is_named = there == destination or destination in carried
        if there in done or not (is_named or EVERYWHERE in carried):
            continue
        arrives = at
        if not windows.is_plain:
            passed = windows.passage(at, size_bytes, by)
            if passed is None:
                continue
            arrives = passed[1]
        if hops == 0:
            if there in journey.shut:
                continue
            first, for_all = there, not is_named
        yield there, (arrives, hops + 1, for_all, first)


def _steps(
    chart: Chart, journey: Journey, previous: Mapping[StationId, StationId]
) -> Iterator[Step]:
    stations = [journey.destination]
    while stations[-1] != journey.own:
        stations.append(previous[stations[-1]])
    stations.reverse()
    at = journey.now
    for here, there in pairwise(stations):
        if (step := _step(chart, journey, here, there, at)) is not None:  # as it was searched
            yield step
            at = step.arrives_at


def _step(
    chart: Chart, journey: Journey, here: StationId, there: StationId, at: TimeMs
) -> Step | None:
    windows = chart.windows(here, there)
    passed = windows and windows.passage(at, journey.size_bytes, journey.expires_at)
    if windows is None or not passed:
        return None
    is_last = there == journey.destination
    rule = None if is_last else chart.rule(here, there, journey.destination)
    return Step(
        station=there, leaves_at=passed[0], arrives_at=passed[1], windows=windows, rule=rule
    )


def _unknown(chart: Chart, journey: Journey, closed: Collection[StationId | None]) -> Step | None:
    """Return the first step of a way that a rule opens and that is not known beyond it."""
    steps = [
        step
        for there, _, carried in chart.edges.get(journey.own, ())
        if there not in closed
        and there not in journey.shut
        and not carried.isdisjoint((journey.destination, EVERYWHERE))
        and len(chart.edges.get(there, ())) <= 1
        and (step := _step(chart, journey, journey.own, there, journey.now)) is not None
    ]
    return min(steps, key=_closest, default=None)


def _closest(step: Step) -> tuple[TimeMs, bool, StationId]:
    return step.arrives_at, step.rule is None or step.rule.to == EVERYWHERE, step.station


def answer_at(chart: Chart, own: StationId, way: Way) -> TimeMs | None:
    """Return when an answer may be here that leaves at the arrival and comes back the same way.

    It is an estimate: which way an answer takes is the other side's to say.
    """
    at = way.arrives_at
    stations = [own, *(step.station for step in way.steps)]
    for there, here in zip(reversed(stations), reversed(stations[:-1]), strict=False):
        windows = chart.windows(there, here)
        if at is None or windows is None:
            return None
        passed = windows.passage(at, ANSWER_BYTES, FOREVER)
        at = passed[1] if passed else None
    return at


# -- the same for a plan that is asked once -------------------------------------------------------


def next_hop(
    own: StationId,
    destination: StationId,
    lines: Sequence[Line],
    transits: Sequence[Transit],
    *,
    came_from: StationId | None = None,
    excluded: Collection[StationId] = frozenset(),
) -> StationId:
    """Return the neighbour that takes a packet for `destination` next.

    Raises:
        NoCommunications: no way is known, or all are excluded.
    """
    journey = Journey(own=own, destination=destination, now=TimeMs(0), came_from=came_from)
    return find_way(draw(lines, transits), journey, excluded).next_hop


def may_carry(
    own: StationId, came_from: StationId, destination: StationId, transits: Sequence[Transit]
) -> bool:
    """Say whether a rule lets `own` carry a packet from `came_from` for `destination`."""
    return any(
        rule.through == own and rule.origin == came_from and rule.to in (destination, EVERYWHERE)
        for rule in transits
    )
