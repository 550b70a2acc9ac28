"""What a process lays on a disk for a moment and reads again itself, in any order of its pieces.

    piece n = ChaCha20-Poly1305(key, n as 12 bytes big-endian, no aad)

The key is made for one file, is in memory alone and is told to nobody: whoever finds the pieces
later finds noise. Each piece is sealed once, so no nonce is used twice.
"""

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from depesha.errors import Malformed
from depesha.seal.stream import TAG_BYTES as TAG_BYTES

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12


class Pieces:
    """Seals and opens the pieces of one file, by a key that is nowhere else."""

    __slots__ = ("_cipher", "_next")

    def __init__(self) -> None:
        self._cipher = ChaCha20Poly1305(secrets.token_bytes(KEY_BYTES))
        self._next = 0

    def seal(self, piece: bytes) -> bytes:
        """Return the next piece, sealed."""
        sealed = self._cipher.encrypt(_nonce(self._next), piece, None)
        self._next += 1
        return sealed

    def open(self, number: int, sealed: bytes) -> bytes:
        """Return a piece, by its number from 0 on.

        Raises:
            Malformed: somebody else wrote on the disk meanwhile.
        """
        try:
            return self._cipher.decrypt(_nonce(number), sealed, None)
        except InvalidTag as error:
            msg = f"piece {number} of what was laid down does not open"
            raise Malformed(msg) from error


def _nonce(number: int) -> bytes:
    return number.to_bytes(NONCE_BYTES, "big")
