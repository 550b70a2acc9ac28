"""Records as tables: round trips, one spelling per value, and hostile maps."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha import cbor
from depesha.errors import Malformed, UnknownVersion
from depesha.schema import (
    Kind,
    Record,
    Row,
    choice,
    field,
    flag,
    flags,
    long_text,
    many,
    octets,
    octets_upto,
    optional,
    pair,
    raw,
    row,
    sint,
    text,
    time_ms,
    uint,
)


class Urgency(IntEnum):
    ROUTINE = 0
    FLASH = 4


class Asked(IntFlag):
    RECEIPT = 1
    REPORT = 4


NOTHING = Asked(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    number: int
    holder: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskNote:
    version: int = 1
    title: str
    at: int
    urgency: Urgency = Urgency.ROUTINE
    asked: Asked = NOTHING
    digest: bytes | None = None
    copies: tuple[Copy, ...] = ()
    names: tuple[tuple[str, int], ...] = ()
    sealed: bytes = b""
    open: bool = False

    def __post_init__(self) -> None:
        if self.title == "void":
            msg = "desk note: a void note is not kept"
            raise Malformed(msg)


COPY = Row(Copy, uint(min=1, max=99), optional(text(max=20)))
NOTE = Record(
    DeskNote,
    field(0, "version", uint(min=1, max=1)),
    field(1, "title", text(min=1, max=40)),
    field(2, "at", time_ms()),
    field(3, "urgency", choice(Urgency), default=Urgency.ROUTINE),
    field(4, "asked", flags(Asked), default=Asked(0)),
    field(5, "digest", optional(octets(32))),
    field(6, "copies", many(COPY, max=3), default=()),
    field(7, "names", many(pair(text(max=9, pattern="[a-z]+"), sint()), max=3), default=()),
    field(8, "sealed", raw, default=b""),
    field(9, "open", flag, default=False),
)

WORDS = st.text(st.sampled_from("abcdeж"), min_size=1, max_size=9)
NOTES = st.builds(
    DeskNote,
    title=WORDS,
    at=st.integers(-(10**13), 10**14),
    urgency=st.sampled_from(Urgency),
    asked=st.sampled_from([Asked(0), Asked.RECEIPT, Asked.RECEIPT | Asked.REPORT]),
    digest=st.none() | st.binary(min_size=32, max_size=32),
    copies=st.lists(
        st.builds(Copy, number=st.integers(1, 99), holder=st.none() | WORDS), max_size=3
    ).map(tuple),
    names=st.lists(
        st.tuples(st.sampled_from(["ivan", "anna"]), st.integers(-5, 5)), max_size=3
    ).map(tuple),
    sealed=st.binary(max_size=20),
    open=st.booleans(),
)

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(1 << 64), (1 << 64) - 1)
    | st.sampled_from(["", "a", "void", "x" * 41])
    | st.sampled_from([b"", bytes(32)])
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.integers(0, 23), inner),
    max_leaves=6,
)

SMALLEST: dict[int, cbor.Value] = {0: 1, 1: "a", 2: 0}


@given(NOTES)
def test_a_record_comes_back_as_it_went(note: DeskNote) -> None:
    data = NOTE.encode(note)
    assert NOTE.decode(data) == note
    assert NOTE.encode(NOTE.decode(data)) == data


@given(st.dictionaries(st.integers(0, 10), ANYTHING).map(lambda found: SMALLEST | found) | ANYTHING)
def test_hostile_values_are_malformed_or_one_spelling(value: cbor.Value) -> None:
    try:
        note = NOTE.unpack(value)
    except Malformed:
        return
    assert isinstance(value, dict)
    assert cbor.encode(NOTE.pack(note)) == cbor.encode(value)


def _refused(value: cbor.Value, message: str) -> None:
    with pytest.raises(Malformed, match=message):
        NOTE.unpack(value)


def test_a_default_is_absent() -> None:
    note = DeskNote(title="a", at=0)
    assert NOTE.pack(note) == SMALLEST
    assert NOTE.unpack(SMALLEST) == note


def test_a_default_that_is_spelled_out_is_malformed() -> None:
    spelled: dict[int, cbor.Value] = {3: 0, 4: 0, 5: None, 6: [], 7: [], 8: b"", 9: False}
    for key, value in spelled.items():
        _refused(SMALLEST | {key: value}, "spelled out though it is the default")


def test_an_unknown_key_is_malformed() -> None:
    _refused(SMALLEST | {23: 0}, "desk note: key 23 is unknown")


def test_a_missing_key_is_malformed() -> None:
    _refused({0: 1, 2: 0}, "desk note: title is missing")
    _refused({1: "a"}, "desk note: version, at is missing")


def test_something_else_than_a_map_is_malformed() -> None:
    _refused([1, "a", 0], "desk note: must be a map")


def test_an_error_names_the_record_and_the_field_and_not_the_value() -> None:
    _refused(
        SMALLEST | {1: "secret" * 9}, "^desk note: title must be a text of 1 to 40 characters$"
    )
    _refused(SMALLEST | {6: [[0, None]]}, "^copy: number must be an integer from 1 to 99$")
    _refused(SMALLEST | {6: [[1]]}, "^copy: must be a row of 2 items$")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (1, b"a"), (1, ""), (1, None), (2, True), (2, 253_402_300_800_000), (2, -(1 << 60)),
        (3, 1), (3, False), (3, "4"), (4, 2), (4, -1), (4, True), (5, bytes(31)), (5, "x"),
        (6, {}), (6, [[1, None]] * 4), (6, [[1, 2]]), (7, [["a"]]), (7, [["A", 0]]),
        (7, [["a", 1 << 63]]), (7, [{}]), (8, "x"), (8, bytes(cbor.MAX_BYTES + 1)), (9, 1),
    ],
)  # fmt: skip
def test_a_field_of_the_wrong_type_or_size_is_malformed(key: int, value: cbor.Value) -> None:
    with pytest.raises(Malformed):
        NOTE.unpack(SMALLEST | {key: value})


def test_a_later_version_is_recognised_before_its_unknown_keys() -> None:
    with pytest.raises(UnknownVersion, match="desk note: version 2 is not known"):
        NOTE.unpack({0: 2, 20: "news"})
    for odd in ("2", None, True):
        with pytest.raises(Malformed) as caught:
            NOTE.unpack(SMALLEST | {0: odd})
        assert not isinstance(caught.value, UnknownVersion)


def test_a_dataclass_may_refuse_what_its_table_accepts() -> None:
    _refused(SMALLEST | {1: "void"}, "a void note is not kept")


def test_more_bytes_than_allowed_are_malformed() -> None:
    data = NOTE.encode(DeskNote(title="a", at=0))
    with pytest.raises(Malformed, match="at most"):
        NOTE.decode(data, max_bytes=len(data) - 1)


def test_more_items_than_allowed_are_malformed() -> None:
    data = NOTE.encode(DeskNote(title="a", at=0))
    assert NOTE.decode(data, max_items=3).title == "a"
    with pytest.raises(Malformed, match="more items than are allowed"):
        NOTE.decode(data, max_items=2)


def test_a_long_text_is_bounded_in_bytes() -> None:
    kind = long_text(4)
    for fits in ("", "abcd", "жж", "\U0001f4e8"):
        assert kind.pack(fits) == kind.unpack(fits) == fits
    wrongs: list[Any] = ["abcde", "жжж", "жabc", b"a", None]
    for wrong in wrongs:
        for check in (kind.pack, kind.unpack):
            with pytest.raises(Malformed, match="must be a text of at most 4 bytes"):
                check(wrong)
    for odd in ("\r", "\ud800"):
        with pytest.raises(Malformed, match=r"carriage return|surrogate"):
            kind.pack(odd)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "desk note: title must be a text"),
        ({"title": "a\r\nb"}, "title holds a carriage return"),
        ({"title": "\udc00"}, "title holds half of a surrogate pair"),
        ({"title": None}, "title must be a text"),
        ({"at": 10**18}, "at must be an integer"),
        ({"urgency": 4}, "urgency is not one of"),
        ({"asked": 1}, "asked must be flags"),
        ({"asked": Asked(2)}, "asked holds a flag that is not known"),
        ({"digest": b""}, "digest must be 32 bytes"),
        ({"copies": [Copy(number=1)]}, "copies must be 0 to 3 items"),
        ({"copies": (Copy(number=0),)}, "copy: number must be"),
        ({"names": (("a", 0, 0),)}, "names must be a row of 2 items"),
        ({"open": 1}, "open must be true or false"),
    ],
)
def test_what_cannot_be_read_cannot_be_written(changes: dict[str, Any], message: str) -> None:
    given: dict[str, Any] = {"title": "a", "at": 0, **changes}
    note = DeskNote(**given)
    with pytest.raises(Malformed, match=message):
        NOTE.encode(note)


def test_rows_and_bounded_octets_stand_for_themselves() -> None:
    kind: Kind[tuple[Any, ...]] = row(uint(max=3), octets_upto(2, min=1), flag)
    assert kind.unpack([3, b"ab", True]) == (3, b"ab", True)
    assert kind.pack((3, b"ab", True)) == [3, b"ab", True]
    wrongs: list[cbor.Value] = [[3, b"", True], [3, b"abc", True], [4, b"a", True], [3, b"a"], 3]
    for wrong in wrongs:
        with pytest.raises(Malformed):
            kind.unpack(wrong)


def _no_key() -> Record[Copy]:
    return Record(Copy, field(0, "number", uint()))


def _foreign_name() -> Record[Copy]:
    return Record(Copy, field(0, "number", uint()), field(1, "folder", uint()))


def _same_key() -> Record[Copy]:
    return Record(Copy, field(1, "number", uint()), field(1, "holder", optional(text(max=1))))


def _same_name() -> Record[Copy]:
    lines = (field(key, "number", uint()) for key in (0, 1))
    return Record(Copy, *lines, field(2, "holder", optional(text(max=1))))


def _short_row() -> Row[Copy]:
    return Row(Copy, uint())


@pytest.mark.parametrize("build", [_no_key, _foreign_name, _same_key, _same_name, _short_row])
def test_a_table_that_does_not_fit_its_dataclass_is_a_mistake(build: Callable[[], object]) -> None:
    with pytest.raises(TypeError):
        build()
