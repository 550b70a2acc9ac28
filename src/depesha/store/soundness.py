"""Is the store sound? Pages, leaves and head, looked at one after the other (`depesha doctor`).

What is found is said, not repaired: a store that does not prove its journal is evidence.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from depesha.errors import Problem
from depesha.store.database import Database
from depesha.store.head import must_extend
from depesha.store.leaves import broken_leaves

MAX_FINDINGS: Final = 20
"""Of each sort: a broken store is broken after the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is wrong: a stable code, and one line for a person."""

    code: str
    message: str


def look_over(database: Database, head_path: Path) -> list[Finding]:
    """Return what is wrong with the store; nothing, if it is sound.

    Reads everything: about 30 seconds for a million facts.
    """
    return [*_pages(database), *_leaves(database), *_head(database, head_path)]


def _pages(database: Database) -> Iterator[Finding]:
    try:
        for (said,) in database.rows("PRAGMA integrity_check(20)"):
            if said != "ok":
                yield Finding(code="pages", message=f"the database says: {said}")
    except Problem as error:
        yield Finding(code="pages", message=error.message)


def _leaves(database: Database) -> Iterator[Finding]:
    try:
        for place in islice(broken_leaves(database), MAX_FINDINGS):
            message = f"leaf {place} of the journal does not follow from its fact"
            yield Finding(code="leaf", message=message)
    except Problem as error:
        yield Finding(code="leaf", message=error.message)


def _head(database: Database, head_path: Path) -> Iterator[Finding]:
    try:
        must_extend(head_path, database)
    except Problem as error:
        yield Finding(code=error.code, message=error.message)
