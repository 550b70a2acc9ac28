"""TCP lines: one listener, and a line to each neighbour of the key book.

Rule 1: it binds the one address that it is told, and calls the addresses that it is given.
Rule 2: only stations whose certificate is pinned are let in; a change of the key book is a new set
    of pins for every connection from then on, and ends the lines to stations that left it.
Rule 3: at most 64 connections may be between their first byte and their HELLO, ten seconds long:
    a stranger can take up no more, and no neighbour's place (`links/strangers.py`).
Rule 4: a neighbour whose certificates in the key book cannot be read has no line; the others have.
"""

import asyncio
import errno
import logging
import os
import ssl
from collections.abc import Coroutine, Iterable, Mapping
from typing import Any, Final

from depesha.errors import Busy, DoesNotVerify, Malformed, NoLine, Problem, Refused
from depesha.links import frames
from depesha.links.channels import Channels
from depesha.links.exchange import Address, Exchange, LineStatus, Neighbour, Own
from depesha.links.frames import Introduction, Welcome
from depesha.links.greeting import Leaving, hear_hello, part
from depesha.links.line import Line
from depesha.links.pipe import Pipe
from depesha.links.strangers import Strangers
from depesha.links.tls import TlsKey, client_context, readable, server_context, station_shown
from depesha.names import StationId
from depesha.packet import Grade

_log: Final = logging.getLogger(__name__)

STOP_SECONDS: Final = 0.9
BACKLOG: Final = 128

_UNREACHABLE_HINT: Final = "it is called again by itself; is that station running, at that address?"


