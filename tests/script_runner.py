"""Run the scripts of `tests/scripts`: commands, what they must say, and the files they need.

    # a command that fails says why, and what to do
    ! depesha route pyongyang
    exit 6
    stderr 'no way is known to pyongyang'

    -- plan.txt --
    pyongyang moscow

A line is a verb of `VERBS` and its words, quoted as in a shell; `!` before it means that it must
not hold. Empty lines and those beginning with `#` are skipped; anything else is an error. The
files are laid out in a fresh folder, which is the working folder and the home of every command.
Each command is a real process, which does not load the program anew (`tests.loaded`) unless
`DEPESHA_LOADED_ANEW=1` says so. Each script is one test.
"""

import os
import re
import shlex
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import loaded

TIMEOUT_SECONDS = 60
FILE_HEADER = re.compile(r"^-- (\S+) --\n", re.MULTILINE)


class ScriptError(Exception):
    """A script is badly written, or what it says did not hold."""


@dataclass(slots=True, kw_only=True)
class Run:
    """A script under way: where it runs, and what its last command did."""

    program: Sequence[str] | None
    environment: dict[str, str]
    folder: Path
    last: subprocess.CompletedProcess[str] | None = None

    def result(self) -> subprocess.CompletedProcess[str]:
        if self.last is None:
            msg = "no command before it"
            raise ScriptError(msg)
        return self.last


def depesha(run: Run, words: list[str]) -> bool:
    """`depesha ...`: the command ends with status 0."""
    if run.program is None:
        run.last = loaded.run(words, cwd=run.folder, env=run.environment, timeout=TIMEOUT_SECONDS)
        return run.last.returncode == 0
    run.last = subprocess.run(
        [*run.program, *words],
        cwd=run.folder,
        env=run.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    return run.last.returncode == 0


def env(run: Run, words: list[str]) -> bool:
    """`env NAME=VALUE`: the commands that follow see it."""
    name, _, value = words[0].partition("=")
    run.environment[name] = value
    return True


def exit_status(run: Run, words: list[str]) -> bool:
    """`exit N`: the last command ended with this status."""
    return run.result().returncode == int(words[0])


def stdout(run: Run, words: list[str]) -> bool:
    """`stdout REGEX`: the last command printed this; ^ and $ are the ends of any line."""
    return re.search(words[0], run.result().stdout, re.MULTILINE) is not None


def stderr(run: Run, words: list[str]) -> bool:
    """`stderr REGEX`: as `stdout`, of what was printed for errors."""
    return re.search(words[0], run.result().stderr, re.MULTILINE) is not None


VERBS: dict[str, Callable[[Run, list[str]], bool]] = {
    "depesha": depesha,
    "env": env,
    "exit": exit_status,
    "stdout": stdout,
    "stderr": stderr,
}
ONE_WORD = {"env", "exit", "stdout", "stderr"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of a script."""

    line: str
    number: int
    wanted: bool
    verb: str
    words: list[str]


def parse_step(line: str, number: int) -> Step:
    msg = f"line {number}: not understood: {line}"
    try:
        verb, *words = shlex.split(line.removeprefix("!"))
    except ValueError as error:
        raise ScriptError(msg) from error
    if verb not in VERBS or (verb in ONE_WORD and len(words) != 1):
        raise ScriptError(msg)
    return Step(line=line, number=number, wanted=line[0] != "!", verb=verb, words=words)


def parse(text: str) -> tuple[list[Step], dict[str, str]]:
    """Return the steps of a script and its files.

    Raises:
        ScriptError: a line has no known verb, or the script runs nothing.
    """
    lines, *sections = FILE_HEADER.split(text)
    numbered = enumerate(lines.splitlines(), start=1)
    steps = [parse_step(line, n) for n, line in numbered if line and not line.startswith("#")]
    if not any(step.verb == "depesha" for step in steps):
        msg = "a script without a command tests nothing"
        raise ScriptError(msg)
    return steps, dict(zip(sections[::2], sections[1::2], strict=True))


def perform(step: Step, run: Run) -> None:
    try:
        held = VERBS[step.verb](run, step.words)
    except (ScriptError, subprocess.TimeoutExpired, re.error, ValueError) as error:
        msg = f"line {step.number}: {step.line}: {error}"
        raise ScriptError(msg) from error
    if held != step.wanted:
        said = f"\n{run.last.stdout}{run.last.stderr}" if run.last else ""
        status = f" (the last command ended with {run.last.returncode})" if run.last else ""
        msg = f"line {step.number}: does not hold: {step.line}{status}{said}"
        raise ScriptError(msg)


def run_script(text: str, program: Sequence[str] | None = None) -> None:
    """Run a script in a folder of its own, which is gone afterwards.

    Args:
        text: the script.
        program: what stands for `depesha`; None: `depesha` itself.

    Raises:
        ScriptError: it is badly written, or a line of it does not hold.
    """
    steps, files = parse(text)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, content in files.items():
            folder.joinpath(path).parent.mkdir(parents=True, exist_ok=True)
            folder.joinpath(path).write_text(content, encoding="utf-8")
        runtime = folder / ".run"
        runtime.mkdir(mode=0o700)
        environment = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": name,
            "XDG_RUNTIME_DIR": str(runtime),
        }
        run = Run(program=program, environment=environment, folder=folder)
        for step in steps:
            perform(step, run)


class ScriptFile(pytest.File):
    """A script, as pytest collects it."""

    def collect(self) -> "list[ScriptItem]":
        """Return its one test."""
        return [ScriptItem.from_parent(self, name=self.path.stem)]


class ScriptItem(pytest.Item):
    """The test that a script is."""

    def runtest(self) -> None:
        """Run the script."""
        run_script(self.path.read_text(encoding="utf-8"))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str:  # type: ignore[override]  # a plain text is all there is to show
        """Return what went wrong; a badly held script needs no traceback of the runner."""
        known = isinstance(excinfo.value, ScriptError)
        return f"{self.path}: {excinfo.value}" if known else str(excinfo.getrepr())

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where it stands."""
        return self.path, 0, f"script {self.name}"
