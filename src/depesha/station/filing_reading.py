"""What is to be known before a telegram is filed: who has still to answer, its copies, its days.

Rule 1: this decides nothing: the order `archive-file` does (`office.archive_filing`), and counts
    who has still to answer, and the days, in the same way.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from depesha.archive.schedule import schedule_of
from depesha.keybook import KeyBook
from depesha.office.clocks import clocks_in, day_at
from depesha.office.expunging import asked_of
from depesha.office.lookup import name_of
from depesha.office.ports import TelegramState
from depesha.station.filed import filed_of
from depesha.station.plain import Plain
from depesha.station.policies import shipped_policies
from depesha.station.readers import eyes_of
from depesha.station.reading import Fields, Reader, office_in
from depesha.station.showing import telegram_of
from depesha.store.copies import StoredCopies
from depesha.store.registers import StoredRegisters


def _filing(reader: Reader, fields: Fields) -> Plain:
    """Return what is to be known before a telegram is filed, and where it lies already.

    Raises:
        NotFound: there is none, or the office is not cleared for it: in the same words.
        Usage: the reference fits several, or it is not said which office asks.
    """
    telegram, keys, _ = telegram_of(reader, fields)
    entry = telegram.entry
    clearance = eyes_of(reader.offices(), office_in(reader.config, fields)).open_upto
    duties = StoredRegisters(reader.database).duties(entry.identity.uid)
    policy = shipped_policies().get(entry.policy)
    days = schedule_of(policy, entry.classification, _day_of(keys, telegram))
    return {
        "reference": name_of(telegram),
        "title": entry.title,
        "policy": entry.policy,
        "classification": entry.classification,
        "caveats": list(entry.caveats),
        "open": [
            one.duty.office for one in duties if one.exit is None and one.rung < asked_of(one)
        ],
        "copies": [
            {"number": one.number, "holder": one.holder, "state": one.state}
            for one in StoredCopies(reader.database).of(entry.identity.uid)
        ],
        "review_on": days.review_on,
        "declassify_on": days.declassify_on,
        "filed": filed_of(reader, telegram, clearance),
    }


def _day_of(keys: KeyBook, telegram: TelegramState) -> date:
    """Return the day of a telegram, by the clock of the place where it was registered."""
    return day_at(telegram.entry.registered_at, clocks_in(keys)(telegram.entry.station))


FILING: Final[Mapping[str, Callable[[Reader, Fields], Any]]] = {"archive-filing": _filing}
