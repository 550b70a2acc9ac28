"""What an addressee owes by now: answers, the stages that are waited for, and what came late.

    "owed":      [{"what": "receipt", "due_at": 1795003600000, "overdue": false}, …]
    "awaits":    [{"stage": "RECEIVED", "due_at": 1795003600000, "overdue": false}, …]
    "came_late": [{"stage": "EXECUTED", "due_at": 1795003600000}]

Rule 1: what is overdue is what execution control says (`tasks`): faces compare no times.
Rule 2: a stage that nobody asked for is not waited for, and behind an exit nothing is.
Rule 3: an exit that goes to a person (a non-delivery) leaves the answers owed.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from depesha.life import CLOSED_BY, Rung
from depesha.names import TimeMs
from depesha.office.ports import DutyState

Shown = dict[str, Any]

ANSWERS: Final = {"receipt": Rung.RECEIVED, "execution": Rung.EXECUTED}
"""The answers that are asked for, and the rung that each brings."""
INTERIM: Final = "interim"


def stands(one: DutyState, task: Mapping[str, Any]) -> Shown:
    """Return how the terms of a duty stand; `task` is the same duty in execution control."""
    overdue = frozenset(str(each["what"]) for each in task["overdue"])
    return {
        "owed": list(_owed(one, task["interim_due_at"], overdue)),
        "awaits": list(_awaits(one, overdue)),
        "came_late": list(_came_late(one)),
    }


def _owed(
    one: DutyState, interim_due_at: TimeMs | None, overdue: frozenset[str]
) -> Iterator[Shown]:
    if one.exit in CLOSED_BY:
        return
    for what, rung in ANSWERS.items():
        if _is_asked(one, what) and one.rung < rung:
            yield {"what": what, "due_at": _due_at(one, what), "overdue": what in overdue}
    if one.duty.execution and one.rung < Rung.EXECUTED and interim_due_at is not None:
        yield {"what": INTERIM, "due_at": interim_due_at, "overdue": INTERIM in overdue}


def _awaits(one: DutyState, overdue: frozenset[str]) -> Iterator[Shown]:
    answers = {rung: what for what, rung in ANSWERS.items()}
    for rung in Rung:
        if one.exit or rung <= one.rung or not _is_waited_for(one, rung):
            continue
        what = answers.get(rung, "")
        due_at = _due_at(one, what) if what else None
        yield {"stage": rung.name, "due_at": due_at, "overdue": what in overdue}


def _came_late(one: DutyState) -> Iterator[Shown]:
    times = dict(one.times)
    for what, rung in ANSWERS.items():
        at, due_at = times.get(rung), _due_at(one, what)
        if at is not None and due_at is not None and at > due_at:
            yield {"stage": rung.name, "due_at": due_at}


def _is_waited_for(one: DutyState, rung: Rung) -> bool:
    """Say whether a rung comes by itself, or is asked for; who reports has opened it too."""
    if rung < Rung.RECEIVED:
        return True
    return one.duty.execution or (one.duty.receipt and rung is Rung.RECEIVED)


def _is_asked(one: DutyState, what: str) -> bool:
    return one.duty.receipt if what == "receipt" else one.duty.execution


def _due_at(one: DutyState, what: str) -> TimeMs | None:
    return one.duty.receipt_due_at if what == "receipt" else one.duty.execution_due_at
