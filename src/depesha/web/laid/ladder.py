"""The ladder of stages of a telegram at one addressee, from below.

    ✓ REGISTERED  ✓ SENT  · DELIVERED  ✓ RECEIVED  … EXECUTED

Rule 1: evidenced (a signed notice is held), implied (a later stage is) and not yet are three
    things, and each rung says in words which it is.
Rule 2: which stages are waited for, by when, and what is or came late, the station says (`track`);
    nothing is compared with a clock here.
Rule 3: an exit is the last rung: what would follow it is not shown as if it were to come.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from depesha.life import Rung

Row = Mapping[str, Any]

EVIDENCED: Final = "evidenced"
IMPLIED: Final = "implied"
AWAITED: Final = "awaited"
EXIT: Final = "exit"

STAGES: Final = tuple(rung.name for rung in Rung)

ANSWERED_BY: Final = {
    "RECEIVED": "OPERATOR_ACK",
    "ACKNOWLEDGED": "WILL_COMPLY",
    "EXECUTED": "HAVE_COMPLIED",
    "CANNOT_COMPLY": "CANNOT_COMPLY",
}
"""Stages that an office's answer is the evidence of."""

MACHINE: Final = "machine"
PERSON: Final = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One rung as it is shown.

    Attributes:
        stage: its code.
        how: `evidenced`, `implied`, `awaited` or `exit`.
        at: when, where it is evidenced.
        due_at: by when it was, or is, asked for.
        late: it came, or did not come, after that.
        answer: the answer that is its evidence, as the station shows it.
    """

    stage: str
    how: str
    at: int | None = None
    due_at: int | None = None
    late: bool = False
    answer: Row | None = None


def ladder(duty: Row, answers: Sequence[Row], registered: int | None) -> list[Step]:
    """Return the rungs of a telegram at an addressee, those that are waited for too.

    Args:
        duty: as `track` tells of it.
        answers: to the telegram; those of this addressee are taken.
        registered: when it was registered, if a signature here proves it.
    """
    own = [one for one in answers if _of(one) == duty["office"]]
    steps = [
        _reached(one, duty, own, registered if one["stage"] == STAGES[0] else None)
        for one in duty["stages"]
    ]
    if duty["state"] not in STAGES:
        return [*steps, _exit(duty, own)]
    return [*steps, *map(_awaited, duty["awaits"])]


def _of(answer: Row) -> object:
    return answer.get("in_place_of") or answer["office"]


def _reached(one: Row, duty: Row, answers: Sequence[Row], registered: int | None) -> Step:
    stage, at = one["stage"], one["at"]
    if at is None:
        at = registered
    late = next((each for each in duty["came_late"] if each["stage"] == stage), None)
    return Step(
        stage=stage,
        how=IMPLIED if at is None else EVIDENCED,
        at=at,
        due_at=late["due_at"] if late else None,
        late=late is not None,
        answer=_evidence(stage, answers),
    )


def _exit(duty: Row, answers: Sequence[Row]) -> Step:
    stage = duty["state"]
    at = duty.get("refused_at") if stage == "CANNOT_COMPLY" else None
    return Step(stage=stage, how=EXIT, at=at, answer=_evidence(stage, answers))


def _awaited(one: Row) -> Step:
    return Step(stage=one["stage"], how=AWAITED, due_at=one["due_at"], late=one["overdue"])


def _evidence(stage: str, answers: Sequence[Row]) -> Row | None:
    """Return the last answer that is the evidence of a stage; an interim report is none."""
    code = ANSWERED_BY.get(stage)
    found = [one for one in answers if one["code"] == code and not one["interim"]]
    return found[-1] if found else None
