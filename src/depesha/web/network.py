"""The network as this station knows it, made ready to be drawn and listed.

A post sees its own lines, the ways that begin at it, and whom it writes to (decision 0012): what is
not shown to it is not here either, and nobody should take the map for the whole.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from math import hypot
from typing import Any, Final

from depesha.names import TimeMs
from depesha.web import chart
from depesha.web.week import Week, week_of

Row = Mapping[str, Any]


def _(sentence: str) -> str:
    """Mark a sentence that the catalogues have; it is said when it is shown."""
    return sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a line is drawn and called: shape, colour and words say the same."""

    key: str
    said: str


UP: Final = Look(key="up", said=_("connected"))
CALLING: Final = Look(key="calling", said=_("being called"))
DOWN: Final = Look(key="down", said=_("no communications"))
CLOSED: Final = Look(key="closed", said=_("closed"))
SILENT: Final = Look(key="silent", said=_("silent"))
IDLE: Final = Look(key="idle", said=_("not in force"))
PLANNED: Final = Look(key="planned", said=_("by the plan"))

LOOKS: Final[Mapping[str, Look]] = {
    "up": UP,
    "connecting": CALLING,
    "waiting": DOWN,
    "refused": DOWN,
    "expecting": DOWN,
    "closed": CLOSED,
    "not serving": IDLE,
    "not in force": IDLE,
    "not in the plan": IDLE,
}
"""By the state of a line; a state that a newer station has is no communication."""

LEGEND: Final = (UP, CALLING, DOWN, CLOSED, SILENT, IDLE, PLANNED)

KINDS: Final[Mapping[str, str]] = {
    "tcp": _("direct line"),
    "folder": _("folder"),
    "mail": _("mail"),
}

