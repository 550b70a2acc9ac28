import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from depesha.errors import Locked, Malformed, NotFound, Refused, WrongPassphrase
from depesha.seal.keys import new_content
from depesha.seal.slots import Cost, new_key_file
from depesha.station import unlocking
from depesha.station.home import Home
from tests.unit.station.a_station import names_in

PASSPHRASE = "сова стережёт ключ"  # noqa: S105  # of this test
CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
MINUTE_MS = 60_000


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "alpha")
    home.path.mkdir()
    home.settings.write_text('station = "alpha"\n')
    content = new_content("alpha", founds_network=False)
    home.keys.write_bytes(new_key_file(content, PASSPHRASE, cost=CHEAP))
    return home


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Lend a runtime directory that is in memory."""
    if not Path("/dev/shm").is_dir():  # noqa: S108  # it is the place that is meant
        pytest.skip("no file system in memory is mounted")
    folder = Path(tempfile.mkdtemp(dir="/dev/shm"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def right() -> str:
    return PASSPHRASE


def never() -> str:
    msg = "the passphrase was asked for"
    raise AssertionError(msg)


def test_the_keys_open_with_their_passphrase(home: Home) -> None:
    master, content = unlocking.open_keys(home, right)
    assert len(master) == unlocking.KEY_BYTES
    assert len(content.store_key) == unlocking.KEY_BYTES


def test_locked_keys_without_anybody_to_ask_say_so(home: Home) -> None:
    with pytest.raises(Locked) as caught:
        unlocking.open_keys(home, None)
    assert caught.value.exit_status == 7
    assert "--passphrase-file" in caught.value.hint


def test_another_passphrase_opens_nothing(home: Home) -> None:
    with pytest.raises(WrongPassphrase):
        unlocking.open_keys(home, lambda: "сова стережёт замок")


def test_an_open_slot_asks_nobody(home: Home) -> None:
    home.keys.write_bytes(new_key_file(new_content("alpha", founds_network=False), None))
    unlocking.open_keys(home, never)


def test_a_missing_key_file_is_named(home: Home) -> None:
    home.keys.unlink()
    with pytest.raises(NotFound, match="there is no key file"):
        unlocking.open_keys(home, never)


@pytest.mark.parametrize("place", [0, 1, 20, -1])
def test_a_changed_key_file_is_damaged_and_not_a_wrong_passphrase(place: int, home: Home) -> None:
    data = bytearray(home.keys.read_bytes())
    data[place] ^= 0x01
    home.keys.write_bytes(bytes(data))
    with pytest.raises((Malformed, WrongPassphrase)) as caught:
        unlocking.open_keys(home, right)
    if isinstance(caught.value, Malformed):
        assert caught.value.message.startswith("the key file is damaged: ")


# -- unlock and lock ------------------------------------------------------------------------------


def test_an_unlocked_station_gives_its_store_key_without_a_passphrase(
    home: Home, runtime: Path
) -> None:
    key = unlocking.open_keys(home, right)[1].store_key
    unlocking.unlock(home, right)
    assert unlocking.store_key(home, never) == key
    (kept,) = (runtime / "depesha").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


def test_unlocking_keeps_the_store_key_and_no_other(home: Home, runtime: Path) -> None:
    content = unlocking.open_keys(home, right)[1]
    unlocking.unlock(home, right)
    (kept,) = (runtime / "depesha").iterdir()
    assert kept.stat().st_size == 8 + 32
    assert kept.read_bytes()[8:] == content.store_key


def test_a_locked_station_asks_again(home: Home, runtime: Path) -> None:
    unlocking.unlock(home, right)
    assert unlocking.lock(home)
    assert list((runtime / "depesha").iterdir()) == []
    with pytest.raises(Locked):
        unlocking.store_key(home, None)
    assert not unlocking.lock(home)


def test_the_key_is_forgotten_when_its_time_is_over(home: Home, runtime: Path) -> None:
    unlocking.unlock(home, right, minutes=-1)
    with pytest.raises(Locked):
        unlocking.store_key(home, None)
    assert list((runtime / "depesha").iterdir()) == []


@pytest.mark.parametrize("kept", [b"", b"short", bytes(8 + 31), bytes(8 + 33)])
def test_what_was_not_left_by_unlock_is_no_key(kept: bytes, home: Home, runtime: Path) -> None:
    unlocking.unlock(home, right)
    (path,) = (runtime / "depesha").iterdir()
    path.write_bytes(kept)
    with pytest.raises(Locked):
        unlocking.store_key(home, None)


def test_two_homes_do_not_share_a_key(home: Home, runtime: Path, tmp_path: Path) -> None:
    assert runtime.is_dir()
    unlocking.unlock(home, right)
    other = Home(tmp_path / "beta")
    shutil.copytree(home.path, other.path)
    with pytest.raises(Locked):
        unlocking.store_key(other, None)


def test_a_runtime_directory_on_a_disk_is_refused(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if unlocking._file_system(tmp_path) in {"tmpfs", "ramfs"}:
        pytest.skip("everything is in memory here")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with pytest.raises(Refused, match="not in memory"):
        unlocking.unlock(home, never)
    assert names_in(tmp_path) == ["alpha"]


@pytest.mark.parametrize("runtime_dir", ["", "/nowhere/at/all"])
def test_without_a_runtime_directory_nothing_is_kept(
    runtime_dir: str, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", runtime_dir)
    with pytest.raises(Refused, match="no runtime directory"):
        unlocking.unlock(home, never)
    assert not unlocking.lock(home)


def test_the_file_system_is_that_of_the_longest_mount_point() -> None:
    assert unlocking._file_system(Path("/proc/self")) == "proc"
