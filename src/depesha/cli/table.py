"""Tables of plain text: columns that align, in a window as in a file.

In a window the widest of the columns that may give way is cut until the table fits; in a file or a
pipe nothing is cut.
"""

from collections.abc import Iterable, Sequence
from os import get_terminal_size
from typing import Final, TextIO

from depesha.cli.call import Call, Row
from depesha.export.columns import Column
from depesha.export.screen import cut, pad, safe, width

GAP: Final = "  "
LEAST: Final = 12
"""Places below which a column is not cut."""


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
