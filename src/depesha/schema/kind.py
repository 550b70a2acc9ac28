"""Kinds: what one field may hold, its bounds and its spelling.

Each is built once and is then two plain functions. Both directions check the same bounds, so that
what cannot be read cannot be written. Lengths of texts are in characters where it is not said that
they are in bytes, of the rest in bytes or items.
"""

import dataclasses
import re
from collections.abc import Callable
from enum import IntEnum, IntFlag
from typing import Any, Final, Generic, Protocol, TypeVar

from depesha.cbor import MAX_BYTES, Encodable, Value
from depesha.errors import Malformed

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
E = TypeVar("E", bound=IntEnum)
F = TypeVar("F", bound=IntFlag)

MAX_UINT: Final = (1 << 64) - 1

MAX_LETTER_BYTES: Final = 4
"""Of UTF-8."""

FIRST_TIME_MS: Final = -62_135_596_800_000
"""0001-01-01T00:00:00Z, and below the last millisecond of 9999: what a calendar can show."""
LAST_TIME_MS: Final = 253_402_300_799_999


class Misfit(Malformed):
    """A value does not fit its kind; the record around it says which field that was."""


class Kind(Protocol[T]):
    """What a field may hold, and its spelling. `Record` and `Row` are kinds too."""

    def pack(self, value: T, /) -> Encodable:
        """Return the spelling of `value`.

        Raises:
            Malformed: `value` is out of bounds.
        """
        ...

    def unpack(self, value: Value, /) -> T:
        """Return what `value` spells.

        Raises:
            Malformed: `value` has the wrong type or is out of bounds.
        """
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class Leaf(Generic[T]):
    """A kind made of two functions; `may_be_absent` where None is spelled as an absent key."""

    pack: Callable[[T], Encodable]
    unpack: Callable[[Value], T]
    may_be_absent: bool = False


def uint(*, min: int = 0, max: int = MAX_UINT) -> Leaf[int]:  # noqa: A002  # the words for it
    """Return the kind of integers from `min` to `max`, both included."""
    least, most = min, max

    def check(value: object) -> int:
        if type(value) is int and least <= value <= most:
            return value
        msg = f"must be an integer from {least} to {most}"
        raise Misfit(msg)

    return Leaf(check, check)


def sint() -> Leaf[int]:
    """Return the kind of integers of 64 bits with a sign."""
    return uint(min=-(1 << 63), max=(1 << 63) - 1)


def time_ms() -> Leaf[int]:
    """Return the kind of times: UTC milliseconds since 1970, in the years 1 to 9999."""
    return uint(min=FIRST_TIME_MS, max=LAST_TIME_MS)


def _check_flag(value: object) -> bool:
    if type(value) is bool:
        return value
    msg = "must be true or false"
    raise Misfit(msg)


flag: Final[Leaf[bool]] = Leaf(_check_flag, _check_flag)
"""The kind of booleans."""


def text(*, max: int, min: int = 0, pattern: str | None = None) -> Leaf[str]:  # noqa: A002
    """Return the kind of texts of `min` to `max` characters that match the whole `pattern`."""
    least, most = min, max
    matches = re.compile(pattern).fullmatch if pattern is not None else None

    def check(value: object) -> str:
        if type(value) is not str or not least <= len(value) <= most:
            msg = f"must be a text of {least} to {most} characters"
            raise Misfit(msg)
        if matches is not None and matches(value) is None:
            msg = "is not formed as it must be"
            raise Misfit(msg)
        return value

    return Leaf(lambda value: _writable(check(value)), check)


def long_text(max_bytes: int) -> Leaf[str]:
    """Return the kind of texts of at most `max_bytes` in UTF-8: a Cyrillic letter is two of them.

    What a text takes on the way and on disk is bytes; so that is what bounds one of any length.
    """
    wrong = f"must be a text of at most {max_bytes} bytes"
    surely = max_bytes // MAX_LETTER_BYTES  # so many letters fit, whatever they are

    def check(value: object) -> str:
        if type(value) is not str or (len(value) > surely and _size_bytes(value) > max_bytes):
            raise Misfit(wrong)
        return value

    return Leaf(lambda value: _writable(check(value)), check)


def _size_bytes(value: str) -> int:
    # half a surrogate pair, which `_writable` refuses in its own words, counts as three
    return len(value.encode(errors="surrogatepass"))


