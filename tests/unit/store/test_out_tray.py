"""The out-tray: strict order, numbers never used again, nothing passed over in silence."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesha.errors import NotNow
from depesha.names import Signature, StationId, TimeMs
from depesha.packet import Grade, Packet, Passage, Return, ReturnReason
from depesha.store.book import StoredBook
from depesha.store.database import open_reader
from depesha.store.out_tray import MAX_PULL_BYTES, PASSAGE_KEPT_MS, holds, waiting
from tests.unit.store.conftest import KEY, Home
from tests.unit.store.facts_of import MOSCOW, NOW, PEKING, PYONGYANG, packet, slip_of

RETURN = Return(
    slip_id=slip_of(1),
    reason=ReturnReason.NO_ROUTE,
    station=PEKING,
    signature=Signature(bytes(64)),
    leaf=b"leaf",
)


def put(book: StoredBook, *grades: Grade) -> list[int]:
    """Put a packet of each grade in Peking's tray; the packets are numbered from 0."""
    book.begin()
    entries = [
        book.out_tray.put(PEKING, packet(number, grade=grade), grade, NOW)
        for number, grade in enumerate(grades)
    ]
    book.commit()
    return entries


def settle(book: StoredBook, entry: int) -> None:
    book.begin()
    book.out_tray.settle(entry)
    book.commit()


def test_what_is_held_for_a_neighbour_is_known_by_its_entry(book: StoredBook) -> None:
    low, flash = put(book, Grade.LOW, Grade.FLASH)
    for number, entry in enumerate((low, flash)):
        assert holds(book._database, PEKING, entry) == packet(number).slip.slip_id
    assert holds(book._database, StationId("omega"), low) is None
    settle(book, low)
    assert holds(book._database, PEKING, low) is None
    assert holds(book._database, PEKING, flash) is not None


def pulled(book: StoredBook, after: dict[Grade, int] | None = None, limit: int = 100) -> list[int]:
    return [one.entry for one in waiting(book._database, PEKING, after or {}, limit)]


@pytest.mark.parametrize("load", [packet(1), RETURN], ids=["packet", "return"])
def test_a_load_is_read_as_it_was_put(book: StoredBook, load: Packet | Return) -> None:
    book.begin()
    entry = book.out_tray.put(PEKING, load, Grade.FLASH, NOW)
    book.commit()
    assert book.out_tray.load(entry) == (PEKING, load)
    (one,) = waiting(book._database, PEKING, {}, 10)
    assert (one.entry, one.grade, one.load) == (entry, Grade.FLASH, load)
    settle(book, entry)
    assert book.out_tray.load(entry) is None
    assert pulled(book) == []


def test_a_flash_goes_before_all_that_waits(book: StoredBook) -> None:
    low, urgent, flash, urgent_2, low_2 = put(
        book, Grade.LOW, Grade.URGENT, Grade.FLASH, Grade.URGENT, Grade.LOW
    )
    assert pulled(book) == [flash, urgent, urgent_2, low, low_2]
    assert pulled(book, limit=2) == [flash, urgent]


def test_a_line_goes_on_behind_what_it_has(book: StoredBook) -> None:
    low, urgent, flash, urgent_2 = put(book, Grade.LOW, Grade.URGENT, Grade.FLASH, Grade.URGENT)
    assert pulled(book, {Grade.URGENT: urgent}) == [flash, urgent_2, low]
    assert pulled(book, {Grade.URGENT: urgent_2, Grade.FLASH: flash}) == [low]


def test_a_line_gets_only_what_is_its_own(book: StoredBook) -> None:
    put(book, Grade.LOW)
    assert waiting(book._database, MOSCOW, {}, 10) == []


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(Grade), min_size=1, max_size=12), st.integers(1, 5))
def test_pulling_in_portions_misses_nothing(grades: list[Grade], limit: int) -> None:
    with TemporaryDirectory() as folder:
        home = Home(Path(folder))
        book = home.open()
        put(book, *grades)
        after: dict[Grade, int] = {}
        got = []
        while portion := waiting(book._database, PEKING, after, limit):
            for one in portion:
                after[one.grade] = one.entry
                got.append((-one.grade, one.entry))
        home.close()
    assert got == sorted(got)
    assert len(got) == len(grades)


