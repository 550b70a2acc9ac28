"""Finding the telegram that a person means, and whether this office may touch it.

A reference is `26044`, `moscow/26044` or `moscow/1951/26044`. A number alone is first this
station's own; if it has none, the one that came in under it, if there is only one. What an office
is not cleared for is not there for it: it is found neither first nor among several, and the words
are those of a telegram that does not exist, so that asking tells nothing.
"""

from collections.abc import Callable, Sequence

from depesha.errors import NotFound, Refused, Usage
from depesha.names import OfficeId, StationId
from depesha.number import NumberRef, parse_number, write
from depesha.office.ports import DutyState, Registers, TelegramState
from depesha.office.sitting import Sitting

May = Callable[[TelegramState], bool]
"""Whether whoever asks may know of a telegram."""


def find(registers: Registers, own: StationId, wanted: NumberRef, may: May) -> TelegramState | None:
    """Return the telegram that a number means, of those that whoever asks may know of, or None.

    Args:
        registers: where to look.
        own: this station, whose numbers are looked at first.
        wanted: the number.
        may: which telegrams are there for whoever asks.

    Raises:
        Usage: it fits several.
    """
    station = wanted.station or own
    found = _fitting(registers, wanted, station, may)
    if not found and wanted.station is None:
        found = _fitting(registers, wanted, None, may)
    return _only(found, write(wanted))


def find_telegram(sitting: Sitting, wanted: NumberRef, office: OfficeId) -> TelegramState | None:
    """Return the telegram that a number means to an office here, or None.

    Raises:
        Usage: it fits several.
    """
    return find(sitting.book.registers, sitting.own, wanted, _cleared(sitting, office))


def incoming(sitting: Sitting, reference: str, office: OfficeId) -> TelegramState:
    """Return the telegram that came in under a reference, for an office here.

    Raises:
        NotFound: there is none, or the office is not cleared for it.
        Refused: it was not received, but sent from here; or its words were expunged.
        Usage: the reference fits several.
    """
    wanted = parse_number(reference)
    may = _cleared(sitting, office)
    fitting = _fitting(sitting.book.registers, wanted, wanted.station, may)
    found = _only([one for one in fitting if one.entry.station != sitting.own], reference)
    if found is not None:
        _must_have_words(sitting, found)
        return found
    if fitting:
        msg = f"{name_of(fitting[0])} was sent from here, not received"
        raise Refused(msg, hint=f'its addressees answer it; see "depesha track {reference}"')
    raise absent(reference, f"at {sitting.own}")


def _must_have_words(sitting: Sitting, telegram: TelegramState) -> None:
    if sitting.book.journals.is_expunged(telegram.entry.identity.uid):
        msg = f"the words of {name_of(telegram)} were expunged here"
        raise Refused(msg, hint="nothing can be done with it any more; its line and proofs stay")


def duty_of(sitting: Sitting, telegram: TelegramState, office: OfficeId) -> DutyState:
    """Return how a telegram stands at an addressee office.

    Raises:
        NotFound: it is not addressed to that office.
    """
    for duty in sitting.book.registers.duties(telegram.entry.identity.uid):
        if duty.duty.office == office:
            return duty
    raise absent(name_of(telegram), f"before {office}")


def name_of(telegram: TelegramState) -> str:
    """Return the full reference of a telegram, as in `moscow/1951/26044`."""
    entry = telegram.entry
    return f"{entry.station}/{entry.year}/{entry.number}"


def absent(reference: str, where: str) -> NotFound:
    """Return what is said of a telegram that is not there, or not for whoever asks."""
    msg = f"there is no telegram {reference} {where}"
    return NotFound(msg, hint='"depesha inbox" and "depesha outbox" list what there is')


def _cleared(sitting: Sitting, office: OfficeId) -> May:
    clearance = sitting.keys().office(office).clearance
    return lambda telegram: telegram.entry.classification <= clearance


def _fitting(
    registers: Registers, wanted: NumberRef, station: StationId | None, may: May
) -> list[TelegramState]:
    found = registers.by_number(wanted.number, station=station, year=wanted.year)
    return [one for one in found if may(one)]


def _only(found: Sequence[TelegramState], reference: str) -> TelegramState | None:
    if len(found) > 1:
        names = ", ".join(name_of(one) for one in found[:4])
        msg = f"{reference} fits {len(found)} telegrams"
        raise Usage(msg, hint=f"say which: {names}")
    return found[0] if found else None
