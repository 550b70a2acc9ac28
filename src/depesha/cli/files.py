"""Files that a command reads and writes; `-` is standard input or output.

Rule 1: reading is bounded; writing never replaces a file by half of another.
Rule 2: what the machine says about a file becomes one of our errors here.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EDQUOT, EEXIST, EISDIR, ENOENT, ENOSPC, ENOTDIR
from pathlib import Path
from typing import Final

from depesha.cli.call import Call, World
from depesha.errors import NotFound, Problem, Refused, StoreFull, Usage

MAX_DRAFT_BYTES: Final = 1024 * 1024
"""Twice what a draft may have, so that it is the draft's reader that says what is too long."""

MAX_ARMOUR_BYTES: Final = 16 * 1024 * 1024
"""A key book of some thousand stations."""


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
        raise Usage(msg)
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


def give(call: Call, name: str | None, text: str) -> None:
    """Write text to the file that was named, or print it.

    Raises:
        Refused: the machine does not let us write it.
    """
    if name is None or name == "-":
        call.world.stdout.write(text if text.endswith("\n") else f"{text}\n")
        return
    path = Path(name)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with told(name):
        try:
            part.write_text(text, encoding="utf-8")
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
    if error.errno in {ENOSPC, EDQUOT}:
        return StoreFull(msg, hint="make room and ask again; nothing was lost")
    if error.errno in {ENOENT, ENOTDIR}:
        return NotFound(msg)
    if error.errno in {EISDIR, EEXIST}:
        return Usage(msg)
    return Refused(msg)
