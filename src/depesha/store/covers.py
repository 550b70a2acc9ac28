"""Cover names and names as the desk asks of them."""

import re
from collections.abc import Collection, Sequence
from json import dumps
from typing import Final

from depesha.archive.covers import Covered
from depesha.archive.name_keys import keys_of
from depesha.archive.names import Name
from depesha.store.cover_reading import covered_by, known_covers, variants_by
from depesha.store.database import Database

_BY_ID: Final = "SELECT id FROM cover WHERE id = ? AND classification <= ?"
_BY_FORM: Final = """SELECT DISTINCT c.id FROM cover_key AS k JOIN cover AS c ON c.id = k.cover
    WHERE k.key IN (SELECT value FROM json_each(?)) AND c.classification <= ? ORDER BY c.id"""
_COUNTS: Final = """SELECT 1 FROM identification
    WHERE id = ? AND classification <= ? AND withdrawn_at IS NULL"""
_MEANT_FROM: Final = """SELECT min(classification) FROM identification
    WHERE cover = ? AND withdrawn_at IS NULL"""
_STATED: Final = """SELECT 1 FROM name WHERE id = ? AND kind = ? AND preferred = ?
    AND variants = ? AND external = ? AND since = ? AND until = ?"""

_PERSONS: Final = """SELECT DISTINCT i.id FROM person_key AS k
    JOIN identification AS i ON i.id = k.identification
    WHERE k.key IN (SELECT value FROM json_each(?)) AND i.withdrawn_at IS NULL ORDER BY i.id"""
_LEVEL: Final = "SELECT classification FROM identification WHERE id = ?"

HIGHEST: Final = 255
"""A clearance that suffices for all."""

ID: Final = re.compile(r"[0-9a-f]{16}")


class StoredCovers:
    """Views of facts about cover names and names."""

    __slots__ = ("_database",)

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    def named(self, cover: str, clearance: int) -> list[str]:
        """Return the ids of the cover names that bear that id, or that form."""
        if ID.fullmatch(cover):
            found = self._database.rows(_BY_ID, (cover, clearance))
        else:
            keys = dumps(sorted(keys_of(cover)), ensure_ascii=False)
            found = self._database.rows(_BY_FORM, (keys, clearance))
        return [row[0] for row in found]

    def counts(self, identification: str, clearance: int) -> bool:
        """Say whether that identification is there and was not withdrawn."""
        return self._database.row(_COUNTS, (identification, clearance)) is not None

    def known(self, keys: Collection[str], clearance: int) -> frozenset[str]:
        """Return those of these keys that are of cover names which a reader may know as such."""
        return known_covers(self._database, keys, clearance)

    def covered(self, words: Collection[str]) -> list[Covered]:
        """Return what cover names mean that may begin with one of these words, whoever may know."""
        return covered_by(self._database, words, HIGHEST)

    def identified(self, keys: Collection[str]) -> list[str]:
        """Return the identifications that count of a person with one of these keys."""
        listed = dumps(sorted(keys), ensure_ascii=False)
        return [row[0] for row in self._database.rows(_PERSONS, (listed,))]

    def level(self, identification: str) -> int:
        """Return what a reader must be cleared for to know an identification."""
        row = self._database.row(_LEVEL, (identification,))
        return row[0] if row else HIGHEST

    def meant_from(self, cover: str) -> int | None:
        """Return from which level on somebody knows whom it meant; None: nobody does."""
        row = self._database.row(_MEANT_FROM, (cover,))
        return row[0] if row else None

    def is_variant(self, form: str) -> bool:
        """Say whether the authority of names states that form as another one of somebody's name."""
        keys = keys_of(form)
        variants = variants_by(self._database, keys)
        return any(not keys.isdisjoint(keys_of(one)) for one in variants)

    def has_stated(self, names: Sequence[Name]) -> list[bool]:
        """Say of each name whether it is stated exactly so."""
        return [self._has_stated(one) for one in names]

    def _has_stated(self, one: Name) -> bool:
        lists = (dumps(part, ensure_ascii=False) for part in (one.variants, one.external))
        line = (one.id, int(one.kind), one.preferred, *lists, one.since, one.until)
        return self._database.row(_STATED, line) is not None
