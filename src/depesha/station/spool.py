"""A file that somebody hands in, laid down in the station's folder until it was gone through.

Rule 1: its plaintext touches no disk: each piece is sealed under a key in memory (`seal.spooled`).
Rule 2: it has no name. A folder never shows it, and however the process ends nothing of it is left.
Rule 3: it leaves room on the disk for what the station is there for.
"""

from errno import EDQUOT, ENOSPC
from io import BufferedReader, RawIOBase
from os import fstatvfs
from tempfile import TemporaryFile
from typing import IO, Final

from depesha.errors import NotNow, StoreFull
from depesha.seal.spooled import TAG_BYTES, Pieces
from depesha.station.home import Home

PIECE_BYTES: Final = 64 * 1024
SEALED_BYTES: Final = PIECE_BYTES + TAG_BYTES

LEFT_FREE_BYTES: Final = 256 * 1024 * 1024
"""What stays free of the disk, as of blobs that come over a line."""


class Spool:
    """A file on its way in: written once, from its beginning to its end, and then read.

    Args:
        home: of the station.
        left_free: how many bytes of the disk stay free.

    Raises:
        NotNow: the disk does not take a file.
    """

    def __init__(self, home: Home, *, left_free: int = LEFT_FREE_BYTES) -> None:
        try:
            # it has mode 0600, and no name from the beginning on
            self._file: IO[bytes] = TemporaryFile(dir=home.path, buffering=0)  # noqa: SIM115  # closed by close()
        except OSError as error:
            raise _told(error) from error
        self._pieces = Pieces()
        self._held = bytearray()
        self._left_free = left_free
        self.size_bytes = 0

    def add(self, data: bytes) -> None:
        """Lay down what came next.

        Raises:
            StoreFull: the disk has no room for it.
            NotNow: it does not answer.
        """
        self.size_bytes += len(data)
        self._held += data
        while len(self._held) >= PIECE_BYTES:
            self._write(bytes(self._held[:PIECE_BYTES]))
            del self._held[:PIECE_BYTES]

    def end(self) -> None:
        """Lay down the rest; nothing comes behind it.

        Raises:
            StoreFull, NotNow: as `add`.
        """
        if self._held:
            self._write(bytes(self._held))
            self._held.clear()

    def _write(self, piece: bytes) -> None:
        try:
            self._must_leave_room()
            view = memoryview(self._pieces.seal(piece))
            while view:
                view = view[self._file.write(view) :]
        except OSError as error:
            raise _told(error) from error

    def _must_leave_room(self) -> None:
        room = fstatvfs(self._file.fileno())
        if room.f_bavail * room.f_frsize < self._left_free:
            raise OSError(ENOSPC, "no room is left")

    def raw(self) -> "Laid":
        """Return the file, to be read from its beginning and gone about in."""
        return Laid(self._file, self._pieces, self.size_bytes)

    def opened(self) -> BufferedReader:
        """Return the same in buffered pieces."""
        return BufferedReader(self.raw(), PIECE_BYTES)

    def close(self) -> None:
        """Let it go: with that it is nowhere. Calling it twice is harmless."""
        self._file.close()


class Laid(RawIOBase):
    """What lies there, opened piece by piece as it is read."""

    def __init__(self, file: IO[bytes], pieces: Pieces, size_bytes: int) -> None:
        self._file = file
        self._pieces = pieces
        self._size_bytes = size_bytes
        self._place = 0
        self._number = -1
        self._piece = b""

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that it can be gone about in."""
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place in it; before its beginning there is none."""
        self._place = max(0, offset + (0, self._place, self._size_bytes)[whence])
        return self._place

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any buffer, as BufferedReader gives
        """Read into a buffer what is left of one piece, and say how much.

        Raises:
            Malformed: it is not what was laid down.
        """
        number, within = divmod(self._place, PIECE_BYTES)
        if self._place >= self._size_bytes:
            return 0
        part = self._opened(number)[within : within + len(buffer)]
        buffer[: len(part)] = part
        self._place += len(part)
        return len(part)

    def _opened(self, number: int) -> bytes:
        if number != self._number:
            self._file.seek(number * SEALED_BYTES)
            sealed = self._file.read(SEALED_BYTES)
            self._piece, self._number = self._pieces.open(number, sealed), number
        return self._piece


def _told(error: OSError) -> StoreFull | NotNow:
    if error.errno in {ENOSPC, EDQUOT}:
        msg = "the disk has no room for what is handed in"
        return StoreFull(msg, hint="make room and ask again; nothing was lost")
    msg = "the disk does not take what is handed in"
    return NotNow(msg, hint="ask again later")
