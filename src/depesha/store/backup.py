"""A consistent copy of the store while the station runs, encrypted with the same key.

`VACUUM INTO` reads one snapshot, so the writer goes on meanwhile, and leaves deleted rows behind.
The copy is looked at before it gets its name: a file with the name is a whole, encrypted backup.
"""

import os
from pathlib import Path
from typing import Final

from depesha.envelope import JournalHead
from depesha.errors import NotNow, Refused
from depesha.store.database import open_reader, open_writer
from depesha.store.leaves import head_at, size

_BESIDE: Final = ("", "-wal", "-shm", "-journal")
"""A database and what the library keeps beside it."""

_COPY_INTO: Final = "VACUUM INTO ?"


def back_up(path: Path, key: bytes, target: Path) -> JournalHead:
    """Copy the store at `path` to `target`, and return the journal head that the copy holds.

    Raises:
        Refused: `target` exists already.
        NotFound: there is no store.
        Locked: the key does not open it.
        NotNow: the disk is full or does not answer; nothing is left behind.
    """
    _must_be_free(target)
    part = target.with_name(target.name + ".part")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        _copy(path, key, part)
        head = _look_at(part, key)
        _sync(part)
        part.rename(target)
        _sync(target.parent)
    except OSError as error:
        raise _unwritable(error) from error
    finally:
        part.unlink(missing_ok=True)
    return head


def _copy(path: Path, key: bytes, part: Path) -> None:
    source = open_reader(path, key)
    try:
        source.rows(_COPY_INTO, (str(part),))
    finally:
        source.close()


def decrypt_copy(path: Path, key: bytes, target: Path) -> None:
    """Write the store at `path` to `target` in the clear.

    The positive control of a search for traces: what is found in it must be found nowhere else.

    Raises:
        Refused: `target` exists already.
        NotFound: there is no store.
        Locked: the key does not open it.
        NotNow: the disk is full or does not answer; nothing is left behind.
    """
    _must_be_free(target)
    try:
        target.touch(mode=0o600, exist_ok=False)
    except OSError as error:
        raise _unwritable(error) from error
    try:
        _copy(path, key, target)
        _take_lock_off(target, key)
    except BaseException as error:  # what is left would be half a store in the clear
        for end in _BESIDE:
            target.with_name(target.name + end).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _unwritable(error) from error
        raise


def copy_beside(file: Path, target: Path) -> None:
    """Copy a file of the home, as it is, to `target`, durably; the key file stays behind its slots.

    Raises:
        Refused: `target` exists already.
        NotNow: the disk is full or does not answer; nothing is left behind.
    """
    _must_be_free(target)
    part = target.with_name(target.name + ".part")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        part.write_bytes(file.read_bytes())
        _sync(part)
        part.rename(target)
        _sync(target.parent)
    except OSError as error:
        raise _unwritable(error) from error
    finally:
        part.unlink(missing_ok=True)


def _take_lock_off(target: Path, key: bytes) -> None:
    copy = open_writer(target, key)
    try:
        copy.rows("PRAGMA journal_mode = DELETE")  # pages in a log cannot be decrypted in place
        copy.rows("PRAGMA rekey = ''")
    finally:
        copy.close()


def _must_be_free(target: Path) -> None:
    if target.exists():
        msg = f"{target.name} exists already"
        raise Refused(msg, hint="give another name: nothing is written over")


def _unwritable(error: OSError) -> NotNow:
    why = os.strerror(error.errno or 0).lower()
    return NotNow(f"the copy cannot be written: {why}")


def _look_at(part: Path, key: bytes) -> JournalHead:
    """Open the copy as a reader does: it must be encrypted, with this key, and whole."""
    copy = open_reader(part, key)
    try:
        return head_at(copy, size(copy))
    finally:
        copy.close()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
