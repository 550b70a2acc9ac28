"""Keys turn while letters are lost, doubled, late, overtaken: nothing is lost or doubled."""

import pytest

from depesha.office.facts import Delivered, EnvelopeSealed, ExpiredKeyMet, NonDelivered
from tests.network import drafts
from tests.network.courier import CALM, Courier, Storm
from tests.network.keys import (
    DAY_MS,
    GROMYKO,
    HOUR_MS,
    MOSCOW,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
    YEAR_MS,
)
from tests.network.post import Network
from tests.playbooks.test_key_life import first_of, seed_of, turned

SEEDS = range(4)
LATER = "2028-06-01T12:00Z"


@pytest.mark.parametrize("seed", SEEDS)
def test_every_telegram_is_delivered_once(network: Network, seed: int) -> None:
    """The first key ends, is destroyed, and the next takes over, in the middle of the traffic."""
    moscow, peking, pyongyang = network[MOSCOW], network[PEKING], network[PYONGYANG]
    courier = Courier(network, Storm(seed))
    network.clock.advance(YEAR_MS - 2 * DAY_MS)
    later = [seed_of(PYONGYANG, number) for number in (1, 2, 3)]
    pyongyang.handle(turned(pyongyang, first_of(PYONGYANG), *later))
    sent = 0
    for day in range(8):
        for post, office, to in (
            (moscow, GROMYKO, RAZUVAEV),
            (peking, ROSHCHIN, RAZUVAEV),
            (pyongyang, RAZUVAEV, ROSHCHIN),
        ):
            post.handle(drafts.send(to, office=office, Deliver_by=LATER))
            sent += 1
        if day == 4:  # its clock is far ahead: the seed is gone while others still seal to it
            pyongyang.handle(turned(pyongyang, *later))
        hours(network, courier, 24)
    courier.weather = CALM
    hours(network, courier, 72)
    delivered = [*pyongyang.facts(Delivered), *peking.facts(Delivered)]
    names = [one.entry.identity.registration for one in delivered]
    assert len(names) == len(set(names)) == sent
    for post in (moscow, peking, pyongyang):
        assert post.facts(NonDelivered) == []
        assert post.reader.rows("SELECT 1 FROM outstanding") == []
        assert post.stored.rebuild().changed == ()


def hours(network: Network, courier: Courier, count: int) -> None:
    """Let the clock and the lines do what they do, an hour at a time."""
    for _ in range(count):
        network.clock.advance(HOUR_MS)
        for post in network.posts.values():
            post.tick()
        courier.run()


def test_a_key_destroyed_before_its_time_is_waited_out(network: Network) -> None:
    """So it is in the storm: by the sender's book the dead key is in force for two days more."""
    peking, pyongyang = network[PEKING], network[PYONGYANG]
    courier = Courier(network, CALM)
    network.clock.advance(YEAR_MS - 2 * DAY_MS)
    later = [seed_of(PYONGYANG, number) for number in (1, 2, 3)]
    pyongyang.handle(turned(pyongyang, first_of(PYONGYANG), *later))
    hours(network, courier, 3)
    pyongyang.handle(turned(pyongyang, *later))
    peking.handle(drafts.send(RAZUVAEV, office=ROSHCHIN, Deliver_by=LATER))
    hours(network, courier, 3)
    assert pyongyang.facts(ExpiredKeyMet) != []
    assert "key-expired" in peking.alarms()
    hours(network, courier, 72)
    assert len(pyongyang.facts(Delivered)) == 1
    sealed = [one for one in peking.facts(EnvelopeSealed) if one.recipient == PYONGYANG]
    telegrams = [one for one in sealed if any(document.confirm for document in one.documents)]
    assert len(telegrams) == 2, "it is not sent to the dead key again"
    assert "key-expired" not in peking.alarms()
