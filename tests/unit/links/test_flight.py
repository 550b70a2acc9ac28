"""Loads in flight: numbers, the window, the cursor, and deferral; against a simple model."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from depesha.errors import Malformed
from depesha.links.channels import Outgoing
from depesha.links.flight import MAX_DEFERRED, MAX_TWICE, WINDOW_BYTES, WINDOW_LOADS, Flight
from depesha.names import Epoch, TimeMs
from depesha.packet import Grade, PacketKind

NOW = TimeMs(1_000_000)


def later(milliseconds: int) -> TimeMs:
    return TimeMs(NOW + milliseconds)


def test_numbers_ascend_from_1() -> None:
    flight = Flight()
    assert [flight.launch(entry, Grade.LOW, 1) for entry in (9, 4, 7)] == [1, 2, 3]


def test_the_window_is_full_at_256_loads() -> None:
    flight = Flight()
    for entry in range(WINDOW_LOADS):
        assert flight.has_room(Grade.LOW)
        flight.launch(entry, Grade.LOW, 1)
    assert not flight.has_room(Grade.LOW)
    flight.land([(7, 7)])
    assert flight.has_room(Grade.LOW)


def test_the_window_is_full_at_4_mib_and_one_load_always_goes() -> None:
    flight = Flight()
    room = [flight.has_room(Grade.LOW)]
    number = flight.launch(1, Grade.LOW, 2 * WINDOW_BYTES)
    room.append(flight.has_room(Grade.LOW))
    flight.land([(number, number)])
    assert [*room, flight.has_room(Grade.LOW)] == [True, False, True]


def test_an_entry_is_passed_over_until_its_answer_is_settled() -> None:
    flight = Flight()
    assert flight.reach(5, Grade.LOW)
    number = flight.launch(5, Grade.LOW, 1)
    assert not flight.reach(5, Grade.LOW)
    assert flight.land([(number, number)]) == [5]
    assert not flight.reach(5, Grade.LOW), "the out-tray still has it"
    flight.settle([5])
    assert flight.reach(5, Grade.LOW)


def test_the_cursor_of_each_grade_is_its_own_and_does_not_go_back() -> None:
    flight = Flight()
    flight.reach(5, Grade.LOW)
    flight.reach(9, Grade.FLASH)
    flight.reach(3, Grade.LOW)
    assert flight.after() == {Grade.LOW: 5, Grade.FLASH: 9}


def test_a_deferred_entry_brings_the_cursor_back_when_it_is_due() -> None:
    flight = Flight()
    for entry in (5, 6):
        flight.reach(entry, Grade.LOW)
        flight.launch(entry, Grade.LOW, 1)
    flight.put_off(1, later(1000))
    first_due = flight.next_due
    assert not flight.resume(later(999))
    assert flight.resume(later(1000))
    assert (first_due, flight.next_due) == (later(1000), None)
    assert flight.after() == {Grade.LOW: 4}
    assert flight.reach(5, Grade.LOW)
    assert not flight.reach(6, Grade.LOW), "it is in flight"


def test_too_many_deferred_close_the_window() -> None:
    flight = Flight()
    for entry in range(MAX_DEFERRED):
        flight.put_off(flight.launch(entry, Grade.LOW, 1), later(entry))
    assert not flight.has_room(Grade.LOW)
    flight.resume(later(0))
    assert flight.has_room(Grade.LOW)


def test_a_thousand_deferred_letters_do_not_hold_back_a_flash() -> None:
    flight = Flight()
    for entry in range(MAX_DEFERRED):
        flight.put_off(flight.launch(entry, Grade.LOW, 1), later(3_600_000))
    assert [flight.has_room(grade) for grade in Grade] == [False, True, True]


def test_a_window_full_of_letters_does_not_hold_back_a_flash() -> None:
    flight = Flight()
    for entry in range(WINDOW_LOADS):
        flight.launch(entry, Grade.URGENT, WINDOW_BYTES)
    assert [flight.has_room(grade) for grade in Grade] == [False, False, True]
    for entry in range(WINDOW_LOADS):
        flight.launch(WINDOW_LOADS + entry, Grade.FLASH, 1)
    assert not flight.has_room(Grade.FLASH)


@pytest.mark.parametrize("ranges", [[(2, 2)], [(1, 2)], [(1, 2**53)], [(1, 1), (1, 1)]])
def test_an_answer_to_what_is_not_in_flight_is_malformed(ranges: list[tuple[int, int]]) -> None:
    flight = Flight()
    flight.launch(1, Grade.LOW, 1)
    with pytest.raises(Malformed, match="not in flight"):
        flight.land(ranges)


def test_a_deferral_of_what_is_not_in_flight_is_malformed() -> None:
    with pytest.raises(Malformed, match="not in flight"):
        Flight().put_off(1, NOW)


def test_what_has_not_come_is_pulled_again_if_it_is_a_letter() -> None:
    flight = Flight()
    letter = flight.launch(5, Grade.LOW, 10)
    blob = flight.launch(6, Grade.LOW, 0, PacketKind.BLOB)
    flight.reach(5, Grade.LOW)
    flight.reach(6, Grade.LOW, PacketKind.BLOB)
    assert flight.offer_again([(letter, blob)])
    assert (letter in flight, blob in flight) == (False, True)
    assert flight.reach(5, Grade.LOW)
    assert not flight.reach(6, Grade.LOW, PacketKind.BLOB)
    assert flight.launch(5, Grade.LOW, 10) == letter
    assert not flight.offer_again([(blob, blob)])


def test_what_was_under_way_when_it_was_asked_for_is_answered_twice() -> None:
    flight = Flight()
    number = flight.launch(5, Grade.LOW, 10)
    flight.offer_again([(number, number)])
    assert flight.land([(number, number)]) == [], "it goes again all the same"
    assert flight.reach(5, Grade.LOW)
    assert flight.launch(5, Grade.LOW, 10) == number
    flight.offer_again([(number, number)])
    assert flight.launch(5, Grade.LOW, 10) == number
    assert flight.land([(number, number)]) == [5]
    flight.put_off(number, NOW)
    assert flight.deferred == {}
    with pytest.raises(Malformed, match="not in flight"):
        flight.land([(number, number)])


def test_answers_that_are_passed_over_are_bounded() -> None:
    flight = Flight()
    for entry in range(1, MAX_TWICE + 2):
        number = flight.launch(entry, Grade.LOW, 0)
        flight.offer_again([(number, number)])
    assert flight.land([(2, MAX_TWICE + 1)]) == []
    with pytest.raises(Malformed, match="not in flight"):
        flight.land([(1, 1)])


def test_the_end_of_the_letters_gives_up_no_number_of_a_blob() -> None:
    numbers = Outgoing(1, Epoch(bytes(8)))
    before = Flight(numbers)
    before.launch(5, Grade.LOW, 10)
    before.launch(6, Grade.LOW, 0, PacketKind.BLOB)
    flight = Flight(numbers)  # the next connection
    assert flight.sweep(PacketKind.LETTER, to_the_end=True)
    assert numbers.awaited() == ((2, 2),)
    flight.reach(7, Grade.LOW)
    assert not flight.sweep(), "letters have gone past it, and not blobs"
    flight.reach(7, Grade.LOW, PacketKind.BLOB)
    assert flight.sweep()
    assert numbers.awaited() == ()


class Tray(RuleBasedStateMachine):
    """An out-tray and a neighbour: whatever they do, each entry is sent until it is answered."""

    def __init__(self) -> None:
        super().__init__()
        self.flight = Flight()
        self.waiting: dict[int, Grade] = {}
        self.aloft: dict[int, int] = {}
        self.landed: set[int] = set()
        self.off: dict[int, int] = {}
        self.now = 0
        self.last = 0

    @rule(grade=st.sampled_from(Grade))
    def put(self, grade: Grade) -> None:
        self.last += 1
        self.waiting[self.last] = grade

    @rule(limit=st.integers(1, 4))
    def send(self, limit: int) -> None:
        after = self.flight.after()
        ready = [e for e, grade in self.waiting.items() if e > after.get(grade, 0)]
        for entry in sorted(ready, key=lambda e: (-self.waiting[e], e))[:limit]:
            if self.flight.reach(entry, self.waiting[entry]):
                assert entry not in self.aloft.values(), "sent twice"
                assert entry not in self.off, "sent before it was due"
                assert entry not in self.landed, "sent after it was answered"
                self.aloft[self.flight.launch(entry, self.waiting[entry], 1)] = entry

    @precondition(lambda self: self.aloft)
    @rule(data=st.data())
    def accept(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.aloft)))
        entry = self.aloft.pop(number)
        assert self.flight.land([(number, number)]) == [entry]
        self.landed.add(entry)

    @precondition(lambda self: self.aloft)
    @rule(data=st.data(), wait=st.integers(1, 5))
    def defer(self, data: st.DataObject, wait: int) -> None:
        number = data.draw(st.sampled_from(sorted(self.aloft)))
        self.flight.put_off(number, TimeMs(self.now + wait))
        self.off[self.aloft.pop(number)] = self.now + wait

    @precondition(lambda self: self.landed)
    @rule()
    def commit(self) -> None:
        for entry in self.landed:
            del self.waiting[entry]
        self.flight.settle(self.landed)
        self.landed.clear()

    @rule(step=st.integers(1, 3))
    def tick(self, step: int) -> None:
        self.now += step
        due = {entry for entry, at in self.off.items() if at <= self.now}
        assert self.flight.resume(TimeMs(self.now)) is bool(due)
        for entry in due:
            del self.off[entry]

    @invariant()
    def nothing_is_forgotten(self) -> None:
        busy = {*self.aloft.values(), *self.off, *self.landed}
        for entry, grade in self.waiting.items():
            assert entry in busy or entry > self.flight.after().get(grade, 0)

    @invariant()
    def the_counts_agree(self) -> None:
        assert len(self.flight) == len(self.aloft)


TestTray = Tray.TestCase
