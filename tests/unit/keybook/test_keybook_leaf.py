"""Leaves: one spelling each, own offices only, and bytes that are none."""

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha import cbor
from depesha.errors import Malformed, UnknownVersion
from depesha.keybook.leaf import (
    Edition,
    IdentityLeaf,
    Leaf,
    LineLeaf,
    PeriodKeyLeaf,
    Role,
    SilenceLeaf,
    TransitLeaf,
    decode_as,
    decode_leaf,
    encode_leaf,
)
from depesha.keybook.root import NO_DIGEST
from depesha.names import Digest
from depesha.route import EVERYWHERE, Line, Transit, line_between
from tests.unit.keybook.a_network import (
    MOSCOW,
    NOW,
    PEKING,
    PYONGYANG,
    RULE,
    identity,
    office,
    period_key,
)

SALT = bytes(16)
RAZUVAEV = office("razuvaev", PYONGYANG, Role.ADDRESSEE | Role.MAY_ACKNOWLEDGE)
GUARD = office("guard", PYONGYANG, Role.OPERATOR)
LEAVES: list[Leaf] = [
    Edition(salt=SALT, version=1, previous=NO_DIGEST, root_document=NO_DIGEST, issued_at=NOW),
    identity(PYONGYANG, GUARD, RAZUVAEV),
    period_key(PYONGYANG),
    LineLeaf(salt=SALT, line=line_between(PEKING, MOSCOW)),
    LineLeaf(salt=SALT, line=line_between(PEKING, MOSCOW, "fridays 12:00-14:00")),
    TransitLeaf(salt=SALT, transit=RULE),
    TransitLeaf(salt=SALT, transit=Transit(origin=PEKING, through=MOSCOW, to=EVERYWHERE)),
    SilenceLeaf(salt=SALT, station=PYONGYANG, until=NOW),
]


@pytest.mark.parametrize("leaf", LEAVES)
def test_a_leaf_is_read_as_it_was_written(leaf: Leaf) -> None:
    data = encode_leaf(leaf)
    assert decode_leaf(data) == leaf
    assert encode_leaf(decode_leaf(data)) == data


def test_the_same_content_under_another_salt_is_another_leaf() -> None:
    leaf = period_key(PEKING)
    assert encode_leaf(leaf) != encode_leaf(replace(leaf, salt=SALT))


def test_a_station_names_its_own_offices_only() -> None:
    with pytest.raises(Malformed, match="not its own"):
        identity(PEKING, RAZUVAEV)


def test_a_foreign_office_in_the_bytes_is_malformed() -> None:
    data = encode_leaf(identity(PYONGYANG, RAZUVAEV))
    assert data.count(b"@pyongyang") == 1
    with pytest.raises(Malformed, match="not its own"):
        decode_leaf(data.replace(b"@pyongyang", b"@pyongyong"))


@pytest.mark.parametrize("offices", [(RAZUVAEV, GUARD), (RAZUVAEV, RAZUVAEV)])
def test_offices_stand_in_order_and_once(offices: tuple[object, ...]) -> None:
    with pytest.raises(Malformed, match="not in order"):
        identity(PYONGYANG, *offices)  # type: ignore[arg-type]


@pytest.mark.parametrize("line", [Line(a=PEKING, b=MOSCOW), Line(a=MOSCOW, b=MOSCOW)])
def test_a_line_has_one_spelling_and_two_ends(line: Line) -> None:
    with pytest.raises(Malformed, match="a line joins"):
        LineLeaf(salt=SALT, line=line)


def test_pins_are_the_digests_of_the_certificates_the_present_one_first() -> None:
    leaf = replace(identity(PEKING), next_certificate=b"next")
    first, second = leaf.tls_pins
    assert first == sha256(leaf.certificate).digest()
    assert second == Digest(sha256(b"next").digest())
    assert identity(PEKING).tls_pins == (first,)


def test_names_and_titles_are_given_in_the_language_or_another() -> None:
    leaf = identity(PEKING)
    assert leaf.name("ru") == "Peking"
    assert replace(leaf, names=()).name("ru") == "peking"
    assert RAZUVAEV.title("ru") == "Посол"
    assert replace(RAZUVAEV, titles=()).title("ru") == "razuvaev@pyongyang"


def test_a_leaf_with_two_names_in_one_language_is_malformed() -> None:
    twice = (("en", "Peking"), ("en", "Beijing"))
    with pytest.raises(Malformed, match="two names in one language"):
        replace(identity(PEKING), names=twice)
    with pytest.raises(Malformed, match="two names in one language"):
        replace(RAZUVAEV, titles=twice)


def test_an_office_is_found_by_its_id() -> None:
    leaf = identity(PYONGYANG, GUARD, RAZUVAEV)
    assert leaf.office("razuvaev@pyongyang") == RAZUVAEV
    assert leaf.office("stranger@pyongyang") is None


def test_a_leaf_of_another_kind_than_asked_for_is_malformed() -> None:
    data = encode_leaf(period_key(PEKING))
    assert decode_as(PeriodKeyLeaf, data).station == PEKING
    with pytest.raises(Malformed, match="another kind"):
        decode_as(IdentityLeaf, data)


def test_a_kind_of_leaf_of_a_later_format_is_recognised_as_such() -> None:
    with pytest.raises(UnknownVersion, match="leaf kind 99"):
        decode_leaf(cbor.encode([99, {0: b""}]))


@pytest.mark.parametrize("value", [[], [1], {0: 1}, [b"", {}], [True, {}], [1, []], [1, {}, 0]])
def test_what_is_not_a_kind_and_a_map_is_malformed(value: cbor.Encodable) -> None:
    with pytest.raises(Malformed):
        decode_leaf(cbor.encode(value))


def test_a_role_that_is_not_known_is_malformed() -> None:
    data = encode_leaf(identity(PYONGYANG, GUARD))
    assert data.count(b"\x03\x04\x04\x05") == 1  # key 3: OPERATOR, key 4: clearance 5
    with pytest.raises(Malformed, match="flag"):
        decode_leaf(data.replace(b"\x03\x04\x04\x05", b"\x03\x19\x02\x00\x04\x05"))


ENCODED = [encode_leaf(leaf) for leaf in LEAVES]


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        decode_leaf(data)


@given(st.sampled_from(ENCODED), st.data())
def test_a_changed_byte_gives_another_leaf_or_malformed(data: bytes, draw: st.DataObject) -> None:
    place = draw.draw(st.integers(0, len(data) - 1))
    changed = bytearray(data)
    changed[place] ^= draw.draw(st.integers(1, 255))
    try:
        leaf = decode_leaf(bytes(changed))
    except Malformed:
        return
    assert encode_leaf(leaf) == changed
