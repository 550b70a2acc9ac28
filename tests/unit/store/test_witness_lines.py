"""Lines about the journals of others: when a proof is due, and how a journal begins again."""

from dataclasses import replace

from depesha.envelope import JournalHead
from depesha.names import TimeMs
from depesha.office.facts import EnvelopeOpened, HeadProved, JournalDoubted, ProofAsked
from depesha.store.book import StoredBook
from depesha.store.witness_lines import DAY_MS, HOUR_MS, MANY_FACTS, begin_again
from tests.unit.store.conftest import write
from tests.unit.store.facts_of import MOSCOW, NOW, digest_of, opened


def named(seq: int, size: int, *, is_upkeep: bool = False) -> EnvelopeOpened:
    head = JournalHead(size=size, root=digest_of("head", size))
    return replace(opened(seq), head=head, is_upkeep=is_upkeep)


def due(book: StoredBook) -> TimeMs | None:
    return book.journals.next_due()


def test_a_head_is_due_after_a_day_and_upkeep_never(book: StoredBook) -> None:
    write(book, named(1, 5, is_upkeep=True))
    assert due(book) is None
    write(book, named(2, 6))
    assert due(book) == NOW + DAY_MS
    assert book.journals.due(TimeMs(NOW + DAY_MS), 9) == [MOSCOW]


def test_much_that_is_unproved_is_due_at_once_but_not_twice_in_an_hour(book: StoredBook) -> None:
    write(book, named(1, MANY_FACTS))
    assert due(book) == NOW
    write(book, ProofAsked(station=MOSCOW, digest=digest_of("q"), sizes=(MANY_FACTS,)))
    write(book, named(2, MANY_FACTS + 1))
    assert due(book) == NOW + HOUR_MS


def test_the_third_question_is_the_last_until_another_letter_comes(book: StoredBook) -> None:
    write(book, named(1, 5))
    for number in range(3):
        write(book, ProofAsked(station=MOSCOW, digest=digest_of("q", number), sizes=(5,)))
    assert due(book) is None
    write(book, named(2, 6))
    assert due(book) == NOW + DAY_MS


def test_what_is_proved_is_due_no_more(book: StoredBook) -> None:
    write(book, named(1, 5))
    proved = HeadProved(
        station=MOSCOW, digest=digest_of("p"), size=9, root=digest_of("head", 9), proved=(5,)
    )
    write(book, proved)
    assert due(book) is None
    peer = book.journals.peer(MOSCOW)
    assert peer is not None
    assert (peer.highest, peer.proved) == (
        JournalHead(size=9, root=digest_of("head", 9)),
        JournalHead(size=9, root=digest_of("head", 9)),
    )
    assert book.journals.unproved(MOSCOW, 9) == []
    assert (book.journals.cut(MOSCOW, 8), book.journals.cut(MOSCOW, 20)) == (5, 9)


def test_unproved_heads_are_spread_over_all_of_them(book: StoredBook) -> None:
    write(book, *(named(number, number * 10) for number in range(1, 101)))
    chosen = book.journals.unproved(MOSCOW, 14)
    assert len(chosen) == 14
    assert chosen[0] == 1000, "the highest is always among them"
    assert min(chosen) < 200


def test_a_station_that_was_restored_begins_again_at_its_cut(book: StoredBook) -> None:
    write(book, named(1, 5), named(2, 9))
    doubt = JournalDoubted(
        station=MOSCOW,
        finding="rolled-back",
        cut=5,
        size=6,
        root=digest_of("other"),
        evidence=digest_of("e"),
    )
    write(book, doubt)
    book.begin()
    begin_again(book._database, MOSCOW, 5, digest_of("head", 5), NOW)
    book.commit()
    peer = book.journals.peer(MOSCOW)
    assert peer is not None
    assert (peer.highest.size, peer.finding, peer.doubted_at) == (5, "", None)
    assert book.journals.witnessed(MOSCOW, 9) is None
    assert book.journals.witnessed(MOSCOW, 5) == digest_of("head", 5)
    assert due(book) == NOW
