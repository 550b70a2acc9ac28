"""Which numbers of a channel are accounted for: laws, against a model that is a set."""

from collections.abc import Iterable
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from depesha.channel import Account, ChannelGap, coarse, size_of, spans_of
from depesha.names import TimeMs

NOW = TimeMs(1_000)
MOST = 40
NUMBERS = st.integers(1, MOST)
SPANS = st.sets(NUMBERS).map(spans_of)


def numbers_of(gaps: Iterable[ChannelGap]) -> set[int]:
    return {number for gap in gaps for number in range(gap.first, gap.last + 1)}


def gap(first: int, last: int, since: int = NOW) -> ChannelGap:
    return ChannelGap(first=first, last=last, since=TimeMs(since))


STEPS = st.lists(st.one_of(st.tuples(NUMBERS, NUMBERS), st.tuples(NUMBERS, SPANS)), max_size=20)


@given(STEPS)
def test_it_is_what_a_set_of_numbers_would_be(steps: list[tuple[int, object]]) -> None:
    account, there, last = Account(), set[int](), 0
    for step, (number, other) in enumerate(steps):
        before = set(range(1, last + 1)) - there
        if isinstance(other, int):
            first, end = min(number, other), max(number, other)
            closed = account.take(first, end, TimeMs(step))
            there |= set(range(first, end + 1))
            last = max(last, end)
            assert numbers_of(closed) == before & set(range(first, end + 1))
        else:
            assert isinstance(other, list)
            awaited = {one for first, end in other for one in range(first, end + 1)}
            account.told(number, other, TimeMs(step))
            last = max(last, number)
            there |= set(range(1, number + 1)) - awaited
        assert account.last == last
        assert numbers_of(account.gaps) == set(range(1, last + 1)) - there
        assert [n for n in range(1, MOST + 2) if account.lacks(n)] == sorted(
            set(range(1, MOST + 2)) - there
        )
        assert all(one.last + 1 < two.first for one, two in pairwise(account.gaps))


def test_a_number_far_ahead_is_one_gap() -> None:
    account = Account()
    account.take(2**50, 2**50, NOW)
    assert account.spans() == [(1, 2**50 - 1)]
    assert account.told(2**50, [(5, 5)], NOW) == [gap(1, 4), gap(6, 2**50 - 1)]
    assert account.spans() == [(5, 5)]


def test_words_do_not_touch_what_came_after_them() -> None:
    account = Account()
    account.take(10, 10, NOW)
    assert account.told(5, [(2, 3)], NOW) == [gap(1, 1), gap(4, 5)]
    assert account.spans() == [(2, 3), (6, 9)]


def test_what_is_left_of_a_gap_keeps_its_age() -> None:
    account = Account(9, [gap(2, 8, since=1)])
    assert account.take(4, 5, TimeMs(99)) == [gap(4, 5, since=1)]
    assert account.gaps == [gap(2, 3, since=1), gap(6, 8, since=1)]


def test_a_gap_that_grows_is_as_old_as_it_was() -> None:
    account = Account(3, [gap(2, 3, since=1)])
    account.told(6, [(2, 6)], TimeMs(50))
    assert account.gaps == [gap(2, 6, since=1)]


def test_too_many_gaps_are_made_fewer_and_nothing_missing_is_hidden() -> None:
    account = Account()
    for number in range(2, 22, 2):
        account.take(number, number, NOW)
    missing = numbers_of(account.gaps)
    account.bound(3)
    assert len(account.gaps) == 3
    assert numbers_of(account.gaps) >= missing


@given(st.sets(NUMBERS), st.integers(1, 5))
def test_coarse_spans_hold_all_the_numbers(numbers: set[int], most: int) -> None:
    spans = spans_of(numbers)
    rounded = coarse(spans, most)
    assert len(rounded) <= most
    assert {n for first, last in rounded for n in range(first, last + 1)} >= numbers
    assert size_of(spans) == len(numbers)


def test_numbers_as_spans() -> None:
    assert spans_of([7, 1, 3, 2]) == [(1, 3), (7, 7)]
    assert spans_of([]) == []
