"""The centre and the key book: founding, admitting, planning, signing, adopting."""

from dataclasses import replace
from pathlib import Path

import pytest

from depesha import keybook
from depesha.keybook import Armour
from depesha.names import StationId
from depesha.office.administration import REGISTRY
from depesha.office.events import (
    Admit,
    AdoptKeyBook,
    FoundNetwork,
    FoundStation,
    Introduce,
    Order,
    PlanLine,
    PlanTransit,
    SignPlan,
)
from depesha.office.facts import EnvelopeSealed, KeyBookAdopted, StationFounded
from depesha.route import Line
from tests.network import drafts, keys
from tests.network.keys import (
    DESK,
    GUARD,
    MOSCOW,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
    STAR,
    TOKYO,
)
from tests.network.post import Clock, Network, Post

CENTRE_ORDERS: list[Order] = [
    Admit(order_id="1", request=keys.request_text(TOKYO)),
    Introduce(order_id="2", station=PEKING, correspondent=TOKYO),
    PlanLine(order_id="3", a=PEKING, b=PYONGYANG, windows="always"),
    PlanTransit(order_id="4", came_from=PEKING, through=MOSCOW, to=TOKYO, one_way=False),
    SignPlan(order_id="5"),
]


def excerpt_of(centre: Post, station: StationId) -> str:
    """Return what the centre would give a station now."""
    kept = centre.stored.state(REGISTRY)
    assert kept is not None
    return keybook.wrap(Armour.KEY_BOOK, keybook.excerpt(keybook.decode(kept), station))


def adopt(excerpt: str, order_id: str = "adopt") -> AdoptKeyBook:
    return AdoptKeyBook(order_id=order_id, excerpt=excerpt)


