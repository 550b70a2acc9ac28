"""The book: what a group of events keeps, gives up, and never half keeps."""

import pytest

from depesha.envelope import Item, Kind
from depesha.errors import NotNow, StoreFull
from depesha.names import Signature, TimeMs
from depesha.office.facts import AlarmRaised, Fact
from depesha.office.ports import Book, ChannelBook, OutTray, Registers, Traffic
from depesha.store.book import (
    MAX_QUARANTINED,
    MAX_QUARANTINED_BYTES,
    RESULT_KEPT_MS,
    StoredBook,
)
from depesha.store.leaves import head_at, size
from depesha.store.out_tray import PASSAGE_KEPT_MS
from tests.unit.store.conftest import KEY, Home, write
from tests.unit.store.facts_of import (
    DAY_MS,
    NOW,
    CountingChance,
    digest_of,
    founded,
    packet,
    registered,
    uid_of,
)


def alarm(number: int, *, text: str = "") -> AlarmRaised:
    return AlarmRaised(kind="gap", about=str(number), text=text)


def facts_in(book: StoredBook) -> int:
    return size(book._database)


def shrink(book: StoredBook, pages: int) -> None:
    """Leave the disk only so many free pages."""
    count = book._database.row("PRAGMA page_count")
    assert count
    book._database.row(f"PRAGMA max_page_count = {count[0] + pages}")


def fill(book: StoredBook) -> None:
    """Write until the disk is full."""
    for number in range(1000):
        book.append(alarm(number, text="x" * 3000), NOW)


def test_it_is_what_the_desk_asks_for(book: StoredBook) -> None:
    port: Book = book  # the type checker compares every method with its port
    registers: Registers = port.registers
    traffic: Traffic = port.traffic
    out_tray: OutTray = port.out_tray
    channels: ChannelBook = port.channels
    assert (registers, traffic, out_tray) == (book.registers, book.traffic, book.out_tray)
    assert channels == book.channels


# -- groups and savepoints ------------------------------------------------------------------------


def test_a_committed_group_is_there_after_opening_again(home: Home, book: StoredBook) -> None:
    write(book, registered(26_044))
    head = book.committed_head()
    book.close()
    again = home.open()
    assert again.committed_head() == head
    assert again.registers.telegram(uid_of(26_044)) is not None


def test_the_committed_head_changes_only_with_the_commit(book: StoredBook) -> None:
    before = book.committed_head()
    book.begin()
    book.mark()
    book.append(alarm(1), NOW)
    assert book.committed_head() == before
    book.commit()
    assert book.committed_head().size == before.size + 1
    assert book.committed_head() == head_at(book._database, before.size + 1)


def test_a_later_event_of_a_group_sees_an_earlier_one(book: StoredBook) -> None:
    book.begin()
    book.mark()
    number = book.registers.next_number("outgoing", 1951)
    book.append(registered(number), NOW)
    book.mark()
    assert book.registers.next_number("outgoing", 1951) == number + 1
    book.commit()


def test_an_undone_event_changed_nothing_and_the_others_stay(book: StoredBook) -> None:
    book.begin()
    for number, is_refused in enumerate([False, True, False, True, True, False]):
        book.mark()
        book.append(alarm(number), NOW)
        book.keep_result(str(number), "done", NOW)
        if is_refused:
            book.undo()
    book.commit()
    opened = [number for number in range(6) if book.registers.alarm_is_open("gap", str(number))]
    assert opened == [0, 2, 5]
    assert [book.result(str(number)) is not None for number in range(6)].count(True) == 3
    assert book.check() == []


def test_an_event_may_be_undone_twice(book: StoredBook) -> None:
    book.begin()
    book.mark()
    for _ in range(2):
        book.append(alarm(1), NOW)
        book.undo()
    book.append(alarm(2), NOW)
    book.commit()
    assert facts_in(book) == 2
    assert book.check() == []


