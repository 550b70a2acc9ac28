"""Lines of the archive's records; who writes what is in `projection.py`.

Rule 1: a line is made from the fact and the document that it names; where the document was
    destroyed, the line has what the fact says.
Rule 2: `shelf` orders records by when the telegram was sent, so that the newest are found first
    without sorting.
"""

from dataclasses import astuple
from json import dumps
from typing import Final

from depesha.archive.form import decode
from depesha.archive.telling import Told, shelf_of, told_of
from depesha.names import TimeMs
from depesha.office.facts import RecordEntered, RecordReleased, ReleaseWithdrawn
from depesha.store.database import Database
from depesha.store.papers import document

UNKNOWN: Final = Told(
    sent="",
    number=0,
    title="",
    kind="",
    sender="",
    addressee="",
    place="",
    label="",
    precedence="",
    language="",
)

_SOURCE: Final = "SELECT source FROM record WHERE digest = ?"
_PAST: Final = "UPDATE release SET is_newest = 0 WHERE source = ? AND is_newest = 1"
_RELEASE: Final = "INSERT INTO release VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)"
_NAME: Final = "INSERT OR IGNORE INTO release_name VALUES (?, ?)"
_WITHDRAWN_PAST: Final = """UPDATE release_withdrawal SET is_newest = 0
    WHERE source = ? AND is_newest = 1"""
_WITHDRAW: Final = "INSERT INTO release_withdrawal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)"
_REASON: Final = "INSERT INTO edition_reason VALUES (?, ?)"
_ENTER: Final = """INSERT INTO record VALUES
    (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""


def entered(database: Database, fact: RecordEntered, at: TimeMs, place: int) -> None:
    """A record stands in the archive."""
    item = document(database, fact.record)
    record = decode(item.payload) if item else None
    told = told_of(record) if record else UNKNOWN
    database.write(
        _ENTER,
        (
            place,
            shelf_of(told.sent, place),
            fact.record,
            fact.source,
            fact.edition,
            fact.batch,
            fact.office,
            at,
            fact.classification,
            *astuple(told),
        ),
    )
    if fact.reason:
        database.write(_REASON, (place, fact.reason))


def released(database: Database, fact: RecordReleased, at: TimeMs, place: int) -> None:
    """A record is public; what was decided before about its source is past."""
    row = database.row(_SOURCE, (fact.record,))
    source = row[0] if row else ""
    redactions = [
        [one.segment, one.start, one.end, one.code, one.authority, one.part, one.of]
        for one in fact.redactions
    ]
    if fact.name:
        database.write(_NAME, (source, fact.name))
    database.write(_WITHDRAWN_PAST, (source,))
    database.write(_PAST, (source,))
    database.write(
        _RELEASE,
        (
            place,
            source,
            fact.version,
            fact.record,
            fact.office,
            fact.decided_by,
            fact.authority,
            fact.decided_on,
            dumps(redactions, ensure_ascii=False),
            fact.review_on,
            at,
        ),
    )


def withdrawn(database: Database, fact: ReleaseWithdrawn, at: TimeMs, place: int) -> None:
    """A record is public no longer; that it was stays."""
    row = database.row(_SOURCE, (fact.record,))
    source = row[0] if row else ""
    database.write(_WITHDRAWN_PAST, (source,))
    database.write(_PAST, (source,))
    database.write(
        _WITHDRAW,
        (
            place,
            source,
            fact.version,
            fact.record,
            fact.office,
            fact.decided_by,
            fact.authority,
            fact.decided_on,
            fact.reason,
            at,
        ),
    )
