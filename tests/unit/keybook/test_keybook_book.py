"""Look-ups in the key book that a station holds, and leaves that others show it."""

from dataclasses import replace

import pytest

from depesha import keybook
from depesha.errors import DoesNotVerify, Malformed, NoCommunications, NotFound
from depesha.keybook import Role, Status
from depesha.keybook.leaf import encode_leaf
from depesha.names import OfficeId, StationId, TimeMs
from tests.unit.keybook.a_network import (
    MONTH_MS,
    MOSCOW,
    NOW,
    PEKING,
    PYONGYANG,
    Salts,
    book_of,
    period_key,
    press,
    request,
    star,
    star_with_transit,
)

NEWER = star_with_transit()


def revoked() -> keybook.Registry:
    identities = tuple(
        replace(leaf, status=Status.REVOKED) if leaf.station == PEKING else leaf
        for leaf in star().identities
    )
    registry = replace(star(), identities=identities)
    return keybook.sign(registry, press(salts=Salts(given=800)))


def test_a_station_is_found_with_its_offices() -> None:
    leaf = book_of(MOSCOW).identity(PYONGYANG)
    assert leaf == request(PYONGYANG).identity
    assert book_of(MOSCOW).office(OfficeId("razuvaev@pyongyang")) == leaf.offices[0]
    assert Role.MAY_ACKNOWLEDGE in leaf.offices[0].roles


def test_there_are_no_communications_with_a_station_that_was_not_introduced() -> None:
    with pytest.raises(NoCommunications, match="no communications with pyongyang") as caught:
        book_of(PEKING).identity(PYONGYANG)
    assert "introduce" in caught.value.hint
    with pytest.raises(NoCommunications):
        book_of(PEKING).period_key(PYONGYANG, NOW)
    with pytest.raises(NoCommunications):
        book_of(PEKING).proved_leaf(PYONGYANG)


def test_there_are_no_communications_with_a_revoked_station() -> None:
    book = book_of(MOSCOW, revoked())
    for ask in (book.identity, book.proved_leaf):
        with pytest.raises(NoCommunications, match="it is revoked"):
            ask(PEKING)
    with pytest.raises(NoCommunications, match="it is revoked"):
        book.period_key(PEKING, NOW)


def test_an_unknown_office_is_not_found_and_the_nearest_is_named() -> None:
    with pytest.raises(NotFound) as caught:
        book_of(MOSCOW).office(OfficeId("rasuvaev@pyongyang"))
    assert caught.value.message == "no office rasuvaev@pyongyang is known to moscow"
    assert caught.value.hint == "did you mean razuvaev@pyongyang?"
    with pytest.raises(NotFound) as caught:
        book_of(MOSCOW).office(OfficeId("x@yy"))
    assert caught.value.hint == "ask the centre to introduce it"


def test_the_youngest_period_key_in_force_is_used() -> None:
    book = book_of(MOSCOW, NEWER)
    for month, key in ((0, 0), (1, 1), (2, 1)):
        at = TimeMs(NOW + month * MONTH_MS)
        assert book.period_key(PYONGYANG, at) == period_key(PYONGYANG, key)


def test_a_book_that_is_behind_still_has_the_key_that_ended_last_and_opens() -> None:
    book = book_of(MOSCOW, NEWER)
    for at in (NOW + 3 * MONTH_MS, NOW + 4 * MONTH_MS - 1):
        assert book.period_key(PYONGYANG, TimeMs(at)) == period_key(PYONGYANG, 1)


@pytest.mark.parametrize("at", [NOW - 1, NOW + 4 * MONTH_MS])
def test_a_station_without_a_key_in_force_cannot_be_written_to(at: int) -> None:
    with pytest.raises(NoCommunications, match="no key in force") as caught:
        book_of(MOSCOW, NEWER).period_key(PYONGYANG, TimeMs(at))
    assert "newer key book" in caught.value.hint


def test_the_network_and_its_root_are_named() -> None:
    book = book_of(PEKING)
    assert (book.network, book.root, book.station) == ("soviet", star().root, PEKING)
    assert book.digest != book.plan_digest
    assert book_of(MOSCOW).plan_digest == book.plan_digest


# -- leaves that others show ----------------------------------------------------------------------


def test_a_leaf_is_verified_by_one_who_does_not_hold_it() -> None:
    proved = book_of(MOSCOW).proved_leaf(PYONGYANG)
    assert book_of(PEKING).verify_proved_leaf(proved) == request(PYONGYANG).identity


def test_a_leaf_of_an_older_version_is_verified_by_one_who_holds_a_newer() -> None:
    proved = book_of(MOSCOW).proved_leaf(PYONGYANG)
    late = book_of(PEKING, NEWER)
    assert proved.version == 1
    without_it = replace(late, placed={})
    assert without_it.verify_proved_leaf(proved).station == PYONGYANG


def test_a_leaf_that_is_held_is_believed_at_a_version_that_is_not_yet() -> None:
    proved = book_of(MOSCOW, NEWER).proved_leaf(MOSCOW)
    assert proved.version == 2
    assert book_of(PEKING).verify_proved_leaf(proved).station == MOSCOW


@pytest.mark.parametrize("version", [0, 2, 99])
def test_a_leaf_of_a_version_that_was_not_seen_does_not_verify(version: int) -> None:
    proved = replace(book_of(MOSCOW).proved_leaf(PYONGYANG), version=version)
    with pytest.raises(DoesNotVerify, match=f"version {version}, and 1 is held") as caught:
        book_of(PEKING).verify_proved_leaf(proved)
    assert "newest key book" in caught.value.hint


def test_a_forged_leaf_does_not_verify() -> None:
    proved = book_of(MOSCOW).proved_leaf(PYONGYANG)
    minted = replace(
        request(PYONGYANG).identity,
        offices=tuple(
            replace(entry, roles=Role.RELEASER) for entry in request(PYONGYANG).identity.offices
        ),
    )
    for forged in (
        replace(proved, leaf=encode_leaf(minted)),
        replace(proved, size=proved.size + 1),
        replace(proved, index=proved.index - 1),
        replace(proved, path=proved.path[1:]),
    ):
        with pytest.raises(DoesNotVerify, match="pyongyang was not so in key book version 1"):
            book_of(PEKING).verify_proved_leaf(forged)


def test_a_leaf_that_is_no_identity_is_malformed() -> None:
    proved = book_of(MOSCOW).proved_leaf(PYONGYANG)
    with pytest.raises(Malformed):
        book_of(PEKING).verify_proved_leaf(replace(proved, leaf=encode_leaf(period_key(PEKING))))


def test_stations_that_are_held_are_named() -> None:
    assert book_of(PYONGYANG).stations == {MOSCOW, PYONGYANG}
    assert StationId("mukden") not in book_of(MOSCOW).stations
