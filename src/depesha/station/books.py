"""The registers as books: a line for each number, for a year or for any period (`register …`).

Rule 1: each number is a line, whoever asks. Of a telegram that an office is not cleared for there
    is the number and nothing else: kind `withheld`. So a book without a gap stays one, and what a
    clearance hides is not told (`readers`).
Rule 2: a period is half open, in UTC milliseconds; the year of a series is that of the station's
    own calendar.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any, Final

from depesha.errors import Usage
from depesha.names import station_id, station_of
from depesha.number import series as series_named
from depesha.station.ledger import LEDGER, WITHHELD
from depesha.station.periods import period_of
from depesha.station.plain import Plain
from depesha.station.readers import Eyes, eyes_of
from depesha.station.reading import LAST_YEAR, MAX_OFFSET, Fields, Reader, bounded, office_in
from depesha.station.settings import zone_of
from depesha.station.trays import tray_line
from depesha.store import books
from depesha.store.books import BookLine, Span
from depesha.store.reading import Line

SERIES: Final = {"out": books.OUTGOING, "in": books.INCOMING}
"""Short names of registers; any other is the name of a further series."""

DAY_MS: Final = 24 * 3600 * 1000


def book(reader: Reader, fields: Fields) -> list[Line]:
    """Return the lines of a register after one, in order.

    Fields: `register` (`out`, `in`, or a series), `year` or `from_at` and `to_at`, `after` (a pair:
    the year and the number up to which the lines are known), `limit`, `office`. Without a year and
    a period, those of every year.

    Raises:
        Usage: they are not as they should be.
    """
    limit, _ = bounded({"limit": 1000, **fields})
    named = str(fields.get("register", "out"))
    series = SERIES.get(named) or series_named(named)
    after_year, after = _after(fields)
    eyes = eyes_of(reader.offices(), office_in(reader.config, fields))
    found: list[Line] = []
    for span in _spans(reader, fields, series):
        if span.year < after_year or len(found) >= limit:
            continue
        begin = after if span.year == after_year else 0
        part = books.lines(reader.database, series, span, after=begin, limit=limit - len(found))
        found += _shown(reader, series, span.year, part, eyes)
    return found


def book_sums(reader: Reader, fields: Fields) -> list[Line]:
    """Return the sums at the foot of a register: of each year that was asked for.

    Fields: as of `book`, but `after` and `limit`.

    Raises:
        Usage: they are not as they should be.
    """
    # imported here because whoever reads lines adds nothing up
    from depesha.store.book_sums import sums  # noqa: PLC0415

    named = str(fields.get("register", "out"))
    series = SERIES.get(named) or series_named(named)
    eyes = eyes_of(reader.offices(), office_in(reader.config, fields))
    return [
        asdict(sums(reader.database, series, span, eyes.clearance))
        for span in _spans(reader, fields, series)
        if span.first <= span.last
    ]


def _spans(reader: Reader, fields: Fields, series: str) -> list[Span]:
    """Return the numbers that are asked for, year by year."""
    database = reader.database
    known = books.years(database, series)
    year = fields.get("year")
    if year is not None:
        if not (isinstance(year, int) and 0 < year <= LAST_YEAR):
            msg = f"year is a whole number from 1 to {LAST_YEAR}"
            raise Usage(msg)
        return [books.whole_year(database, series, year)] if year in known else []
    if fields.get("from_at") is None and fields.get("to_at") is None:
        return [books.whole_year(database, series, one) for one in known]
    begin, end = period_of(fields)
    first, last = _year(reader, begin), _year(reader, end - 1)
    return [
        books.period(database, series, one, begin, end) for one in known if first <= one <= last
    ]


def _year(reader: Reader, at: int) -> int:
    zone = zone_of(reader.config.zone)
    try:
        return datetime.fromtimestamp(at / 1000, zone).year
    except (ValueError, OverflowError, OSError):
        return 0 if at < 0 else LAST_YEAR


def _after(fields: Fields) -> tuple[int, int]:
    given = fields.get("after")
    if given is None:
        return 0, 0
    pair = list(given) if isinstance(given, list | tuple) else []
    if len(pair) != 2 or not all(isinstance(one, int) and 0 <= one <= MAX_OFFSET for one in pair):  # noqa: PLR2004  # a pair
        msg = "after is a year and a number"
        raise Usage(msg)
    return pair[0], pair[1]


def _shown(reader: Reader, series: str, year: int, part: list[BookLine], eyes: Eyes) -> list[Line]:
    places = [line.telegram for line in part if line.telegram is not None]
    telegrams = reader.registers.telegrams(places) if places else {}
    return [_line(series, year, one, telegrams.get(one.telegram or 0), eyes) for one in part]


def _line(series: str, year: int, one: BookLine, telegram: Line | None, eyes: Eyes) -> Line:
    numbered: Line = {
        "series": series,
        "book_year": year,
        "book_number": one.first,
        "book_last": one.last,
    }
    if telegram is None:
        void = {"office": one.office, "reason": one.reason, "at": one.at}
        return {**numbered, "entry": one.kind, **(void if one.kind == books.VOID else {})}
    if eyes.clearance is not None and telegram["classification"] > eyes.clearance:
        return {**numbered, "entry": WITHHELD}
    is_open = telegram["classification"] <= eyes.open_upto
    local = {} if series in SERIES.values() else {"local_number": one.first}
    doubled = {"doubled": True} if one.doubled else {}
    shown = tray_line(telegram, None, is_open=is_open)
    return {**numbered, "entry": one.kind, **doubled, **local, **shown}


# -- registers of what has no number of its own ---------------------------------------------------


def _services(reader: Reader, fields: Fields) -> list[Line]:
    # imported here because a book of telegrams needs no words of service messages
    from depesha.store.papers import service_between  # noqa: PLC0415

    limit, offset = bounded({"limit": 1000, **fields})
    return service_between(reader.database, period_of(fields), limit, offset)


def _transit(reader: Reader, fields: Fields) -> list[Line]:
    from depesha.store.papers import relayed_between  # noqa: PLC0415  # likewise

    limit, offset = bounded({"limit": 1000, **fields})
    return relayed_between(reader.database, period_of(fields), limit, offset)


def _channel(reader: Reader, fields: Fields) -> list[Line]:
    """Return the closed UTC days of a line, a line for each channel.

    Raises:
        Usage: the line or the period is not formed like one.
    """
    # imported here because no other book knows lines
    from depesha.store.channels import lines_of_days  # noqa: PLC0415

    limit, offset = bounded({"limit": 1000, **fields})
    begin, end = period_of(fields)
    days = begin // DAY_MS, (end - 1) // DAY_MS
    line = station_id(str(fields.get("line", "")))
    found = lines_of_days(reader.database, line, days, limit, offset)
    return [{**one, "line": line, "day": _day(one["day"])} for one in found]


def _day(day: int) -> str:
    return (date(1970, 1, 1) + timedelta(days=day)).isoformat()


# -- the communications log -----------------------------------------------------------------------


def _log(reader: Reader, fields: Fields) -> dict[str, Any]:
    """Return the log of a period: what left, came and was answered; and where to go on.

    A subject is told where a list would tell it; an entry about a telegram that the office is not
    cleared for is not there: the log has no numbers of its own that could be missing.
    """
    # imported here because it reads facts
    from depesha.store.log import entries  # noqa: PLC0415

    limit, _ = bounded({"limit": 1000, **fields})
    after = fields.get("after", -1)
    if not isinstance(after, int) or abs(after) > MAX_OFFSET:
        msg = "after is the number of a fact"
        raise Usage(msg)
    eyes = eyes_of(reader.offices(), office_in(reader.config, fields))
    found, go_on = entries(reader.database, period_of(fields), after, limit)
    telegrams = reader.registers.telegrams(sorted({one["telegram"] for one in found}))
    lines = [
        _log_line(reader, one, telegrams[one["telegram"]], eyes)
        for one in found
        if eyes.clearance is None or telegrams[one["telegram"]]["classification"] <= eyes.clearance
    ]
    return {"station": reader.config.station, "entries": lines, "next": go_on}


def _log_line(reader: Reader, one: Line, telegram: Line, eyes: Eyes) -> Line:
    """Return who wrote to whom under which number; the originator's number stays.

    Of an answer, in which standing it was given; by a deputy or for another, if that may be told.
    """
    # imported here because the other books have no answers
    from depesha.notice import ResponseCode  # noqa: PLC0415
    from depesha.station.signers import standing  # noqa: PLC0415

    own = reader.config.station
    is_open = telegram["classification"] <= eyes.open_upto
    number = f"{telegram['station']}/{telegram['year']}/{telegram['number']}"
    came = telegram["incoming_number"]
    incoming = f"{telegram['incoming_year']}/{came}" if came else None
    office = one.get("from_office")
    here = office if is_open or office is None else station_of(office)
    sides = {
        "sent": (telegram["station"], one.get("to_station")),
        "delivered": (telegram["station"], own),
        "answered": (here, telegram["station"] if one.get("given_here") else own),
    }
    sender, receiver = sides[one["what"]]
    answers = one["what"] == "answered"
    named = is_open and answers
    return {
        "fact": one["fact"],
        "at": one["at"],
        "what": one["what"],
        "from": sender,
        "from_number": None if answers else number,
        "to": receiver,
        "to_number": number if answers else incoming if one["what"] == "delivered" else None,
        "deputy": one.get("deputy") or None if named else None,
        "in_place_of": one.get("in_place_of") or None if named else None,
        "as": standing(ResponseCode[one["code"]]) if answers else None,
        "code": one.get("code"),
        "interim": bool(one.get("interim")),
        "repeat": bool(one.get("repeat")),
        "precedence": telegram["precedence"],
        "message_type": telegram["message_type"],
        "classification": telegram["classification"],
        "policy": telegram["policy"],
        "hidden": not is_open,
        "subject": telegram["title"] if is_open else None,
    }


BOOKS: Final[Mapping[str, Callable[[Reader, Fields], Plain]]] = {
    "book": book,
    "book-sums": book_sums,
    "service-book": _services,
    "transit-book": _transit,
    **LEDGER,
    "channel-book": _channel,
    "log": _log,
}
"""Questions that read a register as a book."""
