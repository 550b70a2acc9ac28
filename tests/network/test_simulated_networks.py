"""Whole networks in one process: nothing is lost, doubled or silently late, run after run.

A seed that fails is told with its command line; `docs/simulator.md` says how to go on from there.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.network.keys import HOUR_MS
from tests.network.simulator.counts import Counts
from tests.network.simulator.settings import Settings, Shape, command, stormy
from tests.network.simulator.simulation import Simulation

Live = Callable[[Settings], Counts]


@pytest.fixture
def live(tmp_path: Path) -> Live:
    """Live through a history; a broken law is an error that names its command line."""

    def run(settings: Settings) -> Counts:
        simulation = Simulation(settings, tmp_path)
        try:
            simulation.run()
        except Exception as error:
            error.add_note(command(settings))
            raise
        finally:
            simulation.close()
        return simulation.counts

    return run


def test_fifty_stations_in_a_storm(live: Live) -> None:
    counts = live(stormy(stations=50, telegrams=30))
    assert counts.registered > 20
    assert counts.delivered + counts.non_delivered >= counts.registered
    assert counts.crashes > 5


@pytest.mark.parametrize("seed", range(2))
def test_ten_stations_with_the_real_cipher(live: Live, seed: int) -> None:
    counts = live(stormy(stations=10, telegrams=20, seed=seed, real_keys=True))
    assert counts.delivered > 10


@pytest.mark.parametrize("seed", range(3))
def test_what_is_cancelled_and_corrected_is_so_at_both_ends(live: Live, seed: int) -> None:
    counts = live(replace(stormy(stations=12, telegrams=40, seed=seed), amending=0.7))
    assert counts.amended > 20


@pytest.mark.parametrize("shape", Shape)
def test_every_shape_while_plans_change(live: Live, shape: Shape) -> None:
    counts = live(replace(stormy(stations=9, seed=7, shape=shape), plans=3))
    assert counts.delivered > 10


def test_disks_that_are_put_back_are_noticed(live: Live) -> None:
    counts = live(replace(stormy(stations=8, seed=2), put_back=12))
    assert counts.put_back > 0
    assert counts.refused_to_open > 0


def test_journals_are_proved_and_only_those_of_old_disks_are_doubted(tmp_path: Path) -> None:
    """In a storm, with every clock of the journals on; the law `witness` sees false alarms."""
    simulation = Simulation(replace(stormy(stations=8, seed=2), put_back=12), tmp_path)
    simulation.run()
    witnesses = simulation.laws.witnesses
    simulation.close()
    assert witnesses.proved > 20
    assert set() < witnesses.doubted <= simulation.ledger.put_back


@pytest.mark.parametrize("seed", [11, 12])
def test_stations_that_are_restored_lose_nothing_that_others_hold(live: Live, seed: int) -> None:
    drawn = stormy(stations=8, telegrams=40, seed=seed)
    counts = live(replace(drawn, put_back=0, restores=4))
    assert counts.restored > 0
    assert counts.delivered > 10


def test_nothing_but_loss_and_doubling(live: Live) -> None:
    quiet = replace(stormy(stations=5, telegrams=20), crashes=0, cuts=0, put_back=0, plans=0)
    quiet = replace(quiet, minima=0)
    counts = live(replace(quiet, loss=0.4, doubling=0.4, windows=0.0))
    assert (counts.non_delivered, counts.crashes) == (0, 0)
    assert counts.delivered >= counts.registered == 20


def test_a_calm_network_repeats_nothing(live: Live) -> None:
    calm = Settings(
        stations=6,
        telegrams=20,
        loss=0.0,
        doubling=0.0,
        windows=0.0,
        crashes=0,
        cuts=0,
        put_back=0,
        plans=0,
        minima=0,
        sending_ms=HOUR_MS,
    )
    counts = live(calm)
    assert (counts.repeats, counts.non_delivered) == (0, 0)


def test_the_same_seed_gives_the_same_trace_in_every_process() -> None:
    words = [
        sys.executable,
        *["-m", "tests.network.simulate", "--stations", "6", "--seed", "5", "--json"],
    ]
    traces = set()
    for hash_seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        ran = subprocess.run(words, env=environment, capture_output=True, check=True, text=True)
        traces.add(ran.stdout.partition('"trace": ')[2])
    assert len(traces) == 1
    assert traces != {""}


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("seed", range(1000, 1040))
def test_so_it_is_with_many_seeds(live: Live, shape: Shape, seed: int) -> None:
    drawn = stormy(stations=4 + seed % 11, telegrams=40, seed=seed, shape=shape)
    counts = live(
        replace(
            drawn,
            plans=seed % 4,
            put_back=seed % 3,
            windows=seed % 5 / 10,
            weekly=seed % 2 / 3,
            bags=seed % 7 / 20,
        )
    )
    assert counts.delivered > 0


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_thousand_stations_lose_nothing(live: Live) -> None:
    counts = live(stormy(stations=1000, telegrams=3000))
    assert counts.registered > 2800
