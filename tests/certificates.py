"""Certificates that are the same in every run: those of a real station are drawn at random."""

import datetime as dt
from functools import cache
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID


@cache
def certificate_of(station: str, number: int = 1) -> bytes:
    """Return a self-signed certificate in DER, as no real station has it."""
    key = Ed25519PrivateKey.from_private_bytes(sha256(f"{station} {number}".encode()).digest())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, station)])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), number)
        .not_valid_before(dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(9999, 12, 31, tzinfo=dt.UTC))
        .sign(key, None)
    )
    return certificate.public_bytes(Encoding.DER)
