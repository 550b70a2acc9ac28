"""Three `depesha serve` processes: started, waited for by the line that they print, stopped by pid.

Rule 1: nothing sleeps: a process is ready when it says so, and has ended when it is waited for.
Rule 2: whatever happens to the story, no process outlives it.
"""

import select
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import IO, Final, Self

from depesha.demo.commands import PROGRAM, Commands, shown, surroundings
from depesha.demo.hearing import Ear, listen_at
from depesha.demo.teller import Teller
from depesha.errors import Busy, NotNow

LOOPBACK: Final = "127.0.0.1"

READY_SECONDS: Final = 20.0
STOP_SECONDS: Final = 10.0

PORTS_TRIED: Final = 5
"""Between finding a free port and listening at it, another process may take it."""

_IN_USE: Final = "in use"


def free_address() -> str:
    """Return an address of this machine at which nobody listens at this moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        return f"{LOOPBACK}:{probe.getsockname()[1]}"


class Served:
    """One station's process."""

    def __init__(self, station: str, process: subprocess.Popen[bytes], errors: IO[bytes]) -> None:
        """Take a process that was started; `errors` is the file that it complains into."""
        self.station = station
        self._process = process
        self._errors = errors

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def ready_line(self) -> str:
        """Wait for the line that says that all doors are open, and return it.

        Raises:
            Busy: its port was taken by another.
            NotNow: it ended, or said nothing in time.
        """
        out = self._process.stdout
        if out is not None and select.select([out], [], [], READY_SECONDS)[0]:
            line = out.readline()
            if line:
                return line.decode(errors="replace").rstrip()
        self._end()
        complaint = self._complaint()
        self.stop()
        msg = f"the station {self.station} does not serve: {complaint or 'it said nothing'}"
        raise Busy(msg) if _IN_USE in complaint else NotNow(msg)

    def desk_line(self) -> str:
        """Return the line that follows the first one where a desk is open; it ends in its address.

        Raises:
            NotNow: it is not there.
        """
        out = self._process.stdout
        line = out.readline() if out is not None else b""
        if not line:
            msg = f"the station {self.station} opened no desk: {self._complaint()}"
            raise NotNow(msg)
        return line.decode(errors="replace").rstrip()

    def wait(self) -> None:
        """Wait until the process ends."""
        self._process.wait()

    def stop(self) -> None:
        """End the process and let go of its pipes. Calling it twice is harmless."""
        self._end()
        self._errors.close()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _end(self) -> None:
        """Ask the process to stop, and make it, if it does not."""
        self._process.terminate()  # nothing, where it has been waited for
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _complaint(self) -> str:
        self._errors.seek(0)
        return " ".join(self._errors.read(4096).decode(errors="replace").split())


class Stations:
    """The processes of the story. Used as a context: at its end all of them have stopped.

    Args:
        folder: where the homes lie.
        tell: who shows what is started.
        desk: whether each opens its desk in the browser, at a free port.
    """

    def __init__(self, folder: Path, tell: Teller, *, desk: bool = False) -> None:
        """Start nothing yet."""
        self.desks: dict[str, str] = {}
        self.room = ""
        self._words = ("--web", "0") if desk else ()
        self._folder = folder
        self._tell = tell
        self._served: list[Served] = []
        self._ears: dict[str, Ear] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def serve(self, station: str) -> None:
        """Start a station and wait until it serves.

        Raises:
            Busy: its port was taken by another.
            NotNow: it does not serve.
        """
        line = ("--home", station, "serve", *self._words)
        self._tell.command(f"{shown(line)} &")
        served = _start(self._folder, station, line)
        self._served.append(served)
        self._tell.output(f"{served.ready_line()}  (process {served.pid})")
        if self._words:
            said = served.desk_line()
            self._tell.output(said)
            self.desks[station] = said.split()[-1]
        self._ears[station] = listen_at(self._folder / station, station)

    def open_room(self, shelf: str) -> None:
        """Open the reading room over a shelf, at a free port of this machine.

        Raises:
            NotNow: it does not open.
        """
        line = ("archive", "serve", shelf, "--port", "0")
        self._tell.command(f"{shown(line)} &")
        served = _start(self._folder, "the reading room", line)
        self._served.append(served)
        said = served.ready_line()
        self._tell.output(f"{said}  (process {served.pid})")
        self.room = said.split()[-1]

    def ear(self, station: str) -> Ear:
        """Return the ear at a station that is served."""
        return self._ears[station]

    def wait(self) -> None:
        """Wait until one of the processes ends, which is not before somebody ends it."""
        self._served[0].wait()

    def stop(self) -> None:
        """Stop every process that was started."""
        for served in self._served:
            served.stop()


def serve_somewhere(stations: Stations, commands: Commands, station: str) -> str:
    """Let a station listen at a free port and serve it; return its address.

    Raises:
        NotNow: it does not serve.
    """
    for _ in range(PORTS_TRIED):
        address = free_address()
        commands.run(station, "link", "listen", address)
        try:
            stations.serve(station)
        except Busy:
            continue
        return address
    msg = f"{PORTS_TRIED} free ports were taken by others before {station} could listen"
    raise NotNow(msg, hint="try again")


def _start(folder: Path, station: str, line: tuple[str, ...]) -> Served:
    errors = tempfile.TemporaryFile()  # noqa: SIM115  # it lives as long as the process
    process = subprocess.Popen(  # noqa: S603  # our own program, without a shell
        [*PROGRAM, *line],
        cwd=folder,
        env=surroundings(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=errors,
    )
    return Served(station, process, errors)
