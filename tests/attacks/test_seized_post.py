"""A post is seized, and the enemy signs with its keys: what he gets, and what is believed of it."""

import json

import pytest

from depesha.keybook import Status
from depesha.names import TimeMs
from depesha.office.events import Revoke
from depesha.office.facts import Delivered, NonDelivered, NumbersVoided, Quarantined, StationRevoked
from depesha.packet import Arrived, Packet
from depesha.station import key_reading
from depesha.station.key_reading import KEY_QUESTIONS
from depesha.station.reading import Reader
from depesha.station.settings import Settings
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import (
    GROMYKO,
    HOUR_MS,
    MOSCOW,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
)
from tests.network.post import Network, Post


def seized(post: Post, since: int | None = None) -> dict[str, object]:
    """Return what `depesha seized pyongyang` says at a post."""
    reader = Reader(Settings(station=post.station), post.reader)
    fields = {"station": PYONGYANG, **({"since_at": since} if since is not None else {})}
    found = KEY_QUESTIONS["seized"](reader, fields)
    assert isinstance(found, dict)
    json.dumps(found)
    return dict(found)


def references(found: dict[str, object], key: str) -> list[str]:
    listed = found[key]
    assert isinstance(listed, list)
    return [str(one["reference"]).rpartition("/")[2] for one in listed]


@pytest.fixture
def taken(network: Network, courier: Courier) -> tuple[Network, TimeMs]:
    """Telegrams go both ways; an hour later the post is taken, and still writes an hour later."""
    moscow, pyongyang, peking = network[MOSCOW], network[PYONGYANG], network[PEKING]
    moscow.handle(drafts.send(RAZUVAEV))
    pyongyang.handle(drafts.send(GROMYKO, ROSHCHIN, office=RAZUVAEV))
    peking.handle(drafts.send(RAZUVAEV, office=ROSHCHIN))
    courier.run()
    network.clock.advance(HOUR_MS)
    since = network.clock.now
    network.clock.advance(HOUR_MS)
    pyongyang.handle(drafts.send(GROMYKO, ROSHCHIN, office=RAZUVAEV, text="ложь"))
    courier.run()
    moscow.handle(drafts.send(RAZUVAEV))
    return network, since


def test_the_drill_says_what_was_there_and_changes_nothing(taken: tuple[Network, TimeMs]) -> None:
    network, since = taken
    moscow = network[MOSCOW]
    before = moscow.committed_head()
    found = seized(moscow, since)
    assert references(found, "copies") == ["1"]
    assert references(found, "its_own") == ["1", "2"]
    assert references(found, "queued") == ["2"]
    assert references(found, "beyond") == ["2"]
    assert found["status"] == "ACTIVE"
    assert found["revoked"] is None
    cut = found["cut_line"]
    assert isinstance(cut, dict)
    newest = moscow.stored.key_life.newest_envelope(PYONGYANG, None)
    assert newest is not None
    assert 0 < cut["size"] < newest.head.size
    assert moscow.committed_head() == before


def test_the_drill_names_no_traffic_of_others(taken: tuple[Network, TimeMs]) -> None:
    """Moscow carried Peking's telegram to Pyongyang: it cannot say what it was, only its slip."""
    network, since = taken
    found = json.dumps(seized(network[MOSCOW], since))
    assert "peking/" not in found
    assert references(seized(network[PEKING], since), "copies") == ["1"]


def test_the_keys_that_are_destroyed_are_not_on_the_list(taken: tuple[Network, TimeMs]) -> None:
    network, since = taken
    periods = seized(network[MOSCOW], since)["period_keys"]
    assert isinstance(periods, list)
    assert len(periods) == 1
    long_after = periods[0]["destroyed_at"] + 1
    assert seized(network[MOSCOW], long_after)["period_keys"] == []


def test_nothing_of_it_is_believed_after_the_cut(
    taken: tuple[Network, TimeMs], courier: Courier
) -> None:
    """The enemy goes on writing: every letter is quarantined, at the centre and at its peers."""
    network, since = taken
    moscow, peking, pyongyang = network[MOSCOW], network[PEKING], network[PYONGYANG]
    took = moscow.take(Revoke(order_id="r", station=PYONGYANG, reason="taken", since=since))
    revoked = took.one(StationRevoked)
    assert (revoked.since, revoked.reason) == (since, "taken")
    assert revoked.head_size == seized(moscow)["cut_line"]["size"]  # type: ignore[index]
    assert took.one(NonDelivered).station == PYONGYANG
    assert "non-delivery" in moscow.alarms()
    moscow.tick()
    courier.run()
    assert peking.facts(StationRevoked)[0].reason == "", "why is the centre's to know"
    there = peking.facts(StationRevoked)[0]
    assert there.since == since
    assert there.head_size > 0
    for post in (moscow, peking):
        assert "beyond-cut-line" in post.alarms()
    had = len(peking.facts(Delivered)), len(moscow.facts(Delivered))
    pyongyang.handle(drafts.send(GROMYKO, ROSHCHIN, office=RAZUVAEV, text="ещё ложь"))
    courier.carry(PYONGYANG, MOSCOW)
    courier.carry(MOSCOW, PEKING)
    assert (len(peking.facts(Delivered)), len(moscow.facts(Delivered))) == had
    assert [one.code for one in moscow.facts(Quarantined)] == ["no-communications"]
    assert references(seized(moscow), "beyond") == ["2"]


def test_its_numbers_are_void(network: Network, courier: Courier) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    for _ in range(3):
        pyongyang.handle(drafts.send(GROMYKO, office=RAZUVAEV))
    first, second, third = pyongyang.waiting(MOSCOW)
    del second
    for one in (first, third):
        assert isinstance(one.load, Packet)
        moscow.handle(Arrived(packet=one.load, neighbour=PYONGYANG))
    assert len(moscow.gaps()) == 1
    took = moscow.take(Revoke(order_id="r", station=PYONGYANG, reason="taken"))
    assert took.one(NumbersVoided).sender == PYONGYANG
    assert moscow.gaps() == []
    network.clock.advance(HOUR_MS)
    assert "gap" not in moscow.alarms()
    assert courier.deferred == 0


def test_a_revoked_station_is_not_revoked_twice_nor_the_centre_at_all(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(Revoke(order_id="a", station=PYONGYANG, reason="taken"))
    assert moscow.desk.key_book is not None
    assert moscow.desk.key_book.identities[PYONGYANG].status is Status.REVOKED
    again = moscow.take(Revoke(order_id="b", station=PYONGYANG, reason="taken"))
    assert (again.problem.code, again.facts) == ("refused", ())
    own = moscow.take(Revoke(order_id="c", station=MOSCOW, reason="taken"))
    assert own.problem.code == "refused"
    later = Revoke(order_id="d", station=PEKING, reason="x", since=TimeMs(moscow.clock.now + 1))
    assert moscow.take(later).problem.code == "refused"
    post = network[PEKING].take(Revoke(order_id="e", station=PYONGYANG, reason="x"))
    assert post.problem.code == "usage"
    assert key_reading.STEPS
