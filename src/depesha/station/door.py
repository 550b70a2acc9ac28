"""The door: `station.sock`, by which faces reach a serving station. One JSON object a line.

    {"id": 1, "order": "confirm", "fields": {"reference": "moscow/26044"}, "order_id": "…"}
    {"id": 1, "done": {…}}
    {"id": 1, "order": "release", "fields": {"draft": 3}, "office_passphrase": "…"}
    {"id": 2, "read": "inbox", "fields": {"limit": 20}}
    {"id": 2, "done": [ … ]}
    {"id": 3, "watch": true}
    {"id": 3, "changed": true}              after every commit
    {"id": 4, "problem": {"code": "…", "message": "…", "hint": "…", "exit_status": 3}}

Requests may be sent without waiting; answers come as they are ready, each with its request's id.
The socket has mode 0600: whoever can open it is the station's own user.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from json import dumps, loads
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from depesha.archive.json_weight import has_too_many_values
from depesha.errors import Problem, Usage, confessed
from depesha.station.office_keys import Secrets
from depesha.station.plain import Plain

MAX_LINE_BYTES: Final = 24 * 1024 * 1024
"""The longest record, 16 MiB, in base64; with it goes less than 1 MiB of others."""

MAX_AT_ONCE: Final = 4096
"""Requests of one face that may be under way; beyond that its lines are not read."""


Written = TypeVar("Written")


class Answers(Protocol):
    """Who answers behind the door."""

    async def order(
        self, name: str, fields: Mapping[str, object], order_id: str, secrets: Secrets
    ) -> Plain:
        """Give an order."""
        ...

    async def read(
        self, name: str, fields: Mapping[str, object], written: Callable[[Plain], Written]
    ) -> Written:
        """Answer a question, as `written` writes it: a long list is work that holds nobody up."""
        ...

    async def seal(
        self, pieces: AsyncIterator[bytes], *, name: str, media_type: str
    ) -> Mapping[str, Plain]:
        """Seal a file as it comes; what an order names it by has its seed, and is kept by nobody.

        Raises:
            Usage: it is larger than the settings allow, or its name is none for an attachment.
        """
        ...

    async def forsake(self, sealed: Sequence[Mapping[str, Plain]]) -> None:
        """Remove sealed files that no order will name; those that one has named stay."""
        ...

    def opens(self, key: Mapping[str, Plain]) -> Iterator[bytes]:
        """Yield what an attachment holds; `key` is what the question `attachment-key` answered.

        Read it in another thread, and trust it once it has ended without an error.
        """
        ...

    async def watch(self, seen: Callable[[], Awaitable[None]]) -> None:
        """Call `seen` after every commit."""
        ...

    async def take_out(
        self, fields: Mapping[str, object]
    ) -> tuple[Mapping[str, Plain], AsyncIterator[bytes]]:
        """Return what an attachment is, and its bytes as they are opened (`taken_out`).

        Raises:
            Problem: as the question `attachment-key`.
        """
        ...


class Door:
    """The listening socket and the faces that came in."""

    def __init__(self, path: Path, answers: Answers) -> None:
        self._path = path
        self._answers = answers
        self._server: asyncio.Server | None = None
        self._inside: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Listen. A socket that a killed process left behind is replaced: the lock is ours."""
        with suppress(FileNotFoundError):
            self._path.unlink()
        before = os.umask(0o177)
        try:
            # by way of the folder's descriptor: a socket's path is limited to 107 bytes
            folder = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                self._server = await asyncio.start_unix_server(
                    self._came_in,
                    path=f"/proc/self/fd/{folder}/{self._path.name}",
                    limit=MAX_LINE_BYTES,
                )
            finally:
                os.close(folder)
        finally:
            os.umask(before)

    async def close(self) -> None:
        """Close the door; whoever is inside is shown out."""
        if self._server is None:
            return
        self._server.close()
        with suppress(FileNotFoundError):
            self._path.unlink()
        for task in self._inside:
            task.cancel()
        if self._inside:
            await asyncio.wait(self._inside, timeout=0.5)

    async def _came_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._inside.add(task)
            task.add_done_callback(self._inside.discard)
        visit = _Visit(self._answers, writer)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await visit.listen(reader)
        finally:
            visit.leave()
            writer.close()


class _Visit:
    """One face's connection."""

    def __init__(self, answers: Answers, writer: asyncio.StreamWriter) -> None:
        self._answers = answers
        self._writer = writer
        self._room = asyncio.Semaphore(MAX_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    async def listen(self, reader: asyncio.StreamReader) -> None:
        while True:
            try:
                line = await reader.readline()
            except ValueError:  # longer than MAX_LINE_BYTES
                self._say({"id": None, "problem": _shown(Usage("a request is too long"))})
                return
            if not line:
                return
            await self._room.acquire()
            task = asyncio.create_task(self._answer(line))
            self._tasks.add(task)
            task.add_done_callback(self._done)

    def leave(self) -> None:
        """Stop what nobody will hear; orders that were given are still carried out."""
        for task in self._tasks:
            task.cancel()

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._room.release()

    async def _answer(self, line: bytes) -> None:
        name: object = None
        try:
            request = _request(line)
            name = request.get("id")
            self._writer.write(await self._do(request, name))
        except Problem as problem:
            self._say({"id": name, "problem": _shown(problem)})
        except Exception as bug:  # the face is told, and the trace is not lost
            self._say({"id": name, "problem": _shown(confessed(bug))})
            raise
        with suppress(ConnectionError):
            await self._writer.drain()

    async def _do(self, request: Mapping[str, Any], name: object) -> bytes:
        def written(done: Plain) -> bytes:
            return _line({"id": name, "done": done})

        fields = request.get("fields") or {}
        if not isinstance(fields, dict):
            msg = "fields must be an object"
            raise Usage(msg)
        if isinstance(order := request.get("order"), str):
            order_id = request.get("order_id") or ""
            secrets = Secrets(
                office=request.get("office_passphrase"), new=request.get("new_office_passphrase")
            )
            return written(await self._answers.order(order, fields, str(order_id), secrets))
        if isinstance(read := request.get("read"), str):
            return await self._answers.read(read, fields, written)
        if request.get("watch") is True:
            await self._answers.watch(lambda: self._changed(name))
            return written(None)
        msg = "a request is an order, a read or a watch"
        raise Usage(msg)

    async def _changed(self, name: object) -> None:
        self._say({"id": name, "changed": True})
        await self._writer.drain()

    def _say(self, answer: Mapping[str, object]) -> None:
        self._writer.write(_line(answer))


def _line(answer: Mapping[str, object]) -> bytes:
    # half a character, which JSON lets through, goes back as the escape that it came as
    return dumps(answer, ensure_ascii=False).encode(errors="backslashreplace") + b"\n"


def _request(line: bytes) -> Mapping[str, Any]:
    if has_too_many_values(line):
        msg = "a request has too many values"
        raise Usage(msg, hint="give what it brings in several requests")
    try:
        request = loads(line)
    except (ValueError, RecursionError) as error:  # of the first sort: not JSON, not UTF-8
        msg = "a request is not JSON"
        raise Usage(msg) from error
    if not isinstance(request, dict):
        msg = "a request is a JSON object"
        raise Usage(msg)
    return request


def _shown(problem: Problem) -> dict[str, object]:
    return {
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
        "exit_status": problem.exit_status,
    }
