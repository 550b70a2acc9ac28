"""Two who act at once: on one telegram at one station, and as one office at two places."""

from pathlib import Path
from typing import Any

import pytest

from depesha.errors import Problem
from depesha.names import OfficeId
from depesha.notice import ResponseCode
from depesha.office.events import Done, Order
from depesha.office.facts import AnswerGiven, AnswerLearned, Quarantined, Released
from depesha.packet import Arrived
from depesha.store.projection import rebuild
from depesha.wire import ANSWER
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.forger import Forger
from tests.network.keys import (
    CLERK,
    GROMYKO,
    MINUTE_MS,
    MOSCOW,
    OPERATOR,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
    VYSHINSKY,
    book_of,
)
from tests.network.post import Network, Post

T = "moscow/1"


@pytest.fixture
def pyongyang(network: Network, courier: Courier) -> Post:
    """Pyongyang, where moscow/1 lies before razuvaev, delivered."""
    network[MOSCOW].handle(drafts.send())
    courier.run()
    return network[PYONGYANG]


# -- at one station -------------------------------------------------------------------------------


def test_of_two_who_confirm_at_once_one_confirms(pyongyang: Post) -> None:
    first, second = pyongyang.handle(drafts.confirm(T), drafts.confirm(T))
    assert isinstance(first, Done)
    assert isinstance(second, Done)
    assert "repeated" not in first.value
    assert second.value["repeated"] is True
    assert len(pyongyang.facts(AnswerGiven)) == 1


PAIRS: dict[str, tuple[Order, Order, str]] = {
    "comply against refuse": (drafts.comply(T), drafts.cannot(T), "CANNOT_COMPLY"),
    "refuse against comply": (drafts.cannot(T), drafts.comply(T), "CANNOT_COMPLY"),
    "report against refuse": (drafts.report(T), drafts.cannot(T), "EXECUTED"),
    "refuse against report": (drafts.cannot(T), drafts.report(T), "CANNOT_COMPLY"),
}


@pytest.mark.parametrize(("first", "second", "state"), PAIRS.values(), ids=PAIRS)
def test_of_two_who_answer_otherwise_one_wins_and_the_other_is_told(
    network: Network, courier: Courier, pyongyang: Post, first: Order, second: Order, state: str
) -> None:
    """A refusal after an acknowledgement is a step of the table; after a closing one nothing is."""
    won, other = pyongyang.handle(first, second)
    assert isinstance(won, Done)
    duty = pyongyang.duty(T)
    assert (duty.exit or duty.rung.name) == state
    if not isinstance(other, Done):
        assert isinstance(other, Problem)
        assert other.code == "refused"
        assert "cannot be answered with" in other.message
        assert other.hint
    courier.run()
    there = network[MOSCOW].duty("1")
    assert (there.exit or there.rung.name) == state
    assert "answers-part" not in network[MOSCOW].alarms()


def test_of_two_releasers_at_once_one_sends_it(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.write(office=CLERK))
    first, second = moscow.handle(drafts.release(1), drafts.release(1, VYSHINSKY))
    assert isinstance(first, Done)
    assert getattr(second, "message", "") == "draft 1 was released already"
    assert len(moscow.facts(Released)) == 1


def test_an_edit_between_two_releases_lets_the_second_wait(network: Network) -> None:
    moscow = network[MOSCOW]
    two: dict[str, Any] = {"Precedence": "OVERRIDE"}
    moscow.handle(drafts.write(office=CLERK, **two))
    _, _, last = moscow.handle(
        drafts.release(1),
        drafts.write(office=CLERK, number=1, text="Иначе.", **two),
        drafts.release(1, VYSHINSKY),
    )
    assert isinstance(last, Done)
    assert (last.value["missing"], last.value["released_by"]) == (1, [VYSHINSKY])


# -- an operator and one with authority -----------------------------------------------------------


def test_a_deputy_answers_in_the_name_of_its_office(network: Network, courier: Courier) -> None:
    network[MOSCOW].handle(drafts.send(ROSHCHIN))
    courier.run()
    peking = network[PEKING]
    assert peking.take(drafts.comply(T, OPERATOR)).problem.code == "not-found"
    took = peking.take(drafts.comply(T, OPERATOR, acting_for=ROSHCHIN))
    assert (took.value["office"], took.value["deputy"]) == (ROSHCHIN, OPERATOR)
    given = [one for one in took.facts if isinstance(one, AnswerGiven)]
    assert {(one.office, one.deputy) for one in given} == {(ROSHCHIN, OPERATOR)}
    courier.run()
    moscow = network[MOSCOW]
    assert moscow.duty("1").rung.name == "ACKNOWLEDGED"
    assert {one.deputy for one in moscow.facts(AnswerLearned)} == {OPERATOR}
    kept = moscow.document(given[-1].answer)
    assert kept is not None
    assert ANSWER.decode(kept.payload).deputy == OPERATOR
    assert kept.signatures[0][0] == OPERATOR


def test_nobody_is_his_own_deputy_or_that_of_another_station(
    network: Network, courier: Courier
) -> None:
    network[MOSCOW].handle(drafts.send(ROSHCHIN))
    courier.run()
    peking = network[PEKING]
    for deputy, office, code in (
        (ROSHCHIN, OPERATOR, "forbidden"),
        (OPERATOR, RAZUVAEV, "refused"),
        (OfficeId("guard@peking"), ROSHCHIN, "forbidden"),
    ):
        assert peking.take(drafts.comply(T, deputy, acting_for=office)).problem.code == code
    assert peking.facts(AnswerGiven) == []


