"""An office's key behind a passkey, beside its holder's passphrase."""

from dataclasses import replace

import pytest

from depesha.errors import Malformed, OfficeLocked, Refused, WrongPassphrase
from depesha.seal.keys import CONTENT, MAX_PASSKEYS, KeyContent, new_content, with_office
from depesha.seal.office_lock import kept_of, opened, relocked
from depesha.seal.passkey_lock import can_open, opened_by, with_passkey, without_passkey
from depesha.seal.sealer import StationSealer
from depesha.seal.stretch import TESTING_ONLY_COST

HIS = "correct horse battery staple"
HERS = "staple battery horse correct"
OFFICE = "gromyko@moscow"
TELEPHONE, RING = b"telephone", b"ring"
OUTPUT, ANOTHER = bytes(range(32)), bytes(range(32, 64))


@pytest.fixture
def content() -> KeyContent:
    made = with_office(with_office(new_content("moscow"), OFFICE), "clerk@moscow")
    return relocked(made, OFFICE, old=None, new=HIS, cost=TESTING_ONLY_COST)


@pytest.fixture
def added(content: KeyContent) -> KeyContent:
    return with_passkey(content, OFFICE, passphrase=HIS, credential=TELEPHONE, output=OUTPUT)


def test_a_passkey_opens_what_the_passphrase_opens(added: KeyContent) -> None:
    kept = kept_of(added, OFFICE)
    assert opened_by(kept, TELEPHONE, OUTPUT) == opened(kept, HIS)
    assert can_open(kept, TELEPHONE)
    assert not can_open(kept, RING)


@pytest.mark.parametrize(
    ("credential", "output"),
    [(TELEPHONE, ANOTHER), (RING, OUTPUT), (TELEPHONE, OUTPUT[:31]), (TELEPHONE, b"")],
)
def test_another_passkey_opens_nothing(added: KeyContent, credential: bytes, output: bytes) -> None:
    with pytest.raises(WrongPassphrase):
        opened_by(kept_of(added, OFFICE), credential, output)


def test_the_lock_of_one_office_is_none_of_another(added: KeyContent) -> None:
    both = relocked(added, "clerk@moscow", old=None, new=HERS, cost=TESTING_ONLY_COST)
    theirs = kept_of(both, "clerk@moscow")
    swapped = replace(theirs, passkeys=kept_of(both, OFFICE).passkeys)
    with pytest.raises(WrongPassphrase):
        opened_by(swapped, TELEPHONE, OUTPUT)


def test_a_lock_that_holds_another_key_is_no_lock(added: KeyContent) -> None:
    kept = kept_of(added, OFFICE)
    assert kept.lock is not None
    lying = replace(kept, lock=replace(kept.lock, public=bytes(32)))
    with pytest.raises(Malformed, match="holds another key"):
        opened_by(lying, TELEPHONE, OUTPUT)


def test_only_the_holder_adds_one(content: KeyContent) -> None:
    for passphrase, error in ((None, OfficeLocked), (HERS, WrongPassphrase)):
        with pytest.raises(error):
            with_passkey(
                content, OFFICE, passphrase=passphrase, credential=TELEPHONE, output=OUTPUT
            )


def test_an_open_key_gets_none(content: KeyContent) -> None:
    with pytest.raises(Refused, match="is open"):
        with_passkey(content, "clerk@moscow", passphrase=None, credential=TELEPHONE, output=OUTPUT)


def test_what_is_no_output_of_a_prf_wraps_nothing(content: KeyContent) -> None:
    with pytest.raises(Malformed, match="32 bytes"):
        with_passkey(content, OFFICE, passphrase=HIS, credential=TELEPHONE, output=b"short")


def test_there_are_so_many_and_no_more(content: KeyContent) -> None:
    for number in range(MAX_PASSKEYS):
        content = with_passkey(
            content, OFFICE, passphrase=HIS, credential=bytes([number]), output=OUTPUT
        )
    with pytest.raises(Refused, match="8 passkeys already"):
        with_passkey(content, OFFICE, passphrase=HIS, credential=RING, output=OUTPUT)
    again = with_passkey(content, OFFICE, passphrase=HIS, credential=bytes([0]), output=ANOTHER)
    assert len(kept_of(again, OFFICE).passkeys) == MAX_PASSKEYS


def test_one_is_taken_away_and_the_passphrase_stays(added: KeyContent) -> None:
    gone = without_passkey(added, OFFICE, TELEPHONE)
    assert kept_of(gone, OFFICE).passkeys == ()
    assert opened(kept_of(gone, OFFICE), HIS)
    assert without_passkey(gone, OFFICE, TELEPHONE) is gone


def test_another_passphrase_takes_all_away(added: KeyContent) -> None:
    changed = relocked(added, OFFICE, old=HIS, new=HERS, cost=TESTING_ONLY_COST)
    assert kept_of(changed, OFFICE).passkeys == ()


def test_the_content_with_them_comes_back_as_it_went(added: KeyContent) -> None:
    assert CONTENT.decode(CONTENT.encode(added)) == added
    assert "wrapped" not in repr(kept_of(added, OFFICE).passkeys)
    kept = kept_of(added, OFFICE)
    with pytest.raises(Malformed, match="is open, and has locks"):
        replace(kept, lock=None, seed=bytes(32))


# -- at work


def test_what_a_passkey_lends_signs(added: KeyContent) -> None:
    sealer = StationSealer(added)
    grant = sealer.lend_by_passkey(OFFICE, TELEPHONE, OUTPUT)
    sealer.must_be_open(OFFICE, grant)
    sealer.take_back(grant)
    with pytest.raises(OfficeLocked):
        sealer.must_be_open(OFFICE, grant)
    with pytest.raises(WrongPassphrase):
        sealer.lend_by_passkey(OFFICE, TELEPHONE, ANOTHER)


def test_a_grant_lasts_while_passkeys_come_and_go_and_ends_with_the_passphrase(
    content: KeyContent, added: KeyContent
) -> None:
    sealer = StationSealer(content)
    grant = sealer.lend(OFFICE, HIS)
    sealer.take_offices(added)
    sealer.must_be_open(OFFICE, grant)
    other = relocked(added, "clerk@moscow", old=None, new=HERS, cost=TESTING_ONLY_COST)
    sealer.take_offices(other)
    sealer.must_be_open(OFFICE, grant)
    sealer.take_offices(relocked(other, OFFICE, old=HIS, new=HERS, cost=TESTING_ONLY_COST))
    with pytest.raises(OfficeLocked):
        sealer.must_be_open(OFFICE, grant)


def test_whoever_names_no_office_here_learns_nothing(added: KeyContent) -> None:
    sealer = StationSealer(added)
    for office in ("clerk@moscow", "nobody@moscow", ""):
        with pytest.raises(WrongPassphrase):
            sealer.lend_to_whoever(office, HIS)
