"""Whether a record may be handed out as data: one rule for whatever hands it out.

    archive-export; archive-record, archive-search, archive-scan-of with the purpose json

Rule 1: a caveat that forbids copies holds for a record as for the telegram that was filed as it;
    for a record of the past it holds as its page writes it, in a line that nobody understood, too.
Rule 2: it is past where that very document is public, whole, or where the record is declassified.
"""

import re
from functools import cache
from typing import Final

from depesha.archive.record import Record
from depesha.errors import Forbidden
from depesha.names import Uid
from depesha.policy import Action
from depesha.station.access import allows
from depesha.station.policies import shipped_policies
from depesha.station.reading import Reader
from depesha.store.archive_carrying import Kept
from depesha.store.registers import StoredRegisters
from depesha.store.schedules import state_of


def may_go(reader: Reader, row: Kept, record: Record) -> bool:
    """Say whether its caveats let a record be handed out."""
    if row.is_public:
        return True
    state = state_of(reader.database, record.source)
    if state is not None and state.is_declassified:
        return True
    if state is not None and state.uid is not None and not _telegram_may(reader, Uid(state.uid)):
        return False
    unread = (one.text for one in record.unparsed)
    return not any(map(_forbids, (*record.telegram.caveats, *unread)))


def must_go(reader: Reader, row: Kept, record: Record) -> None:
    """Let pass a record that may be handed out.

    Raises:
        Forbidden: a caveat of it forbids that.
    """
    if not may_go(reader, row, record):
        if row.is_in_part:
            msg = f"the caveats of record {row.id} forbid copies, and it is public in part alone"
            raise Forbidden(msg, hint="what is public of it is taken from the reading room")
        msg = f"the caveats of record {row.id} forbid copies, and it is not public"
        raise Forbidden(msg, hint='"depesha archive release" makes it public')


def _telegram_may(reader: Reader, uid: Uid) -> bool:
    telegram = StoredRegisters(reader.database).telegram(uid)
    if telegram is None:
        return True
    return allows(shipped_policies().get(telegram.entry.policy), telegram, Action.JSON)


def _forbids(line: str) -> bool:
    """Say whether a line, as it is written, forbids copies by a policy that knows it.

    By its letters alone: typists set words off by blanks, and end them with a full stop or none.
    """
    return _letters(line) in _forbidding()


@cache
def _forbidding() -> frozenset[str]:
    return frozenset(
        _letters(word)
        for policy in shipped_policies().values()
        for one in policy.caveats
        if not policy.allows((one.code,), Action.JSON)
        for word in (one.code, *one.names.values(), *one.words)
    )


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text[:MAX_CAVEAT]).casefold()


_NO_LETTER: Final = re.compile(r"[\W_]+")
MAX_CAVEAT: Final = 200
