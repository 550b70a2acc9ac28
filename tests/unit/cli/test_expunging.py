"""`expunge`: one telegram with a reason, or all that are due."""

import pytest

from tests.unit.cli.desk import run

ONE = {"reference": "moscow/1951/26044", "facts": 3, "office": "gromyko@moscow"}
DUE = {"references": ["moscow/1951/1", "moscow/1951/2"], "office": "gromyko@moscow"}


def test_one_is_expunged_with_its_reason() -> None:
    ran = run("expunge", "26044", "order 12", "--as", "gromyko", answers={"expunge": ONE})
    asked = {"reference": "26044", "reason": "order 12", "office": "gromyko"}
    assert ran.asked == [("expunge", asked)]
    assert ran.out == "expunged: moscow/1951/26044; its line and its proofs stay\n"


def test_all_that_are_due_are_named() -> None:
    ran = run("expunge", "--due", answers={"expunge-due": DUE})
    assert ran.asked == [("expunge-due", {})]
    assert ran.out.splitlines() == ["expunged: moscow/1951/1", "expunged: moscow/1951/2"]
    none = run("expunge", "--due", answers={"expunge-due": {"references": []}})
    assert none.out == "nothing is due\n"
    assert run("expunge", "--due", "--json", answers={"expunge-due": DUE}).objects() == [
        {"v": 1, "kind": "expunge", **DUE}
    ]


@pytest.mark.parametrize("words", [[], ["26044"], ["--due", "26044", "why"]])
def test_half_of_an_order_is_none(words: list[str]) -> None:
    ran = run("expunge", *words)
    assert ran.status == 2
    assert ran.asked == []
