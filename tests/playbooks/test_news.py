"""News of what was sent: in any order, twice, late, and only from one who may say it."""

from itertools import permutations

import pytest

from depesha.envelope import Item, Kind
from depesha.journal import leaf_hash
from depesha.letter_form import decode_report_items, encode_report_items, report_item_entry
from depesha.names import Digest, Uid
from depesha.notice import ReportItems, ResponseCode, ServiceCode
from depesha.office.facts import (
    AlarmCleared,
    AnswerLearned,
    EnvelopeOpened,
    EnvelopeSealed,
    NonDelivered,
    RepeatRecognised,
    ReportLearned,
    ServiceLearned,
    ServiceSent,
)
from depesha.packet import Accept, Arrived, Grade, Packet
from depesha.telegram import Identity
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.forger import Forger, enclosure
from tests.network.keys import (
    DAY_MS,
    MOSCOW,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
    Plan,
    book_of,
)
from tests.network.post import Network, Post

SOMETHING = Identity(
    uid=Uid(bytes(16)), registration=Digest(bytes(32)), signature=Digest(bytes(32))
)


def identity_of(post: Post, number: int = 1) -> Identity:
    (telegram,) = post.registers.by_number(number, station=post.station)
    return telegram.entry.identity


def from_pyongyang(packet: Packet) -> Arrived:
    return Arrived(packet=packet, neighbour=PYONGYANG)


def answers_of(forger: Forger, identity: Identity) -> list[Packet]:
    """Return a delivery report, a receipt and an execution report, each in its own packet."""
    receipt = forger.answer(identity, RAZUVAEV, ResponseCode.OPERATOR_ACK)
    done = forger.answer(identity, RAZUVAEV, ResponseCode.HAVE_COMPLIED, text="Исполнено.")
    return [forger.reporting(identity), forger.packet(receipt), forger.packet(done)]


@pytest.mark.parametrize("order", [*permutations(range(3))], ids=str)
def test_news_in_any_order_gives_the_same_register(
    network: Network, order: tuple[int, ...]
) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    packets = answers_of(Forger(PYONGYANG, MOSCOW), identity_of(moscow))
    for at in order:
        moscow.handle(from_pyongyang(packets[at]))
    duty = moscow.duty("1")
    assert duty.rung.name == "EXECUTED"
    assert {rung.name for rung, _ in duty.times} == {
        "REGISTERED",
        "QUEUED",
        "DELIVERED",
        "RECEIVED",
        "EXECUTED",
    }
    assert moscow.traffic.outstanding(identity_of(moscow).registration, PYONGYANG) is None


def test_news_twice_is_learned_once(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    forger = Forger(PYONGYANG, MOSCOW)
    identity = identity_of(moscow)
    done = forger.answer(identity, RAZUVAEV, ResponseCode.HAVE_COMPLIED)
    for _ in range(2):
        moscow.handle(from_pyongyang(forger.packet(done)))
        moscow.handle(from_pyongyang(forger.reporting(identity)))
    assert len(moscow.facts(AnswerLearned)) == 1
    assert len(moscow.facts(ReportLearned)) == 1
    assert len(moscow.facts(RepeatRecognised)) == 1
    reported = [one for one in moscow.facts(EnvelopeSealed) if one.recipient == PYONGYANG]
    assert len(reported) == 3  # the telegram; the report over the answer, twice the same
    assert reported[1].documents[0].digest == reported[2].documents[0].digest


def test_a_report_that_comes_after_the_non_delivery_still_counts(
    network: Network, courier: Courier
) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    courier.carry(MOSCOW, PYONGYANG)
    network.clock.advance(31 * DAY_MS)
    assert moscow.tick().one(NonDelivered).reason == "expired"
    assert moscow.duty("1").exit == "UNKNOWN"
    courier.carry(PYONGYANG, MOSCOW)
    assert moscow.duty("1").exit is None
    assert moscow.duty("1").rung.name == "DELIVERED"
    assert moscow.alarms() == []
    (cleared,) = moscow.facts(AlarmCleared)
    assert cleared.kind == "non-delivery"


def test_so_does_a_report_over_an_answer_that_was_given_up(
    network: Network, courier: Courier
) -> None:
    network[MOSCOW].handle(drafts.send())
    courier.run()
    pyongyang = network[PYONGYANG]
    pyongyang.handle(drafts.comply("moscow/1"))
    courier.carry(PYONGYANG, MOSCOW)
    network.clock.advance(31 * DAY_MS)
    pyongyang.tick()
    assert pyongyang.alarms() == ["non-delivery"]
    courier.carry(MOSCOW, PYONGYANG)
    assert pyongyang.alarms() == []
    (learned,) = pyongyang.facts(ReportLearned)
    assert learned.uid == identity_of(network[MOSCOW]).uid


def test_a_report_that_hides_its_other_items_counts_for_what_it_shows(network: Network) -> None:
    """A resend may show one item and stand for the others by their leaf hashes."""
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(), drafts.send())
    forger = Forger(PYONGYANG, MOSCOW)
    signed, shown = forger.report(identity_of(moscow, 1), identity_of(moscow, 2))
    first, second = decode_report_items(shown.payload).items
    assert not isinstance(second, bytes)
    hidden = ReportItems(items=(first, Digest(leaf_hash(report_item_entry(second)))))
    subset = Item(kind=Kind.REPORT_ITEMS, payload=encode_report_items(hidden))
    moscow.handle(from_pyongyang(forger.packet(signed, subset, documents=[enclosure(signed)])))
    assert moscow.duty("1").rung.name == "DELIVERED"
    assert moscow.duty("2").rung.name == "QUEUED"


