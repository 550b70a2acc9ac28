"""Restorations as faces show them: this station's last one, and those of its correspondents."""

from collections.abc import Iterator
from typing import Any, Final

from depesha.store.database import Database, Row
from depesha.store.restorations import missing_in

Shown = dict[str, Any]

_OWN: Final = """SELECT id, document, head_size, lost_size, backed_up_at, office, why, at, ended_at
    FROM restoration ORDER BY id DESC LIMIT 1"""
_PEERS: Final = """SELECT station, attempts, repeat_at, answered_at, forgone_at, head_size
    FROM restoration_peer WHERE restoration = ? ORDER BY station"""
_LOST: Final = "SELECT series, year, first, last, at, id FROM lost_number ORDER BY id"
_SEEN: Final = """SELECT max(number) FROM restoration_number
    WHERE restoration = (SELECT max(id) FROM restoration WHERE id <= ?1)
    AND series = ?2 AND year = ?3"""
_PRESENT: Final = """SELECT number FROM telegram WHERE incoming_number = 0 AND year = ?1
    AND number BETWEEN ?2 AND ?3 ORDER BY number"""
_LOCAL: Final = """SELECT DISTINCT number FROM local_number WHERE series = ?1 AND year = ?2
    AND number BETWEEN ?3 AND ?4 ORDER BY number"""
_BEGAN: Final = "SELECT station, epoch, learned_at FROM restored_station ORDER BY learned_at"
_COMING: Final = "SELECT station, count(*) FROM lost_telegram WHERE taken_at IS NULL GROUP BY 1"
_OTHERS: Final = """SELECT station, document, head_size, lost, restored_at, learned_at
    FROM restored_station ORDER BY learned_at, station"""


def restorations(database: Database) -> Shown:
    """Return what is written down of restorations."""
    row = database.row(_OWN)
    return {
        "restoration": None if row is None else _own(database, row),
        "lost_numbers": [_lost(database, row) for row in database.rows(_LOST)],
        "correspondents": [
            {
                "station": station,
                "document": document.hex(),
                "journal_size": size,
                "lost": lost,
                "restored_at": restored_at,
                "learned_at": learned_at,
            }
            for station, document, size, lost, restored_at, learned_at in database.rows(_OTHERS)
        ],
    }


def last_restorations(database: Database) -> dict[str, tuple[bytes, int]]:
    """Return the epoch that each restored correspondent began last, and when it was learned of."""
    return {station: (epoch, at) for station, epoch, at in database.rows(_BEGAN)}


def _lost(database: Database, row: Row) -> Shown:
    """Return a range that is never given again: what was given of it, and what may have been.

    `missing`: numbers up to the highest that anybody saw, and that did not come back. `skipped`:
    those above it, for safety; they were given only if nobody saw it.
    """
    series, year, first, last, at, place = row
    found = database.row(_SEEN, (place, series, year))
    seen = min(last, (found[0] if found else None) or 0)
    missing = list(_missing(database, series, year, first, seen)) if seen >= first else []
    return {
        "series": series,
        "year": year,
        "first": first,
        "last": last,
        "missing": [list(span) for span in missing],
        "skipped": [max(seen + 1, first), last] if seen < last else None,
        "at": at,
    }


def _own(database: Database, row: Row) -> Shown:
    place, document, size, lost_size, backed_up_at, office, why, at, ended_at = row
    coming = {str(station): int(count) for station, count in database.rows(_COMING)}
    return {
        "document": document.hex(),
        "journal_size": size,
        "lost": None if lost_size is None else max(lost_size - size, 0),
        "backed_up_at": backed_up_at,
        "office": office or None,
        "why": why,
        "restored_at": at,
        "ended_at": ended_at,
        "correspondents": [
            {
                "station": station,
                "state": _state(answered_at, forgone_at),
                "asked": attempts,
                "asked_again_at": repeat_at,
                "answered_at": answered_at,
                "forgone_at": forgone_at,
                "journal_size": head_size,
                "telegrams_coming": coming.get(station, 0),
            }
            for station, attempts, repeat_at, answered_at, forgone_at, head_size in database.rows(
                _PEERS, (place,)
            )
        ],
    }


def _state(answered_at: int | None, forgone_at: int | None) -> str:
    if answered_at is not None:
        return "ANSWERED"
    return "AWAITED" if forgone_at is None else "FORGONE"


def _missing(
    database: Database, series: str, year: int, first: int, last: int
) -> Iterator[tuple[int, int]]:
    """Yield the ranges of lost numbers of which no telegram came back."""
    present = (
        database.rows(_PRESENT, (year, first, last))
        if series == "outgoing"
        else database.rows(_LOCAL, (series, year, first, last))
    )
    yield from missing_in((row[0] for row in present), first, last)
