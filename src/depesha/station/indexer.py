"""The indexer: what came is put into the index of words whenever the desk has been quiet.

A batch costs the desk some 5 ms. So it waits until nothing was submitted for `QUIET_SECONDS`, gives
a batch, and looks again; a desk that is never quiet gets one batch in `LONGEST_SECONDS`.

Nothing is remembered here: what was not indexed before a stop is found at the next start.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from depesha.errors import Problem
from depesha.office.events import Done, KeepIndex, Outcome

QUIET_SECONDS: Final = 0.25
LONGEST_SECONDS: Final = 5.0
REST_SECONDS: Final = 60.0
"""After a batch that failed."""

BATCH: Final = KeepIndex(limit=32, letters=8_000)
"""Some 5 ms of the desk; a single longer text is a batch of its own."""

_log: Final = logging.getLogger(__name__)


class Indexer:
    """Gives batches to the desk. Used in the loop's thread.

    Args:
        give: gives a batch to the desk, behind everything else; returns after the commit.
        now: the loop's time, in seconds.
    """

    def __init__(
        self, give: Callable[[KeepIndex], Awaitable[Outcome]], now: Callable[[], float]
    ) -> None:
        self._give = give
        self._now = now
        self._stirred_at = now()
        self._work = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin with what an earlier run left."""
        self._work.set()
        self._task = asyncio.create_task(self._run())

    def wake(self) -> None:
        """Look: something came that has words."""
        self._work.set()

    def stir(self) -> None:
        """Step back: the desk has other work."""
        self._stirred_at = self._now()

    async def stop(self) -> None:
        """End; a batch that is with the desk is finished by it."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            await self._work.wait()
            self._work.clear()
            await self._quiet()
            while await self._indexed():
                await self._quiet()

    async def _indexed(self) -> bool:
        """Give a batch; say whether there may be more."""
        try:
            outcome = await self._give(BATCH)
        except Problem as error:
            outcome = error
        if isinstance(outcome, Done):
            return bool(outcome.value["indexed"])
        _log.warning("the index of words waits: %s", outcome)
        asyncio.get_running_loop().call_later(REST_SECONDS, self._work.set)
        return False

    async def _quiet(self) -> None:
        """Wait until the desk has been quiet, but not for ever."""
        latest = self._now() + LONGEST_SECONDS
        while (left := min(self._stirred_at + QUIET_SECONDS, latest) - self._now()) > 0:  # noqa: ASYNC110  # time is waited for
            await asyncio.sleep(left)
