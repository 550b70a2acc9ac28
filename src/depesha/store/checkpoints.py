"""The checkpoints of this station: the newest beside the store, the lasting ones in it.

`checkpoint` is a file beside `head`, written after each commit over the head that is then durable,
with no sync, as `head` is. It is a note that others can verify, and holds nothing that cannot be
made again: whoever opens the store to write signs the head anew. A torn file is as good as none.

Lasting checkpoints bear the ML-DSA-44 line too, and are facts; their lines are never deleted.
"""

import os
from pathlib import Path
from typing import Any, Final

from depesha.envelope import JournalHead
from depesha.errors import NotNow
from depesha.names import Digest, TimeMs
from depesha.office.facts import CheckpointSigned
from depesha.store.database import Database

FILE_NAME: Final = "checkpoint"
"""Beside the file `head`."""

_NEW: Final = "INSERT INTO checkpoint VALUES (?, ?, ?, ?, ?)"
_NEWEST: Final = "SELECT size, root, at, note FROM checkpoint ORDER BY id DESC LIMIT 1"
_COVERING: Final = """SELECT size, root, at, note FROM checkpoint
    WHERE size > ? ORDER BY size LIMIT 1"""
_ALL: Final = "SELECT id, size, root, at, note FROM checkpoint ORDER BY id"


def signed(database: Database, fact: CheckpointSigned, at: TimeMs, place: int) -> None:
    """A lasting checkpoint was signed: it is kept for ever."""
    database.write(_NEW, (place, fact.size, fact.root, at, fact.note))


def newest_lasting(database: Database) -> tuple[JournalHead, TimeMs, bytes] | None:
    """Return the newest lasting checkpoint: its head, when it was signed, and the note."""
    return _found(database.row(_NEWEST))


def lasting_over(database: Database, place: int) -> tuple[JournalHead, TimeMs, bytes] | None:
    """Return the first lasting checkpoint over the fact at a place; None: not yet one."""
    return _found(database.row(_COVERING, (place,)))


def every_lasting(database: Database) -> list[tuple[int, JournalHead, TimeMs, bytes]]:
    """Return all lasting checkpoints, the oldest first: the fact's place, head, time and note."""
    return [
        (row[0], JournalHead(size=row[1], root=Digest(row[2])), TimeMs(row[3]), row[4])
        for row in database.each(_ALL)
    ]


def _found(row: tuple[Any, ...] | None) -> tuple[JournalHead, TimeMs, bytes] | None:
    if row is None:
        return None
    return JournalHead(size=row[0], root=Digest(row[1])), TimeMs(row[2]), row[3]


def newest_note(head_path: Path) -> bytes | None:
    """Return the newest checkpoint, as the file beside `head` has it; nothing of it is verified.

    None: there is no such file, or it cannot be read.
    """
    try:
        return head_path.with_name(FILE_NAME).read_bytes()
    except OSError:
        return None


def write_newest(head_path: Path, note: bytes) -> None:
    """Write the newest checkpoint over the one before.

    Raises:
        NotNow: the disk does not take it.
    """
    try:
        file = os.open(
            head_path.with_name(FILE_NAME), os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600
        )
        try:
            os.pwrite(file, note, 0)
            os.ftruncate(file, len(note))
        finally:
            os.close(file)
    except OSError as error:
        msg = f"the file checkpoint cannot be written: {os.strerror(error.errno or 0).lower()}"
        raise NotNow(msg) from error
