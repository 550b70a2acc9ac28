"""An edition that several holders must sign: nobody signs alone, and nobody signs unseen."""

from dataclasses import replace
from functools import cache

import pytest

from depesha import keybook
from depesha.errors import DoesNotVerify, NotFound, Problem, Refused
from depesha.keybook import Holder, Registry, Status, proposing
from depesha.keybook.leaf import OPENS_AFTER_MS
from depesha.keybook.proposing import Cosignature, Opened
from depesha.names import TimeMs
from tests.unit.keybook.a_network import (
    MOSCOW,
    NOW,
    PEKING,
    Salts,
    book_of,
    holder,
    press,
    renewed,
    star,
)

FIRST, SECOND = holder("first"), holder("second")
STRANGER = holder("sidorov")


def proposed(before: Registry, after: Registry, salts: int = 300) -> Opened:
    """Return what a holder reads: the proposal as bytes, read anew and verified."""
    made = proposing.propose(before, after, press(salts=Salts(given=salts)))
    return proposing.opened(proposing.PROPOSAL.encode(made))


def signed(found: Opened, *holders: Holder) -> list[Cosignature]:
    return [proposing.cosign(found, one, NOW) for one in holders]


def in_force(found: Opened, *holders: Holder) -> Registry:
    done = proposing.complete(found, signed(found, *holders))
    assert done is not None
    return done


@cache
def of_two() -> Registry:
    """Two of three must sign: Moscow's own keys, and two others."""
    keys = [one.public for one in (holder(), FIRST, SECOND)]
    found = proposed(star(), proposing.with_holders(star(), keys, 2))
    return in_force(found, holder(), FIRST)


def with_peking_revoked(registry: Registry) -> Registry:
    return keybook.revoke(registry, PEKING)


def test_one_holder_alone_cannot_and_two_can() -> None:
    found = proposed(of_two(), with_peking_revoked(of_two()))
    alone = signed(found, FIRST)
    assert proposing.complete(found, alone) is None
    assert proposing.missing(found, alone) == 1
    assert proposing.complete(found, [*alone, *alone]) is None, "the same twice is one"
    done = in_force(found, FIRST, SECOND)
    held = book_of(MOSCOW, of_two())
    adopted = keybook.adopt(held, keybook.excerpt(done, MOSCOW), None)
    assert adopted.identities[PEKING].status is Status.REVOKED
    assert adopted.version == held.version + 1


def test_a_new_root_needs_the_old_holders_and_the_new_ones() -> None:
    keys = [FIRST.public, SECOND.public]
    found = proposed(star(), proposing.with_holders(star(), keys, 2))
    assert found.has_new_root
    for holders in ([holder()], [FIRST, SECOND], [holder(), FIRST]):
        assert proposing.complete(found, signed(found, *holders)) is None
    done = in_force(found, holder(), FIRST, SECOND)
    adopted = keybook.adopt(book_of(PEKING), keybook.excerpt(done, PEKING), None)
    assert adopted.root == done.root != star().root
    assert adopted.network_root == star().root


def test_a_station_that_knows_only_the_first_root_follows_to_the_newest() -> None:
    done = of_two()
    adopted = keybook.adopt(None, keybook.excerpt(done, PEKING), star().root)
    assert adopted.root_document.threshold == 2


def test_the_old_root_signs_nothing_any_more() -> None:
    """Whoever kept Moscow's key alone makes an edition under the root that was."""
    held = book_of(PEKING, of_two())
    forged = keybook.sign(with_peking_revoked(star()), press(salts=Salts(given=800)))
    with pytest.raises(Problem) as caught:
        keybook.adopt(held, keybook.excerpt(forged, PEKING), None)
    assert caught.value.exit_status == 5


def test_a_foreign_holder_is_refused_at_both_ends() -> None:
    found = proposed(of_two(), with_peking_revoked(of_two()))
    with pytest.raises(Refused, match="sidorov holds no root key"):
        proposing.cosign(found, STRANGER, NOW)
    (good,) = signed(found, FIRST)
    for forged in (
        replace(good, holder="sidorov"),
        replace(good, holder="petrov"),
        replace(good, proposal=star().root),
    ):
        with pytest.raises(DoesNotVerify):
            proposing.must_hold(found, forged)
    proposing.must_hold(found, good)


def test_a_signature_under_another_edition_does_not_count() -> None:
    first = proposed(of_two(), with_peking_revoked(of_two()))
    other = proposed(of_two(), keybook.admit(of_two(), renewed(PEKING)), salts=500)
    (given,) = signed(first, SECOND)
    moved = replace(given, proposal=other.proposal.digest)
    with pytest.raises(DoesNotVerify, match="another head"):
        proposing.must_hold(other, moved)


