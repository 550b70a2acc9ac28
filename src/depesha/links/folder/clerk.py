"""Blocking work on files, one piece after the other, in a thread of a line's own.

Rule: whoever waits for a piece may be cancelled; the piece is finished all the same, and the next
begins after it. So no two pieces ever work on the same folder.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class Clerk:
    """Does the work of one line on its folders."""

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def do(self, work: Callable[[], T]) -> T:
        """Do a piece of work; its errors are this call's."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def stop(self, timeout_seconds: float) -> None:
        """Finish the piece in hand, for so long; begin no other."""
        last = asyncio.create_task(self.do(int))
        await asyncio.wait([last], timeout=timeout_seconds)
        self._thread.shutdown(wait=False, cancel_futures=True)
