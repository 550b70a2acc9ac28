"""A machine that vanishes from the network: its cable is pulled, and no FIN, no RST, nothing comes.

The relay lives in a network namespace of its own, joined to this one by a pair of virtual cards, so
it is the kernel's TCP that meets the silence, and no proxy that goes on acknowledging. It takes
root and iproute2; elsewhere it is skipped.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench.network import A, B, C, free_port
from depesha.station import founding
from depesha.station.home import Home
from tests.faults.clocks import Dial
from tests.faults.counting import all_reported, arrived, await_alarm, await_calm, await_line, send
from tests.stories.posts import PROGRAM, Post, moved, posts

HERE, THERE = "198.18.77.1", "198.18.77.2"  # for tests of network devices, RFC 2544
MINUTE_MS = 60_000
GIVEN_UP_SECONDS = 150.0


class Machine:
    """A machine of its own for a program, with a cable to this one."""

    def __init__(self) -> None:
        self.name = f"depesha{os.getpid()}"
        self._near, self._far = f"dn{os.getpid()}", f"df{os.getpid()}"

    @contextmanager
    def running(self) -> Iterator["Machine"]:
        """Set it up, and take it away at the end; skip the test where that is not permitted."""
        if shutil.which("ip") is None or _ip("netns", "add", self.name) != 0:
            pytest.skip("network namespaces may not be made here")
        try:
            if _ip("link", "add", self._near, "type", "veth", "peer", "name", self._far) != 0:
                pytest.skip("virtual network cards may not be made here")
            _must("link", "set", self._far, "netns", self.name)
            _must("addr", "add", f"{HERE}/30", "dev", self._near)
            _must("link", "set", self._near, "up")
            self._inside("addr", "add", f"{THERE}/30", "dev", self._far)
            self.plug_in()
            yield self
        finally:
            _ip("netns", "del", self.name)  # the cards go with it

    def program(self) -> tuple[str, ...]:
        """Return how `depesha` is started there."""
        return ("ip", "netns", "exec", self.name, *PROGRAM)

    def plug_in(self) -> None:
        self._inside("link", "set", self._far, "up")

    def pull_the_cable(self) -> None:
        self._inside("link", "set", self._far, "down")

    def _inside(self, *words: str) -> None:
        _must("-n", self.name, *words)


def _ip(*words: str) -> int:
    return subprocess.run(["ip", *words], capture_output=True, check=False).returncode


def _must(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_machine_that_vanishes_is_noticed_and_nothing_is_lost(
    network: Path, tmp_path: Path
) -> None:
    moved(network, tmp_path)
    address = f"{THERE}:{free_port()}"
    founding.set_listen(Home(tmp_path / B), address)
    for name in (A, C):
        founding.add_line(Home(tmp_path / name), B, address)
    with Machine().running() as machine, posts(tmp_path) as stations:
        clock = Dial(stations[A])
        stations[B].start(machine.program()).ready()
        stations[C].start()
        clock.start().ready()
        stations[C].ready()
        send(stations[A], 3)
        all_reported(stations[A])
        machine.pull_the_cable()
        send(stations[A], 5, first=4)
        send(stations[A], 1, first=9, precedence="FLASH")
        clock.set_forward(2 * MINUTE_MS)
        assert await_alarm(stations[A], "held-up")["about"] == B
        _await_given_up(stations[A])
        machine.plug_in()
        await_line(stations[A], B)
        all_reported(stations[A])
        assert arrived(stations[C]) == list(range(1, 10))
        await_calm(stations[A])


def _await_given_up(post: Post) -> None:
    """Wait until the kernel or the line says by itself that nobody is there any more."""
    deadline = time.monotonic() + GIVEN_UP_SECONDS
    with post.face() as face:
        while face.ask(read="links")[0]["state"] == "up":
            assert time.monotonic() < deadline, "the line is still believed in"
            time.sleep(0.5)
