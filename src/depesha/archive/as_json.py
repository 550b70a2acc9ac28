"""A record as JSON says it: names of fields as in `record`, of codes as they are called there.

`json_lines` reads it back; a field that has nothing to say is left out.
"""

from dataclasses import MISSING, fields, is_dataclass
from enum import IntEnum
from typing import Any

from depesha.archive.record import Record


def as_json(record: Record) -> dict[str, Any]:
    """Return a record in plain values."""
    said: dict[str, Any] = _plain(record)
    return said


def _plain(value: Any) -> Any:  # noqa: ANN401  # walks whatever a record holds
    if is_dataclass(value):
        return {
            one.name: _plain(getattr(value, one.name))
            for one in fields(value)
            if one.default is MISSING or getattr(value, one.name) != one.default
        }
    if isinstance(value, IntEnum):
        return value.name
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value
