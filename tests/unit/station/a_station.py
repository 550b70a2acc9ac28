"""A small real station for the unit tests: a centre with two offices, and one correspondent."""

from pathlib import Path

from depesha.station import founding
from depesha.station.client import Client, connect
from depesha.station.home import Home
from depesha.station.settings import OfficeWish
from tests.templates import laid_down

NAME = "alpha"
CORRESPONDENT = "beta"
ROLES = ("drafter", "releaser", "addressee", "may-acknowledge")
ARCHIVISTS = (("archivist", "archivist", 5), ("helper", "archivist", 1))
"""Two offices of an archive, of which one may read little."""


def found(
    path: Path,
    *,
    policy: str = "neutral",
    roles: tuple[str, ...] = ROLES,
    offices: tuple[tuple[str, str, int], ...] = (),
    number: int = 0,
) -> Home:
    """Found a centre with the office `desk` (clearance 5) and the office `boy` (clearance 2).

    Its only correspondent is `desk@beta`; nobody serves either. It is founded once in a process,
    and copied for every test.

    Args:
        path: its home; the correspondent's is beside it.
        policy: the one it keeps.
        roles: of these two offices.
        offices: which others it has: name, role, clearance.
        number: of several in one test, which have no key in common.
    """

    def make(folder: Path) -> None:
        home = Home(folder / NAME)
        founding.init(home, founding.Foundation(station=NAME, centre=True, policy=policy), None)
        for name, clearance in (("desk", 5), ("boy", 2)):
            wish = OfficeWish(name=name, roles=roles, clearance=clearance)
            founding.add_office(home, wish, None)
        _introduce(home, Home(folder / CORRESPONDENT))
        for name, role, clearance in offices:
            wish = OfficeWish(name=name, roles=(role,), clearance=clearance)
            founding.add_office(home, wish, None)

    moved = {NAME: path, CORRESPONDENT: path.with_name(f"{path.name}-correspondent")}
    laid_down(f"a station: {policy} {roles} {offices} {number}", make, moved)
    return Home(path)


def _introduce(home: Home, other: Home) -> None:
    founding.init(other, founding.Foundation(station=CORRESPONDENT), None)
    founding.add_office(other, OfficeWish(name="desk", roles=ROLES, clearance=5), None)
    centre = station(home)
    centre.order("keybook-admit", text=founding.request(other, None)["text"])
    centre.order("plan-line", a=NAME, b=CORRESPONDENT)
    centre.order("plan-sign")


def draft(text: str, *lines: str, to: str = f"desk@{CORRESPONDENT}") -> str:
    """Return a draft."""
    head = "\n".join((f"To: {to}", "Classification: RESTRICTED", *lines))
    return f"{head}\n\n{text}\n"


def station(home: Home) -> Client:
    """Return the station, which nobody serves."""
    with connect(home.path) as client:
        return client


def names_in(folder: Path) -> list[str]:
    """Return the names of what lies in a folder."""
    return sorted(path.name for path in folder.iterdir())
