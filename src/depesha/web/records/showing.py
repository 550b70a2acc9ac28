"""A record as its page at the desk shows it: what it holds, where copies lie, what was found.

Rule 1: every line of a record is on its page: what no part takes stands in `unparsed`.
Rule 2: its texts are laid out as everywhere (`archive.side_by_side`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from depesha.archive.holdings import is_one_copy
from depesha.archive.json_lines import record_of
from depesha.archive.record import Holding, Record
from depesha.archive.side_by_side import leaves


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A holding, its leaves, and the archives whose holdings look like the same copy."""

    holding: Holding
    leaves: str
    same_as: tuple[str, ...]


def content_of(found: Mapping[str, Any]) -> Record:
    """Return the record that the station told."""
    return record_of(found["content"])


def held_of(record: Record) -> list[Held]:
    """Return every holding, with those that look like one copy with it."""
    return [
        Held(
            holding=one,
            leaves=leaves(one),
            same_as=tuple(other.archive for other in record.holdings if is_one_copy(one, other)),
        )
        for one in record.holdings
    ]


def snippet(found: str, begins: str, ends: str) -> list[tuple[bool, str]]:
    """Return the parts of a snippet: whether it was found, and its words."""
    parts: list[tuple[bool, str]] = []
    for at, piece in enumerate(found.split(begins)):
        hit, end, rest = piece.partition(ends) if at else ("", "", piece)
        parts += [(True, hit)] * bool(end and hit)
        parts += [(False, rest if end or not at else hit)]
    return [one for one in parts if one[1]]