class TcpLines:
    """All TCP lines of one station."""

    def __init__(
        self, exchange: Exchange, own: Own, key: TlsKey, *, listen: Address | None = None
    ) -> None:
        self._exchange = exchange
        self._own = own
        self._key = key
        self._listen = listen
        self._listener: asyncio.Server | None = None
        self._lines: dict[StationId, Line] = {}
        self._channels: dict[StationId, Channels] = {}  # they outlive a line that is given up
        self._pins: Mapping[StationId, tuple[bytes, ...]] = {}
        self._context: ssl.SSLContext | None = None
        self._answering: set[asyncio.Task[None]] = set()
        self._leaving: set[asyncio.Task[None]] = set()
        self._strangers: Strangers[Pipe] = Strangers()
        self.turned_away = 0
        """Connections that were not let in: unknown certificates, no TLS, no HELLO."""

    async def start(self, neighbours: Iterable[Neighbour]) -> None:
        """Listen, and call the neighbours that have an address.

        Raises:
            Busy: the address is taken.
            Refused: the address cannot be bound.
            Malformed: this station's own certificate or key cannot be read.
        """
        wanted = tuple(neighbours)
        self._trust(wanted)
        if self._listen is not None:
            self._listener = await self._bind(self._listen)
        self.adopt(self._own, wanted)

    @property
    def listening(self) -> Address | None:
        """The address that is bound; its port is known only now where 0 was asked for."""
        if self._listener is None:
            return None
        host, port = self._listener.sockets[0].getsockname()[:2]
        return Address(host=host, port=port)

    def adopt(self, own: Own, neighbours: Iterable[Neighbour]) -> None:
        """Take a key book into force: begin new lines, end those that left or changed.

        A line whose neighbour is the same keeps its connection.

        Raises:
            Malformed: this station's own certificate or key cannot be read; nothing was changed.
        """
        wanted = {neighbour.station: neighbour for neighbour in neighbours}
        self._trust(wanted.values())
        self._own = own
        for station, line in list(self._lines.items()):
            if wanted.get(station) != line.neighbour:
                self._spawn(self._leaving, self._lines.pop(station).stop())
            else:
                line.introduce_as(own)
        for station in wanted.keys() - self._lines.keys():
            line = Line(
                wanted[station], own, self._exchange, self._dial, self._channels_of(station)
            )
            self._lines[station] = line
            line.start()
        for station, neighbour in wanted.items():
            if len(self._pins[station]) < len(neighbour.pins):
                _log.warning("a certificate of %s in the key book cannot be read", station)
                self._lines[station].note(_unreadable(station))

    def wake(self, neighbour: StationId, grade: Grade = Grade.LOW) -> None:
        """Say that something of that grade waits for a neighbour; in the loop's thread."""
        line = self._lines.get(neighbour)
        if line is not None:
            line.wake(grade)

    def status(self) -> tuple[LineStatus, ...]:
        """Return how each line stands, by the neighbour's name."""
        return tuple(self._lines[station].status() for station in sorted(self._lines))

    async def stop(self) -> None:
        """End all lines in good order, within a second."""
        if self._listener is not None:
            self._listener.close()
        stopping = [asyncio.create_task(line.stop()) for line in self._lines.values()]
        self._lines.clear()
        stopping += self._leaving
        if stopping:
            await asyncio.wait(stopping, timeout=STOP_SECONDS)
        rest = [*stopping, *self._answering]
        for task in rest:
            task.cancel()
        if rest:
            await asyncio.wait(rest, timeout=1 - STOP_SECONDS)

    def _channels_of(self, station: StationId) -> Channels:
        if station not in self._channels:
            exchange = self._exchange
            self._channels[station] = Channels(station, exchange.token, exchange.recall)
        return self._channels[station]

    def _trust(self, neighbours: Iterable[Neighbour]) -> None:
        pins = {neighbour.station: readable(neighbour.pins) for neighbour in neighbours}
        self._context = server_context(self._key, pins)
        self._pins = pins

    # -- being called -------------------------------------------------------------------------

    async def _bind(self, address: Address) -> asyncio.Server:
        loop = asyncio.get_running_loop()
        try:
            return await loop.create_server(
                lambda: Pipe(self.came), address.host, address.port, backlog=BACKLOG
            )
        except (OSError, UnicodeError) as error:
            raise _cannot_bind(address, error) from error

    def came(self, pipe: Pipe) -> None:
        """Answer a connection that somebody made; whoever loses his place for it is dropped."""
        leaves = self._strangers.enter(pipe, pipe.host)
        if leaves is not None:
            leaves.drop()  # `_answer` meets its end, and counts it
        self._spawn(self._answering, self._answer(pipe))

    async def _answer(self, pipe: Pipe) -> None:
        try:
            async with asyncio.timeout(self._exchange.patience.call_seconds):
                line, mine, theirs = await self._greet(pipe)
        except (Problem, TimeoutError):
            self.turned_away += 1
            return
        finally:
            self._strangers.leave(pipe)
        await line.hold(pipe, mine, theirs)

    async def _greet(self, pipe: Pipe) -> tuple[Line, Introduction, Introduction]:
        line: Line | None = None
        try:
            line = await self._let_in(pipe)
            theirs = await hear_hello(pipe, self._own, line.station)
            line.admit(theirs.lane)
            mine = line.introduce(theirs.lane)
        except Problem as error:
            if line is not None and not isinstance(error, Leaving):
                line.note(error)
            await part(pipe, error)
            raise
        except BaseException:
            pipe.drop()
            raise
        pipe.send(frames.write(Welcome(introduction=mine)))
        return line, mine, theirs

    async def _let_in(self, pipe: Pipe) -> Line:
        """Make the connection a TLS one, and return the line of whoever it is.

        Raises:
            NoLine: the other side cannot do TLS with us; a stranger's certificate ends here.
            DoesNotVerify: the certificate is trusted but nobody's.
        """
        if self._context is None:
            msg = "the key book is not read yet"
            raise NoLine(msg)
        certificate = await pipe.secure(self._context, server_side=True)
        station = station_shown(certificate, self._pins)
        line = self._lines.get(station)
        if line is None:  # it left the key book during its handshake
            msg = f"there is no line to {station} any more"
            raise NoLine(msg)
        self._strangers.recognise(pipe)
        return line

    # -- calling ------------------------------------------------------------------------------

    async def _dial(self, neighbour: Neighbour, address: Address) -> Pipe:
        """Call a neighbour and return the TLS connection to it.

        Raises:
            NoLine: nobody answers there, or not with a certificate that is pinned.
            DoesNotVerify: the certificate is trusted but not the neighbour's.
            Malformed: none of its certificates in the key book can be read.
        """
        if not readable(neighbour.pins):
            raise _unreadable(neighbour.station)
        loop = asyncio.get_running_loop()
        context = client_context(self._key, neighbour.pins)
        try:
            _, pipe = await loop.create_connection(Pipe, address.host, address.port)
        except (OSError, UnicodeError) as error:  # the latter from a host that is no name
            msg = f"{neighbour.station} at {address}: {_reason(error)}"
            raise NoLine(msg, hint=_UNREACHABLE_HINT) from error
        certificate = await pipe.secure(context, server_side=False)
        try:
            station_shown(certificate, {neighbour.station: neighbour.pins})
        except DoesNotVerify:
            pipe.drop()
            raise
        return pipe

    def _spawn(self, room: set[asyncio.Task[None]], work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        room.add(task)
        task.add_done_callback(room.discard)
        task.add_done_callback(_note_fault)


def _note_fault(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("a connection met a fault", exc_info=error)


def _unreadable(station: StationId) -> Malformed:
    hint = "that station must ask the centre to be admitted anew, with a whole certificate"
    return Malformed(f"a certificate of {station} in the key book cannot be read", hint=hint)


def _cannot_bind(address: Address, error: OSError | UnicodeError) -> Problem:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        hint = f"another station or program listens at {address}; give this one another port"
        return Busy(f"{address} is in use", hint=hint)
    hint = "listen on an address of this machine, and on a port from 1024 up"
    return Refused(f"cannot listen at {address}: {_reason(error)}", hint=hint)


def _reason(error: OSError | UnicodeError) -> str:
    """Return the system's words: asyncio puts the address into its own."""
    number = error.errno if isinstance(error, OSError) else None
    known = number is not None and number in errno.errorcode  # a resolver's numbers are not
    return (os.strerror(number) if known and number else str(error)).lower()
