"""Searching the archive: words, and what a record is, for whoever is cleared for it.

Rule 1: what the reader is not cleared for is in no line and in no count.
Rule 2: the newest are found first, in the order of the shelf, without sorting; by rank only the
    newest `RANKED` matches are compared, and that is said.
Rule 3: whatever a person types is words: no operator of the index is reached by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from depesha.store import words
from depesha.store.database import Database, Row

RANKED: Final = 2_000
"""Matches that are ranked: of more, the newest."""

MAX_TERMS: Final = 32
MARKS: Final = ("\x02", "\x03")
"""Before and after a word that was found, in a snippet: letters that no text has."""

SNIPPET_WORDS: Final = 24

_COLUMNS: Final = """r.id, r.source, r.edition, r.sent, r.number, r.title, r.kind, r.sender,
    r.addressee, r.place, r.label, r.precedence, r.language, r.classification, hex(r.digest)"""
_NAMES: Final = (
    "record",
    "source",
    "edition",
    "sent",
    "number",
    "title",
    "type",
    "from",
    "to",
    "place",
    "label",
    "precedence",
    "language",
    "classification",
    "digest",
)
_FILTERS: Final = """(:clearance IS NULL OR r.classification <= :clearance)
    AND r.shelf BETWEEN :first AND :last AND (:number IS NULL OR r.number = :number)
    AND (:label IS NULL OR r.label = :label) AND (:precedence IS NULL OR r.precedence = :precedence)
    AND (:language IS NULL OR r.language = :language)"""
_SNIPPET: Final = f"snippet(word, -1, :begins, :ends, '…', {SNIPPET_WORDS})"
_NEWEST: Final = f"""SELECT {_COLUMNS}, {_SNIPPET}, r.shelf FROM word
    JOIN record AS r ON r.shelf = word.rowid WHERE word MATCH :match AND {_FILTERS}
    ORDER BY word.rowid DESC LIMIT :limit"""  # noqa: S608  # constants
_RANKED: Final = f"""WITH newest AS MATERIALIZED (SELECT word.rowid AS shelf FROM word
        JOIN record AS r ON r.shelf = word.rowid WHERE word MATCH :match AND {_FILTERS}
        ORDER BY word.rowid DESC LIMIT {RANKED}),
    fittest AS MATERIALIZED (SELECT word.rowid AS shelf, bm25(word, 4.0, 1.0, 1.0) AS fits
        FROM word WHERE word MATCH :match AND word.rowid >= (SELECT min(shelf) FROM newest)
        AND +word.rowid IN (SELECT shelf FROM newest) ORDER BY 2 LIMIT :limit)
    SELECT {_COLUMNS}, {_SNIPPET}, r.shelf FROM word JOIN record AS r ON r.shelf = word.rowid
    WHERE word MATCH :match AND word.rowid >= (SELECT min(shelf) FROM fittest)
    AND +word.rowid IN (SELECT shelf FROM fittest)
    ORDER BY (SELECT fits FROM fittest WHERE shelf = r.shelf)"""  # noqa: S608
"""The index is gone through once from the oldest of these on: `+` keeps SQLite from asking it for
each of them anew, which takes seconds. Snippets are made of what is shown alone: each reads a
text."""

_ALL: Final = f"""SELECT {_COLUMNS}, '', r.shelf FROM record AS r WHERE {_FILTERS}
    ORDER BY r.shelf DESC LIMIT :limit"""  # noqa: S608


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is looked for.

    Attributes:
        terms: words and phrases, of each any of its spellings, all of which are to stand there.
        without: those that are not to.
        clearance: of the reader; None: everything.
        first, last: places on the shelf, both included.
        ranked: by rank, not the newest first.
    """

    terms: tuple[tuple[str, ...], ...]
    without: tuple[str, ...] = ()
    clearance: int | None
    first: int = 0
    last: int = 2**63 - 1
    number: int | None = None
    label: str | None = None
    precedence: str | None = None
    language: str | None = None
    ranked: bool = False
    limit: int = 20


def search(database: Database, wish: Wish) -> list[dict[str, Any]]:
    """Return the records that are looked for, each with what was found in it."""
    values = {
        "match": _match(wish.terms, wish.without),
        "clearance": wish.clearance,
        "first": wish.first,
        "last": wish.last,
        "number": wish.number,
        "label": wish.label,
        "precedence": wish.precedence,
        "language": wish.language,
        "limit": wish.limit,
        "begins": MARKS[0],
        "ends": MARKS[1],
    }
    if not wish.terms:
        needless = ("match", "begins", "ends")
        asked = {name: value for name, value in values.items() if name not in needless}
        return [_line(row) for row in database.rows(_ALL, asked)]
    if not words.is_there(database):
        return []
    return [_line(row) for row in database.rows(_RANKED if wish.ranked else _NEWEST, values)]


def _match(terms: Sequence[Sequence[str]], without: Sequence[str]) -> str:
    """Return the words as FTS5 is asked: each in quotes, so that none is an operator."""
    wanted = " AND ".join(f"({' OR '.join(map(_quoted, any_of))})" for any_of in terms[:MAX_TERMS])
    unwanted = " OR ".join(map(_quoted, without[:MAX_TERMS]))
    return f"({wanted}) NOT ({unwanted})" if unwanted else wanted


def _quoted(term: str) -> str:
    escaped = term.replace('"', '""').replace("\x00", " ")
    return f'"{escaped}"'


def _line(row: Row) -> dict[str, Any]:
    *told, snippet, shelf = row
    return {**dict(zip(_NAMES, told, strict=True)), "found": snippet, "shelf": shelf}


_BY_NAME: Final = f"""SELECT {_COLUMNS}, '', r.shelf FROM record AS r
    WHERE (r.source = :name OR r.id = :id) AND r.classification <= :clearance
    AND (:edition = 0 OR r.edition = :edition)
    ORDER BY r.edition DESC LIMIT 1"""  # noqa: S608  # constants


def line_of(
    database: Database, name: str, clearance: int, edition: int = 0
) -> dict[str, Any] | None:
    """Return a record by its number here or its source; None: there is none.

    Args:
        database: where.
        name: its number, or its source.
        clearance: of the reader.
        edition: which one of its source; 0: the newest.
    """
    number = int(name) if name.isascii() and name.isdigit() and len(name) < len(str(2**53)) else -1
    values = {"name": name, "id": number, "clearance": clearance, "edition": edition}
    row = database.row(_BY_NAME, values)
    return _line(row) if row else None
