"""Execution control as faces ask for it: the list of tasks, what is overdue, one task's history.

Who may see what is as in every list (`readers`): for an office that is named, what it is not
cleared for is not there; nobody in particular sees every line, without subject and office where
not every office here is cleared for it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from depesha.errors import Usage
from depesha.names import Uid, office_id, station_id
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
    return {**line, "hidden": True, "subject": None, "office": None, "shown_to": []}


def task_of(reader: Reader, uid: Uid, answers: Sequence[Mapping[str, Any]]) -> Line:
    """Return how a telegram stands at each addressee, and what became of its terms, in order."""
    # imported here because the lists need no table of facts
    from depesha.store.tracing import track  # noqa: PLC0415

    found = track(Reading(reader.database), uid) or {"history": []}
    return {
        "tasks": tasks_of(reader.database, uid, clock.now()),
        "answers": list(answers),
        "history": [
            {
                "fact": one["fact"],
                "kind": one["kind"],
                "at": one["at"],
                **{key: value for key, value in one["content"].items() if _is_told(value)},
            }
            for one in found["history"]
            if one["kind"] in TOLD
        ],
    }


def _is_told(value: object) -> bool:
    """Say whether a history line has it: what is short, and lists of offices."""
    if isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    return isinstance(value, str | int | bool)
