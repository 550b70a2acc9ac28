"""The one door. `handle` takes a group of events, decides them, and commits once.

Rule 1: each event is decided under its savepoint; one that is refused changes nothing.
Rule 2: nothing may leave, no result may be given and no custody accepted before the commit.
Rule 3: if a group fails as a whole (the store loses the transaction, a tray cannot be closed), all
caches of the group are dropped, and the events are tried again one by one.
Rule 4: an order has an id; asked again, it returns the first result, marked as `repeated`. An id
stands for one order: another one under it is refused.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from json import dumps, loads
from typing import Any, Final

from depesha.channel import ChannelHeard, ChannelSaid
from depesha.errors import KeyBookBehind, NotNow, OrderIdReused, Problem, confessed
from depesha.keybook import KeyBook
from depesha.names import StationId, TimeMs
from depesha.office import administration, channels, control, courier, inward, opening, outward
from depesha.office.events import (
    Admit,
    AdoptKeyBook,
    Comply,
    Confirm,
    Done,
    Event,
    FoundNetwork,
    FoundStation,
    Introduce,
    OpenSeries,
    Outcome,
    Pass,
    PlanLine,
    PlanTransit,
    Release,
    Report,
    ReturnDraft,
    Send,
    SignPlan,
    Tick,
    WriteDraft,
    content_of,
)
from depesha.office.sitting import Sitting, Surroundings
from depesha.office.trays import close
from depesha.packet import (
    Accept,
    Arrived,
    Defer,
    Grade,
    HopAccepted,
    HopRefused,
    LineEvent,
    ReturnArrived,
)

DEFER_MS: Final = 5_000
"""When a neighbour may offer again what the store had no room for."""

BEHIND_MS: Final = 60_000
"""When a neighbour may offer again what waits for a newer key book."""

EXPIRE_AT_ONCE: Final = 64


def _tick(sitting: Sitting, event: Tick) -> Accept:
    del event
    control.tick(sitting)
    channels.tick(sitting)
    if courier.expire(sitting, EXPIRE_AT_ONCE):
        # not before: what is still held here needs its passage to go back
        sitting.book.forget(sitting.now)
    return Accept()


DOORS: Final[Mapping[type, Callable[[Sitting, Any], Outcome]]] = {
    WriteDraft: outward.write_draft,
    ReturnDraft: outward.return_draft,
    Release: outward.release,
    Send: outward.send,
    Pass: outward.pass_on,
    Confirm: inward.answer,
    Comply: inward.answer,
    Report: inward.answer,
    AdoptKeyBook: administration.adopt_key_book,
    OpenSeries: administration.open_series,
    FoundStation: administration.found_station,
    FoundNetwork: administration.found_network,
    Admit: administration.admit,
    Introduce: administration.introduce,
    PlanLine: administration.plan_line,
    PlanTransit: administration.plan_transit,
    SignPlan: administration.sign_plan,
    Arrived: partial(courier.arrived, open_here=opening.open_packet),
    ReturnArrived: courier.return_arrived,
    HopAccepted: courier.hop_accepted,
    HopRefused: courier.hop_refused,
    ChannelHeard: channels.noted,
    ChannelSaid: channels.noted,
    Tick: _tick,
}
"""Who handles which event. The first argument is the sitting, the second the event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """What a committed group leaves behind: an outcome for each event, and whom to wake.

    `woken` gives for each neighbour the highest grade of what is new for it.
    """

    outcomes: tuple[Outcome, ...]
    woken: Mapping[StationId, Grade]


class Desk:
    """The office at work. It is used by one thread, and holds one cache: the key book in force."""

    def __init__(self, around: Surroundings, key_book: KeyBook | None) -> None:
        """Sit down with the ports and the key book that is in force."""
        self._around = around
        self.key_book = key_book

    def handle(self, events: Sequence[Event], now: TimeMs) -> Handled:
        """Decide a group of events and make what follows durable.

        Returns only after the commit. An event that the rules refuse has its `Problem` as outcome;
        if the store fails, every order has `NotNow` and every packet is deferred. An order that
        meets a bug has `Bug`.

        Raises:
            NotNow: the store does not even give the group up.
        """
        try:
            return self._group(events, now)
        except Exception as error:  # noqa: BLE001  # told apart in `_failed`
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
            channels.next_at(book.channels, now),
        )
        earliest = min((at for at in times if at is not None), default=None)
        return None if earliest is None else TimeMs(max(earliest, now))

    def _group(self, events: Sequence[Event], now: TimeMs) -> Handled:
        book = self._around.book
        sitting = Sitting(around=self._around, now=now, key_book=self.key_book)
        book.begin()
        outcomes = tuple(_decide(sitting, event) for event in events)
        channels.account(sitting, events, outcomes)
        close(sitting)
        book.commit()
        self.key_book = sitting.key_book
        return Handled(outcomes=outcomes, woken=_highest(sitting.woken))


def _highest(woken: Iterable[tuple[StationId, Grade]]) -> dict[StationId, Grade]:
    grades: dict[StationId, Grade] = {}
    for station, grade in woken:
        grades[station] = max(grade, grades.get(station, grade))
    return grades


def _decide(sitting: Sitting, event: Event) -> Outcome:
    order_id: str | None = getattr(event, "order_id", None)
    if order_id is not None and (earlier := sitting.book.result(order_id)) is not None:
        return _again(event, order_id, earlier)
    sitting.mark()
    try:
        outcome = DOORS[type(event)](sitting, event)
    except NotNow:
        raise  # the store, not the rules: the whole group is lost
    except Problem as error:
        sitting.undo()
        if isinstance(error, KeyBookBehind):
            sitting.alarm("key-book-behind", sitting.own, error.message)
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
    if isinstance(event, LineEvent | Tick):
        raise error
    return confessed(error)


def _later(event: Event, error: Problem, now: TimeMs) -> Outcome:
    """A person is told the problem; a neighbour keeps the packet and offers it again."""
    if isinstance(event, LineEvent):
        wait = BEHIND_MS if isinstance(error, KeyBookBehind) else DEFER_MS
        return Defer(until=TimeMs(now + wait))
    return error
