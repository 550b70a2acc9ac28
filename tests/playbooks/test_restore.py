"""A station is restored from a backup: what it says, asks, gets back, and never does twice."""

from pathlib import Path

from depesha.envelope import Kind
from depesha.errors import NumbersAwaited
from depesha.life import Rung
from depesha.office.facts import (
    Delivered,
    EnvelopeSealed,
    LastNumbersLearned,
    NumbersLost,
    Registered,
    RestorationEnded,
    RestorationLearned,
    Restored,
    TelegramTakenBack,
)
from depesha.packet import HopAccepted
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import (
    HOUR_MS,
    MINUTE_MS,
    MOSCOW,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
    TOKYO,
)
from tests.network.post import Network, Post
from tests.network.restoring import back_up, restore


def numbers(post: Post) -> list[int]:
    return [fact.entry.number for fact in post.facts(Registered)]


def rest(network: Network, courier: Courier, ms: int = 3 * HOUR_MS) -> None:
    """Let time pass, with everything carried."""
    for _ in range(ms // (5 * MINUTE_MS)):
        courier.run()
        network.clock.advance(5 * MINUTE_MS)
        for post in network.posts.values():
            post.tick()
    courier.run()


def test_the_restoration_is_the_first_fact_and_begins_a_new_epoch(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    moscow = network[MOSCOW]
    moscow.take(drafts.send())
    courier.run()
    before, head = moscow.traffic.epoch(), moscow.committed_head()
    back_up(moscow, tmp_path / "copy")
    took = restore(moscow, tmp_path / "copy")
    assert isinstance(took.facts[0], Restored)
    assert took.facts[0].head == head
    assert moscow.traffic.epoch() == took.facts[0].epoch != before
    sealed = [fact for fact in took.facts if isinstance(fact, EnvelopeSealed)]
    assert {fact.epoch for fact in sealed} == {moscow.traffic.epoch()}
    assert {fact.seq for fact in sealed} == {1}
    for fact in sealed:
        assert [one.kind for one in fact.documents] == [Kind.RESTORATION, Kind.SERVICE]
    assert took.value["awaits"] == [PEKING, PYONGYANG, TOKYO]
    kept = moscow.document(took.facts[0].document)
    assert kept is not None
    assert [signer for signer, _ in kept.signatures] == [MOSCOW]


def test_no_number_is_given_before_every_correspondent_has_answered(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    moscow = network[MOSCOW]
    back_up(moscow, tmp_path / "copy")
    moscow.take(drafts.send())
    courier.run()
    restore(moscow, tmp_path / "copy")
    refused = moscow.take(drafts.send())
    assert isinstance(refused.problem, NumbersAwaited)
    assert refused.facts == ()
    assert "restoring" in moscow.alarms()
    courier.carry(MOSCOW, PEKING)
    courier.carry(PEKING, MOSCOW)
    assert isinstance(moscow.take(drafts.send()).problem, NumbersAwaited)
    courier.run()
    assert len(moscow.facts(RestorationEnded)) == 1
    assert "restoring" not in moscow.alarms()
    given = moscow.take(drafts.send()).value["number"]
    lost = [fact for fact in moscow.facts(NumbersLost) if fact.series == "outgoing"]
    assert given == lost[0].last + 1
    assert lost[0].first == 1


def test_what_was_lost_comes_back_from_those_who_have_it(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    moscow, peking, pyongyang = (network[one] for one in (MOSCOW, PEKING, PYONGYANG))
    moscow.take(drafts.send())
    courier.run()
    back_up(moscow, tmp_path / "copy")
    moscow.take(drafts.send(RAZUVAEV, ROSHCHIN))
    moscow.take(drafts.send(ROSHCHIN))
    peking.take(drafts.send("gromyko@moscow", office=ROSHCHIN))
    courier.run()
    pyongyang.take(drafts.report("moscow/2"))
    courier.run()
    assert moscow.duty("2").rung is Rung.EXECUTED
    sent = {fact.entry.identity.registration for fact in moscow.facts(Registered)}
    came = {fact.entry.identity.registration for fact in moscow.facts(Delivered)}
    restore(moscow, tmp_path / "copy")
    assert numbers(moscow) == [1]
    rest(network, courier)
    assert {fact.entry.identity.registration for fact in moscow.facts(Registered)} == sent
    assert {fact.entry.identity.registration for fact in moscow.facts(Delivered)} == came
    assert moscow.duty("2").rung is Rung.EXECUTED
    assert moscow.duty("3").rung is Rung.DELIVERED
    assert len(moscow.facts(TelegramTakenBack)) >= 2
    for post in network.posts.values():
        delivered = [one.entry.identity.registration for one in post.facts(Delivered)]
        assert len(delivered) == len(set(delivered))
        assert set(post.alarms()) <= {"station-restored"}
        assert post.gaps() == []


def test_correspondents_write_the_restoration_down_and_raise_one_alarm(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.take(drafts.send())
    courier.run()
    head = moscow.committed_head()
    back_up(moscow, tmp_path / "copy")
    moscow.take(drafts.send())
    courier.run()
    lost = moscow.committed_head()
    restore(moscow, tmp_path / "copy", lost=lost)
    rest(network, courier)
    (learned,) = pyongyang.facts(RestorationLearned)
    assert (learned.station, learned.head) == (MOSCOW, head)
    assert learned.lost == lost.size - head.size
    assert pyongyang.alarms() == ["station-restored"]


def test_an_answer_that_is_lost_is_asked_for_again(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    moscow = network[MOSCOW]
    moscow.take(drafts.send())
    courier.run()
    back_up(moscow, tmp_path / "copy")
    restore(moscow, tmp_path / "copy")
    for neighbour in (PEKING, PYONGYANG, TOKYO):
        for waiting in moscow.waiting(neighbour):
            moscow.handle(HopAccepted(neighbour=neighbour, entries=(waiting.entry,)))
    courier.run()
    assert moscow.facts(LastNumbersLearned) == []
    rest(network, courier, HOUR_MS)
    assert len(moscow.facts(LastNumbersLearned)) >= 3
    assert len(moscow.facts(RestorationEnded)) == 1
