"""All lines of a station, whatever carries them: TCP, folders that somebody carries, and mail."""

import asyncio
from pathlib import Path
from typing import Final

from depesha.links.exchange import Address, Exchange, LineStatus
from depesha.links.folder.line import Pace
from depesha.links.folder.lines import folder_lines
from depesha.links.mail.line import MailPace
from depesha.links.mail.lines import mail_lines
from depesha.links.tcp import TcpLines
from depesha.names import StationId
from depesha.packet import Grade
from depesha.station.neighbourhood import Neighbourhood

HOME_FOLDER: Final = "lines"
"""Where lines by folders and by mail keep what they remember, in the station's home."""


class Lines:
    """The lines of one station. Used in the loop's thread."""

    def __init__(
        self,
        around: Neighbourhood,
        home: Path,
        exchange: Exchange,
        pace: Pace | None = None,
        mail_pace: MailPace | None = None,
    ) -> None:
        self._around = around
        self._tcp = TcpLines(exchange, around.own(), around.tls_key(), listen=around.listen())
        kept = home / HOME_FOLDER
        self._folders = folder_lines(exchange, around.notary(), kept, pace=pace)
        self._mail = mail_lines(exchange, around.judges(), kept, pace=mail_pace)

    @property
    def listening(self) -> Address | None:
        """The address that is bound."""
        return self._tcp.listening

    async def start(self) -> None:
        """Listen, call, look into the folders and the mailboxes.

        Raises:
            Busy: the address is taken.
            Refused: the address cannot be bound.
            Malformed: a certificate or the key cannot be read.
        """
        await self._tcp.start(self._around.neighbours())
        self._adopt_carried()

    def adopt(self) -> None:
        """Take the key book and the plan that are now in force.

        Raises:
            Malformed: a certificate or the key cannot be read; nothing was changed.
        """
        self._tcp.adopt(self._around.own(), self._around.neighbours())
        self._adopt_carried()

    def _adopt_carried(self) -> None:
        self._folders.adopt(self._around.own(), self._around.folder_neighbours())
        self._mail.adopt(self._around.own(), self._around.mail_neighbours())

    def wake(self, neighbour: StationId, grade: Grade) -> None:
        """Say that something of that grade waits for a neighbour."""
        self._tcp.wake(neighbour, grade)
        self._folders.wake(neighbour, grade)
        self._mail.wake(neighbour, grade)

    def status(self) -> tuple[LineStatus, ...]:
        """Return how each line stands, by the neighbour's name."""
        every = (*self._tcp.status(), *self._folders.status(), *self._mail.status())
        return tuple(sorted(every, key=lambda one: one.neighbour))

    async def stop(self) -> None:
        """End all lines in good order, within two seconds."""
        await asyncio.gather(self._folders.stop(), self._mail.stop())
        await self._tcp.stop()
