"""What is public of the archive, what was and is no longer, and the editions of a record."""

from collections.abc import Sequence
from json import loads
from typing import Any, Final

from depesha.archive.redaction import Part, Redaction
from depesha.names import Digest
from depesha.store.database import Database

_PLACES: Final = """SELECT id, 0 FROM release WHERE is_newest = 1 AND id > ?1
    UNION ALL SELECT id, 1 FROM release_withdrawal WHERE is_newest = 1 AND id > ?1
    ORDER BY id LIMIT ?2"""
_RELEASED: Final = """SELECT l.id, l.source, l.version, l.record, l.decided_by, l.authority,
    l.decided_on, l.redactions, l.review_on, l.at,
    coalesce((SELECT name FROM release_name AS n WHERE n.source = l.source), ''),
    coalesce(u.rule, 0), coalesce(u.glosses, '[]')
    FROM release AS l LEFT JOIN release_rule AS u ON u.release = l.id WHERE l.id = ?"""
_WITHDRAWN: Final = """SELECT l.source, l.version, l.decided_by, l.authority, l.decided_on,
    l.reason, l.at, coalesce((SELECT name FROM release_name AS n WHERE n.source = l.source), '')
    FROM release_withdrawal AS l WHERE l.id = ?"""
_RELEASES: Final = """SELECT l.version, l.record, r.edition, l.decided_by, l.authority,
    l.decided_on, l.redactions, l.review_on, l.at, coalesce(u.rule, 0), coalesce(u.glosses, '[]'),
    EXISTS (SELECT 1 FROM release_without_reasons AS w WHERE w.release = l.id)
    FROM release AS l LEFT JOIN record AS r ON r.digest = l.record
    LEFT JOIN release_rule AS u ON u.release = l.id
    WHERE l.source = ? ORDER BY l.version"""
_WITHDRAWALS: Final = """SELECT version, decided_by, authority, decided_on, reason, at
    FROM release_withdrawal WHERE source = ? ORDER BY id"""
_EDITIONS: Final = """SELECT r.id, r.edition, r.digest, r.office, r.entered_at,
    coalesce(e.reason, '') FROM record AS r LEFT JOIN edition_reason AS e ON e.record = r.id
    WHERE r.source = ? AND r.classification <= ? ORDER BY r.edition DESC LIMIT ?"""

_SCANS: Final = """SELECT sheet, digest, media_type, width, height, size_bytes, is_redacted, at
    FROM scan WHERE source = ? AND id NOT IN (SELECT scan FROM scan_taken_back)
    ORDER BY sheet, id"""
_SCANS_OUT: Final = """SELECT o.sheet, s.digest, s.media_type, s.width, s.height
    FROM release_sheet AS o JOIN scan AS s ON s.id =
        (SELECT max(n.id) FROM scan AS n WHERE n.digest = o.digest AND n.source = ?2)
    WHERE o.release = ?1 ORDER BY o.sheet"""
_SCAN_IS_OUT: Final = """SELECT 1 FROM release_sheet AS o JOIN release AS l ON l.id = o.release
    WHERE o.digest = ? AND l.is_newest = 1"""

_EXPUNGED_AT: Final = "SELECT at FROM record_expunged WHERE source = ?"

Lines = list[dict[str, Any]]


def public_places(database: Database, after: int, limit: int) -> list[tuple[int, bool]]:
    """Return the newest decision about each source, and whether it withdraws, in their order."""
    return [(place, bool(gone)) for place, gone in database.rows(_PLACES, (after, limit))]


def released_at(database: Database, place: int) -> dict[str, Any]:
    """Return the decision to release that stands there."""
    names = (
        "place",
        "source",
        "version",
        "record",
        "decided_by",
        "authority",
        "decided_on",
        "redactions",
        "review_on",
        "at",
        "name",
        "rule",
        "glosses",
    )
    return _decided(names, database.rows(_RELEASED, (place,))[0])


def _decided(names: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    told = dict(zip(names, row, strict=True))
    redactions, glosses = redactions_of(told["redactions"]), tuple(loads(told["glosses"]))
    return {**told, "redactions": redactions, "glosses": glosses}


def withdrawn_at(database: Database, place: int) -> dict[str, Any]:
    """Return the decision to withdraw that stands there."""
    names = ("source", "version", "decided_by", "authority", "decided_on", "reason", "at", "name")
    row = database.rows(_WITHDRAWN, (place,))[0]
    return dict(zip(names, row, strict=True))


def expunged_at(database: Database, source: str) -> int | None:
    """Return when the words of a source were destroyed last; None: they were not."""
    row = database.row(_EXPUNGED_AT, (source,))
    return int(row[0]) if row else None


def redactions_of(text: str) -> tuple[Redaction, ...]:
    """Return what a line of a register says is kept back."""
    return tuple(
        Redaction(
            segment=segment,
            start=start,
            end=end,
            code=code,
            authority=authority,
            part=Part(rest[0]) if rest else Part.TEXT,
            of=rest[1] if rest else 0,
        )
        for segment, start, end, code, authority, *rest in loads(text)
    )


def releases_of(database: Database, source: str) -> Lines:
    """Return every decision about a source that made it public, in their order."""
    names = (
        "version",
        "record",
        "edition",
        "decided_by",
        "authority",
        "decided_on",
        "redactions",
        "review_on",
        "at",
        "rule",
        "glosses",
        "without_reasons",
    )
    return [_decided(names, row) for row in database.rows(_RELEASES, (source,))]


def withdrawals_of(database: Database, source: str) -> Lines:
    """Return every decision that took a release of a source back, in their order."""
    names = ("version", "decided_by", "authority", "decided_on", "reason", "at")
    return [dict(zip(names, row, strict=True)) for row in database.rows(_WITHDRAWALS, (source,))]


def editions_of(database: Database, source: str, clearance: int, limit: int = 100) -> Lines:
    """Return the editions of a source that a reader is cleared for, the newest first."""
    names = ("record", "edition", "digest", "office", "at", "reason")
    rows: Sequence[Any] = database.rows(_EDITIONS, (source, clearance, limit))
    return [{**dict(zip(names, row, strict=True)), "digest": Digest(row[2])} for row in rows]


def scans_of(database: Database, source: str) -> Lines:
    """Return the scans of the sheets of a record, in their order."""
    names = ("sheet", "digest", "type", "width", "height", "size_bytes", "is_redacted", "at")
    lines = [dict(zip(names, row, strict=True)) for row in database.rows(_SCANS, (source,))]
    return [
        {**one, "digest": one["digest"].hex(), "is_redacted": bool(one["is_redacted"])}
        for one in lines
    ]


def scans_out(database: Database, release: int, source: str) -> Lines:
    """Return the scans that went out with a decision."""
    names = ("sheet", "digest", "type", "width", "height")
    rows = database.rows(_SCANS_OUT, (release, source))
    return [{**dict(zip(names, row, strict=True)), "digest": row[1].hex()} for row in rows]


def scan_is_out(database: Database, digest: Digest) -> bool:
    """Say whether a scan is public now."""
    return database.row(_SCAN_IS_OUT, (digest,)) is not None
