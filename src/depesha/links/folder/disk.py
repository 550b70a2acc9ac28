"""Careful reading and writing in folders that others can reach.

Rule 1: what is written is whole or not there: a hidden part file in the same folder, fsync, rename,
    fsync of the folder.
Rule 2: what is read is a plain file of bounded size, or nothing. A link is not followed, a pipe
    does not stop us, and no more is read than was asked for, however long the file grows.
Rule 3: what is large goes slice by slice, and a slice of a file that has changed is not read.
"""

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from depesha.errors import Malformed, NoLine, NotNow

MAX_LISTED: Final = 100_000
"""Names that one look takes up: a folder with more is somebody's attack or mistake."""

_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_WRITE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_PIECE: Final = 1 << 20

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})

_HINT: Final = "is the medium there, with room on it, and may this user use it?"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells that a file may have changed. It says nothing of what the file is."""

    mode: int
    size_bytes: int
    modified_ns: int
    changed_ns: int
    inode: int

    @property
    def is_plain(self) -> bool:
        """Whether it is a plain file: no link, pipe, device or folder."""
        return stat.S_ISREG(self.mode)

    def is_of(self, status: os.stat_result) -> bool:
        """Say whether an open file is still the one that was seen.

        Not by its inode: FAT has none, and gives the same file another number when it likes.
        """
        seen = (self.mode, self.size_bytes, self.modified_ns)
        return seen == (status.st_mode, status.st_size, status.st_mtime_ns)


def listing(folder: Path, suffixes: tuple[str, ...]) -> dict[str, Stamp]:
    """Return the files of a folder with one of these endings, in any case; hidden ones are not.

    Raises:
        NoLine: the folder is not there, or cannot be read.
    """
    found: dict[str, Stamp] = {}
    with _converted(folder), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or not entry.name.lower().endswith(suffixes):
                continue
            with suppress(FileNotFoundError):  # carried away while we look
                found[entry.name] = _stamp(entry.stat(follow_symlinks=False))
            if len(found) >= MAX_LISTED:
                break
    return found


def stamp_of(path: Path) -> Stamp | None:
    """Return the stamp of what lies there, or None where there is nothing; no link is followed."""
    try:
        return _stamp(path.lstat())
    except OSError:
        return None


def parts(folder: Path, pattern: re.Pattern[str]) -> list[str]:
    """Return the hidden part files of a folder that are named so: somebody died writing them.

    Raises:
        NoLine: the folder is not there, or cannot be read.
    """
    with _converted(folder), os.scandir(folder) as entries:
        return [entry.name for entry in entries if pattern.fullmatch(entry.name)]


def _stamp(status: os.stat_result) -> Stamp:
    return Stamp(
        status.st_mode,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
        status.st_ino,
    )


def read_file(path: Path, max_bytes: int) -> bytes:
    """Return a plain file.

    Raises:
        FileNotFoundError: it is not there any more.
        Malformed: it is no plain file, longer than `max_bytes`, or cannot be read.
    """
    try:
        handle = os.open(path, _READ)
    except FileNotFoundError:
        raise
    except OSError as error:
        msg = f"{_shown(path)} cannot be opened: {_words(error)}"
        raise Malformed(msg) from error
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size > max_bytes:
            msg = f"{_shown(path)} is no plain file of at most {max_bytes} bytes"
            raise Malformed(msg)
        return _read(handle, min(status.st_size, max_bytes))
    except OSError as error:
        msg = f"{_shown(path)} cannot be read: {_words(error)}"
        raise Malformed(msg) from error
    finally:
        os.close(handle)


def _read(handle: int, size_bytes: int) -> bytes:
    pieces: list[bytes] = []
    left = size_bytes
    while left and (piece := os.read(handle, min(left, _PIECE))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def read_slice(path: Path, stamp: Stamp, offset: int, size_bytes: int) -> bytes | None:
    """Return a part of a plain file; None where it is not there any more as it was seen."""
    try:
        handle = os.open(path, _READ)
    except OSError:
        return None
    try:
        if not stamp.is_plain or not stamp.is_of(os.fstat(handle)):
            return None
        os.lseek(handle, offset, os.SEEK_SET)
        data = _read(handle, min(size_bytes, stamp.size_bytes - offset))
        return data if stamp.is_of(os.fstat(handle)) else None
    except OSError:
        return None
    finally:
        os.close(handle)


class PartFile:
    """A file while it is being written, under a hidden name beside its own.

    Each call raises the OSError that it meets; whoever met one discards it.
    """

    def __init__(self, folder: Path, name: str, size_bytes: int) -> None:
        """Begin it; what lies there, because somebody died writing it or laid it there, goes."""
        self._folder = folder
        self._name = name
        self._part = folder / part_name(name)
        with suppress(OSError):
            self._part.unlink()
        self._handle = os.open(self._part, _WRITE, 0o644)
        try:
            _must_take(self._handle, size_bytes)
        except OSError:
            self.discard()
            raise

    def write(self, data: bytes) -> None:
        """Write on."""
        view = memoryview(data)
        while view:
            view = view[os.write(self._handle, view) :]

    def sync(self) -> None:
        """Make durable what was written."""
        os.fsync(self._handle)

    def finish(self) -> None:
        """Give it its name, durably."""
        self.sync()
        os.close(self._handle)
        self._handle = -1
        self._part.rename(self._folder / self._name)
        sync(self._folder)

    def discard(self) -> None:
        """Let no half of it lie; calling it twice is the same as once."""
        with suppress(OSError):
            os.close(self._handle)
        self._handle = -1
        with suppress(OSError):
            self._part.unlink()


def _must_take(handle: int, size_bytes: int) -> None:
    """Ask whether a file here may be so long, before gigabytes of it are written."""
    try:
        os.lseek(handle, size_bytes, os.SEEK_SET)
    except OSError as error:  # EINVAL: beyond the greatest offset of this file system (lseek(2))
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG)) from error
    os.lseek(handle, 0, os.SEEK_SET)


def part_name(name: str) -> str:
    """Return the hidden name of a file that is being written."""
    return f".{name}.part"


def write_file(folder: Path, name: str, data: bytes) -> None:
    """Write a file durably under its name, or not at all.

    Raises:
        NoLine: the folder is not there, or full, or cannot be written.
    """
    with _converted(folder):
        part = PartFile(folder, name, len(data))
        try:
            part.write(data)
            part.finish()
        except OSError:
            part.discard()
            raise


def make_folder(folder: Path) -> None:
    """Make a folder, and each above it that is not there, for the owner alone."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def must_have_room(folder: Path, size_bytes: int) -> None:
    """Check that so many bytes are free in a folder, where its file system can tell.

    Raises:
        NoLine: the folder is not there.
        NotNow: they are not.
    """
    with _converted(folder):
        status = os.statvfs(folder)
    free_bytes = status.f_bavail * status.f_frsize
    if status.f_blocks and free_bytes < size_bytes:
        raise _full(folder)


