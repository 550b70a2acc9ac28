"""Standard input as a file whose beginning can be looked at, and gone back to.

What is read looks at how a file begins to see what it is, and then reads it from there. Of a pipe
its first bytes are kept for that; all else of it goes by once, however long it is.
"""

from io import RawIOBase, UnsupportedOperation
from os import SEEK_CUR, SEEK_SET
from typing import Any, BinaryIO, Final

from depesha.archive.importing import BEGINNING

KEPT_BYTES: Final = max(BEGINNING, 64 * 1024)


class Piped(RawIOBase):
    """A stream that is read once; back goes whoever has read no further than its beginning."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._kept = bytearray()
        self._place = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that it can be gone back in."""
        return True

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        """Tell the place, or go back within the beginning.

        Raises:
            UnsupportedOperation: what is wanted has gone by, or has not come.
        """
        wanted = self._place + offset if whence == SEEK_CUR else offset
        is_kept = 0 <= wanted <= len(self._kept) and self._place <= len(self._kept)
        if whence not in (SEEK_SET, SEEK_CUR) or not (wanted == self._place or is_kept):
            msg = "a pipe goes by once"
            raise UnsupportedOperation(msg)
        self._place = wanted
        return wanted

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  # any buffer
        """Read into a buffer: what is kept first, then what comes."""
        data = bytes(self._kept[self._place : self._place + len(buffer)])
        if not data:
            data = self._stream.read(len(buffer))
            if len(self._kept) == self._place and self._place + len(data) <= KEPT_BYTES:
                self._kept += data
        buffer[: len(data)] = data
        self._place += len(data)
        return len(data)
