"""Inward: a packet is opened, its telegrams are taken in, and one report goes back."""

from dataclasses import replace

from depesha.errors import NotFound
from depesha.names import OfficeId, Signature, StationId
from depesha.notice import ResponseCode, ServiceCode
from depesha.office.facts import (
    AlarmRaised,
    Delivered,
    DeliveryReported,
    EnvelopeOpened,
    EnvelopeSealed,
    Quarantined,
    RepeatRecognised,
    ReportLearned,
    ReturnSent,
)
from depesha.office.ports import DutyState
from depesha.packet import Accept, Arrived, Grade, Packet, Return, ReturnReason
from depesha.wire import DELIVERY_REPORT, ENVELOPE, ENVELOPE_NAMESPACE
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.forger import Forger, enclosure, opened, resealed
from tests.network.keys import (
    GROMYKO,
    GUARD,
    HOUR_MS,
    MOSCOW,
    OPERATOR,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
    TOKYO,
    Plan,
    book_of,
)
from tests.network.post import Network, Post

TAKEN_IN = [EnvelopeOpened, Delivered, DeliveryReported, EnvelopeSealed]


def packet_for(post: Post, neighbour: StationId) -> Packet:
    (waiting,) = post.waiting(neighbour)
    assert isinstance(waiting.load, Packet)
    return waiting.load


def from_moscow(packet: Packet) -> Arrived:
    return Arrived(packet=packet, neighbour=MOSCOW)


def test_a_telegram_is_taken_in_and_reported_in_one_commit(network: Network) -> None:
    network[MOSCOW].handle(drafts.send(Receipt="confirm"))
    pyongyang = network[PYONGYANG]
    took = pyongyang.take(from_moscow(packet_for(network[MOSCOW], PYONGYANG)))
    assert took.outcome == Accept()
    assert took.kinds == TAKEN_IN
    delivered = took.one(Delivered)
    assert (delivered.incoming_year, delivered.incoming_number) == (2027, 1)
    assert [duty.office for duty in delivered.duties] == [RAZUVAEV]
    assert pyongyang.document(delivered.entry.body_id) is not None
    assert took.one(EnvelopeSealed).recipient == MOSCOW


def test_a_station_sees_the_duties_of_its_own_offices_alone(
    network: Network, courier: Courier
) -> None:
    network[MOSCOW].handle(drafts.send(ROSHCHIN, RAZUVAEV, OPERATOR))
    courier.run()
    (delivered,) = network[PEKING].facts(Delivered)
    assert [duty.office for duty in delivered.duties] == [ROSHCHIN, OPERATOR]


def test_a_term_begins_with_the_delivery(network: Network, courier: Courier) -> None:
    network[MOSCOW].handle(drafts.send(Execution="within 3h"))
    network.clock.advance(HOUR_MS)
    courier.run()
    (delivered,) = network[PYONGYANG].facts(Delivered)
    assert delivered.duties[0].execution_due_at == network.clock.now + 3 * HOUR_MS


def test_one_report_covers_all_that_one_group_took_in(network: Network) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    for _ in range(3):
        moscow.handle(drafts.send())
    packets = [one.load for one in moscow.waiting(PYONGYANG)]
    pyongyang.handle(*(from_moscow(one) for one in packets if isinstance(one, Packet)))
    (reported,) = pyongyang.facts(DeliveryReported)
    assert len(reported.documents) == 3
    report = pyongyang.document(reported.report)
    assert report is not None
    assert DELIVERY_REPORT.decode(report.payload).size == 3


def test_grades_are_reported_apart(network: Network) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.handle(drafts.send(), drafts.send(Precedence="FLASH"))
    packets = [one.load for one in moscow.waiting(PYONGYANG)]
    pyongyang.handle(*(from_moscow(one) for one in packets if isinstance(one, Packet)))
    sealed = pyongyang.facts(EnvelopeSealed)
    assert [one.grade for one in sealed] == [Grade.FLASH, Grade.LOW]


def test_a_report_makes_it_delivered_at_the_originator(network: Network, courier: Courier) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    courier.run()
    (learned,) = moscow.facts(ReportLearned)
    assert learned.result is ResponseCode.MACHINE_RECEIPT
    assert moscow.duty("1").rung.name == "DELIVERED"
    assert moscow.traffic.outstanding(learned.digest, PYONGYANG) is None


