"""One standard age v1 file with exactly one `mlkem768x25519` stanza, written and read.

    age-encryption.org/v1
    -> mlkem768x25519 <base64 of enc, 1120 bytes: 1494 letters>
    <base64 of body, 32 bytes: 43 letters>
    --- <base64 of the MAC, 32 bytes: 43 letters>
    nonce ‖ chunks (see `stream.py`)

Rule 1: one recipient, always. In a file with two, one recipient knows the file key and can put
    another content before the other (the two-recipient forgery). So the header has one layout of
    1627 bytes, and whatever differs from it is refused before any key is tried: other stanzas,
    more arguments, carriage returns, base64 that is padded or not canonical.
Rule 2: there is no choice: HPKE SealBase with MLKEM768-X25519, HKDF-SHA256, ChaCha20-Poly1305.

Stock age 1.3 and npm age-encryption open what this file writes. Source: C2SP age.md.
"""

import binascii
import hmac
import re
import secrets
from collections.abc import Iterable
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from depesha.errors import Malformed
from depesha.seal.identity import Identity, parse_public
from depesha.seal.stream import open_stream, plain_size, seal_stream

HEADER_BYTES: Final = 1627
OVERHEAD_BYTES: Final = HEADER_BYTES + 32
"""What a file of one chunk is longer than its plaintext: header, nonce and tag."""

_SUITE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_INFO: Final = b"age-encryption.org/mlkem768x25519"
_ENC_BYTES: Final = 1120
_FILE_KEY_BYTES: Final = 16
_MAC_KEY_BYTES: Final = 32
_HEADER: Final = re.compile(
    rb"(age-encryption\.org/v1\n"
    rb"-> mlkem768x25519 ([A-Za-z0-9+/]{1494})\n"
    rb"([A-Za-z0-9+/]{43})\n"
    rb"---) ([A-Za-z0-9+/]{43})\n"
)


class CannotOpen(Malformed):
    """No key of this station opens it: sealed to another, to a key destroyed since, or changed."""

    code = "cannot-open"


class _Header(NamedTuple):
    wrapped_key: bytes
    """What HPKE gave: enc (1120) ‖ body (32)."""
    covered: bytes
    """What the MAC covers: up to and including `---`."""
    mac: bytes


def seal(public_key: bytes, plaintext: bytes) -> bytes:
    """Return `plaintext` sealed to one X-Wing public key of 1216 bytes, as an age file.

    Raises:
        Malformed: `public_key` is not one.
    """
    file_key = new_file_key()
    return wrap_header(public_key, file_key) + seal_stream(file_key, plaintext)


def unseal(identity: Identity, sealed: bytes, *, max_plain: int) -> bytes:
    """Return the plaintext of an age file of at most `max_plain` bytes.

    Raises:
        CannotOpen: it is sealed to another key, or its stanza was changed.
        Malformed: it is not such a file, it was changed or cut, or it holds too much.
    """
    return open_with([identity], sealed, max_plain=max_plain)[1]


def open_with(
    identities: Iterable[Identity], sealed: bytes, *, max_plain: int
) -> tuple[Identity, bytes]:
    """Return the first identity that opens an age file, and the plaintext.

    A stanza names no recipient; each key that does not fit costs about 0.1 ms.

    Raises:
        CannotOpen: none of them fits.
        Malformed: as for `unseal`.
    """
    header = _read_header(sealed)
    if plain_size(len(sealed) - HEADER_BYTES) > max_plain:
        msg = f"a sealed file of {len(sealed)} bytes, more than {max_plain} in plaintext"
        raise Malformed(msg)
    identity, file_key = _file_key(identities, header)
    return identity, open_stream(file_key, sealed[HEADER_BYTES:], max_plain=max_plain)


def open_header(identity: Identity, head: bytes) -> bytes:
    """Return the file key that the first `HEADER_BYTES` of an age file give to one identity.

    Raises:
        CannotOpen: it is sealed to another key, or its stanza was changed.
        Malformed: it is not such a header, or it was changed.
    """
    return _file_key([identity], _read_header(head))[1]


def _file_key(identities: Iterable[Identity], header: _Header) -> tuple[Identity, bytes]:
    identity, file_key = _unwrap(identities, header.wrapped_key)
    if not hmac.compare_digest(_mac(file_key, header.covered), header.mac):
        msg = "the header of a sealed file was changed"
        raise Malformed(msg)
    return identity, file_key


def new_file_key() -> bytes:
    """Return a fresh file key."""
    return secrets.token_bytes(_FILE_KEY_BYTES)


def wrap_header(public_key: bytes, file_key: bytes) -> bytes:
    """Return a new header that gives `file_key` to one public key: 1627 bytes.

    Before an existing payload it re-wraps a file for another key, leaving the payload as it is.

    Raises:
        Malformed: `public_key` is not one.
    """
    wrapped = _SUITE.encrypt(file_key, parse_public(public_key), _INFO)
    covered = (
        b"age-encryption.org/v1\n-> mlkem768x25519 %b\n%b\n---"
        % (_base64(wrapped[:_ENC_BYTES]), _base64(wrapped[_ENC_BYTES:]))
    )  # fmt: skip
    return b"%b %b\n" % (covered, _base64(_mac(file_key, covered)))


def _read_header(sealed: bytes) -> _Header:
    found = _HEADER.match(sealed)
    if found is None:
        msg = "not an age v1 file with exactly one mlkem768x25519 stanza"
        raise Malformed(msg)
    covered, enc, body, mac = found.groups()
    return _Header(_unbase64(enc) + _unbase64(body), covered, _unbase64(mac))


def _unwrap(identities: Iterable[Identity], wrapped_key: bytes) -> tuple[Identity, bytes]:
    tried = 0
    for identity in identities:
        tried += 1
        try:
            file_key = _SUITE.decrypt(wrapped_key, identity.private, _INFO)
        except InvalidTag:
            continue
        # Always 16 bytes: the body is 32 by the layout, and 16 of them are the tag.
        return identity, file_key
    msg = f"none of {tried} keys opens it"
    raise CannotOpen(msg)


def _mac(file_key: bytes, covered: bytes) -> bytes:
    key = HKDF(SHA256(), _MAC_KEY_BYTES, salt=None, info=b"header").derive(file_key)
    return hmac.digest(key, covered, "sha256")


def _base64(data: bytes) -> bytes:
    return binascii.b2a_base64(data, newline=False).rstrip(b"=")


def _unbase64(text: bytes) -> bytes:
    data = binascii.a2b_base64(text + b"=" * (-len(text) % 4))
    if _base64(data) != text:
        msg = "base64 in the header of a sealed file is not canonical"
        raise Malformed(msg)
    return data
