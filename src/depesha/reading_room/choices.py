"""What a reader can choose of, as numbers on the shelf: so counting reads one short line a record.

    choice      17  label  secret              a value of a facet
    choices     id of a record  3 17 40        all values that it has, of four bytes each

They are words of the index too (ꙮ17), which nobody can type: what is chosen is a term of what is
asked.

Rule 1: a value's number is by its facet and then by itself, so what is counted alike stands in the
    order of its values, and nothing is read of those that are not shown.
Rule 2: a record has each value once, however often it stands there.
"""

import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from struct import pack
from typing import Final

import apsw

from depesha.archive.marks import MARK

FACETS: Final = ("year", "series", "house", "label", "precedence", "language")
"""What can be chosen of a line, each a column of `record`."""

NAMED: Final[Mapping[str, str]] = {"person": "people", "place": "places"}
"""What can be chosen of names, and the list that they stand in; chosen by its key."""

UNDATED: Final = "0"
"""The year of what is undated: it can be asked for, and is told in no facet."""

TABLES: Final = """
CREATE TABLE choice (
    id    INTEGER PRIMARY KEY,          -- by facet and value
    facet TEXT NOT NULL,
    value TEXT NOT NULL,
    text  TEXT NOT NULL,                -- how it reads
    UNIQUE (facet, value)
);
CREATE TABLE choices (
    record INTEGER PRIMARY KEY,
    told   BLOB NOT NULL                -- their numbers, of four bytes each, the lowest byte first
);
CREATE TEMP TABLE chosen (              -- of the making alone: the same as words of the index
    record INTEGER PRIMARY KEY,
    marks  TEXT NOT NULL
);
"""
_OF_LINES: Final = tuple(
    f"""INSERT INTO choice (facet, value, text)
    SELECT DISTINCT '{name}', {name}, {name} FROM record WHERE {name} != '' ORDER BY {name}"""  # noqa: S608  # constants
    for name in FACETS
)
_OF_NAMES: Final = tuple(
    f"""INSERT INTO choice (facet, value, text)
    SELECT '{name}', key, text FROM name WHERE list = '{which}' ORDER BY key"""  # noqa: S608
    for name, which in NAMED.items()
)
_OF_HOLDINGS: Final = """INSERT INTO choice (facet, value, text)
    SELECT DISTINCT 'archive', archive, archive FROM holding WHERE archive != '' ORDER BY archive"""
_HAS: Final = " UNION ".join(
    (
        *(
            f"""SELECT r.id AS record, c.id AS choice FROM record AS r JOIN choice AS c
            ON c.facet = '{name}' AND c.value = CAST(r.{name} AS TEXT)"""  # noqa: S608
            for name in FACETS
        ),
        *(
            f"""SELECT s.record, c.id FROM stand AS s JOIN choice AS c
            ON c.facet = '{name}' AND c.value = s.key WHERE s.list = '{which}'"""  # noqa: S608
            for name, which in NAMED.items()
        ),
        """SELECT h.record, c.id FROM holding AS h JOIN choice AS c
        ON c.facet = 'archive' AND c.value = h.archive""",
    )
)
_EACH: Final = f"""SELECT record, group_concat(choice, ' ') FROM ({_HAS}) GROUP BY record"""  # noqa: S608
_TOLD: Final = "INSERT INTO choices VALUES (?, ?)"
_MARKED: Final = "INSERT INTO chosen VALUES (?, ?)"


def lay_choices(connection: apsw.Connection) -> None:
    """Number all that can be chosen, behind the records and their names."""
    for statement in (*_OF_LINES, *_OF_NAMES, _OF_HOLDINGS):
        connection.execute(statement)
    rows = connection.execute(_EACH).fetchall()
    said = [(record, [int(one) for one in str(told).split()]) for record, told in rows]
    connection.executemany(_TOLD, [(record, _packed(numbers)) for record, numbers in said])
    marked = ((record, " ".join(map(mark_of, numbers))) for record, numbers in said)
    connection.executemany(_MARKED, marked)


def mark_of(number: int) -> str:
    """Return the word of a choice."""
    return f"{MARK}{number}"


def _packed(numbers: list[int]) -> bytes:
    return pack(f"<{len(numbers)}I", *numbers)


def counted(told: Iterable[bytes]) -> Counter[int]:
    """Return how often each choice is told."""
    numbers = array("I", b"".join(told))
    if sys.byteorder == "big":
        numbers.byteswap()
    return Counter(numbers)
