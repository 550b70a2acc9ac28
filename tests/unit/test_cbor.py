"""Strict CBOR: the laws, the vectors, and by name each leniency that others allow."""

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from depesha import cbor
from depesha.errors import Malformed

VECTORS = sorted((Path(__file__).parents[1] / "vectors" / "cbor").glob("*.txt"))
assert VECTORS, "an empty corpus tests nothing"

INTEGERS = st.integers(-(1 << 64), (1 << 64) - 1)
TEXTS = st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), max_size=40)
SCALARS = INTEGERS | TEXTS | st.binary(max_size=300) | st.booleans() | st.none()


def _nested(depth: int) -> st.SearchStrategy[cbor.Value]:
    if not depth:
        return SCALARS
    inner = _nested(depth - 1)
    maps = st.dictionaries(st.integers(0, 23), inner, max_size=4)
    return SCALARS | st.lists(inner, max_size=4) | maps


VALUES = _nested(3)


def _vector(path: Path) -> tuple[str, int, bytes]:
    """Return what is expected of a vector file, its limit of items, and its bytes."""
    head, _, body = path.read_text().partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    max_items = int(fields.pop("max-items", cbor.MAX_ITEMS))
    assert fields.keys() == {"expect", "comment"}, f"{path.name} has unknown header lines"
    return fields["expect"], max_items, bytes.fromhex(body)


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_vector(path: Path) -> None:
    expect, max_items, data = _vector(path)
    if expect == "success":
        assert cbor.encode(cbor.decode(data, max_items=max_items)) == data
    else:
        with pytest.raises(Malformed) as caught:
            cbor.decode(data, max_items=max_items)
        assert caught.value.code == expect


@pytest.mark.parametrize(
    ("text", "value"),
    [  # RFC 8949 appendix A, the rows whose types and keys are ours
        ("00", 0), ("01", 1), ("0a", 10), ("17", 23), ("1818", 24), ("1819", 25), ("1864", 100),
        ("1903e8", 1000), ("1a000f4240", 1000000), ("1b000000e8d4a51000", 1000000000000),
        ("1bffffffffffffffff", 18446744073709551615), ("3bffffffffffffffff", -18446744073709551616),
        ("20", -1), ("29", -10), ("3863", -100), ("3903e7", -1000),
        ("f4", False), ("f5", True), ("f6", None),
        ("40", b""), ("4401020304", b"\x01\x02\x03\x04"),
        ("60", ""), ("6161", "a"), ("6449455446", "IETF"), ("62225c", '"\\'), ("62c3bc", "ü"),
        ("63e6b0b4", "水"), ("64f0908591", "\U00010151"),
        ("80", []), ("83010203", [1, 2, 3]), ("8301820203820405", [1, [2, 3], [4, 5]]),
        ("98190102030405060708090a0b0c0d0e0f101112131415161718181819", list(range(1, 26))),
        ("a0", {}), ("a201020304", {1: 2, 3: 4}),
    ],
)  # fmt: skip
def test_the_examples_of_rfc_8949(text: str, value: cbor.Value) -> None:
    decoded = cbor.decode(bytes.fromhex(text))
    assert decoded == value
    assert type(decoded) is type(value)  # True == 1
    assert cbor.encode(value).hex() == text


@given(VALUES)
def test_what_is_encoded_decodes_to_the_same_value(value: cbor.Value) -> None:
    assert repr(cbor.decode(cbor.encode(value))) == repr(_ordered(value))  # repr: True is not 1


def _ordered(value: cbor.Value) -> cbor.Value:
    """Return `value` with the keys of its maps in the order in which they are read."""
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value)}
    return [_ordered(item) for item in value] if isinstance(value, list) else value


@given(VALUES, st.data())
def test_what_decodes_re_encodes_to_the_same_bytes(value: cbor.Value, data: st.DataObject) -> None:
    spoilt = bytearray(cbor.encode(value))
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(spoilt) - 1))
        spoilt[at : at + data.draw(st.integers(0, 1))] = data.draw(st.binary(max_size=2))
        if not spoilt:
            break
    _decodes_to_itself_or_is_malformed(bytes(spoilt))


@given(st.binary(max_size=60))
@example(b"")
def test_any_bytes_decode_to_themselves_or_are_malformed(data: bytes) -> None:
    _decodes_to_itself_or_is_malformed(data)


def _decodes_to_itself_or_is_malformed(data: bytes) -> None:
    try:
        value = cbor.decode(data)
    except Malformed:
        return
    assert cbor.encode(value) == data


def _is_malformed(text: str, message: str) -> None:
    with pytest.raises(Malformed, match=message):
        cbor.decode(bytes.fromhex(text))


def test_a_duplicate_key_is_refused() -> None:
    _is_malformed("a201000101", "map key 1 is out of order or stands twice")


def test_a_key_out_of_order_is_refused() -> None:
    _is_malformed("a202000101", "map key 1 is out of order or stands twice")


def test_an_integer_that_is_not_shortest_is_refused() -> None:
    for text in ("1817", "1900ff", "1a0000ffff", "1b00000000ffffffff", "3817"):
        _is_malformed(text, "shortest form")


def test_a_length_that_is_not_shortest_is_refused() -> None:
    for text in ("580161", "780161", "980100", "b8010000"):
        _is_malformed(text, "shortest form")


