"""How a register is given out: as a table, as pages, as lines for a spreadsheet or for programs.

Every register has the same options: a period, `--print`, `--csv`, `--json`, `-o FILE`; a file
that is called `.pdf` is set in type.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo

from depesha.cli.call import Call, Row
from depesha.cli.files import give, give_bytes
from depesha.cli.parser import Parser
from depesha.cli.periods import options, period
from depesha.cli.table import show
from depesha.errors import Usage
from depesha.export.book import Book, Cover, pages_of
from depesha.export.csv_lines import csv_text
from depesha.export.periods import Period

PDF = ".pdf"
"""What a file is called that is to have sheets in it."""


def book_options(parser: Parser) -> None:
    """Add the options that every register has."""
    options(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--print", dest="paper", action="store_true", help="pages of plain text")
    form.add_argument("--csv", action="store_true", help="lines for a spreadsheet")
    parser.add_argument(
        "-o", dest="file", metavar="FILE", help="into a new file; one named .pdf is set in type"
    )


def put_out(
    call: Call,
    book: Book,
    rows: Sequence[Row],
    asked: Period,
    *,
    about: str = "",
    preamble: Sequence[str] = (),
) -> int:
    """Give a register out as it is asked for; `preamble` stands before the rows on paper.

    Raises:
        Usage: a file is named, but not what is to be in it.
        Refused: the file is there already.
    """
    args = call.args
    if args.paper:
        cover = replace(_cover(call, asked), about=about, preamble=preamble)
        give(call, args.file, pages_of(call, book, rows, cover))
        call.note_withheld(rows)
    elif args.csv:
        give(call, args.file, csv_text(call, book.csv, rows))
        call.note_withheld(rows)
    elif args.file and args.file.lower().endswith(PDF):
        # imported here because a table in a window needs no sheets
        from depesha.paper.book_sheet import book_sheets  # noqa: PLC0415

        cover = replace(_cover(call, asked), about=about, preamble=preamble)
        give_bytes(args.file, book_sheets(call, book, rows, cover))
        call.note_withheld(rows)
    elif args.file:
        msg = "what is to be in the file is not said"
        raise Usage(msg, hint="--print or --csv, or a name that ends in .pdf")
    else:
        show(call, book.columns, rows, book.nothing)
    return 0


def asked_for(call: Call, zone: tzinfo | None = None) -> Period:
    """Return the period of a register, on the station's clock or in another zone."""
    return period(call, zone)


def _cover(call: Call, asked: Period) -> Cover:
    known = call.settings
    if known is None:
        return Cover(period=asked, names={})
    return Cover(period=asked, station=str(known.station), names=known.names, zone=str(known.zone))
