"""All lines of a station, whatever carries them: TCP, and folders that somebody carries."""

from typing import Final

from depesha.links.exchange import Address, Exchange, LineStatus
from depesha.links.folder.line import Pace
from depesha.links.folder.lines import FolderLines
from depesha.links.tcp import TcpLines
from depesha.names import StationId
from depesha.packet import Grade
from depesha.station.room import Room

HOME_FOLDER: Final = "lines"
"""Where folder lines keep what they remember of their packs, in the station's home."""


class Lines:
    """The lines of one station. Used in the loop's thread."""

    def __init__(self, room: Room, exchange: Exchange, pace: Pace | None = None) -> None:
        self._room = room
        self._tcp = TcpLines(exchange, room.own(), room.tls_key(), listen=room.listen())
        home = room.home.path / HOME_FOLDER
        self._folders = FolderLines(exchange, room.own(), room.notary(), home, pace=pace)

    @property
    def listening(self) -> Address | None:
        """The address that is bound."""
        return self._tcp.listening

    async def start(self) -> None:
        """Listen, call, and look into the folders.

        Raises:
            Busy: the address is taken.
            Refused: the address cannot be bound.
            Malformed: a certificate or the key cannot be read.
        """
        await self._tcp.start(self._room.neighbours())
        self._folders.adopt(self._room.own(), self._room.folder_neighbours())

    def adopt(self) -> None:
        """Take the key book and the plan that are now in force.

        Raises:
            Malformed: a certificate or the key cannot be read; nothing was changed.
        """
        self._tcp.adopt(self._room.own(), self._room.neighbours())
        self._folders.adopt(self._room.own(), self._room.folder_neighbours())

    def wake(self, neighbour: StationId, grade: Grade) -> None:
        """Say that something of that grade waits for a neighbour."""
        self._tcp.wake(neighbour, grade)
        self._folders.wake(neighbour, grade)

    def status(self) -> tuple[LineStatus, ...]:
        """Return how each line stands, by the neighbour's name."""
        both = (*self._tcp.status(), *self._folders.status())
        return tuple(sorted(both, key=lambda one: one.neighbour))

    async def stop(self) -> None:
        """End all lines in good order, within two seconds."""
        await self._folders.stop()
        await self._tcp.stop()
