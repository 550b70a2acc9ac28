"""Lines of the copies ledger; who writes what is in `projection.py`.

Rule 1: one line for each copy, for ever: how it ended stays beside who had it, each with its time,
    so that the line says how the copy stood at any date (`copy_reading`).
Rule 2: a fact about a telegram or a copy that is not known here changes nothing.
"""

from typing import Final

from depesha.names import TimeMs
from depesha.office.facts import (
    CopyArchived,
    CopyCertified,
    CopyDestroyed,
    CopyIssued,
    CopyOverdue,
    CopyPrinted,
    CopyReturned,
    FilingTakenBack,
    Registered,
)
from depesha.store.database import Database
from depesha.store.news_lines import MENTION

HELD: Final = "HELD"
RETURNED: Final = "RETURNED"
DESTROYED: Final = "DESTROYED"
ARCHIVED: Final = "ARCHIVED"

_ISSUE: Final = """INSERT INTO copy
    (telegram, number, holder, state, issued_at, issued_by, return_by, level) VALUES
    (?1, ?2, ?3, 'HELD', ?4, ?5, ?6, (SELECT classification FROM telegram WHERE id = ?1))
    ON CONFLICT DO NOTHING"""
_BY_UID: Final = "SELECT id FROM telegram WHERE uid = ?"
_OF_COPY: Final = "WHERE telegram = ? AND number = ?"
_RETURN: Final = f"UPDATE copy SET state = 'RETURNED', returned_at = ?, return_act = ? {_OF_COPY}"  # noqa: S608  # constants
_DESTROY: Final = f"""UPDATE copy SET state = 'DESTROYED', destroyed_at = ?, act = ?, done_by = ?,
    witness = ? {_OF_COPY}"""  # noqa: S608
_ARCHIVE: Final = f"UPDATE copy SET state = 'ARCHIVED', archived_at = ?, shelf = ? {_OF_COPY}"  # noqa: S608
_CERTIFY: Final = f"UPDATE copy SET certified_at = ?, certified_by = ? {_OF_COPY}"  # noqa: S608
_PRINT: Final = f"UPDATE copy SET printed_at = ?, printed_by = ? {_OF_COPY}"  # noqa: S608
_BACK: Final = f"""UPDATE copy SET archived_at = NULL, shelf = '', overdue_at = NULL,
    state = CASE WHEN returned_at NOT NULL THEN 'RETURNED' ELSE 'HELD' END
    {_OF_COPY} AND state = 'ARCHIVED'"""  # noqa: S608
_OVERDUE: Final = f"UPDATE copy SET overdue_at = ? {_OF_COPY}"  # noqa: S608

Said = CopyReturned | CopyDestroyed | CopyArchived | CopyCertified | CopyPrinted | CopyOverdue


def registered(database: Database, fact: Registered, at: TimeMs, place: int) -> None:
    """The copies of the draft are made, and held by whom it names."""
    for one in fact.copies:
        database.write(_ISSUE, (place, one.number, one.holder, at, "", None))


def issued(database: Database, fact: CopyIssued, at: TimeMs, place: int) -> None:
    """A copy is held."""
    telegram = _telegram(database, fact.uid, place)
    if telegram is not None:
        said = (telegram, fact.number, fact.holder, at, fact.office, fact.return_by)
        database.write(_ISSUE, said)


def returned(database: Database, fact: CopyReturned, at: TimeMs, place: int) -> None:
    """A copy is back."""
    _say(database, _RETURN, (at, fact.act), fact, place)


def destroyed(database: Database, fact: CopyDestroyed, at: TimeMs, place: int) -> None:
    """A copy is gone."""
    _say(database, _DESTROY, (at, fact.act, fact.done_by, fact.witness), fact, place)


def archived(database: Database, fact: CopyArchived, at: TimeMs, place: int) -> None:
    """A copy is filed."""
    _say(database, _ARCHIVE, (at, fact.shelf), fact, place)


def taken_back(database: Database, fact: FilingTakenBack, _at: TimeMs, place: int) -> None:
    """Copies that were archived by a filing are where they were before it, terms and all."""
    telegram = _telegram(database, fact.uid, place)
    for number in fact.copies if telegram is not None else ():
        database.write(_BACK, (telegram, number))


def certified(database: Database, fact: CopyCertified, at: TimeMs, place: int) -> None:
    """A copy is a true one."""
    _say(database, _CERTIFY, (at, fact.certified_by), fact, place)


def printed(database: Database, fact: CopyPrinted, at: TimeMs, place: int) -> None:
    """A copy is on paper."""
    _say(database, _PRINT, (at, fact.printed_by), fact, place)


def overdue(database: Database, fact: CopyOverdue, at: TimeMs, place: int) -> None:
    """A copy is not back in time."""
    _say(database, _OVERDUE, (at,), fact, place)


def _say(database: Database, update: str, said: tuple[object, ...], fact: Said, place: int) -> None:
    telegram = _telegram(database, fact.uid, place)
    if telegram is not None:
        database.write(update, (*said, telegram, fact.number))


def _telegram(database: Database, uid: bytes, place: int) -> int | None:
    """Return the telegram's line, whose history says so."""
    row = database.row(_BY_UID, (uid,))
    if row is None:
        return None
    database.write(MENTION, (row[0], place))
    return int(row[0])
