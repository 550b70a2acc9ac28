"""The series of numbers as lines: which is next, where one was opened, whether it runs on."""

from typing import Final

from depesha.names import TimeMs
from depesha.office.facts import SeriesOpened
from depesha.store.database import Database
from depesha.store.series import beginning, next_number

_RUNS_ON: Final = "SELECT runs_on FROM series WHERE series = ? AND year = ?"
_OPEN: Final = """INSERT INTO series (series, year, next, runs_on) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT DO UPDATE SET next = excluded.next, runs_on = excluded.runs_on"""
_OPENED: Final = "INSERT INTO opening VALUES (?, ?, ?, ?, ?, ?)"
_ADVANCE: Final = "UPDATE series SET next = max(next, ?3) WHERE series = ?1 AND year = ?2"
_BEGIN: Final = "INSERT INTO series (series, year, next, runs_on) VALUES (?, ?, ?, ?)"


def advance(database: Database, series: str, year: int, number: int) -> None:
    """A number is taken."""
    database.write(_ADVANCE, (series, year, number + 1))
    if not database.changes():
        first, runs_on = beginning(database, series, year)
        database.write(_BEGIN, (series, year, max(first, number + 1), runs_on))


def opened(database: Database, fact: SeriesOpened, at: TimeMs, place: int) -> None:
    """The next number of a series is set."""
    free = next_number(database, fact.series, fact.year)
    database.write(_OPENED, (place, fact.series, fact.year, free, fact.first, at))
    runs_on = fact.runs_on
    if runs_on is None:
        row = database.row(_RUNS_ON, (fact.series, fact.year))
        runs_on = bool(row[0] if row else beginning(database, fact.series, fact.year)[1])
    database.write(_OPEN, (fact.series, fact.year, fact.first, runs_on))
