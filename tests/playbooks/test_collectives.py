"""Collective addresses: what the centre keeps, who is shown them, and how a draft is expanded."""

import pytest

from depesha import keybook
from depesha.keybook import Armour
from depesha.names import OfficeId, StationId
from depesha.office.administration import REGISTRY
from depesha.office.events import AdoptKeyBook, Collective
from depesha.office.facts import Registered
from depesha.telegram import AddresseeKind, Body
from depesha.wire import BODY
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import (
    DESK,
    GROMYKO,
    MOSCOW,
    OPERATOR,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
    TOKYO,
)
from tests.network.post import Network, Post, Took

POSTS = "allposts"


def collective(name: str, *members: OfficeId) -> Collective:
    return Collective(order_id=drafts.order_id(), name=name, members=members, remove=not members)


def adopt(network: Network, station: StationId) -> None:
    """Give a station the key book that the centre has for it now."""
    kept = network[MOSCOW].stored.state(REGISTRY)
    assert kept is not None
    excerpt = keybook.wrap(Armour.KEY_BOOK, keybook.excerpt(keybook.decode(kept), station))
    (outcome,) = network[station].handle(AdoptKeyBook(order_id=drafts.order_id(), excerpt=excerpt))
    assert not isinstance(outcome, Exception), outcome


def body_of(post: Post, took: Took) -> Body:
    kept = post.document(took.one(Registered).entry.body_id)
    assert kept is not None
    return BODY.decode(kept.payload)


@pytest.fixture
def posts(network: Network) -> Network:
    """The network, whose centre has a collective address for all posts."""
    took = network[MOSCOW].take(collective(POSTS, ROSHCHIN, RAZUVAEV, DESK, GROMYKO))
    assert took.value["members"] == [ROSHCHIN, RAZUVAEV, DESK, GROMYKO]
    return network


def test_each_member_is_an_addressee_of_its_own_and_the_name_stays(
    posts: Network, courier: Courier
) -> None:
    moscow = posts[MOSCOW]
    took = moscow.take(drafts.send(f"{POSTS} FLASH; place ВСЕМ", Receipt="confirm"))
    body = body_of(moscow, took)
    assert [(one.office, one.collective, one.place) for one in body.addressees] == [
        (DESK, POSTS, "ВСЕМ"),
        (RAZUVAEV, POSTS, "ВСЕМ"),
        (ROSHCHIN, POSTS, "ВСЕМ"),
    ]
    assert {one.precedence.name for one in body.addressees} == {"FLASH"}
    assert [(one.name, one.reason) for one in body.other_recipients] == [
        (GROMYKO, "allposts: acts at moscow itself")
    ]
    courier.run()
    posts[PYONGYANG].handle(drafts.confirm("moscow/1"))
    courier.run()
    (telegram,) = moscow.registers.by_number(1, station=MOSCOW)
    duties = moscow.registers.duties(telegram.entry.identity.uid)
    assert {one.duty.office: one.rung.name for one in duties} == {
        DESK: "DELIVERED",
        RAZUVAEV: "RECEIVED",
        ROSHCHIN: "DELIVERED",
    }


def test_an_exempted_member_gets_nothing_and_is_named(posts: Network, courier: Courier) -> None:
    moscow = posts[MOSCOW]
    took = moscow.take(drafts.send(POSTS, Except=DESK))
    kinds = {one.office: (one.kind, one.collective) for one in body_of(moscow, took).addressees}
    assert kinds[DESK] == (AddresseeKind.EXEMPTED, POSTS)
    courier.run()
    assert posts[TOKYO].registers.by_number(1, station=MOSCOW) == []
    assert len(posts[PEKING].registers.by_number(1, station=MOSCOW)) == 1


def test_a_line_of_its_own_stands_before_the_collective(posts: Network) -> None:
    moscow = posts[MOSCOW]
    took = moscow.take(drafts.send(POSTS, f"{RAZUVAEV} FLASH"))
    found = {one.office: one for one in body_of(moscow, took).addressees}
    assert (found[RAZUVAEV].precedence.name, found[RAZUVAEV].collective) == ("FLASH", "")
    assert len(found) == 3


