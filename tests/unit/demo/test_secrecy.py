"""Looking for words in files: a search that can find."""

from pathlib import Path

import pytest

from depesha.demo import page, secrecy
from depesha.station import founding
from depesha.station.home import Home

TEXT = "раз два три четыре пять шесть семь восемь девять десять одиннадцать\n\nодно слово\n"


def test_a_phrase_is_five_words_of_a_paragraph() -> None:
    assert [phrase.decode() for phrase in secrecy.phrases(TEXT)] == [
        "раз два три четыре пять",
        "шесть семь восемь девять десять",
    ]


def test_the_real_text_has_phrases_of_every_long_paragraph() -> None:
    sheet = page.read()
    wanted = secrecy.phrases(sheet.text)
    assert len(wanted) > 20
    assert all(phrase in sheet.text.encode() for phrase in wanted)


def test_a_phrase_is_found_wherever_it_lies(tmp_path: Path) -> None:
    wanted = secrecy.phrases(TEXT)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "spill").write_bytes(b"\x00\xff" + wanted[1] + b"\x00")
    (tmp_path / "clean").write_bytes(b"nothing")
    assert secrecy.count_in(tmp_path / "deep" / "spill", wanted) == 1
    assert secrecy.files_with(tmp_path, wanted) == [tmp_path / "deep" / "spill"]
    assert secrecy.files_under(tmp_path) == [tmp_path / "clean", tmp_path / "deep" / "spill"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("secrecy") / "moscow"
    founding.init(Home(path), founding.Foundation(station="moscow", centre=True), None)
    return path


def test_a_copy_in_the_clear_is_readable_and_is_destroyed(home: Path) -> None:
    assert not (home / "station.db").read_bytes().startswith(b"SQLite format 3")
    with secrecy.in_the_clear(home) as copy:
        assert copy.read_bytes().startswith(b"SQLite format 3")
        assert secrecy.passages(copy) == []
    assert not copy.parent.exists()