BADGE: Final = chart.APART / 2
"""How far from the station a line's badge stands, in labels: it is in nobody's label (`chart`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that begins at this station.

    Attributes:
        neighbour: whom it joins.
        name: what he is called.
        kind: what carries it: a key of `KINDS`.
        look: how it stands.
        row: what the station says of it.
        week: when it is open.
        windows: the same in the plan's words.
        waiting: how much waits for it.
        asked: how often a repeat was asked, either way.
    """

    neighbour: str
    name: str
    kind: str
    look: Look
    row: Row
    week: Week | None
    windows: str
    waiting: int = 0
    asked: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A station on the map."""

    station: str
    name: str
    label: str
    x: float
    y: float
    look: str
    said: str
    way: Row | None
    is_own: bool = False
    is_revoked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A line on the map, from one station to the other, with its badge where it is our own."""

    a: str
    b: str
    x1: float
    y1: float
    x2: float
    y2: float
    look: str
    kind: str = ""
    minimized: str = ""
    badge: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """What a page shows of the network."""

    own: str
    is_centre: bool
    lines: Sequence[Line]
    stations: Sequence[Drawn]
    edges: Sequence[Edge]
    chart: chart.Chart
    silent_until: int | None

    @property
    def legend(self) -> list[Look]:
        """How the lines on the map are drawn, each once."""
        drawn = {edge.look for edge in self.edges}
        return [look for look in LEGEND if look.key in drawn]

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """What carries the lines of this station, each once."""
        used = {line.kind for line in self.lines}
        return [(kind, said) for kind, said in KINDS.items() if kind in used]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the station answered, from which a network is made ready."""

    own: str
    keybook: Row
    plan: Row
    links: Sequence[Row]
    ways: Sequence[Row]
    queue: Sequence[Row]
    service: Sequence[Row]


def network_of(told: Told, language: str, now: TimeMs, zone: tzinfo) -> Network:
    """Return the network, ready to be shown at a moment."""
    names = names_of(told.keybook, language)
    silent_until = _silences(told.plan, now).get(told.own)
    lines = lines_of(told, names, now, zone)
    planned = [(one["a"], one["b"]) for one in told.plan["lines"]]
    joined = [*planned, *((told.own, one.neighbour) for one in lines)]
    known = [str(one["station"]) for one in told.keybook["stations"]]
    everybody = {*known, *(station for pair in joined for station in pair)}
    widest = max((len(names.get(one, one)) for one in everybody), default=1)
    drawn = chart.draw(told.own, everybody, joined, widest)
    return Network(
        own=told.own,
        is_centre=bool(told.keybook.get("is_centre")),
        lines=lines,
        stations=_stations(told, names, drawn, now),
        edges=_edges(told, lines, drawn),
        chart=drawn,
        silent_until=silent_until,
    )


def names_of(keybook: Row, language: str) -> dict[str, str]:
    """Return what each station is called in a language, or in any, or by its id."""
    return {
        str(one["station"]): name_in(one.get("names") or {}, language) or str(one["station"])
        for one in keybook["stations"]
    }


def name_in(names: Mapping[str, str], language: str) -> str:
    """Return a name in a language; in English where it has none, empty where neither."""
    return names.get(language) or names.get("en") or ""


def look_of(row: Row, *, is_silent: bool = False) -> Look:
    """Return how a line of this station stands."""
    look = LOOKS.get(str(row["state"]), DOWN)
    return SILENT if look is CLOSED and is_silent else look


def broken(links: Iterable[Row]) -> set[str]:
    """Return whose lines should stand now and do not: what goes there goes nobody knows when.

    A line that is closed opens when the plan says; that can be reckoned with.
    """
    return {str(row["neighbour"]) for row in links if look_of(row) in (CALLING, DOWN, IDLE)}


def kind_of(row: Row) -> str:
    """Return what carries a line."""
    if row.get("mail_to"):
        return "mail"
    return "folder" if row.get("folder_out") else "tcp"


def lines_of(told: Told, names: Row, now: TimeMs, zone: tzinfo) -> list[Line]:
    """Return the lines of this station: those that do not stand first, then by name."""
    windows = {frozenset((one["a"], one["b"])): str(one["windows"]) for one in told.plan["lines"]}
    is_silent = told.own in _silences(told.plan, now)
    waiting = Counter(str(one["neighbour"]) for one in told.queue)
    asked = Counter(_asked_of(told.service))
    made = []
    for row in told.links:
        neighbour = str(row["neighbour"])
        said = windows.get(frozenset((told.own, neighbour)), "")
        made.append(
            Line(
                neighbour=neighbour,
                name=names.get(neighbour, neighbour),
                kind=kind_of(row),
                look=look_of(row, is_silent=is_silent),
                row=row,
                windows=said,
                week=week_of(said, now, zone) if said else None,
                waiting=waiting[neighbour],
                asked=asked[neighbour],
            )
        )
    return sorted(made, key=lambda one: (LEGEND.index(one.look), one.neighbour))


def _asked_of(service: Iterable[Row]) -> list[str]:
    """Return with whom a repeat was asked, either way, once for each time."""
    return [str(one["station"]) for one in service if one["code"] == "REPEAT_REQUEST"]


def _silences(plan: Row, now: TimeMs) -> dict[str, int]:
    return {one["station"]: one["until_at"] for one in plan["silences"] if one["until_at"] > now}


def _stations(told: Told, names: Row, drawn: chart.Chart, now: TimeMs) -> list[Drawn]:
    statuses = {str(one["station"]): one.get("status") for one in told.keybook["stations"]}
    ways = {str(one["station"]): one for one in told.ways}
    silent = _silences(told.plan, now)
    standing = {str(one["neighbour"]) for one in told.links if look_of(one) is UP}
    made = []
    for station, spot in drawn.spots.items():
        name = str(names.get(station, station))
        way = ways.get(station)
        look = _station_look(station, told.own, way, silent, standing)
        made.append(
            Drawn(
                station=station,
                name=name,
                label=shortened(name),
                x=spot.x,
                y=spot.y,
                look=look.key,
                said=look.said,
                way=way,
                is_own=station == told.own,
                is_revoked=statuses.get(station) == "REVOKED",
            )
        )
    return made


THIS: Final = Look(key="own", said=_("this station"))
REACHED: Final = Look(key="up", said=_("there is a way"))
WAITS: Final = Look(key="closed", said=_("there is a way, but it waits"))
NO_WAY: Final = Look(key="down", said=DOWN.said)


def _station_look(station: str, own: str, way: Row | None, silent: Row, standing: set[str]) -> Look:
    """Return how a station is reached; a way whose first line does not stand is one that waits."""
    if station == own:
        return THIS
    if station in silent:
        return SILENT
    if way is None or way["next_hop"] is None:
        return NO_WAY
    return WAITS if way["blocked"] or way["next_hop"] not in standing else REACHED


def shortened(name: str) -> str:
    """Return a name as it is written on the map; the whole one is beside it."""
    return name if len(name) <= chart.MAX_LETTERS else name[: chart.MAX_LETTERS - 1] + "…"


def _edges(told: Told, lines: Sequence[Line], drawn: chart.Chart) -> list[Edge]:
    own = {one.neighbour: one for one in lines}
    beyond = {(str(one["a"]), str(one["b"])) for one in told.plan["lines"]}
    made = []
    for a, b in sorted(pair for pair in beyond if told.own not in pair):
        edge = _edge(drawn, a, b, PLANNED.key)
        if edge is not None:
            made.append(edge)
    for neighbour, line in own.items():
        edge = _edge(drawn, told.own, neighbour, line.look.key)
        if edge is not None:
            made.append(_badged(edge, drawn, line))
    return made


def _edge(drawn: chart.Chart, a: str, b: str, look: str) -> Edge | None:
    """Return a line between two stations that both found a place."""
    here, there = drawn.spots.get(a), drawn.spots.get(b)
    if here is None or there is None:
        return None
    return Edge(a=a, b=b, x1=here.x, y1=here.y, x2=there.x, y2=there.y, look=look)


def _badged(edge: Edge, drawn: chart.Chart, line: Line) -> Edge:
    """Return a line of our own with its badge, so far from the neighbour that it covers nobody."""
    wide, high = drawn.label_width, chart.LABEL_HEIGHT
    dx, dy = edge.x1 - edge.x2, edge.y1 - edge.y2
    length = hypot(dx / wide, dy / high) or 1.0
    part = BADGE * chart.spread(len(drawn.spots)) / length
    at = (round(edge.x2 + dx * part, 1), round(edge.y2 + dy * part, 1))
    lowest = str(line.row.get("lowest_grade") or "")
    return replace(edge, kind=line.kind, minimized=lowest, badge=at)
