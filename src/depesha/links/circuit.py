"""One of the two connections of a line over time: calls, waiting, and which connection stands.

Rule 1: two stations keep one connection of each lane. If both dialled at the same time, the one
    dialled by the station whose name sorts first stands, at both ends. A newcomer takes the place
    of a standing connection that was dialled from the same side, or that has stood longer than two
    greetings may take: its other end would not call if it still had it.
Rule 2: a call that fails is made again after 0.2 s, 0.4 s … 30 s, each less up to a half by chance
    (so that a hundred posts do not call a restarted centre in step). Something urgent cuts the
    wait short, once until a connection stands again.
Rule 3: a connection that carried something, or stood for five seconds, begins the waits anew.
Rule 4: it is called only while it may be: the bulk one while the urgent one stands and was dialled
    here, and none before its line is open. A closed line is looked at again when it is woken,
    because plans change, and every minute, because clocks are set.
"""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from depesha.errors import NoLine, Problem
from depesha.links.channels import Channels
from depesha.links.conversation import Conversation, Shared
from depesha.links.exchange import Address, Exchange, LineState, Neighbour, Own
from depesha.links.frames import ByeReason, Introduction
from depesha.links.greeting import Leaving, Unwelcome, agreed, introduce, part, say_hello
from depesha.links.pipe import Pipe
from depesha.names import StationId, TimeMs
from depesha.packet import Grade

FIRST_WAIT_SECONDS: Final = 0.2
LONGEST_WAIT_SECONDS: Final = 30.0
STEADY_SECONDS: Final = 5.0
LONGEST_CLOSED_SECONDS: Final = 60.0

_log: Final = logging.getLogger(__name__)

