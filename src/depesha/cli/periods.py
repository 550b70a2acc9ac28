"""The options of a period: `--year`, or `--from` and `--to`."""

from datetime import date, tzinfo

from depesha.cli.call import Call
from depesha.cli.parser import Parser, number
from depesha.errors import Usage
from depesha.export.periods import Period, moment


def options(parser: Parser) -> None:
    """Add the options of a period."""
    parser.add_argument("--year", type=number, metavar="YEAR", help="one year")
    parser.add_argument("--from", dest="begin", metavar="DATE", help="as in 2026-12-30")
    parser.add_argument("--to", dest="end", metavar="DATE", help="the last day that is in it")


def period(call: Call, zone: tzinfo | None = None) -> Period:
    """Return the period that a command asks for, on the station's clock if no zone is given.

    Raises:
        Usage: it is not formed like one, or is said twice.
    """
    args = call.args
    if args.year is not None and (args.begin or args.end):
        msg = "the period is said twice"
        raise Usage(msg, hint="either --year, or --from and --to")
    if args.year is not None and args.year >= date.max.year:
        msg = f"there is no year {args.year}"
        raise Usage(msg, hint="as in --year 2026")
    zone = zone or call.zone
    begin = moment(args.begin, zone) if args.begin else None
    end = moment(args.end, zone, is_end=True) if args.end else None
    if begin is not None and end is not None and begin >= end:
        msg = "the period ends before it begins"
        raise Usage(msg, hint="--from names the first day, --to the last")
    return Period(year=args.year, begin=begin, end=end)
