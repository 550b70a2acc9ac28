"""How the numbers of a line stand: now, or when a day was closed (`register channel`)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from depesha.errors import NotFound, Usage
from depesha.links.exchange import LineStatus
from depesha.names import StationId, station_id
from depesha.route import neighbours
from depesha.station.reading import Fields, Reader
from depesha.station.sight import key_book
from depesha.store import channels

Shown = dict[str, Any]

MOST_EPOCHS: Final = 512
"""Epochs of one line that are shown: as many as are kept of two directions."""


def line_register(reader: Reader, fields: Fields) -> Shown:
    """Return the channels of a line with what is missing on them, now or at the end of a UTC day.

    Raises:
        Usage: the line or the day is not formed like one.
        NotFound: there is no such line.
    """
    line, day = station_id(str(fields.get("line", ""))), _day(fields.get("day"))
    rows = _rows(reader, line, day)
    statuses = fields.get("lines")
    status = _status(statuses if isinstance(statuses, list | tuple) else (), line)
    by_pack = _is_by_pack(reader, line)
    if not rows and not by_pack and line not in _known(reader):
        msg = f"there is no line to {line}"
        raise NotFound(msg, hint='"depesha link list" lists the lines')
    return {
        "line": line,
        "day": None if day is None else day.isoformat(),
        "channels": rows,
        "open": sum(row["open"] for row in rows),
        "nothing_missing": bool(rows) and not any(row["open"] for row in rows),
        "by_pack": by_pack,
        **_packs(status),
    }


def _rows(reader: Reader, line: StationId, day: date | None) -> list[Shown]:
    if day is None:
        return channels.lines_now(reader.database, line, MOST_EPOCHS)
    return channels.lines_of_day(reader.database, line, (day - date(1970, 1, 1)).days)


def _day(wanted: object) -> date | None:
    if wanted is None:
        return None
    try:
        return datetime.strptime(str(wanted), "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError as error:
        msg = f"not a day: {str(wanted)[:40]!r}"
        raise Usage(msg, hint="year, month and day of UTC, as in 2026-11-28") from error


def _is_by_pack(reader: Reader, line: StationId) -> bool:
    lines = (one for one in reader.config.lines if one.neighbour == line)
    return any(one.folder_out or one.mail for one in lines)


def _known(reader: Reader) -> set[StationId]:
    """Return whom the plan joins to this station, or its settings."""
    keys = key_book(reader.database)
    planned = neighbours(reader.config.station, keys.lines) if keys is not None else set()
    return {*planned, *(one.neighbour for one in reader.config.lines)}


def _status(statuses: Sequence[LineStatus], line: StationId) -> LineStatus | None:
    return next((one for one in statuses if one.neighbour == line), None)


def _packs(status: LineStatus | None) -> Shown:
    """Return how the packs of a folder line or a mail line stand, where it is served."""
    report = None if status is None else status.folder or status.mail
    if report is None:
        return {}
    return {
        "packs": report.packs,
        "packs_missing": report.missing,
        "unanswered_since_at": report.unanswered_since,
    }
