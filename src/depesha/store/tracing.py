"""What faces read of the facts themselves: the history of a telegram.

Apart from `reading.py`, because a fact is decoded by the tables of all facts.
"""

import dataclasses
from collections.abc import Sequence
from enum import Enum
from typing import Any, Final

from depesha.names import TimeMs, Uid
from depesha.store.database import Row
from depesha.store.fact_records import decode_fact
from depesha.store.leaves import kept_content
from depesha.store.reading import Line, Reading

_HISTORY: Final = """SELECT fact.id, fact.kind, fact.at, fact.leaf, fact.salt, fact.content
    FROM history JOIN fact ON fact.id = history.fact
    WHERE history.telegram = (SELECT id FROM telegram WHERE uid = ?)
    ORDER BY fact.id LIMIT ?"""

MAX_HISTORY: Final = 1000


def track(reading: Reading, uid: Uid) -> Line | None:
    """Return a telegram's line with its `history`: every fact that speaks of it, in order."""
    line = reading.telegram(uid)
    if line is not None:
        line["history"] = _facts(reading.database.rows(_HISTORY, (uid, MAX_HISTORY)))
    return line


def _facts(rows: Sequence[Row]) -> list[Line]:
    return [_fact(*row) for row in rows]


def _fact(  # a row of the store
    place: int, kind: int, at: TimeMs, leaf: bytes, salt: bytes, content: bytes
) -> Line:
    fact = decode_fact(kind, kept_content(salt, content))
    return {
        "fact": place,
        "kind": type(fact).__name__,
        "at": at,
        "leaf": leaf.hex(),
        "content": _plain(fact),
    }


def _plain(value: Any) -> Any:  # noqa: ANN401  # whatever a fact may hold
    """Return a value as JSON can say it."""
    if dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        return {field.name: _plain(getattr(value, field.name)) for field in fields}
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
