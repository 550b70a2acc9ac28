"""Where the holders of a telegram's copies stand on its form: in the printed table, or typed below.

Rule 1: where the typist's mark stands (`kind отп.`), the form came as it was typed: so on the
    sheets that the form is after the table stays empty, and the holders are typed at the end.
Rule 2: any other telegram has them in the table, and there only; whoever finds no place in it is
    typed at the end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

Row = Mapping[str, Any]

MADE: Final = frozenset({"отп.", "отп", "typed"})
"""Kinds of a mark that says how many copies were typed, and by whom."""

PLACES: Final = 8
"""Of the printed table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holders:
    """Who holds which copy, and where that stands.

    Attributes:
        table: the places of the printed table, "" for an empty one; none of them: it is left empty.
        typed: whose names are typed at the end.
    """

    table: tuple[str, ...]
    typed: tuple[Row, ...]


def holders_of(marks: Sequence[Row], ledger: Sequence[Row]) -> Holders:
    """Return where the holders of a ledger stand on a form with these marks."""
    if not ledger or any(str(one.get("kind") or "") in MADE for one in marks):
        return Holders(table=(), typed=tuple(ledger))
    placed = {one["number"]: str(one["holder"]) for one in ledger if one["number"] <= PLACES}
    return Holders(
        table=tuple(placed.get(number, "") for number in range(1, PLACES + 1)),
        typed=tuple(one for one in ledger if one["number"] not in placed),
    )
