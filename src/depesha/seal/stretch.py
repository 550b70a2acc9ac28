"""From a passphrase to a key that wraps another: Argon2id (RFC 9106), then ChaCha20-Poly1305.

The slots of a key file and the locks of the offices' keys are made of it, each with a salt of its
own: what opens the one does not open the other.
"""

import unicodedata
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from depesha.errors import Refused
from depesha.schema import Row, uint

MIN_PASSPHRASE: Final = 12
"""Characters. Guessing costs 256 MiB and half a second each, which does not save "moscow1951"."""

KEY_BYTES: Final = 32
SALT_BYTES: Final = 16


class WeakPassphrase(Refused):
    """A new passphrase is shorter than 12 characters."""

    code = "weak-passphrase"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The work of one guess at a passphrase (Argon2id, RFC 9106)."""

    memory_kib: int
    passes: int
    lanes: int


RECOMMENDED: Final = Cost(memory_kib=256 * 1024, passes=3, lanes=2)
"""Measured: 0.44 s on two shared cores, once for each unlocking."""

TESTING_ONLY_COST: Final = Cost(memory_kib=64, passes=1, lanes=1)
"""For tests that make many key files; it protects nothing."""

COST: Final = Row(
    Cost,
    uint(min=64, max=1 << 20),  # at least 8 KiB a lane; what a hostile file may cost us: 1 GiB
    uint(min=1, max=10),
    uint(min=1, max=8),
)


def must_be_strong(passphrase: str) -> None:
    """Let pass a new passphrase that is long enough.

    Raises:
        WeakPassphrase: it is too short.
    """
    if len(passphrase) < MIN_PASSPHRASE:
        msg = f"a passphrase must have at least {MIN_PASSPHRASE} characters"
        raise WeakPassphrase(msg, hint="four or five words that nobody would guess together")


def wrapping(passphrase: str, salt: bytes, cost: Cost) -> ChaCha20Poly1305:
    """Return the cipher that a passphrase stands for, under a salt that is used once."""
    # NFC, because one keyboard gives "й" as one character and another as two.
    typed = unicodedata.normalize("NFC", passphrase).encode(errors="surrogatepass")
    stretch = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    return ChaCha20Poly1305(stretch.derive(typed))
