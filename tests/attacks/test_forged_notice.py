"""Notices in another's name, without the authority, or about what never was."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from depesha.envelope import Item, Kind
from depesha.names import Digest, Signature, Uid
from depesha.notice import ResponseCode, ServiceCode
from depesha.office.facts import (
    AnswerLearned,
    EnvelopeOpened,
    NonDelivered,
    Quarantined,
    ReportLearned,
    ServiceLearned,
)
from depesha.packet import Packet
from depesha.telegram import Identity
from depesha.wire import NAMESPACE
from tests.network import drafts
from tests.network.forger import Forger, enclosure
from tests.network.hostile import must_be_kept_out, offered
from tests.network.keys import (
    MOSCOW,
    OPERATOR,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
    sealer_of,
)
from tests.network.post import Network, Post

DONE = ResponseCode.HAVE_COMPLIED
ELSEWHERE = Identity(
    uid=Uid(bytes(16)), registration=Digest(bytes(32)), signature=Digest(bytes(32))
)


@pytest.fixture
def moscow(network: Network) -> Post:
    """Moscow, which has sent moscow/1 to Roshchin and to the operator at Peking."""
    network[MOSCOW].handle(drafts.send(ROSHCHIN, OPERATOR))
    return network[MOSCOW]


@pytest.fixture
def forger() -> Forger:
    """He has all the keys of Peking."""
    return Forger(PEKING, MOSCOW)


def asked(post: Post) -> Identity:
    (telegram,) = post.registers.by_number(1, station=MOSCOW)
    return telegram.entry.identity


def signed_as(item: Item, key: Callable[[str, bytes], bytes]) -> Item:
    """Return the item with another's signature in the name that it bears."""
    ((name, _),) = item.signatures
    signature = Signature(key(NAMESPACE[item.kind], item.payload))
    return replace(item, signatures=((name, signature),))


# -- answers --------------------------------------------------------------------------------------


def test_the_honest_answer_is_believed(moscow: Post, forger: Forger) -> None:
    """The control: what the tests below forge would count if it were true."""
    packet = forger.packet(forger.answer(asked(moscow), ROSHCHIN, DONE))
    assert AnswerLearned in offered(moscow, packet, PEKING).kinds