def test_an_abandoned_group_leaves_nothing(book: StoredBook) -> None:
    before = book.committed_head()
    book.begin()
    book.mark()
    book.append(alarm(1), NOW)
    book.abandon()
    book.abandon()  # harmless
    assert facts_in(book) == 1
    write(book, alarm(2))
    assert book.committed_head().size == before.size + 1
    assert book.check() == []


def test_a_group_without_facts_keeps_the_head(book: StoredBook) -> None:
    before = book.committed_head()
    write(book)
    assert book.committed_head() == before


def test_an_aborted_group_over_a_tile_can_be_tried_again(book: StoredBook) -> None:
    for _ in range(2):
        book.begin()
        book.mark()
        for number in range(300):
            book.append(alarm(number), NOW)
        book.abandon()
    write(book, *(alarm(number) for number in range(300)))
    assert book.check() == []


# -- a full disk ----------------------------------------------------------------------------------


def test_a_full_disk_loses_the_whole_group_and_the_book_goes_on(
    home: Home, book: StoredBook
) -> None:
    before = book.committed_head()
    shrink(book, 8)
    book.begin()
    book.mark()
    book.append(alarm(-1), NOW)
    book.mark()
    with pytest.raises(StoreFull, match="everything of the group is lost"):
        fill(book)
    with pytest.raises(NotNow, match="everything of the group is lost"):
        book.undo()
    book.abandon()
    assert book.committed_head() == before
    assert facts_in(book) == before.size
    shrink(book, 1_000_000)
    write(book, alarm(1))
    assert book.check() == []
    book.close()
    assert home.open().committed_head().size == before.size + 1


def test_what_follows_a_lost_group_is_not_committed_alone(book: StoredBook) -> None:
    shrink(book, 8)
    book.begin()
    book.mark()
    with pytest.raises(StoreFull):
        fill(book)
    with pytest.raises(NotNow):
        book.append(alarm(1), NOW)
    with pytest.raises(NotNow):
        book.keep_result("1", "done", NOW)
    with pytest.raises(NotNow):
        book.commit()
    assert facts_in(book) == 1
    assert book.result("1") is None


def test_a_head_that_cannot_be_written_does_not_take_the_commit_back(
    home: Home, book: StoredBook
) -> None:
    home.head.unlink()
    home.head.mkdir()  # nothing can be written there
    write(book, alarm(1))
    assert facts_in(book) == 2
    home.head.rmdir()
    write(book, alarm(2))
    assert home.head.exists()


def test_a_head_that_cannot_be_written_is_told_once(
    home: Home, book: StoredBook, caplog: pytest.LogCaptureFixture
) -> None:
    home.head.unlink()
    home.head.mkdir()
    for number in (1, 2, 3):
        write(book, alarm(number))
        assert book.head_is_stale
    assert caplog.text.count("the file head cannot be written") == 1
    home.head.rmdir()
    write(book, alarm(4))
    assert not book.head_is_stale


# -- what is kept -------------------------------------------------------------------------------


def test_a_document_is_kept_verbatim_and_once(book: StoredBook) -> None:
    signatures = (("gromyko@moscow", Signature(bytes(64))), ("moscow", Signature(b"s" * 64)))
    item = Item(kind=Kind.REGISTRATION, payload=b"\xa0 as received", signatures=signatures)
    digest = digest_of("registration")
    book.begin()
    book.mark()
    book.keep(digest, item)
    book.keep(digest, item)
    book.commit()
    assert book.document(digest) == item
    assert book.document(digest_of("another")) is None


def test_the_first_of_two_under_one_digest_stays(book: StoredBook) -> None:
    digest = digest_of("body")
    first = Item(kind=Kind.BODY, payload=b"first")
    book.begin()
    book.mark()
    book.keep(digest, first)
    book.keep(digest, Item(kind=Kind.BODY, payload=b"second"))
    book.commit()
    assert book.document(digest) == first


