"""How many of what was found are of which kind: counted after the reader's clearance.

Rule 1: the newest `COUNTED` that fit are counted, and where there are more, that is said; of words
    as they are written the newest that `archive_written` looks at.
Rule 2: spellings of one value are one, shown as it is spelled most often (`facet_values`).
Rule 3: what is counted stands in a table of its own, and the clearance beside it: cards that lie
    far apart are few pages of the store, and it is that, and decrypting them, which takes the time.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from depesha.store import facet_values, words
from depesha.store.archive_search import Wish, match_of, values_of
from depesha.store.archive_written import is_written, written
from depesha.store.database import Database, Row

COUNTED: Final = 5_000

_CLEARED: Final = "(:clearance IS NULL OR v.classification <= :clearance)"
_FOUND: Final = f"""SELECT v.said FROM word CROSS JOIN card_value AS v ON v.shelf = -word.rowid
    WHERE word MATCH :match AND word.rowid BETWEEN -:last AND -:first AND {_CLEARED}
    ORDER BY word.rowid LIMIT {COUNTED + 1}"""  # noqa: S608  # constants
_OF: Final = """SELECT v.said FROM json_each(?) AS e
    CROSS JOIN card_value AS v ON v.shelf = e.value ORDER BY e.key"""
_ALL: Final = f"""SELECT v.said FROM card_value AS v
    WHERE v.shelf BETWEEN :first AND :last AND {_CLEARED}
    ORDER BY v.shelf DESC LIMIT {COUNTED + 1}"""  # noqa: S608


def facets(database: Database, parts: Sequence[Wish]) -> dict[str, Any]:
    """Return `count`, `is_more` (there are more than are counted), `facets` by their name.

    Args:
        database: where the index is.
        parts: the wish for each part of the shelf, the newest first (`archive_parts`).
    """
    with database.at_once():
        rows, is_bounded = _rows(database, parts)
        return {
            "count": min(len(rows), COUNTED),
            "is_more": len(rows) > COUNTED or is_bounded,
            "facets": facet_values.counted(database, (said for (said,) in rows[:COUNTED])),
        }


def _rows(database: Database, parts: Sequence[Wish]) -> tuple[list[Row], bool]:
    """Return what is written of the cards that fit, and whether older ones were not looked at."""
    if not words.is_there(database):
        return [], False
    rows: list[Row] = []
    for part in parts:
        if is_written(part):
            found = written(database, replace(part, ranked=False, limit=COUNTED))
            return _of(database, found.rows), found.is_bounded
        rows += _of_part(database, part)
        if len(rows) > COUNTED:
            break
    return rows, False


def _of_part(database: Database, wish: Wish) -> list[Row]:
    match = match_of(database, wish)
    values = values_of(wish)
    return (
        database.rows(_FOUND, {**values, "match": match}) if match else database.rows(_ALL, values)
    )


def _of(database: Database, rows: Sequence[Row]) -> list[Row]:
    return database.rows(_OF, (json.dumps([row[0] for row in rows]),))
