"""What was done with one copy, in the order of the journal: its successive holders and shelf marks.

Read from the facts themselves, for the ledger's line keeps who said so of none but the first.
"""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, Final

from depesha.office.facts import (
    CopyArchived,
    CopyCertified,
    CopyDestroyed,
    CopyIssued,
    CopyOverdue,
    CopyPrinted,
    CopyReprinted,
    CopyReturned,
    FilingTakenBack,
    Registered,
)
from depesha.store.database import Database
from depesha.store.fact_records import KIND_OF
from depesha.store.leaves import fact_at

Line = dict[str, Any]

DONE: Final = (
    CopyIssued,
    CopyReturned,
    CopyDestroyed,
    CopyArchived,
    CopyCertified,
    CopyPrinted,
    CopyReprinted,
    CopyOverdue,
)
_SAYING: Final = (Registered, FilingTakenBack, *DONE)
_FACTS: Final = f"""SELECT fact.id, fact.at FROM history JOIN fact ON fact.id = history.fact
    WHERE history.telegram = (SELECT id FROM telegram WHERE uid = :uid) AND fact.at <= :at
    AND fact.kind IN ({", ".join(str(KIND_OF[one]) for one in _SAYING)})
    ORDER BY fact.id LIMIT :limit"""  # noqa: S608  # constants

MAX_FACTS: Final = 100_000
"""Ten for each copy of the telegram that has most."""

_NAMES: Final = frozenset({"uid", "number"})


def history_of(database: Database, uid: bytes, number: int, at: int) -> list[Line]:
    """Return what was done with a copy up to a time: `kind`, `at`, `office`, and what was said."""
    rows = database.rows(_FACTS, {"uid": uid, "at": at, "limit": MAX_FACTS})
    return [line for place, done_at in rows for line in _said(database, place, done_at, number)]


def _said(database: Database, place: int, at: int, number: int) -> Iterator[Line]:
    fact = fact_at(database, place)
    told = {"fact": place, "kind": type(fact).__name__, "at": at}
    if isinstance(fact, Registered):
        yield from ({**told, "holder": one.holder} for one in fact.copies if one.number == number)
    elif isinstance(fact, FilingTakenBack):
        if number in fact.copies:
            yield {**told, "office": fact.office, "reason": fact.reason}
    elif isinstance(fact, DONE) and fact.number == number:
        yield {
            **told,
            **{one.name: getattr(fact, one.name) for one in fields(fact) if one.name not in _NAMES},
        }
