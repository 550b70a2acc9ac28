"""The period that a page of a register shows, as its address has it.

?span=month&day=2026-11-29             the month in which the day lies: so too day, week, year
?span=own&from=2026-11-01&to=2026-11-30     both days are in it
?span=all                              from the beginning

What is not formed like one is the present month: an address is typed by anybody.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Final

from depesha.export.periods import Period, start_of

DAY: Final = timedelta(days=1)
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2999
MONTHS: Final = 12


def _(sentence: str) -> str:
    """Mark a sentence that the catalogues have; it is said when it is shown."""
    return sentence


def _of_day(day: date) -> tuple[date, date]:
    return day, day


def _of_week(day: date) -> tuple[date, date]:
    first = day - day.weekday() * DAY
    return first, first + 6 * DAY


def _of_month(day: date) -> tuple[date, date]:
    years, month = divmod(day.month, MONTHS)
    return day.replace(day=1), date(day.year + years, month + 1, 1) - DAY


def _of_year(day: date) -> tuple[date, date]:
    return date(day.year, 1, 1), date(day.year, 12, 31)


ROUND: Final[Mapping[str, Callable[[date], tuple[date, date]]]] = {
    "day": _of_day,
    "week": _of_week,
    "month": _of_month,
    "year": _of_year,
}
CAPTIONS: Final = {
    "day": _("Day"),
    "week": _("Week"),
    "month": _("Month"),
    "year": _("Year"),
    "all": _("All"),
}
"""The spans that are offered by a press of a button."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSpan:
    """What a page shows: from one day to another, both among them; None: open."""

    kind: str
    first: date | None = None
    last: date | None = None

    def period(self, zone: tzinfo) -> Period:
        """Return the period, on the clock of a zone."""
        if self.kind == "year" and self.first is not None:
            return Period(year=self.first.year)
        begin = None if self.first is None else start_of(self.first, zone)
        end = None if self.last is None else start_of(self.last + DAY, zone)
        return Period(begin=begin, end=end)

    def query(self) -> dict[str, str]:
        """Return the fields of the address."""
        if self.kind in ROUND and self.first is not None:
            return {"span": self.kind, "day": self.first.isoformat()}
        edges = {"from": self.first, "to": self.last}
        said = {name: day.isoformat() for name, day in edges.items() if day is not None}
        return {"span": self.kind, **said}

    def step(self, way: int) -> "PageSpan | None":
        """Return the span before (-1) or behind (1) this one; None where there is none."""
        if self.kind not in ROUND or self.first is None or self.last is None:
            return None
        day = self.first - DAY if way < 0 else self.last + DAY
        return _around(self.kind, day) if FIRST_YEAR <= day.year <= LAST_YEAR else None


def span_of(query: Mapping[str, str], today: date, usual: str = "month") -> PageSpan:
    """Return the span that an address asks for, or the usual one."""
    kind = query.get("span", usual)
    if kind == "all":
        return PageSpan(kind="all")
    if kind == "own":
        first, last = _day(query.get("from", "")), _day(query.get("to", ""))
        if (first or last) and not (first and last and first > last):
            return PageSpan(kind="own", first=first, last=last)
    day = _day(query.get("day", "")) or today
    return _around(kind, day) if kind in ROUND else _usual(usual, today)


def _usual(usual: str, today: date) -> PageSpan:
    return _around(usual, today) if usual in ROUND else PageSpan(kind=usual)


def _around(kind: str, day: date) -> PageSpan:
    first, last = ROUND[kind](day)
    return PageSpan(kind=kind, first=first, last=last)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
