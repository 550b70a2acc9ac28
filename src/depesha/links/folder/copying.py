"""A blob on its way from the neighbour's folder into the own home, slice by slice. Blocking.

Rule 1: what was copied is known by its hash only. A copy that was broken off goes on where it
    stopped, whatever lies there now: if that was not the same, the hash says so.
Rule 2: of a copy that was broken off by the end of the process nothing is used. It is known to
    nobody how far the disk had got, and the file has no hashes of its parts that would tell.
"""

from contextlib import suppress
from hashlib import sha256

from depesha.errors import DoesNotVerify, NotNow
from depesha.links.exchange import Blobs
from depesha.links.folder import disk
from depesha.links.folder.beside import SLICE_BYTES, SYNC_BYTES
from depesha.links.folder.disk import Stamp
from depesha.links.folder.finding import Found
from depesha.names import Digest


class Copying:
    """One blob on its way from the neighbour's folder into the own home."""

    def __init__(self, blobs: Blobs, sealed: Digest, size_bytes: int) -> None:
        """Begin with nothing: what an earlier process left of it is cut off."""
        self._blobs = blobs
        self._sealed = sealed
        self._size_bytes = size_bytes
        self._hash = sha256()
        self._offset = 0
        self._sources: set[Stamp] = set()
        blobs.held(sealed, (), 1)

    @property
    def is_of_one_file(self) -> bool:
        """Whether all that was copied came from one and the same file."""
        return len(self._sources) == 1

    def step(self, found: Found) -> bool | None:
        """Copy the next slice; say whether all is here, or None where the file has changed.

        Raises:
            StoreFull: the disk of the home has no room.
            NotNow: it does not answer.
        """
        left = self._size_bytes - self._offset
        data = disk.read_slice(found.path, found.stamp, self._offset, min(SLICE_BYTES, left))
        if data is None or (left and not data):
            return None
        self._sources.add(found.stamp)
        self._blobs.write(self._sealed, self._offset, data)
        self._hash.update(data)
        self._offset += len(data)
        if self._offset == self._size_bytes or self._offset % SYNC_BYTES < len(data):
            self._blobs.flush(self._sealed)
        return self._offset == self._size_bytes

    def finish(self) -> bool:
        """Make it a whole one, and say whether what was read is the blob. It takes long.

        Raises:
            NotNow: the disk of the home does not answer, or the file there was changed meanwhile
                by another line which brings the same blob: it is to be copied again.
        """
        if self._hash.digest() != self._sealed:
            self.discard()
            return False
        try:
            self._blobs.finish(self._sealed)
        except DoesNotVerify as error:
            raise NotNow(error.message) from error
        return True

    def discard(self) -> None:
        """Leave nothing of it in the home."""
        with suppress(NotNow):
            self._blobs.give_up(self._sealed)
