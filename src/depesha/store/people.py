"""What the registers say of people: endorsements, holders, keys, chains of answers."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from depesha.names import Digest, OfficeId, Signature, TimeMs, Uid
from depesha.office.ports.people import Composed, Endorsement
from depesha.store.database import Database
from depesha.store.people_lines import RELEASE

_COMPOSED: Final = "SELECT version, body_id, needed, at FROM composed WHERE draft = ?"
_ENDORSEMENTS: Final = """SELECT version, kind, office, deputy, body_id, signature, note, at,
    voided_at FROM endorsement WHERE draft = ? ORDER BY version, at, office"""
_ASKED: Final = "SELECT office FROM review_asked WHERE draft = ? ORDER BY office"
_HOLDER: Final = """SELECT holder FROM tenure WHERE office = ?1 AND (?2 IS NULL OR since <= ?2)
    ORDER BY id DESC LIMIT 1"""
_TENURES: Final = """SELECT office, holder, since FROM tenure
    WHERE id IN (SELECT max(id) FROM tenure GROUP BY office)"""
_KEYS: Final = "SELECT office, locked FROM office_key"
_FOLLOWERS: Final = """SELECT answer FROM answer_chain
    WHERE telegram = (SELECT id FROM telegram WHERE uid = ?) AND office = ? AND previous = ?"""


def composed(database: Database, draft: int) -> Composed | None:
    """Return what a draft under review became."""
    row = database.row(_COMPOSED, (draft,))
    if row is None:
        return None
    version, body_id, needed, at = row
    return Composed(version=version, body_id=Digest(body_id), needed=needed, at=TimeMs(at))


def endorsements(database: Database, draft: int) -> Sequence[Endorsement]:
    """Return who reviewed and released which version of a draft, those that fell too."""
    return [
        Endorsement(
            version=version,
            is_release=kind == RELEASE,
            office=OfficeId(office),
            deputy=OfficeId(deputy) if deputy else None,
            body_id=Digest(body_id),
            signature=Signature(signature),
            note=note,
            at=TimeMs(at),
            voided_at=None if voided_at is None else TimeMs(voided_at),
        )
        for version, kind, office, deputy, body_id, signature, note, at, voided_at in database.rows(
            _ENDORSEMENTS, (draft,)
        )
    ]


def asked(database: Database, draft: int) -> Sequence[OfficeId]:
    """Return who was asked to review what a draft says now."""
    return [OfficeId(row[0]) for row in database.rows(_ASKED, (draft,))]


def holder(database: Database, office: str, at: TimeMs | None = None) -> str:
    """Return who holds an office, or held it at a time; empty: it was never said."""
    row = database.row(_HOLDER, (office, at))
    return str(row[0]) if row else ""


def offices_here(database: Database) -> Mapping[str, dict[str, Any]]:
    """Return what is written down of each office: its holder and since when, and its key."""
    found: dict[str, dict[str, Any]] = {}
    for office, name, since in database.rows(_TENURES):
        found.setdefault(office, {}).update(holder=name, held_since_at=since)
    for office, locked in database.rows(_KEYS):
        found.setdefault(office, {})["locked"] = bool(locked)
    return found


def followers(
    database: Database, uid: Uid, office: str, previous: Digest | None
) -> Sequence[Digest]:
    """Return the answers of an office to a telegram that follow a certain one of its answers."""
    rows = database.rows(_FOLLOWERS, (uid, office, previous or b""))
    return [Digest(row[0]) for row in rows]
