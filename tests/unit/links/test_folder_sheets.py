"""What was offered in packs and what was answered: the cursor, lost packs, late answers."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from depesha.channel import spans_of
from depesha.errors import Malformed
from depesha.links.folder.sheets import MAX_LOST, SHEET, Offer, Sheet, Sheets
from depesha.links.frames import Accept, Defer, Refuse
from depesha.names import Digest, Epoch, SlipId, TimeMs
from depesha.packet import Grade, RefuseReason, slip_id_of
from tests.links.small_station import given_back, packet

NOW = TimeMs(1_795_452_396_711)


def digest(number: int) -> Digest:
    return Digest(number.to_bytes(32, "big"))


def epoch(number: int) -> Epoch:
    return Epoch(number.to_bytes(8, "big"))


def sheet(number: int, entries: Iterable[int], answers: Iterable[int] = ()) -> Sheet:
    """Return the sheet of a pack with these entries under the numbers from 1."""
    offers = tuple(
        Offer(number=at, entry=entry, grade=Grade.LOW, slip_id=SlipId(entry.to_bytes(16, "big")))
        for at, entry in enumerate(entries, 1)
    )
    return Sheet(
        digest=digest(number),
        size_bytes=100,
        epoch=epoch(number),
        written_at=TimeMs(NOW + number),
        offers=offers,
        answers=tuple(map(digest, answers)),
    )


def offered(*some: Sheet) -> Sheets:
    """Return the state after these packs were written."""
    sheets = Sheets()
    for one in some:
        write(sheets, one)
    return sheets


def write(sheets: Sheets, one: Sheet) -> None:
    for offer in one.offers:
        sheets.reach(offer.entry, offer.grade)
        sheets.take_in_hand(offer.entry)
    sheets.add(one)


def accept(number: int, *numbers: int) -> Accept:
    return Accept(lane=0, epoch=epoch(number), ranges=tuple(spans_of(list(numbers))))


def defer(number: int, at: int, until: int) -> Defer:
    return Defer(lane=0, epoch=epoch(number), channel_seq=at, until=TimeMs(until))


def test_what_is_offered_is_passed_over_until_it_is_settled() -> None:
    sheets = offered(sheet(1, [5, 6]))
    assert (len(sheets), sheets.is_free(5), sheets.after) == (2, False, {Grade.LOW: 6})
    landed = sheets.land([accept(1, 1, 2)], NOW)
    assert landed.accepted == [5, 6]
    assert not sheets.is_free(5), "its answer is not committed here yet"
    assert sheets.finished(set()) == []
    sheets.settle([5, 6])
    assert sheets.is_free(5)
    assert sheets.finished(set()) == [digest(1)]


def test_an_answer_counts_once() -> None:
    sheets = offered(sheet(1, [5]))
    assert sheets.land([accept(1, 1), accept(1, 1)], NOW).accepted == [5]
    assert sheets.land([accept(1, 1)], NOW).accepted == []


def test_an_answer_of_another_lane_or_epoch_is_passed_over() -> None:
    sheets = offered(sheet(1, [5]))
    other = Accept(lane=1, epoch=epoch(1), ranges=((1, 1),))
    assert sheets.land([other, accept(2, 1), accept(1, 9)], NOW).accepted == []
    assert len(sheets) == 1


def test_an_accept_of_all_numbers_costs_what_was_offered() -> None:
    sheets = offered(sheet(1, [5, 6]))
    everything = Accept(lane=0, epoch=epoch(1), ranges=((1, 2**53),))
    assert sheets.land([everything], NOW).accepted == [5, 6]


def test_a_refusal_is_told_with_its_reason() -> None:
    sheets = offered(sheet(1, [5]))
    refuse = Refuse(lane=0, epoch=epoch(1), channel_seq=1, reason=RefuseReason.LOOP)
    assert sheets.land([refuse], NOW).refused == [(5, refuse)]


@pytest.mark.parametrize(
    ("until", "due"),
    [(0, 1_000), (NOW + 60_000, 60_000), (2**47, 3_600_000)],
)
def test_what_is_deferred_is_free_again_when_it_is_due(until: int, due: int) -> None:
    sheets = offered(sheet(1, [5, 6]))
    assert sheets.land([defer(1, 1, until)], NOW).deferred == 1
    assert sheets.next_due == NOW + due
    sheets.resume(TimeMs(NOW + due - 1))
    assert not sheets.is_free(5)
    sheets.resume(TimeMs(NOW + due))
    assert sheets.is_free(5)
    assert sheets.after == {Grade.LOW: 4}
    assert sheets.next_due is None


def test_a_lost_pack_sets_its_loads_free_and_a_late_answer_still_counts() -> None:
    sheets = offered(sheet(1, [5, 6]))
    assert sheets.lose(digest(1)) == []
    assert sheets.is_free(5)
    assert sheets.lying() == []
    write(sheets, sheet(2, [5, 6]))
    assert sheets.land([accept(1, 1)], NOW).accepted == [5]
    assert sheets.land([accept(2, 1, 2)], NOW).accepted == [6]
    sheets.settle([5, 6])
    assert sheets.finished(set()) == [digest(1), digest(2)]


def test_an_answer_that_lands_while_its_load_is_packed_again_counts_once() -> None:
    sheets = offered(sheet(1, [5]))
    sheets.lose(digest(1))
    sheets.take_in_hand(5)
    assert sheets.land([accept(1, 1)], NOW).accepted == [5]
    sheets.add(sheet(2, [5]))
    assert sheets.land([accept(2, 1)], NOW).accepted == []
    sheets.settle([5])
    assert sheets.finished(set()) == [digest(1), digest(2)]


def test_what_is_in_hand_is_not_packed_twice() -> None:
    sheets = Sheets()
    sheets.take_in_hand(5)
    assert not sheets.is_free(5)
    sheets.give_back(sheet(1, [5]).offers)
    assert sheets.is_free(5)


def test_only_so_many_lost_sheets_are_kept() -> None:
    sheets = offered(*(sheet(number, [number]) for number in range(1, MAX_LOST + 3)))
    given_up = [one for number in range(1, MAX_LOST + 3) for one in sheets.lose(digest(number))]
    assert given_up[0] == digest(1)
    sheets.drop(digest(1))
    assert sheets.land([accept(1, 1)], NOW).accepted == []
    assert sheets.is_free(1)


def test_a_lost_pack_of_answers_is_given_up_at_once() -> None:
    sheets = offered(sheet(1, [], answers=[9]))
    assert sheets.answered() == {digest(9)}
    assert sheets.lose(digest(1)) == [digest(1)]
    assert sheets.answered() == set()


def test_answers_stay_until_the_neighbour_has_them() -> None:
    sheets = offered(sheet(1, [], answers=[9]))
    assert sheets.finished(None) == [], "its manifest is not there"
    assert sheets.finished({digest(9)}) == []
    assert sheets.finished(set()) == [digest(1)]


def test_a_recalled_sheet_is_open() -> None:
    sheets = Sheets()
    sheets.recall(sheet(1, [5]))
    assert not sheets.is_free(5)
    assert sheets.unanswered_since == NOW + 1
    assert sheets.land([accept(1, 1)], NOW).accepted == [5]


def test_a_pack_is_as_urgent_as_its_most_urgent_load_and_answers_are_urgent() -> None:
    assert sheet(1, [5]).grade is Grade.LOW
    assert sheet(1, [], answers=[9]).grade is Grade.FLASH


def test_a_load_is_known_again_by_its_slip() -> None:
    assert slip_id_of(packet(7)) == slip_id_of(given_back(7)) == (7).to_bytes(16, "big")


@given(
    st.lists(st.integers(1, 2**62), unique=True, max_size=5),
    st.lists(st.integers(0, 2**64), max_size=3),
)
def test_a_sheet_survives_its_bytes(entries: list[int], answers: list[int]) -> None:
    one = sheet(3, entries, answers)
    data = SHEET.encode(one)
    assert SHEET.decode(data) == one
    with pytest.raises(Malformed):
        SHEET.decode(data[:-1])


class Custody(RuleBasedStateMachine):
    """A neighbour that accepts what it likes, over a folder that loses what it likes."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets = Sheets()
        self.tray = set(range(1, 9))
        self.written: list[Sheet] = []
        self.ended: list[int] = []

    @rule()
    def offer(self) -> None:
        free = [entry for entry in sorted(self.tray) if self.sheets.is_free(entry)]
        if free:
            one = sheet(len(self.written) + 1, free)
            self.written.append(one)
            write(self.sheets, one)

    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        if self.written:
            one = data.draw(st.sampled_from(self.written))
            numbers = data.draw(st.sets(st.integers(1, len(one.offers)), min_size=1))
            landed = self.sheets.land([accept(len_of(one), *numbers)], NOW)
            self.ended += landed.accepted
            self.tray.difference_update(landed.accepted)
            self.sheets.settle(landed.accepted)

    @rule(data=st.data())
    def lose(self, data: st.DataObject) -> None:
        if self.written:
            self.sheets.lose(data.draw(st.sampled_from(self.written)).digest)

    @rule(data=st.data())
    def drop(self, data: st.DataObject) -> None:
        if self.written:
            self.sheets.drop(data.draw(st.sampled_from(self.written)).digest)

    @invariant()
    def custody_ends_once(self) -> None:
        assert len(self.ended) == len(set(self.ended))

    @invariant()
    def whatever_waits_is_free_or_lies_in_a_pack(self) -> None:
        lying = {offer.entry for one in self.sheets.lying() for offer in one.offers}
        free = {entry for entry in self.tray if self.sheets.is_free(entry)}
        assert self.tray <= lying | free


