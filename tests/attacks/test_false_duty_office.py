"""A station that lets an office answer in place of another, without the right to, or of another."""

from collections.abc import Callable

import pytest

from depesha.envelope import Item
from depesha.notice import ResponseCode
from depesha.office.facts import AnswerLearned
from depesha.telegram import Identity
from tests.network import drafts
from tests.network.forger import Forger
from tests.network.hostile import must_be_kept_out, offered
from tests.network.keys import GUARD, MOSCOW, OPERATOR, PEKING, RAZUVAEV, ROSHCHIN
from tests.network.post import Network, Post

RECEIVED, DONE = ResponseCode.OPERATOR_ACK, ResponseCode.HAVE_COMPLIED


@pytest.fixture
def moscow(network: Network) -> Post:
    """Moscow, which has sent moscow/1, RESTRICTED, to Roshchin at Peking."""
    network[MOSCOW].handle(drafts.send(ROSHCHIN, Receipt="confirm"))
    return network[MOSCOW]


def asked(post: Post) -> Identity:
    (telegram,) = post.registers.by_number(1, station=MOSCOW)
    return telegram.entry.identity


def test_the_honest_duty_office_is_believed(moscow: Post) -> None:
    """The control: what the tests below forge would count if it were true."""
    forger = Forger(PEKING, MOSCOW)
    item = forger.answer(asked(moscow), OPERATOR, RECEIVED, in_place_of=ROSHCHIN)
    learned = offered(moscow, forger.packet(item), PEKING).one(AnswerLearned)
    assert (learned.office, learned.in_place_of) == (OPERATOR, ROSHCHIN)
    assert moscow.duty("1").rung.name == "RECEIVED"


FORGED: dict[str, Callable[[Forger, Identity], Item]] = {
    "an office without that role": lambda forger, one: forger.answer(
        one, ROSHCHIN, RECEIVED, in_place_of=OPERATOR
    ),
    "a duty office that may not read it": lambda forger, one: forger.answer(
        one, GUARD, RECEIVED, in_place_of=ROSHCHIN
    ),
    "a duty office without the authority": lambda forger, one: forger.answer(
        one, OPERATOR, DONE, in_place_of=ROSHCHIN
    ),
    "in place of another station's office": lambda forger, one: forger.answer(
        one, OPERATOR, RECEIVED, in_place_of=RAZUVAEV
    ),
    "in place of nobody": lambda forger, one: forger.answer(one, OPERATOR, RECEIVED),
    "in place of an office that does not exist": lambda forger, one: forger.answer(
        one, OPERATOR, RECEIVED, in_place_of="nobody@peking"
    ),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_false_stand_in_changes_nothing(moscow: Post, name: str) -> None:
    forger = Forger(PEKING, MOSCOW)
    packet = forger.packet(FORGED[name](forger, asked(moscow)))
    must_be_kept_out(moscow, packet, by=PEKING)
    assert moscow.facts(AnswerLearned) == []
    assert moscow.duty("1").rung.name not in {"RECEIVED", "EXECUTED"}
