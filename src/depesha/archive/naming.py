"""What a record is called in public for ever: `/r/kq3v9x2m7c4d`.

The name is the beginning of the SHA-256 of its source, in letters and figures that nobody confuses.
It tells neither when nor in which order records came, and a volume that is renumbered changes none.
Where the source itself is kept back the name is drawn by lot instead (`office/archive_release`):
whoever knows how sources are made could try one after the other until the name agrees.
"""

from base64 import b32encode
from hashlib import sha256
from typing import Final

NAME_LETTERS: Final = 12
"""60 bits: among a million records two of one name are met once in two million shelves."""

DRAWN_BYTES: Final = 8
"""So many random bytes make a name."""


def name_of(source: str) -> str:
    """Return the name of the record of a source."""
    return _spelled(sha256(source.encode()).digest())


def drawn_name(lot: bytes) -> str:
    """Return the name that `DRAWN_BYTES` random bytes make."""
    return _spelled(lot)


def _spelled(data: bytes) -> str:
    return b32encode(data).decode().lower()[:NAME_LETTERS]