def test_a_station_is_founded_once(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    post = Post(TOKYO, folder, Clock())
    took = post.take(FoundStation(order_id="a"))
    assert took.kinds == [StationFounded]
    assert post.traffic.epoch() == took.one(StationFounded).epoch
    assert post.take(FoundStation(order_id="b")).problem.code == "refused"
    post.close()


def test_a_network_is_founded_once_and_its_centre_is_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    post = Post(MOSCOW, folder, Clock())
    post.handle(FoundStation(order_id="a"))
    request = keys.request_text(MOSCOW)
    took = post.take(FoundNetwork(order_id="b", network="soviet", request=request))
    assert took.kinds == [KeyBookAdopted]
    assert post.desk.key_book is not None
    assert took.value["root"] == post.desk.key_book.root.hex()
    assert post.desk.key_book.stations == {MOSCOW}
    again = post.take(FoundNetwork(order_id="c", network="soviet", request=request))
    assert again.problem.code == "refused"
    post.close()


def test_admitting_signs_the_book_at_once(network: Network) -> None:
    moscow = network[MOSCOW]
    request = keys.request_text(PEKING, without=[GUARD])
    took = moscow.take(Admit(order_id="a", request=request))
    assert took.kinds == [KeyBookAdopted]
    assert (took.value["station"], took.value["version"]) == (PEKING, 2)
    assert "without office guard@peking: drafter" in str(took.value["changes"])
    assert moscow.take(drafts.send(GUARD)).problem.code == "not-found"


def test_a_plan_is_collected_and_in_force_when_it_is_signed(network: Network) -> None:
    moscow = network[MOSCOW]
    line = PlanLine(order_id="a", a=PYONGYANG, b=PEKING, windows="always")
    rule = PlanTransit(order_id="b", came_from=TOKYO, through=MOSCOW, to=PEKING, one_way=False)
    for order in (line, rule, Introduce(order_id="c", station=PEKING, correspondent=TOKYO)):
        assert moscow.take(order).facts == ()
    book = moscow.desk.key_book
    assert book is not None
    assert book.plan_version == 1
    took = moscow.take(SignPlan(order_id="d"))
    assert took.kinds == [KeyBookAdopted]
    assert took.value == {"version": 1, "plan_version": 2}
    assert moscow.desk.key_book is not None
    assert Line(a=PEKING, b=PYONGYANG) in moscow.desk.key_book.lines
    assert len(moscow.desk.key_book.transits) == len(STAR.transits) + 2


def test_a_line_and_a_rule_are_taken_out_of_the_plan(network: Network) -> None:
    moscow = network[MOSCOW]
    rule = PlanTransit(
        order_id="a", came_from=PEKING, through=MOSCOW, to=PYONGYANG, one_way=False, remove=True
    )
    line = PlanLine(order_id="b", a=TOKYO, b=MOSCOW, windows="always", remove=True)
    assert moscow.take(rule).value["removed"]
    assert moscow.take(line).value["removed"]
    moscow.handle(SignPlan(order_id="c"))
    assert moscow.desk.key_book is not None
    assert moscow.desk.key_book.transits == ()
    assert Line(a=MOSCOW, b=TOKYO) not in moscow.desk.key_book.lines
    assert moscow.take(replace(rule, order_id="d")).problem.code == "not-found"
    assert moscow.take(replace(line, order_id="e")).problem.code == "not-found"


def test_a_rule_may_hold_one_way(network: Network) -> None:
    order = PlanTransit(order_id="b", came_from=TOKYO, through=MOSCOW, to=PEKING, one_way=True)
    took = network[MOSCOW].take(order)
    assert took.value["transits"] == [{"from": TOKYO, "through": MOSCOW, "to": PEKING}]


def test_a_new_key_book_opens_a_way(network: Network) -> None:
    moscow, peking = network[MOSCOW], network[PEKING]
    assert peking.take(drafts.send(DESK, office=ROSHCHIN)).problem.code == "not-found"
    moscow.handle(
        Introduce(order_id="a", station=PEKING, correspondent=TOKYO),
        PlanTransit(order_id="b", came_from=PEKING, through=MOSCOW, to=TOKYO, one_way=False),
        SignPlan(order_id="c"),
    )
    took = peking.take(adopt(excerpt_of(moscow, PEKING)))
    assert took.kinds == [KeyBookAdopted]
    assert TOKYO in str(took.value["stations"])
    sent = peking.take(drafts.send(DESK, office=ROSHCHIN))
    assert sent.one(EnvelopeSealed).way == MOSCOW
    peking.power_cut()
    assert peking.take(drafts.send(DESK, office=ROSHCHIN)).value["number"] == 2


@pytest.mark.parametrize("order", CENTRE_ORDERS, ids=lambda order: type(order).__name__)
def test_only_a_centre_admits_plans_and_signs(network: Network, order: Order) -> None:
    took = network[PEKING].take(order)
    assert took.problem.code == "usage"
    assert took.facts == ()


def test_an_excerpt_of_another_station_is_not_adopted(network: Network) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    problem = pyongyang.take(adopt(excerpt_of(moscow, PEKING))).problem
    assert problem.code == "does-not-verify"
    pyongyang.desk.key_book = None
    order = AdoptKeyBook(
        order_id="first", excerpt=excerpt_of(moscow, PEKING), root=keys.registry().root
    )
    problem = pyongyang.take(order).problem
    assert problem.message == "this key book was made for peking"


def test_the_first_key_book_needs_the_root_that_a_person_compared(network: Network) -> None:
    pyongyang = network[PYONGYANG]
    pyongyang.desk.key_book = None
    excerpt = excerpt_of(network[MOSCOW], PYONGYANG)
    assert pyongyang.take(adopt(excerpt)).problem.code == "usage"
    root = keys.registry().root
    took = pyongyang.take(AdoptKeyBook(order_id="b", excerpt=excerpt, root=root))
    assert took.value["version"] == 1
    assert pyongyang.take(drafts.send(ROSHCHIN, office=RAZUVAEV)).value["number"] == 1


def test_an_older_key_book_is_not_adopted(network: Network) -> None:
    moscow, peking = network[MOSCOW], network[PEKING]
    old = excerpt_of(moscow, PEKING)
    moscow.handle(Admit(order_id="a", request=keys.request_text(PEKING, without=[GUARD])))
    peking.handle(adopt(excerpt_of(moscow, PEKING), "new"))
    took = peking.take(adopt(old, "old"))
    assert took.problem.code == "key-book-rolled-back"
    assert peking.desk.key_book is not None
    assert peking.desk.key_book.version == 2


def test_a_refused_plan_leaves_the_registry_as_it_was(network: Network) -> None:
    moscow = network[MOSCOW]
    kept = moscow.stored.state(REGISTRY)
    nowhere = StationId("nowhere")
    took = moscow.take(PlanLine(order_id="a", a=MOSCOW, b=nowhere, windows="always"))
    assert took.problem.code == "not-found"
    assert moscow.stored.state(REGISTRY) == kept


def test_what_one_order_of_a_group_adopts_the_next_already_sees(network: Network) -> None:
    moscow = network[MOSCOW]
    line, sign = (
        PlanLine(order_id="a", a=PYONGYANG, b=PEKING, windows="always"),
        SignPlan(order_id="b"),
    )
    moscow.handle(line, sign, drafts.send())
    assert moscow.desk.key_book is not None
    assert moscow.desk.key_book.plan_version == 2
    moscow.power_cut()
    assert moscow.desk.key_book.plan_version == 2


def test_a_line_is_planned_in_the_one_spelling_of_its_windows(network: Network) -> None:
    moscow = network[MOSCOW]
    written = "daily 06:00-06:30 rate 64000B/s"
    took = moscow.take(PlanLine(order_id="a", a=PEKING, b=PYONGYANG, windows=written))
    assert took.value["windows"] == "06:00-06:30 daily rate 64kB/s"
    wrong = moscow.take(PlanLine(order_id="b", a=PEKING, b=PYONGYANG, windows="now and then"))
    assert wrong.problem.code == "usage"
    assert "06:00-06:30 daily" in wrong.problem.hint
