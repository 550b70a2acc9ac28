"""Finding the telegram that a person means, and whether this office may touch it.

A reference is `26044`, `moscow/26044` or `moscow/1951/26044`. A number alone is first this
station's own; if it has none, the one that came in under it, if there is only one. What an office
is not cleared for is not there for it: it is found neither first nor among several, and the words
are those of a telegram that does not exist, so that asking tells nothing.

Numbers begin anew with the year, so a number without its year may fit several. Whoever reads or
answers means that of the present year, and is told of the others (`others`); what is put into a
signed telegram as a reference must be said whole.
"""

from collections.abc import Callable, Sequence

from depesha.errors import NotFound, Refused, Usage
from depesha.names import OfficeId, StationId
from depesha.number import NumberRef, parse_number, write
from depesha.office.ports import DutyState, Registers, TelegramState
from depesha.office.sitting import Sitting

MOST_OTHERS = 4

May = Callable[[TelegramState], bool]
"""Whether whoever asks may know of a telegram."""


def find(
    registers: Registers,
    own: StationId,
    wanted: NumberRef,
    may: May,
    present: int | None = None,
) -> TelegramState | None:
    """Return the telegram that a number means, of those that whoever asks may know of, or None.

    Args:
        registers: where to look.
        own: this station, whose numbers are looked at first.
        wanted: the number.
        may: which telegrams are there for whoever asks.
        present: the year that is meant where none is said and several fit; None: no year is.

    Raises:
        Usage: it fits several.
    """
    station = wanted.station or own
    found = _fitting(registers, wanted, station, may)
    if not found and wanted.station is None:
        found = _fitting(registers, wanted, None, may)
    return _only(found, write(wanted), None if wanted.year else present)


def find_telegram(
    sitting: Sitting, wanted: NumberRef, office: OfficeId, present: int | None = None
) -> TelegramState | None:
    """Return the telegram that a number means to an office here, or None; `present` as in `find`.

    Raises:
        Usage: it fits several.
    """
    return find(sitting.book.registers, sitting.own, wanted, _cleared(sitting, office), present)


def also(
    sitting: Sitting, reference: str, found: TelegramState, office: OfficeId
) -> dict[str, object]:
    """Return `also`, the other telegrams that a reference would fit; nothing, if there is none."""
    may = _cleared(sitting, office)
    names = others(sitting.book.registers, sitting.own, reference, found, may)
    return {"also": names} if names else {}


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
    present = None if wanted.year else sitting.year()
    received = [one for one in fitting if one.entry.station != sitting.own]
    found = _only(received, reference, present)
    if found is not None:
        _must_have_words(sitting, found)
        return found
    if fitting:
        msg = f"{name_of(fitting[0])} was sent from here, not received"
        raise Refused(msg, hint=f'its addressees answer it; see "depesha track {reference}"')
    raise absent(reference, f"at {sitting.own}")


def outgoing(sitting: Sitting, reference: str, office: OfficeId) -> TelegramState:
    """Return the telegram that this station sent under a reference, for an office here.

    Raises:
        NotFound: there is none, or the office is not cleared for it.
        Refused: it was not sent from here, but received.
        Usage: the reference fits several.
    """
    found = find_telegram(sitting, parse_number(reference), office)
    if found is None:
        raise absent(reference, f"at {sitting.own}")
    if found.entry.station != sitting.own:
        msg = f"{name_of(found)} was sent by {found.entry.station}, not from here"
        hint = f'only its originator may; "depesha answer {reference} FILE" answers it'
        raise Refused(msg, hint=hint)
    return found


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


def others(
    registers: Registers, own: StationId, reference: str, found: TelegramState, may: May
) -> list[str]:
    """Return the other telegrams, at most 4, that a reference without its year would fit."""
    wanted = parse_number(reference)
    if wanted.year is not None:
        return []
    station = wanted.station or (own if found.entry.station == own else None)
    fitting = _fitting(registers, wanted, station, may)
    if station is None:
        fitting = [one for one in fitting if one.entry.station != own]
    return [name_of(one) for one in fitting if one != found][:MOST_OTHERS]


def _only(
    found: Sequence[TelegramState], reference: str, present: int | None
) -> TelegramState | None:
    if len(found) > 1 and present is not None:
        of_this_year = [one for one in found if one.entry.year == present]
        found = of_this_year if len(of_this_year) == 1 else found
    if len(found) > 1:
        names = ", ".join(name_of(one) for one in found[:4])
        msg = f"{reference} fits {len(found)} telegrams"
        raise Usage(msg, hint=f"say which: {names}")
    return found[0] if found else None
