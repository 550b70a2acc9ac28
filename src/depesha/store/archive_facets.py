"""How many of what was found are of which kind: counted after the reader's clearance.

Rule 1: the newest `COUNTED` that fit are counted, and where there are more, that is said; of words
    as they are written the newest that `archive_written` looks at.
Rule 2: spellings of one value are one, shown as it is spelled most often; so are those of a person,
    in every case and in both scripts.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from depesha.archive.spelling import key_of
from depesha.policy.terms import spelled
from depesha.store import words
from depesha.store.archive_search import CLEARED, HERE, Wish, match_of, values_of
from depesha.store.archive_written import is_written, written
from depesha.store.database import Database, Row

COUNTED: Final = 5_000
SHOWN: Final = 12
"""Values of a facet, the commonest."""

_NAMES: Final = (
    "year",
    "label",
    "precedence",
    "language",
    "place",
    "series",
    "kind",
    "archive",
    "person",
)
_COLUMNS: Final = """substr(c.sent, 1, 4), c.label, c.precedence, c.language, c.place, c.series,
    c.kind, c.archives, c.people"""
_FOUND: Final = f"""SELECT {_COLUMNS} FROM word CROSS JOIN card AS c ON c.shelf = -word.rowid
    WHERE {HERE} ORDER BY word.rowid LIMIT {COUNTED + 1}"""  # noqa: S608  # constants
_OF: Final = f"""SELECT {_COLUMNS} FROM json_each(?) AS e
    CROSS JOIN card AS c ON c.shelf = e.value ORDER BY e.key"""  # noqa: S608
_ALL: Final = f"""SELECT {_COLUMNS} FROM card AS c
    WHERE c.shelf BETWEEN :first AND :last AND {CLEARED}
    ORDER BY c.shelf DESC LIMIT {COUNTED + 1}"""  # noqa: S608


def facets(database: Database, parts: Sequence[Wish]) -> dict[str, Any]:
    """Return `count`, `is_more` (there are more than are counted), `facets` by their name.

    Args:
        database: where the index is.
        parts: the wish for each part of the shelf, the newest first (`archive_parts`).
    """
    rows: list[Row] = []
    is_bounded = False
    for part in parts:
        if is_written(part):
            found = written(database, replace(part, ranked=False, limit=COUNTED))
            rows, is_bounded = _of(database, found.rows), found.is_bounded
            break
        rows += _rows(database, part)
        if len(rows) > COUNTED:
            break
    return {
        "count": min(len(rows), COUNTED),
        "is_more": len(rows) > COUNTED or is_bounded,
        "facets": {
            name: _counted(
                (value for row in rows[:COUNTED] for value in row[place].split("\n") if value),
                person_key if name == "person" else spelled,
            )
            for place, name in enumerate(_NAMES)
        },
    }


def _rows(database: Database, wish: Wish) -> list[Row]:
    if not words.is_there(database):
        return []
    match = match_of(database, wish)
    values = values_of(wish)
    return (
        database.rows(_FOUND, {**values, "match": match}) if match else database.rows(_ALL, values)
    )


def _of(database: Database, rows: Sequence[Row]) -> list[Row]:
    return database.rows(_OF, (json.dumps([row[0] for row in rows]),))


def _counted(values: Iterable[str], key: Callable[[str], str]) -> list[tuple[str, int]]:
    """Return values, the commonest first, with how often they stand there."""
    spellings: dict[str, Counter[str]] = {}
    for value, count in Counter(values).items():
        spellings.setdefault(key(value), Counter())[value] += count
    found = [(most(one), one.total()) for one in spellings.values()]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:SHOWN]


def most(spellings: Counter[str]) -> str:
    """Return the spelling that stands most often; of several the first by letters."""
    return min(spellings, key=lambda one: (-spellings[one], one))


def person_key(name: str) -> str:
    """Return what spellings of one person have in common."""
    return " ".join(key_of(word) or word for word in name.lower().split())
