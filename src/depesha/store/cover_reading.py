"""Cover names and names as they are read: by key, and only what a clearance suffices for.

Rule 1: every list is in the order of what is spelled or of random ids, never of when it was kept.
Rule 2: of several cover names of one spelling the highest counts: who states what he guesses does
    not see by it what an editor marked for others.
Rule 3: the clearance is asked of each identification; one that was withdrawn is found by nobody,
    and shown to whoever is cleared for it.
"""

from collections.abc import Collection, Iterable
from json import dumps, loads
from typing import Any, Final

from depesha.archive.covers import Covered
from depesha.archive.names import NameKind
from depesha.archive.widening import Dated
from depesha.store.database import Database

_COVERS: Final = "SELECT id, forms, classification, compartment, remarks, office, at FROM cover"
_VARIANTS: Final = """SELECT n.variants FROM name_key AS k JOIN name AS n ON n.id = k.name
    WHERE k.key IN (SELECT value FROM json_each(?))"""
_LISTED: Final = f"{_COVERS} WHERE classification <= ?"
_IDENTIFICATIONS: Final = """SELECT id, person, variants, classification, since, until, basis,
    decided_by, published_in, office, at, withdrawn_at, withdrawn_by, withdrawn_why
    FROM identification WHERE cover = ? AND classification <= ? ORDER BY since, id"""
_MEANT: Final = """SELECT k.key, c.forms, i.first, i.last FROM person_key AS k
    JOIN identification AS i ON i.id = k.identification JOIN cover AS c ON c.id = i.cover
    WHERE k.key IN (SELECT value FROM json_each(?)) AND i.classification <= ?
    AND i.withdrawn_at IS NULL ORDER BY i.id"""
_BEGUN: Final = """SELECT DISTINCT c.id, c.forms, i.id, i.person, i.first, i.last
    FROM cover_word AS w JOIN cover AS c ON c.id = w.cover
    JOIN identification AS i ON i.cover = c.id
    WHERE w.word IN (SELECT value FROM json_each(?)) AND i.classification <= ?
    AND i.withdrawn_at IS NULL ORDER BY i.id"""
_KNOWN: Final = """SELECT k.key FROM cover_key AS k JOIN cover AS c ON c.id = k.cover
    WHERE k.key IN (SELECT value FROM json_each(?))
    GROUP BY k.key HAVING max(c.classification) <= ?"""
_NAMED: Final = """SELECT k.key, n.preferred, n.variants FROM name_key AS k
    JOIN name AS n ON n.id = k.name WHERE k.key IN (SELECT value FROM json_each(?))
    ORDER BY k.key, n.id"""
_NAMES: Final = """SELECT id, kind, preferred, variants, external, since, until, office, at
    FROM name WHERE id > ? ORDER BY id LIMIT ?"""
_NAMES_BY: Final = """SELECT DISTINCT n.id, n.kind, n.preferred, n.variants, n.external, n.since,
    n.until, n.office, n.at FROM name_key AS k JOIN name AS n ON n.id = k.name
    WHERE k.key IN (SELECT value FROM json_each(?)) ORDER BY n.id"""


def covers_of(database: Database, clearance: int) -> list[dict[str, Any]]:
    """Return the cover names that a reader may know as such, by how they are spelled."""
    rows = database.rows(_LISTED, (clearance,))
    found = [_cover(database, row, clearance) for row in rows]
    return sorted(found, key=lambda one: (one["forms"][0]["text"].casefold(), one["cover"]))


def _cover(database: Database, row: tuple[Any, ...], clearance: int) -> dict[str, Any]:
    cover, forms, classification, compartment, remarks, office, at = row
    return {
        "cover": cover,
        "forms": [{"text": text, "language": language} for text, language in loads(forms)],
        "classification": classification,
        "compartment": compartment,
        "remarks": remarks,
        "office": office,
        "at": at,
        "identifications": [
            _identification(one) for one in database.rows(_IDENTIFICATIONS, (cover, clearance))
        ],
    }


def _identification(row: tuple[Any, ...]) -> dict[str, Any]:
    names = (
        "identification",
        "person",
        "variants",
        "classification",
        "since",
        "until",
        "basis",
        "decided_by",
        "published_in",
        "office",
        "at",
    )
    *told, withdrawn_at, withdrawn_by, why = row
    withdrawn = {"at": withdrawn_at, "office": withdrawn_by, "reason": why}
    return {
        **dict(zip(names, told, strict=True)),
        "variants": loads(told[2]),
        "withdrawn": withdrawn if withdrawn_at is not None else None,
    }


def cover_forms_of(
    database: Database, keys: Collection[str], clearance: int
) -> dict[str, list[Dated]]:
    """Return by which cover names a person of these keys is meant, and when, by key."""
    found: dict[str, list[Dated]] = {}
    for key, forms, first, last in database.rows(_MEANT, (_listed(keys), clearance)):
        dated = (Dated(form=text, first=first, last=last) for text, _ in loads(forms))
        found.setdefault(key, []).extend(dated)
    return found


def covered_by(database: Database, words: Iterable[str], clearance: int) -> list[Covered]:
    """Return what cover names mean that may begin with one of these words of a text."""
    rows = database.rows(_BEGUN, (_listed(set(words)), clearance))
    return [
        Covered(cover=cover, form=text, person=person, identification=one, first=first, last=last)
        for cover, forms, one, person, first, last in rows
        for text, _ in loads(forms)
    ]


def known_covers(database: Database, keys: Collection[str], clearance: int) -> frozenset[str]:
    """Return those of these keys that are of cover names which a reader may know as such."""
    return frozenset(row[0] for row in database.rows(_KNOWN, (_listed(keys), clearance)))


def names_of(database: Database, keys: Collection[str]) -> dict[str, list[list[str]]]:
    """Return the names of the authority that have these keys, each with all its forms, by key."""
    found: dict[str, list[list[str]]] = {}
    for key, preferred, variants in database.rows(_NAMED, (_listed(keys),)):
        found.setdefault(key, []).append([preferred, *loads(variants)])
    return found


def variants_by(database: Database, keys: Collection[str]) -> list[str]:
    """Return the variants of all names of the authority that have one of these keys."""
    rows = database.rows(_VARIANTS, (_listed(keys),))
    return [variant for (variants,) in rows for variant in loads(variants)]


def names_listed(database: Database, after: str, limit: int) -> list[dict[str, Any]]:
    """Return names of the authority in the order of their ids, behind `after`."""
    return [_name(row) for row in database.rows(_NAMES, (after, limit))]


def names_by(database: Database, keys: Collection[str]) -> list[dict[str, Any]]:
    """Return the names of the authority that have one of these keys."""
    return [_name(row) for row in database.rows(_NAMES_BY, (_listed(keys),))]


def _name(row: tuple[Any, ...]) -> dict[str, Any]:
    names = ("id", "kind", "preferred", "variants", "external", "since", "until", "office", "at")
    told = dict(zip(names, row, strict=True))
    return {
        **told,
        "kind": NameKind(told["kind"]).name.lower(),
        "variants": loads(told["variants"]),
        "external": loads(told["external"]),
    }


def _listed(values: Collection[str]) -> str:
    return dumps(sorted(values), ensure_ascii=False)
