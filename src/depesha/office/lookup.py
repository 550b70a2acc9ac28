"""Finding the telegram that a person means, and whether this office may touch it.

A reference is `26044`, `moscow/26044` or `moscow/1951/26044`. A number alone is first this
station's own; if it has none, the one that came in under it, if there is only one. "Not found"
and "not cleared" read alike, so that asking tells nothing.
"""

from depesha.errors import NotFound, Refused
from depesha.names import OfficeId, StationId
from depesha.number import NumberRef, parse_number, write
from depesha.office.ports import DutyState, TelegramState
from depesha.office.sitting import Sitting


def telegram(sitting: Sitting, reference: str) -> TelegramState:
    """Return the telegram that a reference names, whichever way it went.

    Raises:
        NotFound: there is none.
        Refused: the reference fits several.
    """
    found = find_telegram(sitting, parse_number(reference))
    if found is None:
        raise _absent(reference, f"at {sitting.own}")
    return found


def find_telegram(sitting: Sitting, wanted: NumberRef) -> TelegramState | None:
    """Return the telegram that a number means, or None.

    Raises:
        Refused: it fits several.
    """
    station = wanted.station or sitting.own
    found = _find(sitting, wanted, station)
    if not found and wanted.station is None:
        found = _find(sitting, wanted, None)
    return _only(found, write(wanted), sitting) if found else None


def incoming(sitting: Sitting, reference: str) -> TelegramState:
    """Return the telegram that came in under a reference.

    Raises:
        NotFound: there is none.
        Refused: the reference fits several.
    """
    wanted = parse_number(reference)
    found = _find(sitting, wanted, wanted.station)
    return _only([one for one in found if one.entry.station != sitting.own], reference, sitting)


def duty_of(sitting: Sitting, telegram: TelegramState, office: OfficeId) -> DutyState:
    """Return how a telegram stands at an addressee office.

    Raises:
        NotFound: it is not addressed to that office.
    """
    for duty in sitting.book.registers.duties(telegram.entry.identity.uid):
        if duty.duty.office == office:
            return duty
    raise _absent(name_of(telegram), f"before {office}")


def cleared(sitting: Sitting, telegram: TelegramState, office: OfficeId) -> None:
    """Let pass an office whose clearance covers the telegram's classification.

    Raises:
        NotFound: it does not; the words are those of a telegram that is not there.
    """
    if sitting.keys().office(office).clearance < telegram.entry.classification:
        raise _absent(name_of(telegram), f"before {office}")


def name_of(telegram: TelegramState) -> str:
    """Return the full reference of a telegram, as in `moscow/1951/26044`."""
    entry = telegram.entry
    return f"{entry.station}/{entry.year}/{entry.number}"


def _find(sitting: Sitting, wanted: NumberRef, station: StationId | None) -> list[TelegramState]:
    return list(sitting.book.registers.by_number(wanted.number, station=station, year=wanted.year))


def _only(found: list[TelegramState], reference: str, sitting: Sitting) -> TelegramState:
    if not found:
        raise _absent(reference, f"at {sitting.own}")
    if len(found) > 1:
        names = ", ".join(name_of(one) for one in found[:4])
        msg = f"{reference} fits {len(found)} telegrams"
        raise Refused(msg, hint=f"say which: {names}")
    return found[0]


def _absent(reference: str, where: str) -> NotFound:
    msg = f"there is no telegram {reference} {where}"
    return NotFound(msg, hint='"depesha inbox" and "depesha outbox" list what there is')
