"""A station is restored from a backup: what it says, asks, gets back, and never does twice."""

from pathlib import Path

from depesha.envelope import Kind
from depesha.errors import Forbidden, NumbersAwaited
from depesha.life import Rung
from depesha.office.facts import (
    AnswerLearned,
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
    CLERK,
    GROMYKO,
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
from tests.network.restoring import back_up, go_on, restore


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
    assert [signer for signer, _ in kept.signatures] == [MOSCOW, CLERK]


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


def test_a_relay_that_is_restored_loses_and_doubles_nothing_of_others(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    """Moscow carries for Peking; it is restored with packets in its custody, some since gone."""
    moscow, peking, pyongyang = (network[one] for one in (MOSCOW, PEKING, PYONGYANG))
    for number in range(4):
        peking.take(drafts.send(RAZUVAEV, office=ROSHCHIN, text=f"Телеграмма {number}."))
    courier.carry(PEKING, MOSCOW)
    back_up(moscow, tmp_path / "copy")
    peking.take(drafts.send(RAZUVAEV, office=ROSHCHIN, text="После копии."))
    courier.carry(PEKING, MOSCOW)
    courier.carry(MOSCOW, PYONGYANG)
    restore(moscow, tmp_path / "copy")
    rest(network, courier)
    delivered = [one.entry.number for one in pyongyang.facts(Delivered)]
    assert sorted(delivered) == [1, 2, 3, 4, 5]
    for number in range(1, 6):
        assert peking.duty(str(number)).rung is Rung.DELIVERED
    for post in network.posts.values():
        assert set(post.alarms()) <= {"station-restored"}


def test_a_post_that_is_restored_gets_again_what_it_took_in(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.take(drafts.send())
    courier.run()
    back_up(pyongyang, tmp_path / "copy")
    for number in range(3):
        moscow.take(drafts.send(text=f"Телеграмма {number}."))
    moscow.take(drafts.send(Precedence="FLASH"))
    courier.run()
    pyongyang.take(drafts.report("moscow/2"))
    courier.run()
    before = {one.entry.number: one.incoming_number for one in pyongyang.facts(Delivered)}
    restore(pyongyang, tmp_path / "copy")
    rest(network, courier)
    after = {one.entry.number: one.incoming_number for one in pyongyang.facts(Delivered)}
    assert after.keys() == before.keys()
    lost = [fact for fact in pyongyang.facts(NumbersLost) if fact.series == "incoming"]
    assert {after[n] for n in after if n > 1}.isdisjoint(before.values())
    assert lost[0].first == 2
    assert moscow.duty("2").rung is Rung.EXECUTED
    assert moscow.duty("5").rung is Rung.DELIVERED
    assert pyongyang.gaps() == []
    assert moscow.alarms() == ["station-restored"]


def test_it_is_restored_twice_to_the_same_backup(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    back_up(moscow, tmp_path / "copy")
    moscow.take(drafts.send())
    courier.run()
    restore(moscow, tmp_path / "copy")
    rest(network, courier, HOUR_MS)
    second = moscow.take(drafts.send()).value["number"]
    courier.run()
    restore(moscow, tmp_path / "copy")
    rest(network, courier)
    third = moscow.take(drafts.send()).value["number"]
    courier.run()
    assert isinstance(second, int)
    assert isinstance(third, int)
    assert 1 < second < third
    assert sorted(one.entry.number for one in pyongyang.facts(Delivered)) == [1, second, third]
    assert sorted(numbers(moscow)) == [1, second, third]
    assert len(pyongyang.facts(RestorationLearned)) == 2
    assert set(pyongyang.alarms()) == {"station-restored"}


def test_a_backup_that_is_much_older_than_what_peers_saw(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    moscow = network[MOSCOW]
    back_up(moscow, tmp_path / "copy")
    for _ in range(40):
        moscow.take(drafts.send(ROSHCHIN))
    courier.run()
    restore(moscow, tmp_path / "copy")
    rest(network, courier)
    assert sorted(numbers(moscow)) == list(range(1, 41))
    given = moscow.take(drafts.send()).value["number"]
    assert isinstance(given, int)
    assert given > 40


def test_what_was_still_in_the_out_tray_when_the_backup_was_made_is_no_second_telegram(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.take(drafts.send())
    back_up(moscow, tmp_path / "copy")
    courier.run()
    restore(moscow, tmp_path / "copy")
    rest(network, courier)
    assert len(pyongyang.facts(Delivered)) == 1
    assert moscow.duty("1").rung is Rung.DELIVERED
    assert pyongyang.alarms() == ["station-restored"]
    assert moscow.alarms() == []


def test_a_report_of_what_is_not_known_here_waits_until_it_has_come_back(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    back_up(moscow, tmp_path / "copy")
    moscow.take(drafts.send())
    courier.carry(MOSCOW, PYONGYANG)
    pyongyang.take(drafts.report("moscow/1"))
    restore(moscow, tmp_path / "copy")
    courier.carry(PYONGYANG, MOSCOW)
    assert courier.deferred > 0
    assert "report-for-unknown" not in moscow.alarms()
    assert moscow.facts(AnswerLearned) == []
    rest(network, courier)
    assert moscow.duty("1").rung is Rung.EXECUTED
    assert moscow.alarms() == []
    assert pyongyang.alarms() == ["station-restored"]


def test_registers_made_again_say_the_same_of_a_restoration(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    moscow = network[MOSCOW]
    back_up(moscow, tmp_path / "copy")
    moscow.take(drafts.send(RAZUVAEV, ROSHCHIN))
    courier.run()
    restore(moscow, tmp_path / "copy")
    rest(network, courier, HOUR_MS)
    for post in network.posts.values():
        assert post.stored.rebuild().changed == ()


def test_who_was_gone_on_without_tells_its_numbers_late(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    """Peking alone saw numbers 1 to 130; nobody waited for it; they are not given again after."""
    moscow, peking = network[MOSCOW], network[PEKING]
    back_up(moscow, tmp_path / "copy")
    for _ in range(130):
        moscow.take(drafts.send(ROSHCHIN))
    courier.run()
    restore(moscow, tmp_path / "copy")
    courier.carry(MOSCOW, PYONGYANG)
    courier.carry(PYONGYANG, MOSCOW)
    courier.carry(MOSCOW, TOKYO)
    courier.carry(TOKYO, MOSCOW)
    assert isinstance(moscow.take(go_on(GROMYKO, PEKING)).problem, Forbidden)
    moscow.take(go_on(CLERK, PEKING))
    assert moscow.facts(RestorationEnded)
    rest(network, courier, HOUR_MS)
    assert len([n for n in numbers(moscow) if n <= 130]) == 130
    given = moscow.take(drafts.send()).value["number"]
    assert isinstance(given, int)
    assert given > 130
    assert "number-doubled" not in peking.alarms()
