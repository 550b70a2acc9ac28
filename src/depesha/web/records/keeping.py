"""Who keeps the archive, which record a page is of, and what of it every page of it shows.

The station decides who may read a record and who may write on it; a page that only an archivist
has use for is told apart here, so that nobody types what would be refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request

from depesha.archive.record import Record
from depesha.errors import Forbidden, NotFound
from depesha.web.asking import Desk
from depesha.web.records.showing import content_of
from depesha.web.registry import roles_of

ARCHIVIST: Final = "archivist"
MOST_DIGITS: Final = 15

HANDED_OUT: Final[Mapping[str, str]] = {"purpose": "json"}
"""How the station is asked for what goes out of the desk as data; a caveat can forbid it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A record that is open: as the station told it, and as a record."""

    number: int
    found: Mapping[str, Any]
    record: Record
    editions: list[Mapping[str, Any]]

    @property
    def newest(self) -> int:
        """The number of its newest edition."""
        return int(self.editions[0]["record"]) if self.editions else self.number

    @property
    def may_hand_out(self) -> bool:
        """Whether its caveats let it be printed from a page, and taken out as a file."""
        return bool(self.found["may_hand_out"])

    @property
    def path(self) -> str:
        """Its address."""
        return f"/archive/r/{self.number}"


async def keeps_archive(desk: Desk) -> bool:
    """Say whether the office that is signed in keeps the archive."""
    return ARCHIVIST in await roles_of(desk)


async def must_keep_archive(desk: Desk) -> None:
    """Let an archivist pass.

    Raises:
        Forbidden: the office is none.
    """
    if not await keeps_archive(desk):
        msg = f"{desk.office} does not keep the archive"
        raise Forbidden(msg, hint="an archivist does")


async def opened(request: Request, desk: Desk, *, to_hand_out: bool = False) -> Opened:
    """Return the record that an address names; `to_hand_out`: as data that goes out of the desk.

    Raises:
        NotFound: there is none, or the office is not cleared for it.
        Forbidden: it is to be handed out, and a caveat forbids that.
    """
    return await open_record(desk, request.path_params["record"], to_hand_out=to_hand_out)


async def open_record(desk: Desk, named: str, *, to_hand_out: bool = False) -> Opened:
    """Return a record by its number here.

    Raises:
        NotFound: there is none, or the office is not cleared for it.
        Forbidden: it is to be handed out, and a caveat forbids that.
    """
    if not (named.isascii() and named.isdigit()) or len(named) > MOST_DIGITS:
        msg = f"there is no record {named[:40]} in the archive"
        raise NotFound(msg, hint='"depesha archive search" finds them')
    number = str(int(named))
    purpose = HANDED_OUT if to_hand_out else {}
    found = await desk.read("archive-record", record=number, **purpose)
    return Opened(
        number=int(number),
        found=found,
        record=content_of(found),
        editions=found["editions"],
    )
