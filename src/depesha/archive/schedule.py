"""Retention: when a kept document is looked at again, and when it is to be declassified.

The policy says for each level after how many years; they count from the day of the telegram. The
example is the rule of 25 years: then it is declassified, unless an authority exempts it, by a
category, until a day of its own.
"""

from dataclasses import dataclass
from datetime import date

from depesha.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """The days, ISO 8601; empty: never."""

    review_on: str = ""
    declassify_on: str = ""


def schedule_of(policy: Policy | None, level: int, day: date) -> Schedule:
    """Return when a telegram of that day and level is looked at again, and declassified."""
    found = policy.classification(level) if policy else None
    if found is None:
        return Schedule()
    return Schedule(
        review_on=_after(day, found.review_years), declassify_on=_after(day, found.declassify_years)
    )


def _after(day: date, years: int) -> str:
    """Return the same day so many years later, of 29 February the day before 1 March."""
    if not years or day.year + years > date.max.year:
        return ""
    try:
        return day.replace(year=day.year + years).isoformat()
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28).isoformat()
