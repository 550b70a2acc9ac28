"""What a station looks at beyond the signatures: numbers, quotations, terms, and what is kept."""

from dataclasses import replace

import pytest

from depesha.names import Digest, Signature, TimeMs
from depesha.office.facts import (
    AlarmRaised,
    Delivered,
    DeliveryReported,
    EnvelopeSealed,
    NonDelivered,
    Quarantined,
    Registered,
)
from depesha.office.ports import Book
from depesha.packet import Packet
from depesha.telegram import Handling, Label, Quotation
from depesha.wire import digest
from tests.network import drafts
from tests.network.courier import Calm, Courier, Fate
from tests.network.forger import Forger, enclosure
from tests.network.hostile import must_be_kept_out, offered
from tests.network.keys import (
    HOUR_MS,
    MOSCOW,
    NOW,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
    TOKYO,
    book_of,
)
from tests.network.post import Network, Post


def quoting(quotation: Quotation) -> Packet:
    forger = Forger()
    body = forger.body(quotations=(quotation,))
    return forger.packet(body, forger.registration(body))


def quoted(**changed: object) -> Quotation:
    """Return a quotation of a telegram of Peking, with the leaf that proves its keys."""
    forger = Forger(PEKING, MOSCOW)
    body = forger.body(drafter=ROSHCHIN)
    registration = forger.registration(body, releaser=ROSHCHIN)
    honest = Quotation(
        body=body.payload,
        registration=registration.payload,
        signature=registration.signatures[0][1],
        leaves=(book_of(MOSCOW).proved_leaf(PEKING),),
    )
    return replace(honest, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize("leaves", [None, ()], ids=["with its leaf", "without"])
def test_a_quotation_that_proves_itself_raises_no_alarm(
    network: Network, leaves: tuple[()] | None
) -> None:
    quotation = quoted() if leaves is None else quoted(leaves=leaves)
    took = offered(network[PYONGYANG], quoting(quotation))
    assert Delivered in took.kinds
    assert network[PYONGYANG].alarms() == []


@pytest.mark.parametrize(
    "changed",
    [
        {"signature": Signature(bytes(64))},
        {"body": b"\x00"},
        {"registration": b"\x00"},
        {"leaves": (book_of(MOSCOW).proved_leaf(TOKYO),)},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_quotation_that_proves_nothing_is_taken_in_with_an_alarm(
    network: Network, changed: dict[str, object]
) -> None:
    """It is the quoting station's own word then; the telegram itself is not at fault."""
    took = offered(network[PYONGYANG], quoting(quoted(**changed)))
    assert Delivered in took.kinds
    assert network[PYONGYANG].alarms() == ["quotation-unproved"]


def test_a_number_that_was_given_twice_is_an_alarm_and_kept_out(network: Network) -> None:
    forger = Forger()
    offered(network[PYONGYANG], forger.packet(*forger.telegram(number=5)))
    body = forger.body(text="Другое.")
    registration = forger.registration(body, number=5)
    must_be_kept_out(network[PYONGYANG], forger.packet(body, registration))
    assert "number-doubled" in network[PYONGYANG].alarms()


def test_what_comes_after_its_term_is_taken_in_and_said_to_be_late(network: Network) -> None:
    forger = Forger()
    body = forger.body(handling=Handling(expires_at=TimeMs(NOW - 1)))
    took = offered(network[PYONGYANG], forger.packet(body, forger.registration(body)))
    assert Delivered in took.kinds
    assert took.one(AlarmRaised).kind == "late"


def test_a_label_of_another_policy_is_not_passed_on_under_ours(network: Network) -> None:
    forger = Forger(MOSCOW, PEKING)
    label = Label(policy="mid-1951", policy_digest=Digest(bytes(32)), classification=2)
    body = forger.body(label=label)
    registration = forger.registration(body)
    listed = [enclosure(registration, RAZUVAEV)]
    pyongyang = network[PYONGYANG]
    packet = Forger().packet(body, registration, documents=listed)
    assert Delivered in offered(pyongyang, packet).kinds
    took = pyongyang.take(drafts.pass_on("moscow/1", ROSHCHIN, RAZUVAEV))
    assert (took.problem.code, took.facts) == ("refused", ())


# -- what is no longer kept -----------------------------------------------------------------------


class Swallow(Calm):
    """A line that loses everything that it takes."""

    def fate(self, load: object) -> Fate:
        del load
        return Fate.SWALLOWED


def destroy(post: Post, name: Digest) -> None:
    """Take a document out of the store, as one who expunges it."""
    book: Book = post.book
    book.begin()
    post.stored._database.write("DELETE FROM document WHERE digest = ?", (name,))
    book.commit()


def test_what_is_no_longer_kept_ends_as_a_non_delivery(network: Network, courier: Courier) -> None:
    moscow = network[MOSCOW]
    entry = moscow.take(drafts.send()).one(Registered).entry
    courier.weather = Swallow()
    courier.run()
    destroy(moscow, entry.body_id)
    network.clock.advance(HOUR_MS)
    assert "is no longer kept" in moscow.tick().one(NonDelivered).reason


def test_what_is_no_longer_kept_is_not_quoted(network: Network) -> None:
    moscow = network[MOSCOW]
    entry = moscow.take(drafts.send()).one(Registered).entry
    destroy(moscow, entry.body_id)
    assert moscow.take(drafts.send(Quotes="1")).problem.code == "not-found"


def test_what_is_no_longer_kept_is_not_passed_on(network: Network, courier: Courier) -> None:
    network[MOSCOW].handle(drafts.send(ROSHCHIN))
    courier.run()
    peking = network[PEKING]
    destroy(peking, peking.facts(Delivered)[0].entry.body_id)
    took = peking.take(drafts.pass_on("moscow/1", RAZUVAEV, ROSHCHIN))
    assert (took.problem.code, took.facts) == ("not-found", ())


def test_a_report_that_is_no_longer_kept_is_made_anew(network: Network) -> None:
    forger = Forger()
    items = forger.telegram()
    pyongyang = network[PYONGYANG]
    first = offered(pyongyang, forger.packet(*items)).one(DeliveryReported)
    destroy(pyongyang, first.report)
    again = offered(pyongyang, forger.packet(*items))
    assert again.one(DeliveryReported).documents == (digest(items[1].payload),)
    assert Quarantined not in again.kinds
    assert EnvelopeSealed in again.kinds
