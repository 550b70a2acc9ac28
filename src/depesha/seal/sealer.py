"""The keys of one station at work: the real ones behind the desk's ports `Sealer` and `Chance`."""

import secrets
from typing import Final

from depesha.envelope import JournalHead
from depesha.errors import Forbidden, Malformed
from depesha.seal import box
from depesha.seal.age import open_with
from depesha.seal.age import seal as seal_age
from depesha.seal.checkpoint import CheckpointKeys, CheckpointSigner, verify_checkpoint
from depesha.seal.identity import Identity, identity_from_seed
from depesha.seal.keys import KeyContent
from depesha.seal.signature import BadSignature, SigningKey, sign, signing_key, verify

MAX_PLAIN_BYTES: Final = 8 * 1024 * 1024
"""The padded box in one sealed letter: 8 MiB (SMTP servers commonly take 10 to 50 MB)."""

MAX_CONTENT_BYTES: Final = 16 * 1024 * 1024
"""What a box may expand to: 16 MiB. Text deflates to a quarter; a bomb is stopped here."""


class Verifier:
    """Verifies signatures; it holds no key."""

    __slots__ = ()

    def verify(self, public: bytes, namespace: str, payload: bytes, signature: bytes) -> bool:
        """Say whether a signature holds.

        Raises:
            Malformed: `public` is not an Ed25519 public key.
        """
        try:
            verify(public, namespace, payload, signature)
        except BadSignature:
            return False
        return True

    def verified_checkpoint(
        self, note: bytes, station: str, public: bytes, journal_key: bytes
    ) -> JournalHead | None:
        """Return the head that a checkpoint names, if the station signed it; else None."""
        keys = CheckpointKeys(station=station, ed25519=public, mldsa44=journal_key)
        try:
            return verify_checkpoint(note, keys).head
        except Malformed:
            return None


class StationSealer(Verifier):
    """Signs, verifies, seals and opens with the keys of one station."""

    def __init__(self, content: KeyContent) -> None:
        """Make the keys ready, the youngest period key first: most letters are sealed to it."""
        self._station: SigningKey = signing_key(content.signing)
        self._offices: dict[str, SigningKey] = {
            office.office: signing_key(office.seed) for office in content.offices
        }
        self.checkpoints = CheckpointSigner(content.station, self._station, content.journal)
        """Signs the heads of the station's journal."""
        self._identities: tuple[Identity, ...] = ()
        self.take_periods(content)

    def take_periods(self, content: KeyContent) -> None:
        """Open with the period keys of `content` from now on; the desk may be at work meanwhile."""
        periods = sorted(content.periods, key=lambda period: period.valid_from, reverse=True)
        self._identities = tuple(identity_from_seed(period.seed) for period in periods)

    @property
    def station_public(self) -> bytes:
        """Return the station's Ed25519 public key."""
        return self._station.public

    def office_public(self, office: str) -> bytes:
        """Return an office's Ed25519 public key.

        Raises:
            Forbidden: this station does not hold that office's key.
        """
        return self._office(office).public

    @property
    def period_keys(self) -> tuple[bytes, ...]:
        """Return the X-Wing public keys of this station, the youngest first."""
        return tuple(identity.public_key for identity in self._identities)

    def sign_as_station(self, namespace: str, payload: bytes) -> bytes:
        """Return the station's signature over a payload, 64 bytes."""
        return sign(self._station, namespace, payload)

    def sign_as_office(self, office: str, namespace: str, payload: bytes) -> bytes:
        """Return an office's signature over a payload, 64 bytes.

        Raises:
            Forbidden: this station does not hold that office's key.
        """
        return sign(self._office(office), namespace, payload)

    def lasting_checkpoint(self, head: JournalHead, at: int) -> bytes:
        """Return the checkpoint over a committed head, signed for long."""
        return self.checkpoints.sign_lasting(head, at)

    def seal(self, public_key: bytes, content: bytes) -> bytes:
        """Return `content` deflated, padded and sealed to one X-Wing public key (1216 bytes).

        Raises:
            Malformed: `public_key` is not one.
        """
        return seal_age(public_key, box.pack(content))

    def open(self, sealed: bytes) -> tuple[bytes, bytes]:
        """Return the fingerprint of the period key that opened it, and the content.

        Raises:
            CannotOpen: no period key of this station opens it.
            Malformed: it is not a sealed letter, it was changed, or it expands to too much.
        """
        identity, plain = open_with(self._identities, sealed, max_plain=MAX_PLAIN_BYTES)
        return identity.fingerprint, box.unpack(plain, max_bytes=MAX_CONTENT_BYTES)

    def _office(self, office: str) -> SigningKey:
        try:
            return self._offices[office]
        except KeyError:
            msg = f"this station has no key of {office}"
            raise Forbidden(msg, hint="sign as an office of this station") from None


class Chance:
    """Randomness from the operating system."""

    def token(self, size_bytes: int) -> bytes:
        """Return that many random bytes."""
        return secrets.token_bytes(size_bytes)
