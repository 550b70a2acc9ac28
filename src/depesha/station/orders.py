"""The orders by name, as faces give them: plain fields are checked once and become an event.

Rule 1: this table is the whole list of what a face may order.
Rule 2: an unknown field, a missing one or one of another type is a usage error; nothing is guessed.
Rule 3: an order that makes something new, and that its face does not name, is named by what it says
(`send`, `draft`, `pass`, `release`): a command that was killed and is asked again does it once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from typing import Final, TypeVar

from depesha.errors import Usage
from depesha.keybook import parse_fingerprint
from depesha.names import OfficeId, StationId, TimeMs, office_id, station_id
from depesha.number import series
from depesha.office import events
from depesha.office.events import Order
from depesha.schema import LAST_TIME_MS
from depesha.station.readers import choice_of
from depesha.telegram import Precedence

Fields = Mapping[str, object]
T = TypeVar("T")

MAX_NUMBER: Final = 2**53 - 1
"""What every JSON reader keeps exactly (RFC 8259, section 6)."""

MAX_ORDER_ID: Final = 256
"""Characters of an order id: `send:` and 64 hex digits, or whatever a face likes."""


@dataclass(frozen=True, slots=True)
class Given:
    """The fields of one order, taken out one by one; what is left over is an error."""

    fields: dict[str, object]
    order_id: str
    is_named: bool
    """Whether the face chose the order's id."""
    offices: Sequence[OfficeId]
    station: StationId

    def named(self, order: str, *content: str | int, again: bool = False) -> str:
        """Return the id of an order that is named by what it says; `again` makes it another one."""
        if self.is_named or again:
            return self.order_id
        return f"{order}:{sha256(dumps(content).encode()).hexdigest()}"

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text field, with its line ends as LF.

        Raises:
            Usage: it is missing, or holds what no document and no register takes.
        """
        value = self._take(name, str, default).replace("\r\n", "\n")
        _must_be_text(name, value)
        return value

    def number(self, name: str) -> int:
        """Return a whole number from 0 on, of a size that the registers take."""
        value = self._take(name, int, None)
        if not 0 <= value <= MAX_NUMBER:
            msg = f"field {name!r} must be from 0 to {MAX_NUMBER}"
            raise Usage(msg)
        return value

    def maybe_number(self, name: str) -> int | None:
        """Return a whole number, or None where the field is absent."""
        return None if self.fields.get(name) is None else self.number(name)

    def flag(self, name: str) -> bool:
        """Return a yes or no; absent is no."""
        return self._take(name, bool, default=False)

    def office(self) -> OfficeId:
        """Return the office that gives the order: named, or the station's only one.

        Raises:
            Usage: none is named, and there are several or none.
        """
        named = self.text("office", "")
        if named:
            return office_id(named if "@" in named else f"{named}@{self.station}")
        if not self.offices:
            msg = f"no office acts at {self.station} yet"
            raise Usage(msg, hint='make one with "depesha office add"')
        if len(self.offices) > 1:
            msg = "which office gives this order is not said"
            raise Usage(msg, hint=choice_of(self.offices))
        return self.offices[0]

    def nothing_else(self) -> None:
        """Let pass only if every field was taken.

        Raises:
            Usage: some were not.
        """
        if self.fields:
            msg = f"unknown field {min(self.fields)!r}"
            raise Usage(msg)

    def _take(self, name: str, kind: type[T], default: T | None) -> T:
        value = self.fields.pop(name, None)
        if value is None and default is not None:
            return default
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            msg = f"field {name!r} must be given as {kind.__name__}"
            raise Usage(msg)
        return value


def order_of(
    name: str,
    fields: Fields,
    *,
    order_id: str,
    fresh: str,
    station: StationId,
    offices: Sequence[OfficeId],
) -> Order:
    """Return the order that a face gives.

    Args:
        name: one of `ORDERS`.
        fields: what it needs; None is the same as absent.
        order_id: asked again under the same id, an order is done once; empty, if the face names
            none.
        fresh: an id that was never used, for an order that nobody names.
        station: this one.
        offices: those whose keys are here.

    Raises:
        Usage: there is no such order, or its fields are not as they should be.
    """
    make = ORDERS.get(name)
    if make is None:
        msg = f"there is no order {name!r}"
        raise Usage(msg, hint=f"there are {', '.join(sorted(ORDERS))}")
    if len(order_id) > MAX_ORDER_ID:
        msg = f"an order id has at most {MAX_ORDER_ID} characters"
        raise Usage(msg)
    _must_be_text("order_id", order_id)
    given = Given(
        fields={key: value for key, value in fields.items() if value is not None},
        order_id=order_id or fresh,
        is_named=bool(order_id),
        offices=offices,
        station=station,
    )
    order = make(given)
    given.nothing_else()
    return order


def _must_be_text(name: str, value: str) -> None:
    """Let pass what UTF-8 can say: a lone surrogate comes through JSON, but goes nowhere.

    A NUL ends a text for too many of those who read it later, and what a lone carriage return
    begins is a new line for some of them only.
    """
    for odd, what in (("\0", "a NUL"), ("\r", "a lone carriage return")):
        if odd in value:
            msg = f"field {name!r} holds {what}"
            raise Usage(msg)
    try:
        value.encode()
    except UnicodeEncodeError as error:
        msg = f"field {name!r} is not Unicode text"
        raise Usage(msg) from error


def _draft(given: Given) -> Order:
    """The same text of the same office is one draft; its next version is not named by its text."""
    office, text = given.office(), given.text("text")
    number, again = given.maybe_number("draft"), given.flag("again")
    if number is not None:
        return events.WriteDraft(order_id=given.order_id, office=office, text=text, draft=number)
    return events.WriteDraft(
        order_id=given.named("draft", office, text, again=again), office=office, text=text
    )


def _return_draft(given: Given) -> Order:
    return events.ReturnDraft(
        order_id=given.order_id,
        office=given.office(),
        draft=given.number("draft"),
        note=given.text("note"),
    )


def _release(given: Given) -> Order:
    """A draft is released once, and does not change after: its number names the order."""
    office, number = given.office(), given.number("draft")
    order_id = given.named("release", office, number)
    return events.Release(order_id=order_id, office=office, draft=number)


def _send(given: Given) -> Order:
    """The same file of the same office is one telegram, however often it is asked for."""
    office, text = given.office(), given.text("text")
    return events.Send(
        order_id=given.named("send", office, text, again=given.flag("again")),
        office=office,
        text=text,
    )


def _confirm(given: Given) -> Order:
    return events.Confirm(
        order_id=given.order_id, office=given.office(), reference=given.text("reference")
    )


def _comply(given: Given) -> Order:
    return events.Comply(
        order_id=given.order_id, office=given.office(), reference=given.text("reference")
    )


def _report(given: Given) -> Order:
    text, cannot = given.text("text", ""), given.text("cannot", "")
    if not text.strip() and not cannot.strip():
        msg = "field 'text' is empty, and a report has words"
        raise Usage(msg, hint="say what was done, or with --cannot why it cannot be done")
    return events.Report(
        order_id=given.order_id,
        office=given.office(),
        reference=given.text("reference"),
        text=text,
        interim=given.flag("interim"),
        cannot=cannot,
    )


def _pass(given: Given) -> Order:
    """A telegram is passed to an office once with the same words.

    A number without its year is another telegram's next year, and names nothing.
    """
    office, reference = given.office(), given.text("reference")
    to, text = office_id(given.text("to")), given.text("text", "")
    again = given.flag("again") or reference.count("/") != FULL_REFERENCE_SLASHES
    return events.Pass(
        order_id=given.named("pass", office, reference, to, text, again=again),
        office=office,
        reference=reference,
        to=to,
        text=text,
    )


def _series(given: Given) -> Order:
    return events.OpenSeries(
        order_id=given.order_id, series=series(given.text("series")), first=given.number("first")
    )


def _keybook_import(given: Given) -> Order:
    return events.AdoptKeyBook(
        order_id=given.order_id,
        excerpt=given.text("text"),
        root=parse_fingerprint(root) if (root := given.text("root", "")) else None,
    )


def _keybook_admit(given: Given) -> Order:
    return events.Admit(order_id=given.order_id, request=given.text("text"))


def _introduce(given: Given) -> Order:
    return events.Introduce(
        order_id=given.order_id,
        station=station_id(given.text("station")),
        correspondent=station_id(given.text("correspondent")),
    )


def _plan_line(given: Given) -> Order:
    return events.PlanLine(
        order_id=given.order_id,
        a=station_id(given.text("a")),
        b=station_id(given.text("b")),
        windows=given.text("windows", "always"),
        remove=given.flag("remove"),
    )


def _plan_transit(given: Given) -> Order:
    return events.PlanTransit(
        order_id=given.order_id,
        came_from=station_id(given.text("from_station")),
        through=station_id(given.text("through")),
        to=station_id(given.text("to")),
        one_way=given.flag("one_way"),
        remove=given.flag("remove"),
    )


def _plan_silence(given: Given) -> Order:
    return events.PlanSilence(
        order_id=given.order_id,
        station=station_id(given.text("station")),
        until=_time_of(given, "until_at"),
    )


def _time_of(given: Given, name: str) -> TimeMs | None:
    at = given.maybe_number(name)
    if at is not None and at > LAST_TIME_MS:
        msg = f"field {name!r} is after the year 9999"
        raise Usage(msg)
    return None if at is None else TimeMs(at)


def _minimize(given: Given) -> Order:
    named = given.text("precedence").upper()
    if named != "OFF" and named not in Precedence.__members__:
        msg = f"not a precedence: {named[:40]!r}"
        raise Usage(msg, hint=f"off, or one of {', '.join(Precedence.__members__)}")
    return events.Minimize(
        order_id=given.order_id,
        neighbour=station_id(given.text("neighbour")),
        precedence=None if named == "OFF" else Precedence[named],
    )


def _plan_sign(given: Given) -> Order:
    return events.SignPlan(order_id=given.order_id)


def _found(given: Given) -> Order:
    return events.FoundStation(order_id=given.order_id)


def _found_network(given: Given) -> Order:
    return events.FoundNetwork(
        order_id=given.order_id, network=given.text("network"), request=given.text("request")
    )


FULL_REFERENCE_SLASHES: Final = 2
"""In a reference with its station and year, as in `moscow/1951/26044`."""

ORDERS: Final[Mapping[str, Callable[[Given], Order]]] = {
    "found": _found,
    "found-network": _found_network,
    "draft": _draft,
    "return-draft": _return_draft,
    "release": _release,
    "send": _send,
    "confirm": _confirm,
    "comply": _comply,
    "report": _report,
    "pass": _pass,
    "series": _series,
    "keybook-import": _keybook_import,
    "keybook-admit": _keybook_admit,
    "keybook-introduce": _introduce,
    "plan-line": _plan_line,
    "plan-transit": _plan_transit,
    "plan-silence": _plan_silence,
    "plan-sign": _plan_sign,
    "minimize": _minimize,
}
