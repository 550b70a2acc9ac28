"""A dataclass out of the plain values that JSON has, each of the type that its field has.

    built(Record, {"version": 1, "source": "…", "telegram": {"document_type": "telegram", …}})

Rule: what does not fit is told by its place (`telegram.parties 2.role`), and what is wanted there.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import IntEnum
from functools import cache
from types import NoneType
from typing import Any, Final, get_args, get_origin, get_type_hints

from depesha.errors import Malformed

WANTED: Final[Mapping[type, str]] = {str: "text", int: "a whole number", bool: "true or false"}
"""What a field of a type has, in words."""

MAX_TOLD: Final = 40
"""Characters of what was given that are told."""


def built(kind: Any, said: object, place: str = "") -> Any:  # noqa: ANN401  # walks the types
    """Return what plain values say, as a type: a dataclass, a tuple, a code, text, a number.

    Raises:
        Malformed: something does not fit: where, and what is wanted there.
    """
    if is_dataclass(kind) and isinstance(kind, type):
        return _of_fields(kind, said, place)
    if get_origin(kind) is tuple:
        found = must_be(list, said, place)
        inner = get_args(kind)[0]
        return tuple(built(inner, one, f"{place} {at}") for at, one in enumerate(found, 1))
    if NoneType in get_args(kind):
        return None if said is None else built(get_args(kind)[0], said, place)
    if issubclass(kind, IntEnum):
        return _coded(kind, said, place)
    return must_be(kind, said, place)


def must_be(kind: type, said: object, place: str) -> Any:  # noqa: ANN401  # of that very type
    """Return what was said, if it is of that very type: true is no number.

    Raises:
        Malformed: it is not.
    """
    if type(said) is kind:
        return said
    if kind is list:
        msg = f"{place}: a list is wanted"
    elif kind is dict:
        msg = f"{place or 'the record'}: fields are wanted"
    else:
        msg = f"{place}: {WANTED[kind]} is wanted"
    raise Malformed(msg)


def _of_fields(kind: type, said: object, place: str) -> Any:  # noqa: ANN401  # of that type
    known, needed = _shape(kind)
    given: dict[str, Any] = must_be(dict, said, place)
    for name in sorted(given.keys() - known.keys()):
        msg = f"{_within(place, name[:MAX_TOLD])}: there is no such field"
        raise Malformed(msg)
    for name in needed:
        if name not in given:
            msg = f"{_within(place, name)}: it is missing"
            raise Malformed(msg)
    values = {name: built(known[name], one, _within(place, name)) for name, one in given.items()}
    return kind(**values)


@cache
def _shape(kind: type) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """Return the types of a dataclass's fields, and the names of those that must be given."""
    types = get_type_hints(kind)
    known = fields(kind)
    needed = tuple(one.name for one in known if not _has_default(one))
    return {one.name: types[one.name] for one in known}, needed


def _has_default(one: Field[Any]) -> bool:
    return one.default is not MISSING or one.default_factory is not MISSING


def _coded(kind: type[IntEnum], said: object, place: str) -> IntEnum:
    if isinstance(said, str) and said in kind.__members__:
        return kind[said]
    msg = f"{place}: it is one of {', '.join(kind.__members__)}"
    raise Malformed(msg)


def _within(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
