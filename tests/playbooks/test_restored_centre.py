"""A centre is restored: it signs nothing before it has its newest editions back, and forks nothing.

By hand: without `must_be_newest` in `put_into_force`, the first test ends in "the key book forked".
"""

from dataclasses import replace
from pathlib import Path

import pytest

from depesha import keybook
from depesha.errors import EditionAwaited
from depesha.office.editions import REGISTRY
from depesha.office.events import Admit, AdoptKeyBook, PlanLine, SignPlan
from depesha.office.facts import RestorationEnded
from tests.network import drafts, keys
from tests.network.courier import Courier
from tests.network.keys import CLERK, HOUR_MS, MINUTE_MS, MOSCOW, PEKING, PYONGYANG, TOKYO
from tests.network.post import Network, Post
from tests.network.restoring import back_up, go_on, restore

OTHERS = (PEKING, PYONGYANG, TOKYO)


def versions(post: Post) -> tuple[int, int]:
    assert post.desk.key_book is not None
    return post.desk.key_book.version, post.desk.key_book.plan_version


def rest(network: Network, courier: Courier, ms: int) -> None:
    for _ in range(ms // (10 * MINUTE_MS)):
        courier.run()
        network.clock.advance(10 * MINUTE_MS)
        for post in network.posts.values():
            post.tick()
    courier.run()


def without(network: Network, *offices: str) -> None:
    asked = keys.request_of(PEKING)
    kept = tuple(one for one in asked.identity.offices if one.office not in offices)
    request = keybook.write_request(
        replace(
            asked,
            identity=replace(asked.identity, offices=kept),
            made_at=network.clock.now,
        ),
        network[PEKING].sealer.sign_as_station,
    )
    took = network[MOSCOW].take(Admit(order_id=drafts.order_id(), request=request))
    assert took.value["version"]


@pytest.fixture
def heard(network: Network, courier: Courier) -> Network:
    for station in OTHERS:
        office = next(iter(keys.OFFICES[station]))
        network[station].handle(drafts.send(keys.GROMYKO, office=office))
    courier.run()
    return network


@pytest.fixture
def behind(heard: Network, courier: Courier, tmp_path: Path) -> Network:
    """The centre lost two editions of the book and one of the plan, which the others hold."""
    moscow = heard[MOSCOW]
    back_up(moscow, tmp_path / "copy")
    without(heard, keys.GUARD)
    moscow.handle(PlanLine(order_id="line", a=PEKING, b=PYONGYANG, windows="always"))
    moscow.handle(SignPlan(order_id="sign"))
    rest(heard, courier, 26 * HOUR_MS)
    without(heard, keys.OPERATOR)
    rest(heard, courier, HOUR_MS)
    assert versions(heard[PEKING]) == versions(moscow) == (3, 2)
    lost = moscow.stored.state(REGISTRY)
    assert lost is not None
    restore(moscow, tmp_path / "copy")
    assert versions(moscow) == (1, 1)
    heard.lost = keybook.decode(lost)  # type: ignore[attr-defined]
    return heard


def test_the_next_edition_is_taken_by_all(behind: Network, courier: Courier) -> None:
    moscow = behind[MOSCOW]
    refused = moscow.take(Admit(order_id="a", request=keys.request_text(TOKYO)))
    assert isinstance(refused.problem, EditionAwaited)
    assert "edition-awaited" in moscow.alarms()
    rest(behind, courier, 2 * HOUR_MS)
    assert "edition-awaited" not in moscow.alarms()
    assert versions(moscow) == (3, 2)
    kept = moscow.stored.state(REGISTRY)
    assert kept is not None
    registry = keybook.decode(kept)
    assert keybook.is_signed(registry)
    for station in OTHERS:
        assert keybook.excerpt(registry, station) == keybook.excerpt(
            behind.lost,  # type: ignore[attr-defined]
            station,
        )
    without(behind)
    assert versions(moscow) == (4, 2)
    rest(behind, courier, 26 * HOUR_MS)
    for station in OTHERS:
        assert versions(behind[station]) == (4, 2)
        assert not {"key-book-forked", "key-book-rolled-back"} & set(behind[station].alarms())


def test_no_older_copy_is_sent_meanwhile(behind: Network, courier: Courier) -> None:
    moscow = behind[MOSCOW]
    courier.carry(MOSCOW, PEKING)
    courier.carry(PEKING, MOSCOW)
    for _ in range(30):
        behind.clock.advance(HOUR_MS)
        moscow.tick()
        courier.carry(MOSCOW, PEKING)
        courier.carry(PEKING, MOSCOW)
    assert versions(moscow) == (1, 1)
    assert "edition-awaited" in moscow.alarms()
    assert not {"key-book-forked", "key-book-rolled-back"} & set(behind[PEKING].alarms())
    for station in (PYONGYANG, TOKYO):
        assert moscow.take(go_on(CLERK, station)).value
    assert versions(moscow) == (3, 2)


def test_what_does_not_come_back_is_not_signed_over(behind: Network, courier: Courier) -> None:
    """Tokyo alone answers, and it is not shown Peking: the tree is not whole."""
    moscow = behind[MOSCOW]
    courier.carry(MOSCOW, TOKYO)
    courier.carry(TOKYO, MOSCOW)
    courier.carry(MOSCOW, TOKYO)
    courier.carry(TOKYO, MOSCOW)
    for station in (PYONGYANG, PEKING):
        assert moscow.take(go_on(CLERK, station)).value
    assert len(moscow.facts(RestorationEnded)) == 1
    refused = moscow.take(Admit(order_id="a", request=keys.request_text(TOKYO)))
    assert isinstance(refused.problem, EditionAwaited)
    assert "edition-awaited" in moscow.alarms()
    brought = behind[PEKING].stored.state("key-book")
    assert brought is not None
    text = keybook.wrap(keybook.Armour.KEY_BOOK, brought)
    took = moscow.take(AdoptKeyBook(order_id="file", excerpt=text))
    assert (took.value["version"], took.value["plan_version"]) == (3, 2)
    assert "edition-awaited" not in moscow.alarms()
    without(behind)
    assert versions(moscow) == (4, 2)


def test_a_centre_that_lost_no_edition_signs_when_all_have_answered(
    heard: Network, courier: Courier, tmp_path: Path
) -> None:
    moscow = heard[MOSCOW]
    back_up(moscow, tmp_path / "copy")
    restore(moscow, tmp_path / "copy")
    assert isinstance(
        moscow.take(Admit(order_id="a", request=keys.request_text(TOKYO))).problem, EditionAwaited
    )
    rest(heard, courier, HOUR_MS)
    without(heard, keys.GUARD)
    assert versions(moscow) == (2, 1)
