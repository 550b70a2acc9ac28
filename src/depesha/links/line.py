"""The line to one neighbour over time: calls, waiting, and which connection stands.

Rule 1: two stations keep one connection. If both dialled at the same time, the one dialled by the
    station whose name sorts first stands, at both ends. A newcomer takes the place of a standing
    connection that was dialled from the same side, or that has stood longer than two greetings may
    take: its other end would not call if it still had it.
Rule 2: a call that fails is made again after 0.2 s, 0.4 s … 30 s, each less up to a half by chance
    (so that a hundred posts do not call a restarted centre in step). Something urgent cuts the
    wait short, once until a connection stands again.
Rule 3: a connection that carried something, or stood for five seconds, begins the waits anew.
"""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from depesha.errors import NoLine, Problem
from depesha.links.channels import Channels
from depesha.links.conversation import Conversation
from depesha.links.exchange import (
    Address,
    Exchange,
    LineState,
    LineStatus,
    Neighbour,
    Own,
    Tally,
)
from depesha.links.frames import ByeReason, Introduction
from depesha.links.greeting import Leaving, Unwelcome, introduce, part, say_hello
from depesha.links.pipe import Pipe
from depesha.names import StationId, TimeMs
from depesha.packet import Grade

FIRST_WAIT_SECONDS: Final = 0.2
LONGEST_WAIT_SECONDS: Final = 30.0
STEADY_SECONDS: Final = 5.0

_log: Final = logging.getLogger(__name__)

