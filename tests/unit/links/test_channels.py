"""What is remembered of the numbers on a line, between its connections."""

import itertools

import pytest

from depesha.channel import MAX_SPANS, Account, ChannelCount
from depesha.errors import NotNow
from depesha.links.channels import Channels, Outgoing
from depesha.names import Epoch, StationId
from depesha.packet import Grade

EPOCH = Epoch(b"an epoch")
BETA = StationId("beta")


def outgoing() -> Outgoing:
    return Outgoing(0, EPOCH)


def test_a_load_keeps_its_number_until_it_is_answered() -> None:
    numbers = outgoing()
    assert [numbers.give(entry, Grade.LOW) for entry in (7, 8, 7)] == [1, 2, 1]
    numbers.settle(7)
    assert numbers.give(7, Grade.LOW) == 3
    assert numbers.count() == ChannelCount(
        lane=0, epoch=EPOCH, last=3, sent=4, again=1, unanswered=2
    )


def test_the_number_of_what_no_frame_can_hold_goes_to_another() -> None:
    numbers = outgoing()
    numbers.give(7, Grade.LOW)
    numbers.take_back(7)
    assert numbers.give(8, Grade.LOW) == 1
    numbers.give(9, Grade.LOW)
    numbers.take_back(8)  # not the last: it stays empty
    assert numbers.give(10, Grade.LOW) == 3
    assert numbers.awaited() == ((2, 3),)


def test_more_spans_than_a_frame_holds_are_rounded() -> None:
    numbers = outgoing()
    for entry in range(1, 4 * MAX_SPANS):
        numbers.give(entry, Grade.LOW)
    for entry in range(1, 4 * MAX_SPANS, 2):
        numbers.settle(entry)
    awaited = numbers.awaited()
    assert len(awaited) == MAX_SPANS
    assert awaited[-1] == (2 * MAX_SPANS, 4 * MAX_SPANS - 2)


def channels(recalled: Account | None = None) -> Channels:
    counter = itertools.count(1)
    return Channels(
        BETA, lambda size: next(counter).to_bytes(size, "big"), lambda _by, _lane, _epoch: recalled
    )


def test_an_epoch_is_made_once_for_each_lane() -> None:
    both = channels()
    first, second = both.outgoing(0), both.outgoing(1)
    assert both.outgoing(0) is first
    assert first.epoch != second.epoch


def test_what_was_written_down_is_taken_up_once() -> None:
    known = channels(Account(9)).incoming(0, EPOCH)
    assert known.account.last == 9
    both = channels()
    heard = both.incoming(0, EPOCH)
    assert both.incoming(0, EPOCH) is heard
    assert both.incoming(0, Epoch(b"another!")) is not heard
    assert both.incoming(1, EPOCH) is not heard


def test_a_store_that_does_not_answer_is_done_without() -> None:
    def no_store(_by: StationId, _lane: int, _epoch: Epoch) -> Account | None:
        msg = "the disk does not answer"
        raise NotNow(msg)

    heard = Channels(BETA, bytes, no_store).incoming(0, EPOCH)
    assert heard.account.last == 0


@pytest.mark.parametrize("lane", [0, 1])
def test_a_lane_has_numbers_of_its_own(lane: int) -> None:
    numbers = channels().outgoing(lane)
    numbers.give(1, Grade.LOW)
    assert (numbers.lane, numbers.last, len(numbers)) == (lane, 1, 1)
