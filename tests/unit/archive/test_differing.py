"""What differs between two wordings, word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.archive.differing import MOST_WORDS, Fate, kept, stretches


def told(before: str, after: str) -> list[tuple[str, str]]:
    return [(one.fate.name, one.text) for one in stretches(before, after)]


def test_a_word_is_changed_as_a_whole() -> None:
    assert told("Confirm receipt.", "Confirm the receipts.") == [
        ("SAME", "Confirm "),
        ("GONE", "receipt"),
        ("COME", "the receipts"),
        ("SAME", "."),
    ]


@pytest.mark.parametrize(
    ("before", "after", "fates"),
    [
        ("", "", []),
        ("a b", "a b", ["SAME"]),
        ("", "a", ["COME"]),
        ("a", "", ["GONE"]),
        ("a b c", "x y", ["GONE", "COME"]),
        ("a b c", "a x c", ["SAME", "GONE", "COME", "SAME"]),
    ],
)
def test_what_stays_goes_and_comes(before: str, after: str, fates: list[str]) -> None:
    assert [fate for fate, _ in told(before, after)] == fates


WORDS = st.lists(st.sampled_from(["a", "b ", " ", "Ли", ".", "\n"]), max_size=30).map("".join)


@given(before=WORDS, after=WORDS)
def test_both_wordings_are_in_what_is_told(before: str, after: str) -> None:
    parts = list(stretches(before, after))
    assert "".join(one.text for one in parts if one.fate is not Fate.COME) == before
    assert "".join(one.text for one in parts if one.fate is not Fate.GONE) == after


@given(before=WORDS, after=WORDS)
def test_what_is_kept_stands_in_both_and_in_order(before: str, after: str) -> None:
    left = right = 0
    for one in kept(before, after):
        assert one.before >= left
        assert one.after >= right
        left, right = one.before + one.length, one.after + one.length
        assert before[one.before : left] == after[one.after : right]


def test_wordings_that_differ_for_long_are_replaced_as_a_whole() -> None:
    before, after = "a b " * MOST_WORDS, "b a " * MOST_WORDS
    assert [fate for fate, _ in told(before, after)] == ["GONE", "COME"]
