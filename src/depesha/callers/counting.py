"""Who calls: connections are counted from the first packet; whoever is silent gives way.

Rule 1: nobody is told that a house is full because of others who say nothing: room is made by
    hanging up on the one that has been silent longest, first of those that never said anything.
Rule 2: of one address so many connections are taken, and no more; of an IPv6 network of 64 bits as
    of one address. This machine's own is not counted so: behind a proxy everybody has it, and the
    proxy counts them.
"""

import asyncio
import logging
import socket
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import IntEnum
from ssl import SSLContext
from typing import Final

from depesha.callers.peers import HERE, peer_of

MAX_CALLERS: Final = 512
MAX_OF_ONE: Final = 64
"""A browser opens six; a house behind one address has some ten of them."""

HEAD_SECONDS: Final = 10.0
"""For a handshake of TLS, and for the head of a request. nginx: 60 s, Apache: 20 s."""

REST_SECONDS: Final = 0.2
"""Before the next is taken, when this process may open no more files."""

_log: Final = logging.getLogger(__name__)


class Standing(IntEnum):
    """What is had of a caller; the least gives way first."""

    SILENT = 0
    IDLE = 1
    SENDING = 2
    ANSWERED = 3


@dataclass(eq=False, slots=True, kw_only=True)
class Caller:
    """One connection.

    Attributes:
        peer: from where it comes.
        since: since when it stands as it does.
        hang_up: ends it at once.
        standing: whether it is waited for, or waits.
    """

    peer: str
    since: float
    hang_up: Callable[[], None] = field(repr=False)
    standing: Standing = Standing.SILENT


class Callers:
    """All connections of a face.

    Args:
        most: how many there are at most.
        of_one: how many of one address.
    """

    def __init__(self, most: int = MAX_CALLERS, of_one: int = MAX_OF_ONE) -> None:
        self._most = most
        self._of_one = of_one
        self._here: set[Caller] = set()

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._here)

    def take(self, caller: Caller) -> bool:
        """Take a connection, in the place of a silent one if need be; no: all are answered."""
        its = [one for one in self._here if one.peer == caller.peer]
        if caller.peer != HERE and len(its) >= self._of_one and not self._make_room(its):
            return False
        if len(self._here) >= self._most and not self._make_room(self._here):
            return False
        self._here.add(caller)
        return True

    def leave(self, caller: Caller) -> None:
        """Forget a connection that has ended; calling it twice is the same as once."""
        self._here.discard(caller)

    def hang_up(self) -> None:
        """Hang up on whoever is not being answered: what is half said is not heard to its end."""
        while self._make_room(self._here):
            pass

    def _make_room(self, among: Iterable[Caller]) -> bool:
        waited_for = [one for one in among if one.standing < Standing.ANSWERED]
        if not waited_for:
            return False
        oldest = min(waited_for, key=lambda one: (one.standing, one.since))
        self.leave(oldest)
        oldest.hang_up()
        return True


async def hear(
    listening: socket.socket,
    callers: Callers,
    protocol: Callable[[Caller], asyncio.Protocol],
    tls: SSLContext | None,
) -> None:
    """Take connections, until cancelled; handshakes of TLS go on beside one another."""
    loop = asyncio.get_running_loop()
    greeting: set[asyncio.Task[None]] = set()
    while True:
        try:
            pipe, address = await loop.sock_accept(listening)
        except OSError as error:
            _log.warning("no connection is taken: %s", error)
            await asyncio.sleep(REST_SECONDS)
            continue
        caller = Caller(peer=peer_of(address[0]), since=loop.time(), hang_up=_shut(pipe))
        if not callers.take(caller):
            pipe.close()
            continue
        task = loop.create_task(_greet(pipe, callers, caller, protocol, tls))
        greeting.add(task)
        task.add_done_callback(greeting.discard)


async def _greet(
    pipe: socket.socket,
    callers: Callers,
    caller: Caller,
    protocol: Callable[[Caller], asyncio.Protocol],
    tls: SSLContext | None,
) -> None:
    try:
        await asyncio.get_running_loop().connect_accepted_socket(
            lambda: protocol(caller),
            pipe,
            ssl=tls,
            ssl_handshake_timeout=HEAD_SECONDS if tls else None,
        )
    except OSError as error:  # no TLS, or none in time
        _log.info("a connection came to nothing: %s", error)
        callers.leave(caller)


def _shut(pipe: socket.socket) -> Callable[[], None]:
    """Return what ends a connection that has no protocol yet: its handshake fails by it."""

    def shut() -> None:
        with suppress(OSError):
            pipe.shutdown(socket.SHUT_RDWR)

    return shut
