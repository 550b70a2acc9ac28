"""Frames in and out of one TLS connection, with small buffers under them.

Rule 1: what may overtake must not lie in a buffer. The kernel holds 16 KiB unsent, and above it
    writing stops as soon as one piece of 4 KiB waits; TLS has a transport of its own above the
    socket's, so both get the limit. Measured at 128 KiB/s behind 2,000 packets, through a relay
    that buffers some 40 KiB itself: a flash is accepted after 0.55 s, with 16 KiB at each of the
    three places after 1.0 s; on loopback either way passes as many packets.
Rule 2: reading stops while more than 256 KiB of frames wait to be taken. It never stops because
    writing has: two stations that both wait for the other to read would wait for ever.
Rule 3: a side that does not read its answers is left, once they fill 1 MiB.
Rule 4: a long frame is written a piece at a time, and is not in a buffer as a whole. What is sent
    meanwhile follows it; if it is broken off, nothing follows it but the end of the connection.
"""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Awaitable, Callable
from typing import Final

from depesha.errors import Malformed, NoLine, Problem
from depesha.links.frames import MAX_FRAME_BYTES
from depesha.links.prefix import Splitter, prefixed

PIECE_BYTES: Final = 4 * 1024
"""What is written at a time; a TLS record costs 22 bytes."""

UNSENT_BYTES: Final = 16 * 1024
BACKLOG_BYTES: Final = 256 * 1024
UNREAD_BYTES: Final = MAX_FRAME_BYTES + 1024 * 1024

CLOSING_SECONDS: Final = 0.3
"""How long the other side's close_notify is waited for."""

# Keepalive finds a dead neighbour in half a minute, the user timeout while data is unacked.
_OPTIONS: Final = (
    (socket.IPPROTO_TCP, "TCP_NODELAY", 1),
    (socket.IPPROTO_TCP, "TCP_NOTSENT_LOWAT", UNSENT_BYTES),
    (socket.SOL_SOCKET, "SO_KEEPALIVE", 1),
    (socket.IPPROTO_TCP, "TCP_KEEPIDLE", 15),
    (socket.IPPROTO_TCP, "TCP_KEEPINTVL", 5),
    (socket.IPPROTO_TCP, "TCP_KEEPCNT", 3),
    (socket.IPPROTO_TCP, "TCP_USER_TIMEOUT", 60_000),
)


