"""The product's commands, shown and run: real processes in a folder of their own."""

from io import StringIO
from pathlib import Path

import pytest

from depesha.demo.commands import Commands, shown, surroundings
from depesha.demo.teller import Teller
from depesha.errors import Refused


@pytest.fixture
def out() -> StringIO:
    return StringIO()


@pytest.fixture
def commands(tmp_path: Path, out: StringIO) -> Commands:
    return Commands(tmp_path, Teller(out, is_coloured=False))


def test_a_command_is_shown_as_a_shell_would_take_it() -> None:
    words = ("--home", "moscow", "report", "26044", "два слова")
    assert shown(words) == "depesha --home moscow report 26044 'два слова'"
    assert shown(("send", "-"), "text") == "depesha send - <<."
    assert shown(("show",), extra={"DEPESHA_LANG": "ru"}) == "DEPESHA_LANG=ru depesha show"


def test_what_a_person_set_for_his_own_station_does_not_reach_the_demos(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DEPESHA_HOME", "elsewhere")
    monkeypatch.setenv("DEPESHA_LANG", "en")
    found = surroundings({"DEPESHA_LANG": "ru"})
    assert "DEPESHA_HOME" not in found
    assert found["DEPESHA_LANG"] == "ru"


def test_a_command_is_shown_then_run_then_what_it_said(commands: Commands, out: StringIO) -> None:
    said = commands.run("moscow", "station", "init", "moscow", "--open")
    assert said.status == 0
    assert out.getvalue().startswith("\n$ depesha --home moscow station init moscow --open\n    ")
    assert (commands.folder / "moscow" / "station.toml").is_file()


def test_a_command_that_must_fail_and_fails_is_no_error(commands: Commands) -> None:
    assert "there is no station" in commands.run("nowhere", "inbox", status=3).err


def test_a_command_that_ends_otherwise_than_it_must_is_an_error_and_is_shown(
    commands: Commands, out: StringIO
) -> None:
    with pytest.raises(Refused, match='"depesha --home nowhere inbox" ended with 3'):
        commands.run("nowhere", "inbox", shows=False)
    assert "there is no station" in out.getvalue()
