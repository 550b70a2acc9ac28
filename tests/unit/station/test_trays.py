"""Void numbers stand in their register, on whichever page they belong to."""

from typing import Any

import pytest

from depesha.station.trays import with_voids


def line(number: int, year: int = 1951) -> dict[str, Any]:
    return {"year": year, "number": number, "incoming_year": year, "incoming_number": number + 100}


def void(number: int, year: int = 1951) -> dict[str, Any]:
    return {
        "year": year,
        "number": number,
        "office": "gromyko@moscow",
        "reason": "spoilt",
        "voided_at": 0,
    }


def shown(lines: list[dict[str, Any]], voids: list[int], limit: int, offset: int) -> list[object]:
    found = with_voids(lines, [void(one) for one in voids], "out", limit, offset)
    return [(one["number"], bool(one.get("void"))) for one in found]


@pytest.mark.parametrize(
    ("numbers", "limit", "offset", "expected"),
    [
        ([2, 4], 9, 0, [1, 2, 3, 4, 5]),
        ([2, 4], 2, 0, [1, 2, 3, 4]),  # more may follow: 5 belongs to another page
        ([4], 2, 1, [4, 5]),  # 1 and 3 stood on the page before
        ([], 9, 0, [1, 3, 5]),
        ([], 0, 0, []),
    ],
)
def test_a_page_has_the_void_numbers_between_its_lines(
    numbers: list[int], limit: int, offset: int, expected: list[int]
) -> None:
    found = shown([line(one) for one in numbers], [1, 3, 5], limit, offset)
    assert found == [(one, one in {1, 3, 5}) for one in expected]


def test_a_void_line_says_who_and_why_and_has_no_telegram() -> None:
    (found,) = with_voids([], [void(7)], "in", 9, 0)
    assert (found["void"], found["state"], found["reference"]) == (True, "VOID", None)
    assert (found["incoming_number"], found["number"], found["reason"]) == (7, 7, "spoilt")
    (special,) = with_voids([], [void(7)], "special", 9, 0)
    assert special["local_number"] == 7