class Pipe(asyncio.Protocol):
    """One connection: bytes come as frames, frames go as bytes."""

    def __init__(self, came: "Callable[[Pipe], None] | None" = None) -> None:
        """Begin without a connection; `came` is told when there is one."""
        self._came = came
        self._transport: asyncio.Transport | None = None
        self._splitter = Splitter()
        self._frames: list[bytes] = []
        self._frames_bytes = 0
        self._paused = False
        self._news = asyncio.Event()
        self._writable = asyncio.Event()
        self._writable.set()
        self._ended: Problem | None = None  # nothing more is read
        self._gone = False  # nothing more can be written either
        self._closed = asyncio.Event()
        self._following: list[bytes] | None = None  # what waits for the end of a long frame
        self._broken_off = False  # in the middle of a frame
        self.moved_at = 0.0
        """When bytes last left the buffer, in the loop's time."""

    @property
    def host(self) -> str:
        """The address of the other side, without its port."""
        host: str = self._need_transport().get_extra_info("peername")[0]
        return host

    # -- what a conversation calls ------------------------------------------------------------

    async def secure(self, context: ssl.SSLContext, *, server_side: bool) -> bytes | None:
        """Make the connection a TLS one and return the other side's certificate in DER.

        Raises:
            NoLine: the handshake failed.
        """
        loop = asyncio.get_running_loop()
        raw = self._need_transport()
        try:
            transport = await loop.start_tls(
                raw,
                self,
                context,
                server_side=server_side,
                ssl_shutdown_timeout=CLOSING_SECONDS,
            )
        except (OSError, ssl.SSLError) as error:
            self.drop()
            raise _no_handshake(error) from error
        except BaseException:
            self.drop()
            raise
        if transport is None:
            msg = "the connection ended during its TLS handshake"
            raise NoLine(msg)
        transport.set_write_buffer_limits(high=1, low=0)
        self._transport = transport
        shown: ssl.SSLObject = transport.get_extra_info("ssl_object")
        return shown.getpeercert(binary_form=True)

    async def take(self) -> list[bytes]:
        """Wait for frames and return all that have come.

        Raises:
            NoLine: the connection has ended.
            Malformed: what came is not a stream of frames.
        """
        await self._wait_for_frames()
        found, self._frames = self._frames, []
        self._taken()
        return found

    async def take_one(self) -> bytes:
        """Wait for a frame and return it alone.

        Raises:
            NoLine: the connection has ended.
            Malformed: what came is not a stream of frames.
        """
        await self._wait_for_frames()
        found = self._frames.pop(0)
        self._taken()
        return found

    def send(self, *payloads: bytes) -> None:
        """Write frames, in one piece; after the end of the connection it does nothing."""
        data = b"".join([prefixed(payload) for payload in payloads])
        if self._following is None:
            self._write(data)
            return
        self._following.append(data)
        if sum(map(len, self._following)) > UNREAD_BYTES:
            self._leave_unread()

    async def send_in_pieces(self, payload: bytes, turn: Callable[[], Awaitable[None]]) -> None:
        """Write a long frame in pieces, each when the one before has gone and `turn` returns.

        Raises:
            NoLine: the connection has ended.
        """
        data = memoryview(prefixed(payload))
        self._following = []
        self._broken_off = True
        for at in range(0, len(data), PIECE_BYTES):
            await turn()
            self._write(bytes(data[at : at + PIECE_BYTES]), inside=True)
            await self.room()
            await asyncio.sleep(0)  # the other connections share this thread
        self._broken_off = False
        following, self._following = self._following, None
        self._write(b"".join(following))

    def _write(self, data: bytes, *, inside: bool = False) -> None:
        transport = self._transport
        if self._gone or transport is None or (self._broken_off and not inside):
            return
        transport.write(data)
        if transport.get_write_buffer_size() > UNREAD_BYTES:
            self._leave_unread()

    def _leave_unread(self) -> None:
        self._end(NoLine("the other side does not read its answers"))
        self.drop()

    async def room(self) -> None:
        """Wait until little enough waits to be sent.

        Raises:
            NoLine: the connection has ended.
        """
        await self._writable.wait()
        if self._ended is not None:
            raise self._ended

    def drop(self) -> None:
        """End the connection at once; what is not sent yet is lost."""
        self._end(NoLine("this side ended the connection"))
        self._gone = True
        self._abort()

    async def close(self) -> None:
        """Send what is written, and end the connection; give it up after 0.6 s."""
        if self._transport is None:
            return
        self._transport.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._closed.wait(), 2 * CLOSING_SECONDS)
        self._abort()

    # -- what asyncio calls -------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the bare connection; nothing is read from it before TLS is there to read it."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  # for the type checker
        transport.pause_reading()
        transport.set_write_buffer_limits(high=1, low=0)
        bare = transport.get_extra_info("socket")
        for level, name, value in _OPTIONS:
            if hasattr(socket, name):  # not all systems have all of them
                bare.setsockopt(level, getattr(socket, name), value)
        self._transport = transport
        if self._came is not None:
            self._came(self)

    def data_received(self, data: bytes) -> None:
        """Cut what came into frames."""
        if self._ended is not None:
            return
        try:
            found = self._splitter.feed(data)
        except Malformed as error:
            self._end(error)
            return
        if found:
            self._frames += found
            self._frames_bytes += sum(map(len, found))
            self._news.set()
            self._rest_if_full()

    def eof_received(self) -> bool:
        """Let the connection close: half of one is of no use."""
        return False

    def pause_writing(self) -> None:
        """Note that the buffers are full."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """Note that the buffers have room."""
        self.moved_at = asyncio.get_running_loop().time()
        self._writable.set()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note the end."""
        why = f": {exc}" if exc is not None else ""
        self._end(NoLine(f"the connection was ended by the other side{why}"))
        self._gone = True
        self._closed.set()

    # -- inside -------------------------------------------------------------------------------

    def _abort(self) -> None:
        # once it is lost, the TLS transport of Python 3.11.2 (Debian 12) raises AttributeError
        if self._transport is not None and not self._closed.is_set():
            self._transport.abort()

    def _need_transport(self) -> asyncio.Transport:
        if self._transport is None or self._gone:
            msg = "there is no connection"
            raise NoLine(msg)
        return self._transport

    async def _wait_for_frames(self) -> None:
        while not self._frames:
            if self._ended is not None:
                raise self._ended
            self._news.clear()
            await self._news.wait()

    def _taken(self) -> None:
        self._frames_bytes = sum(map(len, self._frames))
        if self._paused and self._transport is not None and self._ended is None:
            self._paused = False
            self._transport.resume_reading()

    def _rest_if_full(self) -> None:
        if self._frames_bytes > BACKLOG_BYTES and not self._paused and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()

    def _end(self, why: Problem) -> None:
        if self._ended is None:
            self._ended = why
        self._news.set()
        self._writable.set()


def _no_handshake(error: Exception) -> NoLine:
    reason = getattr(error, "reason", None) or str(error) or type(error).__name__
    return NoLine(f"no TLS connection: {str(reason).lower().replace('_', ' ')}")
