"""What enters by the one door: orders of people and ticks of the clock.

What lines report (`Arrived`, `HopAccepted`, …) is in `depesha.packet`, because the courier may not
see this file. An order is imperative and carries an order id, so that asking twice does it once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from json import dumps

from depesha.errors import Problem
from depesha.names import Digest, OfficeId, StationId, TimeMs
from depesha.packet import LineAnswer, LineEvent
from depesha.telegram import Precedence
from depesha.wire import digest


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteDraft:
    """Keep a file of form lines and text as a draft; with `draft`, as its next version."""

    order_id: str
    office: OfficeId
    text: str
    draft: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnDraft:
    """Send a draft back to its drafter with a reason."""

    order_id: str
    office: OfficeId
    draft: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Sign the draft, register it and send it."""

    order_id: str
    office: OfficeId
    draft: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """Draft and release in one, where one office may do both."""

    order_id: str
    office: OfficeId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """Receipt: an operator or the addressee has opened it and it is complete."""

    order_id: str
    office: OfficeId
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comply:
    """Acknowledgement: understood, will comply."""

    order_id: str
    office: OfficeId
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Execution report: done; with `interim`, under way; with `cannot`, refused and why."""

    order_id: str
    office: OfficeId
    reference: str
    text: str = ""
    interim: bool = False
    cannot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """Pass a received telegram on to another office, as a new telegram that quotes it."""

    order_id: str
    office: OfficeId
    reference: str
    to: OfficeId
    text: str = ""


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
    """Only what is at or above the grade of a precedence passes to a neighbour; None: all does."""

    order_id: str
    neighbour: StationId
    precedence: Precedence | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignPlan:
    """At the centre: sign the plan as it is now, and take it into force here."""

    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSeries:
    """Let a series of numbers begin at `first`."""

    order_id: str
    series: str
    first: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """The clock: look at what has become due."""


Order = (
    WriteDraft
    | ReturnDraft
    | Release
    | Send
    | Confirm
    | Comply
    | Report
    | Pass
    | AdoptKeyBook
    | FoundStation
    | FoundNetwork
    | Admit
    | Introduce
    | PlanLine
    | PlanTransit
    | PlanSilence
    | Minimize
    | SignPlan
    | OpenSeries
)
Event = Order | LineEvent | Tick


def content_of(event: Event) -> str:
    """Return a digest, in hex, of what an order says, without its id.

    A field that is left out says nothing, so one that a later version adds changes no digest.
    """
    said = {
        one.name: str(value)
        for one in fields(event)
        if one.name != "order_id" and (value := getattr(event, one.name)) != one.default
    }
    return digest(dumps([type(event).__name__, said], sort_keys=True).encode()).hex()


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An order's result, as the faces show it: plain values, the same when asked again.

    One that is not `is_final` is not kept: asked again, the order is tried anew.
    """

    value: Mapping[str, object]
    is_final: bool = True


Outcome = Done | Problem | LineAnswer
