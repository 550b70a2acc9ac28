"""The key file: its slots, its passphrases, and what happens to one who changes it."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha import cbor
from depesha.errors import Locked, Malformed, Refused, UnknownVersion, WrongPassphrase
from depesha.seal.keys import new_content, with_office, with_period
from depesha.seal.slots import (
    RECOMMENDED,
    TESTING_ONLY_COST,
    Cost,
    SlotKind,
    WeakPassphrase,
    add_slot,
    new_key_file,
    open_key_file,
    remove_slot,
    rewrite,
    slot_kinds,
)

PASSPHRASE = "десятый отдел 1951"  # noqa: S105  # of this test
OTHER = "another passphrase"
CONTENT = with_office(
    with_period(new_content("moscow", founds_network=True), valid_from=0, valid_until=9),
    "gromyko@moscow",
)
FILE = new_key_file(CONTENT, PASSPHRASE, cost=TESTING_ONLY_COST)
MASTER, _ = open_key_file(FILE, PASSPHRASE)


def test_the_passphrase_opens_it() -> None:
    assert open_key_file(FILE, PASSPHRASE) == (MASTER, CONTENT)
    assert slot_kinds(FILE) == (SlotKind.PASSPHRASE,)


def test_nothing_secret_stands_in_the_file() -> None:
    for secret in (MASTER, CONTENT.signing, CONTENT.store_key, b"PRIVATE KEY", b"gromyko"):
        assert secret not in FILE


def test_an_open_slot_hides_nothing() -> None:
    data = new_key_file(CONTENT, None)
    assert open_key_file(data, None)[0] in data


def test_without_a_passphrase_it_is_locked() -> None:
    with pytest.raises(Locked) as caught:
        open_key_file(FILE, None)
    assert caught.value.code == "locked"


def test_a_wrong_passphrase_opens_nothing() -> None:
    for wrong in ("", PASSPHRASE + " ", PASSPHRASE.upper()):
        with pytest.raises(WrongPassphrase) as caught:
            open_key_file(FILE, wrong)
        assert caught.value.code == "wrong-passphrase"


def test_a_short_passphrase_is_refused_when_made() -> None:
    with pytest.raises(WeakPassphrase, match="at least 12"):
        new_key_file(CONTENT, "moscow 1951", cost=TESTING_ONLY_COST)


def test_a_passphrase_may_be_typed_composed_or_decomposed() -> None:
    data = new_key_file(CONTENT, "мой пароль о й", cost=TESTING_ONLY_COST)
    typed = "мой пароль о й".replace("й", "и\u0306")
    assert open_key_file(data, typed)[1] == CONTENT


def test_an_open_slot_needs_no_passphrase_and_is_shown_as_such() -> None:
    data = new_key_file(CONTENT, None)
    assert slot_kinds(data) == (SlotKind.OPEN,)
    assert open_key_file(data, None)[1] == CONTENT
    assert open_key_file(data, "whatever is typed")[1] == CONTENT


def test_an_open_slot_opens_wherever_it_stands() -> None:
    behind = add_slot(FILE, MASTER, None)
    assert slot_kinds(behind) == (SlotKind.PASSPHRASE, SlotKind.OPEN)
    assert open_key_file(behind, None) == (MASTER, CONTENT)


def test_a_second_passphrase_gives_the_same_keys() -> None:
    both = add_slot(FILE, MASTER, OTHER, cost=TESTING_ONLY_COST)
    assert open_key_file(both, OTHER) == (MASTER, CONTENT)
    assert open_key_file(both, PASSPHRASE) == (MASTER, CONTENT)
    only_other = remove_slot(both, MASTER, 0)
    assert open_key_file(only_other, OTHER) == (MASTER, CONTENT)
    with pytest.raises(WrongPassphrase):
        open_key_file(only_other, PASSPHRASE)


def test_the_last_slot_and_one_that_is_not_there_cannot_be_taken_away() -> None:
    with pytest.raises(Refused, match="never be opened again"):
        remove_slot(FILE, MASTER, 0)
    with pytest.raises(Refused, match="no slot 1"):
        remove_slot(FILE, MASTER, 1)


def test_there_are_at_most_eight_slots() -> None:
    data = FILE
    for _ in range(7):
        data = add_slot(data, MASTER, None)
    with pytest.raises(Refused, match="8 slots already"):
        add_slot(data, MASTER, None)


def test_rewriting_keeps_the_slots_and_takes_a_fresh_nonce() -> None:
    changed = with_office(CONTENT, "kim@pyongyang")
    first, second = rewrite(FILE, MASTER, changed), rewrite(FILE, MASTER, changed)
    assert first != second
    assert open_key_file(first, PASSPHRASE) == (MASTER, changed)


@pytest.mark.parametrize(
    "write",
    [
        lambda master: rewrite(FILE, master, CONTENT),
        lambda master: add_slot(FILE, master, None),
        lambda master: remove_slot(FILE, master, 0),
    ],
    ids=["rewrite", "add", "remove"],
)
def test_another_master_key_writes_nothing(write: Callable[[bytes], bytes]) -> None:
    with pytest.raises(Malformed, match="does not open with its master key"):
        write(bytes(32))


def test_a_slot_put_into_the_file_by_another_hand_is_seen() -> None:
    """An open slot with a master key of the attacker's, or an old slot put back."""
    both = add_slot(FILE, MASTER, OTHER, cost=TESTING_ONLY_COST)
    old, new = _map(FILE), _map(both)
    with pytest.raises(Malformed, match="does not open"):
        open_key_file(cbor.encode(new | {1: old[1]}), PASSPHRASE)
    with pytest.raises(Malformed, match="does not open"):
        open_key_file(cbor.encode(old | {1: [{0: 1, 1: bytes(32)}]}), None)


