"""What a telegram refers to, quotes and passes on, and what is said where that cannot be."""

from depesha.office.events import Done
from depesha.office.facts import (
    Drafted,
    EnvelopeSealed,
    PassingFailed,
    Registered,
    Released,
    ServiceLearned,
)
from depesha.telegram import Precedence, Relation
from depesha.wire import BODY, digest
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import (
    DESK,
    GUARD,
    MOSCOW,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
    TOKYO,
)
from tests.network.post import Network

SENT = [Drafted, Released, Registered, EnvelopeSealed]


def test_a_reference_to_a_telegram_here_names_it_for_ever(network: Network) -> None:
    moscow = network[MOSCOW]
    entry = moscow.take(drafts.send()).one(Registered).entry
    took = moscow.take(drafts.send(Refers="1; words о поездке"))
    body = moscow.document(took.one(Registered).entry.body_id)
    assert body is not None
    (reference,) = BODY.decode(body.payload).references
    assert reference.relation is Relation.REFERS
    assert (reference.uid, reference.digest) == (entry.identity.uid, entry.identity.registration)
    assert (reference.number, reference.words) == ("2027/1", "о поездке")


def test_a_reference_to_what_is_not_here_keeps_its_words(network: Network) -> None:
    moscow = network[MOSCOW]
    took = moscow.take(drafts.send(Answers="peking/1950/17"))
    body = moscow.document(took.one(Registered).entry.body_id)
    assert body is not None
    (reference,) = BODY.decode(body.payload).references
    assert (reference.station, reference.number, reference.uid) == (PEKING, "17", None)


def test_a_quotation_carries_body_registration_and_the_signers_leaf(network: Network) -> None:
    moscow = network[MOSCOW]
    first = moscow.take(drafts.send(text="Директива.")).one(Registered).entry
    took = moscow.take(drafts.send(Quotes="1"))
    body = moscow.document(took.one(Registered).entry.body_id)
    assert body is not None
    (quotation,) = BODY.decode(body.payload).quotations
    assert digest(quotation.body) == first.body_id
    assert digest(quotation.registration) == first.identity.registration
    assert digest(quotation.signature) == first.identity.signature
    (leaf,) = quotation.leaves
    book = network[PYONGYANG].desk.key_book
    assert book is not None
    assert book.verify_proved_leaf(leaf).station == MOSCOW


def test_what_may_not_be_copied_is_not_quoted(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(Caveat="COPYING PROHIBITED"))
    took = moscow.take(drafts.send(Quotes="1"))
    assert took.problem.code == "forbidden"
    assert took.facts == ()


def test_what_may_not_be_copied_is_not_passed_on(network: Network, courier: Courier) -> None:
    network[MOSCOW].handle(drafts.send(ROSHCHIN, Caveat="COPYING PROHIBITED"))
    courier.run()
    took = network[PEKING].take(drafts.pass_on("moscow/1", RAZUVAEV, ROSHCHIN))
    assert took.problem.code == "forbidden"
    assert took.facts == ()


def test_a_long_telegram_is_referred_to_and_not_quoted(network: Network) -> None:
    moscow = network[MOSCOW]
    long = "слово " * 20_000  # 220 kB; each quotes the one before it
    moscow.handle(drafts.send(text=long))
    for number in range(1, 5):
        assert isinstance(moscow.take(drafts.send(text=long, Quotes=f"{number}")).outcome, Done)
    problem = moscow.take(drafts.send(text=long, Quotes="5")).problem
    assert (problem.code, problem.hint) == ("usage", "refer to it instead")


def test_passing_on_makes_a_telegram_that_quotes_it(network: Network, courier: Courier) -> None:
    network[MOSCOW].handle(drafts.send(ROSHCHIN, Precedence="IMMEDIATE", classification="SECRET"))
    courier.run()
    took = network[PEKING].take(drafts.pass_on("moscow/1", RAZUVAEV, ROSHCHIN))
    assert took.kinds == SENT
    entry = took.one(Registered).entry
    assert (entry.precedence, entry.classification) == (Precedence.IMMEDIATE, 4)
    courier.run()
    pyongyang = network[PYONGYANG]
    assert pyongyang.duty("peking/1").rung.name == "DELIVERED"
    (telegram,) = pyongyang.registers.by_number(1, station=PEKING)
    body = pyongyang.document(telegram.entry.body_id)
    assert body is not None
    read = BODY.decode(body.payload)
    assert read.references[0].relation is Relation.PASSES
    assert BODY.decode(read.quotations[0].body).text == drafts.TEXT


def test_what_is_not_here_or_not_for_this_eye_is_not_passed_on(
    network: Network, courier: Courier
) -> None:
    network[MOSCOW].handle(drafts.send(ROSHCHIN, classification="SECRET"))
    courier.run()
    peking = network[PEKING]
    absent = peking.take(drafts.pass_on("moscow/9", RAZUVAEV, ROSHCHIN)).problem
    hidden = peking.take(drafts.pass_on("moscow/1", RAZUVAEV, GUARD)).problem
    assert (absent.code, hidden.code) == ("not-found", "not-found")


def test_nothing_is_passed_on_to_an_office_of_this_station(
    network: Network, courier: Courier
) -> None:
    network[MOSCOW].handle(drafts.send(ROSHCHIN))
    courier.run()
    took = network[PEKING].take(drafts.pass_on("moscow/1", GUARD, ROSHCHIN))
    assert took.problem.code == "refused"
    assert took.facts == ()


# -- no communications ----------------------------------------------------------------------------


def test_no_telegram_is_registered_for_a_station_that_cannot_be_reached(network: Network) -> None:
    took = network[PEKING].take(drafts.send(DESK, office=ROSHCHIN))
    assert took.problem.code == "not-found"
    assert took.facts == ()


def test_what_could_not_be_passed_on_is_tried_anew_when_it_is_asked_again(
    network: Network, courier: Courier
) -> None:
    network[MOSCOW].handle(drafts.send(ROSHCHIN))
    courier.run()
    peking = network[PEKING]
    order = drafts.pass_on("moscow/1", DESK, ROSHCHIN)
    assert peking.take(order).kinds[0] is PassingFailed
    assert peking.take(order).kinds[0] is PassingFailed


def test_a_telegram_that_cannot_be_passed_on_tells_its_originator(
    network: Network, courier: Courier
) -> None:
    network[MOSCOW].handle(drafts.send(ROSHCHIN))
    courier.run()
    took = network[PEKING].take(drafts.pass_on("moscow/1", DESK, ROSHCHIN))
    assert took.value["no_communications"] == TOKYO
    assert took.value["told"] == MOSCOW
    courier.run()
    moscow = network[MOSCOW]
    assert moscow.alarms() == ["no-communications"]
    (learned,) = moscow.facts(ServiceLearned)
    notice = f"notice:{learned.digest.hex()[:12]}"
    assert moscow.take(drafts.send(ROSHCHIN, Quotes=notice)).problem.code == "usage"
    took = moscow.take(drafts.send(ROSHCHIN, Reason=notice))
    body = moscow.document(took.one(Registered).entry.body_id)
    assert body is not None
    (reason,) = BODY.decode(body.payload).references
    assert (reason.relation, reason.station) == (Relation.ROUTE_REASON, PEKING)
