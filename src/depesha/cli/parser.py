"""Options: those of every command, and how a command says its own.

Options may stand before or after the verb. What argparse would complain about by itself becomes a
`Usage` error like any other.
"""

import re
from argparse import (
    OPTIONAL,
    ArgumentParser,
    ArgumentTypeError,
    Namespace,
    RawDescriptionHelpFormatter,
)
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, NoReturn, TextIO

from depesha.cli.call import Call
from depesha.cli.verbs import MAX_WORDS, find
from depesha.errors import Usage

WITH_A_VALUE: Final = frozenset({"--home", "--as", "--passphrase-file", "--office-passphrase-file"})
"""Options of every command that take the next word."""

SAID_BY_ARGPARSE: Final = (
    (r"^the following arguments are required: ", "missing: "),
    (r"^unrecognized arguments: ", "not known here: "),
    (r"^argument ", ""),
    (r"expected one argument$", "its value is missing"),
)
"""Words of argparse, and ours for them. A newer argparse may have others: they stay as they are."""

HELP_PLACES: Final = 80
"""Width of the help; to ask the window for it costs 3 ms in every command, help or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command.

    Attributes:
        run: does it; returns the exit status.
        options: adds the command's own options.
        example: command lines as a person would type them, one a line.
        more: what else a person should know.
    """

    run: Callable[[Call], int]
    example: str
    options: Callable[["Parser"], None] = lambda _: None
    more: str = ""


class Parser(ArgumentParser):
    """argparse, but its errors are ours and its help goes where it is told."""

    out: TextIO
    examples: Sequence[str] = ()

    def error(self, message: str) -> NoReturn:
        """Raise what argparse would have printed, in words of ours.

        Raises:
            Usage: always.
        """
        for theirs, ours in SAID_BY_ARGPARSE:
            message = re.sub(theirs, ours, message)
        raise Usage(message, hint=f'{self._as_in(message)}see "{self.prog} --help"')

    def _as_in(self, message: str) -> str:
        """Return an example, if there is one with the option that the message begins with."""
        options = set(message.partition(":")[0].split("/"))
        fitting = (line for line in self.examples if options & set(line.split()))
        example = next(fitting, next(iter(self.examples), ""))
        return f"as in: {example}; " if example else ""

    def read(self, words: Sequence[str]) -> Namespace:
        """Return what the words say.

        Raises:
            Usage: they are not understood.
            SystemExit: help was asked for, and printed.
        """
        # A word that may be left out and stands after an option (report 26044 --interim "...") is
        # found only by the slower way, which formats the usage each time (4 ms).
        if any(action.nargs == OPTIONAL for action in self._get_positional_actions()):
            return self.parse_intermixed_args(words)
        return self.parse_args(words)

    def print_help(self, file: object = None) -> None:
        """Print the help on the command's own output."""
        del file  # argparse names sys.stdout, which a caller may have replaced
        self.out.write(self.format_help())


def take_verb(words: Sequence[str]) -> tuple[str, list[str]]:
    """Return the command that the words name, and the other words.

    Raises:
        Usage: they name none.
    """
    places = _places(words)
    if not places:
        msg = "there is no verb"
        raise Usage(msg, hint='"depesha help" lists all commands')
    name = find(*(words[place] for place in places))
    used = places[: len(name.split())]
    return name, [word for place, word in enumerate(words) if place not in used]


def _places(words: Sequence[str]) -> list[int]:
    """Return where the first words stand that are no options; a value goes with its option."""
    places: list[int] = []
    skip = False
    for place, word in enumerate(words):
        if skip:
            skip = False
        elif word in WITH_A_VALUE:
            skip = True
        elif not word.startswith("-") or word == "-":
            places.append(place)
    return places[:MAX_WORDS]


def parser_of(name: str, about: str, command: Command, out: TextIO) -> Parser:
    """Return the parser of one command."""
    example = "\n".join(f"  {line}" for line in command.example.splitlines())
    parser = Parser(
        prog=f"depesha {name}",
        description=f"{about[0].upper()}{about[1:]}."
        + (f"\n\n{command.more}" * bool(command.more)),
        epilog=f"example:\n{example}",
        formatter_class=partial(RawDescriptionHelpFormatter, width=HELP_PLACES),
        allow_abbrev=False,
    )
    parser.out = out
    parser.examples = command.example.splitlines()
    command.options(parser)
    _add_global(parser)
    return parser


def _add_global(parser: Parser) -> None:
    group = parser.add_argument_group("options of every command")
    group.add_argument("--home", type=Path, metavar="DIR", help="the station's folder")
    group.add_argument("--as", dest="office", metavar="OFFICE", help="the office that acts")
    group.add_argument("--json", action="store_true", help="one JSON object a line")
    group.add_argument(
        "--passphrase-file", metavar="FILE", help="read the passphrase from here; - is stdin"
    )
    group.add_argument(
        "--office-passphrase-file",
        metavar="FILE",
        help="read the passphrase of the office that acts from here",
    )
    group.add_argument("-q", "--quiet", action="store_true", help="print only what was asked for")


def pair(text: str) -> tuple[str, str]:
    """Read `key=value`, as in `ru=Москва`.

    Raises:
        ArgumentTypeError: it is not such a pair.
    """
    key, sign, value = text.partition("=")
    if not (key and sign and value):
        msg = f"not key=value: {text[:80]!r}"
        raise ArgumentTypeError(msg)
    return key, value


def number(text: str) -> int:
    """Read a number from 1 on.

    Raises:
        ArgumentTypeError: it is not one.
    """
    if not (text.isascii() and text.isdigit()) or len(text) > 15 or int(text) == 0:  # noqa: PLR2004
        msg = f"not a number from 1 on: {text[:40]!r}"
        raise ArgumentTypeError(msg)
    return int(text)


def level(text: str) -> int:
    """Read a level of the policy: a number from 0 on.

    Raises:
        ArgumentTypeError: it is not one.
    """
    if not (text.isascii() and text.isdigit()) or len(text) > 15:  # noqa: PLR2004
        msg = f"not a level from 0 on: {text[:40]!r}"
        raise ArgumentTypeError(msg)
    return int(text)


def first_number(text: str) -> tuple[str, int]:
    """Read `series=number`, as in `outgoing=26044`.

    Raises:
        ArgumentTypeError: it is not such a pair.
    """
    key, value = pair(text)
    return key, number(value)
