"""Execution control as faces ask for it: the list of tasks, what is overdue, one task's history.

Who may see what is as in every list (`readers`): for an office that is named, what it is not
cleared for is not there; nobody in particular sees every line, without subject and office where
not every office here is cleared for it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from depesha.errors import Usage
from depesha.names import Uid, office_id, station_id
from depesha.notice import ResponseCode
from depesha.station import clock
from depesha.station.readers import Eyes, eyes_of
from depesha.station.reading import Fields, Reader, bounded, office_in
from depesha.store.control_reading import Wanted, tasks, tasks_of
from depesha.store.reading import Line, Reading

TOLD: Final = frozenset(
    {
        "Registered",
        "Delivered",
        "Sent",
        "ReportLearned",
        "NonDelivered",
        "LateNoticed",
        "AnswerGiven",
        "AnswerLearned",
        "TermWarned",
        "TermPassed",
        "Chased",
        "ChaserPostponed",
        "ChaserLearned",
        "Escalated",
        "NonReceiptLearned",
        "Amended",
        "Withdrawn",
        "HoldBegan",
        "HoldEnded",
        "Repeated",
    }
)
"""The kinds of facts that a task's history shows; `track --history` shows all."""


def control(reader: Reader, fields: Fields) -> list[Line]:
    """Return the open tasks, what is due first before the others; with `all`, closed ones too.

    Raises:
        Usage: a field is not as it should be.
    """
    return _tasks(reader, fields, "all" if fields.get("all") else "open")


def overdue(reader: Reader, fields: Fields) -> list[Line]:
    """Return the tasks of which something is overdue, in both directions.

    Raises:
        Usage: a field is not as it should be.
    """
    return _tasks(reader, fields, "overdue")


def _tasks(reader: Reader, fields: Fields, which: str) -> list[Line]:
    limit, offset = bounded({"limit": 1000, **fields})
    eyes = eyes_of(reader.offices(), office_in(reader.config, fields))
    wanted = Wanted(
        which=which,
        office=_office(reader, fields),
        station=station_id(str(fields["station"])) if fields.get("station") else None,
        is_ours=_is_ours(fields),
        exercise=_flag(fields, "exercise"),
        clearance=eyes.clearance,
        limit=limit,
        offset=offset,
    )
    return [seen(line, eyes) for line in tasks(reader.database, wanted, clock.now())]


def _office(reader: Reader, fields: Fields) -> str | None:
    named = str(fields.get("addressee") or "")
    if not named:
        return None
    return office_id(named if "@" in named else f"{named}@{reader.config.station}")


WAYS: Final = {"out": True, "in": False}


def _is_ours(fields: Fields) -> bool | None:
    """Return whether tasks of telegrams from here are asked for, or of those that came; or both."""
    way = fields.get("direction")
    if way is None:
        return None
    if not isinstance(way, str) or way not in WAYS:
        msg = "direction is out or in"
        raise Usage(msg)
    return WAYS[way]


def _flag(fields: Fields, name: str) -> bool:
    value = fields.get(name, False)
    if not isinstance(value, bool):
        msg = f"{name} is true or false"
        raise Usage(msg)
    return value


def seen(line: Line, eyes: Eyes) -> Line:
    """Return a task as whoever asks may see it."""
    if line["classification"] <= eyes.open_upto:
        return {**line, "hidden": False}
    withdrawn = line["withdrawn"] and {**line["withdrawn"], "reason": None}
    closed: Line = {"subject": None, "office": None, "shown_to": [], "withdrawn": withdrawn}
    return {**line, "hidden": True, **closed}


def task_of(reader: Reader, uid: Uid, answers: Sequence[Mapping[str, Any]], clearance: int) -> Line:
    """Return how a telegram stands at each addressee, and what became of its terms, in order.

    What another telegram says of it is there, unless that is classified higher than `clearance`.
    """
    # imported here because the lists need no table of facts
    from depesha.store.tracing import track  # noqa: PLC0415

    reading = Reading(reader.database)
    found = track(reading, uid) or {"history": []}
    history = [_told(reading, uid, one, clearance) for one in found["history"]]
    return {
        "tasks": tasks_of(reader.database, uid, clock.now(), clearance),
        "answers": list(answers),
        "history": [one for one in history if one is not None],
    }


def _told(reading: Reading, uid: Uid, one: Line, clearance: int) -> Line | None:
    """Return a line of history; None where whoever asks is not told of it."""
    # imported here because the lists need no signatures
    from depesha.station.signers import standing  # noqa: PLC0415

    if one["kind"] not in TOLD:
        return None
    content = {key: value for key, value in one["content"].items() if _is_told(value)}
    line = {"fact": one["fact"], "kind": one["kind"], "at": one["at"], **content}
    if "code" in content:
        return {**line, "as": standing(ResponseCode[content["code"]])}
    if one["kind"] != "Amended":
        return line
    if content["amender"] == uid.hex():
        return {**line, "amends": f"{content['station']}/{content['number']}"}
    amender = reading.telegram(bytes.fromhex(content["amender"]))
    if amender is None or amender["classification"] > clearance:
        return None
    return {**line, "amended_by": f"{amender['station']}/{amender['year']}/{amender['number']}"}


def _is_told(value: object) -> bool:
    """Say whether a history line has it: what is short, and lists of offices."""
    if isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    return isinstance(value, str | int | bool)
