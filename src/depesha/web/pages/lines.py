"""Stations and lines: the map, the tables, one station laid open, the head's short word."""

from datetime import timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from depesha.errors import NoCommunications, NotFound, Refused, Usage
from depesha.names import TimeMs, station_id
from depesha.packet import Grade
from depesha.station.plain import Plain
from depesha.telegram import Precedence
from depesha.web.asking import Desk, desk_of, form_of, house_of
from depesha.web.language import language_of, said
from depesha.web.network import (
    KINDS,
    LEGEND,
    UP,
    Told,
    broken,
    look_of,
    name_in,
    names_of,
    network_of,
)
from depesha.web.rendering import EPOCH, is_fragment, render
from depesha.web.stations import station_of
from depesha.words import word

MAX_QUEUE: Final = 200
"""Loads that are looked at to count what waits for whom; the queue's own page counts all."""

MAX_HEAD: Final = 3
"""Neighbours in the head; those without communication come first."""

MAX_REGISTERS: Final = 24
"""Lines whose channel numbers stand in the table; of others their register tells."""

GRADES: Final = tuple(grade.name for grade in Grade)
LEVELS: Final = tuple(
    precedence.name for precedence in (Precedence.PRIORITY, Precedence.IMMEDIATE, Precedence.FLASH)
)
"""From which on something may pass; what shares a grade passes together."""


async def _lines(request: Request) -> Response:
    desk, house = desk_of(request), house_of(request)
    told = await _told(desk, house.bearings.station)
    language = language_of(request, house.bearings.language)
    network = network_of(told, language, house.now(), house.bearings.zone)
    registers = {
        line.neighbour: await _register(desk, line.neighbour)
        for line in network.lines[:MAX_REGISTERS]
    }
    is_live = is_fragment(request) and request.query_params.get("part") == "network"
    return await render(
        request,
        "lines/network.html" if is_live else "lines/lines.html",
        network=network,
        registers=registers,
        kinds=KINDS,
        names=names_of(told.keybook, language),
        beyond=len(told.queue) == MAX_QUEUE,
        broken=broken(told.links),
    )


async def _told(desk: Desk, own: str) -> Told:
    """Ask what the map is made of."""
    return Told(
        own=own,
        keybook=await desk.of_station("keybook"),
        plan=await desk.of_station("plan"),
        links=await desk.of_station("links"),
        ways=await desk.of_station("ways"),
        queue=await desk.read("queue", limit=MAX_QUEUE),
        service=await desk.of_station("service"),
    )


async def _register(desk: Desk, neighbour: str) -> Plain:
    """Return the numbers of a line; None of one that has none."""
    try:
        return await desk.of_station("line-register", line=neighbour)
    except NotFound:
        return None


async def _station(request: Request) -> Response:
    desk, house = desk_of(request), house_of(request)
    station = _named(request)
    keybook = await desk.of_station("keybook")
    plan = await desk.of_station("plan")
    links = await desk.of_station("links")
    found = station_of(station, keybook, plan, links)
    if found is None:
        raise _unknown(station)
    language = language_of(request, house.bearings.language)
    is_own = station == house.bearings.station
    ways = {} if is_own else {grade: await _way(desk, station, grade) for grade in GRADES}
    waiting = [
        one
        for one in await desk.read("queue", limit=MAX_QUEUE)
        if station in (one["destination"], one["neighbour"])
    ]
    return await render(
        request,
        "lines/station.html",
        found=found,
        names=names_of(keybook, language),
        name=name_in(found.identity.get("names") or {}, language) or station,
        ways=ways,
        waiting=waiting,
        broken=broken(links),
        register=await _register(desk, station) if found.link else None,
        is_own=is_own,
        there=_clock_of(str(found.identity.get("zone") or ""), house.now()),
        levels=LEVELS,
    )


def _named(request: Request) -> str:
    """Return the station of an address; of what is none, as of one that is not known."""
    named = request.path_params["station"]
    try:
        return station_id(named)
    except Usage:
        raise _unknown(named) from None


def _unknown(station: str) -> NotFound:
    msg = f"{station[:40]} is not known here"
    return NotFound(msg, hint="a post knows its own lines, and whom it writes to")


def _clock_of(zone: str, now: TimeMs) -> str:
    """Return what a clock there shows; nothing for a zone that this machine does not know."""
    try:
        there = ZoneInfo(zone)
    except (ValueError, OSError, KeyError):
        return ""
    return f"{(EPOCH + timedelta(milliseconds=now)).astimezone(there):%H:%M, %d.%m}"


async def _way(desk: Desk, station: str, grade: str) -> dict[str, Any]:
    """Return the way of a grade; where there is none, the words that say so."""
    try:
        way: dict[str, Any] = await desk.of_station("route", to=station, grade=grade)
    except NoCommunications as problem:
        return {"next_hop": None, "problem": problem.message, "hint": problem.hint}
    return way


async def _head(request: Request) -> Response:
    """Show in a few words how the lines stand: asked after every commit, so it asks little."""
    desk, house = desk_of(request), house_of(request)
    language = language_of(request, house.bearings.language)
    rows = await desk.of_station("links")
    looks = sorted(
        ((look_of(row), str(row["neighbour"])) for row in rows),
        key=lambda one: (one[0] is UP, LEGEND.index(one[0]), one[1]),
    )
    shown = looks[:MAX_HEAD]
    ways = await _ways_to(desk, [neighbour for _, neighbour in shown])
    return await render(
        request,
        "lines/head.html",
        neighbours=[
            {
                "station": station,
                "name": name_in(ways.get(station, {}).get("names") or {}, language) or station,
                "look": look,
                "by": _by_whom(look is UP, station, ways, language),
            }
            for look, station in shown
        ],
        more=len(looks) - len(shown),
    )


async def _ways_to(desk: Desk, stations: list[str]) -> dict[str, Any]:
    try:
        rows = await desk.of_station("ways", to=stations)
    except Refused:  # no key book yet
        return {}
    return {str(one["station"]): one for one in rows}


def _by_whom(is_up: bool, station: str, ways: dict[str, Any], language: str) -> str:  # noqa: FBT001  # read beside its name
    """Return through whom one is reached whose own line does not stand."""
    hop = ways.get(station, {}).get("next_hop")
    if is_up or hop is None or hop == station:
        return ""
    name = name_in(ways.get(hop, {}).get("names") or {}, language)
    return name or str(hop)


async def _minimize(request: Request) -> Response:
    desk, form = desk_of(request), await form_of(request)
    neighbour = _named(request)
    done = await desk.order(
        form, "minimize", neighbour=neighbour, precedence=form.text("precedence")
    )
    language = language_of(request, house_of(request).bearings.language)
    if done["precedence"]:
        lowest = word(str(done["precedence"]), language)
        told = said(
            language,
            "on the line to %(neighbour)s only %(lowest)s and above passes",
            neighbour=neighbour,
            lowest=lowest,
        )
    else:
        told = said(
            language, "on the line to %(neighbour)s everything passes again", neighbour=neighbour
        )
    desk.session.tell("done", told)
    return RedirectResponse(f"/lines/station/{neighbour}", status_code=303)


ROUTES: Final[tuple[Route, ...]] = (
    Route("/lines", _lines),
    Route("/lines/head", _head),
    Route("/lines/station/{station}", _station),
    Route("/lines/station/{station}/minimize", _minimize, methods=["POST"]),
    Route("/lines/{station}", _station),
)
"""A station has two addresses: the short one is taken where a page is called like the station."""
