"""A post is seized, and the enemy signs with its keys: what he gets, and what is believed of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from depesha import keybook
from depesha.keybook import Armour, Status, proposing
from depesha.keybook.root import ROOT_KEY
from depesha.life import Exit
from depesha.names import TimeMs
from depesha.office.book_road import BATCH_MS
from depesha.office.editions import PENDING
from depesha.office.events import Admit, ChangeRoot, Confirm, DropEdition, ImportSignature, Revoke
from depesha.office.facts import Delivered, NonDelivered, NumbersVoided, Quarantined, StationRevoked
from depesha.packet import Arrived, HopAccepted, Packet
from depesha.seal.keys import RootSeeds
from depesha.station import key_reading
from depesha.station.key_reading import KEY_QUESTIONS
from depesha.station.reading import LIGHT, Reader
from depesha.station.settings import Settings
from tests.network import drafts, keys
from tests.network.courier import Courier
from tests.network.keys import (
    GROMYKO,
    HOUR_MS,
    MOSCOW,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
    TOKYO,
)
from tests.network.post import Founder, Network, Post
from tests.network.ring import ring, with_windows
from tests.playbooks.test_key_life import first_of, seed_of, turned


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
    without = seized(moscow)
    assert without["since_at"] == without["cut_line"]["witnessed_at"]  # type: ignore[index]
    assert without["beyond"] == []
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


def test_what_it_asked_and_what_is_asked_of_it_is_closed_and_its_lies_are_held(
    network: Network, courier: Courier
) -> None:
    """Nobody can answer any more, so nothing is overdue for ever; what came too late is marked."""
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    asked: dict[str, Any] = {"Receipt": "confirm within 1h", "Execution": "report within 1h"}
    moscow.handle(drafts.send(RAZUVAEV, **asked))
    pyongyang.handle(drafts.send(GROMYKO, office=RAZUVAEV, **asked))
    courier.run()
    network.clock.advance(2 * HOUR_MS)
    moscow.tick()
    assert {"receipt-overdue", "report-overdue"} <= set(moscow.alarms())
    since = network.clock.now
    network.clock.advance(1)
    pyongyang.handle(drafts.send(GROMYKO, office=RAZUVAEV, text="ложь", **asked))
    courier.run()
    network.clock.advance(1)
    moscow.handle(Revoke(order_id="r", station=PYONGYANG, reason="taken", since=since))
    states = [moscow.duty(one).exit for one in ("1", "pyongyang/1", "pyongyang/2")]
    assert states == [Exit.REVOKED, Exit.REVOKED, Exit.BEYOND_CUT_LINE]
    assert not [one for one in moscow.alarms() if one.endswith(("overdue", "due", "unread"))]
    told, before = inbox(moscow)
    assert before["state"] == "REVOKED"
    assert told["state"] == "BEYOND_CUT_LINE"
    said = moscow.take(Confirm(order_id="c", office=GROMYKO, reference="pyongyang/2"))
    assert "beyond the cut line of pyongyang" in said.problem.message
    said = moscow.take(Confirm(order_id="d", office=GROMYKO, reference="pyongyang/1"))
    assert "pyongyang is revoked" in said.problem.message
    network.clock.advance(24 * HOUR_MS)
    moscow.tick()
    assert not [one for one in moscow.alarms() if one.endswith(("overdue", "due", "unread"))]
    assert moscow.stored.rebuild().changed == ()


def inbox(post: Post) -> list[dict[str, object]]:
    """Return what `depesha inbox` lists, the newest first."""
    reader = Reader(Settings(station=post.station), post.reader)
    listed = LIGHT["inbox"](reader, {"office": GROMYKO})
    assert isinstance(listed, list)
    return [dict(one) for one in listed]


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


# -- several holders ------------------------------------------------------------------------------


@pytest.fixture
def waiting(network: Network) -> tuple[Network, keybook.Holder]:
    """Two of two holders must sign from now on, and one of them is away."""
    away = keybook.holder("away", RootSeeds(ed25519=keys.seed("a"), mldsa44=keys.seed("b")))
    text = keybook.wrap(Armour.ROOT_KEY, ROOT_KEY.encode(away.public))
    moscow = network[MOSCOW]
    moscow.handle(ChangeRoot(order_id="root", holders=(text,), threshold=2))
    signed(moscow, away)
    return network, away


def signed(centre: Post, holder: keybook.Holder) -> None:
    """Carry the edition that waits to a holder, and his signature back."""
    found, _, _ = proposing.unpack(centre.stored.state(PENDING))
    given = proposing.COSIGNATURE.encode(proposing.cosign(found, holder, centre.clock.now))
    text = keybook.wrap(Armour.SIGNATURE, given)
    took = centre.take(ImportSignature(order_id=drafts.order_id(), signature=text))
    assert took.value["holder"] == holder.name


def test_while_holders_have_still_to_sign_the_centre_neither_writes_nor_believes(
    waiting: tuple[Network, keybook.Holder], courier: Courier
) -> None:
    """The other stations learn it at the threshold; the centre, which decided it, at once."""
    network, away = waiting
    moscow, peking, pyongyang = network[MOSCOW], network[PEKING], network[PYONGYANG]
    peking.handle(drafts.send(GROMYKO, office=ROSHCHIN))
    courier.run()
    moscow.handle(drafts.send(RAZUVAEV))
    pyongyang.handle(drafts.send(GROMYKO, office=RAZUVAEV, text="ложь"))
    (lie,) = pyongyang.waiting(MOSCOW)
    took = moscow.take(Revoke(order_id="r", station=PYONGYANG, reason="taken"))
    assert took.value["waits"] == 1
    assert took.one(NonDelivered).station == PYONGYANG
    assert moscow.waiting(PYONGYANG) == [], "what lay in the out-tray is taken back"
    for _ in range(2):
        refused = moscow.take(drafts.send(RAZUVAEV))
        assert (refused.problem.code, refused.facts) == ("no-communications", ())
        assert refused.problem.message == "no communications with pyongyang: it is revoked"
        assert isinstance(lie.load, Packet)
        moscow.handle(Arrived(packet=lie.load, neighbour=PYONGYANG))
        moscow.tick()
        assert moscow.facts(Delivered)[-1].entry.station == PEKING
        assert not any(isinstance(one.load, Packet) for one in moscow.waiting(PYONGYANG))
        moscow.power_cut()  # and after a restart it is still so
    assert {one.code for one in moscow.facts(Quarantined)} == {"no-communications"}
    assert peking.facts(StationRevoked) == []
    signed(moscow, away)
    assert len(moscow.facts(StationRevoked)) == 1
    moscow.tick()
    courier.run()
    assert [one.station for one in peking.facts(StationRevoked)] == [PYONGYANG]
    assert moscow.stored.rebuild().changed == ()


def test_an_edition_that_comes_between_does_not_bring_it_back(
    waiting: tuple[Network, keybook.Holder],
) -> None:
    """Another change takes the place of the proposal; the revocation is in it, and holds here."""
    network, _ = waiting
    moscow = network[MOSCOW]
    moscow.handle(Revoke(order_id="r", station=PYONGYANG, reason="taken"))
    alone = moscow.take(DropEdition(order_id="d"))
    assert (alone.problem.code, alone.facts) == ("refused", ())
    request = keys.request_text(PEKING, without=[keys.GUARD])
    moscow.handle(Admit(order_id="a", request=request))
    dropped = moscow.take(DropEdition(order_id="e"))
    assert dropped.value["revoked"] == [PYONGYANG]
    found, _, _ = proposing.unpack(moscow.stored.state(PENDING))
    assert found.after.identity(PYONGYANG).status is Status.REVOKED
    assert len(found.after.identity(PEKING).offices) == len(keys.OFFICES[PEKING])
    assert moscow.take(drafts.send(RAZUVAEV)).problem.code == "no-communications"


def test_a_batch_of_keys_does_not_take_the_place_of_a_revocation(
    waiting: tuple[Network, keybook.Holder], courier: Courier
) -> None:
    """Peking and the post ask for keys; the batch of six hours later revokes the post."""
    network, away = waiting
    moscow, peking, pyongyang = network[MOSCOW], network[PEKING], network[PYONGYANG]
    for post in (peking, pyongyang):
        post.handle(turned(post, first_of(post.station), seed_of(post.station, 1)))
    courier.run()
    moscow.handle(Revoke(order_id="r", station=PYONGYANG, reason="taken"))
    network.clock.advance(BATCH_MS)
    moscow.tick()
    found, _, _ = proposing.unpack(moscow.stored.state(PENDING))
    assert found.after.identity(PYONGYANG).status is Status.REVOKED
    assert not [key for key in found.after.period_keys if key.station == PYONGYANG]
    assert len([key for key in found.after.period_keys if key.station == PEKING]) == 2
    signed(moscow, away)
    moscow.tick()
    courier.run()
    assert [one.station for one in peking.facts(StationRevoked)] == [PYONGYANG]


# -- a relay --------------------------------------------------------------------------------------


def test_what_goes_through_a_revoked_relay_to_others_goes_another_way(
    founder: Founder, tmp_path: Path
) -> None:
    """One lies in the out-tray for Tokyo, one was given to it and is not confirmed."""
    plan = with_windows((MOSCOW, PYONGYANG, "mondays"))
    with ring(founder, tmp_path, plan) as network:
        moscow = network[MOSCOW]
        moscow.handle(drafts.send(RAZUVAEV))
        (given,) = moscow.waiting(TOKYO)
        moscow.handle(HopAccepted(neighbour=TOKYO, entries=(given.entry,)))
        moscow.handle(drafts.send(RAZUVAEV))
        assert len(moscow.waiting(TOKYO)) == 1
        moscow.handle(Revoke(order_id="r", station=TOKYO, reason="taken"))
        assert moscow.waiting(TOKYO) == []
        assert len(moscow.waiting(PYONGYANG)) == 1, "it waits for the line that is left"
        assert moscow.facts(NonDelivered) == []
        for _ in range(48):
            network.clock.advance(HOUR_MS)
            moscow.tick()
        assert moscow.waiting(TOKYO) == []
        assert len(moscow.waiting(PYONGYANG)) >= 2, "and so does what was given to Tokyo"