def test_a_duplicate_is_accepted_again_and_ignored(network: Network) -> None:
    network[MOSCOW].handle(drafts.send())
    packet = packet_for(network[MOSCOW], PYONGYANG)
    pyongyang = network[PYONGYANG]
    pyongyang.handle(from_moscow(packet))
    for neighbour in (MOSCOW, PEKING):
        took = pyongyang.take(Arrived(packet=packet, neighbour=neighbour))
        assert (took.outcome, took.facts) == (Accept(), ())


def test_a_repeat_in_a_new_envelope_is_recognised_and_gets_the_same_report(
    network: Network, courier: Courier
) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.handle(drafts.send())
    courier.carry(MOSCOW, PYONGYANG)
    network.clock.advance(HOUR_MS)
    moscow.tick()
    took = pyongyang.take(from_moscow(packet_for(moscow, PYONGYANG)))
    assert took.kinds == [EnvelopeOpened, RepeatRecognised, EnvelopeSealed]
    (reported,) = pyongyang.facts(DeliveryReported)
    assert took.one(EnvelopeSealed).documents[0].digest == reported.report
    assert len(pyongyang.facts(Delivered)) == 1


def test_a_repeat_twice_in_one_group_is_answered_once(network: Network) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    forger = Forger()
    body, registration = forger.telegram()
    pyongyang.handle(from_moscow(forger.packet(body, registration)))
    repeats = [from_moscow(forger.packet(body, registration)) for _ in range(2)]
    pyongyang.handle(*repeats)
    assert len(pyongyang.facts(EnvelopeSealed)) == 2
    assert len(pyongyang.facts(RepeatRecognised)) == 2
    assert moscow.facts(EnvelopeSealed) == []


def test_what_comes_twice_in_its_first_group_is_reported_in_one_report(network: Network) -> None:
    forger = Forger()
    body, registration = forger.telegram()
    pyongyang = network[PYONGYANG]
    pyongyang.handle(*(from_moscow(forger.packet(body, registration)) for _ in range(2)))
    assert len(pyongyang.facts(Delivered)) == 1
    assert pyongyang.traffic.report_of(enclosure(registration).digest, MOSCOW) is not None


def test_one_bad_document_does_not_hurt_its_neighbours(network: Network) -> None:
    forger = Forger()
    good = forger.telegram(number=1)
    bad_body, bad_registration = forger.telegram(number=2)
    unsigned = replace(bad_registration, signatures=())
    packet = forger.packet(
        *good, bad_body, unsigned, documents=[enclosure(good[1]), enclosure(unsigned)]
    )
    took = network[PYONGYANG].take(from_moscow(packet))
    assert took.outcome == Accept()
    assert took.kinds == [
        EnvelopeOpened,
        Delivered,
        Quarantined,
        AlarmRaised,
        DeliveryReported,
        EnvelopeSealed,
    ]
    assert len(took.one(DeliveryReported).documents) == 1  # what has no signature has no name


def test_what_cannot_be_taken_in_is_reported_as_such_and_the_originator_learns_it(
    network: Network, courier: Courier
) -> None:
    """A body that the envelope hands to an office whom it does not address."""
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    packet = packet_for(moscow, PYONGYANG)
    letter = opened(packet, PYONGYANG)
    envelope = ENVELOPE.decode(letter.envelope)
    (listed,) = envelope.documents
    stranger = replace(listed, offices=(OfficeId("stranger@pyongyang"),))
    written = ENVELOPE.encode(replace(envelope, documents=(stranger,)))
    signature = Signature(moscow.sealer.sign_as_station(ENVELOPE_NAMESPACE, written))
    changed = replace(letter, envelope=written, signature=signature)
    pyongyang = network[PYONGYANG]
    took = pyongyang.take(from_moscow(resealed(packet, changed, PYONGYANG)))
    assert took.one(Quarantined).code == "does-not-verify"
    courier.carry(PYONGYANG, MOSCOW)
    (learned,) = moscow.facts(ReportLearned)
    assert learned.result is ResponseCode.CANNOT_PROCESS
    assert moscow.duty("1").exit == "CANNOT_PROCESS"
    assert moscow.alarms() == ["cannot-process"]


