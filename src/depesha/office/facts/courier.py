"""Facts of custody: what was carried for others, given back, diverted, or put aside."""

from dataclasses import dataclass

from depesha.names import Digest, SlipId, StationId
from depesha.packet import ReturnReason
from depesha.telegram import Precedence


@dataclass(frozen=True, slots=True, kw_only=True)
class Relayed:
    """Custody of a packet for another station was taken, to be handed on to `next_hop`."""

    slip_id: SlipId
    came_from: StationId
    next_hop: StationId
    destination: StationId


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOn:
    """The next station accepted custody of a packet that is not ours."""

    slip_id: SlipId
    neighbour: StationId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnSent:
    """A packet was given back to the neighbour that it came from."""

    slip_id: SlipId
    reason: ReturnReason
    neighbour: StationId


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """Something from outside could not be read; the bytes are kept for a person to look at.

    `digest` of the sealed bytes; `code` is the error's; nothing is retried.
    """

    slip_id: SlipId
    neighbour: StationId
    digest: Digest
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diverted:
    """A packet that was to go by `neighbour` goes by `next_hop`; custody stays here until then."""

    slip_id: SlipId
    destination: StationId
    neighbour: StationId
    next_hop: StationId
    reason: ReturnReason


@dataclass(frozen=True, slots=True, kw_only=True)
class LineMinimized:
    """Only what is at or above the grade of a precedence passes to a neighbour; None: all does."""

    neighbour: StationId
    precedence: Precedence | None = None
