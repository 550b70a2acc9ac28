"""The copies ledger as faces ask for it: every copy accounted for, now and at any date.

Rule 1: the copies of a telegram are told to an office that is cleared for it, and to no other: to
    one that is not, there is no such telegram.
Rule 2: in the ledger of all telegrams each copy is a line, whoever asks. Of one that an office is
    not cleared for there is its number and nothing else; who holds one is told as a subject is.
Rule 3: what is asked for by its state has the copies whose state may be told, and no other.
Rule 4: `at` asks how the ledger stood: what was done later was not done.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from depesha.errors import NotFound, Usage
from depesha.names import Uid
from depesha.station import clock
from depesha.station.periods import MOST_MS, period_of
from depesha.station.plain import Plain
from depesha.station.readers import Eyes, eyes_of
from depesha.station.reading import MAX_OFFSET, Fields, Reader, bounded, office_in
from depesha.store.copy_reading import (
    EVER,
    OVERDUE,
    STATES,
    Ledger,
    copies_between,
    copies_of,
    sums_between,
)
from depesha.store.reading import Line

WITHHELD: Final = "withheld"

OF_PEOPLE: Final = (
    "holder",
    "issued_by",
    "return_act",
    "act",
    "done_by",
    "witness",
    "shelf",
    "certified_by",
    "printed_by",
)
"""What a line of the ledger has of people and places."""


def _copies(reader: Reader, fields: Fields) -> dict[str, Any]:
    """Return the copies of a telegram, and how many there are in which state; of one its history.

    Raises:
        NotFound: there is no such telegram or copy, or the office is not cleared for it.
        Usage: a field is not as it should be.
    """
    # imported here because it opens the key book
    from depesha.office.lookup import name_of  # noqa: PLC0415
    from depesha.station.showing import telegram_of  # noqa: PLC0415

    at = _at(fields)
    telegram, _, _ = telegram_of(reader, fields)
    uid = telegram.entry.identity.uid
    name = name_of(telegram)
    lines = copies_of(reader.database, uid, at, _now(at))
    states = [line["state"] for line in lines]
    return {
        "reference": name,
        "classification": telegram.entry.classification,
        "policy": telegram.entry.policy,
        "caveats": list(telegram.entry.caveats),
        "made": len(lines),
        "sums": {state: states.count(state) for state in sorted(set(states))},
        "overdue": sum(line["overdue"] for line in lines),
        "without_gap": [line["number"] for line in lines] == list(range(1, len(lines) + 1)),
        "at": fields.get("at"),
        "copies": lines,
        **_history(reader, fields, uid, name),
    }


def _history(reader: Reader, fields: Fields, uid: Uid, name: str) -> dict[str, Any]:
    """Return what was done with the one copy that is asked for."""
    # imported here because it reads facts
    from depesha.store.copy_history import history_of  # noqa: PLC0415

    number = fields.get("number")
    if number is None:
        return {}
    found = []
    if isinstance(number, int) and 0 < number <= MAX_OFFSET:
        found = history_of(reader.database, uid, number, _at(fields))
    if not found:
        msg = f"there is no copy {str(number)[:40]} of {name}"
        raise NotFound(msg, hint=f'"depesha copies {name}" lists them')
    return {"history": found}


def _copy_book(reader: Reader, fields: Fields) -> list[Line]:
    """Return the copies that were issued in a period, as they stood.

    Raises:
        Usage: a field is not as it should be.
    """
    limit, offset = bounded({"limit": 1000, **fields})
    eyes = eyes_of(reader.offices(), office_in(reader.config, fields))
    wanted = _wanted(fields, eyes)
    return [_line(line, eyes) for line in copies_between(reader.database, wanted, limit, offset)]


def _copy_sums(reader: Reader, fields: Fields) -> dict[str, Any]:
    """Return how many copies were issued in a period, and in which state they stood.

    Raises:
        Usage: a field is not as it should be.
    """
    eyes = eyes_of(reader.offices(), office_in(reader.config, fields))
    sums: dict[str, int] = {}
    made = withheld = overdue = 0
    for level, state, count, late in sums_between(reader.database, _wanted(fields, eyes)):
        made += count
        if eyes.clearance is not None and level > eyes.clearance:
            withheld += count
        else:
            sums[state] = sums.get(state, 0) + count
            overdue += late
    return {"made": made, "sums": sums, "overdue": overdue, "withheld": withheld}


def _wanted(fields: Fields, eyes: Eyes) -> Ledger:
    begin, end = period_of(fields)
    at = _at(fields)
    which = fields.get("state") or ""
    if which not in ("", OVERDUE, *STATES):
        msg = f"not a state of a copy: {str(which)[:40]!r}"
        raise Usage(msg, hint=f"one of {', '.join((*STATES, OVERDUE))}")
    return Ledger(
        begin=begin,
        end=end,
        at=at,
        now=_now(at),
        which=str(which),
        open_upto=eyes.open_upto,
        is_newest_first=bool(fields.get("newest")),
    )


def _at(fields: Fields) -> int:
    """Return the time at which the ledger is asked for; none said: after all that was done."""
    at = fields.get("at")
    if at is None:
        return EVER
    if not isinstance(at, int) or abs(at) > MOST_MS:
        msg = "at is a time in UTC milliseconds"
        raise Usage(msg)
    return at


def _now(at: int) -> int:
    """Return by when a term is over: then, but not by a time that is to come."""
    return min(at, clock.now())


def _line(line: Line, eyes: Eyes) -> Line:
    level = line["classification"]
    if eyes.clearance is not None and level > eyes.clearance:
        return {"number": line["number"], "entry": WITHHELD}
    if level <= eyes.open_upto:
        return {**line, "entry": "copy", "hidden": False}
    return {**line, "entry": "copy", "hidden": True, **dict.fromkeys(OF_PEOPLE)}


LEDGER: Final[Mapping[str, Callable[[Reader, Fields], Plain]]] = {
    "copies": _copies,
    "copy-book": _copy_book,
    "copy-sums": _copy_sums,
}
"""Questions about copies."""
