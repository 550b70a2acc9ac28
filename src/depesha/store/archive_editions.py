"""The editions of a record, and why each was made, for whoever is cleared for it."""

from typing import Any, Final

from depesha.names import TimeMs
from depesha.office.facts import RecordRevised
from depesha.store.database import Database

MOST: Final = 200
"""Editions that are shown: of more, the newest."""

_REVISE: Final = "INSERT INTO revision VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_NAMES: Final = (
    "record",
    "edition",
    "digest",
    "batch",
    "office",
    "entered_at",
    "kind",
    "language",
    "reason",
)
_EDITIONS: Final = f"""SELECT r.id, r.edition, hex(r.digest), r.batch, r.office, r.entered_at,
        v.kind, v.language, v.reason
    FROM record AS r LEFT JOIN revision AS v ON v.record = r.digest
    WHERE r.source = ? AND r.classification <= ? ORDER BY r.edition DESC LIMIT {MOST}"""  # noqa: S608  # a constant


def revised(database: Database, fact: RecordRevised, at: TimeMs, place: int) -> None:
    """An edition was made by somebody who wrote, for a reason."""
    line = (fact.record, fact.basis, fact.office, fact.kind.name, fact.language, fact.reason)
    database.write(_REVISE, (place, *line, at))


def editions(database: Database, source: str, clearance: int) -> list[dict[str, Any]]:
    """Return the editions of a source, the newest first; one that was imported has no reason."""
    rows = database.rows(_EDITIONS, (source, clearance))
    return [dict(zip(_NAMES, row, strict=True)) for row in rows]
