"""A register on paper: pages of plain text of a fixed width, each with its head.

    moscow · Москва                                                                 page 1 of 3
    Register of outgoing telegrams                                                  TOP SECRET
    from 30.12.2026 to 02.01.2027                                          times: Europe/Moscow
    ───────────────────────────────────────────────────────────────────────────────────────────
    №       registered                to               …

Rule 1: nothing is cut: what does not fit into a column goes on in the next line of its row.
Rule 2: a row stands on one page whole, unless it is longer than a page.
Rule 3: what is foreign is harmless (`screen`): it draws over nothing and feeds no printer.

132 places and 60 lines are those of a line printer; on A4 set crosswise it is
`lp -o landscape -o cpi=12 -o lpi=8`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Final

from depesha.export.periods import EPOCH, MS
from depesha.export.screen import ends, pad, safe, wrap
from depesha.export.speech import Row, Speech

PLACES: Final = 132
LINES: Final = 60
RULE: Final = "─"
GAP: Final = "  "
FEED: Final = "\f"
HEAD_LINES: Final = 5
"""Lines of a page besides its rows and the captions: three of words and two rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperColumn:
    """A column on paper: key of its caption, what stands in it, and how many places it has.

    `places` 0: it takes what the others leave.
    """

    title: str
    cell: Callable[[Speech, Row], str]
    places: int = 0
    right: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands at the head of every page.

    `preamble` stands over the captions of the first page, `closing` under the last line.
    """

    station: str
    title: str
    period: str
    label: str
    zone: str
    closing: Sequence[str]
    preamble: Sequence[str] = ()


def paper_time(*keys: str) -> Callable[[Speech, Row], str]:
    """Return a cell with the first of these times, short, in the station's zone."""

    def cell(speech: Speech, row: Row) -> str:
        at = next((row[key] for key in keys if row.get(key) is not None), None)
        if at is None:
            return ""
        try:
            return f"{(EPOCH + at * MS).astimezone(speech.zone):%d.%m.%Y %H:%M %Z}"
        except OverflowError:
            return f"{at} ms"

    return cell


def pages(
    speech: Speech,
    head: Head,
    columns: Sequence[PaperColumn],
    rows: Sequence[Row],
    between: Callable[[Row | None, Row], str] = lambda _before, _row: "",
) -> str:
    """Return all pages, with a form feed between two.

    Args:
        speech: whose language and zone they are in.
        head: what every page has.
        columns: the columns.
        rows: the lines of the register.
        between: a heading that stands before a row, if one does.
    """
    widths = _widths(columns)
    titles = _row_lines([speech.word(one.title) for one in columns], columns, widths)
    blocks = [
        [
            *_heading(between(before, row)),
            *_row_lines(_cells(speech, columns, row), columns, widths),
        ]
        for before, row in zip((None, *rows), rows, strict=False)
    ]
    closing = [RULE * PLACES, *(part for line in head.closing for part in wrap(line, PLACES))]
    first = [part.rstrip() for line in head.preamble for part in wrap(line, PLACES)]
    opening = [*first, RULE * PLACES] if first else []
    room = LINES - HEAD_LINES - len(titles)
    sheets = _sheets([*blocks, closing], room - len(opening), room)
    overs = [opening] + [[]] * (len(sheets) - 1)
    return FEED.join(
        "\n".join(
            [*_head(speech, head, number, len(sheets)), *over, *titles, RULE * PLACES, *lines]
        )
        + "\n"
        for number, (over, lines) in enumerate(zip(overs, sheets, strict=True), 1)
    )


def _cells(speech: Speech, columns: Sequence[PaperColumn], row: Row) -> list[str]:
    return [one.cell(speech, row) for one in columns]


def _sheets(blocks: Sequence[Sequence[str]], first: int, room: int) -> list[list[str]]:
    """Return the lines of each page; the first has room for fewer."""
    places = chain([first], repeat(room))
    free = next(places)
    sheets: list[list[str]] = [[]]
    for block in blocks:
        if sheets[-1] and len(sheets[-1]) + len(block) > free:
            sheets.append([])
            free = next(places)
        rest = list(block)
        while len(rest) > free:  # a row longer than a page
            sheets[-1] += rest[:free]
            rest = rest[free:]
            sheets.append([])
            free = next(places)
        sheets[-1] += rest
    return sheets


def _head(speech: Speech, head: Head, number: int, count: int) -> Iterator[str]:
    yield ends(safe(head.station), speech.word("page of").format(number, count), PLACES)
    yield ends(safe(head.title), safe(head.label), PLACES).rstrip()
    yield ends(safe(head.period), speech.word("times of").format(head.zone), PLACES)
    yield RULE * PLACES


def _heading(text: str) -> list[str]:
    return [f"{GAP}{safe(text)}"] if text else []


def _widths(columns: Sequence[PaperColumn]) -> list[int]:
    taken = sum(one.places for one in columns) + len(GAP) * (len(columns) - 1)
    return [one.places or PLACES - taken for one in columns]


def _row_lines(
    cells: Sequence[str], columns: Sequence[PaperColumn], widths: Sequence[int]
) -> list[str]:
    """Return the lines of one row: as many as its longest cell needs."""
    wrapped = [
        wrap(" ".join(cell.split()), places) for cell, places in zip(cells, widths, strict=True)
    ]
    height = max((len(one) for one in wrapped), default=0)
    return [
        GAP.join(
            pad(one[line] if line < len(one) else "", places, right=column.right)
            for one, column, places in zip(wrapped, columns, widths, strict=True)
        ).rstrip()
        for line in range(height)
    ]
