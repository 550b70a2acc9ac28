"""Telegrams that cancel, correct or answer what is not theirs, and cancelled ones that come again.

Each is signed by real keys of a station of the network: what is false is what it says of another.
"""

from typing import Any

import pytest

from depesha.life import Exit
from depesha.names import Digest, StationId, Uid
from depesha.office.facts import Amended, Delivered
from depesha.packet import Packet
from depesha.telegram import Addressee, MessageType, Reference, Relation
from depesha.wire import REGISTRATION, digest
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.forger import Forger, enclosure
from tests.network.hostile import offered
from tests.network.keys import HOUR_MS, MOSCOW, PEKING, PYONGYANG, RAZUVAEV, ROSHCHIN
from tests.network.post import Network

ALARM = "foreign-amendment"


class Target:
    """The telegram that moscow sent, as anybody who got it can name it."""

    def __init__(self, network: Network) -> None:
        (telegram,) = network[MOSCOW].registers.by_number(1, station=MOSCOW)
        self.uid = Uid(telegram.entry.identity.uid)
        self.registration = Digest(telegram.entry.identity.registration)

    def reference(self, relation: Relation, station: StationId, **fields: Any) -> Reference:
        named: dict[str, Any] = {"uid": self.uid, "digest": self.registration, **fields}
        return Reference(relation=relation, station=station, number="2027/1", **named)


def sent(network: Network, courier: Courier) -> Target:
    network[MOSCOW].handle(drafts.send(RAZUVAEV))
    courier.run()
    return Target(network)


def forged(sender: StationId, reference: Reference, **fields: Any) -> Packet:
    """Return a telegram of a station to pyongyang that says so of another."""
    forger = Forger(sender=sender)
    said: dict[str, Any] = {"references": (reference,), **fields}
    if sender == PEKING:
        said |= {"drafter": ROSHCHIN, "addressees": (Addressee(office=RAZUVAEV),)}
    body = forger.body(**said)
    releaser = {"releaser": ROSHCHIN} if sender == PEKING else {}
    registration = forger.registration(body, number=7, **releaser)
    return forger.packet(body, registration, documents=[enclosure(registration)])


@pytest.mark.parametrize("relation", [Relation.CANCELS, Relation.SUPERSEDES, Relation.CORRECTS])
@pytest.mark.parametrize("claimed", [MOSCOW, PEKING], ids=["as moscow's", "as its own"])
def test_another_station_cancels_nothing_and_is_an_alarm(
    network: Network, courier: Courier, relation: Relation, claimed: StationId
) -> None:
    target = sent(network, courier)
    pyongyang = network[PYONGYANG]
    took = offered(pyongyang, forged(PEKING, target.reference(relation, claimed)))
    assert Delivered in took.kinds  # it is a telegram of peking, and lies before its office
    assert pyongyang.duty("moscow/1").exit is None
    assert ALARM in pyongyang.alarms()
    assert pyongyang.take(drafts.report("moscow/1")).value["state"] == "EXECUTED"


def test_its_own_station_does_cancel_it(network: Network, courier: Courier) -> None:
    """The control: said by moscow, the same cancels."""
    target = sent(network, courier)
    pyongyang = network[PYONGYANG]
    took = offered(pyongyang, forged(MOSCOW, target.reference(Relation.CANCELS, MOSCOW)))
    assert took.one(Amended).relation is Relation.CANCELS
    assert pyongyang.duty("moscow/1").exit is Exit.CANCELLED
    assert ALARM not in pyongyang.alarms()


def test_a_foreign_cancellation_that_comes_first_waits_for_nothing(
    network: Network, courier: Courier
) -> None:
    """It names the telegram before it is here; when it comes, the lie is seen."""
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.handle(drafts.send(RAZUVAEV))
    reference = Target(network).reference(Relation.CANCELS, PEKING)
    offered(pyongyang, forged(PEKING, reference))
    assert ALARM not in pyongyang.alarms()  # nothing is known of it yet
    courier.run()
    assert pyongyang.duty("moscow/1").exit is None
    assert ALARM in pyongyang.alarms()
    assert pyongyang.stored.rebuild().changed == ()


def test_a_foreign_cancellation_silences_no_alarm(network: Network, courier: Courier) -> None:
    """What is overdue stays so, and that somebody was reminded of it is not forgotten."""
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.handle(drafts.send(RAZUVAEV, Precedence="FLASH", Execution="report at once"))
    courier.run()
    for _ in range(3):
        network.clock.advance(HOUR_MS)
        for post in (moscow, pyongyang):
            post.tick()
        courier.run()
    before = pyongyang.alarms()
    assert {"report-overdue", "chased"} <= set(before)
    offered(pyongyang, forged(PEKING, Target(network).reference(Relation.CANCELS, PEKING)))
    assert set(before) | {ALARM} == set(pyongyang.alarms())


def test_a_cancellation_under_another_registration_cancels_nothing(
    network: Network, courier: Courier
) -> None:
    target = sent(network, courier)
    pyongyang = network[PYONGYANG]
    other = target.reference(Relation.CANCELS, MOSCOW, digest=Digest(bytes(32)))
    offered(pyongyang, forged(MOSCOW, other))
    assert pyongyang.duty("moscow/1").exit is None
    assert ALARM in pyongyang.alarms()


def test_a_cancellation_that_names_nothing_is_an_alarm(network: Network, courier: Courier) -> None:
    target = sent(network, courier)
    pyongyang = network[PYONGYANG]
    bare = target.reference(Relation.CANCELS, MOSCOW, uid=None, digest=None)
    took = offered(pyongyang, forged(MOSCOW, bare))
    assert Amended not in took.kinds
    assert pyongyang.duty("moscow/1").exit is None
    assert ALARM in pyongyang.alarms()


def test_an_exercise_does_not_cancel_an_operation(network: Network, courier: Courier) -> None:
    target = sent(network, courier)
    pyongyang = network[PYONGYANG]
    offered(
        pyongyang,
        forged(
            MOSCOW,
            target.reference(Relation.CANCELS, MOSCOW),
            message_type=MessageType.EXERCISE,
        ),
    )
    assert pyongyang.duty("moscow/1").exit is None
    assert ALARM in pyongyang.alarms()


def test_who_was_not_addressed_is_not_shown_as_having_answered(
    network: Network, courier: Courier
) -> None:
    target = sent(network, courier)
    pyongyang = network[PYONGYANG]
    took = offered(pyongyang, forged(PEKING, target.reference(Relation.ANSWERS, MOSCOW)))
    assert Delivered in took.kinds
    assert Amended not in took.kinds


def test_a_cancelled_telegram_that_is_sent_again_stays_cancelled(
    network: Network, courier: Courier
) -> None:
    """Whoever kept it lays it in a new envelope: it is known, and nothing is done twice."""
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    target = sent(network, courier)
    moscow.handle(drafts.cancel("1"))
    courier.run()
    kept = moscow.document(target.registration)
    assert kept is not None
    body = moscow.document(REGISTRATION.decode(kept.payload).body_id)
    assert body is not None
    packet = Forger().packet(body, kept, documents=[enclosure(kept)])
    assert digest(kept.payload) == target.registration
    took = offered(pyongyang, packet)
    assert Delivered not in took.kinds
    assert pyongyang.duty("moscow/1").exit is Exit.CANCELLED
    assert pyongyang.take(drafts.report("moscow/1")).problem.code == "refused"
