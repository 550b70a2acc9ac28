"""What the process that serves a station opens beside `station.sock`: a face, as the desk is.

The station knows no face. It opens those that it was given once its own doors are open, and closes
them before anything else.
"""

from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Protocol

from depesha.names import Lease
from depesha.station.door import Answers
from depesha.station.office_keys import Secrets
from depesha.station.settings import Settings, zone_of
from depesha.station.spool import Spool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearings:
    """What a face knows of the station: id, names in languages, zone, language.

    And `browser_key`, under which it says that an office signed in from a browser before.
    """

    station: str
    names: tuple[tuple[str, str], ...]
    zone: tzinfo
    language: str
    browser_key: bytes = field(repr=False)

    def name(self, language: str) -> str:
        """Return the station's name in a language, or its id."""
        return dict(self.names).get(language, self.station)


def bearings_of(config: Settings, browser_key: bytes) -> Bearings:
    """Return what the settings say of the station, and its key for browsers."""
    return Bearings(
        station=config.station,
        names=tuple(sorted(config.names.items())),
        zone=zone_of(config.zone),
        language=config.language,
        browser_key=browser_key,
    )


class Hosting(Answers, Protocol):
    """A station that lets people in, beside answering them."""

    async def enter(self, named: str, secrets: Secrets, known: str = "", peer: str = "") -> Lease:
        """Let in whoever holds an office, and return what stands for his session.

        Args:
            named: the office, as he typed it.
            secrets: what he shows.
            known: names the browser, if he signed in from it before.
            peer: from where he comes, as far as one address is one person's.

        Raises:
            WrongPassphrase: there is no such office, its key is open, or what he gives does not
                open it: the same words, as late.
            TooOften: he tried in vain too often from there; he can try again in a moment.
            Busy: too many others are trying.
        """
        ...

    def stands(self, lease: Lease) -> bool:
        """Say whether a session lasts: the station ends those whose office is another's now."""
        ...

    def spool(self) -> Spool:
        """Return where a file is laid down as it comes; whoever asked closes it.

        Raises:
            NotNow: the disk does not take a file.
        """
        ...

    def leave(self, lease: Lease, why: str) -> None:
        """End a session, for one of `office.attending.ENDS`; what was lent for it is forgotten."""
        ...


class Face(Protocol):
    """A face in the station's own process."""

    async def open(self, answers: Hosting, bearings: Bearings) -> str:
        """Begin to answer people; return where.

        Raises:
            Busy: another process listens there.
        """
        ...

    async def close(self) -> None:
        """End within a second, whoever is still being answered. Calling it twice is harmless."""
        ...
