"""The folder `blobs/`: what is too large for the store, each file under the SHA-256 of its bytes.

    blobs/ab/cd/abcd…          whole, never changed again
    blobs/coming/abcd…         pieces of one that is coming
    blobs/from/moscow/abcd…    likewise, by the line to moscow: what one neighbour begins and does
                               not complete is counted against that one
    blobs/coming/new-17        one that is being sealed here; its name is not known yet

What lies here is sealed already: outside the store it is as safe, and the store stays small.

Rule 1: a file is whole, durable and under its name before any row of the store speaks of it.
Rule 2: what is coming is judged by the hashes of its pieces each time that it is taken up again,
    and not by its size: after a power cut a file may be long and empty.
Rule 3: two lines that bring the same blob do not meet: each has a folder of its own.
Rule 4: which files are still needed is said by the store; `names` and `remove` are for its sweep.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from itertools import count
from pathlib import Path
from shutil import disk_usage
from typing import BinaryIO, Final

from depesha.errors import DoesNotVerify, NotNow, StoreFull
from depesha.names import Digest, StationId

READ_BYTES: Final = 256 * 1024
_NAME: Final = "[0-9a-f]" * 64
_FULL: Final = frozenset({28, 122})
"""ENOSPC and EDQUOT."""


class BlobFolder:
    """The blobs of a station (`links.exchange.Blobs`); for each name one thread at a time."""

    def __init__(self, folder: Path, neighbour: StationId | None = None) -> None:
        """Keep them in `folder`, which is made when it is first needed.

        With `neighbour`, what is coming is what comes from there.
        """
        self._folder = folder
        self._coming = folder / "from" / neighbour if neighbour else folder / "coming"
        self._numbers = count(1)

    def coming_from(self, neighbour: StationId) -> "BlobFolder":
        """Return the same folder, where what is coming comes from that neighbour."""
        return BlobFolder(self._folder, neighbour)

    def free_bytes(self) -> int:
        """Return how much room the disk has.

        Raises:
            NotNow: it does not answer.
        """
        with _answering():
            _made(self._coming)
            return disk_usage(self._coming).free

    # -- whole ones ---------------------------------------------------------------------------

    def path(self, name: Digest) -> Path:
        """Return where a whole blob lies, or would lie."""
        spelled = name.hex()
        return self._folder / spelled[:2] / spelled[2:4] / spelled

    def size_of(self, name: Digest) -> int | None:
        """Return how many bytes a blob has, or None where it is not here whole."""
        try:
            return self.path(name).stat().st_size
        except OSError:
            return None

    def read(self, name: Digest, offset: int, size_bytes: int) -> bytes:
        """Return bytes of a blob that is here whole, fewer only at its end.

        Raises:
            NotNow: the file is not there, or the disk does not answer.
        """
        with _answering(), self.path(name).open("rb", buffering=0) as file:
            return os.pread(file.fileno(), size_bytes, offset)

    def each(self, name: Digest, piece_bytes: int = READ_BYTES) -> Iterator[bytes]:
        """Yield a whole blob in pieces.

        Raises:
            NotNow: the file is not there, or the disk does not answer.
        """
        with _answering(), self.path(name).open("rb") as file:
            yield from _pieces(file, piece_bytes)

    def pieces(self, name: Digest, piece_bytes: int) -> tuple[Digest, ...]:
        """Return the SHA-256 of each piece of a blob that is here whole.

        Raises:
            NotNow: the file is not there, or the disk does not answer.
        """
        return tuple(map(_digest, self.each(name, piece_bytes)))

    def take_in(self, chunks: Iterable[bytes]) -> tuple[Digest, int]:
        """Write a new blob as it is made, and return its name and size once it is durable.

        Raises:
            StoreFull: the disk has no room; nothing is left behind.
            NotNow: it does not answer; likewise.
        """
        with _answering():
            _made(self._coming)
            part = self._coming / f"new-{os.getpid()}-{next(self._numbers)}"
            try:
                name, size_bytes = _write_all(part, chunks)
                self._settle(part, name)
            finally:
                part.unlink(missing_ok=True)
        return name, size_bytes

    def names(self) -> Iterator[Digest]:
        """Yield the names of the whole blobs."""
        for path in self._folder.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
            if len(path.name) == 2 * sha256().digest_size:
                yield Digest(bytes.fromhex(path.name))

    def older_than(self, before: float) -> Iterator[Digest]:
        """Yield the names of the whole blobs that were there before a time, in seconds of 1970."""
        for name in self.names():
            with suppress(FileNotFoundError):
                if self.path(name).stat().st_mtime < before:
                    yield name

    def forget_coming(self, before: float) -> None:
        """Delete what came in part, or was to be sealed, and was last touched before a time."""
        with _answering():
            for part in (*self._folder.glob("coming/*"), *self._folder.glob("from/*/*")):
                if part.stat().st_mtime < before:
                    part.unlink(missing_ok=True)

    def remove(self, name: Digest) -> None:
        """Delete a blob, whole or coming; it is harmless if there is none."""
        with _answering():
            self.path(name).unlink(missing_ok=True)
            self._part(name).unlink(missing_ok=True)

    # -- coming ones --------------------------------------------------------------------------

    def unfinished(self) -> list[tuple[Digest, int]]:
        """Return the names and sizes of those that are coming, the longest untouched first.

        Raises:
            NotNow: the disk does not answer.
        """
        with _answering():
            files = [file for file in self._coming.glob(_NAME) if file.is_file()]
            looked = sorted((file.stat().st_mtime_ns, file) for file in files)
            return [(Digest(bytes.fromhex(file.name)), file.stat().st_size) for _, file in looked]

    def give_up(self, name: Digest) -> None:
        """Delete what has come of one; it is harmless if nothing has.

        Raises:
            NotNow: the disk does not answer.
        """
        with _answering():
            self._part(name).unlink(missing_ok=True)

    def held(self, name: Digest, pieces: Sequence[Digest], piece_bytes: int) -> int:
        """Return how many bytes of one that is coming are here: whole pieces, each as it should be.

        What lies behind the first that does not agree is cut off.
        """
        part = self._part(name)
        with _answering():
            try:
                file = part.open("r+b")
            except FileNotFoundError:
                return 0
            with file:
                good = 0
                for expected, piece in zip(pieces, _pieces(file, piece_bytes), strict=False):
                    if _digest(piece) != expected:
                        break
                    good += len(piece)
                file.truncate(good)
                return good

    def write(self, name: Digest, offset: int, data: bytes) -> None:
        """Put bytes of one that is coming into their place; they are durable after `flush`.

        Raises:
            StoreFull: the disk has no room.
            NotNow: it does not answer.
        """
        with _answering():
            _made(self._coming)
            handle = os.open(self._part(name), os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                _write_at(handle, data, offset)
            finally:
                os.close(handle)

    def flush(self, name: Digest) -> None:
        """Make what was written durable.

        Raises:
            NotNow: the disk does not answer.
        """
        with _answering():
            _sync(self._part(name))

    def finish(self, name: Digest) -> None:
        """Make one that has come a whole one, durably, after its SHA-256 was compared.

        Raises:
            DoesNotVerify: it is not what its name says; what came is removed.
            NotNow: the disk does not answer.
        """
        part = self._part(name)
        with _answering():
            with part.open("rb") as file:
                found = _hash(file)
            if found != name:
                part.unlink()
                msg = f"a blob is not what its name {name.hex()[:16]} says"
                raise DoesNotVerify(msg)
            _sync(part)
            self._settle(part, name)

    def _part(self, name: Digest) -> Path:
        return self._coming / name.hex()

    def _settle(self, part: Path, name: Digest) -> None:
        path = self.path(name)
        _made(path.parent)
        part.replace(path)
        for folder in (path.parent, path.parent.parent, self._folder):
            _sync(folder)


def _made(folder: Path) -> None:
    """Make a folder, and each above it that is not there, for the owner alone."""
    if not folder.is_dir():
        _made(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def _answering() -> Iterator[None]:
    """Let what the disk says leave as a problem of ours."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            msg = "the disk is full"
            raise StoreFull(msg, hint="make room, then ask again") from error
        msg = f"the folder of blobs does not answer: {os.strerror(error.errno or 0).lower()}"
        raise NotNow(msg, hint="look at the disk, then ask again") from error


def _write_all(part: Path, chunks: Iterable[bytes]) -> tuple[Digest, int]:
    whole, size_bytes = sha256(), 0
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        for chunk in chunks:
            _write_at(handle, chunk, size_bytes)
            whole.update(chunk)
            size_bytes += len(chunk)
        os.fsync(handle)
    finally:
        os.close(handle)
    return Digest(whole.digest()), size_bytes


def _write_at(handle: int, data: bytes, offset: int) -> None:
    view = memoryview(data)
    while view:
        written = os.pwrite(handle, view, offset)
        view, offset = view[written:], offset + written


def _pieces(file: BinaryIO, piece_bytes: int) -> Iterator[bytes]:
    while piece := file.read(piece_bytes):
        yield piece


def _digest(data: bytes) -> Digest:
    return Digest(sha256(data).digest())


def _hash(file: BinaryIO) -> Digest:
    whole = sha256()
    for piece in _pieces(file, READ_BYTES):
        whole.update(piece)
    return Digest(whole.digest())


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
