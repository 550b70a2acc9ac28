"""What one edition of a record has otherwise than the edition before, field by field.

    telegram.events[0].at.iso      1951-11-20   →   1951-11-21

Rule 1: a field is named as the record's JSON names it; what an edition does not have is None,
    and what says nothing in either is no difference.
Rule 2: to the public only the names of the fields are told (`changed_fields`), of what is public in
    both: what one of them kept back is in neither.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Any, Final

from depesha.archive.as_json import as_json
from depesha.archive.record import Record

MAX_CHANGES: Final = 200
"""Told of an edition; a record that is another altogether has more."""

MAX_LETTERS: Final = 2_000
"""Told of a field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A field that differs, before and after."""

    field: str
    before: str | None
    after: str | None


def changes(before: Record, after: Record) -> tuple[Change, ...]:
    """Return what differs between two editions, at most `MAX_CHANGES` fields."""
    return tuple(islice(_differing(as_json(before), as_json(after), ""), MAX_CHANGES))


def changed_fields(before: Record, after: Record) -> tuple[str, ...]:
    """Return which fields of a record differ, by name: `telegram.events`, each once."""
    found = changes(before, after)
    return tuple(dict.fromkeys(_name(one.field) for one in found))


def _name(field: str) -> str:
    """Return the field without its place in a list, and no deeper than two steps."""
    return ".".join(part.partition("[")[0] for part in field.split(".")[:2])


def _differing(one: Any, other: Any, where: str) -> Iterator[Change]:  # noqa: ANN401  # plain values
    if one == other or not (one or other):
        return
    one, other = _beside(one, other), _beside(other, one)
    if isinstance(one, dict) and isinstance(other, dict):
        for name in dict.fromkeys((*one, *other)):
            yield from _differing(one.get(name), other.get(name), f"{where}.{name}".lstrip("."))
    elif isinstance(one, list) and isinstance(other, list):
        for place, (left, right) in enumerate(zip_longest(one, other)):
            yield from _differing(left, right, f"{where}[{place}]")
    else:
        yield Change(field=where, before=_said(one), after=_said(other))


def _beside(one: Any, other: Any) -> Any:  # noqa: ANN401  # plain values
    """Return a value; where there is none beside a whole of fields, a whole that has none."""
    return type(other)() if one is None and isinstance(other, dict | list) else one


def _said(value: Any) -> str | None:  # noqa: ANN401  # plain values
    if value is None:
        return None
    said = value if isinstance(value, str) else str(value)
    return said if len(said) <= MAX_LETTERS else f"{said[:MAX_LETTERS]}…"
