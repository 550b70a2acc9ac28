"""Amendments, holds and void numbers as the faces read them: dictionaries, ready for JSON.

A tray must open in a moment: the names of relations are told again here, and a test holds them to
those of the enumeration.
"""

import json
from typing import Any, Final

from depesha.store.database import Database

Line = dict[str, Any]

RELATIONS: Final = (
    "REFERS",
    "ANSWERS",
    "CORRECTS",
    "CANCELS",
    "SUPERSEDES",
    "REPEATS",
    "QUOTES",
    "PASSES",
    "ROUTE_REASON",
)
MAX_MARKS: Final = 16
"""Of one telegram: what closes it first, then the oldest."""

_MARKS: Final = """SELECT t.id, relation, own.station, own.year, own.number, own.classification,
    said_at
    FROM json_each(?1) CROSS JOIN telegram AS t ON t.id = value
    CROSS JOIN amendment ON amendment.uid = t.uid
    CROSS JOIN telegram AS own ON own.id = amender
    WHERE holds AND (?2 IS NULL OR own.classification <= ?2)
    ORDER BY relation IN (3, 4) DESC, amendment.id"""
_MADE: Final = """SELECT amender, relation, station, number, said_at, holds
    FROM json_each(?) CROSS JOIN amendment ON amender = value ORDER BY amendment.id"""
_HOLDS: Final = "SELECT telegram, until FROM json_each(?) CROSS JOIN held ON telegram = value"
_WITHDRAWN: Final = """SELECT telegram, office, reason, at
    FROM json_each(?) CROSS JOIN withdrawn ON telegram = value"""
_WAITING: Final = """SELECT t.station, t.year, t.number, t.precedence, t.expires_at, t.at,
    duty.station, held.until, t.classification
    FROM held JOIN telegram AS t ON t.id = held.telegram JOIN duty ON duty.telegram = t.id
    WHERE ?1 IS NULL OR t.classification <= ?1
    GROUP BY t.id, duty.station ORDER BY held.until, t.id, duty.station LIMIT ?2"""
_VOIDS: Final = """SELECT year, number, office, reason, at FROM void_number
    WHERE series = ? AND year BETWEEN ? AND ? ORDER BY year, number"""


def marks(database: Database, lines: dict[int, Line], clearance: int | None) -> None:
    """Add to the lines of telegrams what others are to them, what they are to others, and holds.

    Args:
        database: where to look.
        lines: by their places; each gets `amended`, `amends`, `held_until` and `withdrawn`.
        clearance: an amender that is classified higher is not named; None: all are.
    """
    for line in lines.values():
        line.update({"amended": [], "amends": [], "held_until": None, "withdrawn": None})
    wanted = json.dumps(list(lines))
    for place, relation, station, year, number, _, at in database.rows(_MARKS, (wanted, clearance)):
        if len(lines[place]["amended"]) < MAX_MARKS:
            mark = {"relation": RELATIONS[relation], "reference": f"{station}/{year}/{number}"}
            lines[place]["amended"].append({**mark, "said_at": at})
    for place, relation, station, number, at, holds in database.rows(_MADE, (wanted,)):
        lines[place]["amends"].append(
            {
                "relation": RELATIONS[relation],
                "reference": f"{station}/{number}",
                "said_at": at,
                "holds": bool(holds),
            }
        )
    for place, until in database.rows(_HOLDS, (wanted,)):
        lines[place]["held_until"] = until
    for place, office, reason, at in database.rows(_WITHDRAWN, (wanted,)):
        lines[place]["withdrawn"] = {"office": office, "reason": reason, "at": at}


def held_lines(database: Database, limit: int, clearance: int | None = None) -> list[Line]:
    """Return what is held, for each station that it is for, the earliest first.

    What is classified higher than `clearance` is not there; None: all is.
    """
    return [
        {
            "reference": f"{own}/{year}/{number}",
            "precedence": precedence,
            "expires_at": expires_at,
            "since_at": since_at,
            "destination": station,
            "held_until": until,
        }
        for own, year, number, precedence, expires_at, since_at, station, until, _ in (
            database.rows(_WAITING, (clearance, limit))
        )
    ]


def void_lines(database: Database, series: str, years: tuple[int, int]) -> list[Line]:
    """Return the void numbers of a series in these years, by number."""
    names = ("year", "number", "office", "reason", "voided_at")
    return [dict(zip(names, row, strict=True)) for row in database.rows(_VOIDS, (series, *years))]
