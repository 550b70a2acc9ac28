"""The communications log: what left, what came, and what was answered, in the order of the journal.

A view of the facts `Sent`, `Delivered`, `AnswerGiven` and `AnswerLearned` alone. It reads all facts
of its period: it is for a sheet that is printed now and then.
"""

from collections.abc import Iterator
from typing import Any, Final

from depesha.envelope import Kind
from depesha.names import SlipId, TimeMs, Uid
from depesha.office.facts import (
    AnswerGiven,
    AnswerLearned,
    Delivered,
    Fact,
    Sent,
)
from depesha.store.database import Database
from depesha.store.fact_records import KIND_OF, decode_fact
from depesha.store.traffic_lines import sealed_under

Entry = dict[str, Any]

LOGGED: Final = (Sent, Delivered, AnswerGiven, AnswerLearned)
_FACTS: Final = f"""SELECT id, kind, at, content FROM fact WHERE id > ? AND at >= ? AND at < ?
    AND kind IN ({", ".join(str(KIND_OF[one]) for one in LOGGED)}) ORDER BY id LIMIT ?"""  # noqa: S608
_BY_UID: Final = "SELECT id FROM telegram WHERE uid = ?"


def entries(
    database: Database, period: tuple[int, int], after: int, limit: int
) -> tuple[list[Entry], int | None]:
    """Return the entries of a period behind the fact `after`, of at most so many facts.

    Each has `fact`, `at`, `what` (`sent`, `delivered`, `answered`), the `telegram` by the place of
    its fact, and of whom and to whom: `from_office`, `to_station`, `code`, `interim`.

    Returns:
        The entries, and behind which fact to go on; None: these are all.
    """
    rows = database.rows(_FACTS, (after, *period, limit))
    found = [
        entry
        for place, kind, at, content in rows
        for entry in _entries(database, place, TimeMs(at), decode_fact(kind, content))
    ]
    return found, (rows[-1][0] if limit and len(rows) == limit else None)


def _entries(database: Database, place: int, at: TimeMs, fact: Fact) -> Iterator[Entry]:
    entry: Entry = {"fact": place, "at": at}
    match fact:
        case Sent():
            yield from _sent(database, entry, fact.slip_id)
        case Delivered():
            yield {**entry, "what": "delivered", "telegram": place}
        case AnswerGiven() | AnswerLearned():
            telegram = _place(database, fact.uid)
            if telegram is not None:
                said = {"code": fact.code.name, "interim": fact.interim}
                given = isinstance(fact, AnswerGiven)
                who = {
                    "from_office": fact.office,
                    "deputy": fact.deputy,
                    "in_place_of": fact.in_place_of,
                    "given_here": given,
                }
                yield {**entry, "what": "answered", "telegram": telegram, **said, **who}
        case _:
            pass


def _sent(database: Database, entry: Entry, slip_id: SlipId) -> Iterator[Entry]:
    """Yield a line for each telegram in the envelope that the next station has accepted."""
    envelope = sealed_under(database, slip_id)
    if envelope is None:
        return
    for document in envelope.documents:
        telegram = _place(database, document.uid)
        if document.kind is Kind.REGISTRATION and telegram is not None:
            again = {"repeat": True} if document.is_repeat else {}
            to = {"to_station": envelope.recipient, **again}
            yield {**entry, "what": "sent", "telegram": telegram, **to}


def _place(database: Database, uid: Uid) -> int | None:
    row = database.row(_BY_UID, (uid,))
    return int(row[0]) if row else None
