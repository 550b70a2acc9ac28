"""The key book of a simulated network: the real registry, signed by real root keys."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from depesha import keybook
from depesha.keybook import Press, Registry
from depesha.keybook.leaf import LineLeaf, TransitLeaf
from depesha.names import StationId, TimeMs
from depesha.windows import ALWAYS
from tests.network.keys import Salts, holder, seed
from tests.network.simulator.chart import Chart
from tests.network.simulator.members import Member


def first_edition(members: Sequence[Member], chart: Chart, now: TimeMs) -> Registry:
    """Return the signed registry in which all stations are admitted, by the chart."""
    founder, *others = members
    made = keybook.found("simulated", founder.request, [holder()], 1)
    for one in others:
        made = keybook.admit(made, one.request)
    return next_edition(replace(made, introduced=chart.pairs), chart, now)


def next_edition(registry: Registry, chart: Chart, now: TimeMs) -> Registry:
    """Return the registry with the lines and the ways of another chart, signed."""
    drawn = replace(registry, lines=tuple(_lines(chart)), transits=tuple(_transits(chart)))
    return keybook.sign(drawn, Press(holders=(holder(),), now=now, token=Salts(given=now)))


def excerpts(registry: Registry, stations: Iterable[StationId]) -> dict[StationId, bytes]:
    """Return the key book of each station."""
    return dict(keybook.excerpts(registry, stations))


def _lines(chart: Chart) -> Iterator[LineLeaf]:
    """Return the lines as the plan has them: it says of none when it is open, as yet."""
    for line in chart.lines:
        yield LineLeaf(salt=seed(line)[:16], line=replace(line, windows=ALWAYS))


def _transits(chart: Chart) -> Iterator[TransitLeaf]:
    for rule in chart.transits():
        yield TransitLeaf(salt=seed(rule)[:16], transit=rule)
