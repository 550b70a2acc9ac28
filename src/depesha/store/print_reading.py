"""What was printed, as faces read it: dictionaries, ready for JSON."""

from typing import Any, Final

from depesha.names import Digest
from depesha.store.database import Database

Line = dict[str, Any]

_COPY: Final = """SELECT p.printing, p.at, p.printed_by, p.reason, p.witness FROM copy_print AS p
    WHERE p.telegram = (SELECT id FROM telegram WHERE uid = ?) AND p.number = ?
    ORDER BY p.printing"""
_ANSWER: Final = """SELECT printing, at, printed_by, '', '' FROM answer_print WHERE answer = ?
    ORDER BY printing"""


def prints_of_copy(database: Database, uid: bytes, number: int) -> list[Line]:
    """Return each printing of a copy, the first one first."""
    return [_line(row) for row in database.rows(_COPY, (uid, number))]


def prints_of_answer(database: Database, answer: Digest) -> list[Line]:
    """Return each printing of an answer, the first one first."""
    return [_line(row) for row in database.rows(_ANSWER, (answer,))]


def _line(row: tuple[Any, ...]) -> Line:
    printing, at, printed_by, reason, witness = row
    said = {"by": printed_by, "reason": reason, "witness": witness}
    return {"number": printing, "at": at, **said}
