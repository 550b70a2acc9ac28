"""A book, and its pages of plain text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from depesha.export.columns import Column
from depesha.export.csv_lines import CsvColumn
from depesha.export.labels import classification
from depesha.export.pages import Head, PaperColumn, pages
from depesha.export.periods import Period, said
from depesha.export.speech import Row, Speech


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
    closing: Callable[[Speech, Sequence[Row]], Sequence[str]]
    between: Callable[[Row | None, Row], str] = lambda _before, _row: ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What stands over the pages of a book: whose it is, of which time, and about what.

    Attributes:
        period: which time it has.
        station, names, zone: whose book it is, and by which clock.
        about: what is said behind its title.
        preamble: what stands before the rows.
    """

    period: Period
    station: str = ""
    names: Mapping[str, str]
    zone: str = "UTC"
    about: str = ""
    preamble: Sequence[str] = ()


def pages_of(speech: Speech, book: Book, rows: Sequence[Row], cover: Cover) -> str:
    """Return a book on pages of plain text."""
    title = speech.word(book.title)
    name = cover.names.get(speech.language, "")
    head = Head(
        station=f"{cover.station} · {name}" if name else cover.station,
        title=f"{title}: {cover.about}" if cover.about else title,
        period=said(speech, cover.period),
        label=highest(speech, rows),
        zone=cover.zone,
        closing=book.closing(speech, rows),
        preamble=cover.preamble,
    )
    return pages(speech, head, book.paper, rows, book.between)


def highest(speech: Speech, rows: Sequence[Row]) -> str:
    """Return the highest label of what can be read on the pages."""
    open_rows = [row for row in rows if row.get("classification") and not row.get("hidden")]
    most = max(open_rows, key=lambda row: int(row["classification"]), default=None)
    return "" if most is None else classification(speech, most)