# -- service messages -----------------------------------------------------------------------------


def test_a_service_message_is_learned_once(network: Network) -> None:
    moscow = network[MOSCOW]
    forger = Forger(PYONGYANG, MOSCOW)
    message = forger.service(ServiceCode.NO_COMMUNICATIONS, subject="tokyo")
    for _ in range(2):
        moscow.handle(from_pyongyang(forger.packet(message)))
    assert len(moscow.facts(ServiceLearned)) == 1
    assert moscow.alarms() == ["no-communications"]


@pytest.mark.parametrize("about", [None, SOMETHING], ids=["nothing", "a telegram"])
def test_what_expired_elsewhere_raises_an_alarm(network: Network, about: Identity | None) -> None:
    moscow = network[MOSCOW]
    forger = Forger(PYONGYANG, MOSCOW)
    moscow.handle(from_pyongyang(forger.packet(forger.service(ServiceCode.EXPIRED, about=about))))
    assert moscow.alarms() == ["expired"]


def test_numbers_of_an_epoch_that_ended_are_voided_and_nothing_is_sent_again(
    network: Network,
) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    forger = Forger(PYONGYANG, MOSCOW)
    asked = forger.service(
        ServiceCode.REPEAT_REQUEST, epoch=b"another!", grade=Grade.LOW, ranges=((1, 1),)
    )
    took = moscow.take(from_pyongyang(forger.packet(asked)))
    assert took.kinds == [EnvelopeOpened, ServiceLearned, ServiceSent, EnvelopeSealed]
    assert took.one(ServiceSent).code is ServiceCode.NUMBERS_VOIDED
    assert len(took.one(EnvelopeSealed).documents) == 1


def test_a_request_that_cannot_be_obeyed_is_learned_and_not_deferred_for_ever(
    network: Network,
) -> None:
    """Peking knows Pyongyang, and no way leads there."""
    peking = network[PEKING]
    peking.desk.key_book = book_of(PEKING, Plan(transits=()))
    forger = Forger(PYONGYANG, PEKING)
    asked = forger.service(
        ServiceCode.REPEAT_REQUEST,
        epoch=peking.traffic.epoch(),
        grade=Grade.LOW,
        ranges=((1, 1),),
    )
    took = peking.take(Arrived(packet=forger.packet(asked), neighbour=MOSCOW))
    assert took.outcome == Accept()
    assert peking.alarms() == ["no-communications"]
    assert len(peking.facts(ServiceLearned)) == 1


def test_the_originator_is_told_only_by_who_was_asked(network: Network) -> None:
    """A report by a station that is not the addressee changes nothing."""
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(ROSHCHIN))
    forger = Forger(PYONGYANG, MOSCOW)
    took = moscow.take(from_pyongyang(forger.reporting(identity_of(moscow))))
    assert took.kinds == [EnvelopeOpened]
    assert moscow.duty("1").rung.name == "QUEUED"
