"""Chasers and notices of non-receipt about what is another's, or about nothing."""

from dataclasses import replace

import pytest

from depesha.names import Digest, StationId
from depesha.notice import ServiceCode
from depesha.office.facts import ChaserLearned, EnvelopeSealed, NonReceiptLearned
from depesha.packet import Arrived
from depesha.telegram import Identity
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.forger import Forger
from tests.network.keys import (
    GROMYKO,
    GUARD,
    MOSCOW,
    OPERATOR,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
)
from tests.network.post import Network, Post, Took


@pytest.fixture
def sent(network: Network, courier: Courier) -> Network:
    """moscow/1 lies before Roshchin at Peking, and is open."""
    network[MOSCOW].handle(drafts.send(ROSHCHIN, Receipt="confirm"))
    courier.run()
    return network


def identity(network: Network) -> Identity:
    (telegram,) = network[MOSCOW].registers.by_number(1, station=MOSCOW)
    return telegram.entry.identity


def say(
    to: Post, sender: StationId, code: ServiceCode, about: Identity | None, office: str, what: str
) -> Took:
    forger = Forger(sender, to.station)
    item = forger.service(code, about=about, office=office, subject=what)
    return to.take(Arrived(packet=forger.packet(item), neighbour=MOSCOW))


def test_the_honest_chaser_is_heard(sent: Network) -> None:
    took = say(sent[PEKING], MOSCOW, ServiceCode.CHASER, identity(sent), ROSHCHIN, "receipt")
    assert took.one(ChaserLearned).office == ROSHCHIN
    assert "chased" in sent[PEKING].alarms()


@pytest.mark.parametrize(
    ("sender", "office", "what", "is_other"),
    [
        (PYONGYANG, ROSHCHIN, "receipt", False),  # it is not his telegram
        (MOSCOW, GUARD, "receipt", False),  # it is not addressed to him
        (MOSCOW, GROMYKO, "receipt", False),
        (MOSCOW, "", "receipt", False),
        (MOSCOW, ROSHCHIN, "money", False),
        (MOSCOW, ROSHCHIN, "receipt", True),  # the same uid over another registration
    ],
)
def test_a_chaser_that_is_not_his_to_send_changes_nothing(
    sent: Network, sender: StationId, office: str, what: str, *, is_other: bool
) -> None:
    about = identity(sent)
    if is_other:
        about = replace(about, registration=Digest(bytes(32)))
    took = say(sent[PEKING], sender, ServiceCode.CHASER, about, office, what)
    assert ChaserLearned not in took.kinds
    assert "notice-for-unknown" in sent[PEKING].alarms()
    assert "chased" not in sent[PEKING].alarms()
    assert sent[PEKING].duty("moscow/1").chased == 0


@pytest.mark.parametrize(
    ("sender", "office"), [(PYONGYANG, ROSHCHIN), (PEKING, OPERATOR), (PEKING, RAZUVAEV)]
)
def test_a_non_receipt_that_is_not_his_to_say_changes_nothing(
    sent: Network, sender: StationId, office: str
) -> None:
    moscow = sent[MOSCOW]
    took = say(moscow, sender, ServiceCode.NON_RECEIPT, identity(sent), office, "")
    assert NonReceiptLearned not in took.kinds
    assert moscow.duty("1").exit is None
    assert "notice-for-unknown" in moscow.alarms()
    assert "not-opened" not in moscow.alarms()


def test_many_chasers_bring_as_many_answers_and_one_alarm(sent: Network, courier: Courier) -> None:
    """Whoever floods gets what he sends: one document for one, and nothing by itself."""
    peking = sent[PEKING]
    peking.handle(drafts.confirm("moscow/1", ROSHCHIN))
    courier.run()
    before = len(peking.facts(EnvelopeSealed))
    forger = Forger(MOSCOW, PEKING)
    forger.seq = 100
    for number in range(20):
        item = forger.service(
            ServiceCode.CHASER,
            about=identity(sent),
            office=ROSHCHIN,
            subject="receipt",
            text=str(number),
        )
        peking.handle(Arrived(packet=forger.packet(item), neighbour=MOSCOW))
    assert len(peking.facts(ChaserLearned)) == 20
    assert len(peking.facts(EnvelopeSealed)) == before + 20
    assert "chased" not in peking.alarms()
