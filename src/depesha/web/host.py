"""The desk's server: uvicorn in the loop of the station that serves, behind a socket of its own.

It ends with the station: streams that are open hear of it first, so it takes less than a second.
"""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Final

import uvicorn

from depesha.callers.conversation import Conversation, Patience
from depesha.callers.counting import MAX_CALLERS, Caller, Callers, hear
from depesha.errors import Busy, Usage
from depesha.station.face import Bearings, Hosting
from depesha.web.app import application
from depesha.web.house import House
from depesha.web.sessions import Sessions
from depesha.web.setting import Address

CLOSE_SECONDS: Final = 0.5
"""What is still being answered then is cut off; the rest of the station has half a second too."""

PATIENCE: Final = Patience()

SWEEP_SECONDS: Final = 15.0

BACKLOG: Final = 128
KEEP_ALIVE_SECONDS: Final = 20
MAX_HEAD_BYTES: Final = 32 * 1024
"""nginx: 4 buffers of 8 KiB, uvicorn: 64 KiB."""


class _Server(uvicorn.Server):
    """uvicorn, but the signals are the station's."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take no signal: the station stops the desk."""
        yield


class DeskHost:
    """The desk of one station, as a face that the station opens and closes.

    Args:
        address: where it listens.
        most: how many connections there are at most.
        patience: how long each is waited for.
    """

    def __init__(
        self, address: Address, *, most: int = MAX_CALLERS, patience: Patience = PATIENCE
    ) -> None:
        self.house: House | None = None
        self._address = address
        self._closing = asyncio.Event()
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None
        self._sweeping: asyncio.Task[None] | None = None
        self._hearing: asyncio.Task[None] | None = None
        self._callers = Callers(most)
        self._patience = patience

    async def open(self, answers: Hosting, bearings: Bearings) -> str:
        """Listen, and return the address to open in a browser.

        Raises:
            Busy: another process listens there.
        """
        listening = _listen(self._address)
        address = replace(self._address, port=listening.getsockname()[1])
        app = application(answers, bearings, address, self._closing)
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            http="h11",
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            h11_max_incomplete_event_size=MAX_HEAD_BYTES,
            ssl_certfile=address.certificate or None,
            ssl_keyfile=address.key or None,
        )
        try:
            config.load()
        except OSError as error:
            listening.close()
            msg = f"the desk's certificate or its key cannot be read: {error}"
            raise Usage(msg, hint="[web] in station.toml names both, in PEM") from error
        self.house = house = app.pages.state.house
        self._sweeping = asyncio.create_task(_sweep(house.sessions, self._closing))
        self._server = server = _Server(config)
        self._serving = asyncio.create_task(server.serve(sockets=[]))  # it takes no calls itself
        self._hearing = asyncio.create_task(
            hear(listening, self._callers, self._conversation(config, server), config.ssl)
        )
        self._hearing.add_done_callback(lambda _: listening.close())
        return address.url

    def _conversation(
        self, config: uvicorn.Config, server: uvicorn.Server
    ) -> Callable[[Caller], Conversation]:
        return lambda caller: Conversation(
            config, server.server_state, self._callers, caller, self._patience
        )

    async def close(self) -> None:
        """Stop listening; what is being answered has a moment to end."""
        self._closing.set()
        if self._sweeping is not None:
            await self._sweeping
        if self._server is None or self._serving is None or self._hearing is None:
            return
        self._hearing.cancel()
        self._callers.hang_up()
        self._server.should_exit = True
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self._serving), CLOSE_SECONDS)
            return
        self._server.force_exit = True
        self._serving.cancel()
        with suppress(asyncio.CancelledError):
            await self._serving


async def _sweep(sessions: Sessions, closing: asyncio.Event) -> None:
    """End sessions whose time is over, also where nobody asks for anything: keys are lent them."""
    while not closing.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(closing.wait(), SWEEP_SECONDS)
        sessions.sweep()


def _listen(address: Address) -> socket.socket:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    # its protocol is said, for only then does asyncio send small answers at once (TCP_NODELAY)
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address.host, address.port))
        listening.listen(BACKLOG)  # before its address is told: who asks early waits, and is heard
        listening.setblocking(False)  # noqa: FBT003  # the standard library's signature
    except OSError as error:
        listening.close()
        msg = f"the desk cannot listen at {address.host}:{address.port}: {error.strerror}"
        raise Busy(msg, hint="name another port with --web") from error
    return listening