FORGED: dict[str, Callable[[Forger, Identity], Item]] = {
    "signed by the station": lambda forger, asked: signed_as(
        forger.answer(asked, ROSHCHIN, DONE), forger.sealer.sign_as_station
    ),
    "signed by another office": lambda forger, asked: signed_as(
        forger.answer(asked, ROSHCHIN, DONE),
        lambda space, payload: forger.sealer.sign_as_office(OPERATOR, space, payload),
    ),
    "signed for another namespace": lambda forger, asked: signed_as(
        forger.answer(asked, ROSHCHIN, DONE),
        lambda _, payload: forger.sealer.sign_as_office(ROSHCHIN, "service@depesha.v1", payload),
    ),
    "with two signatures": lambda forger, asked: replace(
        forger.answer(asked, ROSHCHIN, DONE),
        signatures=forger.answer(asked, ROSHCHIN, DONE).signatures * 2,
    ),
    "without a signature": lambda forger, asked: replace(
        forger.answer(asked, ROSHCHIN, DONE), signatures=()
    ),
    "in the name of another office": lambda forger, asked: replace(
        forger.answer(asked, ROSHCHIN, DONE),
        signatures=((OPERATOR, forger.answer(asked, ROSHCHIN, DONE).signatures[0][1]),),
    ),
    "of an operator who has no authority": lambda forger, asked: forger.answer(
        asked, OPERATOR, ResponseCode.WILL_COMPLY
    ),
    "of a machine, by an office": lambda forger, asked: forger.answer(
        asked, ROSHCHIN, ResponseCode.MACHINE_RECEIPT
    ),
    "of an office of another station": lambda forger, asked: forger.answer(
        asked, ROSHCHIN, DONE, office=RAZUVAEV
    ),
    "in the name of another station": lambda forger, asked: forger.answer(
        asked, ROSHCHIN, DONE, station=PYONGYANG
    ),
    "to a telegram that was never sent": lambda forger, _: forger.answer(ELSEWHERE, ROSHCHIN, DONE),
    "to another registration of its uid": lambda forger, asked: forger.answer(
        replace(asked, registration=Digest(bytes(32))), ROSHCHIN, DONE
    ),
    "with another signature's digest": lambda forger, asked: forger.answer(
        replace(asked, signature=Digest(bytes(32))), ROSHCHIN, DONE
    ),
    "of an office that does not exist": lambda forger, asked: forger.answer(
        asked, ROSHCHIN, DONE, office="minister@peking"
    ),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_a_forged_answer_is_not_learned(
    moscow: Post, forger: Forger, forge: Callable[[Forger, Identity], Item]
) -> None:
    item = forge(forger, asked(moscow))
    took = offered(moscow, forger.packet(item), PEKING)
    assert AnswerLearned not in took.kinds
    assert moscow.alarms() == ["quarantined"]
    assert moscow.quarantined() == 1
    assert moscow.duty("1").rung.name == "QUEUED"


def test_an_office_that_was_not_addressed_does_not_answer(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(OPERATOR))
    forger = Forger(PEKING, MOSCOW)
    must_be_kept_out(moscow, forger.packet(forger.answer(asked(moscow), ROSHCHIN, DONE)), by=PEKING)


def test_one_station_does_not_answer_for_another(moscow: Post, network: Network) -> None:
    """Pyongyang knows the telegram by chance, and answers for Roshchin with its own keys."""
    forger = Forger(PYONGYANG, MOSCOW)
    item = forger.answer(asked(moscow), RAZUVAEV, DONE, office=ROSHCHIN)
    must_be_kept_out(moscow, forger.packet(item), by=PYONGYANG)
    own = forger.answer(asked(moscow), RAZUVAEV, DONE)
    assert AnswerLearned not in offered(moscow, forger.packet(own), PYONGYANG).kinds
    assert network[PYONGYANG].facts(AnswerLearned) == []


# -- delivery reports -----------------------------------------------------------------------------


def reports(forger: Forger, asked: Identity) -> dict[str, Packet]:
    signed, shown = forger.report(asked)
    _, others = forger.report(ELSEWHERE)
    listed = [enclosure(signed)]
    unsigned = replace(signed, signatures=())
    stranger = signed_as(signed, sealer_of(PYONGYANG).sign_as_station)
    long, _ = forger.report(asked, size=2)
    in_his_name, _ = forger.report(asked, station=PYONGYANG)
    for_another, _ = forger.report(asked, originator=PYONGYANG)
    empty = Item(kind=Kind.REPORT_ITEMS, payload=b"\x80")
    return {
        "items that are not of its root": forger.packet(signed, others, documents=listed),
        "without a signature": forger.packet(unsigned, shown, documents=listed),
        "signed by another station": forger.packet(stranger, shown, documents=listed),
        "of another size": forger.packet(long, shown, documents=[enclosure(long)]),
        "in another's name": forger.packet(in_his_name, shown, documents=[enclosure(in_his_name)]),
        "for another originator": forger.packet(
            for_another, shown, documents=[enclosure(for_another)]
        ),
        "without items": forger.packet(signed, empty, documents=listed),
    }


@pytest.mark.parametrize("how", reports(Forger(PEKING, MOSCOW), ELSEWHERE))
def test_a_forged_delivery_report_is_not_learned(moscow: Post, forger: Forger, how: str) -> None:
    took = offered(moscow, reports(forger, asked(moscow))[how], PEKING)
    assert ReportLearned not in took.kinds
    assert "quarantined" in moscow.alarms()
    assert moscow.duty("1").rung.name == "QUEUED"


@pytest.mark.parametrize(
    "changed", [ELSEWHERE, "signature"], ids=["never sent", "of another signature"]
)
def test_a_report_about_what_was_never_sent_raises_an_alarm(
    moscow: Post, forger: Forger, changed: Identity | str
) -> None:
    identity = (
        changed
        if isinstance(changed, Identity)
        else replace(asked(moscow), signature=Digest(bytes(32)))
    )
    took = offered(moscow, forger.reporting(identity), PEKING)
    assert ReportLearned not in took.kinds
    assert moscow.alarms() == ["report-for-unknown"]


def test_a_report_by_a_station_that_is_not_the_addressee_changes_nothing(moscow: Post) -> None:
    packet = Forger(PYONGYANG, MOSCOW).reporting(asked(moscow))
    took = offered(moscow, packet, PYONGYANG)
    assert took.kinds == [EnvelopeOpened]
    assert moscow.duty("1").rung.name == "QUEUED"


def test_a_report_of_failure_by_another_station_ends_nothing(moscow: Post) -> None:
    packet = Forger(PYONGYANG, MOSCOW).reporting(asked(moscow), result=ResponseCode.CANNOT_PROCESS)
    assert {ReportLearned, NonDelivered}.isdisjoint(offered(moscow, packet, PYONGYANG).kinds)
    assert moscow.alarms() == []


# -- service messages -----------------------------------------------------------------------------


def test_a_service_message_in_anothers_name_is_not_learned(moscow: Post, forger: Forger) -> None:
    messages = [
        forger.service(ServiceCode.NO_COMMUNICATIONS, station=PYONGYANG, subject="tokyo"),
        forger.service(ServiceCode.NO_COMMUNICATIONS, to=PYONGYANG, subject="tokyo"),
        replace(forger.service(ServiceCode.EXPIRED), signatures=()),
        signed_as(forger.service(ServiceCode.EXPIRED), sealer_of(PYONGYANG).sign_as_station),
    ]
    for message in messages:
        took = offered(moscow, forger.packet(message), PEKING)
        assert ServiceLearned not in took.kinds
    assert moscow.alarms() == ["quarantined"]  # one for a neighbour, however much it sends
    assert len(moscow.facts(Quarantined)) == len(messages)
