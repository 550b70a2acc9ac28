"""The copies ledger as the desk reads it."""

from collections.abc import Sequence
from typing import Final

from depesha.names import Digest, TimeMs, Uid
from depesha.office.ports import CopyState
from depesha.store.database import Database, Row

_STATE: Final = """SELECT t.uid, c.number, c.holder, c.state, c.return_by, c.certified_at,
    c.printed_at, (SELECT count(*) FROM copy_print AS p WHERE p.telegram = c.telegram
    AND p.number = c.number), c.certified_by, c.printed_by,
    c.shelf
    FROM copy AS c JOIN telegram AS t ON t.id = c.telegram"""
_OF: Final = f"{_STATE} WHERE t.uid = ? ORDER BY c.number"
_DUE: Final = f"""{_STATE} WHERE c.state = 'HELD' AND c.return_by NOT NULL
    AND c.overdue_at IS NULL AND c.return_by <= ? ORDER BY c.return_by LIMIT ?"""
_NEXT_DUE: Final = """SELECT min(return_by) FROM copy
    WHERE state = 'HELD' AND return_by NOT NULL AND overdue_at IS NULL"""

_ANSWER_PRINTS: Final = "SELECT count(*) FROM answer_print WHERE answer = ?"


class StoredCopies:
    """Views of facts about copies."""

    __slots__ = ("_database",)

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    def of(self, uid: Uid) -> Sequence[CopyState]:
        """Return the copies of a telegram that this station made, by their numbers."""
        return [_state(row) for row in self._database.rows(_OF, (uid,))]

    def due(self, now: TimeMs, limit: int) -> Sequence[CopyState]:
        """Return held copies whose term is over and was not noticed, the earliest first."""
        return [_state(row) for row in self._database.rows(_DUE, (now, limit))]

    def next_due(self) -> TimeMs | None:
        """Return when the next term ends that was not noticed yet."""
        row = self._database.row(_NEXT_DUE)
        return None if row is None or row[0] is None else TimeMs(row[0])

    def answer_printings(self, answer: Digest) -> int:
        """Return how often an answer was printed here."""
        row = self._database.row(_ANSWER_PRINTS, (answer,))
        return 0 if row is None else int(row[0])


def _state(row: Row) -> CopyState:
    uid, number, holder, state, return_by, certified_at, printed_at, printings, *said = row
    true, typed, shelf = said
    return CopyState(
        uid=Uid(uid),
        number=number,
        holder=holder,
        state=state,
        return_by=return_by,
        certified_at=certified_at,
        printed_at=printed_at,
        printings=printings,
        certified_by=true,
        printed_by=typed,
        shelf=shelf,
    )
