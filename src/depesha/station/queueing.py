"""What waits in the out-tray, why, and when it is next tried.

Why something waits is said by whoever knows best: the plan (the line is closed, this station keeps
silent), an order (the line is at a minimum), else the line itself.
"""

from collections.abc import Mapping
from typing import Any, Final

from depesha.keybook import KeyBook
from depesha.names import SlipId, StationId, TimeMs
from depesha.packet import Grade
from depesha.station import clock
from depesha.station.carriage import of_line
from depesha.station.closing import clock_time, closed_until
from depesha.station.readers import eyes_of, reader_of
from depesha.station.reading import Fields, Reader, bounded, office_in
from depesha.station.sight import key_book
from depesha.store.reading import Line
from depesha.store.traffic import StoredTraffic, minimized

NOT_SERVED: Final = "nobody serves this station"

KEEPS_LINES: Final = frozenset({"operator", "registrar", "administrator", "duty"})
"""Who sees of each packet whither it goes and how large it is (decision 0044)."""

UNTOLD: Final[Mapping[str, Any]] = {
    "destination": "",
    "slip_id": "",
    "size_bytes": None,
    "expires_at": None,
    "expected_at": None,
}
"""What an office that keeps no lines is not told of a packet: it would tell of others' traffic."""


def queue(reader: Reader, fields: Fields) -> list[Line]:
    """Return what waits, why, when it is next tried, and when ours is expected to arrive."""
    limit, _ = bounded({"limit": 1000, **fields})
    statuses = fields.get("lines")
    lines = statuses if isinstance(statuses, list | tuple) else None
    known = {one.neighbour: one for one in lines or ()}
    keys = key_book(reader.database)
    rows = reader.registers.queue(limit)
    for row in rows:
        status = known.get(row["neighbour"])
        why = NOT_SERVED if lines is None else why_waiting(status)
        told = {"why": why, "next_try_at": None}
        row.update(told if status is None else of_line(status, row, why))
        row.update(closed(keys, StationId(row["neighbour"]), clock.now()))
    _at_a_minimum(reader, rows)
    _expected(reader, rows)
    if not _keeps_lines(reader, fields):
        rows = [{**_without(row, "gone_bytes"), **UNTOLD} for row in rows]
    return rows + _held(reader, fields, limit - len(rows))


def _keeps_lines(reader: Reader, fields: Fields) -> bool:
    """Say whether whoever asks keeps the lines: by its roles, or as whoever is at the machine."""
    named = office_in(reader.config, fields)
    office = None if named is None else reader_of(reader.offices(), named)
    return office is None or not KEEPS_LINES.isdisjoint(office.roles)


def _without(row: Line, name: str) -> Line:
    return {key: value for key, value in row.items() if key != name}


def _held(reader: Reader, fields: Fields, limit: int) -> list[Line]:
    """Return what is registered and does not leave before its time: it is in no packet yet.

    A packet names nobody's telegram; what is held is named, so an office sees what it is cleared
    for (`readers`).
    """
    now = clock.now()
    eyes = eyes_of(reader.offices(), office_in(reader.config, fields))
    return [
        {
            "entry": None,
            "neighbour": "",
            "lane": None,
            "grade": line["grade"],
            "load": "held",
            "destination": line["destination"],
            "slip_id": "",
            "size_bytes": None,
            "since_at": line["since_at"],
            "expires_at": line["expires_at"],
            "why": f"held until {clock_time(line['held_until'], now)}",
            "next_try_at": line["held_until"],
            "expected_at": None,
            "reference": line["reference"],
        }
        for line in reader.registers.held(max(0, limit), eyes.clearance)
    ]


def oldest(reader: Reader, fields: Fields) -> list[Line]:
    """Return for each grade how much waits and since when the oldest does."""
    del fields
    now = clock.now()
    return [
        {**line, "age_s": max(0, now - line["oldest_at"]) // 1000}
        for line in reader.registers.queue_oldest()
    ]


def _at_a_minimum(reader: Reader, rows: list[Line]) -> None:
    limits = minimized(reader.database)
    for row in rows:
        lowest = limits.get(row["neighbour"], Grade.LOW)
        if Grade[row["grade"]] < lowest:
            row["why"] = f"only {lowest.name} and above passes on this line"
            row["next_try_at"] = None


def _expected(reader: Reader, rows: list[Line]) -> None:
    traffic = StoredTraffic(reader.database)
    for row in rows:
        sending = traffic.sending(SlipId(bytes.fromhex(row["slip_id"])))
        row["expected_at"] = sending.expected_at if sending else None


def closed(keys: KeyBook | None, neighbour: StationId, now: TimeMs) -> dict[str, Any]:
    """Return why nothing leaves for a neighbour and when something will; nothing, if it may."""
    until = None if keys is None else closed_until(keys, neighbour, now)
    if keys is None or until is None:
        return {}
    silent = keys.silent_until(keys.station, now) is not None
    what = "this station keeps silent until" if silent else "closed until"
    return {"why": f"{what} {clock_time(until, now)}", "next_try_at": until}


def why_waiting(status: Any) -> str:  # noqa: ANN401  # a LineStatus; its file is not loaded here
    """Return why something still waits for a neighbour whose line stands so."""
    if status is None:
        return "the plan has no line to it any more"
    if status.state == "up":
        way = "sent by mail, not answered yet" if status.mail is not None else "on its way"
        return way if status.in_flight else "the line is up"
    return status.last_error or WAITS[str(status.state)]


WAITS: Final[Mapping[str, str]] = {
    "connecting": "the line is being called",
    "waiting": "the line is down",
    "refused": "the neighbour does not let us in",
    "expecting": "it is the neighbour that calls",
    "closed": "it is not the hour of the line",
}
"""Why something waits, by the state of its line, where the line has nothing to add."""
