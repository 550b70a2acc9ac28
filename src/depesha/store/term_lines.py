"""Lines that follow from facts of execution control: which terms ran out, and who was reminded.

Each function writes what one kind of fact means; who writes what is in `projection.py`. That a term
no longer runs needs no line: an answer's time in the duty says so (`migrations.control`).
"""

from collections.abc import Mapping
from typing import Final

from depesha.life import Term
from depesha.names import TimeMs
from depesha.office.facts import (
    Chased,
    ChaserLearned,
    ChaserPostponed,
    Escalated,
    NonReceiptLearned,
    TermPassed,
    TermWarned,
)
from depesha.store.database import Database
from depesha.store.news_lines import MENTION

_ANSWERS: Final[Mapping[Term, str]] = {
    Term.RECEIPT: "receipt",
    Term.EXECUTION: "execution",
    Term.INTERIM: "interim",
}
"""The terms that an answer is due by, as their columns begin."""

_WHERE: Final = "WHERE telegram = ? AND office = ?"
_WARNED: Final = {
    term: f"UPDATE duty SET {name}_step = max({name}_step, 1) {_WHERE}"  # noqa: S608  # constants
    for term, name in _ANSWERS.items()
}
_PASSED: Final = {
    term: f"UPDATE duty SET {name}_step = 2, {name}_next_at = ? {_WHERE}"  # noqa: S608
    for term, name in _ANSWERS.items()
}
_POSTPONED: Final = {
    term: f"UPDATE duty SET {name}_next_at = ? {_WHERE}"  # noqa: S608
    for term, name in _ANSWERS.items()
}
_CHASED: Final = {
    term: f"UPDATE duty SET {name}_chased = ?, {name}_next_at = ?, chased = chased + 1,"  # noqa: S608
    f" chased_at = ? {_WHERE}"
    for term, name in _ANSWERS.items()
}
_CHASED_HERE: Final = f"UPDATE duty SET chased = chased + 1, chased_at = ? {_WHERE}"  # noqa: S608
_HANDLED_LATE: Final = f"UPDATE duty SET handle_step = 1 {_WHERE}"  # noqa: S608
_LAPSED: Final = f"UPDATE duty SET lapsed_at = coalesce(lapsed_at, ?) {_WHERE}"  # noqa: S608
_UNOPENED: Final = f"UPDATE duty SET unopened_at = coalesce(unopened_at, ?) {_WHERE}"  # noqa: S608
_SHOWN: Final = "INSERT INTO escalation VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
_TELEGRAM: Final = "SELECT id FROM telegram WHERE uid = ?"

_OfTask = (
    TermWarned
    | TermPassed
    | Chased
    | ChaserPostponed
    | ChaserLearned
    | Escalated
    | NonReceiptLearned
)


def _task(database: Database, fact: _OfTask, place: int) -> tuple[int, str] | None:
    """Return the key of the duty that a fact speaks of, and mention it in its history."""
    row = database.row(_TELEGRAM, (fact.uid,))
    if row is None:
        return None
    database.write(MENTION, (row[0], place))
    return row[0], fact.office


def warned(database: Database, fact: TermWarned, _at: TimeMs, place: int) -> None:
    """The office knows that it is due soon."""
    if (task := _task(database, fact, place)) is not None:
        database.write(_WARNED[fact.term], task)


def passed(database: Database, fact: TermPassed, at: TimeMs, place: int) -> None:
    """The term ran out, and that is noticed."""
    if (task := _task(database, fact, place)) is None:
        return
    if fact.term in _PASSED:
        database.write(_PASSED[fact.term], (fact.look_at, *task))
    elif fact.term is Term.EXPIRY:
        database.write(_LAPSED, (at, *task))
    else:
        database.write(_HANDLED_LATE, task)


def chased(database: Database, fact: Chased, at: TimeMs, place: int) -> None:
    """A chaser went."""
    if (task := _task(database, fact, place)) is not None:
        database.write(_CHASED[fact.term], (fact.number, fact.look_at, at, *task))


def postponed(database: Database, fact: ChaserPostponed, _at: TimeMs, place: int) -> None:
    """The next chaser is due later."""
    if (task := _task(database, fact, place)) is not None:
        database.write(_POSTPONED[fact.term], (fact.look_at, *task))


def chaser_learned(database: Database, fact: ChaserLearned, at: TimeMs, place: int) -> None:
    """A chaser came."""
    if (task := _task(database, fact, place)) is not None:
        database.write(_CHASED_HERE, (at, *task))


def escalated(database: Database, fact: Escalated, at: TimeMs, place: int) -> None:
    """The telegram lies before the duty offices too."""
    if (task := _task(database, fact, place)) is None:
        return
    database.write(_HANDLED_LATE, task)
    for office in fact.shown_to:
        database.write(_SHOWN, (*task, office, at))


def non_receipt_learned(
    database: Database, fact: NonReceiptLearned, at: TimeMs, place: int
) -> None:
    """It was not opened there in time: NON_RECEIPT, until an answer comes."""
    if (task := _task(database, fact, place)) is not None:
        database.write(_UNOPENED, (at, *task))
