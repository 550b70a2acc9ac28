from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from threading import Event as Signal
from typing import Any

import pytest

from depesha.errors import Forbidden, NotNow, StoreFull, confessed
from depesha.names import Grant, OfficeId, SlipId, StationId, TimeMs
from depesha.office.archive import MAX_AT_ONCE
from depesha.office.desk import Handled
from depesha.office.events import (
    Done,
    EnterRecords,
    Event,
    Granted,
    IndexArchive,
    Outcome,
    SignCheckpoint,
    Tick,
)
from depesha.packet import Accept, Arrived, Grade, Packet, Slip
from depesha.station.weighing import BYTES_OF_WEIGHT
from depesha.station.writer import CALM, MAX_WEIGHT, PASSED, REST_MS, SMALL_WEIGHT, Writer

SECONDS = 10.0
NOW = TimeMs(1951)
BETA = StationId("beta")


class SlowDesk:
    """Decides nothing, remembers every group, and waits before the first until it may begin."""

    def __init__(self) -> None:
        self.groups: list[list[Event]] = []
        self.begun = Signal()
        self.may_go = Signal()
        self.breaks_at: Event | None = None
        self.outcome: Outcome | None = None
        self.outcomes_of: Callable[[Event], Outcome | None] = lambda _: self.outcome

    def handle(self, events: Sequence[Event], now: TimeMs) -> Handled:
        assert now == NOW
        self.begun.set()
        assert self.may_go.wait(SECONDS)
        self.groups.append(list(events))
        if self.breaks_at in events:
            raise ZeroDivisionError
        outcomes = tuple(
            self.outcomes_of(event) or Done(value={"place": place})
            for place, event in enumerate(events)
        )
        return Handled(outcomes=outcomes, woken={BETA: Grade.FLASH})

    def next_tick(self, now: TimeMs) -> TimeMs | None:
        return TimeMs(now + 1)


class Kept:
    """What a writer told: outcomes, commits, and why it broke."""

    def __init__(self) -> None:
        self.answers: list[Outcome] = []
        self.commits: list[tuple[int, Any, TimeMs | None]] = []
        self.failures: list[BaseException] = []
        self.failed = Signal()

    def commit(self, woken: Any, next_tick: TimeMs | None) -> None:
        self.commits.append((len(self.answers), woken, next_tick))

    def fail(self, error: BaseException) -> None:
        self.failures.append(error)
        self.failed.set()


@contextmanager
def writing(desk: SlowDesk, kept: Kept) -> Iterator[Writer]:
    """Lend a writer whose desk is busy with a first event of its own."""
    writer = Writer(desk, lambda: NOW, kept.commit, kept.fail)
    writer.start()
    try:
        writer.submit(Tick(), 0, lambda _: None)
        assert desk.begun.wait(SECONDS)
        yield writer
    finally:
        desk.may_go.set()
        with suppress(NotNow):
            writer.stop()


def arrived(size_bytes: int) -> Arrived:
    slip = Slip(
        slip_id=SlipId(bytes(16)),
        destination=BETA,
        grade=Grade.LOW,
        size_bytes=size_bytes,
        expires_at=TimeMs(3_600_000),
    )
    return Arrived(neighbour=BETA, packet=Packet(slip=slip, sealed=bytes(size_bytes)))


def groups_of(events: Sequence[tuple[Event, int]]) -> list[list[Event]]:
    """Return the groups that a writer makes of what waited while it was busy."""
    desk, kept = SlowDesk(), Kept()
    with writing(desk, kept) as writer:
        for event, urgency in events:
            writer.submit(event, urgency, kept.answers.append)
        desk.may_go.set()
        writer.stop()
    assert len(kept.answers) == len(events)
    assert kept.failures == []
    return desk.groups[1:]


def test_what_waits_is_one_group() -> None:
    assert [len(group) for group in groups_of([(Tick(), 0)] * 10)] == [10]


def test_a_group_ends_when_its_weight_is_full() -> None:
    groups = groups_of([(Tick(), 0)] * (MAX_WEIGHT * 2 + 3))
    assert [len(group) for group in groups] == [MAX_WEIGHT, MAX_WEIGHT, 3]


