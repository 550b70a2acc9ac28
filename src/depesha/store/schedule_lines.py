"""Lines about when records are looked at again; who writes what is in `projection.py`.

Rule 1: a source has one line: what its filing, its newest release and the last decision say.
Rule 2: what is due first is due: `due_on` is the earliest day of the line.
Rule 3: what is declassified is so in every edition of its source; and once something is filed, all
    of its source is for the same readers.
Rule 4: what was decided about a record that was never filed says nothing of the telegram of that
    name.
"""

from typing import Final

from depesha.names import TimeMs
from depesha.office.facts import (
    Decision,
    FilingTakenBack,
    RecordExpunged,
    RecordReleased,
    ReleaseWithdrawn,
    ReviewDecided,
    TelegramFiled,
)
from depesha.store.database import Database

_SOURCE: Final = "SELECT source FROM record WHERE digest = ?"
_FILED: Final = """INSERT INTO schedule
    (source, place, record, uid, policy, filed_at, review_on, declassify_on)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
    ON CONFLICT (source) DO UPDATE SET record = ?3, uid = ?4, policy = ?5, filed_at = ?6,
    review_on = ?7, declassify_on = ?8,
    is_declassified = CASE WHEN uid NOT NULL
        OR EXISTS (SELECT 1 FROM filing_taken_back AS b WHERE b.source = ?1)
        THEN is_declassified ELSE 0 END"""
_SAME_READERS: Final = """UPDATE record SET classification =
    (SELECT max(o.classification) FROM record AS o WHERE o.source = ?1) WHERE source = ?1"""
_RELEASED: Final = """INSERT INTO schedule (source, place, record, kept_back_on)
    VALUES (?1, ?2, ?3, ?4) ON CONFLICT (source) DO UPDATE SET kept_back_on = ?4"""
_KEPT: Final = """INSERT INTO schedule (source, place, record, review_on) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (source) DO UPDATE SET review_on = ?4,
    declassify_on = CASE declassify_on WHEN '' THEN '' ELSE max(declassify_on, ?4) END,
    kept_back_on = CASE kept_back_on WHEN '' THEN '' ELSE max(kept_back_on, ?4) END"""
_DECLASSIFIED: Final = """INSERT INTO schedule (source, place, record, is_declassified)
    VALUES (?1, ?2, ?3, 1) ON CONFLICT (source) DO UPDATE SET is_declassified = 1,
    review_on = '', declassify_on = '', kept_back_on = ''"""
_OPEN: Final = "UPDATE record SET classification = 0 WHERE source = ?"
_REVIEW: Final = "INSERT INTO review VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_WITHDRAWN: Final = "UPDATE schedule SET kept_back_on = '' WHERE source = ?"
_EXPUNGED: Final = """UPDATE schedule SET review_on = '', declassify_on = '', kept_back_on = ''
    WHERE source = ?"""
_TAKEN_BACK: Final = """UPDATE schedule SET uid = NULL, policy = '', filed_at = NULL,
    kept_back_on = '',
    review_on = CASE WHEN EXISTS (SELECT 1 FROM review AS v WHERE v.source = ?1)
        THEN review_on ELSE '' END,
    declassify_on = CASE WHEN EXISTS (SELECT 1 FROM review AS v WHERE v.source = ?1)
        THEN declassify_on ELSE '' END,
    due_on = '' WHERE source = ?1"""
_DUE: Final = """UPDATE schedule SET due_on = coalesce((SELECT min(day) FROM (
    SELECT review_on AS day UNION ALL SELECT declassify_on UNION ALL SELECT kept_back_on)
    WHERE day != ''), '') WHERE source = ?"""


def filed(database: Database, fact: TelegramFiled, at: TimeMs, place: int) -> None:
    """A telegram lies in an archive, and has its days."""
    source = _source(database, fact.record)
    days = (fact.review_on, fact.declassify_on)
    database.write(_FILED, (source, place, fact.record, fact.uid, fact.policy, at, *days))
    database.write(_SAME_READERS, (source,))
    database.write(_DUE, (source,))


def released(database: Database, fact: RecordReleased, _at: TimeMs, place: int) -> None:
    """What a release keeps back is looked at again when it says; what it does not, is not."""
    source = _source(database, fact.record)
    if not fact.review_on and database.row(_THERE, (source,)) is None:
        return
    database.write(_RELEASED, (source, place, fact.record, fact.review_on))
    database.write(_DUE, (source,))


_THERE: Final = "SELECT 1 FROM schedule WHERE source = ?"


def reviewed(database: Database, fact: ReviewDecided, at: TimeMs, place: int) -> None:
    """A record was looked at again: it stays until then, or is declassified."""
    source = _source(database, fact.record)
    database.write(
        _REVIEW,
        (
            place,
            source,
            fact.record,
            fact.office,
            fact.decision.name,
            fact.decided_by,
            fact.authority,
            fact.decided_on,
            fact.category,
            fact.next_on,
            at,
        ),
    )
    if fact.decision is Decision.KEEP:
        database.write(_KEPT, (source, place, fact.record, fact.next_on))
    else:
        database.write(_DECLASSIFIED, (source, place, fact.record))
        database.write(_OPEN, (source,))
    database.write(_DUE, (source,))


def withdrawn(database: Database, fact: ReleaseWithdrawn, _at: TimeMs, _place: int) -> None:
    """What a release kept back is no question any more: all of it is kept back."""
    source = _source(database, fact.record)
    database.write(_WITHDRAWN, (source,))
    database.write(_DUE, (source,))


def taken_back(database: Database, fact: FilingTakenBack, _at: TimeMs, _place: int) -> None:
    """Nothing is due of what is filed no more; the days that a review decided are kept for it."""
    database.write(_TAKEN_BACK, (_source(database, fact.record),))


def expunged(database: Database, fact: RecordExpunged, _at: TimeMs, _place: int) -> None:
    """There is nothing left to look at again."""
    database.write(_EXPUNGED, (fact.source,))
    database.write(_DUE, (fact.source,))


def _source(database: Database, record: bytes) -> str:
    row = database.row(_SOURCE, (record,))
    return row[0] if row else ""
