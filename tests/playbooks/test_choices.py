"""What an office is told that it may do with a telegram is what its order then finds."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from depesha.errors import Problem
from depesha.names import OfficeId
from depesha.office.events import Chase, Done, Order, Pass
from depesha.telegram import Relation
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.face import choices
from tests.network.keys import (
    CLERK,
    DAY_MS,
    GROMYKO,
    GUARD,
    MOSCOW,
    OPERATOR,
    PEKING,
    RAZUVAEV,
    ROSHCHIN,
    VYSHINSKY,
)
from tests.network.post import Network, Post

ASKED: dict[str, Any] = {"Receipt": "confirm within 1h", "Execution": "report within 4h"}
THERE, HERE = "moscow/2027/1", "2027/1"

Ordered = Callable[[str, OfficeId, OfficeId | None], Order]
ORDERS: Mapping[str, Ordered] = {
    "confirm": drafts.confirm,
    "comply": drafts.comply,
    "report": lambda reference, office, name: drafts.report(
        reference, office=office, acting_for=name
    ),
    "pass": lambda reference, office, name: Pass(
        order_id=drafts.order_id(), office=office, reference=reference, to=RAZUVAEV, acting_for=name
    ),
}
OWN: Mapping[str, Callable[[OfficeId], Order]] = {
    "chase": lambda office: Chase(
        order_id=drafts.order_id(), office=office, reference=HERE, addressee=""
    ),
    "cancel": lambda office: drafts.cancel(HERE, office=office, only_draft=office == CLERK),
    "correct": lambda office: drafts.amend(Relation.CORRECTS, HERE, office=office, only_draft=True),
    "repeat": lambda office: drafts.repeat(HERE, office=office),
}


@pytest.fixture
def asked(network: Network, courier: Courier) -> Network:
    """moscow/1 lies before roshchin@peking, who owes a receipt and a report."""
    network[MOSCOW].handle(drafts.send(ROSHCHIN, **ASKED))
    courier.run()
    return network


def must_agree(post: Post, choice: str, office: OfficeId, order: Order) -> None:
    """What is told is what becomes of the order; nothing else was done between the two."""
    told = choices(post, office, order_reference(order))[choice]
    outcome = post.take(order).outcome
    if told["names"]:
        assert isinstance(outcome, Done), (told, outcome)
    else:
        done = isinstance(outcome, Done) and outcome.value.get("repeated")
        assert done or isinstance(outcome, Problem), told


def order_reference(order: Order) -> str:
    return str(getattr(order, "reference", ""))


@pytest.mark.parametrize("choice", ORDERS)
@pytest.mark.parametrize("office", [ROSHCHIN, OPERATOR])
@pytest.mark.parametrize("before", [(), ("confirm",), ("confirm", "comply"), ("report",)])
def test_an_addressee_is_told_what_its_order_finds(
    asked: Network, choice: str, office: OfficeId, before: tuple[str, ...]
) -> None:
    post = asked[PEKING]
    for earlier in before:
        assert isinstance(post.take(ORDERS[earlier](THERE, ROSHCHIN, None)).outcome, Done)
    told = choices(post, office, THERE)[choice]
    name = OfficeId(told["names"][0]) if told["names"] else None
    order = ORDERS[choice](THERE, office, name if name != office else None)
    must_agree(post, choice, office, order)


@pytest.mark.parametrize("choice", OWN)
@pytest.mark.parametrize("office", [GROMYKO, VYSHINSKY, CLERK])
@pytest.mark.parametrize("before", [(), ("report",), ("cancel",)])
def test_an_originator_is_told_what_its_order_finds(
    asked: Network, courier: Courier, choice: str, office: OfficeId, before: tuple[str, ...]
) -> None:
    if "report" in before:
        asked[PEKING].take(drafts.report(THERE, office=ROSHCHIN))
        courier.run()
    if "cancel" in before:
        assert isinstance(asked[MOSCOW].take(OWN["cancel"](GROMYKO)).outcome, Done)
    must_agree(asked[MOSCOW], choice, office, OWN[choice](office))


def test_a_deputy_acts_in_the_name_of_its_office(asked: Network) -> None:
    told = choices(asked[PEKING], OPERATOR, THERE)
    assert told["confirm"]["names"] == [ROSHCHIN]
    assert told["report"]["names"] == [ROSHCHIN]


def test_an_office_that_is_not_addressed_may_answer_for_nobody(
    network: Network, courier: Courier
) -> None:
    network[MOSCOW].handle(drafts.send(ROSHCHIN, classification="UNCLASSIFIED", **ASKED))
    courier.run()
    told = choices(network[PEKING], GUARD, THERE)
    assert (told["confirm"]["why"], told["report"]["why"]) == ("elsewhere", "elsewhere")
    assert told["answer"]["names"] == [GUARD]


def test_what_a_caveat_forbids_is_told_with_the_caveat(network: Network, courier: Courier) -> None:
    network[MOSCOW].handle(drafts.send(ROSHCHIN, Caveat="NO_COPIES", Copies="1 Roshchin"))
    courier.run()
    told = choices(network[PEKING], ROSHCHIN, THERE)
    for choice in ("pass", "quote", "download", "unnumbered"):
        assert (told[choice]["why"], told[choice]["about"]) == ("caveat", "NO_COPIES"), choice
    assert told["evidence"]["names"] == [ROSHCHIN]
    assert told["copy"]["names"] == [ROSHCHIN]  # one for the office that is addressed
    sent = choices(network[MOSCOW], GROMYKO, HERE)
    assert sent["copy"]["why"] == "caveat"  # the draft lists one, and it is made
    assert sent["print"]["names"] == [GROMYKO]


def test_without_a_caveat_everything_goes(asked: Network) -> None:
    told = choices(asked[PEKING], ROSHCHIN, THERE)
    for choice in ("pass", "quote", "download", "unnumbered", "evidence", "copy", "print"):
        assert told[choice]["names"] == [ROSHCHIN], choice


def test_a_copy_is_printed_by_the_registrar_alone(asked: Network) -> None:
    told = choices(asked[MOSCOW], VYSHINSKY, HERE)["print"]
    assert (told["why"], told["about"]) == ("right", "registrar")


def test_what_has_expired_is_not_sent_again(asked: Network) -> None:
    asked[MOSCOW].clock.advance(40 * DAY_MS)
    assert choices(asked[MOSCOW], GROMYKO, HERE)["repeat"]["why"] == "expired"


def test_what_is_held_is_withdrawn_and_not_corrected(network: Network) -> None:
    network[MOSCOW].handle(drafts.send(ROSHCHIN, Hold_until="2027-01-16 12:00"))
    told = choices(network[MOSCOW], GROMYKO, HERE)
    assert told["correct"]["why"] == "held"
    assert told["repeat"]["why"] == "held"
    assert told["cancel"]["names"] == [GROMYKO]
    assert choices(network[MOSCOW], CLERK, HERE)["cancel"]["names"] == []


def test_a_drafter_cancels_by_a_draft(asked: Network) -> None:
    told = choices(asked[MOSCOW], CLERK, HERE)["cancel"]
    assert told["names"] == [CLERK, GROMYKO]
    assert told["as_draft"] == [CLERK]
    assert choices(asked[MOSCOW], GROMYKO, HERE)["cancel"]["as_draft"] == []
