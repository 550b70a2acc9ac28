"""The desk's own things: one of each in a serving process, given to every page."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from depesha.names import TimeMs
from depesha.station.face import Bearings, Hosting
from depesha.web.challenges import Challenges
from depesha.web.handed import Handed
from depesha.web.known import Known
from depesha.web.live import Hub
from depesha.web.records.importing import Imports
from depesha.web.sessions import Sessions
from depesha.web.setting import Address
from depesha.web.shelf import Shelf
from depesha.web.worktable import Worktable


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What pages are made with.

    Attributes:
        answers: the station.
        bearings: what every page shows of it.
        address: where the desk listens.
        sessions: who is signed in.
        worktable: what is composed and not saved yet.
        known: by what a browser is known again.
        challenges: what passkeys were asked to sign.
        hub: who is to be told of commits.
        closing: set when the station stops.
        now: the clock.
        shelf: evidence that was made, until it is taken.
        handed: sheets that were handed out.
        imports: what is being taken into the archive, and what became of what was.
    """

    answers: Hosting
    bearings: Bearings
    address: Address
    sessions: Sessions
    worktable: Worktable
    known: Known
    challenges: Challenges
    hub: Hub
    closing: asyncio.Event
    now: Callable[[], TimeMs]
    shelf: Shelf = field(default_factory=Shelf)
    handed: Handed = field(default_factory=Handed)
    imports: Imports = field(default_factory=Imports)

    @property
    def cookie(self) -> str:
        """The name of the session's cookie; ports share their cookies, so it names the station.

        `__Host-` binds it to this host and to TLS: no neighbour in the domain can set another.
        """
        prefix = "__Host-" if self.address.is_secure else ""
        return f"{prefix}depesha-{self.bearings.station}"

    @property
    def known_cookie(self) -> str:
        """The name of the cookie by which a browser is known again."""
        return f"{self.cookie}-known"
