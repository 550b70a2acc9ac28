"""Which telegram an alarm is about, where it is about a document at a station.

Rule 1: such an alarm is about `STATION:HEX` or `HEX`, where HEX is the registration of a telegram,
    its identifier, the sealed file of one of its attachments, or an answer to it.
Rule 2: what is none of these, or of a telegram that is not here, has no name: the alarm stays as
    it was raised.
Rule 3: a station is told only where the document goes there: an answer to the originator, a
    telegram and its attachments to an addressee.
Rule 4: the number is told and nothing else of the telegram, and not of one that is classified
    higher than whoever asks is cleared for.

An answer alone is decoded, and its schema loaded only for that: most alarms are about telegrams.
"""

import re
from typing import Final

from depesha.envelope import Kind
from depesha.errors import Malformed
from depesha.names import Digest
from depesha.store.database import Database
from depesha.store.papers import document
from depesha.store.reading import Line

_NAMED: Final = re.compile(r"(?:(?P<where>[^:]+):)?(?P<hex>[0-9a-f]{64}|[0-9a-f]{32})")

_TELEGRAM: Final = """SELECT id, station, year, number FROM telegram
    WHERE {} AND (?2 IS NULL OR classification <= ?2)"""
_BY_REGISTRATION: Final = _TELEGRAM.format("registration = ?1")
_BY_UID: Final = _TELEGRAM.format("uid = ?1")
_BY_SEALED: Final = _TELEGRAM.format("uid = (SELECT uid FROM attachment WHERE sealed = ?1)")
_GOES_TO: Final = "SELECT 1 FROM duty WHERE telegram = ? AND station = ?"
_WAYS: Final = (("telegram", _BY_REGISTRATION), ("telegram", _BY_UID), ("attachment", _BY_SEALED))


def told_of(database: Database, about: str, clearance: int | None) -> Line:
    """Return `document`, `reference` and `station` of what an alarm is about; nothing if unknown.

    Args:
        database: the registers.
        about: as the alarm was raised.
        clearance: a telegram that is classified higher is not named; any is, if it is not given.
    """
    named = _NAMED.fullmatch(about)
    if named is None:
        return {}
    found = _find(database, bytes.fromhex(named["hex"]), clearance)
    if found is None:
        return {}
    what, telegram, originator, year, number = found
    where = (named["where"] or "").rpartition("@")[2]
    # where an attachment came from, or where a telegram expired on its way, is not where it goes
    goes_there = (
        where == originator
        if what == "answer"
        else database.row(_GOES_TO, (telegram, where)) is not None
    )
    return {
        "document": what,
        "reference": f"{originator}/{year}/{number}",
        "station": where if goes_there else None,
    }


def _find(
    database: Database, name: bytes, clearance: int | None
) -> tuple[str, int, str, int, int] | None:
    for what, query in _WAYS:
        row = database.row(query, (name, clearance))
        if row is not None:
            return what, *row
    uid = _answered(database, name)
    row = database.row(_BY_UID, (uid, clearance)) if uid else None
    return ("answer", *row) if row else None


def _answered(database: Database, name: bytes) -> bytes | None:
    """Return the identifier of the telegram that an answer is to, if `name` is an answer kept."""
    item = document(database, Digest(name))
    if item is None or item.kind is not Kind.ANSWER:
        return None
    # imported here because a station without such an alarm loads no schema of a telegram
    from depesha.wire import ANSWER  # noqa: PLC0415

    try:
        return ANSWER.decode(item.payload).answers.uid
    except Malformed:  # of a damaged store the alarms are still to be read
        return None
