"""Records as they are carried in and out: by their digests, and one behind the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from json import dumps
from typing import Final

from depesha.names import Digest
from depesha.store.archive_search import line_of
from depesha.store.database import Database

_KNOWN: Final = """SELECT digest FROM record JOIN json_each(?1) AS asked
    ON digest = unhex(asked.value) WHERE classification <= ?2"""
_PUBLIC: Final = """coalesce((SELECT CASE l.redactions WHEN '[]' THEN 2 ELSE 1 END
    FROM release AS l WHERE l.source = r.source AND l.record = r.digest AND l.is_newest = 1), 0)"""
_IN_PART, _WHOLE = 1, 2
_AFTER: Final = f"""SELECT r.id, r.digest, r.classification, {_PUBLIC} FROM record AS r
    WHERE r.id > ? AND r.classification <= ? ORDER BY r.id LIMIT ?"""  # noqa: S608  # of ours
_ONE: Final = f"""SELECT r.id, r.digest, r.classification, {_PUBLIC} FROM record AS r
    WHERE r.id = ?"""  # noqa: S608  # of ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A record that is here: its number, its document, who may see it.

    Attributes:
        is_public: whole.
        is_in_part: public, but for what is kept back.
    """

    id: int
    record: Digest
    classification: int
    is_public: bool
    is_in_part: bool


def known(database: Database, asked: Sequence[Digest], clearance: int) -> list[Digest]:
    """Return those of the records that are here and that a reader is cleared for."""
    names = dumps([one.hex() for one in asked])
    return [Digest(row[0]) for row in database.rows(_KNOWN, (names, clearance))]


def after(database: Database, place: int, limit: int, clearance: int) -> list[Kept]:
    """Return the next records behind a place, at most so many."""
    return [_kept(row) for row in database.rows(_AFTER, (place, clearance, limit))]


def one_of(database: Database, name: str, clearance: int) -> Kept | None:
    """Return a record by its number here or its source, the newest edition; None: there is none."""
    line = line_of(database, name, clearance)
    return kept_at(database, line["record"]) if line else None


def kept_at(database: Database, place: int) -> Kept | None:
    """Return the record of that number here; None: there is none."""
    row = database.row(_ONE, (place,))
    return _kept(row) if row else None


def _kept(row: tuple[int, bytes, int, int]) -> Kept:
    number, name, classification, is_public = row
    return Kept(
        id=number,
        record=Digest(name),
        classification=classification,
        is_public=is_public == _WHOLE,
        is_in_part=is_public == _IN_PART,
    )
