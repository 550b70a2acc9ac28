"""Attack: a seized post, or whoever holds its line, shows a key book that was good once.

The old book is signed by the true root and every proof in it holds. In it a station that was since
revoked is still in force, and an office still has the role that was taken from it.
"""

from dataclasses import replace

import pytest

from depesha import keybook
from depesha.errors import DoesNotVerify, NoCommunications
from depesha.keybook import KeyBook, Registry, RolledBack, Status
from depesha.keybook.adopting import EXCERPT
from tests.unit.keybook.a_network import (
    MOSCOW,
    PEKING,
    RULE,
    Salts,
    book_of,
    press,
    star,
    star_with_transit,
)

OLD = keybook.excerpt(star(), MOSCOW)


def with_peking_revoked() -> Registry:
    identities = tuple(
        replace(leaf, status=Status.REVOKED) if leaf.station == PEKING else leaf
        for leaf in star().identities
    )
    registry = replace(star(), identities=identities)
    return keybook.sign(registry, press(salts=Salts(given=900)))


def warned() -> KeyBook:
    """Moscow has learned that Peking is revoked."""
    return keybook.adopt(book_of(MOSCOW), keybook.excerpt(with_peking_revoked(), MOSCOW), None)


def test_the_old_book_is_refused_with_its_own_code_and_nothing_changes() -> None:
    held = warned()
    with pytest.raises(RolledBack) as caught:
        keybook.adopt(held, OLD, None)
    assert caught.value.code == "key-book-rolled-back"
    assert caught.value.message == "the key book has version 1, and 2 is in force here"
    with pytest.raises(NoCommunications, match="it is revoked"):
        held.identity(PEKING)


def test_naming_the_root_again_does_not_help() -> None:
    with pytest.raises(RolledBack):
        keybook.adopt(warned(), OLD, star().root)


def test_an_old_plan_behind_a_new_key_book_is_refused() -> None:
    """The centre withdrew a transit rule; the relay is shown the plan that still has it."""
    held = book_of(MOSCOW, star_with_transit())
    registry = keybook.forbid_transit(star_with_transit(), RULE)
    registry = keybook.sign(registry, press(salts=Salts(given=950)))
    withdrawn = keybook.adopt(held, keybook.excerpt(registry, MOSCOW), None)
    assert withdrawn.transits == ()
    with pytest.raises(RolledBack, match="the plan has version 2, and 3 is in force"):
        keybook.adopt(withdrawn, keybook.excerpt(star_with_transit(), MOSCOW), None)


def test_an_old_book_under_the_new_heads_does_not_verify() -> None:
    new = EXCERPT.decode(keybook.excerpt(with_peking_revoked(), MOSCOW))
    old = EXCERPT.decode(OLD)
    for key_book in (
        replace(old.key_book, heads=new.key_book.heads),
        replace(new.key_book, leaves=old.key_book.leaves),
        replace(new.key_book, note=old.key_book.note),
    ):
        mixed = EXCERPT.encode(replace(new, key_book=key_book))
        with pytest.raises(DoesNotVerify):
            keybook.adopt(book_of(MOSCOW), mixed, None)


def test_an_old_leaf_shown_by_somebody_else_is_no_authority_to_write() -> None:
    """It proves what was so at version 1, for old telegrams; it opens no communications now."""
    held = warned()
    shown = book_of(MOSCOW).proved_leaf(PEKING)
    assert held.verify_proved_leaf(shown).status is Status.ACTIVE
    with pytest.raises(NoCommunications):
        held.identity(PEKING)
