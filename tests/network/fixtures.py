"""The fixtures of every test that needs a network; named in `tests/conftest.py`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.network.courier import Courier
from tests.network.keys import STATIONS
from tests.network.post import Founder, Network


@pytest.fixture(scope="session")
def founder(tmp_path_factory: pytest.TempPathFactory) -> Founder:
    return Founder(tmp_path_factory.mktemp("founded"))


@pytest.fixture
def network(founder: Founder, tmp_path: Path) -> Iterator[Network]:
    """The four stations, founded, with their key books."""
    made = founder.network(tmp_path, STATIONS)
    yield made
    made.close()


@pytest.fixture
def courier(network: Network) -> Courier:
    return Courier(network)
