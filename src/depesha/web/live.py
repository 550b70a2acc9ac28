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

CHANGED: Final = b"event: changed\ndata:\n\n"
BREATH: Final = b": \n\n"


class Hub:
    """Tells every stream of commits.

    Args:
        answers: the station.
        closing: set when it stops.
    """

    def __init__(self, answers: Answers, closing: asyncio.Event) -> None:
        self._answers = answers
        self._closing = closing
        self._streams: set[asyncio.Event] = set()
        self._watching: asyncio.Task[None] | None = None

    @property
    def is_full(self) -> bool:
        """Whether no more streams are taken."""
        return len(self._streams) >= MAX_STREAMS

    async def events(self, lasts: Callable[[], bool]) -> AsyncIterator[bytes]:
        """Yield what a stream says, until `lasts` says no or the station stops."""
        changed = asyncio.Event()
        self._streams.add(changed)
        self._watch()
        closing = asyncio.create_task(self._closing.wait())
        try:
            yield CHANGED  # whoever comes back asks anew, and misses nothing
            while not self._closing.is_set() and lasts():
                waiting = asyncio.create_task(changed.wait())
                await asyncio.wait(
                    (waiting, closing),
                    timeout=BREATH_SECONDS,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                waiting.cancel()
                if changed.is_set():
                    changed.clear()
                    yield CHANGED
                    await asyncio.wait((closing,), timeout=PACE_SECONDS)
                else:
                    yield BREATH
        finally:
            closing.cancel()
            self._streams.discard(changed)
            if not self._streams and self._watching is not None:
                self._watching.cancel()
                self._watching = None

    def _watch(self) -> None:
        if self._watching is None or self._watching.done():
            self._watching = asyncio.create_task(self._tell())

    async def _tell(self) -> None:
        with suppress(asyncio.CancelledError):
            await self._answers.watch(self._seen)

    async def _seen(self) -> None:
        for stream in self._streams:
            stream.set()
