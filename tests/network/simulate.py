"""Run one simulated history, or many, and say what became of it.

    python -m tests.network.simulate --stations 1000 --telegrams 3000 --seed 1

Exit: 0 all laws held, 1 one was broken. What is measured and told is in `docs/simulator.md`.
"""

import argparse
import gc
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.network.simulator.ledger import Broken
from tests.network.simulator.plants import PLANTS
from tests.network.simulator.settings import Settings, Shape, command, stormy
from tests.network.simulator.shrink import law_broken_by, smallest
from tests.network.simulator.simulation import Simulation
from tests.network.simulator.station import Ports
from tests.network.simulator.telling import Verdict, judged, tell

PROGRESS_SECONDS = 1.0
STEPS_BETWEEN_LOOKS = 500

_SHARES = ("loss", "doubling", "windows", "weekly", "bags", "detours", "amending")
_KINDS = {"shape": Shape, **dict.fromkeys(_SHARES, float)}


def parser() -> argparse.ArgumentParser:
    """Return what the command line may say; each setting is an option."""
    made = argparse.ArgumentParser(prog="simulate", description=__doc__.partition("\n")[0])
    for one in fields(Settings):
        option = f"--{one.name.replace('_', '-')}"
        if one.name == "real_keys":
            made.add_argument(option, action="store_true", help="the real cipher (slower)")
        else:
            made.add_argument(option, type=_KINDS.get(one.name, int), default=None)
    made.add_argument("--plant", choices=PLANTS, help="with this bug planted everywhere it goes")
    made.add_argument("--seeds", type=int, default=1, help="so many histories, from --seed on")
    made.add_argument("--json", action="store_true", help="one object a history")
    made.add_argument("--quiet", action="store_true", help="no progress line")
    made.add_argument("--shrink", action="store_true", help="look for the smallest that fails too")
    return made


def settings_of(given: argparse.Namespace) -> Settings:
    """Return the settings that the options say; what they leave out befits the size."""
    said = {
        one.name: getattr(given, one.name)
        for one in fields(Settings)
        if getattr(given, one.name) is not None
    }
    drawn = stormy(stations=said.get("stations", 50), telegrams=said.get("telegrams"))
    return replace(drawn, **said)


def histories(settings: Settings, seeds: int) -> Iterator[Settings]:
    """Yield the same history with one seed after the other."""
    for seed in range(settings.seed, settings.seed + seeds):
        yield replace(settings, seed=seed)


class Progress:
    """One line on the terminal, written over about once a second."""

    def __init__(self) -> None:
        self._begun_at = self._told_at = time.monotonic()

    def __call__(self, simulation: Simulation) -> None:
        """Look at a simulation that has made a step."""
        if simulation.clock.steps % STEPS_BETWEEN_LOOKS:
            return
        now = time.monotonic()
        if now - self._told_at >= PROGRESS_SECONDS:
            self._told_at = now
            counts = simulation.counts
            per_second = simulation.clock.steps / (now - self._begun_at)
            line = f"{counts.delivered} delivered of {counts.registered} registered"
            print(
                f"\r{line}, {per_second:.0f} happenings/s   ", end="", file=sys.stderr, flush=True
            )


def run(settings: Settings, ports: Ports, *, progress: bool) -> Verdict:
    """Live through one history."""
    with TemporaryDirectory(prefix="depesha-simulator-") as folder:
        begun = time.monotonic()
        simulation = Simulation(settings, Path(folder), ports)
        founded = time.monotonic()
        gc.freeze()  # the network stays: there is nothing in it to collect
        broken: Broken | None = None
        try:
            simulation.run(Progress() if progress else lambda _: None)
        except Broken as error:
            broken = error
        finally:
            simulation.close()
        if progress:
            print("\r\x1b[K", end="", file=sys.stderr)
        took = (founded - begun, time.monotonic() - founded)
        return judged(simulation, broken, took)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line says."""
    given = parser().parse_args(arguments)
    ports = PLANTS[given.plant].ports if given.plant else Ports
    failed = False
    for settings in histories(settings_of(given), given.seeds):
        verdict = run(settings, ports(), progress=not given.quiet and sys.stderr.isatty())
        print(json.dumps(asdict(verdict)) if given.json else tell(verdict), flush=True)
        if verdict.broken and given.shrink:
            found = smallest(settings, verdict.broken.law, lambda one: law_broken_by(one, ports()))
            print(f"the smallest that breaks it too:\n  {command(found)}", flush=True)
        failed = failed or verdict.broken is not None
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
