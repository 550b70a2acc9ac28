"""The other ports: randomness, the keys at work, and the files of blobs."""

from typing import Protocol

from depesha.envelope import JournalHead
from depesha.names import Digest, Grant, StationId, TimeMs


class BlobFiles(Protocol):
    """The files of blobs, as far as a desk may know of them."""

    def size_of(self, name: Digest) -> int | None:
        """Return how many bytes a blob has, or None where it is not here whole."""
        ...


class Chance(Protocol):
    """Where random bytes come from."""

    def token(self, size_bytes: int) -> bytes:
        """Return that many random bytes."""
        ...


class Verifier(Protocol):
    """Whoever can tell whether a signature holds."""

    def verify(self, public: bytes, namespace: str, payload: bytes, signature: bytes) -> bool:
        """Say whether a signature holds."""
        ...

    def verified_checkpoint(
        self, note: bytes, station: StationId, public: bytes, journal_key: bytes
    ) -> JournalHead | None:
        """Return the head that a checkpoint names, if the station signed it; else None.

        `journal_key` is its ML-DSA-44 key, or empty; if a line of that key is there, it must hold.
        """
        ...


class Sealer(Verifier, Protocol):
    """The keys of this station at work."""

    def sign_as_station(self, namespace: str, payload: bytes) -> bytes:
        """Return the station's signature over a payload, 64 bytes."""
        ...

    def sign_as_office(
        self, office: str, namespace: str, payload: bytes, grant: Grant | None = None
    ) -> bytes:
        """Return an office's signature over a payload; `grant` stands for a key that is locked.

        Raises:
            Refused: this station does not hold that office's key, or it is locked.
        """
        ...

    def must_be_open(self, office: str, grant: Grant | None = None) -> None:
        """Let pass an office whose key could sign now.

        Raises:
            Refused: as `sign_as_office`.
        """
        ...

    def lasting_checkpoint(self, head: JournalHead, at: TimeMs) -> bytes:
        """Return the checkpoint over a committed head, signed with Ed25519 and ML-DSA-44."""
        ...

    def seal(self, public_key: bytes, content: bytes) -> bytes:
        """Return `content` deflated, padded and sealed to one X-Wing public key (1216 bytes)."""
        ...

    def open(self, sealed: bytes) -> tuple[bytes, bytes]:
        """Return the fingerprint of the period key that opened it, and the content.

        Raises:
            Malformed: no key of this station opens it, or what is inside is not a sealed letter.
        """
        ...
