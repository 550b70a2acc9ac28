"""The columns of a book, and the cells that many of them have."""

from collections.abc import Callable
from dataclasses import dataclass

from depesha.export.speech import Row, Speech

Cell = Callable[[Speech, Row], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    Attributes:
        title: key of its caption in `words`.
        cell: what stands in it; it is made harmless by whoever shows it.
        right: numbers stand at the right.
        gives_way: may be cut where the window is narrow.
    """

    title: str
    cell: Cell
    right: bool = False
    gives_way: bool = False


def field(key: str) -> Cell:
    """Return a cell that shows one field; what is absent or empty shows nothing."""

    def cell(_speech: Speech, row: Row) -> str:
        value = row.get(key)
        return "" if value is None else str(value)

    return cell


def reason(key: str) -> Cell:
    """Return a cell with what a station says in words of its own: a state, why something waits."""

    def cell(speech: Speech, row: Row) -> str:
        value = row.get(key)
        return "" if value is None else speech.reason(value)

    return cell


def listed(key: str) -> Cell:
    """Return a cell that shows a field which is a list."""

    def cell(_speech: Speech, row: Row) -> str:
        return ", ".join(str(value) for value in row.get(key) or ())

    return cell
