"""HTTP on one connection: uvicorn's, but whoever is waited for has a time.

Rule 1: a head is there within ten seconds, whether it is the first or one after an answer.
Rule 2: a body brings at least `LEAST_BYTES` in each ten seconds in which it is taken.
Rule 3: whoever takes nothing of an answer for half a minute is hung up on.
"""

import asyncio
from dataclasses import dataclass
from typing import Final

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from depesha.callers.counting import HEAD_SECONDS, Caller, Callers, Standing

LEAST_BYTES: Final = 1024
"""A hundred bytes a second: slower than any line that a browser is used over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How many seconds are waited: for a head, for more of a body, for an answer to be taken."""

    head: float = HEAD_SECONDS
    body: float = 10.0
    taking: float = 30.0


class Conversation(H11Protocol):
    """One connection.

    Args:
        config: uvicorn's.
        state: uvicorn's, of the whole server.
        callers: all connections.
        caller: this one.
        patience: how long it is waited for.
    """

    def __init__(
        self,
        config: Config,
        state: ServerState,
        callers: Callers,
        caller: Caller,
        patience: Patience,
    ) -> None:
        super().__init__(config, state, {}, asyncio.get_running_loop())
        self._callers = callers
        self._caller = caller
        self._seconds = {Standing.SILENT: patience.head, Standing.SENDING: patience.body}
        self._taking = patience.taking
        self._waiting: asyncio.TimerHandle | None = None
        self._stuck: asyncio.TimerHandle | None = None
        self._brought = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._caller.hang_up = transport.abort
        self._stands(Standing.SILENT)

    def data_received(self, data: bytes) -> None:
        """Take what came, and look what is waited for now."""
        super().data_received(data)
        self._brought += len(data)
        self._look()

    def on_response_complete(self) -> None:
        """Wait for what comes next, if anything does."""
        super().on_response_complete()
        self._look()

    def pause_writing(self) -> None:
        """Give whoever does not take his answer half a minute."""
        super().pause_writing()
        _cancel(self._stuck)
        self._stuck = self.loop.call_later(self._taking, self.transport.abort)

    def resume_writing(self) -> None:
        """He takes it."""
        super().resume_writing()
        _cancel(self._stuck)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        super().connection_lost(exc)
        _cancel(self._waiting)
        _cancel(self._stuck)
        self._callers.leave(self._caller)

    def _look(self) -> None:
        standing = self._standing()
        if standing is not self._caller.standing:
            self._stands(standing)

    def _standing(self) -> Standing:
        if self.conn.their_state is h11.SEND_BODY:
            return Standing.SENDING
        if self.cycle is not None and not self.cycle.response_complete:
            return Standing.ANSWERED
        begun = bool(self.conn.trailing_data[0])
        return Standing.IDLE if self.cycle is not None and not begun else Standing.SILENT

    def _stands(self, standing: Standing) -> None:
        self._caller.standing, self._caller.since = standing, self.loop.time()
        self._brought = 0
        _cancel(self._waiting)
        if standing in self._seconds:
            self._waiting = self.loop.call_later(self._seconds[standing], self._too_late)

    def _too_late(self) -> None:
        is_sending = self._caller.standing is Standing.SENDING
        if is_sending and (self.flow.read_paused or self._brought >= LEAST_BYTES):
            self._stands(Standing.SENDING)
        else:
            self.transport.abort()


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
