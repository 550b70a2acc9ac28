"""Lines of what was printed; who writes what is in `projection.py`.

Rule 1: a line for each printing, for ever; that of a copy's first one stands in `copy` too.
"""

from typing import Final

from depesha.names import TimeMs
from depesha.office.facts import AnswerPrinted, CopyPrinted, CopyReprinted
from depesha.store.database import Database
from depesha.store.news_lines import MENTION

_BY_UID: Final = "SELECT id FROM telegram WHERE uid = ?"
_COPY: Final = """INSERT INTO copy_print
    (telegram, number, printing, at, printed_by, reason, witness)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"""
_ANSWER: Final = """INSERT INTO answer_print (answer, printing, telegram, at, printed_by)
    SELECT ?1, count(*) + 1, ?2, ?3, ?4 FROM answer_print WHERE answer = ?1"""


def copy_printed(database: Database, fact: CopyPrinted, at: TimeMs, _place: int) -> None:
    """A copy is on paper for the first time."""
    row = database.row(_BY_UID, (fact.uid,))
    if row is not None:
        database.write(_COPY, (row[0], fact.number, 1, at, fact.printed_by, "", ""))


def copy_reprinted(database: Database, fact: CopyReprinted, at: TimeMs, place: int) -> None:
    """A copy is on paper again."""
    row = database.row(_BY_UID, (fact.uid,))
    if row is None:
        return
    database.write(MENTION, (row[0], place))
    said = (fact.printed_by, fact.reason, fact.witness)
    database.write(_COPY, (row[0], fact.number, fact.printing, at, *said))


def answer_printed(database: Database, fact: AnswerPrinted, at: TimeMs, place: int) -> None:
    """An answer is on paper."""
    row = database.row(_BY_UID, (fact.uid,))
    if row is None:
        return
    database.write(MENTION, (row[0], place))
    database.write(_ANSWER, (fact.answer, row[0], at, fact.printed_by))
