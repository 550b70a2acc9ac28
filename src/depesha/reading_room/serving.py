"""The reading room as a server: a process of its own, at this machine, until it is told to stop.

For the world a web server stands before it that ends TLS (`--base` says under which address).
"""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import uvicorn

from depesha.callers.conversation import Conversation, Patience
from depesha.callers.counting import MAX_CALLERS, Callers, hear
from depesha.errors import Busy, Usage
from depesha.reading_room.door import Door
from depesha.reading_room.readers import Readers
from depesha.reading_room.site import Site

LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
CLOSE_SECONDS: Final = 0.8
"""What is still being answered then is cut off."""

BACKLOG: Final = 128
PATIENCE: Final = Patience()
KEEP_ALIVE_SECONDS: Final = 20
MAX_HEAD_BYTES: Final = 32 * 1024
MAX_BASE: Final = 500


class _Server(uvicorn.Server):
    """uvicorn, but the signals are ours."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take no signal."""
        yield


def base_of(text: str) -> str:
    """Return the address of a site without a slash at its end.

    Raises:
        Usage: it is none.
    """
    parts = urlsplit(text)
    is_plain = not (parts.query or parts.fragment or parts.username or "%" in parts.path)
    if parts.scheme not in ("http", "https") or not parts.hostname or not is_plain:
        msg = f"not the address of a site: {text[:80]!r}"
        raise Usage(msg, hint="as in https://archive.example/room")
    if len(text) > MAX_BASE or not text.isascii() or any(sign in text for sign in "\"'<> \\"):
        msg = "the address of a site is plain ASCII"
        raise Usage(msg)
    return text.rstrip("/")


def serve(shelf: Path, port: int, base: str, ready: Callable[[str], None]) -> None:
    """Serve a shelf until SIGTERM or ^C; `ready` is told the address.

    Raises:
        NotFound: there is no shelf.
        Refused: it is of another version.
        Busy: another process listens there.
    """
    asyncio.run(_serve(shelf, port, base, ready))


async def _serve(shelf: Path, port: int, base: str, ready: Callable[[str], None]) -> None:
    listening = _listen(port)
    port = listening.getsockname()[1]
    own = f"http://{LOOPBACK[0]}:{port}"
    site = Site(base=base or own)
    try:
        readers = Readers.of(shelf, site)
    except BaseException:
        listening.close()
        raise
    door = Door(readers=readers, hosts=_hosts(port, base), now=_now)
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopped.set)
    async with heard(door, listening):
        ready(f"{own}{site.prefix}/")
        await stopped.wait()
    readers.close()


@asynccontextmanager
async def heard(
    door: Door, listening: socket.socket, most: int = MAX_CALLERS, patience: Patience = PATIENCE
) -> AsyncIterator[None]:
    """Answer whoever calls, as long as this is open; then what is being answered has a moment.

    Args:
        door: what answers.
        listening: where they call.
        most: how many at a time: whoever says nothing gives way.
        patience: how long each is waited for.
    """
    config = _config(door)
    config.load()
    server, callers = _Server(config), Callers(most)
    serving = asyncio.create_task(server.serve(sockets=[]))  # it takes no calls itself
    hearing = asyncio.create_task(
        hear(
            listening,
            callers,
            lambda caller: Conversation(config, server.server_state, callers, caller, patience),
            None,
        )
    )
    hearing.add_done_callback(lambda _: listening.close())
    try:
        yield
    finally:
        hearing.cancel()
        callers.hang_up()
        await _close(server, serving)


async def _close(server: _Server, serving: asyncio.Task[None]) -> None:
    server.should_exit = True
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(serving), CLOSE_SECONDS)
        return
    server.force_exit = True
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving


def _config(door: Door) -> uvicorn.Config:
    return uvicorn.Config(
        door,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        http="h11",
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        h11_max_incomplete_event_size=MAX_HEAD_BYTES,
    )


def _hosts(port: int, base: str) -> frozenset[str]:
    """Return the names that a request may call it by."""
    own = {f"{name}:{port}" for name in LOOPBACK}
    return frozenset({*own, urlsplit(base).netloc.lower()} if base else own)


def _now() -> int:
    return int(datetime.now(UTC).timestamp())  # noqa: TID251  # a harvest is told when it was answered


def _listen(port: int) -> socket.socket:
    # its protocol is said, for only then does asyncio send small answers at once (TCP_NODELAY)
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((LOOPBACK[0], port))
        listening.listen(BACKLOG)
        listening.setblocking(False)  # noqa: FBT003  # the standard library's signature
    except OSError as error:
        listening.close()
        msg = f"the reading room cannot listen at {LOOPBACK[0]}:{port}: {error.strerror}"
        raise Busy(msg, hint="name another port with --port") from error
    return listening
