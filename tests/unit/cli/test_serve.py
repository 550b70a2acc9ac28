"""`serve` as a real process: ready when every door is open, gone when told, and clear when not."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from json import loads
from pathlib import Path

import pytest

DEPESHA = (sys.executable, "-m", "depesha")
SECONDS = 30


def depesha(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*DEPESHA, "--home", str(home), *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    """The home of a centre that listens at a port which the machine chooses."""
    home = tmp_path / "moscow"
    done = depesha(
        home, "station", "init", "moscow", "--centre", "--open", "--listen", "127.0.0.1:0"
    )
    assert done.returncode == 0, done.stderr
    return home


@contextmanager
def serve(home: Path) -> Iterator[subprocess.Popen[str]]:
    """Serve a home in a session of its own, all of which is gone at the end."""
    with subprocess.Popen(
        [*DEPESHA, "--home", str(home), "serve", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as serving:
        try:
            yield serving
        finally:
            with suppress(ProcessLookupError):
                os.killpg(serving.pid, signal.SIGKILL)


def test_it_says_when_it_is_ready_and_ends_when_it_is_told(centre: Path) -> None:
    with serve(centre) as serving:
        assert serving.stdout is not None
        ready = loads(serving.stdout.readline())
        second = depesha(centre, "serve")
        asked = depesha(centre, "queue", "--json")
        serving.send_signal(signal.SIGTERM)
        _, err = serving.communicate(timeout=SECONDS)
    assert (ready["kind"], ready["station"]) == ("serve", "moscow")
    assert second.returncode == 1
    assert second.stderr.startswith("depesha: error: another process ")
    assert asked.returncode == 0
    assert (serving.returncode, err) == (0, "")


def test_a_port_in_use_is_two_lines_and_changes_nothing(centre: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"127.0.0.1:{other.getsockname()[1]}"
        assert depesha(centre, "link", "listen", address).returncode == 0
        done = depesha(centre, "serve")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("depesha: error: ")
    assert address in done.stderr
    assert "Traceback" not in done.stderr
    assert "a bug" not in done.stderr
