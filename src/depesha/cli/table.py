"""Tables of plain text: columns that align, in a window as in a file.

In a window the widest of the columns that may give way is cut until the table fits; in a file or a
pipe nothing is cut.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from os import get_terminal_size
from typing import Final, TextIO

from depesha.cli.call import Call, Row
from depesha.cli.screen import cut, pad, safe, width

GAP: Final = "  "
LEAST: Final = 12
"""Places below which a column is not cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    Attributes:
        title: key of its caption in `words`.
        cell: what stands in it; it is made harmless by the table.
        right: numbers stand at the right.
        gives_way: may be cut where the window is narrow.
    """

    title: str
    cell: Callable[[Call, Row], str]
    right: bool = False
    gives_way: bool = False


def field(key: str) -> Callable[[Call, Row], str]:
    """Return a cell that shows one field; what is absent or empty shows nothing."""

    def cell(_call: Call, row: Row) -> str:
        value = row.get(key)
        return "" if value is None else str(value)

    return cell


def reason(key: str) -> Callable[[Call, Row], str]:
    """Return a cell with what a station says in words of its own: a state, why something waits."""

    def cell(call: Call, row: Row) -> str:
        value = row.get(key)
        return "" if value is None else call.reason(value)

    return cell


def listed(key: str) -> Callable[[Call, Row], str]:
    """Return a cell that shows a field which is a list."""

    def cell(_call: Call, row: Row) -> str:
        return ", ".join(str(value) for value in row.get(key) or ())

    return cell


def show(call: Call, columns: Sequence[Column], rows: Sequence[Row], nothing: str) -> None:
    """Print rows as JSON objects or as a table; without rows, say so on standard error.

    A column in which nothing stands is left out. What lines withhold from nobody in particular is
    told of on standard error.
    """
    if call.args.json:
        call.objects(rows)
    elif rows:
        for line in lines(call, columns, rows):
            call.print(line)
    elif not call.args.quiet:
        call.world.stderr.write(f"depesha: {call.word(nothing)}\n")
    call.note_withheld(rows)


def lines(call: Call, columns: Sequence[Column], rows: Sequence[Row]) -> Iterable[str]:
    """Return the lines of a table, its captions first."""
    cells = [[safe(column.cell(call, row)) for column in columns] for row in rows]
    used = [place for place in range(len(columns)) if any(line[place] for line in cells)]
    kept = [columns[place] for place in used]
    titles = [call.word(column.title) for column in kept]
    table = [titles, *([line[place] for place in used] for line in cells)]
    widths = [max(width(line[place]) for line in table) for place in range(len(kept))]
    _narrow(widths, kept, window(call.world.stdout))
    return [_line(line, kept, widths) for line in table]


def _narrow(widths: list[int], columns: Sequence[Column], places: int | None) -> None:
    """Make the widest of the columns that give way narrower until the table fits."""
    if places is None:
        return
    yielding = [place for place, column in enumerate(columns) if column.gives_way]
    excess = sum(widths) + len(GAP) * (len(widths) - 1) - places
    while excess > 0 and yielding:
        widest = max(yielding, key=lambda place: widths[place])
        if widths[widest] <= LEAST:
            return
        widths[widest] -= 1
        excess -= 1


def _line(cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> str:
    padded = (
        pad(cut(cell, places), places, right=column.right)
        for cell, column, places in zip(cells, columns, widths, strict=True)
    )
    return GAP.join(padded).rstrip()


def window(stream: TextIO) -> int | None:
    """Return how many places a line of the window has; None where there is no window."""
    if not stream.isatty():
        return None
    try:
        return get_terminal_size(stream.fileno()).columns or None
    except OSError:
        return None
