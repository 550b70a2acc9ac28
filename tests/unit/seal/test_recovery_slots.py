"""Slots that set a new passphrase: an identity kept off line, two persons; and a changed one."""

import pytest

from depesha.errors import Locked, Malformed, Refused, WrongPassphrase
from depesha.seal.age import unseal
from depesha.seal.identity import identity_from_seed
from depesha.seal.keys import KeyContent
from depesha.seal.slots import (
    TESTING_ONLY_COST,
    SlotKind,
    WeakPassphrase,
    add_recovery_slot,
    add_slot,
    add_two_persons_slot,
    new_key_file,
    open_key_file,
    recover,
    recover_by_two,
    remove_slot,
    set_passphrase,
    show_slots,
    slot_kinds,
    slot_opened_by,
)
from tests.network.keys import MOSCOW, content_of

OLD, NEW = "an old passphrase", "another passphrase"
ONE, OTHER = "the first of two persons", "the second of two persons"
OFF_LINE = identity_from_seed(bytes(range(32)))


def key_file(passphrase: str | None = OLD) -> tuple[bytes, bytes, KeyContent]:
    data = new_key_file(content_of(MOSCOW), passphrase, cost=TESTING_ONLY_COST)
    master, content = open_key_file(data, passphrase)
    return data, master, content


def test_an_identity_kept_off_line_gives_the_master_key() -> None:
    data, master, content = key_file()
    grown = add_recovery_slot(data, master, OFF_LINE.public_key)
    assert recover(grown, OFF_LINE) == master
    assert open_key_file(grown, OLD) == (master, content)
    shown = show_slots(grown)[1]
    assert (shown.kind, shown.recipient) == (SlotKind.RECOVERY, OFF_LINE.recipient_text)


def test_what_a_recovery_slot_holds_is_a_standard_age_file() -> None:
    data, master, _ = key_file()
    grown = add_recovery_slot(data, master, OFF_LINE.public_key)
    start = grown.index(b"age-encryption.org/v1")
    assert unseal(OFF_LINE, grown[start : start + 1691], max_plain=32) == master


def test_another_identity_recovers_nothing() -> None:
    data, master, _ = key_file()
    grown = add_recovery_slot(data, master, OFF_LINE.public_key)
    with pytest.raises(Locked, match="opens none of 1 recovery slots"):
        recover(grown, identity_from_seed(bytes(32)))
    with pytest.raises(Refused, match="already"):
        add_recovery_slot(grown, master, OFF_LINE.public_key)
    with pytest.raises(Malformed):
        add_recovery_slot(data, master, OFF_LINE.public_key[:-1])


def test_two_persons_give_it_together_in_either_order_and_neither_alone() -> None:
    data, master, _ = key_file()
    grown = add_two_persons_slot(data, master, ONE, OTHER, cost=TESTING_ONLY_COST)
    assert recover_by_two(grown, ONE, OTHER) == recover_by_two(grown, OTHER, ONE) == master
    for first, second in ((ONE, ONE), (OTHER, OTHER), (ONE, OLD), (OLD, OTHER)):
        with pytest.raises(WrongPassphrase):
            recover_by_two(grown, first, second)
    for alone in (ONE, OTHER):
        with pytest.raises(WrongPassphrase):
            open_key_file(grown, alone)
    with pytest.raises(WeakPassphrase):
        add_two_persons_slot(data, master, ONE, "short", cost=TESTING_ONLY_COST)
    with pytest.raises(Refused):
        add_two_persons_slot(data, master, ONE, ONE, cost=TESTING_ONLY_COST)


def test_neither_opens_a_station_for_its_work() -> None:
    data, master, _ = key_file()
    grown = add_recovery_slot(data, master, OFF_LINE.public_key)
    grown = add_two_persons_slot(grown, master, ONE, OTHER, cost=TESTING_ONLY_COST)
    with pytest.raises(Locked):
        open_key_file(grown, None)
    with pytest.raises(Refused, match="daily work"):
        remove_slot(grown, master, 0)
    assert slot_kinds(remove_slot(grown, master, 1)) == (SlotKind.PASSPHRASE, SlotKind.TWO_PERSONS)


def test_a_changed_passphrase_takes_the_place_of_the_old_and_of_no_other() -> None:
    data, master, content = key_file()
    grown = add_slot(data, master, "a second operator", cost=TESTING_ONLY_COST)
    grown = add_recovery_slot(grown, master, OFF_LINE.public_key)
    changed = set_passphrase(grown, master, (slot_opened_by(grown, OLD),), NEW)
    assert open_key_file(changed, NEW) == (master, content)
    assert open_key_file(changed, "a second operator") == (master, content)
    assert recover(changed, OFF_LINE) == master
    with pytest.raises(WrongPassphrase):
        open_key_file(changed, OLD)
    assert open_key_file(grown, OLD) == (master, content), "an old copy opens as it did"


def test_a_recovery_slot_that_was_exchanged_is_noticed() -> None:
    data, master, _ = key_file()
    theirs = identity_from_seed(bytes(32))
    grown = add_recovery_slot(data, master, OFF_LINE.public_key)
    forged = grown.replace(OFF_LINE.public_key, theirs.public_key)
    assert forged != grown
    with pytest.raises(Malformed):
        open_key_file(forged, OLD)
