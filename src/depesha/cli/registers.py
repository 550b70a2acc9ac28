"""`register out|in|special|service|transit|copies`: the books, gap-free and printable.

Of a series each number has its line, for a year or for any period: a telegram, a void with its
reason, numbers that were skipped by an order, or a gap, which is a damage.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from depesha.cli.books import asked_for, book_options, put_out
from depesha.cli.call import Call, Row
from depesha.cli.parser import Command, Parser, number
from depesha.cli.trays import type_option
from depesha.errors import NotFound
from depesha.export.numbered_books import numbered
from depesha.telegram import MessageType

CHUNK: Final = 2000
"""Lines that are asked for at once."""

# -- registers of numbers -------------------------------------------------------------------------


def _options(parser: Parser) -> None:
    book_options(parser)
    type_option(parser)


def _series_options(parser: Parser) -> None:
    _options(parser)
    parser.add_argument(
        "--series", default="special", metavar="SERIES", help="another series than special"
    )


def _register(direction: str, call: Call) -> int:
    asked = asked_for(call)
    series = getattr(call.args, "series", None) or direction
    rows = [row for row in _all(call, register=series, **asked.fields()) if _is_asked(call, row)]
    about = series if direction == "special" else ""
    return put_out(call, numbered(direction), rows, asked, about=about)


def _is_asked(call: Call, row: Row) -> bool:
    """Say whether a line is of the type that is asked for; a type is a telegram's alone."""
    asked = call.args.type
    return not asked or row.get("message_type") == MessageType[asked.upper()]


def _all(call: Call, **asked: Any) -> Iterator[Row]:  # noqa: ANN401  # fields of a question
    """Yield every line of a book, asked for in pieces."""
    after: list[int] | None = None
    while True:
        more = {"after": after} if after else {}
        rows = call.read("book", limit=CHUNK, **asked, **more, **call.office)
        yield from rows
        if len(rows) < CHUNK:
            return
        after = [rows[-1]["book_year"], rows[-1]["book_last"]]


# -- series, journal ------------------------------------------------------------------------------


def _open_options(parser: Parser) -> None:
    parser.add_argument("series", metavar="SERIES", help="outgoing, special, or one of your own")
    parser.add_argument("first", type=number, metavar="FIRST", help="its next number")
    parser.add_argument("--year", type=number, metavar="YEAR", help="this year's, or next year's")
    parser.add_argument(
        "--new", action="store_true", help="found a series of your own, which never was"
    )
    run = parser.add_mutually_exclusive_group()
    run.add_argument(
        "--runs-on",
        dest="runs_on",
        action="store_true",
        default=None,
        help="go on over the end of the year",
    )
    run.add_argument(
        "--yearly", dest="runs_on", action="store_false", help="begin anew with each year"
    )


KNOWN: Final = frozenset({"outgoing", "incoming", "special"})
"""Series that every station has, and that a draft's form lines name."""


def _must_be(call: Call, series: str) -> None:
    """Refuse a series that never was: it may be one that is written wrongly.

    Raises:
        NotFound: it never was.
    """
    if series in KNOWN:
        return
    known = sorted(KNOWN | {str(one["series"]) for one in call.read("series")})
    if series not in known:
        msg = f"there is no series {series!r} here"
        raise NotFound(msg, hint=f"--new founds it; there are {', '.join(known)}")


def _open(call: Call) -> int:
    args = call.args
    said = {"year": args.year, "runs_on": args.runs_on}
    wanted = {name: value for name, value in said.items() if value is not None}
    if not args.new:
        _must_be(call, args.series)
    done = call.order("series", series=args.series, first=args.first, **wanted)
    if args.json:
        call.objects([done])
    else:
        call.told("series goes on", done["series"], done["first"], done["year"])
    return 0


EXAMPLE: Final = (
    "depesha register {0}\n"
    "depesha register {0} --year 1951 --json\n"
    "depesha register {0} --from 2026-12-01 --to 2026-12-31 --print -o december.txt"
)
MORE: Final = (
    "Each number is a line: a telegram, a void with its reason, numbers that an order skipped,\n"
    "or a gap. With --as OFFICE, a telegram that it is not cleared for is its number alone."
)

COMMANDS = {
    "register out": Command(
        run=partial(_register, "out"),
        options=_options,
        example=EXAMPLE.format("out"),
        more=MORE,
    ),
    "register in": Command(
        run=partial(_register, "in"), options=_options, example=EXAMPLE.format("in"), more=MORE
    ),
    "register special": Command(
        run=partial(_register, "special"),
        options=_series_options,
        example=f"{EXAMPLE.format('special')}\ndepesha register special --series courier --csv",
        more=MORE,
    ),
    "register open": Command(
        run=_open,
        options=_open_options,
        example="depesha register open special 1070\n"
        "depesha register open outgoing 1 --year 2027\n"
        "depesha register open courier 500 --new --runs-on",
        more="Numbers begin anew with each year of the station's own calendar, unless a series\n"
        "runs on. A year that is over stays closed.",
    ),
}
