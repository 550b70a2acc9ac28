"""Where a command begins and ends: options, errors, exit statuses."""

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from depesha import errors
from depesha.cli.call import VARIABLES, World, home_of
from depesha.cli.entry import main
from depesha.cli.verbs import VERBS
from depesha.errors import Forbidden, Locked, NotFound, Problem
from tests.unit.cli.desk import FakeStation, complaint, run


def every_problem() -> list[type[Problem]]:
    kinds = [errors.Problem]
    for kind in kinds:
        kinds.extend(kind.__subclasses__())
    return [kind for kind in kinds if kind.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", every_problem())
def test_a_problem_is_two_lines_and_the_exit_status_of_its_family(kind: type[Problem]) -> None:
    problem = kind("no such thing at moscow", hint="look elsewhere")
    ran = run("queue", answers={"queue": problem})
    assert (ran.status, ran.out, ran.err) == (kind.exit_status, "", complaint(problem))


def test_a_problem_without_a_hint_is_one_line() -> None:
    ran = run("queue", answers={"queue": NotFound("nothing there")})
    assert ran.err == "depesha: error: nothing there\n"


def test_a_problem_in_json_has_its_code() -> None:
    ran = run("queue", "--json", answers={"queue": Forbidden("no copies", hint="read it")})
    assert ran.status == 4
    assert ran.objects() == [
        {
            "v": 1,
            "kind": "error",
            "code": "forbidden",
            "exit": 4,
            "message": "no copies",
            "hint": "read it",
        }
    ]


def test_words_of_a_problem_do_not_draw_on_the_terminal() -> None:
    ran = run("queue", answers={"queue": NotFound("a\x1b[2Jb\nc", hint="\u202ed")})
    assert ran.err == "depesha: error: a\\x1b[2Jb\\x0ac\ndepesha: hint: \\u202ed\n"


def test_a_bug_is_named_without_its_words_and_without_a_traceback() -> None:
    ran = run("queue", answers={"queue": ValueError("the text of a telegram")})
    assert ran.status == 70
    assert ran.err.startswith("depesha: error: a bug: ValueError in desk.py:")
    assert "telegram" not in ran.err
    assert "Traceback" not in ran.err


def test_a_bug_is_shown_whole_to_whoever_asks() -> None:
    with pytest.raises(ValueError, match="inside"):
        run("queue", answers={"queue": ValueError("inside")}, environ={"DEPESHA_DEBUG": "1"})


def test_an_interrupt_ends_quietly() -> None:
    ran = run("queue", answers={"queue": KeyboardInterrupt()})
    assert (ran.status, ran.out, ran.err) == (130, "", "\n")


@pytest.mark.parametrize(
    ("number", "status", "said"),
    [(28, 1, "no space left"), (2, 3, "no such file"), (13, 1, "permission denied")],
)
def test_what_the_machine_refuses_is_no_bug(number: int, status: int, said: str) -> None:
    error = OSError(number, said.capitalize(), "station.db")
    ran = run("queue", answers={"queue": error})
    assert ran.status == status
    assert ran.err.startswith(f"depesha: error: station.db: {said}")


@pytest.mark.parametrize(
    ("words", "said", "hint"),
    [
        (["sned"], "not a command: 'sned'", 'did you mean "depesha send"?'),
        (["link", "ad"], "not a command: 'link ad'", 'did you mean "depesha link add"?'),
        (["journal"], "not a command: 'journal'", "journal head"),
        (["-q"], "there is no verb", '"depesha help" lists all commands'),
        (["zzz"], "not a command: 'zzz'", '"depesha help" lists all commands'),
        (["inbox", "--jso"], "not known here: --jso", 'see "depesha inbox --help"'),
        (["confirm"], "missing: REF", "as in: depesha confirm moscow/26044; see"),
        (
            ["inbox", "-n", "0"],
            "-n/--limit: not a number from 1 on: '0'",
            "as in: depesha inbox --as razuvaev -n 200; see",
        ),
        (["inbox", "--home"], "--home: its value is missing", "as in: depesha inbox; see"),
    ],
)
def test_a_mistake_is_told_like_any_error(words: list[str], said: str, hint: str) -> None:
    ran = run(*words)
    error, told, *more = ran.err.splitlines()
    assert (ran.status, ran.out, more) == (2, "", [])
    assert error == f"depesha: error: {said}"
    assert hint in told


@pytest.mark.parametrize(
    "words",
    [
        ["--home", "x", "--as", "a", "--json", "queue"],
        ["queue", "--home", "x", "--as", "a", "--json"],
        ["--home=x", "--json", "queue", "--as=a"],
    ],
)
def test_options_of_every_command_stand_before_or_after_it(words: list[str]) -> None:
    ran = run(*words, answers={"queue": [{"entry": 1}]})
    assert ran.home == Path("x")
    assert ran.objects() == [{"v": 1, "kind": "queue", "entry": 1}]


def test_an_option_between_the_two_words_of_a_command() -> None:
    ran = run("draft", "--json", "list", answers={"drafts": []})
    assert (ran.status, ran.asked) == (0, [("drafts", {})])


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"], ["help"]])
def test_help_lists_every_command_by_who_uses_it(words: list[str]) -> None:
    ran = run(*words)
    assert ran.status == 0
    assert "the officer who is addressed\n  inbox " in ran.out
    assert "DEPESHA_HOME" in ran.out


def test_no_name_in_the_help_runs_into_what_it_is() -> None:
    lines = run("help").out.splitlines()
    for name in (*VERBS, *VARIABLES):
        found = [line for line in lines if line.startswith(f"  {name}  ")]
        assert len(found) == 1, name
        assert found[0].removeprefix(f"  {name}").strip()


def test_help_of_a_group_and_of_one_command() -> None:
    group = run("link", "--help")
    assert (group.status, group.out) == (0, run("help", "link").out)
    assert "link listen" in group.out
    assert run("link", "add", "--help").out == run("help", "link", "add").out


def test_the_version() -> None:
    assert run("--version").out.startswith("depesha 0.")


def test_the_home_of_a_station(tmp_path: Path) -> None:
    user = {"HOME": str(tmp_path)}
    assert home_of({**user, "DEPESHA_HOME": "there"}) == Path("there")
    assert home_of(user) == tmp_path / ".local/share/depesha"
    assert home_of({**user, "XDG_DATA_HOME": "data"}) == Path("data/depesha")
    tmp_path.joinpath(".depesha").mkdir()
    assert home_of({**user, "XDG_DATA_HOME": "data"}) == tmp_path / ".depesha"


def test_a_locked_station_says_so_where_nobody_can_be_asked() -> None:
    @contextmanager
    def connect(_home: Path, *, passphrase: Callable[[], str]) -> Iterator[FakeStation]:
        passphrase()
        yield FakeStation({})

    err = io.StringIO()
    world = World(stdin=io.BytesIO(), stdout=io.StringIO(), stderr=err, environ={}, connect=connect)
    assert main(["queue", "--home", "x"], world) == Locked.exit_status
    assert "there is no terminal to ask at" in err.getvalue()


def test_a_station_that_speaks_russian_says_so_what_it_refuses() -> None:
    @contextmanager
    def connect(_home: Path, *, passphrase: Callable[[], str]) -> Iterator[FakeStation]:
        del passphrase
        if str(_home):
            raise problem
        yield FakeStation({})

    problem = NotFound("there is no draft 7", hint='"depesha draft list" lists them')
    said = {}
    for language in ("en", "ru"):
        out, err = io.StringIO(), io.StringIO()
        environ = {"DEPESHA_LANG": language}
        world = World(stdin=io.BytesIO(), stdout=out, stderr=err, environ=environ, connect=connect)
        assert main(["queue", "--json", "--home", "x"], world) == NotFound.exit_status
        assert '"message": "there is no draft 7"' in out.getvalue(), "programs read it as it was"
        said[language] = err.getvalue()
    assert said["en"] == (
        'depesha: error: there is no draft 7\ndepesha: hint: "depesha draft list" lists them\n'
    )
    assert said["ru"] == (
        'depesha: error: проекта 7 нет\ndepesha: hint: их перечисляет "depesha draft list"\n'
    )


def test_a_reader_that_has_enough_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as nobody_reads:
        done = subprocess.run(
            [sys.executable, "-m", "depesha", "help"],
            stdout=nobody_reads,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (141, "")
