"""The next number of a series, read by whoever asks.

A series begins anew with each year of the station's calendar, unless it was opened to *run on*:
then the first number of a year is the one after the last of the year before.
"""

from typing import Final

from depesha.store.database import Database

_NEXT: Final = "SELECT next FROM series WHERE series = ? AND year = ?"
_BEFORE: Final = """SELECT next, runs_on FROM series WHERE series = ? AND year < ?
    ORDER BY year DESC LIMIT 1"""


def next_number(database: Database, series: str, year: int) -> int:
    """Return the next free number of a series in a year."""
    row = database.row(_NEXT, (series, year))
    return int(row[0]) if row else beginning(database, series, year)[0]


def beginning(database: Database, series: str, year: int) -> tuple[int, bool]:
    """Return the first number of a year that was not opened, and whether the series runs on."""
    before = database.row(_BEFORE, (series, year))
    return (int(before[0]), True) if before and before[1] else (1, False)