Dial = Callable[[Neighbour, Address], Awaitable[Pipe]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A connection that stands: who dialled it, since when (the loop's seconds), and its talk."""

    dialled_here: bool
    since: float
    talk: Conversation


def gives_way(*, same_side: bool, is_old: bool, dialled_by_first: bool) -> bool:
    """Say whether a standing connection gives way to a newcomer (rule 1).

    Args:
        same_side: both were dialled by the same station.
        is_old: the one that stands was there before the newcomer can have been dialled.
        dialled_by_first: the newcomer was dialled by the station whose name sorts first.
    """
    return same_side or is_old or dialled_by_first


def wait_seconds(failures: int, chance: int) -> float:
    """Return the wait after that many failures in a row; `chance` is a number from 0 to 65,535."""
    longest = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0 ** min(failures - 1, 16))
    return longest * (1 - chance / 65536 / 2)


class Line:
    """The line to one neighbour."""

    def __init__(
        self,
        neighbour: Neighbour,
        own: Own,
        exchange: Exchange,
        dial: Dial,
        channels: Channels | None = None,
    ) -> None:
        self.neighbour = neighbour
        self.own = own
        self.channels = channels or Channels(neighbour.station, exchange.token, exchange.recall)
        self._exchange = exchange
        self._dial = dial
        self._standing: Standing | None = None
        self._free = asyncio.Event()
        self._free.set()
        self._calls: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()
        self._hurried = False
        self._failures = 0
        self._stopped = False
        self._tally: Counter[str] = Counter()
        self._state = LineState.EXPECTING
        self._since = exchange.now()
        self._until: TimeMs | None = None
        self._error: Problem | None = None

    @property
    def station(self) -> StationId:
        """The neighbour's station."""
        return self.neighbour.station

    def start(self) -> None:
        """Call the neighbour, if there is an address, until `stop`."""
        if self.neighbour.address is not None:
            self._calls = asyncio.create_task(self._call(self.neighbour.address))

    async def stop(self) -> None:
        """End the connection in good order, and call no more."""
        self._stopped = True
        while (standing := self._standing) is not None:
            standing.talk.end(Leaving("this station leaves the line", ByeReason.DONE))
            await self._free.wait()
        if self._calls is not None:
            self._calls.cancel()
            await asyncio.wait([self._calls])

    def wake(self, grade: Grade) -> None:
        """Say that something of that grade waits for this neighbour."""
        if self._standing is not None:
            self._standing.talk.wake(grade)
        elif grade > Grade.LOW and not self._hurried:
            self._hurry.set()

    def status(self) -> LineStatus:
        """Return how the line stands."""
        standing = self._standing
        return LineStatus(
            neighbour=self.station,
            state=self._state,
            since=self._since,
            until=self._until,
            last_error=self._error.message if self._error else "",
            hint=self._error.hint if self._error else "",
            tally=Tally(**self._tally),
            in_flight=standing.talk.in_flight if standing else 0,
            address=self.neighbour.address,
            dialled=standing.dialled_here if standing else False,
        )

    def introduce(self) -> Introduction:
        """Return what this station says of itself to the neighbour."""
        return introduce(self.own, self.channels.outgoing(0).epoch)

    def note(self, error: Problem) -> None:
        """Keep an error of a call that came in, for `status`."""
        self._error = error

    # -- which connection stands --------------------------------------------------------------

    def admit(self, *, dialled_here: bool) -> None:
        """Make sure that a newcomer may stand; `hold` it without waiting in between.

        Raises:
            Leaving: the connection that stands is kept, or there is to be none.
        """
        if self._stopped:
            msg = f"the line to {self.station} is given up"
            raise Leaving(msg, ByeReason.DONE)
        standing = self._standing
        if standing is None:
            return
        age = asyncio.get_running_loop().time() - standing.since
        if not gives_way(
            same_side=standing.dialled_here == dialled_here,
            is_old=age > 2 * self._exchange.patience.call_seconds,
            dialled_by_first=dialled_here == (self.own.station < self.station),
        ):
            msg = f"another connection to {self.station} stands"
            raise Leaving(msg, ByeReason.DOUBLED)

    async def hold(
        self, pipe: Pipe, mine: Introduction, theirs: Introduction, *, dialled_here: bool
    ) -> None:
        """Let a newcomer stand, in the place of what stood, and talk until it ends."""
        loop = asyncio.get_running_loop()
        if self._standing is not None:
            msg = f"a newer connection to {self.station} stands"
            self._standing.talk.end(Leaving(msg, ByeReason.DOUBLED))
        talk = Conversation(pipe, self._exchange, mine, theirs, self._tally, self.channels)
        standing = Standing(dialled_here=dialled_here, since=loop.time(), talk=talk)
        self._standing = standing
        self._free.clear()
        self._hurried = False
        self._tally["connections"] += 1
        self._error = None
        self._enter(LineState.UP)
        carried = self._carried()
        why: Exception = NoLine("the connection ended")
        try:
            why = await talk.run()
        finally:
            steady = loop.time() - standing.since >= STEADY_SECONDS or self._carried() > carried
            self._failures = 0 if steady else self._failures + 1
            if self._standing is standing:
                self._fall(why)

    def _fall(self, why: Exception) -> None:
        self._standing = None
        self._free.set()
        self._error = why if isinstance(why, Problem) else NoLine(f"a fault: {type(why).__name__}")
        self._enter(LineState.EXPECTING)

    def _carried(self) -> int:
        return self._tally["accepted"] + self._tally["received"]

    def _enter(self, state: LineState, until: TimeMs | None = None) -> None:
        if state is not self._state:
            self._since = self._exchange.now()
        self._state = state
        self._until = until

    # -- calling ------------------------------------------------------------------------------

    async def _call(self, address: Address) -> None:
        while not self._stopped:
            await self._free.wait()
            if self._failures:
                await self._pause()
            if self._standing is None:
                await self._call_guarded(address)

    async def _call_guarded(self, address: Address) -> None:
        try:
            await self._call_once(address)
        except Exception as error:  # noqa: BLE001  # a fault must not silence a line for good
            _log.exception("a call to %s met a fault", self.station)
            self._fail(NoLine(f"a fault: {type(error).__name__}"))

    async def _call_once(self, address: Address) -> None:
        self._enter(LineState.CONNECTING)
        try:
            mine = self.introduce()
            async with asyncio.timeout(self._exchange.patience.call_seconds):
                pipe = await self._dial(self.neighbour, address)
                theirs = await self._greet(pipe, mine)
        except TimeoutError:
            self._fail(NoLine(f"{self.station} at {address} does not answer"))
        except Problem as error:
            self._fail(error)
        else:
            await self.hold(pipe, mine, theirs, dialled_here=True)

    async def _greet(self, pipe: Pipe, mine: Introduction) -> Introduction:
        try:
            theirs = await say_hello(pipe, mine, self.station)
            self.admit(dialled_here=True)
        except Problem as error:
            await part(pipe, error)
            raise
        except BaseException:
            pipe.drop()
            raise
        return theirs

    def _fail(self, error: Problem) -> None:
        self._failures += 1
        if self._standing is None:
            self._error = error

    async def _pause(self) -> None:
        chance = int.from_bytes(self._exchange.token(2), "big")
        seconds = wait_seconds(self._failures, chance)
        state = LineState.REFUSED if isinstance(self._error, Unwelcome) else LineState.WAITING
        if self._standing is None:
            self._enter(state, TimeMs(self._exchange.now() + int(seconds * 1000)))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._hurry.wait(), seconds)
            self._hurried = True
        self._hurry.clear()
