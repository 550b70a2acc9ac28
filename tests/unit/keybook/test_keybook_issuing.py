"""Signing and excerpts: what gets a version, and who is shown what."""

from dataclasses import replace

import pytest

from depesha import keybook
from depesha.errors import NotFound, Refused
from depesha.keybook import Press
from depesha.keybook.leaf import decode_leaf
from depesha.keybook.root import NO_DIGEST, RootDocument, sign_root
from depesha.names import StationId, TimeMs
from depesha.route import line_between
from tests.unit.keybook.a_network import (
    MOSCOW,
    NOW,
    PEKING,
    PYONGYANG,
    RULE,
    Salts,
    book_of,
    holder,
    press,
    renewed,
    star,
    star_with_transit,
    unsigned,
)


def test_the_first_signing_makes_version_one_of_both_books() -> None:
    assert not keybook.is_signed(unsigned())
    assert keybook.is_signed(star())
    book = book_of(MOSCOW)
    assert (book.version, book.plan_version) == (1, 1)
    assert book.edition.previous == book.plan_edition.previous == NO_DIGEST
    assert book.edition.issued_at == NOW


def test_signing_what_is_signed_changes_nothing() -> None:
    assert keybook.sign(star(), press(salts=Salts(given=50))) == star()


def test_only_the_book_that_changed_gets_a_version() -> None:
    changed = keybook.allow_transit(star(), RULE, salt=bytes(16))
    assert not keybook.is_signed(changed)
    signed = keybook.sign(changed, press(salts=Salts(given=50)))
    book = book_of(MOSCOW, signed)
    assert (book.version, book.plan_version) == (1, 2)
    assert signed.key_book == star().key_book


def test_an_introduction_needs_no_signature() -> None:
    introduced = keybook.introduce(star(), PEKING, PYONGYANG)
    assert keybook.is_signed(introduced)
    assert book_of(PEKING, introduced).stations == {MOSCOW, PEKING, PYONGYANG}


def test_an_excerpt_of_what_is_not_signed_is_refused() -> None:
    for registry in (unsigned(), keybook.admit(star(), renewed(PEKING))):
        with pytest.raises(Refused, match="the keybook was changed and not signed") as caught:
            keybook.excerpt(registry, PEKING)
        assert "plan sign" in caught.value.hint


def test_an_excerpt_for_a_stranger_is_refused() -> None:
    with pytest.raises(NotFound):
        keybook.excerpt(star(), StationId("mukden"))


def test_a_post_is_shown_itself_and_its_neighbours_and_its_own_line() -> None:
    book = book_of(PEKING)
    assert book.stations == {MOSCOW, PEKING}
    assert book.lines == (line_between(MOSCOW, PEKING),)
    assert book.transits == ()
    assert PYONGYANG.encode() not in book.encode()


def test_a_rule_is_shown_where_it_begins_and_where_it_is_the_permission() -> None:
    registry = star_with_transit()
    assert book_of(PEKING, registry).transits == (RULE,)
    assert book_of(MOSCOW, registry).transits == (RULE,)
    assert book_of(PEKING, registry).chart.rule(PEKING, MOSCOW, PYONGYANG) == RULE
    assert book_of(PYONGYANG, registry).transits == ()


def test_a_post_is_shown_the_lines_on_its_permitted_ways_and_no_others() -> None:
    registry = keybook.sign(
        keybook.add_line(star_with_transit(), PEKING, PYONGYANG, salt=bytes(16), windows="fridays"),
        press(salts=Salts(given=200)),
    )
    lines = {
        line_between(MOSCOW, PEKING),
        line_between(MOSCOW, PYONGYANG),
        line_between(PEKING, PYONGYANG, "fridays"),
    }
    assert set(book_of(PEKING, registry).lines) == lines
    # nothing begins at Pyongyang that would go through Moscow
    assert set(book_of(PYONGYANG, registry).lines) == lines - {line_between(MOSCOW, PEKING)}
    assert book_of(PYONGYANG, registry).stations == {MOSCOW, PEKING, PYONGYANG}