@contextmanager
def taking_large(folder: Path, size_bytes: int) -> Iterator[None]:
    """Tell what a folder says to a file that it has no room for.

    Raises:
        NoLine: the folder is not there.
        NotNow: it is full, its file system takes no file of that size, or it fails at this one.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise _full(folder) from error
        if error.errno == errno.EFBIG:
            msg = f"{folder}: the medium takes no file of {size_bytes} bytes"
            raise NotNow(msg, hint="FAT32 ends at 4 GiB: use exFAT, NTFS or ext4") from error
        msg = f"{folder}: {_words(error)}"
        kind = NotNow if folder.is_dir() else NoLine
        raise kind(msg, hint=_HINT) from error


def _full(folder: Path) -> NotNow:
    return NotNow(
        f"{folder}: the medium has no room for a blob",
        hint="make room on it, or bring a larger one",
    )


def sync(folder: Path) -> None:
    """Make the names of a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(folder: Path, name: str) -> None:
    """Remove a file of ours; one that is not there, or cannot be removed now, does no harm."""
    with suppress(OSError):
        (folder / name).unlink()


@contextmanager
def _converted(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        msg = f"{folder}: {_words(error)}"
        raise NoLine(msg, hint=_HINT) from error


def _words(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _shown(path: Path) -> str:
    """Return a name as an error may say it: it came from outside."""
    return repr(path.name[:80])
