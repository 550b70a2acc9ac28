"""Attacks on the road of key books: old ones, forged ones, requests for more than keys."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from depesha import keybook
from depesha.envelope import Item, Kind
from depesha.keybook import Registry, Status
from depesha.keybook.adopting import EXCERPT
from depesha.keybook.carried import PAPER, Paper, What
from depesha.names import Signature, StationId, TimeMs
from depesha.office.editions import REGISTRY
from depesha.office.events import Admit, AdoptKeyBook
from depesha.office.facts import KeyBookAdopted, KeyRequestLearned, Quarantined
from depesha.packet import Accept, Packet
from depesha.seal.keys import RootSeeds
from depesha.wire import NAMESPACE
from tests.network import drafts, keys
from tests.network.courier import Courier
from tests.network.forger import Forger
from tests.network.hostile import offered
from tests.network.keys import DAY_MS, GUARD, HOUR_MS, MOSCOW, NOW, PEKING, PYONGYANG
from tests.network.post import Network, Post


def registry_of(network: Network) -> Registry:
    kept = network[MOSCOW].stored.state(REGISTRY)
    assert kept is not None
    return keybook.decode(kept)


def adopted(post: Post, registry: Registry) -> None:
    """Let a post take a key book in by hand."""
    text = keybook.wrap(keybook.Armour.KEY_BOOK, keybook.excerpt(registry, post.station))
    took = post.take(AdoptKeyBook(order_id=drafts.order_id(), excerpt=text))
    assert KeyBookAdopted in took.kinds, took.outcome


def paper(
    content: bytes,
    *,
    of: StationId = MOSCOW,
    to: StationId = PEKING,
    what: What = What.EXCERPT,
    at: TimeMs = NOW,
    signer: StationId | None = None,
) -> Packet:
    """Return a letter with a paper in it, sealed and signed by a station that has its own keys."""
    payload = PAPER.encode(Paper(station=of, to=to, at=at, what=what, content=content))
    sign = keys.sealer_of(signer or of).sign_as_station
    signature = Signature(sign(NAMESPACE[Kind.KEY_BOOK], payload))
    item = Item(kind=Kind.KEY_BOOK, payload=payload, signatures=((of, signature),))
    forger = _forger(of, to)
    return forger.packet(item)


@cache
def _forger(of: StationId, to: StationId) -> Forger:
    """Return one forger a pair: his letters have numbers and slips of their own."""
    return Forger(sender=of, recipient=to)


def second(network: Network) -> Registry:
    """Version 2: the guard's office is gone."""
    request = keys.request_text(PEKING, without=[GUARD])
    network[MOSCOW].handle(Admit(order_id="a", request=request))
    return registry_of(network)


def test_an_old_book_changes_nothing_and_says_so_if_it_was_made_late(network: Network) -> None:
    """Signed by the true root, brought by the true centre's key: it is refused all the same."""
    peking = network[PEKING]
    old = keybook.excerpt(registry_of(network), PEKING)
    adopted(peking, second(network))
    late = offered(peking, paper(old, at=TimeMs(NOW - HOUR_MS)))
    assert late.outcome == Accept()
    assert peking.alarms() == []
    again = offered(peking, paper(old, at=TimeMs(NOW + HOUR_MS)))
    assert KeyBookAdopted not in (*late.kinds, *again.kinds)
    assert peking.alarms() == ["key-book-rolled-back"]
    assert peking.desk.key_book is not None
    assert peking.desk.key_book.version == 2


def test_a_fork_by_whoever_has_the_root_is_an_alarm_of_its_own(network: Network) -> None:
    peking = network[PEKING]
    first = registry_of(network)
    adopted(peking, second(network))
    gone = tuple(one for one in first.identities if one.station != PYONGYANG)
    other = replace(first, identities=gone, introduced=(), transits=(), lines=first.lines[:1])
    periods = tuple(one for one in first.period_keys if one.station != PYONGYANG)
    forked = keybook.sign(replace(other, period_keys=periods), keys.press())
    took = offered(peking, paper(keybook.excerpt(forked, PEKING)))
    assert took.one(Quarantined).code == "does-not-verify"
    assert "key-book-forked" in peking.alarms()
    assert KeyBookAdopted not in took.kinds


def forged_leaf(network: Network) -> bytes:
    """A minister for the enemy: an office that the tree does not have."""
    made = EXCERPT.decode(keybook.excerpt(second(network), PEKING))
    leaves = list(made.key_book.leaves)
    leaves[-1] = replace(leaves[-1], leaf=leaves[1].leaf)
    return EXCERPT.encode(replace(made, key_book=replace(made.key_book, leaves=tuple(leaves))))


