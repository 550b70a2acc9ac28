"""Plain values: what JSON can say, as faces get it."""

from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, TypeAlias

Plain: TypeAlias = Any
"""None, a number, a text, or lists and dictionaries of them."""


def plain(value: object) -> Plain:
    """Return a value as JSON can say it: records as objects, bytes in hex, names of codes."""
    if is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return value
