"""For each law a planted bug that it catches: a law that cannot be broken proves nothing."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.network import planted, simulate
from tests.network.simulator.laws.book import NAMES
from tests.network.simulator.plants import PLANTS, SMALL, is_caught
from tests.network.simulator.settings import COMMAND, Settings
from tests.network.simulator.shrink import law_broken_by, smallest
from tests.network.simulator.station import Ports

QUICK = (
    "custody is accepted before the commit",
    "a seen-table swallows strangers",
    "what has waited longest goes first",
    "a letter is not sealed",
    "a delivery is reported and not written down",
)


def test_every_law_has_a_bug_that_breaks_it() -> None:
    assert {plant.law for plant in PLANTS.values()} == set(NAMES)


@pytest.mark.parametrize("name", QUICK)
def test_a_planted_bug_is_caught(name: str) -> None:
    assert any(is_caught(PLANTS[name], seed) for seed in (1, 2, 3))


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", PLANTS)
def test_each_planted_bug_is_caught(name: str) -> None:
    assert any(is_caught(PLANTS[name], seed) for seed in range(1, 6))


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANTS)
def test_the_same_history_without_the_bug_breaks_no_law(name: str) -> None:
    assert law_broken_by(PLANTS[name].settings) is None


def test_a_history_that_fails_shrinks_to_one_that_fails_too() -> None:
    plant = PLANTS["a telegram is registered and not enclosed"]

    def breaks(settings: Settings) -> str | None:
        return law_broken_by(settings, plant.ports())

    found = smallest(replace(SMALL, telegrams=6), "open", breaks)
    assert breaks(found) == "open"
    assert (found.crashes, found.cuts, found.loss, found.windows) == (0, 0, 0.0, 0.0)
    assert (found.telegrams, found.stations) == (1, 3)


Said = Callable[[], str]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    return lambda: capsys.readouterr().out


def test_a_broken_law_is_told_with_what_happened_to_the_telegram(said: Said) -> None:
    words = ["--stations", "4", "--telegrams", "12", "--plans", "0", "--put-back", "0", "--quiet"]
    bug = "an outgoing number is given twice"
    assert simulate.main([*words, "--plant", bug]) == 1
    told = said()
    assert "BROKEN at step" in told
    assert "numbers: s00" in told
    assert "Registered" in told
    assert f"again: {COMMAND} --seed 1 --stations 4 --telegrams 12" in told


def test_a_whole_history_is_one_object(said: Said) -> None:
    assert simulate.main(["--stations", "4", "--telegrams", "6", "--quiet", "--json"]) == 0
    told = json.loads(said())
    assert (told["lost"], told["doubled"], told["broken"]) == (0, 0, None)
    assert told["registered"] <= 6
    assert len(told["trace"]) == 64


def test_the_table_of_bugs_ends_with_a_verdict(said: Said) -> None:
    assert planted.main(["--seeds", "1", "--only", "clock"]) == 0
    assert "the clock does not rest" in (told := said())
    assert told.endswith("each was caught\n")


def test_a_bug_that_no_history_shows_is_counted(said: Said) -> None:
    """An honest station under the name of a bug is caught by nothing."""
    harmless = replace(PLANTS["the clock does not rest"], ports=Ports)
    assert planted.table({"none at all": harmless}, 1) == 1
    assert said().endswith("1 not caught\n")
