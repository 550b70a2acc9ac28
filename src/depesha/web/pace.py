"""How long a body may take on its way in, where whoever sends it keeps others waiting.

    may take = 60 s + 1 s for each 64 KiB that has come, and an hour at most

Rule 1: whoever sends a little now and then keeps no place for long: silence is the least slow rate.
Rule 2: a line that is slow has its first minute whatever it brings, and each piece buys time.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from depesha.errors import NotNow


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The least rate of a body.

    Attributes:
        grace_seconds: what every body has.
        bytes_a_second: for each so many one second more.
        most_seconds: for all of it.
    """

    grace_seconds: float = 60.0
    bytes_a_second: int = 64 * 1024
    most_seconds: float = 60 * 60.0

    def seconds(self, come: int) -> float:
        """Return how long a body may have taken of which so many bytes have come."""
        return min(self.grace_seconds + come / self.bytes_a_second, self.most_seconds)


PACE: Final = Pace()


async def paced(stream: AsyncIterator[bytes], pace: Pace) -> AsyncIterator[bytes]:
    """Yield the pieces of a body as they come.

    Raises:
        NotNow: they come too slowly. Nothing more is read then, however it is asked for again.
    """
    now = asyncio.get_running_loop().time
    begun, come = now(), 0
    while True:
        until = begun + pace.seconds(come)
        try:
            async with asyncio.timeout_at(until):
                piece = await anext(stream, None)
        except TimeoutError:
            raise _too_slow() from None
        if piece is None:
            return
        if now() > until:  # what lies ready is taken without a wait, in which the time would end
            raise _too_slow()
        come += len(piece)
        yield piece


def _too_slow() -> NotNow:
    msg = "what is sent comes too slowly"
    return NotNow(msg, hint="send less at once, or use the command")
