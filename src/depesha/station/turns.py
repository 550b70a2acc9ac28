"""Whose passphrase is tried next: one at a time, the house's before any stranger's.

Rule 1: whoever is of the house (a session's order, a command, a browser known here) waits for what
    is being tried at this moment, and for the house; never for a stranger who waits.
Rule 2: among strangers it is the turn of the address that had its last turn longest ago, there of
    the office that had it longest ago, there of who came first. So whoever comes from an address of
    his own waits for one turn of each other address, however many stand there.
Rule 3: an office is tried by strangers as often as its pace allows (`attempts`); the others go on.
Rule 4: few wait. When there are too many, the last of the address with the most gives way.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from depesha.errors import Busy

MAX_WAITING: Final = 32
MAX_REMEMBERED: Final = 1024
PATIENCE_SECONDS: Final = 50.0
"""Proxies give up after a minute."""

Turn = asyncio.Future[None]


@dataclass(eq=False, slots=True, kw_only=True)
class _Stranger:
    peer: str
    office: str
    turn: Turn = field(repr=False)


class Turns:
    """Who waits to have a passphrase tried.

    Args:
        wait_ms: how long an office is not to be tried by strangers yet.
        patience: how many seconds a stranger waits at most.
    """

    def __init__(
        self, wait_ms: Callable[[str], int], *, patience: float = PATIENCE_SECONDS
    ) -> None:
        self._wait_ms = wait_ms
        self._patience = patience
        self._is_taken = False
        self._house: deque[Turn] = deque()
        self._strangers: list[_Stranger] = []
        self._last: dict[tuple[str, str], int] = {}
        self._given = 0
        self._timer: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def of_the_house(self) -> AsyncIterator[None]:
        """Wait for the turn of somebody who is of the house; it lasts as long as the block."""
        turn: Turn = asyncio.get_running_loop().create_future()
        self._house.append(turn)
        async with self._turn(turn):
            yield

    @asynccontextmanager
    async def of_a_stranger(self, peer: str, office: str) -> AsyncIterator[None]:
        """Wait for the turn of a stranger; it lasts as long as the block.

        Raises:
            Busy: too many wait, or he has waited for too long.
        """
        stranger = _Stranger(
            peer=peer, office=office, turn=asyncio.get_running_loop().create_future()
        )
        self._strangers.append(stranger)
        self._make_room()
        limit = asyncio.get_running_loop().call_later(self._patience, self._refuse, stranger)
        try:
            async with self._turn(stranger.turn):
                limit.cancel()
                yield
        finally:
            limit.cancel()
            self._forget(stranger)

    @asynccontextmanager
    async def _turn(self, turn: Turn) -> AsyncIterator[None]:
        self._give()
        try:
            await turn
            yield
        finally:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self._is_taken = False
            turn.cancel()
            self._give()

    def _give(self) -> None:
        """Give the next turn, if nobody has one."""
        if self._is_taken:
            return
        while self._house:
            if not (turn := self._house.popleft()).done():
                self._hand(turn)
                return
        if (stranger := self._next()) is not None:
            self._forget(stranger)
            self._remember(stranger)
            self._hand(stranger.turn)

    def _hand(self, turn: Turn) -> None:
        self._is_taken = True
        turn.set_result(None)

    def _next(self) -> _Stranger | None:
        """Return the stranger whose turn it is; None: it is nobody's yet."""
        waits = {one.office: self._wait_ms(one.office) for one in self._strangers}
        ready = [one for one in self._strangers if waits[one.office] <= 0]
        if ready:
            return min(ready, key=self._since)  # of equals, the one who came first
        if self._timer is not None:
            self._timer.cancel()
        if waits:
            seconds = min(waits.values()) / 1000
            self._timer = asyncio.get_running_loop().call_later(seconds, self._give)
        return None

    def _since(self, one: _Stranger) -> tuple[int, int]:
        return self._last.get((one.peer, ""), 0), self._last.get((one.peer, one.office), 0)

    def _remember(self, one: _Stranger) -> None:
        self._given += 1
        for key in ((one.peer, ""), (one.peer, one.office)):
            self._last.pop(key, None)
            self._last[key] = self._given  # the youngest stands last
        while len(self._last) > MAX_REMEMBERED:
            del self._last[next(iter(self._last))]

    def _make_room(self) -> None:
        if len(self._strangers) <= MAX_WAITING:
            return
        of_peer = Counter(one.peer for one in self._strangers)
        of_office = Counter((one.peer, one.office) for one in self._strangers)
        crowd = max((of_peer[one.peer], of_office[one.peer, one.office]) for one in self._strangers)
        self._refuse(
            next(
                one
                for one in reversed(self._strangers)
                if (of_peer[one.peer], of_office[one.peer, one.office]) == crowd
            )
        )

    def _refuse(self, stranger: _Stranger) -> None:
        self._forget(stranger)
        if not stranger.turn.done():
            msg = "several are signing in at this moment"
            stranger.turn.set_exception(Busy(msg, hint="try again in a few seconds"))

    def _forget(self, stranger: _Stranger) -> None:
        if stranger in self._strangers:
            self._strangers.remove(stranger)
