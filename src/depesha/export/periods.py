"""Periods as a registrar says them: whole days, hours, or a year, on the station's own clock.

2026-12-30 to 2027-01-02                both days are in it
30.12.2026 to 02.01.2027 08:00
2026                                    the numbers of that year
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

from depesha.errors import Usage
from depesha.export.speech import Speech

_DAY: Final = (
    r"(?:(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})"
    r"|(?P<day>[0-9]{2})\.(?P<month>[0-9]{2})\.(?P<year>[0-9]{4}))"
)
_MOMENT: Final = re.compile(
    rf"{_DAY}(?:[ T](?P<hour>[0-9]{{2}}):(?P<minute>[0-9]{{2}})(?P<utc>Z)?)?"
)
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
DAY: Final = timedelta(days=1)
MS: Final = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What is asked for: a year, or from a time (in UTC ms) on and before another."""

    year: int | None = None
    begin: int | None = None
    end: int | None = None

    @property
    def is_said(self) -> bool:
        """Whether anything was said of it."""
        return (self.year, self.begin, self.end) != (None, None, None)

    def fields(self) -> dict[str, int]:
        """Return the fields of a question."""
        said = {"year": self.year, "from_at": self.begin, "to_at": self.end}
        return {name: value for name, value in said.items() if value is not None}

    def times(self, zone: tzinfo) -> dict[str, int]:
        """Return the fields of a question that knows no years: a year is a period too."""
        if self.year is None:
            return self.fields()
        begin, end = (start_of(date(year, 1, 1), zone) for year in (self.year, self.year + 1))
        return {"from_at": begin, "to_at": end}


def moment(text: str, zone: tzinfo, *, is_end: bool = False) -> int:
    """Return a time in UTC ms; a day is its beginning, or as an end the beginning of the next.

    Raises:
        Usage: it is not formed like one.
    """
    found = _MOMENT.fullmatch(text.strip())
    hint = 'as in 2026-12-30, 30.12.2026, or "2026-12-30 18:00"'
    msg = f"not a day or a time: {text[:40]!r}"
    if found is None:
        raise Usage(msg, hint=hint)
    try:
        day = date(
            int(found["y"] or found["year"]),
            int(found["m"] or found["month"]),
            int(found["d"] or found["day"]),
        )
        if found["hour"] is None:
            return start_of(day + DAY if is_end else day, zone)
        clock = UTC if found["utc"] else zone
        hour, minute = int(found["hour"]), int(found["minute"])
        return _ms(datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock))
    except (ValueError, OverflowError) as error:
        raise Usage(msg, hint=hint) from error


def deadline(text: str, zone: tzinfo) -> int:
    """Return a term in UTC ms: of a day its last moment, else the time itself.

    Raises:
        Usage: it is not formed like one.
    """
    begin, end = moment(text, zone), moment(text, zone, is_end=True)
    return end if begin == end else end - 1


def start_of(day: date, zone: tzinfo) -> int:
    """Return when a day begins in a zone, in UTC ms.

    Where the clock leaps over midnight it is the first moment of that day; where midnight comes
    twice, the first of the two.
    """
    return _ms(datetime(day.year, day.month, day.day, tzinfo=zone))


def _ms(at: datetime) -> int:
    return (at.astimezone(UTC) - EPOCH) // MS


def said(speech: Speech, asked: Period) -> str:
    """Return the period in words, as a page has it in its head."""
    if asked.year is not None:
        return speech.word("of the year").format(asked.year)
    if not asked.is_said:
        return speech.word("from the beginning")
    begin = "…" if asked.begin is None else _edge(speech, asked.begin, is_end=False)
    end = "…" if asked.end is None else _edge(speech, asked.end, is_end=True)
    return speech.word("from to").format(begin, end)


def _edge(speech: Speech, at: int, *, is_end: bool) -> str:
    """Return a day where the period begins or ends with it, else the time."""
    local = (EPOCH + at * MS).astimezone(speech.zone)
    if start_of(local.date(), speech.zone) != at:
        return f"{local:%d.%m.%Y %H:%M %Z}"
    return f"{local.date() - DAY if is_end else local.date():%d.%m.%Y}"
