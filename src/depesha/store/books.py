"""The numbered books without gaps: what each number of a series was given to.

Rule 1: from the first number of a year to the last that was given, each is told of, in order: a
    telegram, a void, or a span that no line accounts for. Of such a span it is said whether it was
    *skipped*, because a series was let go on at a higher number, or is a *gap*, which no order of
    a person explains: a damage (`doctor` says so).
Rule 2: a series that was opened before any number of the year was given begins there.
Rule 3: a period has the numbers after the last that was given before it, up to the last that was
    given in it. So what is missing between two periods is seen in the later one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from depesha.store.database import Database
from depesha.store.series import beginning, next_number

OUTGOING: Final = "outgoing"
INCOMING: Final = "incoming"

TELEGRAM: Final = "telegram"
VOID: Final = "void"
SKIPPED: Final = "skipped"
GAP: Final = "gap"

_YEARS: Final = "SELECT year FROM series WHERE series = ? ORDER BY year"
_ALL_YEARS: Final = "SELECT series, year FROM series ORDER BY series, year"
_OPENINGS: Final = "SELECT free, first FROM opening WHERE series = ? AND year = ? ORDER BY id"

_GIVEN: Final = {
    OUTGOING: "SELECT number, id, at FROM telegram WHERE incoming_number = 0 AND year = :year",
    INCOMING: "SELECT incoming_number AS number, id, at FROM telegram"
    " WHERE incoming_number > 0 AND incoming_year = :year",
}
_GIVEN_OF_OTHERS: Final = """SELECT n.number AS number, t.id AS id, t.at AS at
    FROM local_number AS n JOIN telegram AS t ON t.id = n.telegram
    WHERE n.series = :series AND n.year = :year"""
_VOIDS: Final = """SELECT number, office, reason, at FROM void_number
    WHERE series = :series AND year = :year AND number > :after AND number <= :upto
    ORDER BY number LIMIT :limit"""
_LAST_VOID: Final = """SELECT number FROM void_number
    WHERE series = :series AND year = :year AND at < :before ORDER BY number DESC LIMIT 1"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The numbers of one year of a series that a period has: from the first to the last.

    There are none where the last is below the first.
    """

    year: int
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookLine:
    """What a number, or a span of numbers, was given to.

    Attributes:
        kind: `telegram`, `void`, `skipped` or `gap`.
        first, last: the numbers, both among them; one number where they are equal.
        telegram: the place of the telegram's fact.
        doubled: another line bears the same number: a damage.
        office, reason, at: of a void, who declared it so, why, and when.
    """

    kind: str
    first: int
    last: int
    telegram: int | None = None
    doubled: bool = False
    office: str = ""
    reason: str = ""
    at: int | None = None


def years(database: Database, series: str) -> list[int]:
    """Return the years in which a series was opened or gave a number."""
    return [int(year) for (year,) in database.rows(_YEARS, (series,))]


def whole_year(database: Database, series: str, year: int) -> Span:
    """Return all numbers of a year."""
    first = _first(database, series, year)
    return Span(year=year, first=first, last=next_number(database, series, year) - 1)


def period(database: Database, series: str, year: int, begin: int, end: int) -> Span:
    """Return the numbers of a year that were given from `begin` (in ms) on and before `end`."""
    whole = whole_year(database, series, year)
    before = _last_given(database, series, year, begin)
    last = _last_given(database, series, year, end)
    return Span(year=year, first=max(whole.first, before + 1), last=min(whole.last, last))


def lines(
    database: Database, series: str, span: Span, *, after: int = 0, limit: int = 1000
) -> list[BookLine]:
    """Return the lines of a span in the order of their numbers, at most so many.

    Args:
        database: the registers.
        series: `outgoing`, `incoming`, or a further series.
        span: which numbers.
        after: those up to this one were told of before.
        limit: at most about so many; where there are fewer, these are all.
    """
    after = max(after, span.first - 1)
    asked = {
        "series": series,
        "year": span.year,
        "after": after,
        "upto": span.last,
        "limit": limit,
    }
    given = [
        BookLine(kind=TELEGRAM, first=number, last=number, telegram=place)
        for number, place, _ in database.rows(_given_between(series), asked)
    ]
    voids = [
        BookLine(kind=VOID, first=number, last=number, office=office, reason=reason, at=at)
        for number, office, reason, at in database.rows(_VOIDS, asked)
    ]
    known = sorted([*given, *voids], key=lambda line: (line.first, line.kind))
    whole = len(given) < limit and len(voids) < limit
    if not whole:  # what lies behind the shorter of the two lists is not known yet
        ends = [part[-1].first for part in (given, voids) if len(part) == limit]
        known = [line for line in known if line.first <= min(ends)]
    upto = span.last if whole else known[-1].first
    return list(_without_gaps(known, after, upto, skips(database, series, span.year)))


def gaps(database: Database, limit: int) -> list[str]:
    """Return in words which numbers no line accounts for, or two do; at most so many."""
    found: list[str] = []
    for series, year in database.rows(_ALL_YEARS):
        for line in _every_line(database, str(series), int(year)):
            if line.kind == GAP:
                found.append(f"{_numbers(line)} of {series} in {year}: no line accounts for it")
            elif line.doubled:
                found.append(f"{_numbers(line)} of {series} in {year}: given twice")
            if len(found) >= limit:
                return found
    return found


def _every_line(database: Database, series: str, year: int) -> Iterator[BookLine]:
    span, after = whole_year(database, series, year), 0
    while True:
        part = lines(database, series, span, after=after)
        yield from part
        if not part or part[-1].last >= span.last:
            return
        after = part[-1].last


def _numbers(line: BookLine) -> str:
    if line.first == line.last:
        return f"number {line.first}"
    return f"numbers {line.first} to {line.last}"


def _without_gaps(
    known: list[BookLine], after: int, upto: int, skips: list[tuple[int, int]]
) -> Iterator[BookLine]:
    expected = after + 1
    for line in known:
        yield from _missing(expected, line.first - 1, skips)
        doubled = line.first < expected
        yield (
            BookLine(
                kind=line.kind,
                first=line.first,
                last=line.last,
                telegram=line.telegram,
                doubled=doubled,
                office=line.office,
                reason=line.reason,
                at=line.at,
            )
            if doubled
            else line
        )
        expected = line.first + 1
    yield from _missing(expected, upto, skips)


def _missing(first: int, last: int, skips: list[tuple[int, int]]) -> Iterator[BookLine]:
    """Yield the spans of what is missing: skipped by an order, or not explained by any."""
    while first <= last:
        inside = next((end for begin, end in skips if begin <= first <= end), None)
        if inside is not None:
            end, kind = min(last, inside), SKIPPED
        else:
            begins = [begin - 1 for begin, _ in skips if begin > first]
            end, kind = min([last, *begins]), GAP
        yield BookLine(kind=kind, first=first, last=end)
        first = end + 1


def skips(database: Database, series: str, year: int) -> list[tuple[int, int]]:
    """Return the ranges of numbers that orders skipped, first and last of each."""
    rows = database.rows(_OPENINGS, (series, year))
    return [(int(free), int(first) - 1) for free, first in rows if first > free]


def _first(database: Database, series: str, year: int) -> int:
    """Return the first number of a year, rule 2."""
    first, _ = beginning(database, series, year)
    for free, opened in database.rows(_OPENINGS, (series, year)):
        if free == first:
            first = int(opened)
    return first


def _given(series: str) -> str:
    return _GIVEN.get(series, _GIVEN_OF_OTHERS)


def _given_between(series: str) -> str:
    number = {OUTGOING: "number", INCOMING: "incoming_number"}.get(series, "n.number")
    return f"""{_given(series)} AND {number} > :after AND {number} <= :upto
        ORDER BY {number} LIMIT :limit"""


def _last_given(database: Database, series: str, year: int, before: int) -> int:
    """Return the last number that was given before a time; 0 if none was."""
    number = {OUTGOING: "number", INCOMING: "incoming_number"}.get(series, "n.number")
    at = "at" if series in _GIVEN else "t.at"
    asked = {"series": series, "year": year, "before": before}
    query = f"{_given(series)} AND {at} < :before ORDER BY {number} DESC LIMIT 1"
    rows = (database.row(query, asked), database.row(_LAST_VOID, asked))
    return max((int(row[0]) for row in rows if row), default=0)
