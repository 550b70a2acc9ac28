"""Which part of the plan a station is shown: what it needs to send, to carry and to predict.

Rule 1: its own lines, and the rules that begin at it or go through it, whether they lead anywhere.
Rule 2: of the rest, the lines and rules that lie on a permitted way from it to somebody for whom it
    sends or carries, and none that does not. It is shown no identity for that.
Rule 3: a station that carries for everybody (`*`) may meet any destination, and is shown all ways
    that begin at it.

The cost: whoever seizes a post learns the ways to those that it writes to (decision 0012).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from depesha.keybook.leaf import LineLeaf, TransitLeaf
from depesha.names import StationId
from depesha.route import EVERYWHERE

_Step = tuple[StationId, StationId]


@dataclass(frozen=True, slots=True)
class _Steps:
    """The plan by steps: the line of each, and the rules by which it is carried."""

    lines: Mapping[_Step, LineLeaf]
    rules: Mapping[_Step, tuple[TransitLeaf, ...]]
    there: Mapping[StationId, tuple[StationId, ...]]


def shown_plan(
    station: StationId,
    correspondents: Collection[StationId],
    lines: Iterable[LineLeaf],
    transits: Iterable[TransitLeaf],
) -> set[LineLeaf | TransitLeaf]:
    """Return the leaves of the plan that a station is shown."""
    plan = _by_steps(lines, transits)
    shown: set[LineLeaf | TransitLeaf] = set()
    for step, line in plan.lines.items():
        if station in step:
            shown.add(line)
    for step, rules in plan.rules.items():
        if station in step:
            shown.update(rules)
    for destination in _destinations(station, correspondents, plan):
        shown |= _on_the_way(station, destination, plan)
    return shown


def _by_steps(lines: Iterable[LineLeaf], transits: Iterable[TransitLeaf]) -> _Steps:
    joined: dict[_Step, LineLeaf] = {}
    for leaf in lines:
        joined[(leaf.line.a, leaf.line.b)] = joined[(leaf.line.b, leaf.line.a)] = leaf
    rules: defaultdict[_Step, list[TransitLeaf]] = defaultdict(list)
    for rule in transits:
        rules[(rule.transit.origin, rule.transit.through)].append(rule)
    there: defaultdict[StationId, list[StationId]] = defaultdict(list)
    for here, other in joined:
        there[here].append(other)
    return _Steps(
        joined,
        {step: tuple(found) for step, found in rules.items()},
        {here: tuple(others) for here, others in there.items()},
    )


def _destinations(
    station: StationId, correspondents: Collection[StationId], plan: _Steps
) -> set[StationId]:
    """Return whom it sends to, and for whom it carries."""
    carries_for = {
        rule.transit.to
        for (_, through), rules in plan.rules.items()
        if through == station
        for rule in rules
    }
    if EVERYWHERE in carries_for:
        return set(plan.there) - {station}
    return {*correspondents, *(StationId(to) for to in carries_for)} - {station}


def _on_the_way(
    station: StationId, destination: StationId, plan: _Steps
) -> set[LineLeaf | TransitLeaf]:
    """Return the leaves on all permitted ways from a station to a destination."""
    onward: dict[StationId, list[StationId]] = {}
    queue = [station]
    while queue:
        here = queue.pop()
        if here not in onward and here != destination:
            onward[here] = [
                there
                for there in plan.there.get(here, ())
                if there == destination or _rules(plan, (here, there), destination)
            ]
            queue += onward[here]
    arriving = _arriving(destination, onward)
    steps = {(here, there) for here in arriving for there in onward.get(here, ())}
    steps = {step for step in steps if step[1] in arriving and step[1] != station}
    lines: set[LineLeaf | TransitLeaf] = {plan.lines[step] for step in steps}
    return lines.union(*(_rules(plan, step, destination) for step in steps))


def _rules(plan: _Steps, step: _Step, destination: StationId) -> list[TransitLeaf]:
    if step[1] == destination:
        return []
    wanted = (destination, EVERYWHERE)
    return [rule for rule in plan.rules.get(step, ()) if rule.transit.to in wanted]


def _arriving(
    destination: StationId, onward: Mapping[StationId, Collection[StationId]]
) -> set[StationId]:
    """Return the stations from which the destination is reached by the given steps."""
    before: defaultdict[StationId, list[StationId]] = defaultdict(list)
    for here, others in onward.items():
        for there in others:
            before[there].append(here)
    arriving: set[StationId] = set()
    queue = [destination]
    while queue:
        here = queue.pop()
        if here not in arriving:
            arriving.add(here)
            queue += before[here]
    return arriving
