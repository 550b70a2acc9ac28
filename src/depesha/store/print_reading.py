"""What was printed, as faces read it: dictionaries, ready for JSON."""

from typing import Any, Final

from depesha.names import Digest
from depesha.office.facts import AnswerPrinted, CopyPrinted, CopyReprinted
from depesha.store.database import Database
from depesha.store.fact_records import KIND_OF
from depesha.store.leaves import fact_at

Line = dict[str, Any]

_COPY: Final = """SELECT p.printing, p.at, p.printed_by, p.reason, p.witness FROM copy_print AS p
    WHERE p.telegram = (SELECT id FROM telegram WHERE uid = ?) AND p.number = ?
    ORDER BY p.printing"""
_ANSWER: Final = """SELECT printing, at, printed_by, '', '' FROM answer_print WHERE answer = ?
    ORDER BY printing"""
_PRINTINGS: Final = (CopyPrinted, CopyReprinted, AnswerPrinted)
_FACTS: Final = f"""SELECT fact.id FROM history JOIN fact ON fact.id = history.fact
    WHERE history.telegram = (SELECT id FROM telegram WHERE uid = ?)
    AND fact.kind IN ({", ".join(str(KIND_OF[one]) for one in _PRINTINGS)})
    ORDER BY fact.id DESC LIMIT 10000"""  # noqa: S608  # constants


def prints_of_copy(database: Database, uid: bytes, number: int) -> list[Line]:
    """Return each printing of a copy, the first one first."""
    return [_line(row) for row in database.rows(_COPY, (uid, number))]


def prints_of_answer(database: Database, answer: Digest) -> list[Line]:
    """Return each printing of an answer, the first one first."""
    return [_line(row) for row in database.rows(_ANSWER, (answer,))]


def printing_office(database: Database, uid: bytes, printed: int | Digest) -> str:
    """Return which office printed a copy, or an answer, last; empty: none did."""
    for (place,) in database.rows(_FACTS, (uid,)):
        fact = fact_at(database, place)
        if isinstance(fact, CopyPrinted | CopyReprinted) and fact.number == printed:
            return fact.office
        if isinstance(fact, AnswerPrinted) and fact.answer == printed:
            return fact.office
    return ""


def _line(row: tuple[Any, ...]) -> Line:
    printing, at, printed_by, reason, witness = row
    said = {"by": printed_by, "reason": reason, "witness": witness}
    return {"number": printing, "at": at, **said}
