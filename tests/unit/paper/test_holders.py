"""Each holder stands in one place of the form."""

from typing import Any

import pytest

from depesha.paper.holders import MADE, PLACES, holders_of


def ledger(*numbers: int) -> list[dict[str, Any]]:
    return [{"number": number, "holder": f"holder {number}"} for number in numbers]


@pytest.mark.parametrize("kind", sorted(MADE))
def test_a_typed_form_keeps_its_table_empty(kind: str) -> None:
    marks = [{"text": "4570", "kind": ""}, {"text": "2 экз. ян.", "kind": kind}]
    where = holders_of(marks, ledger(1, 2))
    assert where.table == ()
    assert [one["number"] for one in where.typed] == [1, 2]


@pytest.mark.parametrize(
    "marks", [[], [{"text": "4570", "kind": ""}], [{"text": "x", "kind": None}]]
)
def test_another_has_each_in_the_place_of_his_copy(marks: list[dict[str, Any]]) -> None:
    where = holders_of(marks, ledger(1, 3))
    assert where.table == ("holder 1", "", "holder 3", "", "", "", "", "")
    assert where.typed == ()


def test_who_finds_no_place_is_typed_at_the_end() -> None:
    where = holders_of([], ledger(*range(1, 12)))
    assert len(where.table) == PLACES
    assert [one["number"] for one in where.typed] == [9, 10, 11]


def test_without_copies_the_table_is_empty() -> None:
    assert holders_of([], []).table == ()
