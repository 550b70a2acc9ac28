"""An attachment's file sealed to an identity of its own, chunk by chunk; never whole in memory.

    seed = 32 random bytes, made for this attachment alone: an X-Wing identity (`identity.py`)
    blob = one standard age file (`age.py`), sealed to it

N addressees share one blob, and each is told the seed inside its letter. Stock age 1.3 opens the
blob with the seed written as `AGE-SECRET-KEY-PQ-1…`.

Rule: what `opened` yields is not to be used before it has ended without an error: a blob that was
cut shows it in its last chunk.
"""

import secrets
from collections.abc import Iterable, Iterator

from depesha.errors import Malformed
from depesha.names import Seed
from depesha.seal.age import HEADER_BYTES, new_file_key, open_header, wrap_header
from depesha.seal.identity import SEED_BYTES, identity_from_seed
from depesha.seal.stream import (
    CHUNK_BYTES,
    NONCE_BYTES,
    TAG_BYTES,
    open_chunks,
    payload_key,
    seal_chunks,
)


def new_seed() -> Seed:
    """Return the seed of a one-time identity."""
    return Seed(secrets.token_bytes(SEED_BYTES))


def sealed(seed: Seed, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the blob of what `pieces` hold, of whatever sizes they are."""
    yield from sealed_to(identity_from_seed(seed).public_key, pieces)


def sealed_to(public_key: bytes, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what `pieces` hold as one standard age file to an X-Wing public key.

    Raises:
        Malformed: `public_key` is not one.
    """
    file_key, nonce = new_file_key(), secrets.token_bytes(NONCE_BYTES)
    yield wrap_header(public_key, file_key) + nonce
    yield from seal_chunks(payload_key(file_key, nonce), _regrouped(pieces, CHUNK_BYTES))


def opened(seed: Seed, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the plaintext of a blob that comes in pieces of whatever sizes.

    Raises:
        CannotOpen: it is sealed to another identity.
        Malformed: it is no sealed file, or was cut or changed.
    """
    rest = iter(pieces)
    head = b""
    while len(head) < HEADER_BYTES + NONCE_BYTES:
        piece = next(rest, None)
        if piece is None:
            msg = f"a sealed file of {len(head)} bytes is cut short"
            raise Malformed(msg)
        head += piece
    file_key = open_header(identity_from_seed(seed), head[:HEADER_BYTES])
    start = HEADER_BYTES + NONCE_BYTES
    key = payload_key(file_key, head[HEADER_BYTES:start])
    yield from open_chunks(key, _regrouped(_behind(head[start:], rest), CHUNK_BYTES + TAG_BYTES))


def _behind(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _regrouped(pieces: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Yield the same bytes in pieces of `size`, fewer only in the last."""
    held = b""
    for piece in pieces:
        held = held + piece if held else piece
        whole = len(held) // size * size
        for at in range(0, whole, size):
            yield held[at : at + size]
        held = held[whole:]
    if held:
        yield held
