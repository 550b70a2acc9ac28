"""Searching: words, and what a card is, for whoever is cleared for it.

Rule 1: what the reader is not cleared for is in no line and in no count.
Rule 2: the newest are found first, in the order of the index, without sorting; by rank only the
    newest `RANKED` matches are compared, and that is said.
Rule 3: whatever a person types is words: no operator of the index is reached by it.
Rule 4: a filter is a word of the index (`archive.marks`), so the rarest of all is gone through; the
    clearance is such a word too, and looked at in each line again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from json import loads
from typing import Any, Final

from depesha.archive.asking import Asked, Term, expression
from depesha.archive.cards import Thing
from depesha.archive.marks import FILED, Facet, mark
from depesha.archive.periods import LAST
from depesha.archive.snippets import snippet
from depesha.store import words
from depesha.store.database import Database, Row

RANKED: Final = 2_000
"""Matches that are ranked: of more, the newest."""

MARKS: Final = ("\x02", "\x03")
"""Before and after a word that was found, in a snippet: letters that no text has."""


_SHOWN: Final = ("original", "translation", "subject", "sender", "addressee", "form")
_WORDS: Final = f"SELECT {', '.join(_SHOWN)} FROM card_text WHERE place = -?"  # noqa: S608

WEIGHTS: Final = "4, 2, 2, 1, 1, 1, 0"
"""What a column counts by rank (`words.COLUMNS`): of marks nothing."""

_NAMES: Final = (
    "shelf",
    "id",
    "thing",
    "classification",
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
    "series",
)
_COLUMNS: Final = """c.shelf, c.id, c.thing, c.classification, c.sent, c.number, c.title, c.kind,
    c.sender, c.addressee, c.place, c.label, c.precedence, c.language, c.series"""
CLEARED: Final = "(:clearance IS NULL OR c.classification <= :clearance)"
HERE: Final = f"word MATCH :match AND word.rowid BETWEEN -:last AND -:first AND {CLEARED}"
_NEWEST: Final = f"""SELECT {_COLUMNS} FROM word
    CROSS JOIN card AS c ON c.shelf = -word.rowid WHERE {HERE}
    ORDER BY word.rowid LIMIT :limit"""  # noqa: S608  # constants
SHELVES: Final = f"""SELECT -word.rowid FROM word CROSS JOIN card AS c ON c.shelf = -word.rowid
    WHERE {HERE} ORDER BY word.rowid LIMIT :limit"""  # noqa: S608
_PLACES: Final = f"""SELECT CASE c.thing WHEN {int(Thing.TELEGRAM)} THEN c.id ELSE
        (SELECT t.id FROM record AS r JOIN schedule AS s ON s.source = r.source
        JOIN telegram AS t ON t.uid = s.uid
        WHERE r.id = c.id AND t.classification <= :clearance) END AS telegram
    FROM word CROSS JOIN card AS c ON c.shelf = -word.rowid
    WHERE {HERE} AND telegram NOT NULL ORDER BY word.rowid LIMIT :limit"""  # noqa: S608
"""A record that was declassified is for more readers than its telegram is."""
_RANKED: Final = f"""WITH newest AS MATERIALIZED (SELECT -word.rowid AS shelf,
        fitness(word, {WEIGHTS}) AS fits FROM word
        CROSS JOIN card AS c ON c.shelf = -word.rowid WHERE {HERE}
        ORDER BY word.rowid LIMIT {RANKED})
    SELECT {_COLUMNS}, -n.fits FROM newest AS n CROSS JOIN card AS c ON c.shelf = n.shelf
    ORDER BY n.fits DESC, c.shelf DESC LIMIT :limit"""  # noqa: S608
"""The index is gone through once, and never asked for each of these anew, which takes seconds."""

_ALL: Final = f"""SELECT {_COLUMNS} FROM card AS c
    WHERE c.shelf BETWEEN :first AND :last AND {CLEARED}
    ORDER BY c.shelf DESC LIMIT :limit"""  # noqa: S608
_LEVELS: Final = "SELECT classification FROM card_level ORDER BY classification"
_OF_RECORD: Final = "SELECT source, edition, hex(digest) FROM record WHERE id = ?"
_RECORD_NAMES: Final = ("source", "edition", "digest")
_OF_TELEGRAM: Final = """SELECT station || '/' || year || '/' || number, policy, caveats
    FROM telegram WHERE id = ?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is looked for.

    Attributes:
        terms: words and phrases, of each any of its spellings, all of which are to stand there.
        without: those that are not to.
        marks: filters, of each any of its marks (`archive.marks`).
        clearance: of the reader; None: everything.
        first, last: places on the shelf, both included.
        ranked: by rank, not the newest first.
    """

    terms: tuple[tuple[Term, ...], ...]
    without: tuple[Term, ...] = ()
    marks: tuple[tuple[str, ...], ...] = ()
    clearance: int | None
    first: int = 0
    last: int = LAST
    ranked: bool = False
    limit: int = 20


def search(database: Database, wish: Wish) -> list[dict[str, Any]]:
    """Return the records and telegrams that are looked for, each with what was found in it."""
    return shown(database, wish, rows_of(database, wish))


def lines_of(database: Database, wish: Wish) -> list[dict[str, Any]]:
    """Return the records and telegrams that are looked for, without what was found in them."""
    return [_line(database, row) for row in rows_of(database, wish)]


def rows_of(database: Database, wish: Wish) -> list[Row]:
    """Return the cards that are looked for; of those by rank the last column says how they fit."""
    if not words.is_there(database):
        return []
    match = match_of(database, wish)
    values = {**values_of(wish), "limit": wish.limit}
    if not match:
        return database.rows(_ALL, values)
    if wish.ranked and wish.terms:
        return database.rows(_RANKED, {**values, "match": match})
    return database.rows(_NEWEST, {**values, "match": match})


def shown(database: Database, wish: Wish, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return cards as lines, each with what was found in it."""
    terms = [term for any_of in wish.terms for term in any_of]
    return [{**_line(database, row), "found": _found(database, row[0], terms)} for row in rows]


