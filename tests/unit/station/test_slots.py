"""The slots of a station's key file; each change leaves the old file or the new one."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest

from depesha.errors import Locked, NotFound, Usage, WrongPassphrase
from depesha.seal.slots import open_key_file
from depesha.station import founding, slots, upkeep
from depesha.station.home import Home

OLD, NEW = "a passphrase of five words", "another one of five words"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    home = Home(tmp_path_factory.mktemp("slots") / "alpha")
    founding.init(home, founding.Foundation(station="alpha", centre=True), OLD)
    return home.keys.read_bytes()


@pytest.fixture
def home(template: bytes, tmp_path: Path) -> Home:
    home = Home(tmp_path / "alpha")
    home.path.mkdir()
    home.keys.write_bytes(template)
    home.settings.write_text('[station]\nname = "alpha"\n')
    return home


def test_a_lost_passphrase_is_set_anew_with_the_identity_from_the_safe(
    home: Home, tmp_path: Path
) -> None:
    made = slots.new_identity(tmp_path / "safe")
    assert (tmp_path / "safe").stat().st_mode & 0o777 == 0o600
    assert f"# public key: {made['recipient']}" in (tmp_path / "safe").read_text()
    added = slots.add_recovery(home, lambda: OLD, made["recipient"])
    assert added["slots"][1] == {"slot": 2, "how": "recovery", "recipient": made["recipient"]}
    before = open_key_file(home.keys.read_bytes(), OLD)
    done = slots.recover_with(home, tmp_path / "safe", NEW)
    assert open_key_file(home.keys.read_bytes(), NEW) == before
    with pytest.raises(WrongPassphrase):
        open_key_file(home.keys.read_bytes(), OLD)
    assert [one["how"] for one in done["slots"]] == ["passphrase", "recovery"]
    assert "opens as it did" in done["old_copies"]


def test_a_file_without_an_identity_recovers_nothing(home: Home, tmp_path: Path) -> None:
    before = home.keys.read_bytes()
    (tmp_path / "empty").write_text("# nothing\n")
    with pytest.raises(Usage):
        slots.recover_with(home, tmp_path / "empty", NEW)
    with pytest.raises(NotFound):
        slots.recover_with(home, tmp_path / "nowhere", NEW)
    slots.new_identity(tmp_path / "other")
    with pytest.raises(Locked):
        slots.recover_with(home, tmp_path / "other", NEW)
    assert home.keys.read_bytes() == before


LOOP = """
import sys
from pathlib import Path
import depesha.seal.slots as slots
from depesha.station.home import Home, write_whole
home, old, new = Home(Path(sys.argv[1])), sys.argv[2], sys.argv[3]
master, _ = slots.open_key_file(home.keys.read_bytes(), old)
print("ready", flush=True)
while True:
    for passphrase in (new, old):
        data = home.keys.read_bytes()
        write_whole(home.keys, slots.set_passphrase(
            data, master, (0,), passphrase, cost=slots.TESTING_ONLY_COST))
"""


def test_a_process_that_is_killed_while_it_changes_the_passphrase_loses_nothing(
    home: Home,
) -> None:
    _, content = open_key_file(home.keys.read_bytes(), OLD)
    for round_ in range(5):
        current = next(one for one in (OLD, NEW) if _opens(home, one))
        command = [sys.executable, "-c", LOOP, str(home.path), current, NEW]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            sleep(0.02 * (round_ + 1))
            os.kill(process.pid, signal.SIGKILL)
        opened = [one for one in (OLD, NEW) if _opens(home, one)]
        assert len(opened) == 1
        assert open_key_file(home.keys.read_bytes(), opened[0])[1] == content


def _opens(home: Home, passphrase: str) -> bool:
    try:
        open_key_file(home.keys.read_bytes(), passphrase)
    except WrongPassphrase:
        return False
    return True


def test_a_backup_says_what_opens_it(tmp_path: Path) -> None:
    home = Home(tmp_path / "beta")
    founding.init(home, founding.Foundation(station="beta", centre=True), None)
    made = slots.new_identity(tmp_path / "safe")
    slots.add_recovery(home, lambda: "", made["recipient"])
    said = upkeep.backup(home, tmp_path / "saved", None)
    assert [one["how"] for one in said["slots"]] == ["open", "recovery"]
    about = (tmp_path / "saved.about").read_text()
    assert made["recipient"] in about
    assert '"network": "beta"' in about