def test_a_pull_ends_when_it_holds_enough(book: StoredBook) -> None:
    book.begin()
    for number in range(5):
        big = packet(number, sealed=bytes(MAX_PULL_BYTES // 2))
        book.out_tray.put(PEKING, big, Grade.LOW, NOW)
    book.commit()
    assert len(pulled(book)) == 2
    assert len(pulled(book, {Grade.LOW: 4})) == 1


def test_an_entry_number_is_never_used_again(home: Home, book: StoredBook) -> None:
    (first,) = put(book, Grade.LOW)
    settle(book, first)
    book.close()
    (second,) = put(home.open(), Grade.LOW)
    assert second > first


@pytest.mark.parametrize("damage", ["x'ff'", "x'a0'", "zeroblob(0)"])
def test_an_unreadable_entry_stops_the_line_and_is_never_skipped(
    book: StoredBook, damage: str
) -> None:
    entry, _ = put(book, Grade.LOW, Grade.LOW)
    book.begin()
    book._database.write(f"UPDATE entry SET head = {damage} WHERE entry = ?", (entry,))  # noqa: S608
    book.commit()
    with pytest.raises(NotNow, match=f"entry {entry} of the out-tray cannot be read"):
        waiting(book._database, PEKING, {}, 10)
    with pytest.raises(NotNow):
        book.out_tray.load(entry)
    with pytest.raises(NotNow):
        book.out_tray.expired(TimeMs(10**12), 10)


def test_a_line_reads_beside_the_writer(home: Home, book: StoredBook) -> None:
    reader = open_reader(home.store, KEY)
    assert waiting(reader, PEKING, {}, 10) == []
    (entry,) = put(book, Grade.LOW)
    assert [one.entry for one in waiting(reader, PEKING, {}, 10)] == [entry]
    settle(book, entry)
    assert waiting(reader, PEKING, {}, 10) == []
    reader.close()


def test_packets_that_wait_are_told_behind_an_entry(book: StoredBook) -> None:
    assert book.out_tray.entries(0, 10) == []
    first, second = put(book, Grade.LOW, Grade.FLASH)
    told = book.out_tray.entries(0, 10)
    assert [(entry, neighbour) for entry, neighbour, _ in told] == [
        (first, PEKING),
        (second, PEKING),
    ]
    assert [entry for entry, _, _ in book.out_tray.entries(first, 10)] == [second]
    assert len(book.out_tray.entries(0, 1)) == 1
    settle(book, first)
    assert [entry for entry, _, _ in book.out_tray.entries(0, 10)] == [second]


def test_a_return_that_waits_is_no_packet_that_waits(book: StoredBook) -> None:
    book.begin()
    book.out_tray.put(PEKING, RETURN, Grade.LOW, NOW)
    book.commit()
    assert book.out_tray.entries(0, 10) == []
    assert book.out_tray.next_expiry() is None


def test_a_packet_says_whom_it_waits_for_until_it_has_gone(book: StoredBook) -> None:
    (entry,) = put(book, Grade.LOW)
    assert book.out_tray.held_for(slip_of(0)) == PEKING
    assert book.out_tray.held_for(slip_of(1)) is None
    settle(book, entry)
    assert book.out_tray.held_for(slip_of(0)) is None


def test_a_return_under_the_same_slip_is_not_the_packet(book: StoredBook) -> None:
    book.begin()
    book.out_tray.put(MOSCOW, RETURN, Grade.LOW, NOW)
    book.commit()
    assert book.out_tray.held_for(RETURN.slip_id) is None


def test_expired_packets_are_told_the_earliest_first(book: StoredBook) -> None:
    book.begin()
    hours = [packet(number, expires_at=TimeMs(number * 3_600_000)) for number in (3, 1, 2)]
    entries = [book.out_tray.put(PEKING, load, Grade.LOW, NOW) for load in hours]
    book.commit()
    assert book.out_tray.next_expiry() == 3_600_000
    assert book.out_tray.expired(TimeMs(3_599_999), 10) == []
    told = book.out_tray.expired(TimeMs(2 * 3_600_000), 10)
    assert [entry for entry, _ in told] == [entries[1], entries[2]]
    assert [load for _, load in told] == [hours[1], hours[2]]
    assert len(book.out_tray.expired(TimeMs(2 * 3_600_000), 1)) == 1


def test_a_passage_is_written_down_changed_and_forgotten(book: StoredBook) -> None:
    passage = Passage(
        slip_id=slip_of(1),
        came_from=MOSCOW,
        next_hop=PYONGYANG,
        destination=PYONGYANG,
    )
    handed_on = Passage(
        slip_id=slip_of(1),
        came_from=MOSCOW,
        next_hop=PEKING,
        destination=PYONGYANG,
        returned=True,
    )
    assert book.out_tray.passage(slip_of(1)) is None
    for one in (passage, handed_on):
        book.begin()
        book.out_tray.pass_through(one, NOW)
        book.commit()
        assert book.out_tray.passage(slip_of(1)) == one
    for later, left in ((PASSAGE_KEPT_MS, handed_on), (PASSAGE_KEPT_MS + 1, None)):
        book.begin()
        book.forget(TimeMs(NOW + later))
        book.commit()
        assert book.out_tray.passage(slip_of(1)) == left


def test_the_foremost_of_each_neighbour_and_grade_is_told_by_its_time(book: StoredBook) -> None:
    assert book.out_tray.is_empty()
    assert book.out_tray.foremost() == []
    book.begin()
    for at, (neighbour, grade) in enumerate(
        [
            (PYONGYANG, Grade.LOW),
            (PEKING, Grade.LOW),
            (PEKING, Grade.FLASH),
            (PEKING, Grade.LOW),
            (PEKING, Grade.FLASH),
        ]
    ):
        load = packet(at, grade=grade)
        book.out_tray.put(neighbour, load, grade, TimeMs(NOW + at))
    book.commit()
    assert not book.out_tray.is_empty()
    assert book.out_tray.foremost() == [
        (PEKING, Grade.FLASH, NOW + 2),
        (PEKING, Grade.LOW, NOW + 1),
        (PYONGYANG, Grade.LOW, NOW),
    ]
    settle(book, 2)
    assert (PEKING, Grade.LOW, NOW + 3) in book.out_tray.foremost()
