"""Records and rows: the tables that turn dataclasses into maps and arrays, and back.

The rules are those at the top of `depesha.schema`.
"""

import dataclasses
import re
from collections.abc import Callable
from typing import Any, Final, Generic, NoReturn, TypeVar

from depesha import cbor
from depesha.cbor import MAX_BYTES, MAX_ITEMS, Encodable, Value
from depesha.errors import Malformed, UnknownVersion
from depesha.schema.kind import Kind, Leaf, Misfit

T = TypeVar("T")


class _Required:
    """The default of a field that has none; equal to no value."""


_REQUIRED: Final = _Required()


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """One line of a table."""

    key: int
    name: str
    kind: Kind[Any]
    default: object


def field(key: int, name: str, kind: Kind[Any], *, default: object = _REQUIRED) -> Field:
    """Return a line of a table: key, name in the dataclass, kind, and what an absent key means."""
    if default is _REQUIRED and isinstance(kind, Leaf) and kind.may_be_absent:
        default = None
    return Field(key, name, kind, default)


class Record(Generic[T]):
    """A dataclass as a CBOR map with integer keys, by the rules at the top of this file."""

    def __init__(self, make: Callable[..., T], *fields: Field) -> None:
        """Build the table.

        Raises:
            TypeError: it does not name each field of the dataclass once, in the order of its keys.
        """
        _must_cover(make, [line.name for line in fields])
        if [line.key for line in fields] != sorted({line.key for line in fields}):
            msg = f"the keys of {make.__name__} must ascend"
            raise TypeError(msg)
        self._make = make
        self._title = _title(make)
        self._size = len(fields)
        self._writing = tuple((ln.name, ln.kind.pack, ln.key, ln.default) for ln in fields)
        self._reading = {ln.key: (ln.name, ln.kind.unpack, ln.default) for ln in fields}
        self._defaults = {ln.name: ln.default for ln in fields if ln.default is not _REQUIRED}
        self._version = fields[0] if fields and fields[0].name == "version" else None

    def encode(self, value: T) -> bytes:
        """Return the bytes of `value`.

        Raises:
            Malformed: a field is out of bounds.
        """
        return cbor.encode(self.pack(value))

    def decode(self, data: bytes, *, max_bytes: int = MAX_BYTES, max_items: int = MAX_ITEMS) -> T:
        """Return what `data` spells.

        Raises:
            UnknownVersion: it is of a later format.
            Malformed: it is too long, has too many items, is not CBOR as `cbor.py` reads it, or is
                not this record.
        """
        return self.unpack(cbor.decode(data, max_bytes=max_bytes, max_items=max_items))

    def pack(self, value: T, /) -> dict[int, Encodable]:
        """Return `value` as a map.

        Raises:
            Malformed: a field is out of bounds.
        """
        packed: dict[int, Encodable] = {}
        name = ""
        try:
            for name, pack, key, default in self._writing:  # the name is for the error
                item = getattr(value, name)
                if default is _REQUIRED or item != default:
                    packed[key] = pack(item)
        except Misfit as error:
            self._refuse(f"{name} {error.message}")
        return packed

    def unpack(self, value: Value, /) -> T:
        """Return the object that a map spells.

        Raises:
            UnknownVersion: the map is of a later format.
            Malformed: the map is not this record, or the object refuses it.
        """
        if type(value) is not dict:
            self._refuse("must be a map")
        if self._version is not None:
            self._judge_version(value)
        given = self._defaults.copy()
        reading = self._reading
        name = ""
        try:
            for key, item in value.items():
                if key not in reading:
                    self._refuse(f"key {key} is unknown")
                name, unpack, default = reading[key]
                given[name] = found = unpack(item)
                if default is not _REQUIRED and found == default:
                    self._refuse(f"{name} is spelled out though it is the default")
        except Misfit as error:
            self._refuse(f"{name} {error.message}")
        if len(given) != self._size:
            missing = ", ".join(line[0] for line in self._reading.values() if line[0] not in given)
            self._refuse(f"{missing} is missing")
        return self._make(**given)

    def _judge_version(self, value: dict[int, Value]) -> None:
        version = self._version
        number = value.get(version.key) if version else None
        if version is None or type(number) is not int:
            return  # missing or no number at all: the loop over the fields says so
        try:
            version.kind.unpack(number)
        except Misfit as error:
            msg = f"{self._title}: version {number} is not known"
            raise UnknownVersion(msg) from error

    def _refuse(self, why: str) -> NoReturn:
        msg = f"{self._title}: {why}"
        raise Malformed(msg)


class Row(Generic[T]):
    """A dataclass as a CBOR array of fixed length, its fields in order: for compact items."""

    def __init__(self, make: Callable[..., T], *kinds: Kind[Any]) -> None:
        """Build the row: one kind for each field of the dataclass, in its order.

        Raises:
            TypeError: their numbers differ.
        """
        self._names = [fld.name for fld in dataclasses.fields(make)]  # type: ignore[arg-type]
        if len(self._names) != len(kinds):
            msg = f"{make.__name__} has {len(self._names)} fields, its row {len(kinds)}"
            raise TypeError(msg)
        self._make = make
        self._title = _title(make)
        self._writing = tuple(zip(self._names, [kind.pack for kind in kinds], strict=True))
        self._reading = tuple(zip(self._names, [kind.unpack for kind in kinds], strict=True))

    def pack(self, value: T, /) -> list[Encodable]:
        """Return `value` as an array.

        Raises:
            Malformed: a field is out of bounds.
        """
        name = ""
        packed: list[Encodable] = []
        try:
            for name, pack in self._writing:  # the name is for the error
                packed.append(pack(getattr(value, name)))
        except Misfit as error:
            msg = f"{self._title}: {name} {error.message}"
            raise Malformed(msg) from error
        return packed

    def unpack(self, value: Value, /) -> T:
        """Return the object that an array spells.

        Raises:
            Malformed: the array is not this row, or the object refuses it.
        """
        if type(value) is not list or len(value) != len(self._reading):
            msg = f"{self._title}: must be a row of {len(self._reading)} items"
            raise Malformed(msg)
        given: dict[str, Any] = {}
        name = ""
        try:
            for (name, unpack), item in zip(self._reading, value, strict=True):
                given[name] = unpack(item)
        except Misfit as error:
            msg = f"{self._title}: {name} {error.message}"
            raise Malformed(msg) from error
        return self._make(**given)


def _must_cover(make: Callable[..., Any], names: list[str]) -> None:
    declared = [fld.name for fld in dataclasses.fields(make)]  # type: ignore[arg-type]
    if sorted(names) != sorted(declared):
        odd = ", ".join(sorted(set(names) ^ set(declared))) or "a field named twice"
        msg = f"the table of {make.__name__} and its dataclass differ: {odd}"
        raise TypeError(msg)


def _title(make: Callable[..., Any]) -> str:
    """Return the class name as an error says it: `DeliveryReport` -> `delivery report`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", make.__name__).lower()
