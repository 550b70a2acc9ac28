"""The one door. `handle` takes a group of events, decides them, and commits once.

Rule 1: each event is decided under its savepoint; one that is refused changes nothing.
Rule 2: nothing may leave, no result may be given and no custody accepted before the commit.
Rule 3: if a group fails as a whole (the store loses the transaction, a tray cannot be closed), all
caches of the group are dropped, and the events are tried again one by one.
Rule 4: an order has an id; asked again, it returns the first result, marked as `repeated`. An id
stands for one order: another one under it is refused.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from json import dumps, loads
from typing import Final

from depesha.errors import (
    KeyBookBehind,
    NotNow,
    NumbersAwaited,
    OrderIdReused,
    Problem,
    StoreDamaged,
    StoreFull,
    TooManyUnannounced,
    confessed,
)
from depesha.keybook import KeyBook
from depesha.names import StationId, TimeMs
from depesha.office import (
    archive_review,
    attachments,
    channels,
    checkpointing,
    control,
    diversion,
    holdup,
)
from depesha.office.asking import ask_for_key_book
from depesha.office.doors import DOORS
from depesha.office.events import (
    Done,
    Event,
    Examined,
    Granted,
    HookRan,
    KeepWatch,
    Outcome,
    SignCheckpoint,
    Tick,
    content_of,
)
from depesha.office.sitting import Sitting, Surroundings
from depesha.office.trays import close
from depesha.packet import (
    Defer,
    Grade,
    LineEvent,
)

DEFER_MS: Final = 5_000
"""When a neighbour may offer again what the store had no room for."""

BEHIND_MS: Final = 60_000
"""When a neighbour may offer again what waits for a newer key book, or for a letter."""

CALM_MS: Final = 6_000
"""How long the store must not have failed before that is over: longer than a deferral, or each
packet that is offered again would be an alarm of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """What a committed group leaves behind: an outcome for each event, and whom to wake.

    `woken` gives for each neighbour the highest grade of what is new for it.
    """

    outcomes: tuple[Outcome, ...]
    woken: Mapping[StationId, Grade]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """The store could not write: since when, until when at least, and what it said first."""

    since: TimeMs
    last_at: TimeMs
    problem: NotNow

    @property
    def over_at(self) -> TimeMs:
        """When it is over, if nothing fails until then."""
        return TimeMs(self.last_at + CALM_MS)

    @property
    def kind(self) -> str:
        """What kind of alarm it is."""
        return self.problem.code if isinstance(self.problem, StoreFull) else "store-failed"

    @property
    def text(self) -> str:
        """What the store said, without what became of that one group."""
        return self.problem.message.partition(":")[0]


class Desk:
    """The office at work. It is used by one thread, and holds two caches.

    They are the key book in force, and when something in the out-tray could next be held up.

    Attributes:
        trouble: while the store cannot write, and then no alarm can be written down either; that it
            was so is a fact of the first group after it is over.
    """

    def __init__(self, around: Surroundings, key_book: KeyBook | None) -> None:
        """Sit down with the ports and the key book that is in force."""
        self._around = around
        self.key_book = key_book and key_book.without(around.book.key_life.revoked())
        self.trouble: Trouble | None = None
        self._held_up_at: TimeMs | None = None

    def handle(self, events: Sequence[Event], now: TimeMs) -> Handled:
        """Decide a group of events and make what follows durable.

        Returns only after the commit. An event that the rules refuse has its `Problem` as outcome;
        if the store fails, every order has `NotNow` and every packet is deferred. An order that
        meets a bug has `Bug`.

        Raises:
            NotNow: the store does not even give the group up.
            StoreDamaged: the store gives back something else than was written.
        """
        try:
            return self._group(events, now)
        except Exception as error:  # told apart in `_failed`
            if isinstance(error, StoreDamaged):
                raise
            if isinstance(error, NotNow):
                self._note_trouble(error, now)
            self._around.book.abandon()
            if len(events) == 1:
                return Handled(outcomes=(_failed(events[0], error, now),), woken={})
        except BaseException:
            self._around.book.abandon()
            raise
        singly = [self.handle([event], now) for event in events]
        return Handled(
            outcomes=tuple(handled.outcomes[0] for handled in singly),
            woken=_highest(pair for handled in singly for pair in handled.woken.items()),
        )

    def next_tick(self, now: TimeMs) -> TimeMs | None:
        """Return when the clock must next be looked at, never before `now`."""
        book = self._around.book
        times = (
            book.traffic.next_due(),
            book.out_tray.next_expiry(),
            control.next_gap_at(book.traffic, now),
            attachments.next_give_up(book.attachments),
            self._held_up_at,
            self.trouble.over_at if self.trouble else None,
            book.traffic.next_late(),
            book.amendments.next_due(),
            self._next_diversion(now),
            channels.next_at(book.channels, now),
            book.terms.next_due(),
            book.copies.next_due(),
            book.key_life.next_due(),
            book.restorations.next_due(),
        )
        earliest = _earliest(*times)
        return None if earliest is None else TimeMs(max(earliest, now))

    def next_watch(self, now: TimeMs) -> TimeMs | None:
        """Return when `KeepWatch` will next have something to do, never before `now`."""
        book = self._around.book
        earliest = _earliest(
            checkpointing.next_at(book),
            book.journals.next_due(),
            archive_review.next_at(book, self._around.own, self._around.zone),
        )
        return None if earliest is None else TimeMs(max(earliest, now))

    def _note_trouble(self, problem: NotNow, now: TimeMs) -> None:
        if self.trouble is None:
            self.trouble = Trouble(since=now, last_at=now, problem=problem)
        else:
            self.trouble = replace(self.trouble, last_at=now)

    def _next_diversion(self, now: TimeMs) -> TimeMs | None:
        if self.key_book is None:
            return None
        return diversion.next_at(self._around.book, self.key_book, now)

    def _group(self, events: Sequence[Event], now: TimeMs) -> Handled:
        book = self._around.book
        sitting = Sitting(
            around=self._around, now=now, key_book=self.key_book, held_up_at=self._held_up_at
        )
        book.begin()
        over = self.trouble if self.trouble and self.trouble.over_at <= now else None
        if over is not None:
            _write_down(sitting, over)
        outcomes = tuple(_decide(sitting, event) for event in events)
        channels.account(sitting, events, outcomes)
        close(sitting)
        book.commit()
        self.key_book = sitting.key_book
        self.trouble = None if over else self.trouble
        self._held_up_at = _earliest(
            sitting.held_up_at, holdup.look_at((grade for _, grade in sitting.woken), now)
        )
        return Handled(outcomes=outcomes, woken=_highest(sitting.woken))


