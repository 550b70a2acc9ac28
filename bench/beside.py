"""J1 beside an import: what the traffic feels of records that are taken in at the same station.

    python -m bench.beside --telegrams 1000 --rounds 3 --json

The three stations of J1. At C, where its telegrams arrive, the real command takes in a volume of
printed telegrams (`importing`) and puts them into the index. It is stopped and let go on by turns,
so whatever else the machine does falls on both alike. Of each turn: job J1, and telegrams one by
one on the idle network, until C has committed each.
The floor is the same job beside a process that reads the same volume, again and again, and gives it
to nobody: what is lost there is lost to the processor, and not to the desk.
"""

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from bench.importing import volume
from bench.j1 import job, opened_and_reported, tally
from bench.network import A, B, C, Serving, found, serving
from bench.texts import draft_of
from depesha.station.home import Home
from depesha.station.settings import OfficeWish
from depesha.station.unlocking import store_key
from depesha.store.database import open_reader

TELEGRAMS: Final = 1_000
ROUNDS: Final = 3
ALONE: Final = 30
"""Telegrams one by one, in each round."""

WARMING: Final = 64
DOCUMENTS: Final = 40_000
SETTLING_SECONDS: Final = 1.0
ARCHIVIST: Final = OfficeWish(name="archivist", roles=("archivist",), clearance=5)
KINDS: Final = ("without", "reading", "import")
"""Beside nothing, beside the reading of the volume alone (the floor), beside the import."""

_READING: Final = "from bench.importing import read_only\nwhile True: read_only({!r})"
_RECORDS: Final = "SELECT count(*) FROM record"


@contextmanager
def stopped(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Start a command, stopped; end it at the end."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    process.send_signal(signal.SIGSTOP)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def going_on(process: subprocess.Popen[bytes] | None) -> Iterator[None]:
    """Let a process go on meanwhile; None: none."""
    if process is None:
        yield
        return
    process.send_signal(signal.SIGCONT)
    time.sleep(SETTLING_SECONDS)
    try:
        yield
        if process.poll() is not None:
            msg = "what was to go on beside it ended before: the figures are of nothing"
            raise AssertionError(msg)
    finally:
        process.send_signal(signal.SIGSTOP)
        time.sleep(SETTLING_SECONDS)


def measure(
    telegrams: int = TELEGRAMS, rounds: int = ROUNDS, documents: int = DOCUMENTS
) -> dict[str, Any]:
    """Run J1 without and with an import beside it, by turns, and return the figures."""
    with tempfile.TemporaryDirectory(prefix="depesha-beside-") as name:
        folder = Path(name)
        found(folder, offices={C: (ARCHIVIST,)})
        path = folder / "bench.xml"
        volume(path, documents)
        home = folder / C
        importing = [sys.executable, "-m", "depesha", "--home", str(home), "archive", "import"]
        command = [*importing, str(path), "--as", "archivist", "-q"]
        reading = [sys.executable, "-c", _READING.format(str(path))]
        with serving(folder) as processes:
            warming = [draft_of(1_000_000 + place) for place in range(WARMING)]
            asyncio.run(job(folder / A, warming))
            with stopped(command) as taken_in, stopped(reading) as read:
                beside = dict(zip(KINDS, (None, read, taken_in), strict=True))
                turns = Turns(folder, processes)
                for _ in range(rounds):
                    for kind, process in beside.items():
                        with going_on(process):
                            turns.run(kind, telegrams)
        lost, doubled = tally(folder, WARMING + turns.sent)
    told = {"telegrams": telegrams, **turns.figures(), "lost": lost, "doubled": doubled}
    return {f"beside_{name}": value for name, value in told.items()}


class Turns:
    """What was measured by turns."""

    def __init__(self, folder: Path, processes: Mapping[str, Serving]) -> None:
        self._folder = folder
        self._processes = processes
        self._taken: dict[str, list[dict[str, float]]] = {kind: [] for kind in KINDS}
        self._opened: dict[str, list[float]] = {kind: [] for kind in KINDS}
        self.sent = 0

    def run(self, kind: str, telegrams: int) -> None:
        """Send telegrams one by one, then all at once."""
        numbers = range(self.sent, self.sent + ALONE)
        opened, _ = asyncio.run(opened_and_reported(self._folder / A, self._folder / C, numbers))
        self._opened[kind] += opened
        cpu, records = self._cpu(), self._records()
        drafts = [draft_of(numbers.stop + place) for place in range(telegrams)]
        seconds = asyncio.run(job(self._folder / A, drafts))
        spent, entered = self._cpu(), self._records() - records
        self._taken[kind].append(
            {
                "per_second": telegrams / seconds,
                "documents_per_second": entered / seconds,
                **{name: (spent[name] - cpu[name]) * 1000 / telegrams for name in cpu},
            }
        )
        self.sent = numbers.stop + telegrams

    def figures(self) -> dict[str, Any]:
        """Return the medians."""
        found: dict[str, Any] = {}
        for kind in KINDS:
            taken, opened = self._taken[kind], sorted(self._opened[kind])
            found |= {
                f"{kind}_per_second": round(_median(taken, lambda one: one["per_second"])),
                f"{kind}_cpu_ms": round(_median(taken, lambda one: one[A] + one[B] + one[C]), 2),
                f"{kind}_cpu_ms_here": round(_median(taken, lambda one: one[C]), 2),
                f"{kind}_opened_ms": round(opened[len(opened) // 2], 1),
                f"{kind}_opened_p95_ms": round(opened[len(opened) * 95 // 100], 1),
            }
        entered = _median(self._taken["import"], lambda one: one["documents_per_second"])
        return {**found, "documents_per_second": round(entered)}

    def _cpu(self) -> dict[str, float]:
        return {name: process.cpu_seconds() for name, process in self._processes.items()}

    def _records(self) -> int:
        home = Home(self._folder / C)
        with closing(open_reader(home.store, store_key(home, None))) as database:
            row = database.row(_RECORDS)
        return int(row[0]) if row else 0


def _median(taken: list[dict[str, float]], of: Callable[[dict[str, float]], float]) -> float:
    return sorted(map(of, taken))[len(taken) // 2]


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--telegrams", type=int, default=TELEGRAMS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--json", action="store_true", help="one object on one line")
    given = parser.parse_args()
    figures = {**measure(given.telegrams, given.rounds), "load": round(os.getloadavg()[0], 1)}
    if given.json:
        print(json.dumps({"v": 1, "kind": "beside", **figures}))
        return
    for name, value in figures.items():
        print(f"{name:32} {value:>12}")


if __name__ == "__main__":
    main()
