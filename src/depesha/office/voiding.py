"""A number that no telegram bears is declared void: the register stays without a gap."""

from depesha.errors import Forbidden, Refused
from depesha.keybook import Role
from depesha.names import OfficeId
from depesha.office.events import Done, VoidNumber
from depesha.office.facts import VoidedNumber
from depesha.office.lookup import name_of
from depesha.office.restoring import must_have_numbers
from depesha.office.sitting import Sitting


def void_number(sitting: Sitting, order: VoidNumber) -> Done:
    """Void a number that was passed over, or the next one, which was spoilt.

    Raises:
        Forbidden: the office is neither a registrar nor a releaser.
        NumbersAwaited: the station was restored, and waits for its correspondents' last numbers.
        Refused: a telegram bears it, it is void, or it does not follow on what was given.
    """
    must_have_numbers(sitting)
    office = _registrar(sitting, order.office)
    year = order.year or sitting.year()
    _must_be_free(sitting, order, year)
    sitting.record(
        VoidedNumber(
            series=order.series, year=year, number=order.number, office=office, reason=order.reason
        )
    )
    return Done(value={"series": order.series, "year": year, "number": order.number})


def _registrar(sitting: Sitting, office: OfficeId) -> OfficeId:
    sitting.giver(office)
    if not (sitting.may(office, Role.REGISTRAR) or sitting.may(office, Role.RELEASER)):
        msg = f"{office} may not void a number"
        raise Forbidden(msg, hint="a registrar or a releaser may")
    return office


def _must_be_free(sitting: Sitting, order: VoidNumber, year: int) -> None:
    series, number = order.series, order.number
    named = f"number {number} of series {series} in {year}"
    amendments = sitting.book.amendments
    borne = amendments.bearer(series, year, number)
    if borne is not None:
        telegram = sitting.book.registers.telegram(borne)
        name = name_of(telegram) if telegram else "a telegram"
        msg = f"{named} is borne by {name}"
        raise Refused(msg, hint=f'a telegram is cancelled: "depesha cancel {name} REASON"')
    if amendments.is_void(series, year, number):
        msg = f"{named} is void already"
        raise Refused(msg)
    free = sitting.book.registers.next_number(series, year)
    if number == free:
        return
    first = amendments.first_number(series, year)
    if number > free or first is None or number < first:
        msg = f"{named} was never reached here"
        raise Refused(
            msg, hint=f"the next number is {free}; void that, or one that was passed over"
        )
