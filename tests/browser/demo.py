"""`depesha demo --desk` as a process, and what it prints of its desks."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

from tests import loaded

PROGRAM = (sys.executable, "-m", "depesha")
DEADLINE_SECONDS = 300.0
STOPPED_SECONDS = 20.0
DESK = re.compile(r"^\s*(http://\S+)\s+(\w+): office (\w+), passphrase: (.+)$")
SERVED = re.compile(r"^\s*serving (\w+).*\(process (\d+)\)$")
LAST = "They stay open"


@dataclass(frozen=True)
class OpenDesk:
    """One desk, as the demo prints it."""

    address: str
    station: str
    office: str
    passphrase: str


@dataclass(frozen=True)
class Demo:
    """The three stations, running."""

    folder: Path
    desks: Mapping[str, OpenDesk]
    pids: Mapping[str, int]

    def passphrase(self, office: str) -> str:
        """Return the passphrase of an office."""
        (found,) = {desk.passphrase for desk in self.desks.values() if desk.office == office}
        return found

    def run(self, station: str, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Give a command at a station."""
        return loaded.run(["--home", str(self.folder / station), *words], typed=typed)

    def stop_station(self, station: str, within_seconds: float) -> None:
        """Have a station's process end, and wait until it has."""
        pid = self.pids[station]
        os.kill(pid, signal.SIGTERM)
        last = time.monotonic() + within_seconds
        while not _has_ended(pid):
            assert time.monotonic() < last, f"{station} did not stop in {within_seconds} s"
            time.sleep(0.02)


@contextmanager
def told(folder: Path) -> Iterator[Demo]:
    """Tell the story, and leave its desks open until the end of the block."""
    process = subprocess.Popen(
        [*PROGRAM, "demo", "--desk", "--folder", str(folder / "stations")],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    patience = Timer(DEADLINE_SECONDS, process.kill)
    patience.start()
    try:
        desks, pids = _opened(process)
        yield Demo(folder=folder / "stations", desks=desks, pids=pids)
    finally:
        patience.cancel()
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOPPED_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        finally:
            assert process.stdout is not None
            process.stdout.close()


def _has_ended(pid: int) -> bool:
    """Say whether a process has ended, waited for by its parent or not."""
    try:
        stat = Path("/proc", str(pid), "stat").read_text()
    except FileNotFoundError:
        return True
    return stat.rpartition(") ")[2].startswith("Z")


def _opened(process: subprocess.Popen[str]) -> tuple[dict[str, OpenDesk], dict[str, int]]:
    """Read what the demo says until it waits."""
    desks: dict[str, OpenDesk] = {}
    pids: dict[str, int] = {}
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if found := DESK.match(line):
            address, station, office, passphrase = found.groups()
            desks[station] = OpenDesk(address, station, office, passphrase.strip())
        if served := SERVED.match(line):
            pids[served[1]] = int(served[2])
        if line.strip().startswith(LAST):
            break
    assert len(desks) == 3, said  # the story has three stations
    return desks, pids
