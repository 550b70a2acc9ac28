"""The registers of attachments: which there are, what came, what is unannounced, what is needed."""

from dataclasses import replace

import pytest

from depesha.envelope import SealedAttachment
from depesha.names import Seed, TimeMs
from depesha.office.facts import AttachmentExamined, BlobGivenUp, Drafted
from depesha.packet import Blob, Grade, PacketKind
from depesha.store.attachments import KeptBlob, StoredAttachments
from depesha.store.book import StoredBook
from depesha.telegram import Attachment
from tests.unit.store.conftest import write
from tests.unit.store.facts_of import (
    NOW,
    PEKING,
    ROSHCHIN,
    blob_of,
    blob_taken_in,
    delivered,
    digest_of,
    key,
    packet,
    registered,
    uid_of,
)


@pytest.fixture
def read(book: StoredBook) -> StoredAttachments:
    return StoredAttachments(book._database)


def drafted(draft: int, *numbers: int) -> Drafted:
    said = Attachment(name="map.pdf", media_type="", size_bytes=5, sha256=digest_of("plain"))
    attached = tuple(
        SealedAttachment(
            attachment=said,
            ciphertext=blob_of(number),
            size_bytes=1664,
            seed=Seed(digest_of("seed")),
        )
        for number in numbers
    )
    return Drafted(draft=draft, version=1, office=ROSHCHIN, text="x", attachments=attached)


def test_the_attachments_of_a_telegram_stand_in_their_order(
    book: StoredBook, read: StoredAttachments
) -> None:
    write(book, delivered(7, 1, attachments=(key(0, 7), key(1, 8))))
    assert [one.key for one in read.of(uid_of(7))] == [key(0, 7), key(1, 8)]
    assert not any(one.is_ours for one in read.of(uid_of(7)))
    assert read.of(uid_of(8)) == []
    assert [one.uid for one in read.under(blob_of(8))] == [uid_of(7)]


def test_a_draft_keeps_what_was_sealed_for_it_until_it_is_registered(
    book: StoredBook, read: StoredAttachments
) -> None:
    write(book, drafted(26_044, 1, 2))
    state = book.registers.draft(26_044)
    assert state
    assert [one.ciphertext for one in state.attachments] == [blob_of(1), blob_of(2)]
    assert read.needed(blob_of(1))
    assert list(read.kept()) == [KeptBlob(blob_of(1), None), KeptBlob(blob_of(2), None)]
    write(book, replace(drafted(26_044, 2), version=2))
    assert not read.needed(blob_of(1))
    write(book, replace(registered(26_044), attachments=(key(0, 2),)))
    assert list(read.kept()) == [KeptBlob(blob_of(2), key(0, 2).size_bytes)]


def test_a_blob_that_came_is_to_be_examined_once_its_letter_is_here(
    book: StoredBook, read: StoredAttachments
) -> None:
    write(book, blob_taken_in(1, 7))
    assert read.holds(blob_of(7))
    assert read.unexamined(9) == []
    assert read.unannounced() == (1, 1680)
    assert read.oldest_unannounced() == NOW
    write(book, delivered(7, 1, attachments=(key(0, 7), key(1, 8))))
    assert read.unannounced() == (0, 0)
    assert read.oldest_unannounced() is None
    assert [one.key.ciphertext for one in read.unexamined(9)] == [blob_of(7)]
    write(book, blob_taken_in(2, 8))
    assert read.unannounced() == (0, 0)
    assert len(read.unexamined(9)) == 2
    found = AttachmentExamined(uid=uid_of(7), place=1, sealed=blob_of(8), finding="malformed")
    write(book, found)
    assert [one.key.ciphertext for one in read.unexamined(9)] == [blob_of(7)]
    state = read.of(uid_of(7))[1]
    assert (state.examined_at, state.finding) == (NOW, "malformed")


def test_what_nobody_announced_is_told_by_its_age(
    book: StoredBook, read: StoredAttachments
) -> None:
    write(book, blob_taken_in(1, 7))
    assert read.unannounced_since(NOW, 9) == []
    (held,) = read.unannounced_since(TimeMs(NOW + 1), 9)
    assert (held.sealed, held.neighbour, held.grade) == (blob_of(7), PEKING, Grade.URGENT)
    write(book, BlobGivenUp(sealed=blob_of(7)))
    assert not read.holds(blob_of(7))
    assert not read.needed(blob_of(7))


def test_a_blob_is_needed_while_a_packet_with_it_waits(
    book: StoredBook, read: StoredAttachments
) -> None:
    slip = replace(packet(1).slip, kind=PacketKind.BLOB)
    book.begin()
    entries = [
        book.out_tray.put(PEKING, Blob(slip=slip, sealed=blob_of(1)), Grade.LOW, NOW)
        for _ in range(2)
    ]
    book.commit()
    assert list(read.kept()) == [KeptBlob(blob_of(1), None)]
    for entry, is_loose in zip(entries, (False, True), strict=True):
        book.begin()
        book.out_tray.settle(entry)
        book.commit()
        assert book.loose() == ([blob_of(1)] if is_loose else [])
    assert book.loose() == []


def test_what_a_lost_group_let_go_is_not_asked_for(book: StoredBook) -> None:
    book.begin()
    book.let_go(blob_of(1))
    book.abandon()
    assert book.loose() == []
    book.let_go(blob_of(1))
    assert book.loose() == [blob_of(1)]


def test_the_book_says_that_something_is_to_be_examined(book: StoredBook) -> None:
    for fact, has_come in (
        (delivered(1, 1), False),
        (delivered(2, 2, attachments=(key(0, 2),)), True),
        (blob_taken_in(1, 7), True),
        (registered(9), False),
    ):
        book.has_come = False
        write(book, fact)
        assert book.has_come is has_come
