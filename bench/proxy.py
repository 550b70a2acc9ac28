"""A TCP proxy on loopback, for what lines do to those who rely on them: slow, lossy, cut, silent.

    with Proxy(listen=7001, target=7002, bytes_per_second=128 * 1024) as line:
        line.there.swallow()        # what the caller says goes nowhere; the called still speaks

Rule 1: each direction has a `Way` of its own, shared by all connections: a line has one rate,
    however many connections there are on it. They take turns, a piece each, as TCP flows would.
Rule 2: a way that swallows swallows the end of a connection too: the other side is never told.
Rule 3: with a rate the buffers are small and known. A sender gets rid of some 27 KiB that have not
    yet left the proxy (`tests/faults/test_proxy.py` measures it): what a modem holds, no more.

It runs in a thread of its own and knows nothing of what it carries.
"""

import asyncio
import socket
import struct
import threading
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from types import TracebackType
from typing import Any, Final, Self

WAIT_SECONDS: Final = 20.0

PIECE_BYTES: Final = 2 * 1024
"""What is read at a time where there is a rate: 16 ms of a line of 128 KiB/s."""

WHOLE_BYTES: Final = 64 * 1024
"""What is read at a time where there is none."""

SOCKET_BYTES: Final = 16 * 1024
"""Asked of the kernel for each buffer where there is a rate; Linux doubles it for its books."""

IN_FLIGHT: Final = 256
"""Pieces that may be on their way at a time where there is a delay."""

_LINGER_NOT: Final = struct.pack("ii", 1, 0)
"""With SO_LINGER so, closing a socket sends RST and not FIN."""


class Mode(Enum):
    """What a way does with what it is given."""

    PASS = "pass"  # noqa: S105  # no password
    SWALLOW = "swallow"
    STALL = "stall"
    GARBLE = "garble"


@dataclass(slots=True)
class Way:
    """One direction.

    Attributes:
        bytes_per_second: its rate; None for as fast as it goes.
        delay_seconds: how long everything is on its way; given before anything is sent.
        carried: bytes that went through.
        swallowed: bytes that did not.
    """

    bytes_per_second: float | None = None
    delay_seconds: float = 0.0
    carried: int = 0
    swallowed: int = 0
    mode: Mode = Mode.PASS
    _free_at: float = 0.0
    _moving: asyncio.Event = field(default_factory=asyncio.Event)
    _loop: asyncio.AbstractEventLoop | None = None

    def pass_on(self) -> None:
        """Let through what comes from now on."""
        self._turn(Mode.PASS)

    def swallow(self) -> None:
        """Take everything and pass nothing on, not even the end of a connection."""
        self._turn(Mode.SWALLOW)

    def garble(self) -> None:
        """Change one bit of everything that comes at a time."""
        self._turn(Mode.GARBLE)

    def stall(self) -> None:
        """Take nothing more: the sender's buffers fill."""
        self._turn(Mode.STALL)

    def _turn(self, mode: Mode) -> None:
        self.mode = mode
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._look)

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._look()

    def _look(self) -> None:
        if self.mode is Mode.STALL:
            self._moving.clear()
        else:
            self._moving.set()

    async def _turn_comes(self, size_bytes: int) -> None:
        """Wait until that many bytes have gone over the line, behind all others."""
        if self.bytes_per_second is None:
            return
        now = asyncio.get_running_loop().time()
        self._free_at = max(now, self._free_at) + size_bytes / self.bytes_per_second
        await asyncio.sleep(self._free_at - now)


