"""An attachment that is taken out piece by piece, as by a browser.

Rule 1: one piece of it is in memory, however large it is; whoever takes slowly holds nobody up.
Rule 2: the last piece is held back until all of it is what the telegram says. What is not breaks
    off before its end, so that it is never whole in anybody's hands.
Rule 3: its plaintext touches no disk here.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

from depesha.station.attaching import opened_from
from depesha.station.home import Home


async def pieces(home: Home, found: Mapping[str, Any]) -> AsyncIterator[bytes]:
    """Yield what an attachment holds, as the question `attachment-key` names it.

    Raises:
        DoesNotVerify: it is something else than the telegram says.
        Malformed: the blob does not open.
        NotNow: the blob is not here, or the disk does not answer.
    """
    opened = opened_from(home, found)
    held = await asyncio.to_thread(_next, opened)
    while held is not None:
        following = await asyncio.to_thread(_next, opened)
        yield held
        held = following


def _next(opened: Iterator[bytes]) -> bytes | None:
    return next(opened, None)
