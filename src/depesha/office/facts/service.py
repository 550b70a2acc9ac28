"""Facts between stations: service messages, gaps in their numbers, channels."""

from dataclasses import dataclass

from depesha.names import Digest, Epoch, StationId, Uid
from depesha.notice import ServiceCode
from depesha.packet import Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSent:
    """A service message was made for a station."""

    digest: Digest
    to: StationId
    code: ServiceCode
    uid: Uid | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLearned:
    """A service message came from a station."""

    digest: Digest
    station: StationId
    code: ServiceCode
    uid: Uid | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GapAsked:
    """A repeat of these numbers was asked for, once."""

    sender: StationId
    epoch: Epoch
    grade: Grade
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersVoided:
    """The sender says that these numbers will never come: the gap is closed."""

    sender: StationId
    epoch: Epoch
    grade: Grade
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSpan:
    """Numbers from the first to the last, both among them."""

    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelReckoned:
    """How one channel stood at the end of a day.

    Attributes:
        came: whether the neighbour gave the numbers, or this station.
        last: the last number.
        loads, accepted: loads that came (or went), and those whose custody was taken, since the
            epoch began.
        again: of them, those that may be duplicates (or went under a number that they had).
        open: how many numbers are missing (or have no answer).
        missing: which, where they came.
    """

    came: bool
    epoch: Epoch
    last: int
    loads: int
    accepted: int
    again: int
    open: int
    missing: tuple[NumberSpan, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelReconciled:
    """A UTC day of a line's lane is closed: the numbers of both directions, and what is missing.

    `day` is counted from 1 January 1970.
    """

    neighbour: StationId
    lane: int
    day: int
    channels: tuple[ChannelReckoned, ...]