def test_indefinite_lengths_are_refused() -> None:
    for text in ("9f01ff", "bf0000ff", "5f4100ff", "7f6161ff", "ff"):
        _is_malformed(text, "first byte 0x")


def test_reserved_lengths_are_refused() -> None:
    for text in ("1c", "1d", "1e", "1f", "5c", "9d", "be"):
        _is_malformed(text, "lengths must be known in advance")


def test_trailing_bytes_are_refused() -> None:
    _is_malformed("0000", "1 bytes follow the value")


def test_floats_and_not_a_number_are_refused() -> None:
    for text in ("f93c00", "f97e00", "fa47c35000", "fb3ff199999999999a"):
        _is_malformed(text, "floats")


def test_tags_are_refused_and_with_them_shared_references() -> None:
    for text in ("c000", "d81c80", "d81d00", "c249010000000000000000"):  # 28/29 make bombs
        _is_malformed(text, "tags")


def test_undefined_and_other_simple_values_are_refused() -> None:
    for text in ("f7", "f0", "e0", "f820", "f8ff"):
        _is_malformed(text, "simple values")


def test_a_key_that_is_not_an_integer_of_one_byte_is_refused() -> None:
    for text in ("a1616100", "a12000", "a1181800", "a1f500", "a14000"):
        _is_malformed(text, "not one of the integers 0 to 23")


def test_a_text_that_is_not_utf8_is_refused() -> None:
    for text in ("61ff", "62c328", "63eda080", "62c080"):  # the last two: surrogate, overlong
        _is_malformed(text, "not valid UTF-8")


def test_a_carriage_return_is_refused() -> None:
    _is_malformed("63610d0a", "carriage return")


def test_a_value_that_ends_too_early_is_refused() -> None:
    whole = cbor.encode({0: [1000, b"abc", "текст" * 9, {1: None}]})
    for size in range(len(whole)):
        _is_malformed(whole[:size].hex(), "end in the middle")


def test_a_header_of_two_to_the_fortieth_items_costs_nothing() -> None:
    for head in ("9b", "5b", "7b"):
        _is_malformed(head + "0000010000000000", "end in the middle")
    _is_malformed("bb0000010000000000", "at most 24")


def test_a_megabyte_of_empty_maps_is_refused_before_it_costs_memory() -> None:
    """Decompression of a kind: 16 MiB of them would be 1.1 GB."""
    inner = b"\x9a\x00\x01\x00\x00" + b"\xa0" * 0x10000
    data = b"\x90" + inner * 16
    tracemalloc.start()
    try:
        with pytest.raises(Malformed, match="more items than are allowed"):
            cbor.decode(data, max_bytes=len(data))
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()


@given(VALUES)
def test_items_are_counted_over_the_whole_value(value: cbor.Value) -> None:
    data, items = cbor.encode(value), _items(value)
    assert cbor.encode(cbor.decode(data, max_items=items)) == data
    if items:
        with pytest.raises(Malformed, match="more items than are allowed"):
            cbor.decode(data, max_items=items - 1)


def _items(value: cbor.Value) -> int:
    if isinstance(value, list | dict):
        inside = value.values() if isinstance(value, dict) else value
        return sum(1 + _items(one) for one in inside)
    return 0


def test_deep_nesting_is_refused() -> None:
    _is_malformed("81" * 8 + "80", "deeper than 8")
    _is_malformed("a100" * 8 + "a0", "deeper than 8")
    _is_malformed("81" * 500_000, "deeper than 8")
    deepest = bytes.fromhex("81" * 7 + "80")
    assert cbor.encode(cbor.decode(deepest)) == deepest


def test_more_bytes_than_allowed_are_refused_unread() -> None:
    with pytest.raises(Malformed, match="3 bytes where at most 2 are allowed"):
        cbor.decode(b"\xff\xff\xff", max_bytes=2)
    assert cbor.decode(b"\x18\x18", max_bytes=2) == 24


def test_a_tuple_is_written_as_an_array() -> None:
    assert cbor.encode((1, (2,))) == cbor.encode([1, [2]])


def test_keys_are_written_in_ascending_order() -> None:
    assert cbor.encode({23: 0, 2: 0, 10: 0}).hex() == "a302000a001700"


@pytest.mark.parametrize("value", [1.5, {1}, object(), bytearray(b"x"), {"a": 1}, {True: 1}])
def test_a_type_outside_the_format_is_a_mistake_of_the_caller(value: cbor.Encodable) -> None:
    with pytest.raises(TypeError):
        cbor.encode(value)


@pytest.mark.parametrize(
    "value",
    [1 << 64, -(1 << 64) - 1, {24: 0}, {-1: 0}, "a\r\n", "\ud800", [[[[[[[[[]]]]]]]]],
     {0: {0: {0: {0: {0: {0: {0: {0: {}}}}}}}}}],
)  # fmt: skip
def test_a_value_outside_its_bounds_is_a_mistake_of_the_caller(value: cbor.Encodable) -> None:
    with pytest.raises(ValueError, match=r"surrogates|carriage|deeper|outside|key"):
        cbor.encode(value)


def test_the_example_of_the_module_is_true() -> None:
    assert cbor.encode({0: 1, 1: "Пекин", 2: [b"", None]}).hex() == (
        "a30001016ad09fd0b5d0bad0b8d0bd028240f6"
    )
