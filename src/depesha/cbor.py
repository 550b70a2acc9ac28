"""Strict deterministic CBOR (RFC 8949): one value has one spelling, read in one pass.

Frames, slips, facts and documents all stand on it. The whole format is `docs/spec/cbor.md`.

Rule 1: what decodes re-encodes to the same bytes. So nothing has two spellings: integers and
    lengths are in their shortest form, map keys are the integers 0 to 23 in ascending order (for
    which the orders of RFC 7049 and RFC 8949 agree), and nothing may follow the value.
Rule 2: there are integers from -2^64 to 2^64 - 1, byte strings, text, arrays, maps, booleans and
    null. There are no tags, floats, other simple values or indefinite lengths: whatever has
    several readings is left out.
Rule 3: the work is bounded by the bytes received. A length may not exceed what is left of them, so
    nine bytes that announce 2^40 items cost nothing; nesting ends at depth 8.
Rule 4: the memory is bounded too. An empty map is one byte here and 64 there, so the items of all
    arrays and maps together are counted, before any of them is read.

Text is valid UTF-8 with LF line ends, and is not normalised: a carriage return is refused, because
a text that two stations split into lines differently is two texts.

    >>> encode({0: 1, 1: "Пекин", 2: [b"", None]}).hex()
    'a30001016ad09fd0b5d0bad0b8d0bd028240f6'

This file knows no fields; what may stand where is said by the tables of `schema.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from depesha.errors import Malformed

Value: TypeAlias = "int | bytes | str | bool | list[Value] | dict[int, Value] | None"
"""What `decode` returns."""

Encodable: TypeAlias = (
    "int | bytes | str | bool | Sequence[Encodable] | Mapping[int, Encodable] | None"
)
"""What `encode` takes: a `Value`, in which tuples may stand for arrays."""

MAX_DEPTH: Final = 8
"""Arrays and maps inside each other; our deepest document needs 6."""

MAX_BYTES: Final = 1 << 20
"""The limit of `decode` when the caller names none: 1 MiB."""

MAX_ITEMS: Final = 1 << 16
"""The limit of `decode` when the caller names none: items of all arrays and maps together.

