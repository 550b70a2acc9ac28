"""Where a telegram of this station lies in the archive, for whoever may read both.

Rule 1: of a record that the reader is not cleared for it is said that there is none.
"""

from typing import Any

from depesha.archive.form import decode
from depesha.archive.record import Holding
from depesha.names import Digest
from depesha.office.lookup import name_of
from depesha.office.ports import TelegramState
from depesha.station.reading import Reader
from depesha.store.archive_search import line_of
from depesha.store.papers import document
from depesha.store.schedules import state_of


def filed_of(reader: Reader, telegram: TelegramState, clearance: int) -> dict[str, Any] | None:
    """Return where a telegram is filed, by its newest record; None: it is in no archive."""
    source = name_of(telegram)
    state = state_of(reader.database, source)
    line = line_of(reader.database, source, clearance) if state and state.uid else None
    item = document(reader.database, Digest(bytes.fromhex(line["digest"]))) if line else None
    if state is None or line is None or item is None:
        return None
    return {
        "record": line["record"],
        "edition": line["edition"],
        "holdings": [_shown(one) for one in decode(item.payload).holdings],
        "review_on": state.review_on,
        "declassify_on": state.declassify_on,
    }


def _shown(one: Holding) -> dict[str, Any]:
    return {
        "as_cited": one.as_cited,
        "copy": one.copy_number,
        "since": one.since.text if one.since else "",
        "until": one.until.text if one.until else "",
    }
