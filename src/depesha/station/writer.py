"""The one writer: it takes what waits, most urgent first, and lets the desk decide it in groups.

Rule 1: one thread runs the desk; nobody else touches the store's writing connection.
Rule 2: a group is what waits, until its weight is `MAX_WEIGHT`; nothing waits for a group to fill.
Rule 3: answers are given after the commit, once for a whole group.
Rule 4: after a tick that failed the clock rests for a second. What was due is still due, so with a
    full disk the next tick would come at once, and fail, and so on at the whole machine's cost.
Rule 5: a store that does not answer ends nothing: all of the group are told to ask again.
Rule 6: what is in bulk (`weighing`) waits until nothing else does, and goes in groups of its own,
    so that no telegram waits for its commit: in small ones for as long as something else came just
    before. Where something else always waits it has one small group after `PASSED` others.
"""

import heapq
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from threading import Condition, Thread
from typing import Any, Final, Protocol

from depesha.errors import Bug, NotNow, Problem
from depesha.names import StationId, TimeMs
from depesha.office.desk import Handled
from depesha.office.events import Done, Event, Outcome, Tick
from depesha.packet import Grade
from depesha.station.weighing import is_in_bulk, parted, weight

MAX_WEIGHT: Final = 64
"""Events of one commit: about 20 ms of deciding (a telegram costs some 0.3 ms)."""

SMALL_WEIGHT: Final = 8
"""Of a group in bulk while something else comes: about 10 ms, for which that waits at most."""

CALM: Final = 32
"""Small groups in bulk, one behind the other, after which nothing else seems to come."""

PASSED: Final = 16
"""Groups that go before one in bulk where something else always waits: it has a tenth, or less."""

REST_MS: Final = 1_000
"""How long the clock rests after a tick that failed, or when the store does not say what is due."""

_log: Final = logging.getLogger(__name__)

Answer = Callable[[Outcome], None]
_Waiting = tuple[int, int, Event, Answer]
AfterCommit = Callable[[Mapping[StationId, Grade], TimeMs | None], None]


class Deciding(Protocol):
    """What the writer needs of a desk."""

    def handle(self, events: Sequence[Event], now: TimeMs) -> Handled:
        """Decide a group of events and make what follows durable."""
        ...

    def next_tick(self, now: TimeMs) -> TimeMs | None:
        """Return when the clock must next be looked at."""
        ...


