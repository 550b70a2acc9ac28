"""The certificate by which neighbours know a station on a line.

It stands alone because its library takes 50 ms to load, which only a new key needs.
"""

import datetime as dt
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

# A pinned certificate is trusted for its bytes; a post whose clock is wrong must still connect.
# The end is "no well-defined expiration date" of RFC 5280 §4.1.2.5.
_VALID_FROM: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_VALID_UNTIL: Final = dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC)


def self_signed(station: str) -> tuple[bytes, bytes]:
    """Return a self-signed certificate (DER) that names `station`, and its key (PKCS #8 PEM)."""
    key = Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, station)])
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_VALID_FROM)
        .not_valid_after(_VALID_UNTIL)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(station)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(identifier, critical=False)
        .sign(key, None)
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return certificate.public_bytes(Encoding.DER), pem
