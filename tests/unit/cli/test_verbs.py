"""Every command has its file, its help with an example, and its place in the manual."""

import io
import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest

import depesha.cli
from depesha.cli.entry import command
from depesha.cli.parser import parser_of, take_verb
from depesha.cli.verbs import VERBS
from tests.unit.cli.desk import run
from tests.unit.cli.test_entry import every_problem

DOCS = Path(__file__).resolve().parents[3] / "docs"
MODULES = sorted({verb.module for verb in VERBS.values()})


@pytest.mark.parametrize("name", VERBS)
def test_a_command_has_help_with_an_example_of_itself(name: str) -> None:
    ran = run(*name.split(), "--help")
    usage, _, example = ran.out.partition("\nexample:\n")
    assert ran.status == 0
    assert usage.startswith(f"usage: depesha {name} ")
    assert example, "there is no example"
    for line in example.splitlines():
        assert line.startswith(f"  depesha {name}")


@pytest.mark.parametrize("name", VERBS)
def test_an_example_is_understood_by_its_command(name: str) -> None:
    """The parser takes every example; what it would do is tried elsewhere."""
    for line in command(name).example.splitlines():
        program, *words = shlex.split(line)
        assert program == "depesha"
        found, rest = take_verb(words)
        assert found == name
        parser_of(name, VERBS[name].about, command(name), io.StringIO()).read(rest)


@pytest.mark.parametrize("module", MODULES)
def test_a_file_has_no_command_that_is_not_in_the_table(module: str) -> None:
    commands = import_module(f"depesha.cli.{module}").COMMANDS
    assert set(commands) == {name for name, verb in VERBS.items() if verb.module == module}


def test_a_command_loads_without_the_others() -> None:
    folder = Path(depesha.cli.__file__).parent
    assert {f"{module}.py" for module in MODULES} <= {path.name for path in folder.iterdir()}


def test_the_manual_names_every_command() -> None:
    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    headings = re.findall(r"^### `depesha ([a-z -]+?)(?: [^a-z].*)?`$", page, re.MULTILINE)
    headings = re.findall(
        r"^### `depesha ([a-z]+(?: [a-z-]+){0,2})(?: [^a-z].*)?`$", page, re.MULTILINE
    )
    assert sorted(headings) == sorted(VERBS)


def test_the_table_of_errors_is_that_of_the_program() -> None:
    page = (DOCS / "errors.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (\d+) \|", page, re.MULTILINE)
    written = {code: int(status) for code, status in rows}
    assert len(rows) == len(written)
    assert written == {kind.code: kind.exit_status for kind in every_problem()}
