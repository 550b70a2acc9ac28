"""The clock of tasks: what is asked of an office, by when, and what is done when that time is over.

Rule 1: at the originator a term that ran out is an alarm and a chaser; at the addressee's station
    its office is told before and at the end, and a telegram that nobody opens is shown to the duty
    office (`chasing`).
Rule 2: every step is a fact, and is taken once: a restart, a tick that comes twice, and a clock
    that jumps take none a second time. What was noticed too early stays so until the answer comes.
Rule 3: an answer stops a term by itself, because the line of the duty then says that nothing is to
    be looked at (`store/migrations/control.py`); here its alarms are cleared (`settle`).
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from depesha.life import CLOSED_BY, Exit, Rung, Term
from depesha.names import OfficeId, TimeMs, Uid
from depesha.office import chasing
from depesha.office.facts import TermPassed, TermWarned
from depesha.office.ports import Task, TermState
from depesha.office.sitting import Sitting

DUE_AT_ONCE: Final = 64
"""How many tasks are looked at in one tick: the rest follows in the next group."""

PASSED: Final[Mapping[Term, str]] = {
    Term.RECEIPT: "receipt-overdue",
    Term.EXECUTION: "report-overdue",
    Term.INTERIM: "interim-overdue",
    Term.HANDLING: "handling-exceeded",
    Term.EXPIRY: "expired-unopened",
}
"""The alarm that a term ran out, by the term."""

WARNED: Final[Mapping[Term, str]] = {Term.RECEIPT: "receipt-due", Term.EXECUTION: "report-due"}
"""The alarm, at the addressee's station, that it will soon."""


def tick(sitting: Sitting) -> None:
    """Look at the tasks whose time it is."""
    for task in sitting.book.terms.due(sitting.now, DUE_AT_ONCE):
        for term, state in task.terms.items():
            if state.look_at is not None and state.look_at <= sitting.now:
                _LOOKS[term](sitting, task, term, state)


def _answer_due(sitting: Sitting, task: Task, term: Term, state: TermState) -> None:
    if state.is_passed:
        chasing.chase_by_clock(sitting, task, term)
    elif state.due_at is not None and state.due_at > sitting.now:
        _warn(sitting, task, term, state.due_at)
    else:
        _pass(sitting, task, term, state)  # and the clock looks again at once, for the chaser


def _warn(sitting: Sitting, task: Task, term: Term, due_at: TimeMs) -> None:
    sitting.record(TermWarned(uid=task.uid, office=task.office, term=term, due_at=due_at))
    text = f"{task.office} owes {chasing.OWED[term]}: {chasing.named(task)}, due {_time(due_at)}"
    sitting.alarm(WARNED[term], chasing.about(task), text, task.precedence)


def _pass(sitting: Sitting, task: Task, term: Term, state: TermState) -> None:
    """Write down that a term ran out, and raise its alarm."""
    due_at = state.due_at if state.due_at is not None else sitting.now
    sitting.record(
        TermPassed(
            uid=task.uid,
            office=task.office,
            term=term,
            due_at=due_at,
            look_at=sitting.now if task.is_ours and term in chasing.WORDS else None,
        )
    )
    if term in WARNED:
        sitting.all_clear(WARNED[term], chasing.about(task))
    text = _TEXT[term].format(office=task.office, telegram=chasing.named(task), due=_time(due_at))
    sitting.alarm(PASSED[term], chasing.about(task), text, task.precedence)


_TEXT: Final[Mapping[Term, str]] = {
    Term.RECEIPT: "no receipt of {telegram} from {office}: it was due {due}",
    Term.EXECUTION: "no report of execution of {telegram} from {office}: it was due {due}",
    Term.INTERIM: "no interim report on {telegram} from {office}: it was due {due}",
    Term.HANDLING: "{telegram} to {office} has not left this station: it was to leave by {due}",
    Term.EXPIRY: "{telegram} expired {due}, and {office} had not opened it",
}


def _time(at: TimeMs) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M}Z"


def _unread(sitting: Sitting, task: Task, _term: Term, _state: TermState) -> None:
    chasing.escalate(sitting, task)


_LOOKS: Final[Mapping[Term, Callable[[Sitting, Task, Term, TermState], None]]] = {
    Term.RECEIPT: _answer_due,
    Term.EXECUTION: _answer_due,
    Term.INTERIM: _answer_due,
    Term.HANDLING: _pass,
    Term.UNREAD: _unread,
    Term.EXPIRY: _pass,
}


# -- when something came --------------------------------------------------------------------------


def settle(sitting: Sitting, uid: Uid, office: OfficeId) -> None:
    """Clear what is alarmed about a task and is no longer so: answered, closed, sent.

    Whoever writes down something that ends a term calls this after it; calling it twice is the
    same as once.
    """
    task = sitting.book.terms.task(uid, office)
    if task is None:
        return
    about = chasing.about(task)
    for term, kind in PASSED.items():
        state = task.terms.get(term)
        still = task.exit is Exit.EXPIRED if term is Term.EXPIRY else state and state.is_passed
        if not still:
            sitting.all_clear(kind, about)
    for term, kind in WARNED.items():
        if term not in task.terms:
            sitting.all_clear(kind, about)
    if Term.UNREAD not in task.terms:
        sitting.all_clear(chasing.UNREAD, about)
    if task.rung >= Rung.RECEIVED or task.exit in CLOSED_BY:
        sitting.all_clear(chasing.NOT_OPENED, about)
    sitting.all_clear(chasing.CHASED, about)


def settle_all(sitting: Sitting, uid: Uid) -> None:
    """Clear what is alarmed about a telegram's tasks and is no longer so, at every addressee."""
    for duty in sitting.book.registers.duties(uid):
        settle(sitting, uid, duty.duty.office)


def left(sitting: Sitting, uid: Uid, offices: tuple[OfficeId, ...]) -> None:
    """Clear the alarms that a telegram to these offices has not left."""
    for office in offices:
        sitting.all_clear(PASSED[Term.HANDLING], f"{office}:{uid.hex()}")
