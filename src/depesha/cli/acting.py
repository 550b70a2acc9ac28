"""Options by which an office acts for another: `--as` the deputy, `--for` the office."""

from depesha.cli.call import Call
from depesha.cli.parser import Parser


def for_office(parser: Parser) -> None:
    """Add the option that names the office in whose name its deputy acts."""
    parser.add_argument(
        "--for",
        dest="acting_for",
        metavar="OFFICE",
        help="act as the deputy of this office; both are named in what is signed",
    )


def acting_for(call: Call) -> dict[str, str]:
    """Return the field that names the office in whose name the order is given, if one is named."""
    return {"acting_for": call.args.acting_for} if call.args.acting_for else {}