def test_what_changes_is_said_in_words_that_come_from_the_leaves() -> None:
    lines = proposing.say(proposed(of_two(), with_peking_revoked(of_two())))
    assert lines[0] == "network soviet: key book version 3, plan version 2"
    assert "station peking revoked, for good" in lines
    assert any(line.startswith("without period key") for line in lines)
    more = proposing.say(proposed(of_two(), keybook.admit(of_two(), renewed(PEKING))))
    assert [line for line in more if line.startswith("with ")] != []
    keys = [FIRST.public, SECOND.public]
    root = proposing.say(proposed(star(), proposing.with_holders(star(), keys, 2)))
    assert root[1:] == (
        "root document 2: 2 of 2 holders must sign",
        "holder first, new",
        "holder second, new",
        "no longer holder soviet/moscow",
    )


def test_an_office_that_may_more_is_said() -> None:
    leaf = of_two().identity(PEKING)
    office = replace(leaf.offices[0], clearance=9)
    others = [one for one in of_two().identities if one.station != PEKING]
    changed = replace(of_two(), identities=(*others, replace(leaf, offices=(office,))))
    lines = proposing.say(proposed(of_two(), changed))
    assert any("roshchin@peking" in line and "clearance 9" in line for line in lines)


def test_a_holder_is_shown_no_proposal_that_does_not_follow() -> None:
    """The centre's machine is an enemy's: it lies about what is in force, or skips a version."""
    good = proposing.propose(of_two(), with_peking_revoked(of_two()), press(salts=Salts(given=9)))
    unsigned = keybook.encode(replace(of_two(), identities=of_two().identities[:1]))
    skipped = proposing.read(good).after
    part = skipped.key_book
    twice = replace(skipped, key_book=replace(part, heads=(*part.heads, part.heads[-1])))
    for forged in (
        replace(good, before=unsigned),
        replace(good, before=keybook.encode(star())),
        replace(good, after=keybook.encode(twice)),
        replace(good, after=keybook.encode(replace(skipped, roots=skipped.roots[:1]))),
    ):
        with pytest.raises(Problem):
            proposing.opened(proposing.PROPOSAL.encode(forged))


def test_what_waits_is_kept_and_read_again() -> None:
    found = proposed(of_two(), with_peking_revoked(of_two()))
    given = signed(found, FIRST)
    again, signatures, why = proposing.unpack(proposing.pack(found, given, 3))
    assert (again.proposal, signatures, why) == (found.proposal, given, 3)
    with pytest.raises(NotFound):
        proposing.unpack(b"")


# -- what the centre admits by itself -------------------------------------------------------------


def test_new_period_keys_are_added_and_nothing_else_is_touched() -> None:
    grown = keybook.additions(star(), renewed(PEKING), NOW)
    assert grown is not None
    assert replace(grown, period_keys=star().period_keys, asked=star().asked) == star()
    assert len(grown.period_keys) == len(star().period_keys) + 1
    assert keybook.additions(grown, renewed(PEKING), NOW) is grown


def test_a_key_that_a_station_lost_goes_and_one_that_ended_stays_while_it_opens() -> None:
    grown = keybook.additions(star(), renewed(PEKING), NOW)
    assert grown is not None
    first, second = renewed(PEKING).period_keys
    alone = replace(renewed(PEKING), period_keys=(second,))
    lost = keybook.additions(grown, alone, NOW)
    assert lost is not None
    assert [key for key in lost.period_keys if key.station == PEKING] == [second]
    later = keybook.additions(grown, alone, first.not_after)
    assert later is grown
    gone = keybook.additions(grown, alone, TimeMs(first.not_after + OPENS_AFTER_MS))
    assert gone is not None
    assert [key for key in gone.period_keys if key.station == PEKING] == [second]


def test_whoever_asks_for_more_needs_a_person() -> None:
    asked = renewed(PEKING)
    leaf = asked.identity
    longer = replace(
        asked.period_keys[1], not_after=TimeMs(asked.period_keys[1].not_after + 10**12)
    )
    for wish in (
        replace(asked, identity=replace(leaf, offices=())),
        replace(asked, identity=replace(leaf, certificate=star().identity(MOSCOW).certificate)),
        replace(asked, identity=replace(leaf, status=Status.REVOKED)),
        replace(asked, identity=replace(leaf, zone="UTC")),
        replace(asked, period_keys=(asked.period_keys[0], longer)),
    ):
        assert keybook.additions(star(), wish, NOW) is None


def test_a_revoked_station_and_an_old_request_add_nothing() -> None:
    with pytest.raises(Refused, match="peking is revoked"):
        keybook.additions(with_peking_revoked(star()), renewed(PEKING), NOW)
    grown = keybook.additions(star(), renewed(PEKING), NOW)
    assert grown is not None
    with pytest.raises(Refused, match="a later request of peking"):
        keybook.additions(grown, replace(renewed(PEKING), made_at=TimeMs(NOW - 1)), NOW)


def test_a_revoked_station_is_revoked_once_and_the_centre_never() -> None:
    revoked = with_peking_revoked(star())
    assert not [key for key in revoked.period_keys if key.station == PEKING]
    with pytest.raises(Refused, match="revoked already"):
        keybook.revoke(revoked, PEKING)
    with pytest.raises(Refused, match="cannot revoke itself"):
        keybook.revoke(star(), MOSCOW)
