"""The channel numbers of the lines, written down with the custody of what bore them.

Rule 1: what a group's loads bore is accounted for in the commit of the group, and once for all of
    them: one line is read and written for each channel, whatever the number of loads.
Rule 2: when numbers are missing, and none of them has come for a margin, it is an alarm; it is
    cleared when they have come. The line asks for what is missing long before.
Rule 3: what is more urgent is committed first, so for a moment numbers may be written down out of
    their order. Such a gap is younger than `LINGER_MS` and is not told of when it has closed.
Rule 4: at the end of each UTC day the numbers of every channel that was used become a fact, with
    what is missing: the journal proves what this station knew of its lines that day.
Rule 5: nothing here decides on a packet. A number that a neighbour gives twice is an alarm; what
    came under it is judged by its slip.
Rule 6: a blob's number is that of its offer, written down when that is judged: its bytes may take
    hours. It counts as accepted when custody of it was taken.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, Final

from depesha.channel import (
    MAX_GAPS,
    Account,
    ChannelGap,
    ChannelHeard,
    ChannelMark,
    ChannelSaid,
    size_of,
    spans_of,
)
from depesha.names import Epoch, StationId, TimeMs
from depesha.office.facts import ChannelReckoned, ChannelReconciled, NumberSpan
from depesha.office.ports import ChannelBook, ChannelState, Closing
from depesha.office.sitting import Sitting
from depesha.packet import Accept, Arrived, Blob, HopAccepted, Offered, ReturnArrived, Want

DAY_MS: Final = 24 * 3_600_000

LINGER_MS: Final = 2_000
"""A gap that closes sooner was two commits out of order."""

PATIENCE_MS: Final = 60_000
"""How long after midnight a day is not closed while a gap is younger than `LINGER_MS`."""

LOOK_AGAIN_MS: Final = 1_000

MARGIN_MS: Final = (40_000, 600_000)
"""By lane, the last for all above: when a gap is an alarm. Lane 0 may carry a flash, whose margin
of 10 s is passed four times (as for the numbers inside the seal); on lane 1 and up large loads go.
"""

MARGINS_AT_MOST: Final = 10
"""After so many an alarm is due even if something comes now and then (attack: drop by drop)."""

AT_ONCE: Final = 64
NAMED: Final = 4
"""Spans that the text of an alarm names."""

_Key = tuple[StationId, int, Epoch]


@dataclass(slots=True)
class _News:
    """What one group says of a neighbour's channel: marks, each with what was answered.

    `blobs` is how many blobs came whole and were taken; their offers bore the marks.
    """

    marks: list[tuple[ChannelMark, Any]] = field(default_factory=list)
    notes: list[ChannelHeard] = field(default_factory=list)
    blobs: int = 0


def noted(_sitting: Sitting, _event: ChannelHeard | ChannelSaid) -> Accept:
    """Let a line's report pass: `account` writes it down with the rest of its group."""
    return Accept()


def account(sitting: Sitting, events: Sequence[Any], outcomes: Sequence[Any]) -> None:
    """Write down the numbers that a group of events bore, in its transaction."""
    news: defaultdict[_Key, _News] = defaultdict(_News)
    for event, outcome in zip(events, outcomes, strict=True):
        match event:
            case Arrived(packet=Blob(), neighbour=by, mark=mark):
                if mark is not None:
                    taken = isinstance(outcome, Accept)
                    news[by, mark.lane, mark.epoch].blobs += taken
            case (
                Arrived(neighbour=by, mark=ChannelMark() as mark)
                | Offered(neighbour=by, mark=ChannelMark() as mark)
                | ReturnArrived(neighbour=by, mark=ChannelMark() as mark)
            ):
                news[by, mark.lane, mark.epoch].marks.append((mark, outcome))
            case ChannelHeard():
                news[event.neighbour, event.lane, event.epoch].notes.append(event)
            case HopAccepted(count=count) | ChannelSaid(count=count) if count is not None:
                sitting.book.channels.keep_count(
                    event.neighbour, count, sitting.now, _day(sitting.now)
                )
            case _:
                pass
    for key, one in news.items():
        _write_down(sitting, key, one)


