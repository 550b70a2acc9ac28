"""`depesha` as real processes that need not load the program first.

    done = run(["--home", "m", "inbox"], cwd=folder, env={"LANG": "C.UTF-8"})
    with begin(["--home", "m", "serve"]) as serving: ...

To load the program takes ten times as long as most commands do. One process of this folder's own
loads it once and forks for every command: the command is a process with a number, an end and open
files of its own, it can be killed, and shares nothing with another. What a test must see from the
first instruction on (its loading, a library put before it) it starts by itself; and with
`DEPESHA_LOADED_ANEW=1` every command is loaded anew.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Final, Self

ROOT: Final = Path(__file__).resolve().parent.parent
_SHARED: "list[Stock]" = []


class Process:
    """One command: what `subprocess.Popen` is for one that was started by itself.

    Attributes:
        pid: its number.
        stdout: what it prints, where that was wanted.
        returncode: how it ended, or None; negative if a signal ended it.
    """

    def __init__(self, words: Sequence[str], door: socket.socket, stdout: IO[bytes] | None) -> None:
        self.args = words
        self._door = door
        self._said = door.makefile("r", encoding="ascii")
        self.stdout = stdout
        self.returncode: int | None = None
        self.pid = int(self._said.readline())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.stdout is not None:
            self.stdout.close()
        self.wait()

    def wait(self, timeout: float | None = None) -> int:
        """Return how it ended.

        Raises:
            subprocess.TimeoutExpired: it has not, after so many seconds.
        """
        if self.returncode is None:
            self._door.settimeout(timeout)
            try:
                self.returncode = os.waitstatus_to_exitcode(int(self._said.readline()))
            except TimeoutError:
                self._said = self._door.makefile("r", encoding="ascii")  # it may be asked again
                raise subprocess.TimeoutExpired(self.args, timeout or 0) from None
            self._said.close()
            self._door.close()
        return self.returncode

    def poll(self) -> int | None:
        """Return how it ended, or None."""
        with suppress(subprocess.TimeoutExpired):
            return self.wait(0.000_001)
        return None

    def send_signal(self, number: int) -> None:
        """Send it a signal; none, if it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class Stock:
    """The process that has the program loaded."""

    def __init__(self) -> None:
        self._door, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.loading", str(theirs.fileno())],
                cwd=ROOT,
                env={**os.environ, "LANG": "C.UTF-8", "PYTHONPATH": f"{ROOT}/src:{ROOT}"},
                stdin=subprocess.PIPE,  # pipes: a stream that begins with a file seeks in it
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=[theirs.fileno()],
            )

    def begin(
        self,
        words: Sequence[str],
        files: tuple[int, int, int],
        cwd: Path | None,
        env: Mapping[str, str] | None,
        stdout: IO[bytes] | None = None,
    ) -> Process:
        ours, theirs = socket.socketpair()
        asked = {
            "words": list(words),
            "cwd": str(cwd or Path.cwd()),
            "env": dict(env or os.environ),
        }
        with theirs, tempfile.TemporaryFile() as told:
            told.write(json.dumps(asked).encode())
            told.flush()
            socket.send_fds(self._door, [b"."], [told.fileno(), theirs.fileno(), *files])
        return Process(words, ours, stdout)

    def end(self) -> None:
        """End it; what it began is not ended."""
        self._door.close()
        self._process.communicate()


def _stock() -> Stock:
    if not _SHARED:
        _SHARED.append(Stock())
    return _SHARED[0]


def unload() -> None:
    """End the process that has the program loaded; at the end of all tests."""
    while _SHARED:
        _SHARED.pop().end()


def begin(
    words: Sequence[str],
    *,
    stderr: IO[bytes] | None = None,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> Process:
    """Begin a command whose `stdout` is read; the caller ends it."""
    read, write = os.pipe()
    with Path(os.devnull).open("rb") as nothing, os.fdopen(write, "wb") as out:
        errors = sys.__stderr__.fileno() if stderr is None else stderr.fileno()  # type: ignore[union-attr]  # pytest keeps it open
        files = (nothing.fileno(), out.fileno(), errors)
        return _stock().begin(words, files, cwd, env, os.fdopen(read, "rb"))


def run(
    words: Sequence[str],
    *,
    typed: str = "",
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    timeout: float = 60.0,
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end.

    Raises:
        subprocess.TimeoutExpired: it has not ended in time, and was killed.
    """
    if os.environ.get("DEPESHA_LOADED_ANEW") == "1":
        return subprocess.run(
            [sys.executable, "-m", "depesha", *words],
            input=typed,
            capture_output=True,
            encoding="utf-8",
            cwd=cwd,
            env=env,
            timeout=timeout,
            check=False,
        )
    with (
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as errors,
    ):
        given.write(typed.encode())
        given.seek(0)
        files = (given.fileno(), out.fileno(), errors.fileno())
        process = _stock().begin(words, files, cwd, env)
        try:
            status = process.wait(timeout)
        except BaseException:
            process.kill()
            process.wait()
            raise
        out.seek(0)
        errors.seek(0)
        return subprocess.CompletedProcess(
            [*words], status, out.read().decode(), errors.read().decode()
        )
