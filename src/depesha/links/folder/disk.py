"""Careful reading and writing in folders that others can reach.

Rule 1: what is written is whole or not there: a hidden part file in the same folder, fsync, rename,
    fsync of the folder.
Rule 2: what is read is a plain file of bounded size, or nothing. A link is not followed, a pipe
    does not stop us, and no more is read than was asked for, however long the file grows.
"""

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from depesha.errors import Malformed, NoLine

MAX_LISTED: Final = 100_000
"""Names that one look takes up: a folder with more is somebody's attack or mistake."""

_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_WRITE: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
_PIECE: Final = 1 << 20

_HINT: Final = "is the medium there, with room on it, and may this user use it?"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells that a file may have changed. It says nothing of what the file is."""

    mode: int
    size_bytes: int
    modified_ns: int
    changed_ns: int
    inode: int


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


def write_file(folder: Path, name: str, data: bytes) -> None:
    """Write a file durably under its name, or not at all.

    Raises:
        NoLine: the folder is not there, or full, or cannot be written.
    """
    part = folder / f".{name}.part"
    with _converted(folder):
        try:
            handle = os.open(part, _WRITE, 0o644)
            try:
                view = memoryview(data)
                while view:
                    view = view[os.write(handle, view) :]
                os.fsync(handle)
            finally:
                os.close(handle)
            part.rename(folder / name)
        except OSError:
            with suppress(OSError):
                part.unlink()
            raise
        sync(folder)


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
