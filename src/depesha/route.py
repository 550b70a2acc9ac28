"""Which way a packet goes, and which packets a station carries for others: the plan as rules.

    line     moscow - peking                              the two may exchange packets
    transit  from peking through moscow to pyongyang      at peking a way, at moscow the permission

Rule 1: there is no way but by a line. A neighbour is reached directly.
Rule 2: a station carries for others only where a transit rule says so, and the same rule is the
    way of the station before it. Without a rule there are no communications, though lines join.
Rule 3: of several ways a rule that names the destination goes before one for all (`*`), then
    the neighbour whose name comes first; what was excluded or where it came from is no way.

The courier works with this file: it knows stations and nothing of what is carried. Contact windows
are kept as they are written; this file takes every line as always open.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from depesha.errors import NoCommunications
from depesha.names import StationId

EVERYWHERE: Final = "*"
"""The destination of a transit rule that holds for all."""

ALWAYS: Final = "always"
"""The contact windows of a line that is never closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Two stations that may exchange packets. `a` comes before `b`, so one line is one value."""

    a: StationId
    b: StationId
    windows: str = ALWAYS

    def other(self, station: StationId) -> StationId | None:
        """Return the station at the other end, or None if `station` is at neither."""
        if station == self.a:
            return self.b
        return self.a if station == self.b else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transit:
    """Packets that come from `origin` for `to` (a station or `*`) go through `through`."""

    origin: StationId
    through: StationId
    to: str


def line_between(one: StationId, other: StationId, windows: str = ALWAYS) -> Line:
    """Return the line that joins two stations, whichever is named first."""
    return Line(a=min(one, other), b=max(one, other), windows=windows)


def neighbours(own: StationId, lines: Sequence[Line]) -> frozenset[StationId]:
    """Return the stations at the other ends of the lines of `own`."""
    return frozenset(other for line in lines if (other := line.other(own)) is not None)


def next_hop(
    own: StationId,
    destination: StationId,
    lines: Sequence[Line],
    transits: Sequence[Transit],
    *,
    came_from: StationId | None = None,
    excluded: Collection[StationId] = frozenset(),
) -> StationId:
    """Return the neighbour that takes a packet for `destination` next.

    Raises:
        NoCommunications: no way is known, or all are excluded.
    """
    open_to = neighbours(own, lines) - {came_from} - set(excluded)
    if destination in open_to:
        return destination
    through = min(
        (
            (rule.to == EVERYWHERE, rule.through)
            for rule in transits
            if rule.origin == own
            and rule.through in open_to
            and rule.to in (destination, EVERYWHERE)
        ),
        default=None,
    )
    if through is None:
        msg = f"no way is known to {destination}"
        hint = 'send it through the centre, or have a way added with "depesha plan transit"'
        raise NoCommunications(msg, hint=hint)
    return through[1]


def may_carry(
    own: StationId, came_from: StationId, destination: StationId, transits: Sequence[Transit]
) -> bool:
    """Say whether a rule lets `own` carry a packet from `came_from` for `destination`."""
    return any(
        rule.through == own and rule.origin == came_from and rule.to in (destination, EVERYWHERE)
        for rule in transits
    )
