"""The runner of the scripts is itself held to what it promises, with a small real program."""

import sys

import pytest

from tests.script_runner import ScriptError, parse, run_script

PROGRAM = (
    sys.executable,
    "-c",
    """
import os, pathlib, sys
verb, *rest = sys.argv[1:]
if verb == "fail":
    print("error: as asked", file=sys.stderr)
    sys.exit(4)
print({"say": lambda: "\\n".join(rest),
       "get": lambda: os.environ.get(rest[0], "nothing"),
       "read": lambda: pathlib.Path(rest[0]).read_text()}[verb]())
""",
)


def holds(script: str) -> None:
    run_script(script, PROGRAM)


def fails(script: str, message: str) -> None:
    with pytest.raises(ScriptError, match=message):
        run_script(script, PROGRAM)


def test_a_script_that_holds() -> None:
    holds(
        "# it speaks\n\ndepesha say 'two words' more\nstdout '^two words$'\nstdout more\nexit 0\n"
    )


def test_what_a_command_did_not_print_fails_the_script() -> None:
    fails("depesha say yes\nstdout no\n", "line 2: does not hold: stdout no")


def test_what_must_not_be_printed_fails_the_script_when_it_is() -> None:
    holds("depesha say yes\n! stdout no\n")
    fails("depesha say yes\n! stdout yes\n", "line 2")


def test_a_failing_command_fails_the_script_and_its_words_are_shown() -> None:
    fails("depesha fail\n", r"ended with 4\)\nerror: as asked")


def test_a_command_that_must_fail_and_does_not_fails_the_script() -> None:
    holds("! depesha fail\nexit 4\nstderr 'as asked'\n")
    fails("! depesha say yes\n", "line 1: does not hold")
    fails("! depesha fail\nexit 5\n", "line 2: does not hold: exit 5")


def test_files_lie_in_the_working_folder() -> None:
    holds("depesha read a/b.txt\nstdout '^first$'\n-- a/b.txt --\nfirst\n-- c.txt --\nsecond\n")


def test_the_environment_is_the_scripts_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEPESHA_HOME", "/somewhere")
    holds("depesha get DEPESHA_HOME\nstdout nothing\n")
    holds("env DEPESHA_HOME=here\ndepesha get DEPESHA_HOME\nstdout here\n")


@pytest.mark.parametrize(
    "line", ["rm file", "stdout", "stdout a b", "!", "exit", "! rm", "stdout 'open"]
)
def test_a_line_that_is_not_understood_is_an_error(line: str) -> None:
    fails(f"depesha say yes\n{line}\n", "line 2")


@pytest.mark.parametrize("line", ["exit many", "stdout '('", "stdout x"])
def test_a_check_that_cannot_be_made_is_an_error(line: str) -> None:
    fails(f"{line}\ndepesha say yes\n", "line 1")


def test_a_script_without_a_command_tests_nothing() -> None:
    with pytest.raises(ScriptError, match="tests nothing"):
        parse("# only words\n")
