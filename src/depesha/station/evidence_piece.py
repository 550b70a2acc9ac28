"""A file of a bundle, opened, wherever the bundle lies: read within bounds, or hashed in pieces."""

from hashlib import sha256
from typing import IO, Final

from depesha.errors import DoesNotVerify

PIECE_BYTES: Final = 1024 * 1024


def read_upto(file: IO[bytes], name: str, most: int) -> bytes:
    """Return what a file holds, which is at most `most` bytes.

    Raises:
        DoesNotVerify: it is larger.
    """
    data = file.read(most + 1)
    if len(data) > most:
        msg = f"{name} has more than {most} bytes"
        raise DoesNotVerify(msg)
    return data


def sha256_of(file: IO[bytes], name: str, size: int) -> str:
    """Return the SHA-256, in hex, of a file that has `size` bytes, read piece by piece.

    Raises:
        DoesNotVerify: it has another size.
    """
    whole, left = sha256(), size
    while left and (piece := file.read(min(left, PIECE_BYTES))):
        whole.update(piece)
        left -= len(piece)
    if left or file.read(1):
        msg = f"{name} has another size"
        raise DoesNotVerify(msg)
    return whole.hexdigest()
