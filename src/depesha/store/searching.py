"""Telegrams by what a person remembers of them: one of their numbers, or words of their line.

Numbers are found by their indexes. Words (subject, sender, offices) are looked for in the lines of
the newest telegrams, so many and no more, and whoever asks is told how far back that was.
"""

from collections.abc import Callable
from typing import Final

from depesha.number import NumberRef
from depesha.store.database import Database

NEWEST: Final = 5_000
"""Lines that are looked through: some 40 ms."""

_CLEARED: Final = "t.classification <= :clearance"
_BY_NUMBER: Final = f"""SELECT t.id FROM telegram AS t WHERE t.number = :number
    AND (:station IS NULL OR t.station = :station) AND (:year IS NULL OR t.year = :year)
    AND {_CLEARED} ORDER BY t.station = :own DESC, t.id DESC LIMIT :limit"""  # noqa: S608  # constants
_BY_INCOMING: Final = f"""SELECT t.id FROM series AS s CROSS JOIN telegram AS t
    ON t.incoming_year = s.year AND t.incoming_number = :number
    WHERE s.series = 'incoming' AND t.incoming_number > 0 AND {_CLEARED}
    ORDER BY t.id DESC LIMIT :limit"""  # noqa: S608  # constants
_BY_SERIES: Final = f"""SELECT t.id FROM series AS s CROSS JOIN local_number AS n
    ON n.series = s.series AND n.year = s.year AND n.number = :number
    JOIN telegram AS t ON t.id = n.telegram
    WHERE (:series IS NULL OR s.series = :series) AND {_CLEARED}
    ORDER BY t.id DESC LIMIT :limit"""  # noqa: S608  # constants
_LINES: Final = f"""SELECT t.id, t.title, t.from_text, t.station,
    (SELECT group_concat(office, ' ') FROM duty WHERE duty.telegram = t.id)
    FROM telegram AS t WHERE {_CLEARED} ORDER BY t.id DESC LIMIT {NEWEST + 1}"""  # noqa: S608


def numbered(
    database: Database, wanted: NumberRef, own: str, clearance: int, limit: int
) -> list[int]:
    """Return the telegrams of a number, those of this station first."""
    values = {
        "number": wanted.number,
        "station": wanted.station,
        "year": wanted.year,
        "own": own,
        "clearance": clearance,
        "limit": limit,
    }
    return [row[0] for row in database.rows(_BY_NUMBER, values)]


def came_in_as(database: Database, number: int, clearance: int, limit: int) -> list[int]:
    """Return the telegrams that have that number in the incoming register, of whatever year."""
    values = {"number": number, "clearance": clearance, "limit": limit}
    return [row[0] for row in database.rows(_BY_INCOMING, values)]


def in_series(
    database: Database, series: str | None, number: int, clearance: int, limit: int
) -> list[int]:
    """Return the telegrams with that number in a further series; `series` None: in any."""
    values = {"series": series, "number": number, "clearance": clearance, "limit": limit}
    return [row[0] for row in database.rows(_BY_SERIES, values)]


def worded(
    database: Database, fits: Callable[[str], bool], clearance: int, limit: int
) -> tuple[list[int], int, bool]:
    """Return the telegrams whose line fits, the newest first.

    Args:
        database: where to look.
        fits: says whether a line (subject, sender, station, offices) is what is looked for.
        clearance: what is classified higher is not there.
        limit: at most so many.

    Returns:
        The telegrams, how many lines were looked through, and whether there are older ones.
    """
    found: list[int] = []
    looked = database.rows(_LINES, {"clearance": clearance})
    for searched, (telegram, *words) in enumerate(looked[:NEWEST], 1):
        if fits(" ".join(word for word in words if word)):
            found.append(telegram)
            if len(found) == limit:
                return found, searched, len(looked) > searched
    return found, min(len(looked), NEWEST), len(looked) > NEWEST
