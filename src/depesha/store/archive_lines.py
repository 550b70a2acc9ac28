"""Lines of the archive's records; who writes what is in `projection.py`.

Rule 1: a line is made from the fact and the document that it names; where the document was
    destroyed, the line has what the fact says.
Rule 2: `shelf` orders records by when the telegram was sent, so that the newest are found first
    without sorting.
"""

from collections.abc import Iterable
from dataclasses import astuple
from json import dumps
from typing import Final

from depesha.archive.form import decode
from depesha.archive.telling import Told, shelf_of, told_of
from depesha.names import Digest, TimeMs
from depesha.office.facts import (
    RecordEntered,
    RecordExpunged,
    RecordReleased,
    ReleaseWithdrawn,
    ScanAdded,
    ScanTakenBack,
)
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
_SCAN: Final = "INSERT INTO scan VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_GOES_OUT: Final = "INSERT INTO release_sheet VALUES (?, ?, ?)"
_SHEET: Final = """SELECT coalesce(max(sheet), 0) FROM scan
    WHERE id = (SELECT max(id) FROM scan WHERE source = ? AND digest = ?)"""
_SCAN_BACK: Final = """INSERT INTO scan_taken_back SELECT id, ?1, ?2, ?3 FROM scan
    WHERE source = ?4 AND sheet = ?5 AND digest = ?6 AND is_redacted = ?7
    AND id NOT IN (SELECT scan FROM scan_taken_back)"""
_RULE: Final = "INSERT INTO release_rule VALUES (?, ?, ?)"
_WITHOUT_REASONS: Final = "INSERT INTO release_without_reasons VALUES (?)"
_REASON: Final = "INSERT INTO edition_reason VALUES (?, ?)"
_NO_REASONS: Final = """DELETE FROM edition_reason
    WHERE record IN (SELECT id FROM record WHERE source = ?)"""
_OF_SOURCE: Final = "SELECT id FROM record WHERE source = ?"
_WITHOUT_WORDS: Final = """UPDATE record SET shelf = ?, sent = ?, number = ?, title = ?, kind = ?,
    sender = ?, addressee = ?, place = ?, label = ?, precedence = ?, language = ? WHERE id = ?"""
_EXPUNGED: Final = """INSERT INTO record_expunged VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (source) DO UPDATE SET id = ?1, at = ?3, office = ?4, reason = ?5"""
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
    for sheet, scan in _sheets(database, source, fact):
        database.write(_GOES_OUT, (place, sheet, scan))
    if fact.rule or fact.glosses:
        glosses = dumps(fact.glosses, ensure_ascii=False)
        database.write(_RULE, (place, fact.rule, glosses))
    if fact.without_reasons:
        database.write(_WITHOUT_REASONS, (place,))
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


def _sheets(database: Database, source: str, fact: RecordReleased) -> Iterable[tuple[int, Digest]]:
    """Yield the scans that go out with their sheets; where none is said, it is of where it lies."""
    if fact.scan_sheets:
        return zip(fact.scan_sheets, fact.scans, strict=True)
    rows = ((database.row(_SHEET, (source, scan)), scan) for scan in fact.scans)
    return ((row[0], scan) for row, scan in rows if row)


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


def record_expunged(database: Database, fact: RecordExpunged, at: TimeMs, place: int) -> None:
    """The lines of a source's records lose their words; that they were destroyed is said."""
    database.write(_NO_REASONS, (fact.source,))
    for (number,) in database.rows(_OF_SOURCE, (fact.source,)):
        line = (shelf_of(UNKNOWN.sent, number), *astuple(UNKNOWN), number)
        database.write(_WITHOUT_WORDS, line)
    database.write(_EXPUNGED, (place, fact.source, at, fact.office, fact.reason))


def scanned(database: Database, fact: ScanAdded, at: TimeMs, place: int) -> None:
    """A picture of a sheet stands beside a record."""
    database.write(
        _SCAN,
        (
            place,
            fact.source,
            fact.sheet,
            fact.digest,
            fact.media_type,
            fact.width,
            fact.height,
            fact.size_bytes,
            fact.office,
            at,
            fact.is_redacted,
        ),
    )


def scan_taken_back(database: Database, fact: ScanTakenBack, at: TimeMs, place: int) -> None:
    """A picture stands beside a record no longer."""
    which = (fact.source, fact.sheet, fact.digest, fact.is_redacted)
    database.write(_SCAN_BACK, (place, at, fact.office, *which))
