"""The places at the door: who gets one, and who loses his for it."""

from hypothesis import given
from hypothesis import strategies as st

from depesha.links.strangers import FREE_PLACES, MAX_STRANGERS, SHARE, Strangers

ONE, OTHER = "192.0.2.1", "192.0.2.2"


def test_nobody_leaves_while_half_of_the_places_are_free() -> None:
    door: Strangers[int] = Strangers()
    assert [door.enter(number, ONE) for number in range(FREE_PLACES)] == [None] * FREE_PLACES


def test_beyond_half_of_the_places_an_address_crowds_out_itself() -> None:
    door: Strangers[int] = Strangers()
    for number in range(FREE_PLACES):
        door.enter(number, ONE)
    assert door.enter(100, ONE) == 0
    assert [door.enter(200 + number, OTHER) for number in range(SHARE)] == [None] * SHARE
    assert door.enter(300, OTHER) == 200
    assert door.enter(400, ONE) == 1


def test_when_all_places_are_taken_the_oldest_leaves() -> None:
    door: Strangers[int] = Strangers()
    hosts = [f"192.0.2.{number % 7}" for number in range(MAX_STRANGERS)]
    assert not any(door.enter(number, host) for number, host in enumerate(hosts))
    assert door.enter(100, "198.51.100.1") == 0
    assert len(door) == MAX_STRANGERS


def test_a_recognised_neighbour_goes_last() -> None:
    door: Strangers[int] = Strangers()
    for number in range(FREE_PLACES):
        door.enter(number, ONE)
    for known in (0, 1):
        door.recognise(known)
    assert door.enter(100, ONE) == 2
    for number in range(FREE_PLACES):
        door.recognise(number)
    door.recognise(100)
    assert door.enter(101, ONE) == 0


def test_who_has_said_hello_frees_his_place() -> None:
    door: Strangers[int] = Strangers()
    for number in range(FREE_PLACES):
        door.enter(number, ONE)
    door.leave(7)
    door.leave(7)
    door.recognise(7)
    assert door.enter(100, ONE) is None


def test_the_addresses_of_one_ipv6_customer_are_one() -> None:
    door: Strangers[int] = Strangers()
    for number in range(FREE_PLACES):
        door.enter(number, f"2001:db8:1:1::{number:x}")
    assert door.enter(100, "2001:db8:1:1:ffff::1%eth0") == 0
    assert door.enter(101, "2001:db8:1:2::1") is None
    assert door.enter(102, "::ffff:192.0.2.1") is None


@given(st.lists(st.tuples(st.integers(1, 4), st.booleans()), max_size=200))
def test_no_more_are_at_the_door_than_there_are_places(calls: list[tuple[int, bool]]) -> None:
    door: Strangers[int] = Strangers()
    inside: set[int] = set()
    for number, (source, known) in enumerate(calls):
        leaves = door.enter(number, f"192.0.2.{source}")
        inside.add(number)
        if leaves is not None:
            inside.remove(leaves)
        if known:
            door.recognise(number)
        assert len(door) == len(inside) <= MAX_STRANGERS
