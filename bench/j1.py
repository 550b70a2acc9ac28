"""Job J1 (DESIGN §11): N telegrams from A through the relay B to C, and their reports back at A.

The clock runs from the first order entered to the last report committed at A; release is inside.
The bytes on the wire are counted in runs of their own (`bench/wire.py`).

    python -m bench.j1 --telegrams 1000 --json
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from bench.face import at_door
from bench.floor import floor_cpu_ms
from bench.network import A, C, Serving, found, serving
from bench.texts import draft_of, text_of
from depesha.station.client import connect

IDLE_ROUNDS: Final = 30
WARMING: Final = 64
MAX_REGISTER: Final = 100_000


async def job(home: Path, drafts: list[str]) -> float:
    """Send all drafts at once; return the seconds until the last report is committed."""
    async with at_door(home) as face:
        begun = time.perf_counter()
        await face.send(drafts)
        await face.all_reported()
        return time.perf_counter() - begun


async def opened_and_reported(
    a_home: Path, c_home: Path, numbers: range
) -> tuple[list[float], list[float]]:
    """Return the times until one telegram is opened at C, and until its report is back, in ms."""
    opened, reported = [], []
    async with at_door(a_home) as here, at_door(c_home) as there:
        for number in numbers:
            await asyncio.sleep(0.05)
            before = await there.say(read="incoming-count")
            begun = time.perf_counter()
            await here.send([draft_of(number)])
            await there.until(
                lambda count, before=before: None if count == before else True,  # type: ignore[misc]
                read="incoming-count",
            )
            opened.append((time.perf_counter() - begun) * 1000)
            await here.all_reported()
            reported.append((time.perf_counter() - begun) * 1000)
    return opened, reported


def tally(folder: Path, expected: int) -> tuple[int, int]:
    """Return how many telegrams are lost, and how many doubled, by C's incoming register."""
    with connect(folder / C) as there:
        lines = there.read("register", direction="in", limit=MAX_REGISTER)
    numbers = [line["number"] for line in lines]
    return expected - len(set(numbers)), len(numbers) - len(set(numbers))


def measure(telegrams: int) -> dict[str, Any]:
    """Run the job and return its figures."""
    with tempfile.TemporaryDirectory(prefix="depesha-j1-") as name:
        folder = Path(name)
        found(folder)
        with serving(folder) as processes:
            # warm: lines up, caches filled
            asyncio.run(job(folder / A, [draft_of(1_000_000 + place) for place in range(WARMING)]))
            idle = range(2_000_000, 2_000_000 + IDLE_ROUNDS)
            opened, reported = asyncio.run(opened_and_reported(folder / A, folder / C, idle))
            cpu = _cpu(processes)
            taken = asyncio.run(job(folder / A, [draft_of(place) for place in range(telegrams)]))
            spent = _cpu(processes) - cpu
            peak = max(process.peak_mb() for process in processes.values())
        lost, doubled = tally(folder, telegrams + WARMING + IDLE_ROUNDS)
    return {
        "telegrams": telegrams,
        "telegrams_per_second": round(telegrams / taken, 1),
        "cpu_ms_per_telegram": round(spent * 1000 / telegrams, 3),
        "floor_cpu_ms_per_telegram": round(floor_cpu_ms(text_of(1).encode()), 3),
        "idle_opened_ms": round(statistics.median(opened), 2),
        "idle_report_ms": round(statistics.median(reported), 2),
        "rss_mb": round(peak, 1),
        "lost": lost,
        "doubled": doubled,
    }


def _cpu(processes: Mapping[str, Serving]) -> float:
    return sum(process.cpu_seconds() for process in processes.values())


def main() -> None:
    """Run J1 and print its figures."""
    parser = argparse.ArgumentParser(description="Job J1: telegrams through a relay and back.")
    parser.add_argument("--telegrams", type=int, default=1000)
    parser.add_argument("--json", action="store_true", help="one object on one line")
    given = parser.parse_args()
    figures = measure(given.telegrams)
    if given.json:
        print(json.dumps({"v": 1, "kind": "j1", **figures}))
        return
    for name, value in figures.items():
        print(f"{name:32} {value:>12}")


if __name__ == "__main__":
    main()
