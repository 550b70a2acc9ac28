"""A short code becomes a key: SPAKE2, then one key for each direction.

    post    X = element A of the code          33 bytes
    centre  Y = element B of the code          33 bytes
    key     = SPAKE2(code, ids, X, Y)          32 bytes, the same only under the same code
    keys    = HKDF-SHA256(key, salt = SHA-256(X ‖ Y), info = direction)
    message = ChaCha20-Poly1305(key of the direction, counter, aad = "depesha enrol 1")

Whoever does not know the code has one guess in each run, and learns whether it was right only from
whether a message opens; from what was overheard nothing can be tried out. So a code of 32 bits is
enough, as long as somebody counts the tries. The two sides have other elements and other keys, so
nothing that is sent back to its sender opens.

The package `spake2` is pure Python and does not run in constant time: it is used for a code that
lives an hour, and for nothing else. Source: RFC 9382 in its parts, magic-wormhole.
"""

import secrets
from enum import Enum
from hashlib import sha256
from typing import Any, Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from spake2 import SPAKE2_A, SPAKE2_B, SPAKEError  # type: ignore[import-untyped]
from spake2.ed25519_basic import NotOnCurve  # type: ignore[import-untyped]

from depesha.errors import DoesNotVerify, Malformed

MESSAGE_BYTES: Final = 33
_AAD: Final = b"depesha enrol 1"
_NONCE_BYTES: Final = 12


class WrongCode(DoesNotVerify):
    """The two sides do not have the same code, or somebody stands between them."""

    code = "wrong-code"


class Side(Enum):
    """Who speaks."""

    POST = b"depesha/post/"
    CENTRE = b"depesha/centre/"


class Entropy(Protocol):
    """Where the random scalar comes from; the real one is the operating system."""

    def __call__(self, size_bytes: int, /) -> bytes:
        """Return that many random bytes."""
        ...


class Handshake:
    """One side of one run; it is used once."""

    def __init__(
        self, side: Side, code: bytes, station: str, entropy: Entropy = secrets.token_bytes
    ) -> None:
        """Begin a run over a code, to enrol `station`."""
        make = SPAKE2_A if side is Side.POST else SPAKE2_B
        named = station.encode()
        self._side = side
        self._run: Any = make(
            code, idA=Side.POST.value + named, idB=Side.CENTRE.value + named, entropy_f=entropy
        )
        self.message: bytes = self._run.start()
        """What the other side must be sent."""

    def finish(self, theirs: bytes) -> "Wire":
        """Return the wire to the other side, once its message has come.

        Raises:
            Malformed: it is not a message of the other side.
        """
        msg = "not a message of an enrolment"
        if len(theirs) != MESSAGE_BYTES:
            raise Malformed(msg)
        try:
            key = self._run.finish(theirs)
        except (SPAKEError, NotOnCurve, ValueError, AssertionError) as error:
            raise Malformed(msg) from error
        ours = self.message
        post, centre = (ours, theirs) if self._side is Side.POST else (theirs, ours)
        salt = sha256(post + centre).digest()
        out, into = (
            HKDF(algorithm=SHA256(), length=32, salt=salt, info=_AAD + side.value).derive(key)
            for side in (self._side, _other(self._side))
        )
        return Wire(out, into)


def _other(side: Side) -> Side:
    return Side.CENTRE if side is Side.POST else Side.POST


class Wire:
    """Messages under the keys of one run, in order."""

    def __init__(self, out: bytes, into: bytes) -> None:
        """Begin with the keys of both directions."""
        self._out, self._into = ChaCha20Poly1305(out), ChaCha20Poly1305(into)
        self._sent = self._came = 0

    def seal(self, message: bytes) -> bytes:
        """Return the next message sealed."""
        nonce = self._sent.to_bytes(_NONCE_BYTES, "big")
        self._sent += 1
        return self._out.encrypt(nonce, message, _AAD)

    def open(self, sealed: bytes) -> bytes:
        """Return what the other side's next message says.

        Raises:
            WrongCode: it does not open.
        """
        try:
            message = self._into.decrypt(self._came.to_bytes(_NONCE_BYTES, "big"), sealed, _AAD)
        except InvalidTag as error:
            msg = "the codes differ, or somebody is between the two stations"
            raise WrongCode(msg, hint="ask the centre whether the code is right") from error
        self._came += 1
        return message
