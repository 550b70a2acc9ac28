r"""A network with two ways: what cannot go by Moscow may go by Tokyo.

peking ---- moscow ---- pyongyang
\\          |          /
`------- tokyo -----'
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from depesha.names import StationId
from depesha.route import Transit
from tests.network.keys import MOSCOW, PEKING, PYONGYANG, TOKYO, Plan
from tests.network.post import Founder, Network

RING = Plan(
    lines=(
        (MOSCOW, PEKING),
        (MOSCOW, PYONGYANG),
        (MOSCOW, TOKYO),
        (PEKING, TOKYO),
        (PYONGYANG, TOKYO),
    ),
    introduced=((PEKING, PYONGYANG), (MOSCOW, PYONGYANG), (TOKYO, PYONGYANG), (TOKYO, PEKING)),
    transits=tuple(
        Transit(origin=origin, through=through, to=to)
        for origin, through, to in (
            (PEKING, MOSCOW, PYONGYANG),
            (PEKING, TOKYO, PYONGYANG),
            (PYONGYANG, MOSCOW, PEKING),
            (PYONGYANG, TOKYO, PEKING),
            (MOSCOW, TOKYO, PYONGYANG),
            (TOKYO, MOSCOW, PYONGYANG),
            (PYONGYANG, TOKYO, MOSCOW),
        )
    ),
)
ALL = (MOSCOW, PEKING, PYONGYANG, TOKYO)


def with_windows(*windows: tuple[StationId, StationId, str]) -> Plan:
    """Return the ring with these lines open at times only."""
    return replace(RING, windows=windows)


@contextmanager
def ring(founder: Founder, folder: Path, plan: Plan = RING) -> Iterator[Network]:
    """Give a network of all four stations."""
    made = founder.network(folder, ALL, plan=plan)
    yield made
    made.close()
