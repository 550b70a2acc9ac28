"""The certificate by which neighbours know a station on a line.

It stands alone because its library takes 50 ms to load, which only a new key and a request need.
"""

import datetime as dt
import warnings
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import NameOID

from depesha.errors import Malformed

# A pinned certificate is trusted for its bytes; a post whose clock is wrong must still connect.
# The end is "no well-defined expiration date" of RFC 5280 §4.1.2.5.
_VALID_FROM: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_VALID_UNTIL: Final = dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC)

UNREADABLE: Final = (
    ValueError,
    x509.InvalidVersion,
    UnsupportedAlgorithm,
    CryptographyDeprecationWarning,
)
"""How the library says that bytes are no certificate that it can use."""


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


def must_be_certificate(data: bytes) -> None:
    """Let pass one whole certificate in DER, with nothing after it and a key that can be read.

    What is no certificate would be pinned by all neighbours and could never be shown.

    Raises:
        Malformed: it is something else, cut off, or followed by something.
    """
    try:
        with warnings.catch_warnings():
            # what the library is about to refuse (a serial number below 1) is refused now
            warnings.simplefilter("error", CryptographyDeprecationWarning)
            x509.load_der_x509_certificate(data).public_key()
    except UNREADABLE as error:
        msg = f"{len(data)} bytes are not one whole certificate"
        raise Malformed(msg) from error