def test_a_silence_is_shown_to_whoever_knows_the_station() -> None:
    registry = keybook.silence(star(), PEKING, TimeMs(NOW + 5), salt=bytes(16))
    signed = keybook.sign(registry, press(salts=Salts(given=300)))
    for station in (MOSCOW, PEKING):
        assert book_of(station, signed).silent_until(PEKING, NOW) == NOW + 5
        assert book_of(station, signed).silent_until(PEKING, TimeMs(NOW + 5)) is None
    assert book_of(PYONGYANG, signed).silences == {}
    ended = keybook.silence(signed, PEKING, None, salt=bytes(16))
    assert ended.silences == ()
    with pytest.raises(NotFound, match="does not keep peking silent"):
        keybook.silence(ended, PEKING, None, salt=bytes(16))


def test_the_founder_is_shown_everything() -> None:
    lonely = keybook.remove_line(star(), MOSCOW, PEKING)
    book = book_of(MOSCOW, keybook.sign(lonely, press(salts=Salts(given=50))))
    assert book.stations == {MOSCOW, PEKING, PYONGYANG}
    assert book.lines == (line_between(MOSCOW, PYONGYANG),)


def test_many_excerpts_at_once_are_those_that_are_made_singly() -> None:
    registry = keybook.introduce(star_with_transit(), PEKING, PYONGYANG)
    at_once = dict(keybook.excerpts(registry, [MOSCOW, PEKING, PYONGYANG]))
    assert at_once == {station: keybook.excerpt(registry, station) for station in at_once}
    assert len(at_once) == 3
    with pytest.raises(NotFound):
        list(keybook.excerpts(registry, [MOSCOW, StationId("mukden")]))


def test_an_excerpt_shows_an_edition_and_no_leaf_twice() -> None:
    excerpt = keybook.adopting.EXCERPT.decode(keybook.excerpt(star_with_transit(), MOSCOW))
    places = [placed.index for placed in excerpt.key_book.leaves]
    assert places == sorted(set(places))
    assert places == list(range(8))  # edition, three identities, four period keys
    assert len({decode_leaf(placed.leaf) for placed in excerpt.key_book.leaves}) == 8


def test_a_stranger_cannot_sign() -> None:
    stranger = holder("soviet/stranger")
    with pytest.raises(Refused, match="0 root keys are here, and 1 must sign"):
        keybook.sign(unsigned(), press(stranger))


def test_a_stranger_beside_a_holder_adds_nothing() -> None:
    both = press(holder("soviet/stranger"), holder())
    assert keybook.sign(unsigned(), both).key_book.heads == star().key_book.heads
    assert b"stranger" not in keybook.sign(unsigned(), both).key_book.note


def test_two_of_three_sign() -> None:
    a, b, c = (holder(f"soviet/{name}") for name in "abc")
    document = RootDocument(
        network="soviet",
        number=1,
        previous=NO_DIGEST,
        threshold=2,
        keys=(a.public, b.public, c.public),
    )
    registry = replace(unsigned(), roots=(sign_root(document, ()),))
    with pytest.raises(Refused, match="1 root keys are here, and 2 must sign"):
        keybook.sign(registry, press(a))
    signed = keybook.sign(registry, press(a, c))
    assert book_of(PEKING, signed).version == 1


def test_another_root_document_gets_a_version_of_both_books() -> None:
    old, new = holder(), holder("soviet/new")
    following = RootDocument(
        network="soviet", number=2, previous=star().root, threshold=1, keys=(new.public,)
    )
    registry = replace(star(), roots=(*star().roots, sign_root(following, (old, new))))
    assert not keybook.is_signed(registry)
    signed = keybook.sign(registry, Press(holders=[new], now=NOW, token=Salts(given=70)))
    before = book_of(PEKING)
    after = keybook.adopt(before, keybook.excerpt(signed, PEKING), None)
    assert (after.version, after.plan_version, after.root) == (2, 2, signed.root)
    assert keybook.adopt(None, keybook.excerpt(signed, PEKING), star().root).root == signed.root
    assert after.network_root == before.network_root == star().root, "it is the same network"
