"""The journal key: asked for, admitted, shown with its station; the identity does not grow."""

from dataclasses import replace

import pytest

from depesha import keybook
from depesha.errors import Malformed
from depesha.keybook import JournalKeyLeaf, Registry, Request
from depesha.names import TimeMs
from depesha.seal.mldsa import mldsa_key
from tests.unit.keybook.a_network import (
    MOSCOW,
    NOW,
    PEKING,
    PYONGYANG,
    Salts,
    book_of,
    press,
    request,
    seed,
    signer,
    star,
)

PUBLIC = mldsa_key(seed("journal")).public
LEAF = JournalKeyLeaf(salt=seed("leaf")[:16], station=PYONGYANG, public_key=PUBLIC)


def asked() -> Request:
    return replace(request(PYONGYANG), journal_key=LEAF, made_at=TimeMs(NOW + 1))


def with_key() -> Registry:
    return keybook.sign(keybook.admit(star(), asked()), press(salts=Salts(given=50)))


def test_a_request_asks_for_it_and_reads_as_it_was_written() -> None:
    text = keybook.write_request(asked(), signer(PYONGYANG))
    assert keybook.read_request(text.encode()) == asked()
    resalted = replace(LEAF, salt=bytes(16))
    assert replace(asked(), journal_key=resalted).fingerprint == asked().fingerprint
    assert asked().fingerprint != request(PYONGYANG).fingerprint, "who admits it is shown it"


def test_nobody_asks_for_the_key_of_another_journal() -> None:
    with pytest.raises(Malformed, match="journal key of another station"):
        replace(request(PEKING), journal_key=LEAF)


def test_admitting_it_says_so_once_and_shows_it_to_correspondents() -> None:
    assert any(line.startswith("with journal key ") for line in keybook.changes(star(), asked()))
    made = with_key()
    assert keybook.changes(made, asked()) == ()
    assert keybook.decode(keybook.encode(made)) == made
    book = book_of(MOSCOW, made)
    assert book.journal_key(PYONGYANG) == PUBLIC
    assert book.journal_key(PEKING) == b""
    assert book_of(PEKING, made).journal_key(PYONGYANG) == b"", "it does not know that station"


def test_the_identity_leaf_that_travels_does_not_grow() -> None:
    before = book_of(MOSCOW).proved_leaf(PYONGYANG).leaf
    assert book_of(MOSCOW, with_key()).proved_leaf(PYONGYANG).leaf == before


def test_a_station_that_asks_for_none_any_more_has_none() -> None:
    without = replace(request(PYONGYANG), made_at=TimeMs(NOW + 2))
    made = keybook.sign(keybook.admit(with_key(), without), press(salts=Salts(given=60)))
    assert book_of(MOSCOW, made).journal_key(PYONGYANG) == b""
