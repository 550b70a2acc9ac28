"""Files that the archive's commands write and open: nothing else is written over."""

from pathlib import Path

import apsw
import pytest

from tests.archive_desk import Archive, archive_at
from tests.network.records import record
from tests.unit.cli.test_serve import depesha

EXPORT = ("archive", "export", "--as", "archivist", "--all")


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    made = archive_at(tmp_path, (("archivist", "archivist", 5),))
    made.enter(record("Текст."))
    return made


@pytest.mark.parametrize("words", [("archive", "publish"), EXPORT])
@pytest.mark.usefixtures("archive")
def test_a_file_that_is_something_else_is_left_alone(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    there = tmp_path / "letter.txt"
    there.write_text("precious")
    done = depesha(tmp_path / "alpha", *words, str(there))
    assert done.returncode != 0
    assert "exists already" in done.stderr
    assert there.read_text() == "precious"


@pytest.mark.usefixtures("archive")
def test_another_database_is_left_alone(tmp_path: Path) -> None:
    there = tmp_path / "other.db"
    connection = apsw.Connection(str(there))
    connection.execute("CREATE TABLE place (url TEXT); PRAGMA user_version = 78")
    connection.close()
    before = there.read_bytes()
    assert depesha(tmp_path / "alpha", "archive", "publish", str(there)).returncode != 0
    assert there.read_bytes() == before


@pytest.mark.usefixtures("archive")
def test_a_shelf_takes_the_place_of_a_shelf(tmp_path: Path) -> None:
    for _ in range(2):
        done = depesha(tmp_path / "alpha", "archive", "publish", str(tmp_path / "public.shelf"))
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("words", [("archive", "publish"), EXPORT])
def test_a_folder_that_is_not_there_is_told(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = depesha(tmp_path / "alpha", *words, str(tmp_path / "nowhere" / "public.shelf"))
    assert done.returncode != 0
    assert "there is no folder" in done.stderr


@pytest.mark.parametrize("name", ["", "letter.txt"])
def test_what_is_no_shelf_is_not_served(tmp_path: Path, name: str) -> None:
    (tmp_path / "letter.txt").write_text("precious")
    done = depesha(tmp_path, "archive", "serve", "--port", "0", str(tmp_path / name))
    assert done.returncode != 0
    assert "shelf" in done.stderr
    assert "bug" not in done.stderr


@pytest.mark.usefixtures("archive")
def test_an_index_is_made_anew_where_there_was_none(tmp_path: Path) -> None:
    done = depesha(tmp_path / "alpha", "archive", "index", "--rebuild")
    assert (done.returncode, done.stderr) == (0, "")
