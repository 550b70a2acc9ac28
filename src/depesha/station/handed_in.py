"""A file that is handed in piece by piece, as by a browser: sealed while it comes.

Rule 1: no more than `WAITING_PIECES` pieces of it are in memory, however large it is: whoever sends
    faster than the disk takes it waits.
Rule 2: what ends early, or is larger than the settings allow, leaves nothing behind.
Rule 3: its plaintext touches no disk. What an order names it by has its seed, which the face keeps
    in memory until the order is given (`attaching`, rule 2).
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from hashlib import sha256
from queue import Queue
from typing import Any, Final

from depesha.errors import Usage
from depesha.names import file_name
from depesha.seal.attachment import new_seed, sealed
from depesha.station.attaching import READ_BYTES, UNKNOWN_TYPE, guessed
from depesha.station.home import Home
from depesha.store.blobs import BlobFolder

WAITING_PIECES: Final = 4
MAX_TYPE: Final = 40


class _BrokenOff(Exception):  # it ends the thread, and nobody is told
    """Whoever sent the file has gone."""


async def seal(
    home: Home, pieces: AsyncIterator[bytes], *, name: str, media_type: str, most_bytes: int
) -> dict[str, Any]:
    """Seal a file for a draft as it comes, and return what the order says of it.

    Raises:
        Usage: it is larger than `most_bytes`, or its name is none for an attachment.
        StoreFull: the disk has no room for the blob.
        NotNow: the disk does not answer.
    """
    name = file_name(name)
    waiting: Queue[bytes | BaseException | None] = Queue(WAITING_PIECES)
    seed, whole = new_seed(), sha256()
    folder = BlobFolder(home.blobs)
    writing = asyncio.create_task(
        asyncio.to_thread(folder.take_in, sealed(seed, _taken(waiting, whole.update)))
    )
    size_bytes = 0
    try:
        async for piece in pieces:
            size_bytes += len(piece)
            _must_fit(name, size_bytes, most_bytes)
            await _put(waiting, piece, writing)
        await _put(waiting, None, writing)
    except BaseException:
        await _put(waiting, _BrokenOff(), writing)
        await asyncio.wait((writing,))
        writing.exception()
        raise
    ciphertext, sealed_bytes = await writing
    return {
        "name": name,
        "type": _type(media_type) or guessed(name),
        "size_bytes": size_bytes,
        "sha256": whole.hexdigest(),
        "ciphertext": ciphertext.hex(),
        "ciphertext_bytes": sealed_bytes,
        "seed": seed.hex(),
    }


def _must_fit(name: str, size_bytes: int, most_bytes: int) -> None:
    if size_bytes > most_bytes:
        msg = f"{name} has more than {most_bytes} bytes"
        raise Usage(msg, hint='"attachment_limit_mib" in station.toml says how many')


async def _put(
    waiting: "Queue[bytes | BaseException | None]",
    piece: bytes | BaseException | None,
    writing: "asyncio.Task[Any]",
) -> None:
    """Hand a piece over; a thread that has ended takes nothing, and says why when it is asked."""
    while not writing.done():
        if not waiting.full():
            waiting.put_nowait(piece)
            return
        await asyncio.wait((writing,), timeout=0.002)


def _taken(
    waiting: "Queue[bytes | BaseException | None]", seen: Callable[[bytes], None]
) -> Iterator[bytes]:
    while (piece := waiting.get()) is not None:
        if isinstance(piece, BaseException):
            raise piece
        for start in range(0, len(piece), READ_BYTES):
            part = piece[start : start + READ_BYTES]
            seen(part)
            yield part


def _type(said: str) -> str:
    """Return a media type that a browser says, if it is one that a telegram takes."""
    kind, _, what = said.partition("/")
    fits = said.isascii() and said.isprintable() and len(said) <= MAX_TYPE and kind and what
    return said if fits and " " not in said and said != UNKNOWN_TYPE else ""
