"""The product's own commands, run as a person would run them, in a folder with the homes in it.

A command is shown before it runs, with what is typed into it; then what it said is shown. One that
ends with another status than the story knows it must is an error.
"""

import shlex
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from os import environ
from pathlib import Path
from typing import Final

from depesha.demo.teller import Teller
from depesha.errors import Refused

PROGRAM: Final = (sys.executable, "-m", "depesha")

DEADLINE_SECONDS: Final = 60.0

_OWN_VARIABLES: Final = "DEPESHA_"
"""What the person has set for his own station must not reach the demo's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a command printed, and how it ended."""

    status: int
    out: str
    err: str

    @property
    def all(self) -> str:
        """Everything that it printed, as a terminal would show it."""
        return self.out + self.err


def surroundings(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a command: this one, UTF-8, and nothing of the person's station."""
    kept = {key: value for key, value in environ.items() if not key.startswith(_OWN_VARIABLES)}
    return {**kept, "PYTHONUTF8": "1", **(extra or {})}


def shown(words: tuple[str, ...], typed: str = "", extra: Mapping[str, str] | None = None) -> str:
    """Return a command as a person types it into a shell."""
    named = "".join(f"{key}={shlex.quote(value)} " for key, value in (extra or {}).items())
    return f"{named}depesha {shlex.join(words)}" + (" <<." * bool(typed))


class Commands:
    """Runs commands in one folder and shows them.

    Args:
        folder: where the homes lie; a home is named by its station, as `--home moscow`.
        tell: who shows them.
    """

    def __init__(self, folder: Path, tell: Teller) -> None:
        """Run nothing yet."""
        self.folder = folder
        self._tell = tell

    def run(
        self,
        station: str,
        *words: str,
        typed: str = "",
        status: int = 0,
        shows: bool = True,
        **extra: str,
    ) -> Said:
        """Show a command, run it at a station, show what it said.

        Args:
            station: whose home it is given.
            words: the command.
            typed: its standard input.
            status: how it must end.
            shows: whether what it said is shown at once; what goes wrong is shown in any case.
            extra: environment variables, shown with it.

        Raises:
            Refused: it ended with another status, or did not end.
        """
        line = ("--home", station, *words)
        self._tell.command(shown(line, typed, extra), f"{typed}." if typed else "")
        said = self._said(line, typed, extra)
        if shows or said.status != status:
            self._tell.output(said.all)
        if said.status != status:
            msg = f'"{shown(line)}" ended with {said.status} where it must end with {status}'
            raise Refused(msg)
        return said

    def _said(self, line: tuple[str, ...], typed: str, extra: Mapping[str, str]) -> Said:
        try:
            ended = subprocess.run(  # noqa: S603  # our own program, without a shell
                [*PROGRAM, *line],
                cwd=self.folder,
                env=surroundings(extra),
                input=typed.encode(),
                capture_output=True,
                check=False,
                timeout=DEADLINE_SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            msg = f'"{shown(line)}" did not end in {DEADLINE_SECONDS:.0f} s'
            raise Refused(msg) from error
        return Said(
            status=ended.returncode,
            out=ended.stdout.decode(errors="replace"),
            err=ended.stderr.decode(errors="replace"),
        )