def test_two_collectives_address_a_member_once(posts: Network) -> None:
    moscow = posts[MOSCOW]
    moscow.handle(collective("east", ROSHCHIN, RAZUVAEV))
    took = moscow.take(drafts.send("east", Info=POSTS))
    addressees = {one.office: one for one in body_of(moscow, took).addressees}
    assert {name: one.kind.name for name, one in addressees.items()} == {
        RAZUVAEV: "ACTION",
        ROSHCHIN: "ACTION",
        DESK: "INFORMATION",
    }


def test_it_is_cancelled_at_all_of_them(posts: Network, courier: Courier) -> None:
    posts[MOSCOW].handle(drafts.send(POSTS))
    posts[MOSCOW].handle(drafts.cancel("1"))
    courier.run()
    for station in (PEKING, PYONGYANG, TOKYO):
        assert posts[station].duty("moscow/1").exit == "CANCELLED"


# -- who is shown it ------------------------------------------------------------------------------


def test_a_post_is_shown_only_what_it_can_expand_whole(network: Network) -> None:
    """Tokyo is known to moscow alone: peking learns of it neither so nor otherwise."""
    moscow = network[MOSCOW]
    took = moscow.take(collective(POSTS, ROSHCHIN, RAZUVAEV, DESK))
    assert took.value["not_shown_to"] == [PEKING, PYONGYANG, TOKYO]
    took = moscow.take(collective("east", ROSHCHIN, RAZUVAEV, GROMYKO))
    assert took.value["not_shown_to"] == [TOKYO]
    adopt(network, PEKING)
    held = network[PEKING].desk.key_book
    assert held is not None
    assert dict(held.collectives) == {"east": (GROMYKO, RAZUVAEV, ROSHCHIN)}
    assert DESK.encode() not in held.excerpt
    unknown = network[PEKING].take(drafts.send(POSTS, office=ROSHCHIN))
    assert unknown.problem.code == "not-found"
    assert "no collective address allposts is known to peking" in unknown.problem.message
    sent = network[PEKING].take(drafts.send("east", office=ROSHCHIN))
    body = body_of(network[PEKING], sent)
    assert [one.office for one in body.addressees] == [GROMYKO, RAZUVAEV]
    assert [one.name for one in body.other_recipients] == [ROSHCHIN]


def test_a_changed_membership_holds_from_the_next_book_on(posts: Network) -> None:
    moscow = posts[MOSCOW]
    before = moscow.desk.key_book
    again = moscow.take(collective(POSTS, ROSHCHIN, RAZUVAEV, DESK, GROMYKO))
    assert before is not None
    assert again.value["version"] == before.version  # the same again is no new version
    moscow.handle(collective(POSTS, RAZUVAEV))
    took = moscow.take(drafts.send(POSTS))
    assert [one.office for one in body_of(moscow, took).addressees] == [RAZUVAEV]
    moscow.handle(collective(POSTS))
    assert moscow.take(drafts.send(POSTS)).problem.code == "not-found"


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (collective(POSTS, OfficeId("nobody@peking")), "no office nobody@peking"),
        (collective(POSTS, OfficeId("desk@osaka")), "osaka is not in the key book"),
        (collective("west"), "no collective address west"),
    ],
)
def test_what_is_not_in_the_book_is_no_member(
    network: Network, order: Collective, words: str
) -> None:
    took = network[MOSCOW].take(order)
    assert words in took.problem.message
    assert took.facts == ()
    assert "centre" in network[PEKING].take(order).problem.message


def test_who_is_exempted_is_a_member_and_somebody_is_left(posts: Network) -> None:
    moscow = posts[MOSCOW]
    stranger = moscow.take(drafts.send(POSTS, Except=OPERATOR)).problem
    assert "operator@peking is no member of allposts" in stranger.message
    moscow.handle(collective("one", RAZUVAEV, GROMYKO))
    nobody = moscow.take(drafts.send("one", Except=RAZUVAEV)).problem
    assert "nobody is left" in nobody.message


def test_a_member_that_may_not_read_it_refuses_the_release(posts: Network) -> None:
    """Nobody is left out silently: the drafter exempts whom he names."""
    moscow = posts[MOSCOW]
    moscow.handle(collective("low", RAZUVAEV, OfficeId("guard@peking")))
    took = moscow.take(drafts.send("low", classification="SECRET"))
    assert "guard@peking may not receive SECRET" in took.problem.message
    assert took.facts == ()
