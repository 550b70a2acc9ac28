"""The examiner: attachments that came are opened and compared with their telegrams, one at a time.

In a thread of its own, so that neither the desk nor the lines wait for 200 MB; what was found goes
to the desk as an event. Nothing is remembered here: what was not examined before a stop is found
in the store at the next start.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event
from typing import Final

from depesha.errors import NotNow
from depesha.names import Digest
from depesha.office.events import Examined

REST_SECONDS: Final = 60.0
"""When what could not be read is looked at again."""

_log: Final = logging.getLogger(__name__)

Examine = Callable[[set[Digest], Callable[[], bool]], Examined | None]


class Examiner:
    """Examines what came, whenever it is woken. Used in the loop's thread.

    Args:
        examine: opens the next attachment, in a thread, and says what was found; None: there is
            no other. What cannot be read now it adds to the set that it is given; it ends early
            where the second argument says so.
        tell: gives what was found to the desk; returns after the commit.
    """

    def __init__(self, examine: Examine, tell: Callable[[Examined], Awaitable[None]]) -> None:
        self._examine = examine
        self._tell = tell
        self._work = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, "examiner")
        self._task: asyncio.Task[None] | None = None
        self._halt = Event()

    def start(self) -> None:
        """Begin with what an earlier run left."""
        self._work.set()
        self._task = asyncio.create_task(self._run())

    def wake(self) -> None:
        """Look: something came."""
        self._work.set()

    async def stop(self) -> None:
        """End. The file in hand is examined again at the next start."""
        self._halt.set()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await asyncio.to_thread(self._thread.shutdown, cancel_futures=True)

    async def _run(self) -> None:
        while True:
            await self._work.wait()
            self._work.clear()
            passed = await self._all()
            if passed:
                asyncio.get_running_loop().call_later(REST_SECONDS, self._work.set)

    async def _all(self) -> set[Digest]:
        """Examine all that is there, and return what could not be read."""
        loop, passed = asyncio.get_running_loop(), set[Digest]()
        try:
            while found := await loop.run_in_executor(
                self._thread, self._examine, passed, self._halt.is_set
            ):
                await self._tell(found)
        except NotNow as error:
            _log.warning("an attachment that came is examined later: %s", error)
            loop.call_later(REST_SECONDS, self._work.set)
        return passed