def _writable(value: str) -> str:
    """Let pass a text that CBOR can say."""
    if "\r" in value:
        msg = "holds a carriage return"
        raise Misfit(msg)
    if value.isascii():
        return value
    try:
        value.encode()
    except UnicodeEncodeError as error:
        msg = "holds half of a surrogate pair"
        raise Misfit(msg) from error
    return value


def octets(size: int) -> Leaf[bytes]:
    """Return the kind of byte strings of exactly `size` bytes."""

    def check(value: object) -> bytes:
        if type(value) is bytes and len(value) == size:
            return value
        msg = f"must be {size} bytes"
        raise Misfit(msg)

    return Leaf(check, check)


def octets_upto(max: int, *, min: int = 0) -> Leaf[bytes]:  # noqa: A002
    """Return the kind of byte strings of `min` to `max` bytes."""
    least, most = min, max

    def check(value: object) -> bytes:
        if type(value) is bytes and least <= len(value) <= most:
            return value
        msg = f"must be {least} to {most} bytes"
        raise Misfit(msg)

    return Leaf(check, check)


raw: Final[Leaf[bytes]] = octets_upto(MAX_BYTES)
"""The kind of bytes that are kept as they came: a signed payload inside another document."""


def many(kind: Kind[T], *, max: int, min: int = 0) -> Leaf[tuple[T, ...]]:  # noqa: A002
    """Return the kind of tuples of `min` to `max` items of one kind."""
    least, most = min, max
    pack_item, unpack_item = kind.pack, kind.unpack
    wrong = f"must be {least} to {most} items"

    def pack(value: tuple[T, ...]) -> list[Encodable]:
        if type(value) is tuple and least <= len(value) <= most:
            return [pack_item(item) for item in value]
        raise Misfit(wrong)

    def unpack(value: Value) -> tuple[T, ...]:
        if type(value) is list and least <= len(value) <= most:
            return tuple([unpack_item(item) for item in value])
        raise Misfit(wrong)

    return Leaf(pack, unpack)


def row(*kinds: Kind[Any]) -> Leaf[tuple[Any, ...]]:
    """Return the kind of tuples with one item of each of `kinds`, spelled as an array."""
    size = len(kinds)
    packs = tuple(kind.pack for kind in kinds)
    unpacks = tuple(kind.unpack for kind in kinds)
    wrong = f"must be a row of {size} items"

    def pack(value: tuple[Any, ...]) -> list[Encodable]:
        if type(value) is tuple and len(value) == size:
            return [pack_item(item) for pack_item, item in zip(packs, value, strict=True)]
        raise Misfit(wrong)

    def unpack(value: Value) -> tuple[Any, ...]:
        if type(value) is list and len(value) == size:
            return tuple([read(item) for read, item in zip(unpacks, value, strict=True)])
        raise Misfit(wrong)

    return Leaf(pack, unpack)


def pair(first: Kind[A], second: Kind[B]) -> Leaf[tuple[A, B]]:
    """Return the kind of pairs: a row of two."""
    return row(first, second)


def choice(members: type[E]) -> Leaf[E]:
    """Return the kind of the members of an IntEnum, spelled as their numbers."""
    by_number: dict[int, E] = {int(member): member for member in members}
    wrong = f"is not one of the {len(by_number)} that are known"

    def pack(value: E) -> int:
        if type(value) is members:
            return int(value)
        raise Misfit(wrong)

    def unpack(value: Value) -> E:
        if type(value) is int and value in by_number:  # not for True, which is equal to 1
            return by_number[value]
        raise Misfit(wrong)

    return Leaf(pack, unpack)


def flags(members: type[F]) -> Leaf[F]:
    """Return the kind of combinations of an IntFlag, spelled as one number."""
    known = 0
    for member in members:
        known |= int(member)

    def pack(value: F) -> int:
        if type(value) is members:
            return number(int(value))
        msg = "must be flags"
        raise Misfit(msg)

    def number(value: object) -> int:
        if type(value) is int and 0 <= value == value & known:
            return value
        msg = "holds a flag that is not known"
        raise Misfit(msg)

    return Leaf(pack, lambda value: members(number(value)))


def optional(kind: Kind[T]) -> Leaf[T | None]:
    """Return `kind` or None: in a record None is an absent key, in a row it is null."""
    pack_some, unpack_some = kind.pack, kind.unpack

    def pack(value: T | None) -> Encodable:
        return None if value is None else pack_some(value)

    def unpack(value: Value) -> T | None:
        return None if value is None else unpack_some(value)

    return Leaf(pack, unpack, may_be_absent=True)
