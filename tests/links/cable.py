"""A TCP proxy on loopback that a test can cut."""

import asyncio
import contextlib
from collections.abc import Callable

from depesha.links.exchange import Address


class Cable:
    """A TCP proxy that can be cut: both ends of every connection see it break at once."""

    def __init__(self) -> None:
        self.target: Address | None = None
        self.passed_bytes = 0
        """From the one who calls to the one who is called."""
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def lay(self) -> Address:
        self._server = await asyncio.start_server(self._join, "127.0.0.1", 0)
        host, port = self._server.sockets[0].getsockname()
        return Address(host=host, port=port)

    def cut(self) -> None:
        for writer in list(self._writers):
            writer.transport.abort()

    async def take_up(self) -> None:
        self.cut()
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        if self._server is not None:
            self._server.close()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            assert self.target is not None
            far = await asyncio.open_connection(self.target.host, self.target.port)
            self._writers |= {writer, far[1]}
            await asyncio.gather(
                self._copy(reader, far[1], self._count), self._copy(far[0], writer)
            )
        writer.transport.abort()

    def _count(self, size_bytes: int) -> None:
        self.passed_bytes += size_bytes

    async def _copy(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        count: Callable[[int], None] = lambda _: None,
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
                count(len(data))
        writer.transport.abort()
        self._writers.discard(writer)