def _write_down(sitting: Sitting, key: _Key, news: _News) -> None:
    state = _state(sitting, key)
    numbers = Account(state.last, state.gaps)
    suspected, doubled = _suspected(sitting, numbers, news.marks)
    came = [gap for span in _came(news) for gap in numbers.take(*span, sitting.now)]
    void: list[ChannelGap] = []
    checked = (state.checked_at, state.checked_last)
    for note in news.notes:
        if note.last is not None:
            void += numbers.told(note.last, note.awaited, sitting.now)
            checked = (sitting.now, note.last)
    numbers.bound(MAX_GAPS)
    after = replace(
        state,
        touched_at=sitting.now,
        last=numbers.last,
        loads=state.loads + len(news.marks) + _without_desk(state, news.notes),
        accepted=state.accepted + _accepted(news),
        again=state.again + suspected,
        open=size_of(numbers.spans()),
        gaps=tuple(numbers.gaps),
        checked_at=checked[0],
        checked_last=checked[1],
        unreckoned=_day(sitting.now) if state.unreckoned is None else state.unreckoned,
    )
    sitting.book.channels.keep(_alarmed(sitting, after, news.notes, is_coming=bool(came)))
    _remember(sitting, after, came, Closing.CAME)
    _remember(sitting, after, void, Closing.VOID)
    if doubled or any(note.went_back for note in news.notes):
        _went_back(sitting, after)


def _state(sitting: Sitting, key: _Key) -> ChannelState:
    """Return how a channel stands; the first of an epoch ends the epochs before it."""
    neighbour, lane, epoch = key
    known = sitting.book.channels.state(neighbour, lane, epoch)
    if known is not None:
        return known
    for earlier in sitting.book.channels.with_gaps(neighbour, lane):
        _remember(sitting, earlier, earlier.gaps, Closing.ENDED)
        sitting.book.channels.keep(
            replace(earlier, gaps=(), open=0, despair_at=None, alarmed_at=None)
        )
        sitting.all_clear("channel-gap", _about(earlier))
    sitting.book.channels.prune(neighbour, lane)
    return ChannelState(
        neighbour=neighbour,
        came=True,
        lane=lane,
        epoch=epoch,
        began_at=sitting.now,
        touched_at=sitting.now,
    )


def _accepted(news: _News) -> int:
    return news.blobs + sum(isinstance(outcome, Accept) for _, outcome in news.marks)


def _suspected(
    sitting: Sitting, numbers: Account, marks: Iterable[tuple[ChannelMark, Any]]
) -> tuple[int, bool]:
    """Return how many of these loads may be duplicates, and whether a number was given twice.

    It was if another load came under it, though its sender did not say that it might come again.
    """
    count, doubled = 0, False
    for mark, outcome in marks:
        is_known = mark in sitting.recognised if sitting.recognised else False
        is_old = not numbers.lacks(mark.number)
        count += mark.again or is_known or is_old
        let_in = isinstance(outcome, Accept | Want)
        doubled |= is_old and let_in and not is_known and not mark.again
    return count, doubled


def _came(news: _News) -> list[tuple[int, int]]:
    spans = spans_of(mark.number for mark, _ in news.marks)
    return [*spans, *(span for note in news.notes for span in note.heard)]


def _without_desk(state: ChannelState, notes: Iterable[ChannelHeard]) -> int:
    """Return how many loads were answered without the desk, as far as they are new to it."""
    before = Account(state.last, state.gaps)
    spans = [span for note in notes for span in note.heard]
    return sum(before.lacks(number) for first, last in spans for number in range(first, last + 1))


# -- gaps -----------------------------------------------------------------------------------------


def _about(state: ChannelState) -> str:
    return f"{state.neighbour}:{state.lane}"


def _margin_ms(lane: int) -> int:
    return MARGIN_MS[min(lane, len(MARGIN_MS) - 1)]


def _alarmed(
    sitting: Sitting, state: ChannelState, notes: Sequence[ChannelHeard], *, is_coming: bool
) -> ChannelState:
    """Return the state with its alarm: when it is due, whether it stands, or that it is over."""
    if not (state.gaps or notes or state.despair_at or state.alarmed_at):
        return state  # as nearly always
    margin, alarmed_at = _margin_ms(state.lane), state.alarmed_at
    if any(note.crowded for note in notes):
        text = (
            f"{state.neighbour} leaves more gaps in its numbers than are kept; the line was ended"
        )
        sitting.alarm("channel-gap", _about(state), text)
        alarmed_at = sitting.now
    elif alarmed_at is not None and not any(gap.since + margin <= alarmed_at for gap in state.gaps):
        sitting.all_clear("channel-gap", _about(state))
        alarmed_at = None
    due = _due(sitting, state, is_coming=is_coming) if alarmed_at is None else None
    return replace(state, alarmed_at=alarmed_at, despair_at=due)


