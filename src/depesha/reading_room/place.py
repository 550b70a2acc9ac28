"""Where a shelf may be put: nowhere that anything else lies.

A shelf is made anew and takes the place of the one before. A file of another kind under that name
is somebody's only one, so it stays, and its owner is told.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Final

import apsw

from depesha.errors import NotFound, NotNow, Refused, Usage

_TABLES: Final = "SELECT count(*) FROM sqlite_schema WHERE name IN ('record', 'withdrawn')"


def may_stand_at(path: Path) -> Path:
    """Return the path of a shelf that is there, of whichever version, or of none yet.

    Raises:
        NotFound: its folder is not there.
        Refused: something else lies there.
        Usage: it names a folder.
    """
    if path.is_dir():
        msg = f"{path} is a directory"
        raise Usage(msg, hint="name a file")
    if not path.parent.is_dir():
        msg = f"there is no folder {path.parent}"
        raise NotFound(msg, hint="make the folder first, or name a file in another")
    if (path.exists() or path.is_symlink()) and not is_shelf(path):
        msg = f"{path.name} exists already, and is no shelf"
        raise Refused(msg, hint="give another name: nothing is written over")
    return path


def is_shelf(path: Path) -> bool:
    """Say whether a shelf lies there, of whichever version."""
    try:
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    except apsw.Error:
        return False
    try:
        return bool(connection.pragma("user_version")) and connection.execute(_TABLES).get == 2  # noqa: PLR2004
    except apsw.Error:
        return False
    finally:
        connection.close()


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Make what is made in a folder alone: two at once would take each other's unfinished work.

    The lock ends with the process, however that ends, and leaves nothing behind.

    Raises:
        NotNow: another is at it.
    """
    opened = os.open(folder, os.O_RDONLY)
    try:
        try:
            flock(opened, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            msg = f"another reading room is made in {folder.name or folder}"
            raise NotNow(msg, hint="ask again when it is done") from None
        yield
    finally:
        os.close(opened)
