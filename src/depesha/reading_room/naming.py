"""What a record is called for ever: `/r/kq3v9x2m7c4d`.

The name is the beginning of the SHA-256 of its source, in letters and figures that nobody confuses.
It tells neither when nor in which order records came, and a volume that is renumbered changes none.
"""

from base64 import b32encode
from hashlib import sha256
from typing import Final

NAME_LETTERS: Final = 12
"""60 bits: among a million records two of one name are met once in two million shelves."""


def name_of(source: str) -> str:
    """Return the name of the record of a source."""
    return b32encode(sha256(source.encode()).digest()).decode().lower()[:NAME_LETTERS]
