"""What the person reads: chapters, sentences, commands with what they said, papers.

Colours are used on a terminal only, and never alone. A long line of a paper is folded here; the
station gets it whole.
"""

import textwrap
from collections.abc import Sequence
from os import environ
from typing import Final, TextIO

PLACES: Final = 92

BOLD: Final = "1"
COMMAND: Final = "1;36"
GOOD: Final = "32"
BAD: Final = "1;31"

_INDENT: Final = "    "
_EDGE: Final = "  │ "


class Teller:
    """Writes the story to a stream, as it happens.

    Args:
        out: where to.
        is_coloured: whether the stream is a terminal that wants colours.
    """

    def __init__(self, out: TextIO, *, is_coloured: bool) -> None:
        """Write to `out`."""
        self._out = out
        self._is_coloured = is_coloured

    def chapter(self, title: str) -> None:
        """Begin a part of the story."""
        self._line("")
        self._line(self._in(BOLD, f"── {title} ".ljust(PLACES, "─")))

    def say(self, text: str) -> None:
        """Tell something, folded to the width."""
        self._line("")
        for line in textwrap.wrap(text, PLACES, break_on_hyphens=False):
            self._line(line)

    def command(self, line: str, typed: str = "") -> None:
        """Show a command before it runs, and what is typed into it."""
        self._line("")
        self._line(self._in(COMMAND, f"$ {line}"))
        for written in typed.splitlines():
            self._paper_line(written)

    def output(self, text: str) -> None:
        """Show what a command said."""
        for line in text.splitlines():
            self._line(f"{_INDENT}{line}".rstrip())

    def good(self, text: str) -> None:
        """Say what was proved."""
        self._line(f"  {self._in(GOOD, '✓')} {text}")

    def bad(self, text: str) -> None:
        """Say what went wrong."""
        self._line(f"  {self._in(BAD, '✗')} {text}")

    def listed(self, rows: Sequence[tuple[str, str]]) -> None:
        """Show names and what they are, beside each other."""
        widest = max(len(name) for name, _ in rows)
        for name, what in rows:
            self._line(f"{_INDENT}{name.ljust(widest)}  {what}".rstrip())

    def _paper_line(self, line: str) -> None:
        places = PLACES - len(_EDGE)
        for part in textwrap.wrap(line, places, break_on_hyphens=False) or [""]:
            self._line(f"{_EDGE}{part}".rstrip())

    def _line(self, line: str) -> None:
        self._out.write(f"{line}\n")
        self._out.flush()

    def _in(self, colour: str, text: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self._is_coloured else text


def teller(out: TextIO) -> Teller:
    """Return a teller; colours where `out` is a terminal, unless NO_COLOR asks for none."""
    return Teller(out, is_coloured=out.isatty() and not environ.get("NO_COLOR"))