def telegrams_with(database: Database, asked: Asked, clearance: int, limit: int) -> list[int]:
    """Return the telegrams whose text has all of these words, by their places, the newest first.

    One that was filed is found by the words of its record.
    """
    if not asked.wanted or not words.is_there(database):
        return []
    wish = Wish(
        terms=tuple((term,) for term in asked.wanted),
        without=asked.unwanted,
        marks=((mark(Facet.THING, int(Thing.TELEGRAM)), FILED),),
        clearance=clearance,
        limit=limit,
    )
    values = {**values_of(wish), "limit": limit, "match": match_of(database, wish)}
    return [place for (place,) in database.rows(_PLACES, values)]


def _found(database: Database, shelf: int, terms: Sequence[Term]) -> str:
    row = database.row(_WORDS, (shelf,)) if terms else None
    if row is None:
        return ""
    return snippet(dict(zip(_SHOWN, row, strict=True)), terms, words.FIELDS, MARKS)


def values_of(wish: Wish) -> dict[str, object]:
    """Return what `HERE` is asked with, beside `match`."""
    return {"clearance": wish.clearance, "first": wish.first, "last": wish.last}


def match_of(database: Database, wish: Wish) -> str:
    """Return the wish as FTS5 is asked it; nothing: every card is wished for."""
    asked = expression(wish.terms, wish.without, words.FIELDS)
    filters = [*wish.marks, *_levels(database, wish.clearance)]
    return " AND ".join(filter(None, (asked, *map(_any_of, filters))))


def _any_of(marks: Sequence[str]) -> str:
    return f"({' OR '.join(f'{chr(34)}{one}{chr(34)}' for one in marks)})"


def _levels(database: Database, clearance: int | None) -> list[tuple[str, ...]]:
    """Return the marks of what a reader is cleared for, where there is anything beyond that.

    Of cards that he is not cleared for none is gone through, so that a question takes no longer for
    their number.
    """
    levels = [level for (level,) in database.rows(_LEVELS)]
    if clearance is None or all(level <= clearance for level in levels):
        return []
    cleared = [level for level in levels if level <= clearance] or [clearance]
    return [tuple(mark(Facet.CLASSIFICATION, level) for level in cleared)]


def _line(database: Database, row: Row) -> dict[str, Any]:
    """Return a line of what was found: a record has its number here, a telegram its reference."""
    line = dict(zip(_NAMES, row[: len(_NAMES)], strict=True))
    place, thing = line.pop("id"), Thing(line["thing"])
    line["thing"] = thing.name.lower()
    if thing is Thing.RECORD:
        found = database.row(_OF_RECORD, (place,)) or ("", 0, "")
        return {**line, "record": place, **dict(zip(_RECORD_NAMES, found, strict=True))}
    reference, policy, caveats = database.row(_OF_TELEGRAM, (place,)) or ("", "", "[]")
    kept = {"telegram": reference, "policy": policy, "caveats": loads(caveats)}
    return {**line, "record": None, **kept}


_SHELF_OF_RECORD: Final = "SELECT shelf FROM record WHERE id = ? AND classification <= ?"
_SHELF_OF_TELEGRAM: Final = """SELECT coalesce((SELECT c.shelf FROM card AS c WHERE c.id = t.id),
    (SELECT max(r.shelf) FROM record AS r WHERE r.source = :reference
        AND r.edition = (SELECT max(o.edition) FROM record AS o WHERE o.source = :reference)))
    FROM telegram AS t WHERE t.station = :station AND t.year = :year AND t.number = :number
    AND t.classification <= :clearance"""
_REFERENCE: Final = re.compile(r"([^/]+)/(\d{4})/([1-9]\d{0,15})", re.ASCII)
_NUMBER: Final = re.compile(r"\d{1,16}", re.ASCII)


def shelf_behind(database: Database, name: str, clearance: int) -> int | None:
    """Return where on the shelf a line stood, by its record's number or its telegram's reference.

    A place on the shelf itself is told to nobody: it counts what was written down here before, of
    which a reader may not be cleared for much. None: there is no such line, for this reader.
    """
    if _NUMBER.fullmatch(name):
        row = database.row(_SHELF_OF_RECORD, (int(name), clearance))
    elif (said := _REFERENCE.fullmatch(name)) and words.is_there(database):
        station, year, number = said.groups()
        values = {"station": station, "year": int(year), "number": int(number)}
        asked = {**values, "reference": name, "clearance": clearance}
        row = database.row(_SHELF_OF_TELEGRAM, asked)
    else:
        row = None
    return row[0] if row else None


_BY_NAME: Final = """SELECT r.id, r.source, r.edition, r.sent, r.number, r.title, r.kind, r.sender,
    r.addressee, r.place, r.label, r.precedence, r.language, r.classification, hex(r.digest),
    r.shelf FROM record AS r WHERE (r.source = :name OR r.id = :id)
    AND r.classification <= :clearance AND (:edition = 0 OR r.edition = :edition)
    ORDER BY r.edition DESC LIMIT 1"""
_OF_ONE: Final = (
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
    "shelf",
)


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
    return dict(zip(_OF_ONE, row, strict=True)) if row else None
