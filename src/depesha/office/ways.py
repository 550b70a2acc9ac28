"""Which way a packet goes from here now: the plan, and how the lines of this station stand.

Rule 1: what was excluded, and where it came from, is no way.
Rule 2: a line that has been down for longer than the grade's patience, or that only what is more
    urgent passes, is taken where there is no other way: the packet waits for it then, and nothing
    is predicted. So it is with the way of an earlier sending that brought no answer.
Rule 3: a line that is closed by its contact windows is not down, and none is while this station
    keeps silent.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final, Protocol

from depesha.errors import NoCommunications
from depesha.keybook import KeyBook
from depesha.names import StationId, TimeMs
from depesha.office.ports import OutTray, Traffic
from depesha.packet import Grade
from depesha.route import FOREVER, Journey, Way, answer_at, find_way

PATIENCE_MS: Final[Mapping[Grade, int]] = {
    Grade.FLASH: 30_000,
    Grade.URGENT: 5 * 60_000,
    Grade.LOW: 30 * 60_000,
}
"""How long what waits for a line that is down waits for it, before it takes another way."""

LONGEST_PATIENCE_MS: Final = max(PATIENCE_MS.values())


class Standing(Protocol):
    """Whoever knows how the lines of this station stand: its book."""

    @property
    def out_tray(self) -> OutTray:
        """What waits, and which lines are down."""
        ...

    @property
    def traffic(self) -> Traffic:
        """The registers of envelopes, and of lines at a minimum."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be known before a way is sought.

    Attributes:
        size_bytes: 0 while the packet is not made.
        expires_at: what arrives later is no way.
        came_from: the neighbour that it came from, if it is not ours.
        excluded: stations through whom it does not go.
        shut: neighbours to whom it does not go from here.
        avoided: neighbours to whom it goes only where there is no other way.
    """

    destination: StationId
    grade: Grade
    size_bytes: int = 0
    expires_at: TimeMs = FOREVER
    came_from: StationId | None = None
    excluded: frozenset[StationId] = frozenset()
    shut: frozenset[StationId] = frozenset()
    avoided: frozenset[StationId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """A way, and what is predicted of it.

    Attributes:
        expected_at: when it arrives; None if that is not known.
        answer_at: when an answer may be here that leaves then.
        blocked: its first line is down or at a minimum: it waits until somebody mends that.
    """

    way: Way
    expected_at: TimeMs | None = None
    answer_at: TimeMs | None = None
    blocked: bool = False

    @property
    def next_hop(self) -> StationId:
        """The neighbour that takes it next."""
        return self.way.next_hop


def direct(book: Standing, keys: KeyBook, now: TimeMs, wish: Wish) -> Direction:
    """Return the way of a packet from this station.

    Raises:
        NoCommunications: no way is known, all are excluded, or none arrives before the expiry.
    """
    journey = Journey(
        own=keys.station,
        destination=wish.destination,
        now=now,
        size_bytes=wish.size_bytes,
        expires_at=wish.expires_at,
        came_from=wish.came_from,
        shut=wish.shut,
    )
    blocked = blocked_lines(book, keys, now, wish.grade)
    for avoided in dict.fromkeys((blocked | wish.avoided, blocked)):
        if avoided:
            with suppress(NoCommunications):
                there = replace(journey, shut=journey.shut | avoided)
                return _predicted(keys, find_way(keys.chart, there, wish.excluded), blocked=False)
    way = find_way(keys.chart, journey, wish.excluded)
    return _predicted(keys, way, blocked=way.next_hop in blocked)


def _predicted(keys: KeyBook, way: Way, *, blocked: bool) -> Direction:
    if blocked:
        return Direction(way=way, blocked=True)
    return Direction(
        way=way,
        expected_at=way.arrives_at,
        answer_at=answer_at(keys.chart, keys.station, way),
    )


def whenever(wish: Wish) -> Wish:
    """Return the wish for a packet that waits already: it goes, even if it may come too late."""
    return replace(wish, expires_at=FOREVER)


# -- the lines of this station --------------------------------------------------------------------


def blocked_lines(book: Standing, keys: KeyBook, now: TimeMs, grade: Grade) -> frozenset[StationId]:
    """Return the neighbours whose lines are down beyond a grade's patience, or do not pass it."""
    down = {
        line.neighbour
        for line in book.out_tray.down_lines()
        if _is_over(patience_ends(keys, line.neighbour, line.since, grade, now), now)
    }
    shut = {other for other, lowest in book.traffic.minimized().items() if grade < lowest}
    return frozenset(down | shut)


def _is_over(at: TimeMs | None, now: TimeMs) -> bool:
    return at is not None and at <= now


def patience_ends(
    keys: KeyBook, neighbour: StationId, since: TimeMs, grade: Grade, now: TimeMs
) -> TimeMs | None:
    """Return when a grade loses patience with a line that is down; None if there is no such line.

    The time in which the line is closed by its windows does not count: a line that is closed now
    has its whole patience from its next opening on. So it is with this station's own silence. But
    a line all of whose windows are shorter than patience has it once, over all of them: it would
    never be lost otherwise.
    """
    windows = keys.chart.windows(keys.station, neighbour)
    if windows is None:
        return None
    begin = max(since, keys.silences.get(keys.station, since))
    longest_ms = windows.longest_ms()
    if longest_ms is not None and longest_ms <= LONGEST_PATIENCE_MS:
        return windows.open_until(begin, PATIENCE_MS[grade])
    opening = windows.opening(max(now, begin))
    begin = begin if opening is None else max(begin, opening[0])
    return TimeMs(begin + PATIENCE_MS[grade])
