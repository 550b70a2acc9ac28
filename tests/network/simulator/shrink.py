"""From a history that breaks a law to a smaller one that breaks it too.

Each setting is tried with less, as long as the same law is broken; then the next one, and again
until nothing gets smaller. Most settings are drawn from seeds of their own, so leaving some of them
out leaves the others as they were.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.network.keys import HOUR_MS
from tests.network.simulator.ledger import Broken
from tests.network.simulator.settings import Settings
from tests.network.simulator.simulation import Simulation
from tests.network.simulator.station import Ports

LEAST_STATIONS = 3

Breaks = Callable[[Settings], str | None]
"""Returns the law that a history breaks, or None."""


def law_broken_by(settings: Settings, ports: Ports | None = None) -> str | None:
    """Live through a history, and return the law that it breaks, if any."""
    with TemporaryDirectory(prefix="depesha-simulator-") as folder:
        simulation = Simulation(settings, Path(folder), ports)
        try:
            simulation.run()
        except Broken as error:
            return error.law
        finally:
            simulation.close()
    return None


def smallest(settings: Settings, law: str, breaks: Breaks = law_broken_by) -> Settings:
    """Return the smallest history found that breaks the same law."""
    smaller = next((one for one in _smaller(settings) if breaks(one) == law), None)
    while smaller is not None:
        settings = smaller
        smaller = next((one for one in _smaller(settings) if breaks(one) == law), None)
    return settings


def _smaller(settings: Settings) -> Iterator[Settings]:
    """Yield histories with less of one thing, the boldest first."""
    yield from (replace(settings, plans=fewer) for fewer in _fewer(settings.plans))
    yield from (replace(settings, restores=fewer) for fewer in _fewer(settings.restores))
    yield from (replace(settings, put_back=fewer) for fewer in _fewer(settings.put_back))
    yield from (replace(settings, cuts=fewer) for fewer in _fewer(settings.cuts))
    yield from (replace(settings, crashes=fewer) for fewer in _fewer(settings.crashes))
    yield from (replace(settings, telegrams=fewer) for fewer in _fewer(settings.telegrams))
    calmer = (
        replace(settings, windows=0.0),
        replace(settings, doubling=0.0),
        replace(settings, loss=0.0),
        replace(settings, sending_ms=max(settings.sending_ms // 2, HOUR_MS)),
    )
    yield from (one for one in calmer if one != settings)
    for stations in _fewer(settings.stations):
        if stations >= LEAST_STATIONS:
            yield replace(settings, stations=stations)


def _fewer(count: int) -> Iterator[int]:
    yield from dict.fromkeys(
        fewer for fewer in (0, count // 4, count // 2, count - 1) if 0 <= fewer < count
    )