def another_root(network: Network) -> bytes:
    """A book that is whole and signed, by a root of the enemy's own."""
    del network
    enemy = keybook.holder("soviet/moscow", keybook_seeds())
    made = keybook.found("soviet", keys.request_of(MOSCOW), [enemy], 1)
    made = keybook.admit(made, keys.request_of(PEKING))
    return keybook.excerpt(keybook.sign(made, replace(keys.press(), holders=[enemy])), PEKING)


def keybook_seeds() -> RootSeeds:
    return RootSeeds(ed25519=keys.seed("enemy", 1), mldsa44=keys.seed("enemy", 2))


def of_somebody_else(network: Network) -> bytes:
    return keybook.excerpt(second(network), PYONGYANG)


def rubbish(network: Network) -> bytes:
    del network
    return b"\x00" * 64


@pytest.mark.parametrize("forge", [forged_leaf, another_root, of_somebody_else, rubbish])
def test_a_forged_book_is_kept_out_and_does_not_come_again(
    network: Network, forge: Callable[[Network], bytes]
) -> None:
    peking = network[PEKING]
    packet = paper(forge(network))
    took = offered(peking, packet)
    assert took.outcome == Accept()
    assert took.one(Quarantined).code in {"does-not-verify", "malformed", "bad-signature"}
    assert KeyBookAdopted not in took.kinds
    assert offered(peking, packet).facts == ()


def test_nobody_but_the_keeper_sends_key_books(network: Network) -> None:
    """Pyongyang was seized: it passes on a true book, to learn who takes it."""
    true = keybook.excerpt(second(network), PEKING)
    took = offered(network[PEKING], paper(true, of=PYONGYANG))
    assert took.one(Quarantined).code == "does-not-verify"
    stolen = offered(network[PEKING], paper(true, signer=PYONGYANG))
    assert stolen.one(Quarantined).code == "does-not-verify"


# -- requests -------------------------------------------------------------------------------------


def request(station: StationId, *, without: bool = False, at: int = DAY_MS) -> bytes:
    asked = keys.request_of(station)
    identity = replace(asked.identity, offices=()) if without else asked.identity
    wish = replace(asked, identity=identity, made_at=TimeMs(NOW + at))
    text = keybook.write_request(wish, keys.sealer_of(station).sign_as_station)
    return keybook.bare(keybook.Armour.REQUEST, text.encode())


def asking(content: bytes, *, of: StationId) -> Packet:
    return paper(content, of=of, to=MOSCOW, what=What.REQUEST)


def test_a_request_for_more_than_keys_waits_for_a_person(network: Network) -> None:
    moscow = network[MOSCOW]
    took = offered(moscow, asking(request(PEKING, without=True), of=PEKING), by=PEKING)
    assert not took.one(KeyRequestLearned).by_itself
    assert moscow.alarms() == ["key-request"]
    network.clock.advance(30 * DAY_MS)
    assert KeyBookAdopted not in moscow.tick().kinds
    assert moscow.desk.key_book is not None
    assert moscow.desk.key_book.identities[PEKING].offices != ()


def test_nobody_asks_in_the_name_of_another(network: Network) -> None:
    took = offered(network[MOSCOW], asking(request(PEKING), of=PYONGYANG), by=PYONGYANG)
    assert took.one(Quarantined).code == "does-not-verify"
    assert KeyRequestLearned not in took.kinds


def test_a_post_takes_no_requests(network: Network) -> None:
    packet = paper(request(PYONGYANG), of=PYONGYANG, to=PEKING, what=What.REQUEST)
    assert offered(network[PEKING], packet).one(Quarantined).code == "does-not-verify"


# -- a centre that is frozen ----------------------------------------------------------------------


def test_stations_go_on_while_the_centre_is_frozen(network: Network, courier: Courier) -> None:
    """Whoever holds back key books stops no traffic: an isolated post must go on working."""
    network.clock.advance(keys.YEAR_MS + 20 * DAY_MS)  # every key that the books have has ended
    network[PEKING].handle(
        drafts.send(keys.RAZUVAEV, office=keys.ROSHCHIN, Deliver_by="2028-06-01T12:00Z")
    )
    courier.run()
    assert network[PEKING].duty("1").rung.name == "DELIVERED"
    book = network[PEKING].desk.key_book
    assert book is not None
    assert book.identities[PYONGYANG].status is Status.ACTIVE
