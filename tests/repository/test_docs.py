"""What the pages say is so: the commands that they name exist, and so do the tests."""

import ast
import io
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from depesha import draft as drafts
from depesha.cli.entry import command
from depesha.cli.parser import parser_of, take_verb
from depesha.cli.verbs import GROUPS, VERBS
from depesha.errors import Usage

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
MANUALS = sorted({ROOT / "README.md", *DOCS.glob("*.md"), *DOCS.glob("decisions/0*.md")})
"""Pages for people who type commands; `docs/spec` holds formats, whose lines are none."""

NOT_YET: frozenset[str] = frozenset()
"""Commands that a page speaks of as coming."""

CODE = re.compile(r"^```\w*\n(.*?)^```|`([^`\n]+)`", re.MULTILINE | re.DOTALL)
NAMED = re.compile(
    r'"depesha +([^"\n]+)"|(?:^|\$\(|\$ )(?:\w+=\S+ +)?depesha +([^\n|;&)]+)', re.MULTILINE
)
OPTION = re.compile(r"`(?:-\w, )?(--[a-z][a-z0-9-]*)")
POINTER = re.compile(r"`(tests/[\w/]+\.(?:py|txt))(?:::(\w+))?`")


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def commands_named(page: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each command that stands as code on a page: as it stands, and its words."""
    for fenced, inline in CODE.findall(read(page)):
        for quoted, typed in NAMED.findall((fenced or inline).replace("\\\n", " ")):
            line = (quoted or typed).partition(" #")[0].rstrip()
            words = shlex.split(line + '"' * (line.count('"') % 2))
            if words[0][:1].islower() or words[0].startswith("--"):
                yield line, words


def misnamed(words: list[str]) -> str | None:
    """Return what is wrong with a command as a page names it."""
    if [word for word in words if not word.startswith("-")][:1] and words[0] in NOT_YET:
        return None
    try:
        name, _ = take_verb(words)
    except Usage as error:
        group = [word for word in words if word in GROUPS]
        return None if group and len(words) == 1 else error.message
    known = options_of(name)
    strange = [word for word in words if word.startswith("--") and word not in known]
    return f"{name} has no {strange[0]}" if strange else None


def options_of(name: str) -> set[str]:
    parser = parser_of(name, VERBS[name].about, command(name), io.StringIO())
    return {option for action in parser._actions for option in action.option_strings}


@pytest.mark.parametrize("page", MANUALS, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    wrong = {line: misnamed(words) for line, words in commands_named(page)}
    assert {line: what for line, what in wrong.items() if what} == {}


def test_the_search_for_commands_finds_them() -> None:
    found = [line for line, _ in commands_named(ROOT / "README.md")]
    assert "--home county plan line county harbour" in found
    assert "demo --folder stations" in found
    assert misnamed(["plan", "burn"]) is not None
    assert misnamed(["inbox", "--nonsense"]) == "inbox has no --nonsense"


def test_what_is_said_to_come_is_not_there_yet() -> None:
    assert not NOT_YET & VERBS.keys()


def test_the_manual_gives_a_command_no_option_that_it_lacks() -> None:
    _, *parts = re.split(
        r"^### `depesha ([a-z]+(?: [a-z-]+){0,2})(?: [^a-z].*)?`$",
        read(DOCS / "commands.md"),
        flags=re.MULTILINE,
    )
    named = {
        name: set(OPTION.findall(part.split("\n## ")[0]))
        for name, part in zip(parts[::2], parts[1::2], strict=True)
    }
    assert any(named.values()), "no option was found"
    assert {name: options - options_of(name) for name, options in named.items()} == {
        name: set() for name in named
    }


def test_the_drafts_on_the_page_of_drafts_can_be_read() -> None:
    fenced = re.findall(r"^```\n(.*?)^```", read(DOCS / "draft.md"), re.MULTILINE | re.DOTALL)
    whole = [block for block in fenced if "\n\n" in block]
    assert whole, "no draft was found"
    for block in whole:
        assert drafts.parse(block.encode()).text


def test_every_page_is_listed_on_the_page_of_pages() -> None:
    listed = set(re.findall(r"\]\(([\w./-]+\.md)\)", read(DOCS / "README.md")))
    there = {str(page.relative_to(DOCS)) for page in DOCS.glob("**/*.md")}
    decisions = {f"decisions/{page.name}" for page in DOCS.glob("decisions/[0t]*.md")}
    assert there - decisions - {"README.md"} - listed == set()


def test_every_decision_is_listed_and_says_what_it_costs() -> None:
    index = read(DOCS / "decisions" / "README.md")
    pages = sorted(DOCS.glob("decisions/0*.md"))
    assert pages, "there is no decision"
    for page in pages:
        title = read(page).splitlines()[0].removeprefix(f"# {page.name[:4]}. ")
        assert f"| [{page.name[:4]}]({page.name}) | {title} | " in index
        for part in ("## Question", "## Decision", "## Instead of", "## Consequences", "**Worse"):
            assert part in read(page), f"{page.name} has no {part}"


def test_every_test_that_the_page_of_threats_names_is_there() -> None:
    pointers = POINTER.findall(read(DOCS / "security.md"))
    assert pointers, "no test was found"
    assert [pointer for pointer in pointers if not is_there(*pointer)] == []


def is_there(path: str, name: str) -> bool:
    if not (ROOT / path).is_file():
        return False
    if not name:
        return True
    found = ast.walk(ast.parse(read(ROOT / path)))
    return any(isinstance(one, ast.FunctionDef) and one.name == name for one in found)


def test_a_test_that_is_not_there_is_missed() -> None:
    assert is_there("tests/repository/test_docs.py", "test_a_test_that_is_not_there_is_missed")
    assert not is_there("tests/repository/test_docs.py", "test_of_something_else")
    assert not is_there("tests/attacks/test_none.py", "")


def test_every_threat_has_a_test_or_says_that_it_has_none() -> None:
    table = read(DOCS / "security.md").partition("## Threats")[2].partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 10, "the table of threats was not found"
    assert [row for row in rows if not says_its_tests(row)] == []


def says_its_tests(row: str) -> bool:
    """Say whether a row names tests, each once, or has the words `no test` in place of them."""
    named = POINTER.findall(row)
    last = row.rstrip("| ").rpartition("|")[2].strip()
    return len(named) == len(set(named)) if named else last == "no test"


def test_a_row_that_only_seems_to_name_a_test_is_missed() -> None:
    test = "`tests/attacks/test_a.py::test_b`"
    assert says_its_tests(f"| a threat | a guard | – | {test} |")
    assert says_its_tests("| a threat | a guard | – | no test |")
    assert not says_its_tests("| a threat | see | – | see: no test named |")
    assert not says_its_tests(f"| a threat | a guard | – | {test}, {test} |")
