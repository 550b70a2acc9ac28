"""Transit: what becomes of a packet, judged by its slip alone. The courier never reads the letter.

Rule 1: at its destination a known slip is accepted from anywhere and ignored.
Rule 2: at a relay that holds it, or passed it on by another way, it is a duplicate: accepted.
Rule 3: only a slip that comes from the very station that it was given to has come back: custody is
taken again if there is another way, else it is refused as a loop, and the sender keeps it.
Rule 4: nothing is dropped. What cannot go on is given back, with a reason, the way it came.

Source: DESIGN §7; the seen-table and hop limit after UUCP and BPv7 (RFC 9171 §4.4.3).
"""

from collections.abc import Callable
from dataclasses import dataclass

from depesha.errors import NoCommunications
from depesha.names import StationId, TimeMs
from depesha.packet import MAX_HOPS, Passage, ReturnReason, Slip


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """It is for this station: open it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """It is known here: accept it again and ignore it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOn:
    """Take custody and hand it on to `next_hop`."""

    next_hop: StationId


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveBack:
    """Take custody and give it back to the neighbour that it came from."""

    reason: ReturnReason


@dataclass(frozen=True, slots=True, kw_only=True)
class CameBack:
    """It was given to the neighbour that offers it: take it for another way, or decline it."""


Judgement = Open | Duplicate | HandOn | GiveBack | CameBack


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Where the courier stands: the station, the way on, and what it may carry.

    Attributes:
        way: next hop to a destination for a packet from a neighbour; raises NoCommunications.
        may_carry: whether the plan lets this station carry from a neighbour to a destination.
    """

    own: StationId
    way: Callable[[StationId, StationId], StationId]
    may_carry: Callable[[StationId, StationId], bool]


def judge(
    slip: Slip,
    neighbour: StationId,
    post: Post,
    *,
    known: bool,
    passage: Passage | None,
    now: TimeMs,
) -> Judgement:
    """Return what becomes of a packet with this slip from this neighbour.

    Args:
        slip: the packet's slip, already well-formed.
        neighbour: who offers it.
        post: this station's place in the network.
        known: whether a packet with this slip was opened or quarantined here.
        passage: its passage, if it came through here before; of what began here too.
        now: the time.
    """
    if known:
        return Duplicate()
    if passage is not None:
        came_back = passage.next_hop == neighbour and passage.came_from != neighbour
        return CameBack() if came_back else Duplicate()
    if slip.destination == post.own:
        return Open()
    obstacle = _obstacle(slip, neighbour, post, now)
    return _onward(slip, neighbour, post) if obstacle is None else GiveBack(reason=obstacle)


def _obstacle(slip: Slip, neighbour: StationId, post: Post, now: TimeMs) -> ReturnReason | None:
    """Return the first thing that stands against handing it on."""
    obstacles = (
        (slip.expires_at <= now, ReturnReason.EXPIRED),
        (slip.hops >= MAX_HOPS, ReturnReason.HOP_LIMIT),
        (not post.may_carry(neighbour, slip.destination), ReturnReason.NOT_AUTHORISED),
    )
    return next((reason for stands, reason in obstacles if stands), None)


def _onward(slip: Slip, neighbour: StationId, post: Post) -> HandOn | GiveBack:
    try:
        return HandOn(next_hop=post.way(neighbour, slip.destination))
    except NoCommunications:
        return GiveBack(reason=ReturnReason.NO_ROUTE)