class Proxy:
    """Listens at a port of loopback and carries every connection to another.

    Args:
        listen: the port where it is called.
        target: the port that it calls.
        bytes_per_second: the rate of each direction.
        delay_seconds: how long each direction takes.
    """

    def __init__(
        self,
        listen: int,
        target: int,
        *,
        bytes_per_second: float | None = None,
        delay_seconds: float = 0.0,
    ) -> None:
        self.there = Way(bytes_per_second=bytes_per_second, delay_seconds=delay_seconds)
        """From the caller to the called."""
        self.back = Way(bytes_per_second=bytes_per_second, delay_seconds=delay_seconds)
        """From the called to the caller."""
        self.connections = 0
        """How often somebody came through."""
        self._target = target
        self._is_small = bytes_per_second is not None
        self._loop = asyncio.new_event_loop()
        self._door = self._open_door(listen)
        self._open: set[asyncio.Task[None]] = set()
        self._is_cut = False
        self._resets = False
        self._guard = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="proxy", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(WAIT_SECONDS)

    def cut(self, *, reset: bool = False) -> None:
        """Break every connection in the middle of whatever it carries; let none through.

        Both ends see the connection end: by FIN, or by RST. Whoever calls is dropped at once.
        """
        self._tell(self._cut(reset=reset))

    def mend(self) -> None:
        """Let connections through again."""
        self._is_cut = False

    def swallow(self) -> None:
        """Be silent both ways, as if the other side's machine had vanished."""
        self.there.swallow()
        self.back.swallow()

    def pass_on(self) -> None:
        """Let both ways through again."""
        self.there.pass_on()
        self.back.pass_on()

    def await_connection(self, number: int) -> None:
        """Wait until so many have come through since the beginning."""
        with self._guard:
            assert self._guard.wait_for(lambda: self.connections >= number, WAIT_SECONDS)  # noqa: S101

    # -- in its thread ------------------------------------------------------------------------

    def _tell(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(WAIT_SECONDS)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self.there._begin(self._loop)  # noqa: SLF001  # its own two ways
        self.back._begin(self._loop)  # noqa: SLF001
        accepting = self._loop.create_task(self._accept())
        self._loop.run_forever()
        accepting.cancel()
        self._loop.run_until_complete(self._cut(reset=False))
        self._door.close()
        self._loop.close()

    def _open_door(self, listen: int) -> socket.socket:
        door = socket.create_server(("127.0.0.1", listen))
        self._make_small(door)  # whoever is accepted inherits it
        door.settimeout(0)
        return door

    def _make_small(self, one: socket.socket) -> None:
        if self._is_small:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SOCKET_BYTES)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SOCKET_BYTES)

    async def _cut(self, *, reset: bool) -> None:
        self._is_cut, self._resets = True, reset
        broken = list(self._open)
        for task in broken:
            task.cancel()
        await asyncio.gather(*broken, return_exceptions=True)
        self._resets = False

    async def _accept(self) -> None:
        while True:
            caller, _ = await self._loop.sock_accept(self._door)
            if self._is_cut:
                caller.close()
                continue
            task = self._loop.create_task(self._join(caller))
            self._open.add(task)
            task.add_done_callback(self._open.discard)

    async def _join(self, caller: socket.socket) -> None:
        called = socket.socket()
        try:
            self._make_small(called)
            for one in (caller, called):
                one.settimeout(0)
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await self._loop.sock_connect(called, ("127.0.0.1", self._target))
            self._count()
            await asyncio.gather(
                self._carry(caller, called, self.there), self._carry(called, caller, self.back)
            )
        except OSError:  # the target is not there, or an end was reset: so is the other
            self._reset(caller, called)
        finally:
            if self._resets:
                self._reset(caller, called)
            caller.close()
            called.close()

    def _count(self) -> None:
        with self._guard:
            self.connections += 1
            self._guard.notify_all()

    @staticmethod
    def _reset(*ends: socket.socket) -> None:
        for end in ends:
            with suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)

    async def _carry(self, one: socket.socket, other: socket.socket, way: Way) -> None:
        """Carry one direction of one connection until its end."""
        pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(IN_FLIGHT)
        lander = asyncio.create_task(self._land(other, way, pieces)) if way.delay_seconds else None
        try:
            async for piece in self._pieces(one, way):
                if lander is None:
                    await self._hand_over(other, way, piece)
                else:
                    await pieces.put((self._loop.time() + way.delay_seconds, piece))
            if lander is not None:
                await pieces.put((self._loop.time() + way.delay_seconds, b""))
                await lander
            with suppress(OSError):
                other.shutdown(socket.SHUT_WR)
        finally:
            if lander is not None:
                lander.cancel()

    async def _pieces(self, one: socket.socket, way: Way) -> Any:  # noqa: ANN401  # async for
        size = PIECE_BYTES if self._is_small else WHOLE_BYTES
        while True:
            await way._moving.wait()  # noqa: SLF001  # its own way
            try:
                piece = await self._loop.sock_recv(one, size)
            except OSError:
                if way.mode is Mode.SWALLOW:
                    piece = b""
                else:
                    raise
            await way._moving.wait()  # noqa: SLF001
            if way.mode is Mode.SWALLOW:
                way.swallowed += len(piece)
                if not piece:
                    await asyncio.Event().wait()  # rule 2: until it is cut
                continue
            if not piece:
                return
            await way._turn_comes(len(piece))  # noqa: SLF001
            yield _garbled(piece) if way.mode is Mode.GARBLE else piece

    async def _hand_over(self, other: socket.socket, way: Way, piece: bytes) -> None:
        way.carried += len(piece)  # before: whoever has it may look at once
        await self._loop.sock_sendall(other, piece)

    async def _land(
        self, other: socket.socket, way: Way, pieces: asyncio.Queue[tuple[float, bytes]]
    ) -> None:
        """Hand over what has been on its way long enough, in its order, until an empty piece."""
        while True:
            due_at, piece = await pieces.get()
            await asyncio.sleep(due_at - self._loop.time())
            if not piece:
                return
            await self._hand_over(other, way, piece)


def _garbled(piece: bytes) -> bytes:
    middle = len(piece) // 2
    return piece[:middle] + bytes([piece[middle] ^ 1]) + piece[middle + 1 :]
