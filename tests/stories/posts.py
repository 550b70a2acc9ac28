"""Real stations for stories: a home each, `depesha serve` in a process of its own, and its door.

Rule 1: every process is ended by its own handle, whatever happens.
Rule 2: nothing sleeps until something has happened: a station says at its door when it commits.
"""

import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import Any, Self, TypeVar

from bench import network
from bench.network import A, B, C, free_port
from depesha.station import founding
from depesha.station.home import Home
from tests import loaded

PROGRAM = (sys.executable, "-m", "depesha")
READY_SECONDS = 30.0
STOP_SECONDS = 10.0
WAIT_SECONDS = 30.0

TO_GAMMA = f"To: desk@{C}\nClassification: RESTRICTED\nReceipt: confirm\n\n"

Found = TypeVar("Found")


def draft(text: str, *, to: str = f"desk@{C}", precedence: str = "ROUTINE") -> str:
    """Return a draft to one office."""
    return f"To: {to}\nClassification: RESTRICTED\nPrecedence: {precedence}\n\n{text}\n"


class Gone(Exception):
    """The station is not there, or was killed before it answered."""


class Face:
    """One connection to a serving station: requests without waiting, and every commit heard.

    Raises:
        Gone: nobody serves the home.
    """

    def __init__(self, home: Path) -> None:
        self._door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._door.settimeout(WAIT_SECONDS)
        try:
            self._door.connect(str(home / "station.sock"))
        except OSError as error:
            self._door.close()
            raise Gone from error
        self._lines = self._door.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._lines.close()
        self._door.close()

    def say(self, name: object, **request: object) -> None:
        """Send a request under a name."""
        self.send(json.dumps({"id": name, **request}).encode() + b"\n")

    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        try:
            self._door.sendall(data)
        except OSError as error:
            raise Gone from error

    def hear(self) -> dict[str, Any]:
        """Return the next line."""
        try:
            line = self._lines.readline()
        except TimeoutError:
            raise
        except OSError as error:
            raise Gone from error
        if not line.endswith(b"\n"):
            raise Gone
        heard: dict[str, Any] = json.loads(line)
        return heard

    def ask(self, **request: object) -> Any:
        """Return the answer to one request; changes heard meanwhile are passed over."""
        self.say("asked", **request)
        while True:
            heard = self.hear()
            if heard["id"] == "asked":
                assert "problem" not in heard, heard
                return heard["done"]

    def until(self, accept: Callable[[Any], Found | None], **request: object) -> Found:
        """Ask again after every commit, until `accept` returns something.

        The watch is said before the first question, so no commit is missed between the two.
        """
        self.say("watch", watch=True)
        deadline = monotonic() + WAIT_SECONDS
        while True:
            answer = self.ask(**request)
            if found := accept(answer):
                return found
            self._door.settimeout(max(0.001, deadline - monotonic()))
            try:
                while self.hear()["id"] != "watch":
                    pass
            except TimeoutError:
                msg = f"waited {WAIT_SECONDS} s in vain, the last answer was {answer}"
                raise AssertionError(msg) from None
            self._door.settimeout(WAIT_SECONDS)


class Post:
    """One station: its home, and its process while it is served."""

    def __init__(self, home: Path) -> None:
        self.path = home
        self.home = Home(home)
        self._process: subprocess.Popen[bytes] | loaded.Process | None = None
        self._is_ready = False
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  # it lives as long as the post

    # -- its process

    def start(self, program: Iterable[str] | None = None, extra: Iterable[str] = ()) -> Self:
        """Start to serve, without waiting; `program` is another than the one that is loaded."""
        words = ["--home", str(self.path), "serve", *extra]
        if program is None:
            self._process = loaded.begin(words, stderr=self._errors)
        else:
            self._process = subprocess.Popen(
                [*program, *words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=self._errors,
            )
        self._is_ready = False
        return self

    def ready(self) -> Self:
        """Wait until all doors are open; at once, if they are."""
        assert self._process is not None
        if self._is_ready:
            return self
        out = self._process.stdout
        assert out is not None
        assert select.select([out], [], [], READY_SECONDS)[0], "it does not serve"
        assert out.readline().startswith(b"serving"), self.complaint()
        self._is_ready = True
        return self

    def serve(self) -> Self:
        """Serve, and return when all doors are open."""
        return self.start().ready()

    def kill(self) -> None:
        """Send SIGKILL: nothing is said to it before it is gone."""
        assert self._process is not None
        self._process.kill()
        self._let_go()

    def stop(self) -> int:
        """SIGTERM; return the exit status. Calling it on a dead process is harmless."""
        if self._process is None:
            return 0
        self._process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_SECONDS)
        return self._let_go()

    def end(self) -> int:
        """Wait for a process that ends by itself, and return its exit status."""
        assert self._process is not None
        self._process.wait(STOP_SECONDS)
        return self._let_go()

    def _let_go(self) -> int:
        assert self._process is not None
        process, self._process = self._process, None
        process.kill()
        status = process.wait()
        assert process.stdout is not None
        process.stdout.close()
        return status

    def close(self) -> None:
        """End the process, however it stands."""
        try:
            if self._process is not None:
                self._let_go()
        finally:
            self._errors.close()

    def complaint(self) -> str:
        """Return what its processes wrote to standard error."""
        self._errors.seek(0)
        return self._errors.read().decode(errors="replace")

    # -- asking it

    def face(self) -> Face:
        """Go to its door."""
        return Face(self.path)

    def run(self, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run one command on this home."""
        return loaded.run(["--home", str(self.path), *words], typed=typed)

    def begin(self, *words: str) -> subprocess.Popen[bytes]:
        """Begin a command on this home; the caller ends it."""
        return subprocess.Popen(
            [*PROGRAM, "--home", str(self.path), *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )


Posts = Mapping[str, Post]


def founded(folder: Path) -> Path:
    """Found the three stations of the benchmark: A (the centre), the relay B, and C."""
    network.found(folder)
    return folder


def moved(founded: Path, folder: Path, *, calls_a_at: int | None = None) -> dict[str, int]:
    """Copy three founded homes, give them ports of their own, and return these.

    Args:
        founded: the folder of the three.
        folder: where the copies go.
        calls_a_at: the port of loopback where A calls B, if it is not B's own.
    """
    for name in (A, B, C):
        shutil.copytree(founded / name, folder / name)
    ports = {name: free_port() for name in (A, B, C)}
    for name, port in ports.items():
        founding.set_listen(Home(folder / name), f"127.0.0.1:{port}")
    founding.add_line(Home(folder / A), B, f"127.0.0.1:{calls_a_at or ports[B]}")
    founding.add_line(Home(folder / C), B, f"127.0.0.1:{ports[B]}")
    return ports


@contextmanager
def posts(folder: Path, names: Iterable[str] = (A, B, C)) -> Iterator[dict[str, Post]]:
    """Lend the stations of a folder, unserved; end their processes at the end."""
    found = {name: Post(folder / name) for name in names}
    try:
        yield found
    except BaseException:
        for name, post in found.items():
            sys.stderr.write(f"--- {name} said:\n{post.complaint()}\n")
        raise
    finally:
        for post in found.values():
            post.close()


def serve_all(stations: Posts) -> None:
    """Serve all of them."""
    for post in stations.values():
        post.start()
    for post in stations.values():
        post.ready()
