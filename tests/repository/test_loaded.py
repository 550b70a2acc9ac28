"""What makes the tests quick is held to what it promises: processes and homes of their own."""

import signal
import subprocess
from pathlib import Path

import pytest

from tests import loaded
from tests.templates import laid_down
from tests.unit.station import a_station

INIT = ["station", "init", "moscow", "--centre", "--open"]


def test_a_command_has_its_words_its_folder_and_its_environment(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    around = {"DEPESHA_HOME": "here/m", "DEPESHA_LANG": "ru"}
    founded = loaded.run(INIT, cwd=tmp_path, env=around)
    assert founded.returncode == 0, founded.stderr
    assert (tmp_path / "here" / "m" / "station.db").exists()
    assert loaded.run(["inbox"], cwd=tmp_path, env={"HOME": str(tmp_path)}).returncode == 3, (
        "nothing is left of the one before"
    )


def test_a_command_reads_what_is_typed_and_fails_with_its_own_status(tmp_path: Path) -> None:
    home = a_station.found(tmp_path / "alpha")
    words = ["--home", str(home.path), "--as", "desk", "send", "-"]
    sent = loaded.run(words, typed=a_station.draft("Words."))
    assert sent.returncode == 0, sent.stderr
    wrong = loaded.run(["no", "command"])
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr.startswith("depesha: error: not a command")


def test_a_process_can_be_waited_for_stopped_and_killed(tmp_path: Path) -> None:
    home = a_station.found(tmp_path / "alpha")
    for number, status in ((signal.SIGTERM, 0), (signal.SIGKILL, -signal.SIGKILL)):
        with loaded.begin(["--home", str(home.path), "serve"]) as serving:
            assert serving.stdout is not None
            assert serving.stdout.readline() == b"serving alpha\n"
            assert serving.poll() is None
            with pytest.raises(subprocess.TimeoutExpired):
                serving.wait(0.01)
            serving.send_signal(number)
            assert serving.wait(20) == status


def test_a_command_that_takes_too_long_is_killed(tmp_path: Path) -> None:
    home = a_station.found(tmp_path / "alpha")
    with pytest.raises(subprocess.TimeoutExpired):
        loaded.run(["--home", str(home.path), "serve"], timeout=1.0)
    assert loaded.run(["--home", str(home.path), "doctor"]).returncode == 0, "nobody holds it"


def test_what_is_laid_down_is_made_once_and_shared_by_nobody(tmp_path: Path) -> None:
    made: list[Path] = []

    def make(folder: Path) -> None:
        made.append(folder)
        (folder / "home").mkdir()
        (folder / "home" / "file").write_text("as it was made")

    for name in ("one", "other"):
        laid_down("test_loaded", make, {"home": tmp_path / name})
        file = tmp_path / name / "file"
        assert file.read_text() == "as it was made"
        file.write_text("spoiled")
    assert len(made) == 1


def test_two_stations_of_one_test_have_no_key_in_common(tmp_path: Path) -> None:
    homes = [a_station.found(tmp_path / str(number), number=number) for number in range(2)]
    one, other = (a_station.station(home).read("keybook")["root"] for home in homes)
    assert one != other