class Writer:
    """The desk's thread and its queue.

    Args:
        desk: what decides.
        clock: the time.
        after_commit: called in the writer's thread after each group: which neighbours have
            something new, and when the clock must be looked at next.
        failed: called once, in the writer's thread, if the desk breaks: a bug stops the station.
    """

    def __init__(
        self,
        desk: Deciding,
        clock: Callable[[], TimeMs],
        after_commit: AfterCommit,
        failed: Callable[[BaseException], None],
    ) -> None:
        self._desk = desk
        self._clock = clock
        self._after_commit = after_commit
        self._failed = failed
        self._waiting: list[_Waiting] = []
        self._in_bulk: list[_Waiting] = []
        self._passed = 0
        self._calm = 0
        self._order = count()
        self._changed = Condition()
        self._stopping = False
        self._last: Event | None = None
        self._resting_until = TimeMs(0)
        self._thread = Thread(target=self._run, name="desk", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def submit(self, event: Event, urgency: int, answer: Answer) -> None:
        """Put an event in the queue; `answer` is called after its commit, in the writer's thread.

        Raises:
            NotNow: the station is stopping.
        """
        self.submit_all([(event, urgency, answer)])

    def submit_all(self, events: Sequence[tuple[Event, int, Answer]]) -> None:
        """Put events in the queue, in their order within one urgency."""
        with self._changed:
            if self._stopping:
                msg = "the station is stopping"
                raise NotNow(msg)
            for event, urgency, answer in events:
                queue = self._in_bulk if is_in_bulk(event) else self._waiting
                heapq.heappush(queue, (-urgency, next(self._order), event, answer))
            self._changed.notify()

    def stop(self, last: Event | None = None) -> None:
        """Decide what waits, then `last`, then end. Returns when the thread has ended."""
        with self._changed:
            self._last = last
            self._stopping = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        try:
            while group := self._take():
                self._handle(group)
            if self._last is not None:
                self._handle([(self._last, _unheard)])
        except BaseException as error:  # noqa: BLE001  # reported, and the station stops
            self._failed(error)

    def _take(self) -> list[tuple[Event, Answer]]:
        with self._changed:
            while not (self._waiting or self._in_bulk or self._stopping):
                self._changed.wait()
            if self._waiting and not (self._in_bulk and self._passed == PASSED):
                self._calm = 0
                self._passed = self._passed + 1 if self._in_bulk else 0
                return _group(self._waiting)
            self._calm = min(self._calm + 1, CALM + 1)
            self._passed = 0
            return _group_in_bulk(self._in_bulk, MAX_WEIGHT if self._calm > CALM else SMALL_WEIGHT)

    def _handle(self, group: list[tuple[Event, Answer]]) -> None:
        now = self._clock()
        handled = self._decided([event for event, _ in group], now)
        for outcome, (event, answer) in zip(handled.outcomes, group, strict=True):
            self._look_at(event, outcome, now)
            answer(outcome)
        self._after_commit(handled.woken, self._next_tick(now))

    def _decided(self, events: Sequence[Event], now: TimeMs) -> Handled:
        try:
            return self._desk.handle(events, now)
        except NotNow as error:  # the store could not even give the group up
            _log.warning("a group was lost: %s", error.message)
            return Handled(outcomes=(error,) * len(events), woken={})

    def _look_at(self, event: Event, outcome: Outcome, now: TimeMs) -> None:
        if isinstance(outcome, Bug):
            _log.error("an order met a bug", exc_info=outcome.__cause__)
        if isinstance(event, Tick):
            failed = isinstance(outcome, Problem)
            self._resting_until = TimeMs(now + REST_MS if failed else 0)

    def _next_tick(self, now: TimeMs) -> TimeMs | None:
        try:
            due = self._desk.next_tick(now)
        except NotNow:
            return TimeMs(now + REST_MS)
        return None if due is None else max(due, self._resting_until)


def _unheard(outcome: Outcome) -> None:
    """Hear what nobody waits for."""


def _group(queue: list[_Waiting]) -> list[tuple[Event, Answer]]:
    """Take what is most urgent out of a queue, until it weighs enough."""
    group: list[tuple[Event, Answer]] = []
    weighs = 0
    while queue and weighs < MAX_WEIGHT:
        _, _, event, answer = heapq.heappop(queue)
        group.append((event, answer))
        weighs += weight(event)
    return group


def _group_in_bulk(queue: list[_Waiting], most: int) -> list[tuple[Event, Answer]]:
    """Take what comes next and weighs no more than that; of what can be parted, a part."""
    group: list[tuple[Event, Answer]] = []
    weighs = 0
    while queue and (not group or weighs + weight(queue[0][2]) <= most):
        urgency, place, event, answer = heapq.heappop(queue)
        if (parts := parted(event, most)) is not None:
            both = _Both(answer)
            event, answer = parts[0], both.first
            heapq.heappush(queue, (urgency, place, parts[1], both.rest))
        group.append((event, answer))
        weighs += weight(event)
    return group


class _Both:
    """Answers for the two parts of an event: once, with the sums of what they did."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._first: Outcome = Done(value={})

    def first(self, outcome: Outcome) -> None:
        """Keep what the first came to."""
        self._first = outcome

    def rest(self, outcome: Outcome) -> None:
        """Answer; what failed in the first part is told, for the rest is less than was asked for.

        The index is made anew by the first part alone: whoever may not is not told that it was.
        """
        if not isinstance(self._first, Done):
            outcome = self._first
        elif isinstance(outcome, Done):
            before: Mapping[str, Any] = self._first.value
            summed = {name: value + before.get(name, 0) for name, value in outcome.value.items()}
            outcome = replace(outcome, value=summed)
        self._answer(outcome)
