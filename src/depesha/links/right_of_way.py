"""Who goes first on the two connections of one line: urgent, always; bulk stands aside meanwhile.

Two connections share a line as TCP lets them, half and half. That is not what precedence means; so
before each piece the bulk one looks whether the urgent one has something to send, and waits until
it has gone. It is strict: an urgent stream that never ends leaves nothing for bulk.
"""

import asyncio


class RightOfWay:
    """The right of way on one line. Urgent takes it and gives it up; bulk waits for it."""

    def __init__(self) -> None:
        self._free = asyncio.Event()
        self._free.set()

    @property
    def is_free(self) -> bool:
        """Whether nothing urgent is on its way out."""
        return self._free.is_set()

    def take(self) -> None:
        """Say that something urgent is to be sent; saying it twice is the same as once."""
        self._free.clear()

    def give(self) -> None:
        """Say that it has gone, or that it cannot go now."""
        self._free.set()

    async def turn(self) -> None:
        """Wait until nothing urgent is on its way out."""
        await self._free.wait()
