"""The one writer: it takes what waits, most urgent first, and lets the desk decide it in groups.

Rule 1: one thread runs the desk; nobody else touches the store's writing connection.
Rule 2: a group is what waits, until its weight is `MAX_WEIGHT`; nothing waits for a group to fill.
Rule 3: answers are given after the commit, once for a whole group.
Rule 4: after a tick that failed the clock rests for a second. What was due is still due, so with a
    full disk the next tick would come at once, and fail, and so on at the whole machine's cost.
Rule 5: a store that does not answer ends nothing: all of the group are told to ask again.
"""

import heapq
import logging
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from threading import Condition, Thread
from typing import Final, Protocol

from depesha.errors import Bug, NotNow, Problem
from depesha.names import StationId, TimeMs
from depesha.office.desk import Handled
from depesha.office.events import EnterRecords, Event, Granted, IndexArchive, Outcome, Tick
from depesha.packet import Arrived, Grade

MAX_WEIGHT: Final = 64
"""Events of one commit: about 20 ms of deciding (a telegram costs some 0.3 ms)."""

BYTES_OF_WEIGHT: Final = 2048
"""A packet holds about one telegram for so many bytes, and weighs as much."""

REST_MS: Final = 1_000
"""How long the clock rests after a tick that failed, or when the store does not say what is due."""

_log: Final = logging.getLogger(__name__)

Answer = Callable[[Outcome], None]
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
        self._waiting: list[tuple[int, int, Event, Answer]] = []
        self._order = count()
        self._changed = Condition()
        self._stopping = False
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
                heapq.heappush(self._waiting, (-urgency, next(self._order), event, answer))
            self._changed.notify()

    def stop(self) -> None:
        """Decide what waits, then end. Returns when the thread has ended."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        try:
            while group := self._take():
                self._handle(group)
        except BaseException as error:  # noqa: BLE001  # reported, and the station stops
            self._failed(error)

    def _take(self) -> list[tuple[Event, Answer]]:
        with self._changed:
            while not self._waiting and not self._stopping:
                self._changed.wait()
            group: list[tuple[Event, Answer]] = []
            weight = 0
            while self._waiting and weight < MAX_WEIGHT:
                _, _, event, answer = heapq.heappop(self._waiting)
                group.append((event, answer))
                weight += _weight(event)
            return group

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


def _weight(event: Event) -> int:
    """Return what an event weighs: 1 for each thing that is decided, or put in the index.

    A record costs what a telegram does. Words to be indexed cost more than that; the loop asks for
    few at a time, so neither makes traffic wait for the other.
    """
    match event:
        case Granted():
            return _weight(event.order)
        case EnterRecords():
            return max(1, len(event.records))
        case IndexArchive():
            return max(1, event.limit)
        case Arrived():
            return 1 + len(event.packet.sealed) // BYTES_OF_WEIGHT
        case _:
            return 1
