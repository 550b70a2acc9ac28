"""Orders about the station, its key book and its plan."""

from dataclasses import dataclass

from depesha.names import Digest, OfficeId, StationId, TimeMs
from depesha.telegram import Precedence


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptKeyBook:
    """Take a key book excerpt into force, once it is verified."""

    order_id: str
    excerpt: str
    root: Digest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundStation:
    """Begin the store of a new station: the first fact of its journal."""

    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundNetwork:
    """At a new centre: make the root document and the first key book, with itself in it."""

    order_id: str
    network: str
    request: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Admit:
    """At the centre: admit the station that made this request, and sign the book anew."""

    order_id: str
    request: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduce:
    """At the centre: let `station` hold the leaves of `correspondent`."""

    order_id: str
    station: StationId
    correspondent: StationId


@dataclass(frozen=True, slots=True, kw_only=True)
class Collective:
    """At the centre: let a collective address stand for these offices, or no longer stand."""

    order_id: str
    name: str
    members: tuple[OfficeId, ...] = ()
    remove: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """At the centre: a line between two stations, and when it is open; or no longer a line."""

    order_id: str
    a: StationId
    b: StationId
    windows: str
    remove: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTransit:
    """At the centre: packets from one station for another may go through a third, or no longer."""

    order_id: str
    came_from: StationId
    through: StationId
    to: StationId
    one_way: bool
    remove: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSilence:
    """At the centre: a station sends nothing of its own before `until`; None: it does again."""

    order_id: str
    station: StationId
    until: TimeMs | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimize:
    """Only what is at or above the grade of a precedence passes to a neighbour; None: all does.

    `office` gives the order; empty: whoever is at the station's own machine.
    """

    order_id: str
    neighbour: StationId
    precedence: Precedence | None
    office: OfficeId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignPlan:
    """At the centre: sign the plan as it is now, and take it into force here."""

    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSeries:
    """Let a series of numbers begin at `first`, this year or next year.

    With `runs_on` it does not begin anew with the year; None leaves that as it is. `office` gives
    the order where one is named; None: whoever has the station's machine does.
    """

    order_id: str
    series: str
    first: int
    year: int | None = None
    runs_on: bool | None = None
    office: OfficeId | None = None
