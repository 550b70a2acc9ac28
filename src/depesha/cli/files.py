"""Files that a command reads and writes; `-` is standard input or output.

Rule 1: reading is bounded; writing replaces no file, and leaves none that is half written. What is
    written is for its owner alone: it may be the text of a telegram.
Rule 2: what the machine says about a file becomes one of our errors here.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EACCES, EDQUOT, EEXIST, EISDIR, ENOENT, ENOSPC, ENOTDIR
from pathlib import Path
from typing import Final

from depesha.cli.call import Call, World
from depesha.errors import NotFound, Problem, Refused, StoreFull, Usage
from depesha.station.target import new_file

MAX_DRAFT_BYTES: Final = 1024 * 1024
"""Twice what a draft may have, so that it is the draft's reader that says what is too long."""

MAX_ARMOUR_BYTES: Final = 16 * 1024 * 1024
"""A key book of some thousand stations."""

HINTS: Final = {
    ENOENT: "see that the name is right",
    ENOTDIR: "see that the name is right",
    EISDIR: "name a file, not a folder",
    EACCES: "its owner says who may read or write it",
}


def read_bytes(world: World, name: str, most: int) -> bytes:
    """Return a file's bytes.

    Raises:
        NotFound: there is none.
        Usage: it is a folder, or longer than `most` bytes.
        Refused: the machine does not let us read it.
    """
    with told(name):
        if name == "-":
            data = world.stdin.read(most + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(most + 1)
    if len(data) > most:
        msg = f"{name} is longer than {most} bytes"
        raise Usage(msg, hint="see that it is the file that was meant")
    return data


def read_text(world: World, name: str, most: int = MAX_DRAFT_BYTES) -> str:
    """Return a file's text, its line ends as they are.

    Raises:
        Usage: it is not UTF-8; and whatever `read_bytes` raises.
    """
    data = read_bytes(world, name, most)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        msg = f"{name}: line {line}: not UTF-8"
        raise Usage(msg, hint="save the file as UTF-8") from error


def give(call: Call, name: str | None, text: str) -> bool:
    """Write text to a new file, which its owner alone may read, or print it.

    Returns:
        Whether a file was written.

    Raises:
        Usage: the name is none of a file.
        NotFound: its folder is not there.
        Refused: the file exists already, or the machine does not let us write it.
    """
    if name is None or name == "-":
        call.world.stdout.write(text if text.endswith("\n") else f"{text}\n")
        return False
    give_bytes(name, text.encode())
    return True


def give_bytes(name: str, data: bytes) -> None:
    """Write bytes to a new file, which its owner alone may read: whole, or not at all.

    Raises:
        Usage: the name is none of a file.
        NotFound: its folder is not there.
        Refused: the file exists already, or the machine does not let us write it.
        StoreFull: there is no room for it.
    """
    with told(name):
        path = new_file(name)
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            part.touch(mode=0o600, exist_ok=False)
            part.write_bytes(data)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


@contextmanager
def told(name: str) -> Iterator[None]:
    """Turn what the machine says about a file into one of our errors."""
    try:
        yield
    except OSError as error:
        raise problem_of(error, name) from error


def problem_of(error: OSError, name: str = "") -> Problem:
    """Return our error for one of the machine's."""
    name = name or str(error.filename or "")
    said = (error.strerror or str(error)).lower()
    msg = f"{name}: {said}" if name else said
    hint = HINTS.get(error.errno or 0, "")
    if error.errno in {ENOSPC, EDQUOT}:
        return StoreFull(msg, hint="make room and ask again; nothing was lost")
    if error.errno in {ENOENT, ENOTDIR}:
        return NotFound(msg, hint=hint)
    if error.errno in {EISDIR, EEXIST}:
        return Usage(msg, hint=hint)
    return Refused(msg, hint=hint)
