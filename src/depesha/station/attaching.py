"""Files on their way in and out, in the face's process: sealed for a draft, opened for a reader.

A face and its station share the machine, so the bytes go through no socket: they are sealed from
the drafter's file straight into the home's `blobs/`, and the order names the blob.

Rule 1: a file is read once, and is the same at the end as at the beginning, or it is refused.
Rule 2: the seed of a blob is handed to the station in the order, and is kept in its encrypted store
    alone. A blob that no order names is removed, at the latest by the sweep of a later start.
Rule 3: what is saved appears under its name once it is whole and is what the telegram says.
"""

import os
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from errno import EEXIST, EPERM
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path
from typing import Any, BinaryIO, Final

from depesha.envelope import AttachmentKey
from depesha.errors import NotFound, NotNow, Problem, Refused, StoreFull, Usage
from depesha.names import Digest, Seed, file_name
from depesha.seal.attachment import new_seed, sealed
from depesha.station import settings as settings_file
from depesha.station.home import Home
from depesha.station.target import new_file
from depesha.station.unsealing import plaintext
from depesha.store.blobs import BlobFolder
from depesha.telegram import Attachment

Moved = Callable[[int], None]
"""Told how many more bytes have gone by."""

READ_BYTES: Final = 64 * 1024
UNKNOWN_TYPE: Final = "application/octet-stream"
MAX_TYPE: Final = 40

KINDS: Final = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_FULL: Final = frozenset({28, 122})
"""ENOSPC and EDQUOT."""


def nothing(_: int) -> None:
    """Let bytes go by unseen."""


# -- in -------------------------------------------------------------------------------------------


def attach(
    home: Home, path: Path, *, name: str = "", media_type: str = "", moved: Moved = nothing
) -> dict[str, Any]:
    """Seal a file for a draft, and return what the order says of it (field `attachments`).

    Raises:
        NotFound: there is no such file.
        Usage: it is no plain file, is too large, or its name is none for an attachment.
        Refused: it may not be read, or changed meanwhile.
        StoreFull: the disk has no room for the blob.
    """
    name = file_name(name or path.name)
    most = settings_file.read(home.settings.read_bytes()).attachment_limit_mib * 1024**2
    with _opened(path) as file:
        before = _state_of(file, path, most)
        seed, whole = new_seed(), sha256()
        pieces = _read(file, whole.update, moved, most=before.st_size)
        ciphertext, size_bytes = BlobFolder(home.blobs).take_in(sealed(seed, pieces))
        if _identity(os.fstat(file.fileno())) != _identity(before) or file.read(1):
            BlobFolder(home.blobs).remove(ciphertext)
            msg = f"{path} changed while it was read"
            raise Refused(msg, hint="wait until it is written, then ask again")
    return {
        "name": name,
        "type": media_type or guessed(name),
        "size_bytes": before.st_size,
        "sha256": whole.hexdigest(),
        "ciphertext": ciphertext.hex(),
        "ciphertext_bytes": size_bytes,
        "seed": seed.hex(),
    }


def discard(home: Home, attached: Sequence[Mapping[str, Any]]) -> None:
    """Remove the blobs of files that were sealed for an order which came to nothing."""
    for one in attached:
        BlobFolder(home.blobs).remove(Digest(bytes.fromhex(one["ciphertext"])))


@contextmanager
def attached_for(home: Home, attached: Sequence[Mapping[str, Any]]) -> Iterator[list[bool]]:
    """Remove the blobs of an order that is refused, or was done before; else they are needed.

    The caller appends whether it was done before. Where the station did not answer nobody knows,
    and the sweep of a later start decides.
    """
    repeated: list[bool] = []
    try:
        yield repeated
    except NotNow:
        raise
    except Problem:
        discard(home, attached)
        raise
    if any(repeated):
        discard(home, attached)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        # O_NONBLOCK: a pipe that nobody writes to would hold us up before we could see what it is
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError as error:
        msg = f"there is no file {path} to attach"
        raise NotFound(
            msg, hint="a path is read from the folder in which the draft lies"
        ) from error
    except (OSError, ValueError) as error:
        said = (
            error.strerror.lower() if isinstance(error, OSError) and error.strerror else "no path"
        )
        msg = f"{path} cannot be attached: {said}"
        raise Refused(msg, hint="its owner says who may read it") from error
    try:
        _must_be_file(os.fstat(handle).st_mode, path)
    except Usage:
        os.close(handle)
        raise
    with os.fdopen(handle, "rb", buffering=0) as file:
        yield file


