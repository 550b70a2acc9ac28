"""Questions about what is kept, where and how long: custody, schedules, what is to be reviewed."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from depesha.archive.custody import histories
from depesha.archive.record import Record
from depesha.errors import Usage
from depesha.names import Uid
from depesha.office.lookup import name_of
from depesha.office.ports import ScheduleState
from depesha.station import clock
from depesha.station.plain import Plain
from depesha.station.readers import eyes_of
from depesha.station.reading import Fields, Reader, bounded, office_in
from depesha.station.settings import zone_of
from depesha.store.registers import StoredRegisters
from depesha.store.schedules import due, kept_back_on, reviews_of, state_of

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_AFTER: Final = re.compile(r"(\d{4}-\d\d-\d\d):(\d{1,16})", re.ASCII)


def kept_of(reader: Reader, source: str, record: Record, clearance: int) -> dict[str, Any]:
    """Return the history of each copy, when the record is reviewed, and what was decided."""
    state = state_of(reader.database, source)
    return {
        "custody": [
            {
                "copy": one.copy_number,
                "holdings": list(one.places),
                "looks_like_one_copy": one.looks_alike,
            }
            for one in histories(record.holdings)
        ],
        "is_filed": state is not None and state.uid is not None,
        "telegram": _telegram(reader, state, clearance),
        "review_on": state.review_on if state else "",
        "declassify_on": state.declassify_on if state else "",
        "kept_back_on": kept_back_on(reader.database, source),
        "is_declassified": state is not None and state.is_declassified,
        "reviews": reviews_of(reader.database, source),
    }


def _telegram(reader: Reader, state: ScheduleState | None, clearance: int) -> str:
    """Return the telegram that was filed; empty: none, or the reader is not cleared for it.

    A record that is declassified is read by more than the telegram is.
    """
    uid = state.uid if state else None
    telegram = StoredRegisters(reader.database).telegram(Uid(uid)) if uid else None
    if telegram is None or telegram.entry.classification > clearance:
        return ""
    return name_of(telegram)


def _due(reader: Reader, fields: Fields) -> Plain:
    """Return what is to be looked at again until a day, the earliest first, a page at a time.

    Raises:
        Usage: the day, or the end of the page before, is none.
    """
    limit, _ = bounded({"limit": 100, **fields})
    eyes = eyes_of(reader.offices(), office_in(reader.config, fields))
    today = datetime.fromtimestamp(clock.now() / 1000, zone_of(reader.config.zone)).date()
    until = str(fields.get("until") or today.isoformat())
    if not _DAY.fullmatch(until):
        msg = f"not a day: {until[:20]!r}"
        raise Usage(msg, hint="as in 1976-11-21")
    lines = due(reader.database, until, _after(fields.get("after")), eyes.open_upto, limit)
    shown = [
        {**one, "is_overdue": one["due_on"] < today.isoformat(), "after": _end(one)}
        for one in lines
    ]
    return {
        "due": [{key: value for key, value in one.items() if key != "place"} for one in shown],
        "until": until,
        "last": shown[-1]["after"] if shown and len(shown) == limit else None,
    }


def _after(value: object) -> tuple[str, int]:
    if value is None:
        return "", -1
    found = _AFTER.fullmatch(str(value))
    if found is None:
        msg = "'after' is the 'last' of the answer before"
        raise Usage(msg)
    return found[1], int(found[2])


def _end(line: Mapping[str, Any]) -> str:
    return f"{line['due_on']}:{line['place']}"


SCHEDULE: Final[Mapping[str, Callable[[Reader, Fields], Any]]] = {"archive-due": _due}
