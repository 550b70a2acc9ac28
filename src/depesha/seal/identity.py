"""X-Wing keys (MLKEM768-X25519): a 32-byte seed, a 1216-byte public key, and their age texts.

    SHAKE-256(seed, 96 bytes) = ML-KEM-768 seed (64) ‖ X25519 private key (32)
    public key                = ML-KEM-768 public key (1184) ‖ X25519 public key (32)
    fingerprint               = SHA-256(public key)

Source: draft-connolly-cfrg-xwing-kem, C2SP age.md; `age-keygen -pq` makes the same.
"""

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey

from depesha.errors import Malformed
from depesha.seal import bech32

SEED_BYTES: Final = 32
PUBLIC_BYTES: Final = 1216
_MLKEM_SEED_BYTES: Final = 64
_MLKEM_PUBLIC_BYTES: Final = 1184
_SECRET_PREFIX: Final = "AGE-SECRET-KEY-PQ-"  # noqa: S105  # what stands before a secret
_RECIPIENT_PREFIX: Final = "age1pq"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One X-Wing key pair. What is secret is not shown by `repr`.

    Attributes:
        seed: 32 secret bytes, the whole key.
        public_key: 1216 bytes, what others seal to.
        fingerprint: SHA-256 of the public key.
    """

    seed: bytes = field(repr=False)
    public_key: bytes = field(repr=False)
    fingerprint: bytes
    private: MLKEM768X25519PrivateKey = field(repr=False)

    @property
    def secret_text(self) -> str:
        """Return `AGE-SECRET-KEY-PQ-1…`, which age 1.3 and later take as an identity."""
        return bech32.encode(_SECRET_PREFIX, self.seed)

    @property
    def recipient_text(self) -> str:
        """Return `age1pq1…`, which age 1.3 and later take as a recipient."""
        return recipient_text(self.public_key)


def identity_from_seed(seed: bytes) -> Identity:
    """Return the key pair of a seed.

    Raises:
        Malformed: the seed is not 32 bytes.
    """
    if len(seed) != SEED_BYTES:
        msg = f"a seed must be {SEED_BYTES} bytes, not {len(seed)}"
        raise Malformed(msg)
    expanded = hashlib.shake_256(seed).digest(96)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED_BYTES])
    x25519 = X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED_BYTES:])
    public = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
    return Identity(
        seed=seed,
        public_key=public,
        fingerprint=fingerprint(public),
        private=MLKEM768X25519PrivateKey(mlkem, x25519),
    )


def parse_secret(text: str) -> Identity:
    """Return the key pair that `AGE-SECRET-KEY-PQ-1…` spells.

    Raises:
        Malformed: it is not such a text.
    """
    return identity_from_seed(bech32.decode(_SECRET_PREFIX, text))


def recipient_text(public_key: bytes) -> str:
    """Return the age recipient `age1pq1…` of a public key."""
    return bech32.encode(_RECIPIENT_PREFIX, public_key)


def parse_recipient(text: str) -> bytes:
    """Return the public key that `age1pq1…` spells.

    Raises:
        Malformed: it is not such a text, or not a public key.
    """
    public = bech32.decode(_RECIPIENT_PREFIX, text)
    parse_public(public)
    return public


def fingerprint(public_key: bytes) -> bytes:
    """Return the SHA-256 of a public key: what envelopes and the key book name it by."""
    return hashlib.sha256(public_key).digest()


@lru_cache(maxsize=256)
def parse_public(public_key: bytes) -> MLKEM768X25519PublicKey:
    """Return the key that 1216 bytes spell; kept for the last 256, because parsing takes its time.

    Raises:
        Malformed: they are not a public key.
    """
    if len(public_key) != PUBLIC_BYTES:
        msg = f"an X-Wing public key must be {PUBLIC_BYTES} bytes, not {len(public_key)}"
        raise Malformed(msg)
    try:
        mlkem = MLKEM768PublicKey.from_public_bytes(public_key[:_MLKEM_PUBLIC_BYTES])
        x25519 = X25519PublicKey.from_public_bytes(public_key[_MLKEM_PUBLIC_BYTES:])
    except ValueError as error:
        msg = "these 1216 bytes are not an X-Wing public key"
        raise Malformed(msg) from error
    return MLKEM768X25519PublicKey(mlkem, x25519)
