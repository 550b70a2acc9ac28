"""Orders about the station itself: the key book in force, the series of numbers."""

from depesha.errors import Refused
from depesha.keybook import adopt
from depesha.office.events import AdoptKeyBook, Done, OpenSeries
from depesha.office.facts import KeyBookAdopted, SeriesOpened
from depesha.office.sitting import Sitting


def adopt_key_book(sitting: Sitting, order: AdoptKeyBook) -> Done:
    """Verify a key book excerpt and take it into force.

    Raises:
        Malformed: it is damaged or foreign.
        Refused: it is older than what is held ("rolled-back key book").
    """
    held = sitting.key_book
    adopted = adopt(held, order.excerpt, order.root)
    adopted.identity(sitting.own)
    sitting.book.adopt_key_book(adopted.encode())
    sitting.record(
        KeyBookAdopted(
            version=adopted.version,
            digest=adopted.digest,
            plan_version=adopted.plan_version,
            plan_digest=adopted.plan_digest,
        )
    )
    sitting.key_book = adopted
    return Done(
        value={
            "version": adopted.version,
            "plan_version": adopted.plan_version,
            "stations": sorted(adopted.stations),
        }
    )


def open_series(sitting: Sitting, order: OpenSeries) -> Done:
    """Let a series begin, or go on, at a number that was not given yet.

    Raises:
        Refused: that number of the series was given already.
    """
    year = sitting.year()
    free = sitting.book.registers.next_number(order.series, year)
    if order.first < free:
        msg = f"number {order.first} of series {order.series} was given already"
        raise Refused(msg, hint=f"the next free number is {free}")
    sitting.record(SeriesOpened(series=order.series, year=year, first=order.first))
    return Done(value={"series": order.series, "year": year, "first": order.first})
