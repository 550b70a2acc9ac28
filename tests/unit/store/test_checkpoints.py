"""The checkpoints of a store: the newest beside it, the lasting ones in it."""

import pytest

from depesha.envelope import JournalHead
from depesha.names import Digest, TimeMs
from depesha.office.facts import AlarmRaised, CheckpointSigned
from depesha.store.book import StoredBook, open_book
from depesha.store.checkpoints import (
    every_lasting,
    lasting_over,
    newest_lasting,
    newest_note,
)
from depesha.store.head import decode_head
from tests.unit.store.conftest import KEY, Home, write
from tests.unit.store.facts_of import NOW, founded


def note_of(head: JournalHead) -> bytes:
    """Stands for a signature: the head is all that is told by it here."""
    return b"%d %s" % (head.size, head.root.hex().encode())


def opened(home: Home) -> StoredBook:
    book = open_book(home.store, KEY, home.head, home.chance, note_of)
    home.books.append(book)
    return book


def test_each_commit_has_the_note_of_its_head(home: Home) -> None:
    book = opened(home)
    assert newest_note(home.head) is None
    for number in range(3):
        write(
            book, founded() if not number else AlarmRaised(kind="gap", about=str(number), text="")
        )
        assert newest_note(home.head) == note_of(book.committed_head())
    assert decode_head(home.head.read_bytes()) == book.committed_head()


def test_what_is_not_committed_is_not_signed(home: Home) -> None:
    """A note over a head that is then lost would prove a fork that never was."""
    book = opened(home)
    write(book, founded())
    before = newest_note(home.head)
    book.begin()
    book.mark()
    book.append(AlarmRaised(kind="gap", about="1", text=""), NOW)
    assert newest_note(home.head) == before
    book.abandon()
    assert newest_note(home.head) == before == note_of(book.committed_head())


@pytest.mark.parametrize("damage", [None, b"", b"1 ", b"no note at all, and longer than one" * 9])
def test_a_note_that_was_lost_is_made_again_at_opening(home: Home, damage: bytes | None) -> None:
    book = opened(home)
    write(book, founded())
    book.close()
    file = home.head.with_name("checkpoint")
    file.unlink() if damage is None else file.write_bytes(damage)
    again = opened(home)
    assert newest_note(home.head) == note_of(again.committed_head())


def test_a_file_that_cannot_be_written_loses_nothing(home: Home) -> None:
    book = opened(home)
    write(book, founded())
    file = home.head.with_name("checkpoint")
    file.unlink()
    file.mkdir()
    write(book, AlarmRaised(kind="gap", about="1", text=""))
    assert book.head_is_stale
    assert book.committed_head().size == 2
    file.rmdir()
    write(book, AlarmRaised(kind="gap", about="2", text=""))
    assert (book.head_is_stale, newest_note(home.head)) == (False, note_of(book.committed_head()))


def lasting(size: int) -> CheckpointSigned:
    return CheckpointSigned(size=size, root=Digest(bytes([size]) * 32), note=bytes([size]))


def test_lasting_checkpoints_are_found_by_what_they_cover(book: StoredBook) -> None:
    database = book._database
    assert (newest_lasting(database), lasting_over(database, 0)) == (None, None)
    assert book.journals.last_lasting() == (0, NOW), "since the founding"
    write(book, lasting(1))
    write(book, lasting(2))
    head = JournalHead(size=2, root=Digest(bytes([2]) * 32))
    assert newest_lasting(database) == (head, TimeMs(NOW), b"\x02")
    assert lasting_over(database, 1) == newest_lasting(database)
    over_first = lasting_over(database, 0)
    assert over_first is not None
    assert over_first[0].size == 1
    assert lasting_over(database, 2) is None
    assert [row[0] for row in every_lasting(database)] == [1, 2]
    assert book.journals.last_lasting() == (2, NOW)
