"""What enters by the one door: orders of people and ticks of the clock.

What lines report (`Arrived`, `HopAccepted`, …) is in `depesha.packet`, because the courier may not
see this file. An order is imperative and carries an order id, so that asking twice does it once.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from depesha.errors import Problem
from depesha.names import Digest, OfficeId
from depesha.packet import LineAnswer, LineEvent


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
    excerpt: bytes
    root: Digest | None = None


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
    | OpenSeries
)
Event = Order | LineEvent | Tick


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An order's result, as the faces show it: plain values, the same when asked again."""

    value: Mapping[str, object]


Outcome = Done | Problem | LineAnswer
