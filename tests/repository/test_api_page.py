"""The page of the Python interface names every order and every question that there is."""

import re
from pathlib import Path

from depesha.station.heavy import HEAVY
from depesha.station.orders import ORDERS
from depesha.station.reading import LIGHT
from depesha.station.room import TURNS_KEYS

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")


def named(heading: str) -> set[str]:
    """Return the names in the first column of the table under a heading."""
    part = PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in part.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])}


def test_every_order_is_on_the_page_and_no_other() -> None:
    assert named("Orders") == {*ORDERS, *TURNS_KEYS}


def test_every_question_is_on_the_page_and_no_other() -> None:
    assert named("Questions") == {*LIGHT, *HEAVY}
