"""The README's first network by hand: its commands are run as they stand, by real processes."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from depesha.cli.parser import take_verb

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")

PATIENCE_SECONDS = 20.0
READING = frozenset({"link status", "inbox", "show", "track"})
"""What may be asked again until the telegram, or its answer, has come."""

STEP = re.compile(r"^```sh\n(.*?)^```\n(?:```text\n(.*?)^```)?", re.MULTILINE | re.DOTALL)
VARIES = (
    (re.compile(r"\d\d\.\d\d \d\d:\d\dZ"), "time"),
    (re.compile(r"\b20\d\d/"), "year/"),
    (re.compile(r"(?:[0-9a-f]{4} ){15}[0-9a-f]{4}"), "fingerprint"),
    (re.compile(r"(?:[a-z]{5} ){15}[a-z]{5}"), "words"),
    (re.compile(r"(?<= key )[0-9a-f]{16}"), "fingerprint"),
)


def steps() -> list[tuple[str, str | None]]:
    """Return each block of commands with what it must print, on ports that are free."""
    section = README.partition("## A first network by hand")[2].partition("\n## ")[0]
    ports = {f"127.0.0.1:{port}": f"127.0.0.1:{free_port()}" for port in (7101, 7102)}
    for written, free in ports.items():
        assert written in section
        section = section.replace(written, free)
    return [(block, text or None) for block, text in STEP.findall(section)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Shell:
    """One shell for all blocks: what is set or started in one is there in the next."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder, self._environment = folder, environment
        self._said = 0
        self._bash = subprocess.Popen(
            ["bash", "-eu", "-o", "pipefail"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, block: str) -> str:
        """Run a block and return what it printed; a command of it that fails is an error."""
        self._said += 1
        said = self._folder / f".said-{self._said}"
        assert self._bash.stdin is not None
        assert self._bash.stdout is not None
        self._bash.stdin.write(f"{{\n{block}\n}} >{said} 2>&1\necho done\n")
        self._bash.stdin.flush()
        answered = self._bash.stdout.readline()
        printed = said.read_text(encoding="utf-8")
        assert answered == "done\n", f"{block}\n{printed}"
        return printed

    def ask(self, block: str, wanted: str) -> str:
        """Ask until the answer is there; return the last one."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            done = subprocess.run(
                ["bash", "-c", block],
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            if fits(wanted, done.stdout) or time.monotonic() > until:
                return done.stdout

    def end(self) -> None:
        """End the shell and whatever it started."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self._bash.pid, number)
                self._bash.wait(5)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue
        self._bash.wait()
        for pipe in (self._bash.stdin, self._bash.stdout):
            if pipe is not None:
                pipe.close()


@contextmanager
def shell(folder: Path) -> Iterator[Shell]:
    tools = folder / ".tools"
    tools.mkdir()
    program = tools / "depesha"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m depesha "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    environment = {
        "PATH": f"{tools}:{os.environ['PATH']}",
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(tools),
    }
    opened = Shell(folder, environment)
    try:
        yield opened
    finally:
        opened.end()


def is_question(block: str) -> bool:
    lines = block.strip().splitlines()
    return len(lines) == 1 and take_verb(lines[0].split()[1:])[0] in READING


def same(text: str) -> str:
    """Return a text without what differs from run to run."""
    for varies, word in VARIES:
        text = varies.sub(word, text)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def fits(wanted: str, printed: str) -> bool:
    """Say whether all of `wanted` was printed, in its order; `…` stands for any lines."""
    parts = re.split(r"^…$", same(wanted), flags=re.MULTILINE)
    pattern = ".*".join(re.escape(part.strip("\n")) for part in parts)
    return re.fullmatch(pattern, same(printed), re.DOTALL) is not None


def test_what_fits_and_what_does_not() -> None:
    assert fits("a\nb  21.11 20:50Z\n", "a  \nb  22.12 00:00Z\n")
    assert fits("…\nb\n…\n", "a\nb\nc\n")
    assert not fits("a\nc\n", "a\nb\nc\n")
    assert not fits("…\nd\n…\n", "a\nb\nc\n")


@pytest.mark.timeout(60)
def test_the_first_network_of_the_readme_comes_to_life_by_its_own_commands(tmp_path: Path) -> None:
    asked = 0
    with shell(tmp_path) as bash:
        for block, wanted in steps():
            if wanted is not None and is_question(block):
                printed = bash.ask(block, wanted)
                asked += 1
            else:
                printed = bash.run(block)
            assert wanted is None or fits(wanted, printed), f"{block}\n{printed}"
        bash.run("kill %1 %2 %3\nwait")
    assert asked >= 4, "the README asks what became of it"
