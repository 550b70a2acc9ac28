"""A blob's file beside the packs: its name, and how it is written slice by slice. Blocking.

    <the first 32 hex digits of its SHA-256>.depblob      the sealed bytes, nothing beside them

Rule 1: the file is a standard age file and its hash is its identity, so it has no wrapper. A pack
    of ours announces it, signed: a file that no pack announces is not opened.
Rule 2: never more than a slice is in memory, and each slice is one piece of work: a station that
    stops waits for one, and not for the file.
Rule 3: what is copied is hashed on the way. A blob that went bad in the own home is not carried.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from depesha.errors import DoesNotVerify, Malformed
from depesha.links import frames
from depesha.links.exchange import Blobs
from depesha.links.folder import disk
from depesha.links.folder.bag import Bag, PackHeader
from depesha.links.folder.disk import PartFile
from depesha.links.frames import Beside
from depesha.names import Digest

BLOB_SUFFIX: Final = ".depblob"
NAME_DIGITS: Final = 32

SLICE_BYTES: Final = 4 * 1024 * 1024
"""One piece of work: a second on the slowest stick."""

SYNC_BYTES: Final = 16 * 1024 * 1024
"""Written between two flushes, so that the last of them is not one of gigabytes."""


_BESIDE: Final = b"\x86\x0e"
"""How the frame begins, an array of six and the number: others need not be read to find it."""

_DOCTOR: Final = 'run "depesha doctor"'


def blob_name(sealed: Digest) -> str:
    """Return the name of the file of a blob."""
    return sealed.hex()[:NAME_DIGITS] + BLOB_SUFFIX


def lies_whole(folder: Path, sealed: Digest, size_bytes: int) -> bool:
    """Say whether the file of a blob lies there, as long as it should be."""
    stamp = disk.stamp_of(folder / blob_name(sealed))
    return stamp is not None and stamp.is_plain and stamp.size_bytes == size_bytes


def forget(folder: Path, sealed: Digest) -> None:
    """Remove the file of a blob, whole or half; it is harmless if there is none."""
    name = blob_name(sealed)
    disk.remove(folder, name)
    disk.remove(folder, disk.part_name(name))


def announced(pack: Bag[PackHeader]) -> Digest | None:
    """Return the blob that a pack announces, if it announces one."""
    for payload in pack.payloads:
        if payload.startswith(_BESIDE):
            try:
                frame = frames.read(payload)
            except Malformed:  # the folder line will say so
                continue
            if isinstance(frame, Beside):
                return frame.sealed
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A folder, and the bytes in it that are left free for other things."""

    folder: Path
    spare_bytes: int


class Placement:
    """One blob on its way from the own home into the folder."""

    def __init__(self, blobs: Blobs, sealed: Digest, size_bytes: int, place: Place) -> None:
        """Begin the file.

        Raises:
            NoLine: the folder is not there.
            DoesNotVerify: the blob is not here, or has another size.
            NotNow: the folder has no room, or takes no file of this size.
        """
        self._blobs = blobs
        self._sealed = sealed
        self._size_bytes = size_bytes
        self._folder = place.folder
        self._hash = sha256()
        self._offset = 0
        if blobs.size_of(sealed) != size_bytes:
            msg = f"blob {sealed.hex()[:16]} of {size_bytes} bytes is not in this home"
            raise DoesNotVerify(msg, hint=_DOCTOR)
        disk.must_have_room(self._folder, size_bytes + place.spare_bytes)
        with disk.taking_large(self._folder, size_bytes):
            self._part = PartFile(self._folder, blob_name(sealed), size_bytes)

    def step(self) -> bool:
        """Write the next slice; say whether the file is now whole and under its name.

        Raises:
            NoLine: the folder is not there any more.
            DoesNotVerify: the blob is not what its name says.
            NotNow: the folder has no room; or the blob cannot be read.
        """
        left = self._size_bytes - self._offset
        data = self._blobs.read(self._sealed, self._offset, min(SLICE_BYTES, left))
        self._hash.update(data)
        self._offset += len(data)
        is_last = left == len(data)
        if not (data or is_last) or (is_last and self._hash.digest() != self._sealed):
            msg = f"blob {self._sealed.hex()[:16]} in this home is not what its name says"
            raise DoesNotVerify(msg, hint=_DOCTOR)
        with disk.taking_large(self._folder, self._size_bytes):
            self._part.write(data)
            if is_last:
                self._part.finish()
            elif self._offset % SYNC_BYTES < len(data):
                self._part.sync()
        return is_last

    @property
    def gone_bytes(self) -> int:
        """How many of its bytes lie there."""
        return self._offset

    def discard(self) -> None:
        """Let no half of it lie."""
        self._part.discard()
