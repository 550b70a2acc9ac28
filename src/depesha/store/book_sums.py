"""The sums at the foot of a numbered book: how many numbers were given to what, without its lines.

Counted in the indexes: a book of a hundred thousand numbers is not read for its foot. What the
lines of `books` say, added up, is the same; a test compares.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from depesha.store.books import INCOMING, OUTGOING, Span, skips
from depesha.store.database import Database

_TELEGRAMS: Final = {
    OUTGOING: ("telegram AS t", "t.number", "t.incoming_number = 0 AND t.year = :year"),
    INCOMING: (
        "telegram AS t",
        "t.incoming_number",
        "t.incoming_number > 0 AND t.incoming_year = :year",
    ),
}
_OF_OTHERS: Final = (
    "local_number AS n JOIN telegram AS t ON t.id = n.telegram",
    "n.number",
    "n.series = :series AND n.year = :year",
)
_COUNT: Final = """SELECT count(*), count(DISTINCT {number}),
    total(t.classification > :clearance) FROM {table}
    WHERE {which} AND {number} >= :first AND {number} <= :last"""
_VOIDS: Final = """SELECT count(*), total(NOT EXISTS (SELECT 1 FROM {table}
        WHERE {which} AND {number} = v.number)) FROM void_number AS v
    WHERE v.series = :series AND v.year = :year AND v.number >= :first AND v.number <= :last"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """How many numbers of one year there are of which kind.

    Attributes:
        telegrams: whose lines are shown.
        withheld: telegrams that are classified higher than whoever asks is cleared for.
        voids: numbers that were voided.
        skipped: numbers that no line accounts for, because an order skipped them.
        gaps: numbers that nothing accounts for.
    """

    year: int
    first: int
    last: int
    telegrams: int
    withheld: int
    voids: int
    skipped: int
    gaps: int


def sums(database: Database, series: str, span: Span, clearance: int | None) -> Sums:
    """Return the sums of a span, for whoever has a clearance; None: for whom all is there."""
    asked = {"series": series, "year": span.year, "clearance": clearance}
    lines, voids, withheld, accounted = _counted(database, series, asked, span.first, span.last)
    missing = max(0, span.last - span.first + 1) - accounted
    skipped = 0
    for begin, end in skips(database, series, span.year):
        first, last = max(begin, span.first), min(end, span.last)
        if first <= last:
            *_, inside = _counted(database, series, asked, first, last)
            skipped += last - first + 1 - inside
    return Sums(
        year=span.year,
        first=span.first,
        last=span.last,
        telegrams=lines - withheld,
        withheld=withheld,
        voids=voids,
        skipped=skipped,
        gaps=missing - skipped,
    )


def _counted(
    database: Database, series: str, asked: Mapping[str, object], first: int, last: int
) -> tuple[int, int, int, int]:
    """Return lines, voids, withheld lines, and how many numbers these account for."""
    table, number, which = _TELEGRAMS.get(series, _OF_OTHERS)
    within = {**asked, "first": first, "last": last}
    count = _COUNT.format(table=table, number=number, which=which)
    lines, numbers, withheld = database.row(count, within) or (0, 0, 0)
    of_voids = _VOIDS.format(table=table, number=number, which=which)
    voids, alone = database.row(of_voids, within) or (0, 0)
    return int(lines), int(voids), int(withheld), int(numbers) + int(alone)
