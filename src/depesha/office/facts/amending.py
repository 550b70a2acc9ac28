"""Facts of what becomes of a telegram by another one, of what is held back, repeated, voided."""

from dataclasses import dataclass

from depesha.names import Digest, OfficeId, StationId, TimeMs, Uid
from depesha.telegram import Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """A telegram that was registered or delivered here says what it is to another one.

    It may come before the one that it speaks of. Whether it holds follows from both lines: who
    cancels must be who sent, an exercise cancels no operation.

    Attributes:
        uid, registration: of the telegram that is amended or answered.
        station, number: how it is named, as in `moscow` and `1951/26044`.
        amender: uid of the telegram that says so.
        relation: `ANSWERS`, `CORRECTS`, `CANCELS` or `SUPERSEDES`.
        said_at: when the amender was registered, by its own station's clock.
    """

    uid: Uid
    registration: Digest
    station: StationId
    number: str
    amender: Uid
    relation: Relation
    said_at: TimeMs


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldBegan:
    """A telegram was registered, and does not leave before a time."""

    uid: Uid
    until: TimeMs


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldEnded:
    """Its time came: it was laid in the trays."""

    uid: Uid


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """A telegram that was held was cancelled before it left: it keeps its number, nobody got it."""

    uid: Uid
    office: OfficeId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """An office had a telegram sent again to these stations, marked as a repeat."""

    uid: Uid
    office: OfficeId
    stations: tuple[StationId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidedNumber:
    """A number that no telegram bears is void: it stays in its register with the reason."""

    series: str
    year: int
    number: int
    office: OfficeId
    reason: str
