"""Which of two connections stands, and how long a line waits before it calls again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.errors import Usage
from depesha.links.circuit import FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS, gives_way, wait_seconds
from depesha.links.exchange import Address


def test_both_ends_keep_the_same_one_of_two() -> None:
    # Each end sees the two connections in an order of its own; alpha's call must stand at both.
    assert gives_way(same_side=False, is_old=False, dialled_by_first=True), "beta's came before"
    assert not gives_way(same_side=False, is_old=False, dialled_by_first=False), "alpha's did"


def test_a_caller_that_calls_again_has_lost_the_old_connection() -> None:
    assert gives_way(same_side=True, is_old=False, dialled_by_first=False)


def test_an_old_connection_gives_way_even_to_the_other_side() -> None:
    assert gives_way(same_side=False, is_old=True, dialled_by_first=False)


@given(st.integers(1, 10**6), st.integers(0, 65535))
def test_a_wait_is_never_long_and_never_nothing(failures: int, chance: int) -> None:
    seconds = wait_seconds(failures, chance)
    assert FIRST_WAIT_SECONDS / 2 < seconds <= LONGEST_WAIT_SECONDS


def test_waits_double_up_to_half_a_minute() -> None:
    waits = [wait_seconds(failures, 0) for failures in range(1, 11)]
    assert waits == pytest.approx([0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30.0, 30.0])


def test_chance_takes_off_up_to_a_half() -> None:
    assert wait_seconds(9, 32768) == pytest.approx(22.5)
    assert wait_seconds(9, 65535) == pytest.approx(15.0, abs=0.01)


@pytest.mark.parametrize(("host", "port"), [("", 1), ("h", -1), ("h", 65536)])
def test_an_address_is_checked_when_it_is_built(host: str, port: int) -> None:
    with pytest.raises(Usage):
        Address(host=host, port=port)


def test_an_address_is_written_as_people_write_it() -> None:
    assert str(Address(host="127.0.0.1", port=4570)) == "127.0.0.1:4570"
    assert str(Address(host="::1", port=4570)) == "[::1]:4570"
