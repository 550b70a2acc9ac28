"""Before the story: the network moscow (centre), peking, pyongyang is founded and served.

Each table is what a person would decide; the commands follow from it. What would be carried by hand
between the stations (requests, key books, plans) lies in the folder `by-hand`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from depesha.demo.commands import Commands
from depesha.demo.page import Page
from depesha.demo.serving import Stations, serve_somewhere
from depesha.errors import Refused

CENTRE: Final = "moscow"
POLICY: Final = "mid-1951"
BY_HAND: Final = "by-hand"

CLEARANCE: Final = "5"
"""СОВ. СЕКРЕТНО in the policy mid-1951."""

_ROOT: Final = re.compile(r"^root +([0-9a-f]{64})$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A station of the story: its zone, its name, who acts there and as what."""

    zone: str
    name: str
    office: str
    roles: tuple[str, ...]


_ENVOY: Final = (
    "addressee",
    "may-acknowledge",
    "drafter",
    "releaser",
    "operator",
    "registrar",
    "archivist",
)
"""A post of the story has one man; so has the centre, who commands nobody there to comply."""

_MINISTER: Final = ("addressee", "drafter", "releaser", "operator", "registrar", "archivist")

PLACES: Final[Mapping[str, Place]] = {
    CENTRE: Place(zone="Europe/Moscow", name="Москва", office="gromyko", roles=_MINISTER),
    "peking": Place(zone="Asia/Shanghai", name="Пекин", office="roshchin", roles=_ENVOY),
    "pyongyang": Place(zone="Asia/Pyongyang", name="Пхеньян", office="razuvaev", roles=_ENVOY),
}

POSTS: Final = tuple(name for name in PLACES if name != CENTRE)


def found_network(commands: Commands, page: Page) -> None:
    """Found the three stations, admit the posts, and carry the key book to them."""
    (commands.folder / BY_HAND).mkdir(mode=0o700)
    for station in PLACES:
        _found(commands, station, page)
    for station in POSTS:
        _admit(commands, station)
    for station in POSTS:
        commands.run(CENTRE, "plan", "line", CENTRE, station)
    commands.run(CENTRE, "plan", "sign")
    root = _root(commands)
    for station in POSTS:
        carry_book(commands, station, "--root", root)


def serve_network(commands: Commands, stations: Stations) -> None:
    """Serve the centre at a free port, tell the posts where it is, and serve them."""
    address = serve_somewhere(stations, commands, CENTRE)
    for station in POSTS:
        commands.run(station, "link", "add", CENTRE, address)
        stations.serve(station)


def carry_book(commands: Commands, station: str, *options: str) -> None:
    """Export a post's key book and plan at the centre, and take them in at the post."""
    carried = len(list((commands.folder / BY_HAND).glob(f"{station}-*.book")))
    file = f"{BY_HAND}/{station}-{carried + 1}.book"
    commands.run(CENTRE, "keybook", "export", station, "-o", file)
    commands.run(station, "keybook", "import", file, *options)


def _found(commands: Commands, station: str, page: Page) -> None:
    place = PLACES[station]
    words = ["--zone", place.zone, "--policy", POLICY, "--name", f"ru={place.name}", "--open"]
    if station == CENTRE:
        words += ["--centre", *_series(page)]
    commands.run(station, "station", "init", station, *words)
    roles = [word for role in place.roles for word in ("--role", role)]
    commands.run(station, "office", "add", place.office, *roles, "--clearance", CLEARANCE)


def _series(page: Page) -> list[str]:
    """Return the first numbers: the directive goes out first, so one number stands before 26044."""
    first = {"outgoing": page.outgoing_number - 1, "special": page.special_number}
    return [word for name, number in first.items() for word in ("--series", f"{name}={number}")]


def _admit(commands: Commands, station: str) -> None:
    request = f"{BY_HAND}/{station}.request"
    commands.run(station, "station", "request", "-o", request)
    commands.run(CENTRE, "keybook", "admit", request)


def _root(commands: Commands) -> str:
    """Return the root that the centre shows; the posts hear it by another way."""
    found = _ROOT.search(commands.run(CENTRE, "keybook", "show").out)
    if not found:
        msg = "the centre shows no root"
        raise Refused(msg)
    return found[1]
