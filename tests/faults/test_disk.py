"""A disk that fails, is slow, or gives back something else than was written. The process is real.

What stands between a station and its disk is `disk.c`, preloaded: it needs a C compiler. A disk
that is full has its own stories (`tests/stories/test_full_disk.py`). That permission is taken away
is not told here: whoever has a file open keeps it, and the tests may run as root.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.network import A, B, C
from depesha.station import upkeep
from tests.faults.counting import (
    alarms,
    all_reported,
    arrived,
    await_arrival,
    await_calm,
    send,
)
from tests.stories.posts import PROGRAM, Post, draft, moved, posts, serve_all

SOURCE = Path(__file__).with_name("disk.c")
PAGE_BYTES = 4096


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no C compiler")
    made = tmp_path_factory.mktemp("disk") / "disk.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", made, SOURCE, "-ldl"], check=True)
    return made


class Disk:
    """The disk of one station."""

    def __init__(self, post: Post, library: Path) -> None:
        self._dial = post.path.with_name(f"{post.path.name}.disk")
        self._program = (
            "env",
            f"LD_PRELOAD={library}",
            f"DISK_DIAL={self._dial}",
            f"DISK_OF={post.path / 'station.db'}",
            *PROGRAM,
        )
        self._post = post
        self.turn("whole")

    def turn(self, word: str) -> None:
        """Let the disk be `whole`, an `error`, `unreadable`, or so many ms slow."""
        fresh = self._dial.with_suffix(".new")
        fresh.write_text(word)
        fresh.replace(self._dial)

    def start(self) -> Post:
        """Let the station serve on this disk; return without waiting."""
        return self._post.start(self._program)


@pytest.fixture
def three(network: Path, tmp_path: Path) -> Iterator[dict[str, Post]]:
    moved(network, tmp_path)
    with posts(tmp_path) as stations:
        yield stations


def serve_on_disks(stations: dict[str, Post], library: Path, *whose: str) -> dict[str, Disk]:
    """Serve all, some of them on disks that can be turned."""
    disks = {name: Disk(stations[name], library) for name in whose}
    for name, post in stations.items():
        disks[name].start() if name in disks else post.start()
    for post in stations.values():
        post.ready()
    return disks


def is_sound(post: Post) -> None:
    """Let pass a station that stops in good order and whose registers follow from its facts."""
    assert post.stop() == 0
    checks = upkeep.doctor(post.home, None, rebuild=True)
    assert [check for check in checks if not check["ok"]] == []


@pytest.mark.slow
def test_a_disk_that_fails_at_the_addressee_is_said_there_and_delivered_later(
    three: dict[str, Post], library: Path
) -> None:
    disk = serve_on_disks(three, library, C)[C]
    send(three[A], 2)
    all_reported(three[A])
    disk.turn("error")
    send(three[A], 5, first=3)
    assert "the disk does not answer" in _await_live_alarm(three[C], "store-failed")
    disk.turn("whole")
    all_reported(three[A])
    assert arrived(three[C]) == list(range(1, 8))
    await_calm(three[C])
    assert alarms(three[C], past=True) == ["store-failed"]
    is_sound(three[C])


def test_a_disk_that_fails_at_the_originator_refuses_the_order_and_loses_nothing(
    three: dict[str, Post], library: Path
) -> None:
    disk = serve_on_disks(three, library, A)[A]
    send(three[A], 2)
    disk.turn("error")
    done = three[A].run("send", "-", typed=draft("Telegram 3."))
    assert done.returncode == 1
    first, hint = done.stderr.splitlines()
    assert first.startswith("depesha: error: the disk does not answer")
    assert hint.startswith("depesha: hint: ")
    assert alarms(three[A]) == ["store-failed"]
    assert "nothing can be written" in three[A].complaint()
    disk.turn("whole")
    assert three[A].run("send", "-", typed=draft("Telegram 3.")).returncode == 0
    all_reported(three[A])
    assert arrived(three[C]) == [1, 2, 3]
    is_sound(three[A])


@pytest.mark.slow
def test_a_disk_that_cannot_be_read_is_not_served_and_loses_nothing(
    three: dict[str, Post], library: Path
) -> None:
    disk = serve_on_disks(three, library, C)[C]
    send(three[A], 2)
    all_reported(three[A])
    assert three[C].stop() == 0
    send(three[A], 5, first=3)
    disk.turn("unreadable")
    assert disk.start().end() == 1
    assert three[C].complaint().startswith("depesha: error: the disk does not answer")
    disk.turn("whole")
    disk.start().ready()
    all_reported(three[A])
    assert arrived(three[C]) == list(range(1, 8))
    is_sound(three[C])


@pytest.mark.slow
def test_a_slow_disk_is_slow_and_nothing_else(three: dict[str, Post], library: Path) -> None:
    disks = serve_on_disks(three, library, A, B, C)
    for disk in disks.values():
        disk.turn("250")
    send(three[A], 12)
    all_reported(three[A])
    assert arrived(three[C]) == list(range(1, 13))
    for disk in disks.values():
        disk.turn("whole")
    for post in three.values():
        assert alarms(post, past=True) == []
        is_sound(post)


# -- something else than was written ---------------------------------------------------------------


def garbled(store: Path) -> None:
    with store.open("r+b") as file:
        for page in range(2, store.stat().st_size // PAGE_BYTES):
            file.seek(page * PAGE_BYTES + 100)
            file.write(os.urandom(64))


def truncated(store: Path) -> None:
    os.truncate(store, store.stat().st_size // 2)


@pytest.mark.slow
@pytest.mark.parametrize("ruin", [garbled, truncated])
def test_a_store_that_is_ruined_under_a_station_stops_it_and_its_relay_keeps_the_rest(
    three: dict[str, Post], tmp_path: Path, ruin: Callable[[Path], None]
) -> None:
    serve_all(three)
    send(three[A], 20)
    all_reported(three[A])
    assert three[C].stop() == 0
    store = three[C].home.store
    shutil.copy(store, tmp_path / "whole")
    three[C].serve()
    ruin(store)
    send(three[A], 5, first=21)
    assert three[C].end() == 1
    assert three[C].complaint().startswith("depesha: error: the store is damaged")
    again = three[C].run("serve")
    assert again.returncode == 1
    assert "the store is damaged" in again.stderr
    for leftover in ("station.db-wal", "station.db-shm"):
        (three[C].path / leftover).unlink(missing_ok=True)
    shutil.copy(tmp_path / "whole", store)  # as it was: nothing had been taken since
    three[C].serve()
    await_arrival(three[C], 25)
    all_reported(three[A])
    assert arrived(three[C]) == list(range(1, 26))
    is_sound(three[C])


def _await_live_alarm(post: Post, kind: str) -> str:
    """Wait for an alarm that no commit tells of, and return its text."""
    with post.face() as face:
        while True:
            for line in face.ask(read="alarms"):
                if line["what"] == kind:
                    return str(line["text"])
            time.sleep(0.05)