No value of up to 64 KiB reaches it. An item costs up to 100 bytes of memory, so this is 7 MB.
"""

_MAX_KEY: Final = 23
_UINT, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP = 0x00, 0x20, 0x40, 0x60, 0x80, 0xA0
_FALSE, _TRUE, _NULL = 0xF4, 0xF5, 0xF6

_TOO_DEEP: Final = f"nested deeper than {MAX_DEPTH}"
_TOO_MANY: Final = "more items than are allowed here"
_FOREIGN_KEY: Final = f"a map key is not one of the integers 0 to {_MAX_KEY}"


def encode(value: Encodable) -> bytes:
    """Return the one spelling of `value`.

    Raises:
        TypeError: a value or a key has a type that is not in the format.
        ValueError: an integer, a key, the depth or the text is outside its bounds.
    """
    out: list[bytes] = []
    _write(value, out.append, MAX_DEPTH)
    return b"".join(out)


def decode(data: bytes, *, max_bytes: int = MAX_BYTES, max_items: int = MAX_ITEMS) -> Value:
    """Return the value that `data` spells.

    Args:
        data: its bytes.
        max_bytes: how many there may be.
        max_items: how many items all arrays and maps may have together; an entry of a map is one.

    Raises:
        Malformed: `data` is longer than `max_bytes`, has more items than `max_items`, or breaks a
            rule of this file.
    """
    size = len(data)
    if size > max_bytes:
        msg = f"{size} bytes where at most {max_bytes} are allowed"
        raise Malformed(msg)
    try:
        value, end = _READ[data[0]](data, 0, _Room(MAX_DEPTH, max_items))
    except IndexError:
        msg = f"{size} bytes end in the middle of a value"
        raise Malformed(msg) from None
    except UnicodeDecodeError:
        msg = "a text is not valid UTF-8"
        raise Malformed(msg) from None
    if end != size:
        msg = f"{size - end} bytes follow the value"
        raise Malformed(msg)
    return value


# -- reading: one function for each kind of first byte: (data, where it stands, room left)
#    -> (value, where the next stands). A byte beyond the end is an IndexError; `decode` names it.


class _Room:
    """What one value may still hold; only arrays and maps look at it, spelled out in each."""

    __slots__ = ("depth", "items")

    def __init__(self, depth: int, items: int) -> None:
        self.depth = depth
        self.items = items


_Read: TypeAlias = Callable[[bytes, int, _Room], "tuple[Value, int]"]

_WIDTHS: Final = {24: (1, 24), 25: (2, 1 << 8), 26: (4, 1 << 16), 27: (8, 1 << 32)}
"""Low five bits of the first byte -> bytes of the number that follows, the least it may be."""


def _number(data: bytes, at: int) -> tuple[int, int]:
    """Read the number in and behind the first byte: an integer, or the length of the rest."""
    low = data[at] & 31
    if low < 24:  # noqa: PLR2004  # RFC 8949 §3: the number itself
        return low, at + 1
    if low not in _WIDTHS:
        msg = f"first byte 0x{data[at]:02x}: lengths must be known in advance"
        raise Malformed(msg)
    width, least = _WIDTHS[low]
    end = at + 1 + width
    if end > len(data):
        raise IndexError
    number = int.from_bytes(data[at + 1 : end], "big")
    if number < least:
        msg = "an integer or a length is not in its shortest form"
        raise Malformed(msg)
    return number, end


def _read_small(data: bytes, at: int, _room: _Room) -> tuple[int, int]:
    return data[at], at + 1


def _read_small_negative(data: bytes, at: int, _room: _Room) -> tuple[int, int]:
    return _NEGATIVE - 1 - data[at], at + 1


def _read_uint(data: bytes, at: int, _room: _Room) -> tuple[int, int]:
    return _number(data, at)


def _read_negative(data: bytes, at: int, _room: _Room) -> tuple[int, int]:
    number, at = _number(data, at)
    return -1 - number, at


def _read_bytes(data: bytes, at: int, _room: _Room) -> tuple[bytes, int]:
    size = data[at] - _BYTES
    at += 1
    if size > 23:  # noqa: PLR2004  # as in `_number`; spelled out because this is the hot path
        size, at = _number(data, at - 1)
    end = at + size
    if end > len(data):
        raise IndexError
    return data[at:end], end


def _read_text(data: bytes, at: int, _room: _Room) -> tuple[str, int]:
    size = data[at] - _TEXT
    at += 1
    if size > 23:  # noqa: PLR2004  # as in `_read_bytes`
        size, at = _number(data, at - 1)
    end = at + size
    if end > len(data):
        raise IndexError
    text = str(data[at:end], "utf-8")
    if "\r" in text:
        msg = "a text holds a carriage return"
        raise Malformed(msg)
    return text, end


def _read_array(data: bytes, at: int, room: _Room) -> tuple[list[Value], int]:
    size, at = _number(data, at)
    if size > len(data) - at:
        raise IndexError
    if not room.depth:
        raise Malformed(_TOO_DEEP)
    room.depth -= 1
    room.items -= size
    if room.items < 0:
        raise Malformed(_TOO_MANY)
    items: list[Value] = []
    read = _READ
    for _ in range(size):
        item, at = read[data[at]](data, at, room)
        items.append(item)
    room.depth += 1
    return items, at


def _read_map(data: bytes, at: int, room: _Room) -> tuple[dict[int, Value], int]:
    size, at = _number(data, at)
    if size > _MAX_KEY + 1:
        msg = f"a map of {size} keys where at most {_MAX_KEY + 1} are possible"
        raise Malformed(msg)
    if not room.depth:
        raise Malformed(_TOO_DEEP)
    room.depth -= 1
    room.items -= size
    if room.items < 0:
        raise Malformed(_TOO_MANY)
    entries: dict[int, Value] = {}
    read = _READ
    last = -1
    for _ in range(size):
        key = data[at]  # the keys 0 to 23 are their own spelling
        if not last < key <= _MAX_KEY:
            raise _wrong_key(key)
        entries[key], at = read[data[at + 1]](data, at + 1, room)
        last = key
    room.depth += 1
    return entries, at


def _read_constant(data: bytes, at: int, _room: _Room) -> tuple[bool | None, int]:
    return _CONSTANTS[data[at]], at + 1


def _read_foreign(data: bytes, at: int, _room: _Room) -> tuple[Value, int]:
    msg = f"first byte 0x{data[at]:02x}: tags, floats and other simple values are not in the format"
    raise Malformed(msg)


def _wrong_key(first_byte: int) -> Malformed:
    if first_byte > _MAX_KEY:
        return Malformed(_FOREIGN_KEY)
    return Malformed(f"map key {first_byte} is out of order or stands twice")


_CONSTANTS: Final[dict[int, bool | None]] = {_FALSE: False, _TRUE: True, _NULL: None}

_READ: Final[list[_Read]] = [
    *[_read_small] * 24,
    *[_read_uint] * 8,
    *[_read_small_negative] * 24,
    *[_read_negative] * 8,
    *[_read_bytes] * 32,
    *[_read_text] * 32,
    *[_read_array] * 32,
    *[_read_map] * 32,
    *[_read_foreign] * 52,
    *[_read_constant] * 3,
    *[_read_foreign] * 9,
]
"""First byte -> who reads it."""


# -- writing: one function for each type: (value, append to the output, depth left).

_Append: TypeAlias = Callable[[bytes], None]
_Write: TypeAlias = Callable[[Any, _Append, int], None]

_BYTE: Final = [bytes([number]) for number in range(256)]


def _write(value: Encodable, append: _Append, depth: int) -> None:
    try:
        write = _WRITE[type(value)]
    except KeyError:
        msg = f"{type(value).__name__} is not in the format"
        raise TypeError(msg) from None
    write(value, append, depth)


def _head(major: int, number: int) -> bytes:
    """Return the first bytes of an item: its kind and its number in the shortest form."""
    if number < 24:  # noqa: PLR2004  # RFC 8949 §3: the number itself
        return _BYTE[major | number]
    for low, (width, _) in _WIDTHS.items():
        if number < 1 << 8 * width:
            return _BYTE[major | low] + number.to_bytes(width, "big")
    msg = "an integer is outside -2^64 to 2^64 - 1"
    raise ValueError(msg)


def _write_integer(value: int, append: _Append, _depth: int) -> None:
    append(_head(_UINT, value) if value >= 0 else _head(_NEGATIVE, -1 - value))


def _write_bytes(value: bytes, append: _Append, _depth: int) -> None:
    append(_head(_BYTES, len(value)) + value)


def _write_text(value: str, append: _Append, _depth: int) -> None:
    if "\r" in value:
        msg = "a text holds a carriage return"
        raise ValueError(msg)
    data = value.encode()  # a lone surrogate is a UnicodeEncodeError, which is a ValueError
    append(_head(_TEXT, len(data)) + data)


def _write_array(value: Sequence[Encodable], append: _Append, depth: int) -> None:
    if not depth:
        raise ValueError(_TOO_DEEP)
    append(_head(_ARRAY, len(value)))
    for item in value:
        _write(item, append, depth - 1)


def _write_map(value: Mapping[int, Encodable], append: _Append, depth: int) -> None:
    if not depth:
        raise ValueError(_TOO_DEEP)
    append(_head(_MAP, len(value)))
    for key in sorted(value):
        if type(key) is not int:
            msg = f"a map key is a {type(key).__name__}"
            raise TypeError(msg)
        if not 0 <= key <= _MAX_KEY:
            raise ValueError(_FOREIGN_KEY)
        append(_BYTE[key])
        _write(value[key], append, depth - 1)


def _write_bool(value: bool, append: _Append, _depth: int) -> None:  # noqa: FBT001  # a value
    append(_BYTE[_TRUE if value else _FALSE])


def _write_null(_value: None, append: _Append, _depth: int) -> None:
    append(_BYTE[_NULL])


_WRITE: Final[dict[type, _Write]] = {
    int: _write_integer,
    bytes: _write_bytes,
    str: _write_text,
    list: _write_array,
    tuple: _write_array,
    dict: _write_map,
    bool: _write_bool,
    type(None): _write_null,
}
"""Exact type -> who writes it: an IntEnum or another subclass is converted by whoever knows why."""
