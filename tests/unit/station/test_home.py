import fcntl
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest

from depesha.errors import Busy, NotFound
from depesha.station.home import Home, write_whole
from tests.unit.station.a_station import names_in


@contextmanager
def locked(home: Home) -> Iterator[int]:
    """Hold the lock as another process would: by a description of its own."""
    home.path.mkdir(exist_ok=True)
    handle = os.open(home.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "alpha")


def test_a_home_without_settings_is_no_station(home: Home) -> None:
    home.path.mkdir()
    with pytest.raises(NotFound, match="there is no station in"):
        home.must_exist()


def test_a_home_that_is_held_is_held_by_one(home: Home) -> None:
    with home.held(), pytest.raises(Busy, match="another process holds"), home.held(0.05):
        pass
    with home.held(0):
        pass


def test_a_home_that_is_held_is_waited_for_no_longer_than_said(home: Home) -> None:
    with locked(home):
        began = monotonic()
        with pytest.raises(Busy) as caught, home.held(0.2):
            pass
        assert 0.2 <= monotonic() - began < 2
    assert caught.value.hint


def test_a_home_is_held_again_after_an_error(home: Home) -> None:
    def fail() -> None:
        with home.held():
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with home.held(0):
        pass


def test_a_home_that_is_served_is_not_waited_for(home: Home) -> None:
    with locked(home), socket.socket(socket.AF_UNIX) as door:
        door.bind(str(home.socket))
        door.listen()
        began = monotonic()
        with pytest.raises(Busy, match="another process serves"), home.held(30):
            pass
        assert monotonic() - began < 5


def test_a_socket_that_was_left_behind_is_nobody(home: Home) -> None:
    home.path.mkdir()
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(home.socket))
    assert home.socket.exists()
    assert home.knock() is None
    with home.held(0):
        pass


def test_a_home_without_a_socket_is_served_by_nobody(home: Home) -> None:
    assert home.knock() is None


def test_knocking_leaves_no_file_open(home: Home) -> None:
    home.path.mkdir()
    before = len(names_in(Path("/proc/self/fd")))
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(home.socket))
        door.listen()
        for _ in range(3):
            found = home.knock()
            assert found is not None
            found.close()
    assert len(names_in(Path("/proc/self/fd"))) == before


def test_the_home_is_made_for_its_user_alone(home: Home) -> None:
    with home.held():
        assert stat.S_IMODE(home.path.stat().st_mode) == 0o700
        assert stat.S_IMODE((home.path / "lock").stat().st_mode) == 0o600


# -- write_whole ----------------------------------------------------------------------------------


def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    write_whole(path, b"old")
    write_whole(path, b"new and longer")
    assert path.read_bytes() == b"new and longer"
    assert names_in(tmp_path) == ["keys"]


@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_a_file_has_the_rights_that_it_is_given(mode: int, tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        write_whole(tmp_path / "keys", b"x", mode)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == mode


def test_half_a_file_of_a_writer_that_was_killed_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    write_whole(path, b"old")
    (tmp_path / ".keys.part").write_bytes(b"a much longer half of something that was never done")
    assert path.read_bytes() == b"old"
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert names_in(tmp_path) == ["keys"]


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    write_whole(path, b"old")
    (tmp_path / ".keys.part").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"


KILLED = """
import sys
from pathlib import Path
from depesha.station.home import write_whole
path = Path(sys.argv[1])
print(flush=True)
while True:
    for one in (b"a", b"b"):
        write_whole(path, one * 300_000)
"""


def test_a_writer_killed_at_any_moment_leaves_one_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    write_whole(path, b"a" * 300_000)
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        seen = {path.read_bytes() for _ in range(200)}
    finally:
        process.kill()
        process.communicate()
    seen.add(path.read_bytes())
    assert seen <= {b"a" * 300_000, b"b" * 300_000}, "somebody saw half a file"
