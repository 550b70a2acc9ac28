"""Void numbers: a register without a gap, and no telegram without its number."""

import pytest

from depesha.names import OfficeId
from depesha.office.events import OpenSeries
from depesha.office.facts import Registered, VoidedNumber
from tests.network import drafts
from tests.network.keys import CLERK, GROMYKO, MOSCOW, VYSHINSKY
from tests.network.post import Network


def opened(first: int, series: str = "outgoing", *, office: OfficeId | None = None) -> OpenSeries:
    return OpenSeries(order_id=drafts.order_id(), series=series, first=first, office=office)


@pytest.mark.parametrize(
    ("office", "may"), [(GROMYKO, True), (CLERK, True), (VYSHINSKY, False), (None, True)]
)
def test_an_office_that_is_named_opens_a_series_if_it_keeps_registers(
    network: Network, office: OfficeId | None, *, may: bool
) -> None:
    took = network[MOSCOW].take(opened(26_044, office=office))
    assert (took.facts != ()) is may
    assert may or took.problem.code == "forbidden"


def test_the_next_number_is_spoilt_and_the_one_behind_it_is_given(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    took = moscow.take(drafts.void(2))
    assert took.facts == (
        VoidedNumber(series="outgoing", year=2027, number=2, office=GROMYKO, reason="испорчен"),
    )
    assert took.value == {"series": "outgoing", "year": 2027, "number": 2}
    assert moscow.take(drafts.send()).one(Registered).entry.number == 3


def test_numbers_that_were_passed_over_are_voided_one_by_one(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(Special="yes"), opened(4), opened(9, "special"))
    for number in (2, 3):
        assert moscow.take(drafts.void(number)).value["number"] == number
    assert moscow.take(drafts.void(5, "special")).value["series"] == "special"
    assert moscow.take(drafts.send()).one(Registered).entry.number == 4
    assert moscow.stored.rebuild().changed == ()


@pytest.mark.parametrize(
    ("number", "series", "words"),
    [
        (26044, "outgoing", "is borne by moscow/2027/26044"),
        (1, "special", "is borne by moscow/2027/26044"),
        (26043, "outgoing", "was never reached"),
        (26046, "outgoing", "was never reached"),
        (7, "files", "was never reached"),
    ],
)
def test_what_is_borne_or_was_never_reached_is_not_voided(
    network: Network, number: int, series: str, words: str
) -> None:
    moscow = network[MOSCOW]
    moscow.handle(opened(26044), drafts.send(Special="yes"))
    took = moscow.take(drafts.void(number, series))
    assert words in took.problem.message
    assert took.facts == ()


def test_a_number_is_voided_once_and_by_an_office_that_may(network: Network) -> None:
    moscow = network[MOSCOW]
    assert moscow.take(drafts.void(1, office=CLERK)).problem.code == "forbidden"
    moscow.handle(drafts.void(1))
    assert "is void already" in moscow.take(drafts.void(1)).problem.message
    borne = moscow.take(drafts.void(2))
    assert borne.value["number"] == 2


def test_the_hint_for_a_telegram_is_to_cancel_it(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    assert "depesha cancel moscow/2027/1" in moscow.take(drafts.void(1)).problem.hint
