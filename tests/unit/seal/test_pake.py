"""A code becomes a key: the same only for the same code, the same station, the right sides."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesha.errors import Malformed
from depesha.seal.pake import MESSAGE_BYTES, Handshake, Side, Wire, WrongCode

CODE = b"\x01\x02\x03\x04"


def run(
    ours: bytes = CODE, theirs: bytes = CODE, station: str = "beta", other: str = "beta"
) -> tuple[Wire, Wire]:
    post, centre = Handshake(Side.POST, ours, station), Handshake(Side.CENTRE, theirs, other)
    return post.finish(centre.message), centre.finish(post.message)


def test_what_one_seals_the_other_opens_in_order() -> None:
    post, centre = run()
    first, second = post.seal(b"one"), post.seal(b"two")
    assert [centre.open(first), centre.open(second)] == [b"one", b"two"]
    assert post.open(centre.seal(b"three")) == b"three"


def test_the_order_of_messages_is_kept() -> None:
    post, centre = run()
    post.seal(b"one")
    with pytest.raises(WrongCode):
        centre.open(post.seal(b"two"))


def test_another_code_opens_nothing() -> None:
    post, centre = run(theirs=b"\x01\x02\x03\x05")
    with pytest.raises(WrongCode):
        centre.open(post.seal(b"one"))
    with pytest.raises(WrongCode):
        post.open(centre.seal(b"one"))


def test_the_code_of_one_station_is_none_for_another() -> None:
    post, centre = run(other="gamma")
    with pytest.raises(WrongCode):
        centre.open(post.seal(b"one"))


def test_what_comes_back_to_its_sender_does_not_open() -> None:
    post, _ = run()
    with pytest.raises(WrongCode):
        post.open(post.seal(b"one"))


def test_a_side_that_meets_itself_is_refused() -> None:
    post, other = Handshake(Side.POST, CODE, "beta"), Handshake(Side.POST, CODE, "beta")
    for message in (other.message, post.message):
        with pytest.raises(Malformed):
            Handshake(Side.POST, CODE, "beta").finish(message)


def test_every_run_has_another_key() -> None:
    (post, _), (_, centre) = run(), run()
    with pytest.raises(WrongCode):
        centre.open(post.seal(b"one"))


def test_a_message_has_33_bytes() -> None:
    assert len(Handshake(Side.POST, CODE, "beta").message) == MESSAGE_BYTES


SMALL = [bytes(32), b"\x01" + bytes(31), b"\xff" * 32, b"\xec" + b"\xff" * 30 + b"\x7f"]
"""The zero of the group, points of small order, and what is no point."""


@pytest.mark.parametrize("element", SMALL)
def test_an_element_outside_the_group_is_refused(element: bytes) -> None:
    with pytest.raises(Malformed):
        Handshake(Side.POST, CODE, "beta").finish(b"B" + element)


@settings(max_examples=60)
@given(st.binary(max_size=40))
def test_whatever_comes_is_refused_in_one_way(data: bytes) -> None:
    try:
        wire = Handshake(Side.POST, CODE, "beta").finish(data)
    except Malformed:
        return
    with pytest.raises(WrongCode):  # a point by chance
        wire.open(b"")


def test_a_point_that_is_not_on_the_curve_is_refused_like_any_other() -> None:
    """Half of all numbers are no points: the library says so in a way of its own."""
    refused = 0
    for number in range(40):
        post = Handshake(Side.POST, CODE, "pyongyang")
        try:
            post.finish(b"B" + number.to_bytes(32, "little"))
        except Malformed:
            refused += 1
    assert refused > 20