def len_of(one: Sheet) -> int:
    return int.from_bytes(one.epoch, "big")


TestCustody = Custody.TestCase


def test_a_sheet_remembers_its_blob_and_one_of_before_has_none() -> None:
    plain = sheet(1, [5])
    assert SHEET.decode(SHEET.encode(plain)) == plain
    with_blob = replace(plain, blob=digest(9), blob_bytes=2**40)
    assert SHEET.decode(SHEET.encode(with_blob)) == with_blob
    assert SHEET.encode(with_blob) != SHEET.encode(plain)


def test_the_two_cursors_go_forward_apart_and_back_together() -> None:
    sheets = Sheets()
    sheets.reach(9, Grade.LOW)
    sheets.reach_blob(7, Grade.LOW)
    assert (sheets.after, sheets.blobs_after) == ({Grade.LOW: 9}, {Grade.LOW: 7})
    sheets.take_in_hand(5)
    sheets.give_back(sheet(1, [5]).offers)
    assert (sheets.after, sheets.blobs_after) == ({Grade.LOW: 4}, {Grade.LOW: 4})


def test_what_is_put_off_is_passed_over_until_it_is_due_but_not_if_it_was_answered() -> None:
    sheets = Sheets()
    offer, answered = sheet(1, [5, 6]).offers
    sheets.take_in_hand(5)
    for one in (offer, answered):
        sheets.put_off(one, TimeMs(NOW + 1000))
    assert (sheets.is_free(5), sheets.is_free(6)) == (False, True)
    assert sheets.next_due == NOW + 1000
    sheets.resume(TimeMs(NOW + 1000))
    assert sheets.is_free(5)
