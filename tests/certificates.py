"""Certificates that are the same in every run: those of a real station are drawn at random."""

import datetime as dt
from functools import cache
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


@cache
def certificate_of(station: str, number: int = 1) -> bytes:
    """Return a self-signed certificate in DER, as no real station has it."""
    return _certificate(station, number).public_bytes(Encoding.DER)


def pem_of(station: str, number: int = 1) -> bytes:
    """Return the same certificate in PEM, with its private key before it."""
    private = _key(station, number).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + _certificate(station, number).public_bytes(Encoding.PEM)


def _key(station: str, number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(sha256(f"{station} {number}".encode()).digest())


def _certificate(station: str, number: int) -> x509.Certificate:
    key = _key(station, number)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, station)])
    return (
        x509.CertificateBuilder(name, name, key.public_key(), number)
        .not_valid_before(dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(9999, 12, 31, tzinfo=dt.UTC))
        .sign(key, None)
    )