Dial = Callable[[Neighbour, Address], Awaitable[Pipe]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A connection that stands: who dialled it, since when (the loop's seconds), and its talk."""

    dialled_here: bool
    since: float
    features: frozenset[str]
    talk: Conversation


@dataclass(slots=True, kw_only=True)
class Side:
    """What the two connections of a line share at this end.

    Attributes:
        own: what this station says of itself; it changes with the key book.
        shared: what their conversations have together.
        channels: what is remembered of the numbers of both lanes.
    """

    neighbour: Neighbour
    own: Own
    exchange: Exchange
    dial: Dial
    shared: Shared
    channels: Channels
    tally: Counter[str] = field(default_factory=Counter)

    def introduce(self, lane: int) -> Introduction:
        """Return what this station says of itself to the neighbour on that lane."""
        return introduce(self.own, self.exchange, self.channels.outgoing(lane).epoch, lane)


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


class Circuit:
    """One connection to one neighbour, urgent or bulk.

    Args:
        side: what both connections of the line share.
        lane: which of them this is.
        changed: called when a connection stands, and when it falls.
    """

    def __init__(self, side: "Side", lane: int, changed: Callable[[], None]) -> None:
        self.side = side
        self.lane = lane
        self.state = LineState.EXPECTING
        self.since = side.exchange.now()
        self.until: TimeMs | None = None
        self.error: Problem | None = None
        self.standing: Standing | None = None
        self._changed = changed
        self._free = asyncio.Event()
        self._free.set()
        self._allowed = asyncio.Event()
        self._calls: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()
        self._woken = asyncio.Event()
        self._hurried = False
        self._failures = 0
        self._stopped = False

    @property
    def station(self) -> StationId:
        """The neighbour's station."""
        return self.side.neighbour.station

    def start(self) -> None:
        """Call the neighbour, if there is an address, while it is allowed, until `stop`."""
        if self.side.neighbour.address is not None:
            self._calls = asyncio.create_task(self._call(self.side.neighbour.address))

    def allow(self, *, to_call: bool) -> None:
        """Say whether it may be called from here; one that stands is not touched."""
        if to_call:
            self._allowed.set()
        else:
            self._allowed.clear()

    async def stop(self) -> None:
        """End the connection in good order, and call no more."""
        self._stopped = True
        while (standing := self.standing) is not None:
            standing.talk.end(Leaving("this station leaves the line", ByeReason.DONE))
            await self._free.wait()
        if self._calls is not None:
            self._calls.cancel()
            await asyncio.wait([self._calls])

    def wake(self, grade: Grade) -> None:
        """Say that something of that grade waits for this neighbour, or that its line may open."""
        self._woken.set()
        if self.standing is not None:
            self.standing.talk.wake(grade)
        elif grade > Grade.LOW and not self._hurried:
            self._hurry.set()

    # -- which connection stands --------------------------------------------------------------

    def admit(self, *, dialled_here: bool) -> None:
        """Make sure that a newcomer may stand; `hold` it without waiting in between.

        Raises:
            Leaving: the connection that stands is kept, or there is to be none.
        """
        if self._stopped:
            msg = f"the line to {self.station} is given up"
            raise Leaving(msg, ByeReason.DONE)
        standing = self.standing
        if standing is None:
            return
        age = asyncio.get_running_loop().time() - standing.since
        if not gives_way(
            same_side=standing.dialled_here == dialled_here,
            is_old=age > 2 * self.side.exchange.patience.call_seconds,
            dialled_by_first=dialled_here == (self.side.own.station < self.station),
        ):
            msg = f"another connection to {self.station} stands"
            raise Leaving(msg, ByeReason.DOUBLED)

    async def hold(
        self, pipe: Pipe, mine: Introduction, theirs: Introduction, *, dialled_here: bool
    ) -> None:
        """Let a newcomer stand, in the place of what stood, and talk until it ends."""
        loop = asyncio.get_running_loop()
        if self.standing is not None:
            msg = f"a newer connection to {self.station} stands"
            self.standing.talk.end(Leaving(msg, ByeReason.DOUBLED))
        side = self.side
        talk = Conversation(pipe, side.exchange, mine, theirs, side.tally, side.shared)
        standing = Standing(
            dialled_here=dialled_here,
            since=loop.time(),
            features=agreed(mine, theirs),
            talk=talk,
        )
        self.standing = standing
        self._free.clear()
        self._hurried = False
        self.error = None
        self._enter(LineState.UP)
        self._changed()
        carried = self._carried()
        why: Exception = NoLine("the connection ended")
        try:
            why = await talk.run()
        finally:
            steady = loop.time() - standing.since >= STEADY_SECONDS or self._carried() > carried
            self._failures = 0 if steady else self._failures + 1
            if self.standing is standing:
                self._fall(why)

    def _fall(self, why: Exception) -> None:
        self.standing = None
        self._free.set()
        self.error = why if isinstance(why, Problem) else NoLine(f"a fault: {type(why).__name__}")
        self._enter(LineState.EXPECTING)
        self._changed()

    def _carried(self) -> int:
        return self.side.tally["accepted"] + self.side.tally["received"]

    def _enter(self, state: LineState, until: TimeMs | None = None) -> None:
        if state is not self.state:
            self.since = self.side.exchange.now()
        self.state = state
        self.until = until

    # -- calling ------------------------------------------------------------------------------

    async def _call(self, address: Address) -> None:
        while not self._stopped:
            await self._free.wait()
            await self._allowed.wait()
            await self._until_open()
            if self._failures:
                await self._pause()
            if self.standing is None and self._allowed.is_set():
                await self._call_guarded(address)

    async def _until_open(self) -> None:
        """Wait while it is not the line's hour."""
        exchange = self.side.exchange
        while (opens_at := exchange.opens_at(self.station)) is not None:
            wait = (opens_at - exchange.now()) / 1000
            if wait <= 0:
                return
            if self.standing is None:
                self._enter(LineState.CLOSED, opens_at)
            self._woken.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), min(wait, LONGEST_CLOSED_SECONDS))

    async def _call_guarded(self, address: Address) -> None:
        try:
            await self._call_once(address)
        except Exception as error:  # noqa: BLE001  # a fault must not silence a line for good
            _log.exception("a call to %s met a fault", self.station)
            self._fail(NoLine(f"a fault: {type(error).__name__}"))

    async def _call_once(self, address: Address) -> None:
        self._enter(LineState.CONNECTING)
        try:
            mine = self.side.introduce(self.lane)
            async with asyncio.timeout(self.side.exchange.patience.call_seconds):
                pipe = await self.side.dial(self.side.neighbour, address)
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
        if self.standing is None:
            self.error = error

    async def _pause(self) -> None:
        chance = int.from_bytes(self.side.exchange.token(2), "big")
        seconds = wait_seconds(self._failures, chance)
        state = LineState.REFUSED if isinstance(self.error, Unwelcome) else LineState.WAITING
        if self.standing is None:
            self._enter(state, TimeMs(self.side.exchange.now() + int(seconds * 1000)))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._hurry.wait(), seconds)
            self._hurried = True
        self._hurry.clear()
