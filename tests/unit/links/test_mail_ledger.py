"""What goes by mail, and when it goes again."""

from depesha.links.mail.ledger import LONGEST_MS, PAGE, Entry, Ledger, Page
from depesha.names import Digest, TimeMs
from depesha.packet import Grade

REPEAT, LINGER = 1000, 100
NOW = TimeMs(1_800_000_000_000)

M1, M2 = Digest(b"M" * 32), Digest(b"N" * 32)
A, B, C = (Digest(letter * 32) for letter in (b"a", b"b", b"c"))


def ledger(page: Page | None = None) -> Ledger:
    return Ledger(page or Page(), repeat_ms=REPEAT, linger_ms=LINGER)


def following(*packs: tuple[Digest, Grade]) -> Ledger:
    found = ledger()
    found.follow(M1, packs, NOW)
    return found


def at(ms: int) -> TimeMs:
    return TimeMs(NOW + ms)


def due(found: Ledger, ms: int) -> list[Digest]:
    return [entry.digest for entry in found.due(at(ms))]


def test_what_is_new_goes_at_once_the_most_urgent_first() -> None:
    found = following((A, Grade.LOW), (B, Grade.FLASH), (C, Grade.FLASH))
    assert due(found, 0) == [B, C, A]


def test_what_is_unanswered_goes_again_each_time_after_twice_as_long() -> None:
    found = following((A, Grade.LOW))
    found.note_piece(M1, 10, 10, NOW)
    waits = []
    ms = 0
    for _ in range(5):
        found.note_piece(A, 10, 10, at(ms))
        next_at = found.next_at()
        assert next_at is not None
        assert due(found, ms) == []
        assert due(found, next_at - NOW - 1) == []
        assert due(found, next_at - NOW) == [A]
        waits.append(next_at - NOW - ms)
        ms = next_at - NOW
    assert waits == [1000, 2000, 4000, 8000, 16000]


def test_the_wait_ends_at_a_day() -> None:
    found = ledger(Page(entries=(Entry(digest=A, sent_at=NOW, times=60),)))
    found.follow(M1, [(A, Grade.LOW)], NOW)
    assert due(found, LONGEST_MS - 1) == []
    assert due(found, LONGEST_MS) == [A]


def test_what_the_manifest_does_not_name_any_more_is_done_with() -> None:
    found = following((A, Grade.LOW), (B, Grade.LOW))
    found.follow(M2, [(B, Grade.LOW)], NOW)
    assert due(found, 0) == [B]
    assert [entry.digest for entry in found.page().entries] == [B]


def test_a_sign_of_life_ends_the_doubling() -> None:
    found = following((A, Grade.LOW))
    for _ in range(6):
        found.note_piece(A, 10, 10, NOW)
    assert due(found, REPEAT) == []
    found.hear(at(5), at(5), repeated=False)
    assert due(found, REPEAT - 1) == []
    assert due(found, REPEAT) == [A]


def test_an_old_mail_shown_again_is_no_sign_of_life() -> None:
    found = following((A, Grade.LOW))
    found.hear(at(5), at(5), repeated=False)
    for _ in range(6):
        found.note_piece(A, 10, 10, NOW)
    found.hear(at(5), at(9), repeated=True)
    assert due(found, REPEAT) == []


def test_a_manifest_waits_for_company_and_then_goes_alone() -> None:
    found = following()
    assert not found.is_manifest_due(at(LINGER - 1))
    assert found.is_manifest_due(at(LINGER))
    assert found.next_at() == at(LINGER)
    found.note_piece(M1, 10, 10, at(LINGER))
    assert not found.is_manifest_due(at(10**9))
    assert found.next_at() is None
    found.follow(M1, [], at(10**6))
    assert not found.is_manifest_due(at(10**9)), "it was told, and is the same"


def test_a_neighbour_who_repeats_is_told_the_manifest_again() -> None:
    found = following()
    found.note_piece(M1, 10, 10, NOW)
    found.hear(at(5), at(5), repeated=False)
    assert found.next_at() is None
    found.hear(at(6), at(6), repeated=True)
    assert found.is_manifest_due(at(6 + LINGER))


def test_a_file_in_pieces_goes_on_where_it_stopped() -> None:
    found = following((A, Grade.LOW))
    found.note_piece(A, 4, 10, NOW)
    (entry,) = found.due(NOW)
    assert entry.gone_bytes == 4
    found.note_piece(A, 10, 10, NOW)
    assert due(found, REPEAT - 1) == []
    (entry,) = found.due(at(REPEAT))
    assert entry.gone_bytes == 0, "the next time it goes from the beginning"


def test_a_clock_that_was_set_back_holds_nothing_up() -> None:
    found = ledger(Page(entries=(Entry(digest=A, sent_at=at(10**9), times=1),)))
    found.follow(M1, [(A, Grade.LOW)], NOW)
    assert due(found, 0) == [A]


def test_the_time_of_mails_ascends_whatever_the_clock_does() -> None:
    found = ledger()
    times = [found.stamp(at(ms)) for ms in (0, 0, -5000, 10)]
    assert times == sorted(set(times))
    assert ledger(found.page()).stamp(at(-1)) > times[-1]


def test_what_is_remembered_survives_its_bytes() -> None:
    found = following((A, Grade.LOW), (B, Grade.FLASH))
    found.note_piece(A, 4, 10, NOW)
    found.note_piece(B, 10, 10, NOW)
    found.note_piece(M1, 10, 10, NOW)
    found.hear(at(3), at(4), repeated=False)
    found.stamp(NOW)
    page = found.page()
    assert PAGE.decode(PAGE.encode(page)) == page
    again = ledger(PAGE.decode(PAGE.encode(page)))
    again.follow(M1, [(A, Grade.LOW), (B, Grade.FLASH)], NOW)
    assert due(again, 0) == [A]
    assert again.page() == page


def test_what_nobody_knows_is_passed_over() -> None:
    found = following((A, Grade.LOW))
    found.note_piece(B, 4, 10, NOW)
    found.put_off(C, NOW)
    assert [entry.digest for entry in found.page().entries] == [A]
