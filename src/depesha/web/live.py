"""Live pages: one watch of the station for all of them, and a stream of events for each.

    event: changed
    data:

It says that something was committed, and nothing else: what a page then asks for goes by the same
door and the same rules as what a person asks for. Several commits soon after one another are one
event. A stream ends with the session, and with the station.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Final

from depesha.station.door import Answers

PACE_SECONDS: Final = 0.25
"""A busy station commits many times a second; a person looks at it a few times."""

BREATH_SECONDS: Final = 20.0
"""A comment is sent so often: proxies cut streams that are silent for 30 to 60 s."""

MAX_STREAMS: Final = 128
MAX_OF_ONE: Final = 16
"""Of one session: a browser has six connections to one desk, and a person some windows."""

CHANGED: Final = b"event: changed\ndata:\n\n"
BREATH: Final = b": \n\n"


class Hub:
    """Tells every stream of commits.

    Args:
        answers: the station.
        closing: set when it stops.
        pace: seconds between two events of one stream, at least.
        breath: seconds of silence after which a comment is sent.
    """

    def __init__(
        self,
        answers: Answers,
        closing: asyncio.Event,
        *,
        pace: float = PACE_SECONDS,
        breath: float = BREATH_SECONDS,
    ) -> None:
        self._pace = pace
        self._breath = breath
        self._answers = answers
        self._closing = closing
        self._streams: dict[asyncio.Event, str] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def is_full(self, owner: str) -> bool:
        """Say whether a session is given no more streams: it has its share, or there are none."""
        of_one = sum(one == owner for one in self._streams.values())
        return of_one >= MAX_OF_ONE or len(self._streams) >= MAX_STREAMS

    async def events(self, lasts: Callable[[], bool], owner: str = "") -> AsyncIterator[bytes]:
        """Yield what a stream says, until `lasts` says no or the station stops.

        Args:
            lasts: whether its session does.
            owner: names the session.
        """
        changed = asyncio.Event()
        self._streams[changed] = owner
        self._watch()
        try:
            yield CHANGED  # whoever comes back asks anew, and misses nothing
            while not self._closing.is_set() and lasts():
                if not await _set_within(changed, self._breath):
                    yield BREATH
                    continue
                changed.clear()
                if self._closing.is_set():
                    return
                yield CHANGED
                await _set_within(self._closing, self._pace)
        finally:
            del self._streams[changed]
            if not self._streams:
                self._rest()

    def _watch(self) -> None:
        if not self._tasks:
            self._tasks = [
                asyncio.create_task(self._answers.watch(self._seen)),
                asyncio.create_task(self._end()),
            ]

    def _rest(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._tasks = []

    async def _end(self) -> None:
        """Wake every stream once the station stops."""
        await self._closing.wait()
        await self._seen()

    async def _seen(self) -> None:
        for stream in self._streams:
            stream.set()


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    """Wait until an event is set, at most so long; return whether it is."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
    return event.is_set()
