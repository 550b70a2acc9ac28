"""When records are looked at again, as desks and faces ask.

What is due is read from one index, in its order, a page at a time; for whoever is not cleared for a
record it is in no line.
"""

from typing import Any, Final

from depesha.names import Digest, Uid
from depesha.office.ports import ScheduleState
from depesha.store.database import Database

_STATE: Final = """SELECT record, uid, review_on, declassify_on, is_declassified FROM schedule
    WHERE source = ?"""
_KEPT_BACK: Final = "SELECT kept_back_on FROM schedule WHERE source = ?"
_NEXT: Final = "SELECT due_on FROM schedule WHERE due_on != '' ORDER BY due_on LIMIT 1"
_DUE: Final = """SELECT r.id, s.source, r.edition, r.title, r.sender, r.addressee, r.sent,
    r.classification, r.label, s.review_on, s.declassify_on, s.kept_back_on, s.due_on, s.place,
    s.uid NOT NULL, s.policy, coalesce((SELECT w.category FROM review AS w
        WHERE w.source = s.source ORDER BY w.id DESC LIMIT 1), '')
    FROM schedule AS s INDEXED BY schedule_due JOIN record AS r ON r.source = s.source
    WHERE s.due_on != '' AND s.due_on <= :until AND (s.due_on, s.place) > (:after, :place)
    AND r.classification <= :clearance AND r.edition = (SELECT max(o.edition) FROM record AS o
        WHERE o.source = s.source AND o.classification <= :clearance)
    ORDER BY s.due_on, s.place LIMIT :limit"""
_NAMES: Final = (
    "record",
    "source",
    "edition",
    "title",
    "from",
    "to",
    "sent",
    "classification",
    "label",
    "review_on",
    "declassify_on",
    "kept_back_on",
    "due_on",
    "place",
    "is_filed",
    "policy",
    "category",
)
_REVIEWS: Final = """SELECT decision, decided_by, authority, decided_on, category, next_on, office,
    at FROM review WHERE source = ? ORDER BY id LIMIT 1000"""
_REVIEW_NAMES: Final = (
    "decision",
    "decided_by",
    "authority",
    "decided_on",
    "category",
    "next_on",
    "office",
    "at",
)


def state_of(database: Database, source: str) -> ScheduleState | None:
    """Return what is said about when a source is looked at again; None: nothing is."""
    row = database.row(_STATE, (source,))
    if row is None:
        return None
    record, uid, review_on, declassify_on, is_declassified = row
    return ScheduleState(
        record=Digest(record),
        uid=None if uid is None else Uid(uid),
        review_on=review_on,
        declassify_on=declassify_on,
        is_declassified=bool(is_declassified),
    )


def kept_back_on(database: Database, source: str) -> str:
    """Return when what a release of a source kept back is looked at again; empty: never."""
    row = database.row(_KEPT_BACK, (source,))
    return row[0] if row else ""


def next_due(database: Database) -> str:
    """Return the earliest day on which a record is to be looked at again; empty: there is none."""
    row = database.row(_NEXT)
    return row[0] if row else ""


def due(
    database: Database, until: str, after: tuple[str, int], clearance: int, limit: int
) -> list[dict[str, Any]]:
    """Return what is to be looked at again until a day, the earliest first.

    Args:
        database: a reader.
        until: the last day.
        after: day and place of the last line of the page before.
        clearance: what is enough for a line.
        limit: how many at most.
    """
    values = {
        "until": until,
        "after": after[0],
        "place": after[1],
        "clearance": clearance,
        "limit": limit,
    }
    lines = [dict(zip(_NAMES, row, strict=True)) for row in database.rows(_DUE, values)]
    return [{**one, "is_filed": bool(one["is_filed"])} for one in lines]


def reviews_of(database: Database, source: str) -> list[dict[str, Any]]:
    """Return what was decided about a source when it was looked at again."""
    rows = database.rows(_REVIEWS, (source,))
    return [dict(zip(_REVIEW_NAMES, row, strict=True)) for row in rows]