def _map(data: bytes) -> dict[int, cbor.Value]:
    value = cbor.decode(data)
    assert isinstance(value, dict)
    return value


def test_a_slot_that_would_take_all_memory_is_refused() -> None:
    slot: dict[int, cbor.Value] = {0: 0, 1: bytes(48), 2: bytes(16), 3: [1 << 30, 3, 2]}
    with pytest.raises(Malformed, match="cost: memory_kib"):
        open_key_file(cbor.encode(_map(FILE) | {1: [slot]}), PASSPHRASE)


def test_a_slot_whose_parts_do_not_fit_is_refused() -> None:
    slots: list[dict[int, cbor.Value]] = [
        {0: 0, 1: bytes(48)},
        {0: 0, 1: bytes(32), 2: bytes(16), 3: [64, 1, 1]},
        {0: 1, 1: bytes(48)},
        {0: 1, 1: bytes(32), 2: bytes(16)},
        {0: 0, 1: bytes(48), 2: bytes(16)},
    ]
    for slot in slots:
        with pytest.raises(Malformed, match="parts do not fit"):
            open_key_file(cbor.encode(_map(FILE) | {1: [slot]}), PASSPHRASE)


def test_a_file_without_content_or_of_a_later_version_is_refused() -> None:
    whole = _map(FILE)
    with pytest.raises(Malformed, match="no content"):
        open_key_file(cbor.encode({key: whole[key] for key in (0, 1)}), PASSPHRASE)
    with pytest.raises(UnknownVersion):
        open_key_file(cbor.encode(whole | {0: 2}), PASSPHRASE)


@given(st.data())
def test_no_changed_byte_goes_unseen(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(FILE) - 1))
    spoilt = bytearray(FILE)
    spoilt[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises((Malformed, WrongPassphrase)):
        open_key_file(bytes(spoilt), PASSPHRASE)


def test_the_recommended_cost_opens_too() -> None:
    assert Cost(memory_kib=262_144, passes=3, lanes=2) == RECOMMENDED
    data = new_key_file(CONTENT, PASSPHRASE)
    assert open_key_file(data, PASSPHRASE)[1] == CONTENT
