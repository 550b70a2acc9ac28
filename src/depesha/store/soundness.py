"""Is the store sound? Pages, leaves, documents and head, one after the other (`depesha doctor`).

What is found is said, not repaired: a store that does not prove its journal is evidence. Whether
the registers follow from the facts is said by whoever makes them again (`projection.rebuild`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from depesha.envelope import Kind
from depesha.errors import Problem
from depesha.journal import leaf_hash, root
from depesha.letter_form import decode_report_items, report_item_entry
from depesha.names import Digest
from depesha.office.service import items_name
from depesha.store.books import gaps
from depesha.store.copy_reading import uneven
from depesha.store.database import Database
from depesha.store.head import must_extend
from depesha.store.leaves import broken_leaves
from depesha.store.words import learn
from depesha.wire import DELIVERY_REPORT, digest

MAX_FINDINGS: Final = 20
"""Of each sort: a broken store is broken after the first."""

REGISTERS_ANEW: Final = '"depesha doctor --rebuild" makes the registers again from the facts'

_DOCUMENTS: Final = "SELECT digest, kind, payload FROM document ORDER BY id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is wrong: a stable code, one line for a person, and its own cure, if any."""

    code: str
    message: str
    hint: str = ""


def look_over(database: Database, head_path: Path) -> list[Finding]:
    """Return what is wrong with the store; nothing, if it is sound.

    Reads everything: about 30 seconds for a million facts.
    """
    return [
        *_pages(database),
        *_leaves(database),
        *_documents(database),
        *_registers(database),
        *_head(database, head_path),
    ]


def _pages(database: Database) -> Iterator[Finding]:
    learn(database)  # an index is looked at with its words
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


def _documents(database: Database) -> Iterator[Finding]:
    try:
        for name in islice(_changed_documents(database), MAX_FINDINGS):
            message = f"document {name.hex()[:16]} is not what its name says"
            yield Finding(code="document", message=message)
    except Problem as error:
        yield Finding(code="document", message=error.message)


def _changed_documents(database: Database) -> Iterator[Digest]:
    """Yield the names of documents whose payload is not the one that was kept.

    A document is named by its digest. The items of a delivery report are named after it and are
    compared with the root that it signs; they were kept after it.
    """
    reports: dict[Digest, Digest] = {}  # names of items that are still to come -> their root
    for name, kind, payload in database.each(_DOCUMENTS):
        if kind == Kind.REPORT_ITEMS:
            if reports.pop(name, None) != _root_of(payload):
                yield name
        elif digest(payload) != name:
            yield name
        elif kind == Kind.DELIVERY_REPORT:
            reports[items_name(name)] = DELIVERY_REPORT.decode(payload).root


def _registers(database: Database) -> Iterator[Finding]:
    """Yield the numbers that no line of a register accounts for, and copies that are missing."""
    try:
        for said in gaps(database, MAX_FINDINGS):
            yield Finding(code="register-gap", message=said, hint=REGISTERS_ANEW)
        for said in uneven(database, MAX_FINDINGS):
            yield Finding(code="register-gap", message=said, hint=REGISTERS_ANEW)
    except Problem as error:
        yield Finding(code="register-gap", message=error.message)


def _root_of(payload: bytes) -> Digest | None:
    try:
        items = decode_report_items(payload).items
    except Problem:
        return None
    return root(
        [item if isinstance(item, bytes) else leaf_hash(report_item_entry(item)) for item in items]
    )


def _head(database: Database, head_path: Path) -> Iterator[Finding]:
    try:
        must_extend(head_path, database)
    except Problem as error:
        yield Finding(code=error.code, message=error.message, hint=error.hint)
