"""Who decided, by what authority and on which day: what a decision of the archive's board says.

A person decides outside, and whoever keeps the archive writes it down: so three options and three
fields of an order, the same for each such command.
"""

from argparse import Namespace
from typing import Final

from depesha.cli.parser import Parser

OPTIONS: Final = (
    ("--by", "WHO", "the person or board"),
    ("--authority", "WORDS", "by what law or rule"),
    ("--on", "DATE", "on which day it was decided"),
)


def decision_options(parser: Parser, *, required: bool = True) -> None:
    """Add the options; where they are not required the command looks whether all are there."""
    for option, metavar, words in OPTIONS:
        parser.add_argument(option, required=required, default="", metavar=metavar, help=words)


def decided(args: Namespace) -> dict[str, str]:
    """Return what was said as the fields of an order."""
    return {"decided_by": args.by, "authority": args.authority, "decided_on": args.on}
