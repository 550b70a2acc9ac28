"""How long `depesha inbox` takes on a store of 5,000 telegrams, from the command to its last line.

    python -m bench.inbox --telegrams 5000 --json

Its floor is the start of Python itself, measured in the same run. The store is filled through the
real desks; the command is the real command, nobody serves, and the key file has an open slot.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.network import A, B, C, found
from bench.texts import draft_of
from depesha.names import StationId
from depesha.packet import LETTERS, Arrived, HopAccepted, Packet
from depesha.station import clock
from depesha.station.home import Home
from depesha.station.room import open_room

RELAY = StationId(B)
GROUP = 64
ROUNDS = 15


def fill(folder: Path, telegrams: int) -> None:
    """Let C take in that many telegrams of A, without lines."""
    with open_room(Home(folder / A), None) as here, open_room(Home(folder / C), None) as there:
        for first in range(0, telegrams, GROUP):
            numbers = range(first, min(first + GROUP, telegrams))
            orders = [here.event("send", {"text": draft_of(number)}) for number in numbers]
            here.desk.handle(orders, clock.now())
            waiting = here.neighbourhood.waiting(RELAY, {}, GROUP, LETTERS)
            for one in waiting:
                if isinstance(one.load, Packet):
                    arrived = Arrived(packet=one.load, neighbour=RELAY)
                    there.desk.handle([arrived], clock.now())
            entries = tuple(one.entry for one in waiting)
            here.desk.handle([HopAccepted(neighbour=RELAY, entries=entries)], clock.now())


def _median_ms(*command: str) -> float:
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def measure(telegrams: int) -> dict[str, Any]:
    """Fill a store and return the figures."""
    with tempfile.TemporaryDirectory(prefix="depesha-inbox-") as name:
        folder = Path(name)
        found(folder)
        fill(folder, telegrams)
        home = str(folder / C)
        return {
            "inbox_telegrams": telegrams,
            "inbox_ms": round(_median_ms("-m", "depesha", "--home", home, "inbox"), 1),
            "python_floor_ms": round(_median_ms("-c", "pass"), 1),
        }


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description="The time of `depesha inbox`.")
    parser.add_argument("--telegrams", type=int, default=5000)
    parser.add_argument("--json", action="store_true", help="one object on one line")
    given = parser.parse_args()
    figures = measure(given.telegrams)
    if given.json:
        print(json.dumps({"v": 1, "kind": "inbox", **figures}))
        return
    print(f"{'inbox_ms':32} {figures['inbox_ms']:>12}   at most 150")
    print(f"{'python_floor_ms':32} {figures['python_floor_ms']:>12}")


if __name__ == "__main__":
    main()
