"""Ed25519 signatures of documents, over the preimage that `ssh-keygen -Y` signs.

    s(b)     = u32 big-endian length ‖ b
    preimage = "SSHSIG" ‖ s(namespace) ‖ s("") ‖ s("sha512") ‖ s(SHA-512(payload))
    on wire  = Ed25519(preimage), 64 bytes

The namespace is the domain separation: a receipt's signature is none for a registration. It names
the kind and the format version, and there are no others than `NAMESPACES`. What is exported is
checked by stock OpenSSH (`openssh.py`). Source: OpenSSH PROTOCOL.sshsig; RFC 8032.
"""

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from depesha.errors import DoesNotVerify, Malformed

SEED_BYTES: Final = 32
PUBLIC_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64

_KINDS: Final = (
    "body",
    "review",
    "registration",
    "envelope",
    "delivery-report",
    "answer",
    "service",
    "consistency",
    "key-book",
    "return",
    "pack",
    "mailing",
    "request",
    "book",
    "restoration",
    "manifest",
    "deputies",
)

NAMESPACES: Final = frozenset(f"{kind}@depesha.v1" for kind in _KINDS)
"""What may be signed; `answer` is receipt, acknowledgement and execution report, `request` that of
enrolment, `book` the root document and what else the key book signs apart from notes, `manifest`
the list of the files of a piece of evidence, `deputies` whom an office names."""


class BadSignature(DoesNotVerify):
    """A signature does not hold for this payload, namespace and key."""

    code = "bad-signature"


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """An Ed25519 key pair: 32 secret bytes, and 32 that others verify with."""

    seed: bytes = field(repr=False)
    public: bytes
    private: Ed25519PrivateKey = field(repr=False)


def signing_key(seed: bytes) -> SigningKey:
    """Return the key pair of a seed.

    Raises:
        Malformed: the seed is not 32 bytes.
    """
    if len(seed) != SEED_BYTES:
        msg = f"a seed must be {SEED_BYTES} bytes, not {len(seed)}"
        raise Malformed(msg)
    private = Ed25519PrivateKey.from_private_bytes(seed)
    return SigningKey(seed=seed, public=private.public_key().public_bytes_raw(), private=private)


def sign(key: SigningKey, namespace: str, payload: bytes) -> bytes:
    """Return the signature of a payload, 64 bytes.

    Raises:
        ValueError: the namespace is not one of `NAMESPACES`.
    """
    return key.private.sign(preimage(namespace, payload))


def verify(public: bytes, namespace: str, payload: bytes, signature: bytes) -> None:
    """Do nothing if the signature holds.

    Raises:
        BadSignature: it does not, or is not 64 bytes.
        Malformed: `public` is not 32 bytes.
        ValueError: the namespace is not one of `NAMESPACES`.
    """
    verify_ed25519(public, preimage(namespace, payload), signature)


def verify_ed25519(public: bytes, message: bytes, signature: bytes) -> None:
    """Do nothing if a bare Ed25519 signature over `message` holds, as notes have them.

    Raises:
        BadSignature: it does not, or is not 64 bytes.
        Malformed: `public` is not 32 bytes.
    """
    if len(signature) != SIGNATURE_BYTES:
        msg = f"a signature must be {SIGNATURE_BYTES} bytes, not {len(signature)}"
        raise BadSignature(msg)
    try:
        _public_key(public).verify(signature, message)
    except InvalidSignature as error:
        msg = "a signature does not hold"
        raise BadSignature(msg) from error


def preimage(namespace: str, payload: bytes) -> bytes:
    """Return the bytes that are signed.

    Raises:
        ValueError: the namespace is not one of `NAMESPACES`.
    """
    return _before_hash(namespace) + hashlib.sha512(payload).digest()


def ssh_string(data: bytes) -> bytes:
    """Return `data` behind its length, as SSH spells strings (RFC 4251 §5)."""
    return len(data).to_bytes(4, "big") + data


@lru_cache(maxsize=len(NAMESPACES))
def _before_hash(namespace: str) -> bytes:
    if namespace not in NAMESPACES:
        msg = f"{namespace} is not a namespace of ours"
        raise ValueError(msg)
    name = ssh_string(namespace.encode())
    digest_size = (64).to_bytes(4, "big")
    return b"SSHSIG" + name + ssh_string(b"") + ssh_string(b"sha512") + digest_size


@lru_cache(maxsize=1024)
def _public_key(public: bytes) -> Ed25519PublicKey:
    """Parse a key; kept for the last 1024 (a key book's stations and offices)."""
    if len(public) != PUBLIC_BYTES:
        msg = f"an Ed25519 public key must be {PUBLIC_BYTES} bytes, not {len(public)}"
        raise Malformed(msg)
    return Ed25519PublicKey.from_public_bytes(public)  # takes any 32 bytes; verifying judges them
