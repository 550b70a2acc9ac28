"""The file `head`: the journal's last head, outside the store, so that a rollback shows.

The database accepts an old page, or a whole old copy of itself, without a word
(`docs/security.md`). So after every commit the head is written here, and at opening the store must
*extend* it: hold at least as many facts, with the same root over the first of them.

The file always has the same 118 bytes and is written over in place by one write, without a sync:

    depesha head 1
    00000000000000001951
    5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328
    9b2f0c6f7f7a1d10

(the size, the root, and the first 8 bytes of the SHA-256 of the lines before). When the process
dies the write has happened or has not. When the machine dies it may not have reached the disk: the
file is then older than the store, and the store extends it. A new file renamed over the old,
unsynced, could instead be empty after a power cut and would raise a false alarm; synced, it would
double the cost of a commit. A head that lags by a commit is no gift to an adversary: correspondents
hold our heads too.
"""

import os
import re
from hashlib import sha256
from pathlib import Path
from typing import Final

from depesha.envelope import JournalHead
from depesha.errors import NotNow, RolledBack
from depesha.names import Digest
from depesha.store.database import Database
from depesha.store.leaves import head_at, size

_FIRST_LINE: Final = "depesha head 1"
_CHECK_DIGITS: Final = 16
_FILE: Final = re.compile(rb"depesha head 1\n([0-9]{20})\n([0-9a-f]{64})\n[0-9a-f]{16}\n")
_CURE: Final = (
    "keep the store as it is; compare the journal's size with the last that a correspondent saw,"
    " and restore the newest backup if it is behind"
)


def write_head(path: Path, head: JournalHead, *, is_first: bool = False) -> None:
    """Write the head over the old one; no sync, for the reason given above.

    The first is written before the first commit, and is synced with its folder: from then on a
    missing file was taken away.

    Raises:
        NotNow: the disk does not take it.
    """
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.pwrite(file, encode_head(head), 0)
            if is_first:
                os.fsync(file)
        finally:
            os.close(file)
        if is_first:
            _sync_folder(path.parent)
    except OSError as error:
        msg = f"the file head cannot be written: {os.strerror(error.errno or 0).lower()}"
        raise NotNow(msg) from error


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def must_extend(path: Path, database: Database) -> JournalHead:
    """Return the journal's head, if the store extends the head that was written last.

    A store without facts needs no file.

    Raises:
        RolledBack: the store is behind it, has another history, or the file is missing or damaged.
        NotNow: the file cannot be read.
    """
    now = head_at(database, size(database))
    known = _read(path)
    if known is None:
        if now.size:
            msg = f"the file head is missing, and the journal has {now.size} facts"
            raise RolledBack(msg, hint=_CURE)
        return now
    if now.size < known.size:
        msg = f"the store was rolled back: {known.size} facts were written, {now.size} are here"
        raise RolledBack(msg, hint=_CURE)
    if head_at(database, known.size).root != known.root:
        msg = f"the store was replaced: its first {known.size} facts are not those written here"
        raise RolledBack(msg, hint=_CURE)
    return now


def encode_head(head: JournalHead) -> bytes:
    """Return the content of the file, always 118 bytes."""
    text = f"{_FIRST_LINE}\n{head.size:020d}\n{head.root.hex()}\n"
    return f"{text}{_check(text)}\n".encode()


def decode_head(content: bytes) -> JournalHead:
    """Return the head that the file holds.

    Raises:
        RolledBack: it is damaged.
    """
    found = _FILE.fullmatch(content)
    if found:
        head = JournalHead(size=int(found[1]), root=Digest(bytes.fromhex(found[2].decode())))
        if encode_head(head) == content:
            return head
    msg = "the file head is damaged"
    raise RolledBack(msg, hint=_CURE)


def _check(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:_CHECK_DIGITS]


def _read(path: Path) -> JournalHead | None:
    try:
        return decode_head(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        msg = f"the file head cannot be read: {os.strerror(error.errno or 0).lower()}"
        raise NotNow(msg) from error