def test_a_large_packet_weighs_as_much_as_the_telegrams_that_it_may_hold() -> None:
    large = arrived(BYTES_OF_WEIGHT * (MAX_WEIGHT // 2))
    assert [len(group) for group in groups_of([(large, 0)] * 4)] == [2, 2]


def test_a_packet_heavier_than_a_group_is_a_group() -> None:
    huge = arrived(BYTES_OF_WEIGHT * MAX_WEIGHT * 2)
    assert [len(group) for group in groups_of([(huge, 0)] * 2)] == [1, 1]


def entering(records: int) -> EnterRecords:
    office = OfficeId("archivist@alpha")
    return EnterRecords(order_id="", office=office, batch="a file", records=(b"",) * records)


def indexing(limit: int) -> IndexArchive:
    return IndexArchive(order_id="", limit=limit)


PERSON = 3


def test_traffic_goes_before_what_is_in_bulk_and_waits_for_no_commit_of_it() -> None:
    """However urgent the one who gives it."""
    granted = Granted(order=entering(1), grant=Grant(b"grant"))
    telegram = arrived(1)
    groups = groups_of([(granted, PERSON), (telegram, 0), (indexing(1), PERSON), (telegram, 1)])
    assert groups == [[telegram, telegram], [granted, indexing(1)]]


def test_groups_in_bulk_are_small_for_as_long_as_something_else_came_just_before() -> None:
    few = [(entering(1), PERSON)] * (SMALL_WEIGHT * (CALM + 1) + MAX_WEIGHT)
    sizes = [len(group) for group in groups_of(few)]
    assert sizes == [SMALL_WEIGHT] * CALM + [MAX_WEIGHT, SMALL_WEIGHT]


def test_what_is_heavier_than_a_group_in_bulk_is_a_group() -> None:
    large, small = entering(SMALL_WEIGHT + 1), entering(1)
    groups = groups_of([(one, PERSON) for one in (small, large, large, small, small)])
    assert groups == [[small], [large], [large], [small, small]]


def test_what_is_put_into_the_index_is_done_in_parts_and_answered_once() -> None:
    desk, kept = SlowDesk(), Kept()
    with writing(desk, kept) as writer:
        indexed = replace(indexing(SMALL_WEIGHT * 2 + 1), anew=True)
        for event in (indexed, entering(1)):
            writer.submit(event, PERSON, kept.answers.append)
        desk.outcome = Done(value={"indexed": 5})
        desk.may_go.set()
        writer.stop()
    part = indexing(SMALL_WEIGHT)
    first = replace(part, anew=True)
    assert desk.groups[1:] == [[first], [part], [indexing(1), entering(1)]]
    assert kept.answers == [Done(value={"indexed": 15}), Done(value={"indexed": 5})]


def test_a_part_that_fails_is_told() -> None:
    desk, kept = SlowDesk(), Kept()
    full = StoreFull("the disk is full")
    with writing(desk, kept) as writer:
        writer.submit(indexing(SMALL_WEIGHT * 2), PERSON, kept.answers.append)
        desk.outcome = full
        desk.may_go.set()
        writer.stop()
    assert kept.answers == [full]


def test_a_first_part_that_is_refused_is_told_whatever_becomes_of_the_rest() -> None:
    """Only the first part makes the index anew: the rest is no answer to whoever may not."""
    desk, kept = SlowDesk(), Kept()
    with writing(desk, kept) as writer:
        anew = replace(indexing(SMALL_WEIGHT * 3), anew=True)
        writer.submit(anew, PERSON, kept.answers.append)
        desk.outcomes_of = lambda event: (
            Forbidden("they may not") if event == replace(anew, limit=SMALL_WEIGHT) else None
        )
        desk.may_go.set()
        writer.stop()
    assert [type(outcome) for outcome in kept.answers] == [Forbidden]


def test_an_order_to_index_whatever_it_asks_for_is_no_more_parts_than_the_desk_would_do() -> None:
    """Else one line from a face is a chain of commits that no stop ends, nor a stack holds."""
    desk, kept = SlowDesk(), Kept()
    with writing(desk, kept) as writer:
        writer.submit(indexing(2**53), PERSON, kept.answers.append)
        desk.outcome = Done(value={"indexed": 1})
        desk.may_go.set()
        writer.stop()
    parts = MAX_AT_ONCE // SMALL_WEIGHT
    assert len(desk.groups[1:]) == parts
    assert kept.answers == [Done(value={"indexed": parts})]
    assert kept.failures == []


def test_where_something_else_always_waits_what_is_in_bulk_has_its_turn() -> None:
    traffic = [(Tick(), 0)] * (MAX_WEIGHT * (PASSED + 2))
    bulk = [(entering(SMALL_WEIGHT), PERSON)] * 2
    groups = groups_of([*bulk, *traffic])
    assert [len(group) for group in groups] == [*[MAX_WEIGHT] * PASSED, 1, *[MAX_WEIGHT] * 2, 1]


def test_the_most_urgent_comes_first_and_equals_keep_their_order() -> None:
    events = [arrived(size) for size in range(6)]
    urgencies = (0, 2, 1, 2, 0, 1)
    (group,) = groups_of(list(zip(events, urgencies, strict=True)))
    assert group == [events[place] for place in (1, 3, 2, 5, 0, 4)]


def test_answers_are_given_before_the_commit_is_told_and_each_to_its_own() -> None:
    desk, kept = SlowDesk(), Kept()
    with writing(desk, kept) as writer:
        heard: dict[int, Outcome] = {}
        for place in range(5):
            writer.submit(Tick(), 0, partial(heard.__setitem__, place))
            writer.submit(Tick(), 0, kept.answers.append)
    assert heard == {place: Done(value={"place": 2 * place}) for place in range(5)}
    assert kept.commits == [
        (0, {BETA: Grade.FLASH}, NOW + 1),
        (5, {BETA: Grade.FLASH}, NOW + 1),
    ]


def test_stopping_decides_what_waits_and_takes_nothing_more() -> None:
    desk, kept = SlowDesk(), Kept()
    with writing(desk, kept) as writer:
        writer.submit(Tick(), 0, kept.answers.append)
        desk.may_go.set()
        writer.stop()
        assert len(kept.answers) == 1
        with pytest.raises(NotNow, match="stopping"):
            writer.submit(Tick(), 0, kept.answers.append)
    assert len(kept.answers) == 1


def test_the_last_is_decided_behind_what_is_in_bulk_too() -> None:
    """A checkpoint that the station signs as it ends covers what an import had ordered."""
    desk, kept = SlowDesk(), Kept()
    with writing(desk, kept) as writer:
        writer.submit(entering(1), PERSON, kept.answers.append)
        writer.submit(Tick(), 0, kept.answers.append)
        desk.may_go.set()
        writer.stop(SignCheckpoint())
    assert desk.groups[1:] == [[Tick()], [entering(1)], [SignCheckpoint()]]
    assert len(kept.commits) == len(desk.groups)


def test_stopping_an_idle_writer_ends_it() -> None:
    desk, kept = SlowDesk(), Kept()
    desk.may_go.set()
    writer = Writer(desk, lambda: NOW, kept.commit, kept.fail)
    writer.start()
    writer.stop()
    assert desk.groups == []


class FullDesk:
    """Something is always due, and there is no room for it: every tick fails."""

    def __init__(self) -> None:
        self.next_fails = self.group_fails = False
        self.tick: Outcome = StoreFull("the disk is full")

    def handle(self, events: Sequence[Event], now: TimeMs) -> Handled:
        del now
        if self.group_fails:
            msg = "the disk does not answer"
            raise NotNow(msg)
        return Handled(
            outcomes=tuple(self.tick if isinstance(one, Tick) else Accept() for one in events),
            woken={},
        )

    def next_tick(self, now: TimeMs) -> TimeMs | None:
        if self.next_fails:
            msg = "the disk does not answer"
            raise NotNow(msg)
        return now


def told_by(desk: FullDesk, *groups: Event) -> Kept:
    """Return what a writer tells when the events come one after the other."""
    kept = Kept()
    writer = Writer(desk, lambda: NOW, kept.commit, kept.fail)
    writer.start()
    for event in groups:
        answered = Signal()

        def answer(outcome: Outcome, answered: Signal = answered) -> None:
            kept.answers.append(outcome)
            answered.set()

        writer.submit(event, 0, answer)
        assert answered.wait(SECONDS)
    writer.stop()
    assert kept.failures == []
    return kept


def test_after_a_tick_that_failed_the_clock_rests_for_a_second() -> None:
    desk = FullDesk()
    kept = told_by(desk, Tick(), arrived(1), Tick())
    assert [at for _, _, at in kept.commits] == [NOW + REST_MS] * 3
    desk.tick = Accept()
    assert [at for _, _, at in told_by(desk, Tick()).commits] == [NOW]


def test_a_store_that_does_not_say_what_is_due_is_asked_again_in_a_second() -> None:
    desk = FullDesk()
    desk.next_fails = True
    assert [at for _, _, at in told_by(desk, arrived(1)).commits] == [NOW + REST_MS]


def test_a_store_that_does_not_even_give_a_group_up_ends_nothing() -> None:
    desk = FullDesk()
    desk.group_fails = True
    kept = told_by(desk, Tick(), arrived(1))
    assert [type(outcome) for outcome in kept.answers] == [NotNow, NotNow]
    assert [at for _, _, at in kept.commits] == [NOW + REST_MS] * 2


def test_a_bug_that_an_order_met_is_in_the_log_with_its_trace(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = FullDesk()
    with pytest.raises(ZeroDivisionError) as caught:
        _ = 1 // len("")
    desk.tick = confessed(caught.value)
    told_by(desk, Tick())
    assert "an order met a bug" in caplog.text
    assert "ZeroDivisionError" in caplog.text
    assert "Traceback" in caplog.text


def test_a_bug_is_told_once_and_nothing_is_decided_after_it() -> None:
    desk, kept = SlowDesk(), Kept()
    with writing(desk, kept) as writer:
        desk.breaks_at = arrived(1)
        writer.submit(desk.breaks_at, 1, kept.answers.append)
        desk.may_go.set()
        assert kept.failed.wait(SECONDS)
        with suppress(NotNow):
            writer.submit(Tick(), 0, kept.answers.append)
        writer.stop()
    assert [type(error) for error in kept.failures] == [ZeroDivisionError]
    assert kept.answers == [], "no result of a group that was not committed"
    assert len(desk.groups) == 2
