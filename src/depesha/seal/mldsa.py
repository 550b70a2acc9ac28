"""ML-DSA-44 signatures (FIPS 204): the root's second key, beside Ed25519.

A quantum computer that forges Ed25519 one day still cannot put an entry into a key book or a
journal that was signed before. A seed is 32 bytes, a public key 1312, a signature 2420.
"""

from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from depesha.errors import Malformed
from depesha.seal.signature import NAMESPACES, BadSignature

SEED_BYTES: Final = 32
PUBLIC_BYTES: Final = 1312
SIGNATURE_BYTES: Final = 2420


@dataclass(frozen=True, slots=True, kw_only=True)
class MldsaKey:
    """An ML-DSA-44 key pair: 32 secret bytes, and 1312 that others verify with."""

    seed: bytes = field(repr=False)
    public: bytes = field(repr=False)
    private: MLDSA44PrivateKey = field(repr=False)


def mldsa_key(seed: bytes) -> MldsaKey:
    """Return the key pair of a seed.

    Raises:
        Malformed: the seed is not 32 bytes.
    """
    if len(seed) != SEED_BYTES:
        msg = f"a seed must be {SEED_BYTES} bytes, not {len(seed)}"
        raise Malformed(msg)
    private = MLDSA44PrivateKey.from_seed_bytes(seed)
    return MldsaKey(seed=seed, public=private.public_key().public_bytes_raw(), private=private)


def sign_mldsa(key: MldsaKey, namespace: str, payload: bytes) -> bytes:
    """Return the signature of a payload, 2420 bytes; the namespace is the context of FIPS 204.

    An empty namespace is for checkpoint notes, whose message separates itself.

    Raises:
        ValueError: the namespace is not one of `NAMESPACES`.
    """
    return key.private.sign(payload, _context(namespace))


def verify_mldsa(public: bytes, namespace: str, payload: bytes, signature: bytes) -> None:
    """Do nothing if the signature holds.

    Raises:
        BadSignature: it does not, or is not 2420 bytes.
        Malformed: `public` is not an ML-DSA-44 public key.
        ValueError: the namespace is not one of `NAMESPACES`.
    """
    if len(signature) != SIGNATURE_BYTES:
        msg = f"an ML-DSA-44 signature must be {SIGNATURE_BYTES} bytes, not {len(signature)}"
        raise BadSignature(msg)
    try:
        MLDSA44PublicKey.from_public_bytes(public).verify(signature, payload, _context(namespace))
    except InvalidSignature as error:
        msg = "an ML-DSA-44 signature does not hold"
        raise BadSignature(msg) from error
    except ValueError as error:
        msg = f"an ML-DSA-44 public key must be {PUBLIC_BYTES} bytes, not {len(public)}"
        raise Malformed(msg) from error


def _context(namespace: str) -> bytes:
    if namespace and namespace not in NAMESPACES:
        msg = f"{namespace} is not a namespace of ours"
        raise ValueError(msg)
    return namespace.encode()