def test_a_deputy_that_the_key_book_does_not_know_is_not_believed(
    network: Network, courier: Courier
) -> None:
    """An attack: pyongyang says that somebody there answered for razuvaev."""
    network[MOSCOW].handle(drafts.send())
    courier.run()
    moscow = network[MOSCOW]
    (entry,) = [one.entry for one in moscow.registers.by_number(1)]
    forger = Forger(sender=PYONGYANG, recipient=MOSCOW)
    item = forger.answer(
        entry.identity, RAZUVAEV, ResponseCode.WILL_COMPLY, deputy=OfficeId("clerk@pyongyang")
    )
    took = moscow.take(Arrived(packet=forger.packet(item), neighbour=PYONGYANG))
    assert took.one(Quarantined).code == "does-not-verify"
    assert moscow.facts(AnswerLearned) == []


# -- at two places --------------------------------------------------------------------------------


@pytest.fixture
def twin(network: Network, pyongyang: Post, tmp_path: Path) -> Post:
    """A copy of pyongyang as it lies on disk now: the same keys, the same numbers."""
    pyongyang.copy_disk(tmp_path / "twin")
    return Post(PYONGYANG, tmp_path / "twin", network.clock, key_book=book_of(PYONGYANG))


def carried(post: Post, moscow: Post) -> None:
    """Carry what waits at a post for moscow, once."""
    for one in post.waiting(MOSCOW):
        moscow.handle(Arrived(packet=one.load, neighbour=PYONGYANG))  # type: ignore[arg-type]


def test_an_office_that_acts_in_two_copies_of_its_station_is_an_alarm(
    network: Network, pyongyang: Post, twin: Post
) -> None:
    """Both take the same telegram: one complies, the other refuses. Both answers are kept."""
    moscow = network[MOSCOW]
    twin.handle(drafts.send(GROMYKO, office=RAZUVAEV))  # so their numbers differ
    carried(twin, moscow)
    pyongyang.handle(drafts.confirm(T))
    network.clock.advance(MINUTE_MS)
    twin.handle(drafts.cannot(T))
    twin_said = [one.answer for one in twin.facts(AnswerGiven)]
    first_said = [one.answer for one in pyongyang.facts(AnswerGiven)]
    carried(twin, moscow)
    assert "answers-part" not in moscow.alarms()
    forger = Forger(sender=PYONGYANG, recipient=MOSCOW)  # another epoch, as after a new start
    item = pyongyang.document(first_said[0])
    assert item is not None
    moscow.handle(Arrived(packet=forger.packet(item), neighbour=PYONGYANG))
    assert "answers-part" in moscow.alarms()
    learned = {one.answer for one in moscow.facts(AnswerLearned)}
    assert learned == {*twin_said, *first_said}
    assert all(moscow.document(one) is not None for one in learned)
    twin.close()


def test_copies_that_use_one_number_twice_are_an_alarm_before_that(
    network: Network, pyongyang: Post, twin: Post
) -> None:
    moscow = network[MOSCOW]
    pyongyang.handle(drafts.confirm(T))
    network.clock.advance(MINUTE_MS)
    twin.handle(drafts.cannot(T))
    carried(pyongyang, moscow)
    carried(twin, moscow)
    assert "quarantined" in moscow.alarms()
    assert moscow.quarantined() == 1  # kept for a person to look at
    assert len(moscow.facts(AnswerLearned)) == 1
    twin.close()


def test_an_answer_that_comes_again_is_no_fork(
    network: Network, courier: Courier, pyongyang: Post
) -> None:
    moscow = network[MOSCOW]
    pyongyang.handle(drafts.interim(T), drafts.report(T))
    courier.run()
    (receipt, *_) = pyongyang.facts(AnswerGiven)
    item = pyongyang.document(receipt.answer)
    assert item is not None
    forger = Forger(sender=PYONGYANG, recipient=MOSCOW)
    moscow.handle(Arrived(packet=forger.packet(item), neighbour=PYONGYANG))
    assert "answers-part" not in moscow.alarms()
    assert len(moscow.facts(AnswerLearned)) == 3


def test_an_office_of_one_station_that_acts_at_another_is_kept_out(
    network: Network, courier: Courier
) -> None:
    """Razuvaev's key was carried to Peking, and used there."""
    network[MOSCOW].handle(drafts.send())
    courier.run()
    moscow = network[MOSCOW]
    (entry,) = [one.entry for one in moscow.registers.by_number(1)]
    signed = Forger(sender=PYONGYANG, recipient=MOSCOW).answer(
        entry.identity, RAZUVAEV, ResponseCode.HAVE_COMPLIED
    )
    packet = Forger(sender=PEKING, recipient=MOSCOW).packet(signed)
    took = moscow.take(Arrived(packet=packet, neighbour=PEKING))
    assert took.one(Quarantined).code == "does-not-verify"
    assert "quarantined" in moscow.alarms()
    assert moscow.duty("1").rung.name != "EXECUTED"


def test_the_registers_of_people_are_made_again_from_facts(
    network: Network, courier: Courier, pyongyang: Post
) -> None:
    moscow = network[MOSCOW]
    two: dict[str, Any] = {"Precedence": "OVERRIDE"}
    moscow.handle(
        drafts.write(office=CLERK, **two),
        drafts.review(2, VYSHINSKY),
        drafts.release(2),
        drafts.write(office=CLERK, number=2, text="Иначе.", **two),
        drafts.release(2),
    )
    pyongyang.handle(drafts.report(T))
    courier.run()
    for post in (moscow, pyongyang):
        assert rebuild(post.stored._database).changed == ()
    assert moscow.reader.rows("SELECT 1 FROM answer_chain") != []
    assert moscow.reader.rows("SELECT 1 FROM endorsement WHERE voided_at NOT NULL") != []
