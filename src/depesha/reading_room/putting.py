"""A shelf is made beside its place, and put there whole: on the disk before it takes the old one's.

Rule 1: what lies beside and was not begun here is somebody's, and is left alone.
Rule 2: what is put in its place is on the disk by then, and so is that it stands there: the power
    can fail between any two steps, and one shelf is whole.
"""

import os
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG
from typing import Final

import apsw

from depesha.errors import Refused
from depesha.reading_room.place import is_shelf

APPLICATION: Final = 0x44505348
"""What a shelf says in its head (SQLite's file format, 1.3.17), before it holds anything."""

_HEAD: Final = b"SQLite format 3\0"
_AT: Final = slice(68, 72)


def begun(path: Path) -> tuple[Path, apsw.Connection]:
    """Begin a shelf beside its place; what was begun before and broke off goes.

    Raises:
        Refused: something else lies there.
    """
    made = path.with_name(f"{path.name}.new")
    _must_be_ours(made)
    made.unlink(missing_ok=True)
    os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    connection = apsw.Connection(str(made), flags=apsw.SQLITE_OPEN_READWRITE)
    connection.pragma("application_id", APPLICATION)
    return made, connection


def put(made: Path, path: Path) -> None:
    """Put a shelf that is whole in its place, and both on the disk."""
    _synced(made, os.O_RDWR)
    made.replace(path)
    _synced(path.parent, os.O_RDONLY)


def _synced(path: Path, how: int) -> None:
    handle = os.open(path, how)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _must_be_ours(made: Path) -> None:
    """Let pass a place where nothing lies, or a shelf that broke off.

    Raises:
        Refused: something else lies there.
    """
    with suppress(FileNotFoundError):
        if not (S_ISREG(made.lstat().st_mode) and (_was_begun(made) or is_shelf(made))):
            msg = f"{made.name} exists already, and is no shelf"
            raise Refused(msg, hint="move it away: a shelf is made there, then put in its place")


def _was_begun(made: Path) -> bool:
    with made.open("rb") as file:
        head = file.read(_AT.stop)
    return not head or (head.startswith(_HEAD) and head[_AT] == APPLICATION.to_bytes(4))
