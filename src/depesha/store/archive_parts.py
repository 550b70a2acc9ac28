"""Searching a shelf that is parted, because in each part something else counts for what is asked.

The parts do not overlap and follow each other, the newest first. So a page is filled from one after
the other, and what is found is what one search over the whole shelf would find.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from depesha.store import words
from depesha.store.archive_search import (
    RANKED,
    SHELVES,
    Wish,
    match_of,
    rows_of,
    shown,
    values_of,
)
from depesha.store.archive_written import is_written, search_written
from depesha.store.database import Database


def search_parts(database: Database, parts: Sequence[Wish]) -> list[dict[str, Any]]:
    """Return what is found in all parts, at most as many as each of them says."""
    if is_written(parts[0]):
        return search_written(database, parts[0])  # what is asked so is not widened: it is one part
    ranked = len(parts) > 1 and parts[0].ranked and bool(parts[0].terms)
    return (_fittest if ranked else _newest)(database, parts)


def _newest(database: Database, parts: Sequence[Wish]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for part in parts:
        rest = replace(part, limit=part.limit - len(found))
        found += shown(database, rest, rows_of(database, rest))
        if len(found) >= part.limit:
            break
    return found


def _fittest(database: Database, parts: Sequence[Wish]) -> list[dict[str, Any]]:
    """Return the fittest of the newest `RANKED` of all parts.

    How well one fits is a sum over words of its own (`archive.fts.fitness`): so it can be compared
    between parts.
    """
    first = _oldest_ranked(database, parts)
    reached = (replace(one, first=max(one.first, first)) for one in parts if one.last >= first)
    rows = [(row[-1], -row[0], row, part) for part in reached for row in rows_of(database, part)]
    fittest = sorted(rows, key=lambda one: one[:2])[: parts[0].limit]
    return [line for _, _, row, part in fittest for line in shown(database, part, [row])]


def _oldest_ranked(database: Database, parts: Sequence[Wish]) -> int:
    """Return the place of the last of the newest `RANKED` that are found."""
    found: list[int] = []
    if words.is_there(database):
        for part in parts:
            values = {**values_of(part), "match": match_of(database, part)}
            rows = database.rows(SHELVES, {**values, "limit": RANKED - len(found)})
            found += [shelf for (shelf,) in rows]
            if len(found) >= RANKED:
                break
    return min(found, default=0)