def _must_be_file(mode: int, path: Path) -> None:
    if not stat.S_ISREG(mode):
        what = next((kind for is_one, kind in KINDS if is_one(mode)), "no plain file")
        msg = f"{path} is {what}: only a file can be attached"
        raise Usage(msg, hint="pack a folder into one file first")


def _state_of(file: BinaryIO, path: Path, most: int) -> os.stat_result:
    found = os.fstat(file.fileno())
    if found.st_size > most:
        msg = f"{path} has {found.st_size} bytes where at most {most} are allowed"
        raise Usage(msg, hint='"attachment_limit_mib" in station.toml says how many')
    return found


def _identity(found: os.stat_result) -> tuple[int, int]:
    return found.st_size, found.st_mtime_ns


def _read(
    file: BinaryIO, seen: Callable[[bytes], None], moved: Moved, *, most: int
) -> Iterator[bytes]:
    left = most
    while left and (piece := file.read(min(READ_BYTES, left))):
        left -= len(piece)
        seen(piece)
        moved(len(piece))
        yield piece


def guessed(name: str) -> str:
    """Return the media type that a file's name suggests."""
    guessed, _ = guess_type(name)
    return guessed if guessed and len(guessed) <= MAX_TYPE else UNKNOWN_TYPE


# -- out ------------------------------------------------------------------------------------------


def save(
    home: Home, found: Mapping[str, Any], target: str | Path, *, moved: Moved = nothing
) -> dict[str, Any]:
    """Write an attachment to a new file, as the question `attachment-key` names it.

    Raises:
        Refused: the target exists already.
        DoesNotVerify: what lies here is not what the telegram says; nothing is left behind.
        NotNow: the blob is not here yet, or the disk is full or does not answer; likewise.
    """
    path = new_file(target)
    part = path.with_name(f".depesha-{os.getpid()}.part")
    try:
        _write(part, opened_from(home, found), moved)
        _settle(part, path)
    except OSError as error:
        msg = f"{path} cannot be written: {os.strerror(error.errno or 0).lower()}"
        family = StoreFull if error.errno in _FULL else Refused
        raise family(msg, hint="make room, or name another place") from error
    finally:
        part.unlink(missing_ok=True)
    shown = ("reference", "number", "name", "type", "size_bytes", "sha256")
    return {**{name: found[name] for name in shown}, "file": str(path)}


def opened_from(home: Home, found: Mapping[str, Any]) -> Iterator[bytes]:
    """Open an attachment as the question `attachment-key` names it; as `unsealing.plaintext`."""
    said = Attachment(
        name=found["name"],
        media_type=found["type"],
        size_bytes=found["size_bytes"],
        sha256=Digest(bytes.fromhex(found["sha256"])),
    )
    key = AttachmentKey(
        attachment=found["number"] - 1,
        ciphertext=Digest(bytes.fromhex(found["ciphertext"])),
        size_bytes=found["ciphertext_bytes"],
        seed=Seed(bytes.fromhex(found["seed"])),
    )
    return plaintext(BlobFolder(home.blobs), key, said)


def _write(part: Path, pieces: Iterator[bytes], moved: Moved) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    with os.fdopen(os.open(part, flags, 0o600), "wb", buffering=0) as file:
        for piece in pieces:
            view = memoryview(piece)
            while view:
                view = view[file.write(view) :]
            moved(len(piece))
        os.fsync(file.fileno())


def _settle(part: Path, path: Path) -> None:
    """Give the file its name, unless something has taken it meanwhile."""
    try:
        os.link(part, path)
    except OSError as error:
        if error.errno == EEXIST or error.errno != EPERM or path.exists():
            raise
        part.rename(path)  # a file system without links, such as a USB stick has
