"""Three stations on loopback: A (the centre), the relay B, and C. Real processes."""

import os
import secrets
import selectors
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from depesha.station import founding
from depesha.station.client import connect
from depesha.station.home import Home
from depesha.station.settings import OfficeWish

A, B, C = "alpha", "relay", "gamma"
STATIONS: Final = (A, B, C)
ROLES: Final = ("drafter", "releaser", "addressee", "may-acknowledge")
READY_SECONDS: Final = 20.0
FIRST_PORT: Final = 12_000
LAST_PORT: Final = 32_000

_SERVE: Final = """
import sys
from pathlib import Path
from depesha.station.home import Home
from depesha.station.serving import serve
serve(Home(Path(sys.argv[1])), None, lambda what: print(what["listening"], flush=True))
"""


def free_port() -> int:
    """Return a port of loopback that is free now.

    It lies below those that the kernel gives to callers (32768 and up), so that a station that
    was killed finds it free when it comes up again.
    """
    while True:
        port = FIRST_PORT + secrets.randbelow(LAST_PORT - FIRST_PORT)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def found(
    folder: Path,
    *,
    proxy: int | None = None,
    offices: Mapping[str, Sequence[OfficeWish]] | None = None,
) -> dict[str, int]:
    """Found the three stations and return their ports.

    Args:
        folder: where.
        proxy: a port of loopback at which A calls B, and where somebody counts what passes.
        offices: by station, which offices it has beside its desk.
    """
    ports = {name: free_port() for name in STATIONS}
    for name in STATIONS:
        wish = founding.Foundation(
            station=name, centre=name == A, network="bench", listen=f"127.0.0.1:{ports[name]}"
        )
        founding.init(Home(folder / name), wish, None)
        office = OfficeWish(name="desk", roles=ROLES, clearance=5)
        for one in (office, *(offices or {}).get(name, ())):
            founding.add_office(Home(folder / name), one, None)
    _introduce(folder)
    founding.add_line(Home(folder / A), B, f"127.0.0.1:{proxy or ports[B]}")
    founding.add_line(Home(folder / C), B, f"127.0.0.1:{ports[B]}")
    return ports


def _introduce(folder: Path) -> None:
    with connect(folder / A) as centre:
        for name in (B, C):
            text = founding.request(Home(folder / name), None)["text"]
            centre.order("keybook-admit", text=text)
        centre.order("plan-line", a=A, b=B)
        centre.order("plan-line", a=B, b=C)
        centre.order("plan-transit", from_station=A, through=B, to=C)
        centre.order("keybook-introduce", station=A, correspondent=C)
        centre.order("plan-sign")
        root = centre.read("keybook")["root"]
        books = {name: centre.read("keybook-export", station=name)["text"] for name in (B, C)}
    for name, text in books.items():
        with connect(folder / name) as station:
            station.order("keybook-import", text=text, root=root)


def peak_mb(pid: int) -> float:
    """Return the largest resident size of a process; 0 of one that is not there any more."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has used, in ticks of 10 ms."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Serving:
    """The process of one station."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._process = subprocess.Popen(
            [sys.executable, "-c", _SERVE, str(home)], stdout=subprocess.PIPE, text=True
        )
        if not self._is_ready():
            self.stop()
            msg = f"{home.name} did not come up"
            raise RuntimeError(msg)

    def _is_ready(self) -> bool:
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._process.stdout, selectors.EVENT_READ)  # type: ignore[arg-type]
            return bool(waiting.select(READY_SECONDS)) and bool(
                self._process.stdout and self._process.stdout.readline()
            )

    def cpu_seconds(self) -> float:
        """Return the processor time that it has used."""
        return cpu_seconds(self._process.pid)

    def peak_mb(self) -> float:
        """Return its largest resident size."""
        return peak_mb(self._process.pid)

    def stop(self) -> None:
        """End it in good order."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()


@contextmanager
def serving(folder: Path) -> Iterator[Mapping[str, Serving]]:
    """Serve all three, and stop them at the end."""
    processes: dict[str, Serving] = {}
    try:
        for name in (B, A, C):
            processes[name] = Serving(folder / name)
        yield processes
    finally:
        for process in processes.values():
            process.stop()