def test_an_order_asked_twice_keeps_its_first_result(book: StoredBook) -> None:
    assert book.result("order-1") is None
    book.begin()
    book.mark()
    book.keep_result("order-1", "26044", NOW)
    book.keep_result("order-1", "26045", NOW)
    book.commit()
    assert book.result("order-1") == "26044"


def test_results_are_forgotten_after_their_time(book: StoredBook) -> None:
    book.begin()
    book.mark()
    book.keep_result("old", "1", NOW)
    book.keep_result("new", "2", TimeMs(NOW + DAY_MS))
    book.commit()
    for later, left in ((RESULT_KEPT_MS, ["1", "2"]), (RESULT_KEPT_MS + 1, [None, "2"])):
        book.begin()
        book.forget(TimeMs(NOW + later))
        book.commit()
        assert [book.result("old"), book.result("new")] == left
    book.begin()
    book.forget(TimeMs(NOW + DAY_MS + RESULT_KEPT_MS + PASSAGE_KEPT_MS + 1))
    book.commit()
    assert book.result("new") is None


def test_quarantined_bytes_are_kept(book: StoredBook) -> None:
    book.begin()
    book.mark()
    book.quarantine(digest_of("q"), packet(1, sealed=b"not to be read"))
    book.quarantine(digest_of("q"), packet(1, sealed=b"not to be read"))
    book.commit()
    assert book._database.rows("SELECT sealed FROM quarantine") == [(b"not to be read",)]


def test_rubbish_does_not_fill_the_disk(book: StoredBook) -> None:
    """The oldest give way, by number and by size; the journal still says that they came."""
    held = "SELECT count(*), min(id), max(id) FROM quarantine"
    book.begin()
    for number in range(MAX_QUARANTINED + 10):
        book.quarantine(digest_of(number), packet(number))
    book.commit()
    assert book._database.row(held) == (MAX_QUARANTINED, 11, MAX_QUARANTINED + 10)
    book.begin()
    for number in range(9):
        big = packet(number, sealed=bytes(MAX_QUARANTINED_BYTES // 8))
        book.quarantine(digest_of("big", number), big)
    book.commit()
    assert book._database.row(held) == (8, MAX_QUARANTINED + 12, MAX_QUARANTINED + 19)


def test_a_group_that_follows_a_lost_one_is_whole(book: StoredBook) -> None:
    """Though whoever lost it forgot to abandon it."""
    shrink(book, 8)
    book.begin()
    book.mark()
    with pytest.raises(StoreFull):
        fill(book)
    shrink(book, 1_000_000)
    write(book, alarm(1))
    assert facts_in(book) == 2
    assert book.check() == []


def test_the_key_book_in_force_is_the_last_adopted(home: Home, book: StoredBook) -> None:
    assert book.state("key-book") is None
    for excerpt in (b"version 1", b"version 2"):
        book.begin()
        book.mark()
        book.keep_state("key-book", excerpt)
        book.commit()
    book.close()
    assert home.open().state("key-book") == b"version 2"


def test_no_salt_is_used_twice(book: StoredBook) -> None:
    facts: list[Fact] = [alarm(number) for number in range(300)]
    write(book, *facts)
    book.begin()
    book.mark()
    book.append(alarm(1000), NOW)
    book.undo()  # its salt is gone with it
    book.append(alarm(1000), NOW)
    book.commit()
    rows = book._database.row("SELECT count(*), count(DISTINCT salt), max(length(salt)) FROM fact")
    assert rows == (302, 302, 16)


def test_two_stores_with_one_history_have_different_roots(home: Home, book: StoredBook) -> None:
    """Salts make a head say nothing about what happened."""
    other = Home(home.folder / "other")
    other.folder.mkdir()
    chance = CountingChance()
    chance.token(1)
    other.chance = chance
    second = other.open()
    write(second, founded())
    assert second.committed_head().root != book.committed_head().root
    other.close()


def test_the_store_is_locked_with_its_key(home: Home, book: StoredBook) -> None:
    book.close()
    assert KEY.hex().encode() not in home.store.read_bytes()
