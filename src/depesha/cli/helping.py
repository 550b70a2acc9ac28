"""`help`: all commands by who uses them, a group of them, or one."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TextIO

from depesha import __version__
from depesha.cli.call import VARIABLES, Call
from depesha.cli.entry import command
from depesha.cli.parser import Command, Parser, parser_of
from depesha.cli.verbs import GROUPS, VERBS, find, members

GAP: Final = "  "

HEAD = """depesha carries formal telegrams that are known to have arrived and been carried out

usage: depesha [--home DIR] [--as OFFICE] [--json] [-q] COMMAND ...
"""

STATUSES = """exit status
  0 done              3 not found           6 no line now; it is kept
  1 failed            4 forbidden           7 locked
  2 usage             5 does not verify     8 something is overdue
"""


def print_help(what: str, out: TextIO) -> int:
    """Print the list of all commands (""), of a group, or the version."""
    if what == "--version":
        out.write(f"depesha {__version__}\n")
    elif what in GROUPS and what not in VERBS:
        listed = _listed(members(what), _widest(members(what)))
        out.write("".join(f"{line}\n" for line in listed))
    else:
        out.write("".join(f"{line}\n" for line in _everything()))
    return 0


def _everything() -> Iterator[str]:
    places = _widest(VERBS)
    yield HEAD
    for who in dict.fromkeys(verb.who for verb in VERBS.values()):
        yield who
        yield from _listed([name for name, verb in VERBS.items() if verb.who == who], places)
        yield ""
    yield STATUSES
    yield "environment"
    yield from _two_columns(VARIABLES)
    yield ""
    yield '"depesha COMMAND --help" shows its options and an example.'


def _listed(names: Iterable[str], places: int) -> Iterator[str]:
    return _two_columns({name: VERBS[name].about for name in names}, places)


def _two_columns(lines: Mapping[str, str], places: int = 0) -> Iterator[str]:
    """Yield names and what they are, so that no name runs into its words."""
    wide = places or _widest(lines)
    return (f"  {name:{wide}}{GAP}{about}" for name, about in lines.items())


def _widest(names: Iterable[str]) -> int:
    return max(map(len, names))


def _options(parser: Parser) -> None:
    parser.add_argument("words", nargs="*", metavar="COMMAND", help="as in link add")


def _help(call: Call) -> int:
    words = call.args.words
    out = call.world.stdout
    if not words or (len(words) == 1 and words[0] in GROUPS and words[0] not in VERBS):
        return print_help(words[0] if words else "", out)
    name = find(*words)
    parser_of(name, VERBS[name].about, command(name), out).print_help()
    return 0


COMMANDS = {
    "help": Command(
        run=_help, options=_options, example="depesha help\ndepesha help keybook export"
    )
}
