"""How a register is given out: as a table, as pages, as lines for a spreadsheet or for programs.

Every register has the same options: a period, `--print`, `--csv`, `--json`, `-o FILE`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from depesha.cli.call import Call, Row
from depesha.cli.csv_lines import CsvColumn, csv_text
from depesha.cli.files import give
from depesha.cli.labels import classification
from depesha.cli.pages import Head, PaperColumn, pages
from depesha.cli.parser import Parser
from depesha.cli.periods import Period, options, period, said
from depesha.cli.table import Column, show
from depesha.errors import Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """One register as it is shown.

    Attributes:
        title: key of its name in the words.
        columns, paper, csv: what it has in a window, on a page, in a spreadsheet.
        nothing: what is said where it has no line.
        closing: the last lines of the last page: counts and the last number.
        between: a heading before a row on a page.
    """

    title: str
    columns: Sequence[Column]
    paper: Sequence[PaperColumn]
    csv: Sequence[CsvColumn]
    nothing: str
    closing: Callable[[Call, Sequence[Row]], Sequence[str]]
    between: Callable[[Row | None, Row], str] = lambda _before, _row: ""


def book_options(parser: Parser) -> None:
    """Add the options that every register has."""
    options(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--print", dest="paper", action="store_true", help="pages of plain text")
    form.add_argument("--csv", action="store_true", help="lines for a spreadsheet")
    parser.add_argument("-o", dest="file", metavar="FILE", help="into a new file")


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
        give(call, args.file, _pages(call, book, rows, (asked, about, preamble)))
        call.note_withheld(rows)
    elif args.csv:
        give(call, args.file, csv_text(call, book.csv, rows))
        call.note_withheld(rows)
    elif args.file:
        msg = "what is to be in the file is not said"
        raise Usage(msg, hint="--print or --csv")
    else:
        show(call, book.columns, rows, book.nothing)
    return 0


def asked_for(call: Call, zone: tzinfo | None = None) -> Period:
    """Return the period of a register, on the station's clock or in another zone."""
    return period(call, zone)


def _pages(
    call: Call, book: Book, rows: Sequence[Row], around: tuple[Period, str, Sequence[str]]
) -> str:
    asked, about, preamble = around
    title = call.word(book.title)
    head = Head(
        station=_station(call),
        title=f"{title}: {about}" if about else title,
        period=said(call, asked),
        label=_highest(call, rows),
        zone=str(call.settings.zone) if call.settings else "UTC",
        closing=book.closing(call, rows),
        preamble=preamble,
    )
    return pages(call, head, book.paper, rows, book.between)


def _station(call: Call) -> str:
    """Return the station's id and its name in the language of the page."""
    if call.settings is None:
        return ""
    name = call.settings.names.get(call.language, "")
    return f"{call.settings.station} · {name}" if name else str(call.settings.station)


def _highest(call: Call, rows: Sequence[Row]) -> str:
    """Return the highest label of what can be read on the pages."""
    open_rows = [row for row in rows if row.get("classification") and not row.get("hidden")]
    highest = max(open_rows, key=lambda row: int(row["classification"]), default=None)
    return "" if highest is None else classification(call, highest)
