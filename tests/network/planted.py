"""Plant each bug in turn, over several seeds, and show which law saw it.

    python -m tests.network.planted --seeds 5

Exit: 0 each was caught in at least one history, 1 one was not.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence

from tests.network.simulator.plants import PLANTS, Plant, is_caught


def table(plants: Mapping[str, Plant], seeds: int) -> int:
    """Plant each of these bugs, print a line for each, and return how many no law saw."""
    print(f"{'bug':<46} {'law':<10} {'seeds':>5} {'caught':>7} {'first':>6}")
    missed = 0
    for name, plant in plants.items():
        caught = [seed for seed in range(1, seeds + 1) if is_caught(plant, seed)]
        missed += not caught
        first = str(caught[0]) if caught else "-"
        row = f"{name:<46} {plant.law:<10} {seeds:>5} {len(caught):>7} {first:>6}"
        print(row, flush=True)
    print(f"{missed} not caught" if missed else "each was caught")
    return missed


def main(arguments: Sequence[str] | None = None) -> int:
    """Plant what the command line says."""
    parser = argparse.ArgumentParser(prog="planted", description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, default=5, help="histories for each bug")
    parser.add_argument("--only", default="", help="bugs with this in their names")
    given = parser.parse_args(arguments)
    wanted = {name: plant for name, plant in PLANTS.items() if given.only in name}
    return 1 if table(wanted, given.seeds) else 0


if __name__ == "__main__":
    sys.exit(main())
