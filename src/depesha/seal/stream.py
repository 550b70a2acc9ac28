"""The payload of an age v1 file: a nonce, then 64 KiB chunks (STREAM).

    payload = nonce (16) ‖ chunk ‖ chunk ‖ …
    key     = HKDF-SHA256(ikm = file key, salt = nonce, info = "payload")
    chunk   = ChaCha20-Poly1305(key, 11-byte big-endian counter ‖ last, no aad); last = 1 or 0

Every chunk but the last is full, and the last is empty only where everything is. So a stream that
was cut, lengthened or reordered does not open. Source: C2SP age.md, "Payload".

Chunks are made and opened one at a time, so that what is larger than memory goes the same way; who
does that must hold back the plaintext until the last chunk has opened.
"""

import secrets
from collections.abc import Iterable, Iterator
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from depesha.errors import Malformed

NONCE_BYTES: Final = 16
CHUNK_BYTES: Final = 64 * 1024
"""Plaintext of a full chunk."""
TAG_BYTES: Final = 16
_SEALED_CHUNK_BYTES: Final = CHUNK_BYTES + TAG_BYTES
_KEY_BYTES: Final = 32


def seal_stream(file_key: bytes, plaintext: bytes) -> bytes:
    """Return the payload of a file: a fresh nonce and the sealed chunks."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    pieces = _cut(plaintext, CHUNK_BYTES)
    return b"".join([nonce, *seal_chunks(payload_key(file_key, nonce), pieces)])


def open_stream(file_key: bytes, payload: bytes, *, max_plain: int) -> bytes:
    """Return the plaintext of a payload.

    Raises:
        Malformed: the payload is cut, changed, or holds more than `max_plain` bytes of plaintext.
    """
    if len(payload) < NONCE_BYTES + TAG_BYTES:
        msg = f"a sealed payload of {len(payload)} bytes is cut short"
        raise Malformed(msg)
    if plain_size(len(payload)) > max_plain:
        msg = f"a sealed payload of {len(payload)} bytes, more than {max_plain} in plaintext"
        raise Malformed(msg)
    key = payload_key(file_key, payload[:NONCE_BYTES])
    return b"".join(open_chunks(key, _cut(payload[NONCE_BYTES:], _SEALED_CHUNK_BYTES)))


def plain_size(payload_size: int) -> int:
    """Return how many bytes of plaintext a payload of `payload_size` bytes holds."""
    body = payload_size - NONCE_BYTES
    chunks = -(-body // _SEALED_CHUNK_BYTES)
    return body - chunks * TAG_BYTES


def payload_key(file_key: bytes, nonce: bytes) -> bytes:
    """Return the key of the chunks."""
    return HKDF(SHA256(), _KEY_BYTES, salt=nonce, info=b"payload").derive(file_key)


def seal_chunks(key: bytes, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield sealed chunks of `pieces`: at least one, all of CHUNK_BYTES but the last."""
    encrypt = ChaCha20Poly1305(key).encrypt
    for nonce, piece in _numbered(pieces):
        yield encrypt(nonce, piece, None)


def open_chunks(key: bytes, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the plaintext of sealed `chunks`, all of which are full but the last.

    What was yielded is not to be used before the iterator has ended without an error.

    Raises:
        Malformed: a chunk does not open in its place, or the last one is empty and not the first.
    """
    decrypt = ChaCha20Poly1305(key).decrypt
    for number, (nonce, chunk) in enumerate(_numbered(chunks)):
        try:
            piece = decrypt(nonce, chunk, None)
        except InvalidTag as error:
            msg = f"chunk {number} of a sealed payload does not open"
            raise Malformed(msg) from error
        if number and not piece:
            msg = f"chunk {number} of a sealed payload is empty"
            raise Malformed(msg)
        yield piece


def _numbered(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Yield each piece with its nonce, looking one ahead to know the last."""
    rest = iter(pieces)
    piece = next(rest, b"")
    counter = 0
    for following in rest:
        yield (counter << 8).to_bytes(12, "big"), piece
        piece = following
        counter += 1
    yield (counter << 8 | 1).to_bytes(12, "big"), piece


def _cut(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]
