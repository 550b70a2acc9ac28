"""The copies ledger as faces read it: dictionaries, ready for JSON."""

from typing import Any, Final

from depesha.store.database import Database

Line = dict[str, Any]

_COLUMNS: Final = (
    "number",
    "holder",
    "state",
    "issued_at",
    "issued_by",
    "return_by",
    "overdue_at",
    "returned_at",
    "destroyed_at",
    "act",
    "done_by",
    "witness",
    "archived_at",
    "shelf",
    "certified_at",
    "certified_by",
    "printed_at",
    "printed_by",
)
_LINE: Final = ", ".join(f"c.{name}" for name in _COLUMNS)
_LINES_OF: Final = f"""SELECT {_LINE} FROM copy AS c
    WHERE c.telegram = (SELECT id FROM telegram WHERE uid = ?) ORDER BY c.number"""  # noqa: S608
_BETWEEN: Final = f"""SELECT t.station, t.year, t.number, t.classification, t.policy, {_LINE}
    FROM copy AS c JOIN telegram AS t ON t.id = c.telegram
    WHERE c.issued_at >= :begin AND c.issued_at < :end
    ORDER BY c.telegram, c.number LIMIT :limit OFFSET :offset"""  # noqa: S608
_UNEVEN: Final = """SELECT t.station, t.year, t.number, count(*), max(c.number)
    FROM copy AS c JOIN telegram AS t ON t.id = c.telegram
    GROUP BY c.telegram HAVING count(*) != max(c.number) LIMIT ?"""


def copies_of(database: Database, uid: bytes) -> list[Line]:
    """Return the ledger's lines of one telegram."""
    return [dict(zip(_COLUMNS, row, strict=True)) for row in database.rows(_LINES_OF, (uid,))]


def copies_between(database: Database, begin: int, end: int, limit: int, offset: int) -> list[Line]:
    """Return the lines of the copies that were issued in a time, by telegram and number."""
    asked = {"begin": begin, "end": end, "limit": limit, "offset": offset}
    return [
        {
            "reference": f"{station}/{year}/{number}",
            "classification": classification,
            "policy": policy,
            **dict(zip(_COLUMNS, line, strict=True)),
        }
        for station, year, number, classification, policy, *line in database.rows(_BETWEEN, asked)
    ]


def uneven(database: Database, limit: int) -> list[str]:
    """Return in words where the numbers of copies do not run from 1 on without a gap."""
    return [
        f"copies of {station}/{year}/{number}: {count} in the ledger, the last is No. {last}"
        for station, year, number, count, last in database.rows(_UNEVEN, (limit,))
    ]