def test_a_telegram_for_no_office_is_not_taken_in(network: Network) -> None:
    forger = Forger()
    body, registration = forger.telegram()
    listed = replace(enclosure(registration), offices=())
    took = network[PYONGYANG].take(
        from_moscow(forger.packet(body, registration, documents=[listed]))
    )
    assert took.one(Quarantined).code == "does-not-verify"
    assert network[PYONGYANG].facts(Delivered) == []


def test_what_cannot_be_opened_is_accepted_quarantined_and_given_back(network: Network) -> None:
    forger = Forger()
    packet = forger.packet(*forger.telegram())
    rubbish = replace(packet, sealed=packet.sealed[:-1] + b"\x00")
    pyongyang = network[PYONGYANG]
    took = pyongyang.take(from_moscow(rubbish))
    assert took.outcome == Accept()
    assert took.kinds == [Quarantined, AlarmRaised, ReturnSent]
    assert took.one(ReturnSent).reason is ReturnReason.CANNOT_PROCESS
    (waiting,) = pyongyang.waiting(MOSCOW)
    assert isinstance(waiting.load, Return)
    again = pyongyang.take(from_moscow(rubbish))
    assert (again.outcome, again.facts) == (Accept(), ())


def test_what_comes_from_a_stranger_is_given_back(network: Network) -> None:
    """Tokyo is not in the key book of Pyongyang."""
    forger = Forger(TOKYO, PYONGYANG)
    packet = forger.packet(forger.service(ServiceCode.EXPIRED))
    took = network[PYONGYANG].take(from_moscow(packet))
    assert took.one(Quarantined).code == "no-communications"
    assert took.one(ReturnSent).reason is ReturnReason.CANNOT_PROCESS


def test_a_later_version_is_never_met_with_silence(network: Network) -> None:
    forger = Forger()
    packet = forger.packet(*forger.telegram())
    letter = opened(packet, PYONGYANG)
    later = replace(letter, envelope=letter.envelope.replace(b"\x00\x01", b"\x00\x02", 1))
    took = network[PYONGYANG].take(from_moscow(resealed(packet, later, PYONGYANG)))
    assert took.one(ReturnSent).reason is ReturnReason.UNKNOWN_VERSION


def test_the_report_waits_where_there_is_no_way_back(network: Network, courier: Courier) -> None:
    """Pyongyang has lost its line: the report is kept, and an alarm says so."""
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.handle(drafts.send())
    pyongyang.desk.key_book = book_of(
        PYONGYANG,
        Plan(
            lines=((MOSCOW, PEKING),),
            introduced=((MOSCOW, PYONGYANG), (PEKING, PYONGYANG)),
            transits=(),
        ),
    )
    courier.carry(MOSCOW, PYONGYANG)
    assert pyongyang.alarms() == ["no-communications"]
    assert pyongyang.facts(DeliveryReported) != []
    assert pyongyang.waiting(MOSCOW) == []
    network.clock.advance(HOUR_MS)
    moscow.tick()
    courier.carry(MOSCOW, PYONGYANG)
    assert courier.deferred == 0
    pyongyang.desk.key_book = book_of(PYONGYANG)
    network.clock.advance(2 * HOUR_MS)
    moscow.tick()
    courier.run()
    assert moscow.duty("1").rung.name == "DELIVERED"


def test_a_number_that_fits_several_telegrams_must_be_said_in_full(
    network: Network, courier: Courier
) -> None:
    network[MOSCOW].handle(drafts.send(ROSHCHIN))
    network[PYONGYANG].handle(drafts.send(ROSHCHIN, office=RAZUVAEV))
    courier.run()
    peking = network[PEKING]
    problem = peking.take(drafts.confirm("1", ROSHCHIN)).problem
    assert (problem.code, problem.message) == ("usage", "1 fits 2 telegrams")
    assert "moscow/2027/1" in problem.hint
    both = peking.take(drafts.send(GROMYKO, office=ROSHCHIN, Refers="1")).problem
    assert both.code == "usage"
    assert peking.take(drafts.confirm("moscow/1", ROSHCHIN)).value["state"] == "RECEIVED"


def test_not_cleared_reads_like_not_found(network: Network, courier: Courier) -> None:
    network[MOSCOW].handle(drafts.send(ROSHCHIN, classification="SECRET"))
    courier.run()
    problem = network[PEKING].take(drafts.confirm("moscow/1", GUARD)).problem
    assert isinstance(problem, NotFound)
    state: DutyState = network[PEKING].duty("moscow/1")
    assert state.rung.name == "DELIVERED"
