"""Orders about the station, its key book and its plan."""

from collections.abc import Callable, Mapping
from typing import Final

from depesha.errors import Usage
from depesha.keybook import parse_fingerprint
from depesha.names import collective_id, office_id, station_id
from depesha.number import series
from depesha.office import events
from depesha.office.events import Order
from depesha.station.orders.given import Given, time_of
from depesha.telegram import Precedence


def _series(given: Given) -> Order:
    return events.OpenSeries(
        order_id=given.order_id,
        series=series(given.text("series")),
        first=given.number("first"),
        year=given.maybe_number("year"),
        runs_on=given.maybe_flag("runs_on"),
        office=given.maybe_office(),
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


def _collective(given: Given) -> Order:
    members, remove = tuple(map(office_id, given.texts("members"))), given.flag("remove")
    if not members and not remove:
        msg = "field 'members' is empty, and a collective address has members"
        raise Usage(msg, hint="name them, or say that it is to be removed")
    return events.Collective(
        order_id=given.order_id,
        name=collective_id(given.text("collective")),
        members=members,
        remove=remove,
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
        until=time_of(given, "until_at"),
    )


def _minimize(given: Given) -> Order:
    named = given.text("precedence").upper()
    if named != "OFF" and named not in Precedence.__members__:
        msg = f"not a precedence: {named[:40]!r}"
        raise Usage(msg, hint=f"off, or one of {', '.join(Precedence.__members__)}")
    return events.Minimize(
        order_id=given.order_id,
        neighbour=station_id(given.text("neighbour")),
        precedence=None if named == "OFF" else Precedence[named],
        office=office_id(office) if (office := given.text("office", "")) else None,
    )


def _plan_sign(given: Given) -> Order:
    return events.SignPlan(order_id=given.order_id)


def _found(given: Given) -> Order:
    return events.FoundStation(order_id=given.order_id)


def _found_network(given: Given) -> Order:
    return events.FoundNetwork(
        order_id=given.order_id, network=given.text("network"), request=given.text("request")
    )


NETWORK: Final[Mapping[str, Callable[[Given], Order]]] = {
    "found": _found,
    "found-network": _found_network,
    "series": _series,
    "keybook-import": _keybook_import,
    "keybook-admit": _keybook_admit,
    "keybook-introduce": _introduce,
    "keybook-collective": _collective,
    "plan-line": _plan_line,
    "plan-transit": _plan_transit,
    "plan-silence": _plan_silence,
    "plan-sign": _plan_sign,
    "minimize": _minimize,
}
