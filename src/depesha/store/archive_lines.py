"""Lines of the archive's records; who writes what is in `projection.py`.

Rule 1: a line is made from the fact and the document that it names; where the document was
    destroyed, the line has what the fact says.
Rule 2: `shelf` orders records by when the telegram was sent, so that the newest are found first
    without sorting: the minute since 1700 in the upper bits, the fact's place in the lower.
"""

from datetime import UTC, datetime
from json import dumps
from typing import Final

from depesha.archive.form import decode
from depesha.archive.record import Happening, Party, Record, TextKind
from depesha.names import TimeMs
from depesha.office.facts import RecordEntered, RecordReleased
from depesha.store.database import Database
from depesha.store.papers import document

PLACE_BITS: Final = 34
"""So many facts can be told apart within a minute: 1.7 · 10^10."""

BEGIN: Final = datetime(1700, 1, 1, tzinfo=UTC)

_SOURCE: Final = "SELECT source FROM record WHERE digest = ?"
_PAST: Final = "UPDATE release SET is_newest = 0 WHERE source = ? AND is_newest = 1"
_RELEASE: Final = "INSERT INTO release VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)"
_ENTER: Final = """INSERT INTO record VALUES
    (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""


def entered(database: Database, fact: RecordEntered, at: TimeMs, place: int) -> None:
    """A record stands in the archive."""
    item = document(database, fact.record)
    record = decode(item.payload) if item else None
    sent = sent_of(record) if record else ""
    told = _told(record) if record else ("", 0, "", "", "", "", "", "", "", "")
    database.write(
        _ENTER,
        (
            place,
            shelf_of(sent, place),
            fact.record,
            fact.source,
            fact.edition,
            fact.batch,
            fact.office,
            at,
            fact.classification,
            *told,
        ),
    )


def released(database: Database, fact: RecordReleased, at: TimeMs, place: int) -> None:
    """A record is public; what was decided before about its source is past."""
    row = database.row(_SOURCE, (fact.record,))
    source = row[0] if row else ""
    redactions = [
        [one.segment, one.start, one.end, one.code, one.authority] for one in fact.redactions
    ]
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


def shelf_of(sent: str, place: int) -> int:
    """Return the place on the shelf of what was sent then: undated stands first."""
    return _minutes(sent) << PLACE_BITS | place


def _minutes(sent: str) -> int:
    if not sent:
        return 0
    parts = sent.partition("T")
    year, month, day = (*map(int, parts[0].split("-")), 1, 1)[:3]
    hour, minute = map(int, parts[2].split(":")) if parts[2] else (0, 0)
    try:
        then = datetime(year, month, day, hour, minute, tzinfo=UTC)
    except ValueError:  # a day that no calendar has: as written, and not dated
        return 0
    return max(0, int((then - BEGIN).total_seconds()) // 60)


def sent_of(record: Record) -> str:
    """Return when a telegram was sent, as far as it is known; else signed, else published."""
    times = {event.kind: event.at.iso for event in record.telegram.events}
    published = (
        record.publication.date.iso if record.publication and record.publication.date else ""
    )
    known = (times.get(kind) for kind in (Happening.SENT, Happening.SIGNED, Happening.FILED))
    return next((time for time in known if time), published)


def _told(record: Record) -> tuple[object, ...]:
    telegram = record.telegram
    named = {one.role: one.text for one in reversed(telegram.parties)}
    title = record.publication.title if record.publication else telegram.document_type
    languages = [one.language for one in telegram.texts if one.kind is not TextKind.TRANSLATION]
    return (
        sent_of(record),
        telegram.outgoing_number,
        title,
        telegram.document_type,
        named.get(Party.FROM) or named.get(Party.SIGNER, ""),
        named.get(Party.TO, ""),
        named.get(Party.PLACE, ""),
        telegram.classification_text,
        telegram.precedence_text,
        languages[0] if languages else "",
    )
