"""The ways from here: to one station, explained with what was left out; to many, each in a line."""

from dataclasses import dataclass
from typing import Any, Final

from depesha.errors import NoCommunications, Usage
from depesha.keybook import KeyBook
from depesha.names import StationId, TimeMs, station_id
from depesha.office.ways import Direction, Wish, direct
from depesha.packet import Grade
from depesha.route import EVERYWHERE, Step, Transit
from depesha.station import clock
from depesha.station.closing import clock_time
from depesha.station.reading import Fields, Reader
from depesha.store.out_tray import StoredOutTray
from depesha.store.traffic import StoredTraffic

Shown = dict[str, Any]

LETTER_BYTES: Final = 2048
"""What a telegram of a page has, sealed: by so much a way is predicted that nobody takes yet."""

MAX_EXCLUDED: Final = 100


MAX_WAYS: Final = 200
"""Stations of one answer: more are asked for by name."""

_NO_WAY: Final[Shown] = {
    "next_hop": None,
    "direct": False,
    "expected_at": None,
    "answer_at": None,
    "silent_until": None,
    "blocked": False,
    "beyond": None,
    "problem": None,
    "hint": None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lines:
    """How the lines stand, from what is committed."""

    out_tray: StoredOutTray
    traffic: StoredTraffic


def explain(reader: Reader, keys: KeyBook, fields: Fields) -> Shown:
    """Return the way of a telegram to a station, and every neighbour that is not its way.

    Raises:
        NoCommunications: there is no way.
        Usage: a field is not as it should be.
    """
    to = station_id(str(fields.get("to", "")).rpartition("@")[2])
    lines = _Lines(out_tray=StoredOutTray(reader.database), traffic=StoredTraffic(reader.database))
    excluded, now = _excluded(fields), clock.now()
    wish = Wish(destination=to, grade=_grade(fields), size_bytes=LETTER_BYTES, excluded=excluded)
    left_out = _left_out(lines, keys, wish, now)
    try:
        found = direct(lines, keys, now, wish)
    except NoCommunications as error:
        raise NoCommunications(error.message, hint=_hint(error.hint, left_out)) from error
    silent_until = keys.silent_until(to, now)
    return {
        "to": to,
        "next_hop": found.next_hop,
        "direct": found.next_hop == to,
        "known": to in keys.stations,
        "why": _why(found, to),
        "expected_at": found.expected_at,
        "answer_at": found.answer_at and max(found.answer_at, silent_until or 0),
        "silent_until": silent_until,
        "blocked": found.blocked,
        "beyond": None if found.way.whole else found.way.steps[-1].station,
        "steps": [_step(one) for one in found.way.steps],
        "ways": _ways(lines, keys, wish, now),
        "excluded": [one for one in left_out if one["station"] != found.next_hop],
    }


def ways(reader: Reader, keys: KeyBook, fields: Fields) -> list[Shown]:
    """Return in a line for each station how it is reached now, or in words why it is not.

    Raises:
        Usage: a field is not as it should be.
    """
    lines = _Lines(out_tray=StoredOutTray(reader.database), traffic=StoredTraffic(reader.database))
    now, grade = clock.now(), _grade(fields)
    return [
        {**_named(keys, to), **_reached(lines, keys, now, to, grade)}
        for to in _wanted(keys, fields)
    ]


def _wanted(keys: KeyBook, fields: Fields) -> list[StationId]:
    """Return the stations that are asked about; every correspondent, where none is named."""
    named = fields.get("to")
    if named is not None and (not isinstance(named, list | tuple) or len(named) > MAX_WAYS):
        msg = f"to is a list of stations, at most {MAX_WAYS}"
        raise Usage(msg)
    asked = keys.stations if named is None else {station_id(str(one)) for one in named}
    return sorted(asked - {keys.station})[:MAX_WAYS]


def _named(keys: KeyBook, station: StationId) -> Shown:
    leaf = keys.identities.get(station)
    return {
        "station": station,
        "names": dict(leaf.names) if leaf else {},
        "status": leaf.status.name if leaf else None,
        "known": leaf is not None,
    }


def _reached(lines: _Lines, keys: KeyBook, now: TimeMs, to: StationId, grade: Grade) -> Shown:
    """Return the next hop, the times, and what is not known; or why there is no way."""
    wish = Wish(destination=to, grade=grade, size_bytes=LETTER_BYTES)
    silent_until = keys.silent_until(to, now)
    try:
        if to in keys.stations:
            keys.identity(to)  # a station that is revoked is written to by nobody
        found = direct(lines, keys, now, wish)
    except NoCommunications as error:
        return {**_NO_WAY, "problem": error.message, "hint": error.hint}
    return {
        **_NO_WAY,
        "next_hop": found.next_hop,
        "direct": found.next_hop == to,
        "expected_at": found.expected_at,
        "answer_at": found.answer_at and max(found.answer_at, silent_until or 0),
        "silent_until": silent_until,
        "blocked": found.blocked,
        "beyond": None if found.way.whole else found.way.steps[-1].station,
    }


def _grade(fields: Fields) -> Grade:
    named = str(fields.get("grade") or Grade.LOW.name).upper()
    if named not in Grade.__members__:
        msg = f"not a grade: {named[:40]!r}"
        raise Usage(msg, hint=f"one of {', '.join(Grade.__members__)}")
    return Grade[named]


def _excluded(fields: Fields) -> frozenset[StationId]:
    named = fields.get("exclude") or ()
    if not isinstance(named, list | tuple) or len(named) > MAX_EXCLUDED:
        msg = f"exclude is a list of stations, at most {MAX_EXCLUDED}"
        raise Usage(msg)
    return frozenset(station_id(str(one)) for one in named)


def _hint(hint: str, left_out: list[Shown]) -> str:
    reasons = "; ".join(f"{one['station']}: {one['why']}" for one in left_out[:5])
    return f"{hint} ({reasons})" if reasons else hint


def _why(found: Direction, to: StationId) -> str:
    if found.next_hop == to:
        return "a line joins the two stations"
    rule = found.way.steps[0].rule
    return "" if rule is None else f"the plan carries {_said(rule)}"


def _said(rule: Transit) -> str:
    return f"from {rule.origin} through {rule.through} to {rule.to}"


def _step(step: Step) -> Shown:
    return {
        "station": step.station,
        "leaves_at": step.leaves_at,
        "arrives_at": step.arrives_at,
        "windows": step.windows.text,
        "rule": None if step.rule is None else _said(step.rule),
    }


def _ways(lines: _Lines, keys: KeyBook, wish: Wish, now: TimeMs) -> list[StationId]:
    """Return the neighbours that are a way, the best first."""
    ways: list[StationId] = []
    neighbours = keys.chart.edges.get(keys.station, ())
    while len(ways) < len(neighbours):
        shut = Wish(
            destination=wish.destination,
            grade=wish.grade,
            size_bytes=wish.size_bytes,
            excluded=wish.excluded,
            shut=frozenset(ways),
        )
        try:
            ways.append(direct(lines, keys, now, shut).next_hop)
        except NoCommunications:
            break
    return ways


def _left_out(lines: _Lines, keys: KeyBook, wish: Wish, now: TimeMs) -> list[Shown]:
    """Return each neighbour that is no way, or no good one, and why."""
    down = {line.neighbour: line.since for line in lines.out_tray.down_lines()}
    limits = lines.traffic.minimized()
    found: list[Shown] = []
    for there, _, carried in keys.chart.edges.get(keys.station, ()):
        if there in wish.excluded:
            found.append({"station": there, "why": "excluded, as was asked"})
        elif there != wish.destination and carried.isdisjoint((wish.destination, EVERYWHERE)):
            why = f"no rule lets it carry from {keys.station} to {wish.destination}"
            found.append({"station": there, "why": why})
        elif wish.grade < limits.get(there, Grade.LOW):
            why = f"only {limits[there].name} and above passes on this line"
            found.append({"station": there, "why": why})
        elif there in down:
            why = f"the line is down since {clock_time(down[there], now)}"
            found.append({"station": there, "why": why})
    return sorted(found, key=lambda one: str(one["station"]))
