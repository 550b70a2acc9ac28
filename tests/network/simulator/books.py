"""The key book of a simulated network: the real registry, signed by real root keys."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from depesha import keybook
from depesha.keybook import Press, Registry
from depesha.keybook.leaf import LineLeaf, SilenceLeaf, TransitLeaf
from depesha.names import StationId, TimeMs
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


def next_edition(
    registry: Registry,
    chart: Chart,
    now: TimeMs,
    silences: Mapping[StationId, TimeMs] = MappingProxyType({}),
) -> Registry:
    """Return the registry with the lines, ways and silences of another plan, signed."""
    drawn = replace(
        registry,
        lines=tuple(_lines(chart)),
        transits=tuple(_transits(chart)),
        silences=tuple(
            SilenceLeaf(salt=seed(station, until)[:16], station=station, until=until)
            for station, until in silences.items()
        ),
    )
    return keybook.sign(drawn, Press(holders=(holder(),), now=now, token=Salts(given=now)))


def excerpts(registry: Registry, stations: Iterable[StationId]) -> dict[StationId, bytes]:
    """Return the key book of each station."""
    return dict(keybook.excerpts(registry, stations))


def _lines(chart: Chart) -> Iterator[LineLeaf]:
    for line in chart.lines:
        yield LineLeaf(salt=seed(line)[:16], line=line)


def _transits(chart: Chart) -> Iterator[TransitLeaf]:
    for rule in chart.transits():
        yield TransitLeaf(salt=seed(rule)[:16], transit=rule)
