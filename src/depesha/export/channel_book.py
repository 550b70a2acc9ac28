"""The book of a line's channels: the closed UTC days, and what was open at their ends."""

from collections.abc import Sequence

from depesha.export.book import Book
from depesha.export.columns import Column, field
from depesha.export.csv_lines import plain
from depesha.export.pages import PaperColumn
from depesha.export.speech import Row, Speech
from depesha.export.times import TimeOf

EPOCH_DIGITS = 8


def _direction(speech: Speech, row: Row) -> str:
    return speech.word("theirs") if row["direction"] == "in" else speech.word("ours")


def epoch(_speech: Speech, row: Row) -> str:
    """Return how an epoch of numbers begins: enough to tell it from another."""
    return str(row["epoch"])[:EPOCH_DIGITS]


CHANNELS = (
    Column(title="direction", cell=_direction),
    Column(title="lane", cell=field("lane"), right=True),
    Column(title="epoch", cell=epoch),
    Column(title="first", cell=field("first"), right=True),
    Column(title="last", cell=field("last"), right=True),
    Column(title="loads", cell=field("loads"), right=True),
    Column(title="accepted", cell=field("accepted"), right=True),
    Column(title="suspected", cell=field("again"), right=True),
    Column(title="open", cell=field("open"), right=True),
    Column(title="checked", cell=TimeOf("checked_at")),
    Column(title="reconciled", cell=TimeOf("reconciled_at")),
)


def numbers(_speech: Speech, row: Row) -> str:
    """Return the numbers of a gap: one, or the first and the last."""
    first, last = row["first"], row["last"]
    return str(first) if first == last else f"{first}–{last}"


def _missing_numbers(_speech: Speech, row: Row) -> str:
    return ", ".join(numbers(_speech, gap) for gap in row.get("missing") or ())


def _count(speech: Speech, rows: Sequence[Row]) -> list[str]:
    """Return how many lines there are, and how many numbers were open at the ends of days."""
    open_ = sum(int(row["open"]) for row in rows if row["direction"] == "in")
    verdict = "nothing is missing" if not open_ else "gaps in all"
    return [
        f"{speech.word('lines in all').format(len(rows))} {speech.word(verdict).format(open_)}."
    ]


_DAY = Column(title="day", cell=field("day"))
_OF_DAY = tuple(one for one in CHANNELS if one.title not in {"checked", "reconciled"})
DAYS = Book(
    title="register of channels",
    columns=(_DAY, *_OF_DAY, Column(title="missing", cell=_missing_numbers, gives_way=True)),
    paper=(
        PaperColumn(title="day", cell=field("day"), places=10),
        PaperColumn(title="direction", cell=_direction, places=11),
        PaperColumn(title="lane", cell=field("lane"), places=6, right=True),
        PaperColumn(title="epoch", cell=epoch, places=8),
        PaperColumn(title="first", cell=field("first"), places=8, right=True),
        PaperColumn(title="last", cell=field("last"), places=8, right=True),
        PaperColumn(title="loads", cell=field("loads"), places=8, right=True),
        PaperColumn(title="accepted", cell=field("accepted"), places=9, right=True),
        PaperColumn(title="open", cell=field("open"), places=10, right=True),
        PaperColumn(title="missing", cell=_missing_numbers),
    ),
    csv=(
        plain("day"),
        plain("line"),
        plain("direction"),
        plain("lane"),
        plain("epoch"),
        plain("first"),
        plain("last"),
        plain("loads"),
        plain("accepted"),
        plain("again"),
        plain("open"),
        ("missing", _missing_numbers),
    ),
    nothing="no closed day",
    closing=_count,
)
