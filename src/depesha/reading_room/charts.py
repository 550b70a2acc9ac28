"""Small charts of years and months. What they draw is said in words too."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LEAST: Final = 3
"""Per cent: a column of one record is seen beside one of thousands."""

BROWSED: Final = 50
"""Records of a page of a list."""

MONTHS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    Attributes:
        number: the year, or the month.
        count: how many records.
        height: in per cent of the highest; 0: there are none.
        part: on which page of its list they begin.
    """

    number: int
    count: int
    height: int
    part: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Columns side by side, and how many records have no place among them."""

    columns: tuple[Column, ...]
    undated: int = 0


def years_chart(years: Sequence[tuple[int, int]]) -> Chart:
    """Return the years between the first and the last, each with how high its column is."""
    known = {year: count for year, count in years if year}
    most = max(known.values(), default=1)
    span = range(min(known, default=0), max(known, default=-1) + 1)
    columns = tuple(
        Column(number=year, count=known.get(year, 0), height=height(known.get(year, 0), most))
        for year in span
    )
    return Chart(columns=columns, undated=sum(count for year, count in years if not year))


def months_chart(months: Sequence[tuple[str, int]]) -> Chart:
    """Return the months of a year; they are of a list that tells records in their order."""
    known = {int(month): count for month, count in months if month.isdigit()}
    most = max(known.values(), default=1)
    before = undated = sum(count for month, count in months if not month.isdigit())
    columns = []
    for month in range(1, MONTHS + 1):
        count = known.get(month, 0)
        part = before // BROWSED + 1
        columns.append(Column(number=month, count=count, height=height(count, most), part=part))
        before += count
    return Chart(columns=tuple(columns), undated=undated)


def height(count: int, most: int) -> int:
    """Return the height of a column in per cent; one record is seen."""
    return max(LEAST, round(100 * count / most)) if count else 0