def _write_down(sitting: Sitting, trouble: Trouble) -> None:
    """Let the alarms of the past show that nothing could be written for some time."""
    seconds = (trouble.last_at - trouble.since) // 1000
    text = f"what was to be written was lost for {seconds} s, and given back: {trouble.text}"
    sitting.alarm(trouble.kind, sitting.own, text)
    sitting.all_clear(trouble.kind, sitting.own)


def _earliest(*times: TimeMs | None) -> TimeMs | None:
    return min((at for at in times if at is not None), default=None)


def _highest(woken: Iterable[tuple[StationId, Grade]]) -> dict[StationId, Grade]:
    grades: dict[StationId, Grade] = {}
    for station, grade in woken:
        grades[station] = max(grade, grades.get(station, grade))
    return grades


def _decide(sitting: Sitting, event: Event) -> Outcome:
    if isinstance(event, Granted):
        sitting.grant = event.grant
        try:
            return _decide(sitting, event.order)
        finally:
            sitting.grant = None
    order_id: str | None = getattr(event, "order_id", None) or None
    if order_id is not None and (earlier := sitting.book.result(order_id)) is not None:
        return _again(event, order_id, earlier)
    sitting.mark()
    try:
        outcome = DOORS[type(event)](sitting, event)
    except (NotNow, StoreDamaged):
        raise  # the store, not the rules: the whole group is lost
    except Problem as error:
        sitting.undo()
        if isinstance(error, KeyBookBehind):
            sitting.alarm("key-book-behind", sitting.own, error.message)
            ask_for_key_book(sitting)
        return _later(event, error, sitting.now)
    if order_id is not None and isinstance(outcome, Done) and outcome.is_final:
        kept = dumps([content_of(event), outcome.value], ensure_ascii=False)
        sitting.book.keep_result(order_id, kept, sitting.now)
    return outcome


def _again(event: Event, order_id: str, earlier: str) -> Outcome:
    """Return the first result of an order that is asked again; refuse another under its id."""
    content, value = loads(earlier)
    if content == content_of(event):
        return Done(value={**value, "repeated": True})
    msg = f"the order id {order_id[:80]!r} was another order's"
    return OrderIdReused(msg, hint="give each order an id of its own, or none")


def _failed(event: Event, error: Exception, now: TimeMs) -> Outcome:
    """Return what a lone event comes to whose group was given up.

    A bug that an order meets concerns the person who gave it: he is told, and the others go on. One
    that a packet or the clock meets would be met again and again with nobody to see it, while
    custody is neither taken nor refused; so it stops the station.
    """
    if isinstance(error, Problem):
        return _later(event, error, now)
    if isinstance(event, LineEvent | Tick | KeepWatch | SignCheckpoint | Examined | HookRan):
        raise error
    return confessed(error)


def _later(event: Event, error: Problem, now: TimeMs) -> Outcome:
    """A person is told the problem; a neighbour keeps the packet and offers it again."""
    if isinstance(event, LineEvent):
        waits_for_others = isinstance(error, KeyBookBehind | TooManyUnannounced | NumbersAwaited)
        return Defer(until=TimeMs(now + (BEHIND_MS if waits_for_others else DEFER_MS)))
    return error
