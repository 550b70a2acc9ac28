"""An office's key behind its holder's own passphrase."""

from dataclasses import replace

import pytest

from depesha.errors import Forbidden, Malformed, NotFound, OfficeLocked, WrongPassphrase
from depesha.names import Grant
from depesha.seal.keys import CONTENT, KeyContent, OfficeSeed, new_content, with_office
from depesha.seal.office_lock import kept_of, locked, opened, relocked
from depesha.seal.sealer import StationSealer
from depesha.seal.signature import signing_key
from depesha.seal.slots import new_key_file, open_key_file
from depesha.seal.stretch import TESTING_ONLY_COST, WeakPassphrase

HIS = "correct horse battery staple"
HERS = "staple battery horse correct"
OFFICE = "gromyko@moscow"


@pytest.fixture
def content() -> KeyContent:
    made = with_office(with_office(new_content("moscow"), OFFICE), "clerk@moscow")
    return relocked(made, OFFICE, old=None, new=HIS, cost=TESTING_ONLY_COST)


def test_the_passphrase_opens_the_key_and_nothing_else_does(content: KeyContent) -> None:
    kept = kept_of(content, OFFICE)
    assert kept.seed is None
    assert kept.lock is not None
    seed = opened(kept, HIS)
    assert signing_key(seed).public == kept.lock.public
    with pytest.raises(OfficeLocked, match="gromyko@moscow is locked"):
        opened(kept, None)
    for wrong in (HERS, "", HIS.upper()):
        with pytest.raises(WrongPassphrase):
            opened(kept, wrong)


def test_the_passphrase_of_the_key_file_does_not_open_it(content: KeyContent) -> None:
    file = new_key_file(content, HERS, cost=TESTING_ONLY_COST)
    _, inside = open_key_file(file, HERS)
    assert inside == content
    assert opened(kept_of(content, OFFICE), HIS) not in CONTENT.encode(inside)
    with pytest.raises(WrongPassphrase):
        opened(kept_of(inside, OFFICE), HERS)


def test_two_locks_of_one_passphrase_have_nothing_in_common() -> None:
    seed = bytes(range(32))
    one, other = (locked(OFFICE, seed, HIS, TESTING_ONLY_COST).lock for _ in range(2))
    assert one is not None
    assert other is not None
    assert (one.salt, one.wrapped) != (other.salt, other.wrapped)
    assert one.salt != other.salt
    assert one.public == other.public


def test_the_lock_of_one_office_is_none_of_another(content: KeyContent) -> None:
    """An attack on the key file: the clerk's lock is put in the place of Gromyko's."""
    lock = kept_of(content, OFFICE).lock
    swapped = OfficeSeed(office="clerk@moscow", lock=lock)
    with pytest.raises(WrongPassphrase):
        opened(swapped, HIS)


def test_a_lock_that_names_another_key_is_no_lock(content: KeyContent) -> None:
    lock = kept_of(content, OFFICE).lock
    assert lock is not None
    lying = OfficeSeed(office=OFFICE, lock=replace(lock, public=bytes(32)))
    with pytest.raises(Malformed, match="another than its lock says"):
        opened(lying, HIS)


def test_a_passphrase_is_changed_and_taken_away(content: KeyContent) -> None:
    seed = opened(kept_of(content, OFFICE), HIS)
    changed = relocked(content, OFFICE, old=HIS, new=HERS, cost=TESTING_ONLY_COST)
    with pytest.raises(WrongPassphrase):
        opened(kept_of(changed, OFFICE), HIS)
    assert opened(kept_of(changed, OFFICE), HERS) == seed
    removed = relocked(changed, OFFICE, old=HERS, new=None)
    assert kept_of(removed, OFFICE) == OfficeSeed(office=OFFICE, seed=seed)
    for old in (None, HIS):
        with pytest.raises((OfficeLocked, WrongPassphrase)):
            relocked(changed, OFFICE, old=old, new=None)
    with pytest.raises(NotFound):
        relocked(content, "nobody@moscow", old=None, new=HIS)


def test_a_weak_passphrase_locks_nothing(content: KeyContent) -> None:
    with pytest.raises(WeakPassphrase):
        relocked(content, "clerk@moscow", old=None, new="moscow1951")


def test_a_key_is_open_or_locked_and_never_both_or_neither(content: KeyContent) -> None:
    with pytest.raises(Malformed):
        OfficeSeed(office=OFFICE)
    with pytest.raises(Malformed):
        OfficeSeed(office=OFFICE, seed=bytes(32), lock=kept_of(content, OFFICE).lock)


def test_the_content_with_locks_comes_back_as_it_went(content: KeyContent) -> None:
    assert CONTENT.decode(CONTENT.encode(content)) == content
    assert repr(kept_of(content, OFFICE).lock).count("wrapped") == 0


# -- at work --------------------------------------------------------------------------------------


def test_a_sealer_signs_as_who_is_open_and_as_who_lent(content: KeyContent) -> None:
    sealer = StationSealer(content)
    assert (sealer.is_locked(OFFICE), sealer.is_locked("clerk@moscow")) == (True, False)
    sealer.sign_as_office("clerk@moscow", "body@depesha.v1", b"body")
    with pytest.raises(OfficeLocked):
        sealer.sign_as_office(OFFICE, "body@depesha.v1", b"body")
    grant = sealer.lend(OFFICE, HIS)
    signature = sealer.sign_as_office(OFFICE, "body@depesha.v1", b"body", grant)
    assert sealer.verify(sealer.office_public(OFFICE), "body@depesha.v1", b"body", signature)
    for other in (None, Grant(bytes(16))):
        with pytest.raises(OfficeLocked):
            sealer.must_be_open(OFFICE, other)
    sealer.must_be_open(OFFICE, grant)
    sealer.take_back(grant)
    sealer.take_back(grant)
    with pytest.raises(OfficeLocked):
        sealer.must_be_open(OFFICE, grant)


def test_only_a_locked_office_lends(content: KeyContent) -> None:
    sealer = StationSealer(content)
    for office in ("clerk@moscow", "nobody@moscow"):
        with pytest.raises(Forbidden):
            sealer.lend(office, HIS)


def test_grants_end_when_the_keys_are_others(content: KeyContent) -> None:
    sealer = StationSealer(content)
    grant = sealer.lend(OFFICE, HIS)
    sealer.take_offices(relocked(content, OFFICE, old=HIS, new=HERS, cost=TESTING_ONLY_COST))
    with pytest.raises(OfficeLocked):
        sealer.must_be_open(OFFICE, grant)