def _due(sitting: Sitting, state: ChannelState, *, is_coming: bool) -> TimeMs | None:
    """Return when the gaps of a channel will have stood too long."""
    if not state.gaps:
        return None
    margin, oldest = _margin_ms(state.lane), min(gap.since for gap in state.gaps)
    if is_coming:
        return TimeMs(min(sitting.now + margin, oldest + MARGINS_AT_MOST * margin))
    return TimeMs(max(oldest + margin, state.despair_at or 0))


def _remember(
    sitting: Sitting, state: ChannelState, gaps: Iterable[ChannelGap], how: Closing
) -> None:
    """Keep what closed, if it stood long enough to have been a gap."""
    stood = [gap for gap in gaps if sitting.now - gap.since >= LINGER_MS]
    if stood:
        sitting.book.channels.closed(state, stood, how, sitting.now)


def _went_back(sitting: Sitting, state: ChannelState) -> None:
    text = (
        f"{state.neighbour} gives numbers again that it had given before: was its disk rolled back,"
        " or does somebody else speak?"
    )
    sitting.alarm("channel-went-back", _about(state), text)


def _numbers(gaps: Sequence[ChannelGap]) -> str:
    named = [f"{one.first}" if one.first == one.last else f"{one.first}–{one.last}" for one in gaps]
    more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
    return ", ".join(named[:NAMED]) + more


# -- time -----------------------------------------------------------------------------------------


def tick(sitting: Sitting) -> None:
    """Raise the alarm of gaps that stand too long, and close the days that are over."""
    for state in sitting.book.channels.despairing(sitting.now, AT_ONCE):
        text = f"numbers {_numbers(state.gaps)} of {state.neighbour} have not come"
        sitting.alarm("channel-gap", _about(state), text)
        sitting.book.channels.keep(replace(state, alarmed_at=sitting.now, despair_at=None))
    today = _day(sitting.now)
    waiting = sitting.book.channels.unreckoned(today)
    for (neighbour, lane), channels in groupby(waiting, lambda one: (one.neighbour, one.lane)):
        _reconcile(sitting, neighbour, lane, list(channels))


def next_at(book: ChannelBook, now: TimeMs) -> TimeMs | None:
    """Return when the clock must next be looked at for the channels."""
    despair_at, day = book.next_due()
    midnight = None if day is None else (day + 1) * DAY_MS
    if midnight is not None and midnight <= now:  # it waits for a young gap
        midnight = now + LOOK_AGAIN_MS
    times = [at for at in (despair_at, midnight) if at is not None]
    return TimeMs(min(times)) if times else None


def _reconcile(
    sitting: Sitting, neighbour: StationId, lane: int, channels: Sequence[ChannelState]
) -> None:
    """Close the day of one line's lane, once for all the channels that were used on it."""
    is_early = sitting.now % DAY_MS < PATIENCE_MS
    young = sitting.now - LINGER_MS
    if is_early and any(gap.since > young for one in channels for gap in one.gaps):
        return
    day = max(one.unreckoned or 0 for one in channels)
    sitting.record(
        ChannelReconciled(
            neighbour=neighbour, lane=lane, day=day, channels=tuple(map(_reckoned, channels))
        )
    )
    today = _day(sitting.now)
    for one in channels:
        is_open = one.open > 0 or _day(one.touched_at) == today
        sitting.book.channels.keep(replace(one, unreckoned=today if is_open else None))


def _reckoned(one: ChannelState) -> ChannelReckoned:
    return ChannelReckoned(
        came=one.came,
        epoch=one.epoch,
        last=one.last,
        loads=one.loads,
        accepted=one.accepted,
        again=one.again,
        open=one.open,
        missing=tuple(NumberSpan(first=gap.first, last=gap.last) for gap in one.gaps),
    )


def _day(at: TimeMs) -> int:
    return at // DAY_MS
