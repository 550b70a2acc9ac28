"""The keys of one station at work: the real ones behind the desk's ports `Sealer` and `Chance`."""

import secrets
from collections.abc import Mapping
from typing import Final

from depesha.envelope import JournalHead
from depesha.errors import Forbidden, Malformed
from depesha.names import Grant
from depesha.seal import box
from depesha.seal.age import open_with
from depesha.seal.age import seal as seal_age
from depesha.seal.checkpoint import CheckpointKeys, CheckpointSigner, verify_checkpoint
from depesha.seal.identity import Identity, identity_from_seed
from depesha.seal.keys import KeyContent, OfficeLock, OfficeSeed
from depesha.seal.office_lock import decoy, key_is_locked, opened
from depesha.seal.passkey_lock import opened_by
from depesha.seal.signature import BadSignature, SigningKey, sign, signing_key, verify

GRANT_BYTES: Final = 16

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
        self._lent: dict[Grant, tuple[str, SigningKey]] = {}
        self._locked: dict[str, OfficeSeed] = {}
        self.take_offices(content)
        self.checkpoints = CheckpointSigner(content.station, self._station, content.journal)
        """Signs the heads of the station's journal."""
        self._identities: tuple[Identity, ...] = ()
        self._opened_last: Identity | None = None
        self.take_periods(content)

    def take_periods(self, content: KeyContent) -> None:
        """Open with the period keys of `content` from now on; the desk may be at work meanwhile."""
        periods = sorted(content.periods, key=lambda period: period.valid_from, reverse=True)
        self._identities = tuple(identity_from_seed(period.seed) for period in periods)

    def take_offices(self, content: KeyContent) -> None:
        """Take the offices' keys as the key file has them now.

        Grants end that were given for a key which is behind something else now.
        """
        before = self._locked
        self._open: dict[str, SigningKey] = {
            one.office: signing_key(one.seed) for one in content.offices if one.seed is not None
        }
        self._locked = {one.office: one for one in content.offices if one.lock is not None}
        for grant, (office, _) in list(self._lent.items()):
            if _lock_of(before, office) != _lock_of(self._locked, office):
                self.take_back(grant)
        self._decoy = decoy(next(iter(self._locked.values()), None))

    # -- what an office's holder lends

    def is_locked(self, office: str) -> bool:
        """Say whether an office signs only with its holder's passphrase."""
        return office in self._locked

    def lend(self, office: str, passphrase: str) -> Grant:
        """Open the key of a locked office for one order, and return what stands for it.

        It takes half a second, in whatever thread calls it. Whoever lends takes back.

        Raises:
            WrongPassphrase: the passphrase does not open it.
            Forbidden: this station does not hold that office's key, or it is not locked.
        """
        kept = self._locked.get(office)
        if kept is None:
            raise _no_key(office)
        return self._granted(office, opened(kept, passphrase))

    def lend_to_whoever(self, office: str, passphrase: str) -> Grant:
        """Do as `lend`, and take as long where there is no such office or its key is open.

        So whoever stands before the door learns nothing of which offices there are.

        Raises:
            WrongPassphrase: it does not open the key, or there is none that is locked.
        """
        kept = self._locked.get(office, self._decoy)
        return self._granted(office, opened(kept, passphrase))

    def lend_by_passkey(self, office: str, credential: bytes, output: bytes) -> Grant:
        """Do as `lend`, by what one of the holder's passkeys gave out.

        Raises:
            WrongPassphrase: it does not open it.
            Forbidden: this station does not hold that office's key, or it is not locked.
        """
        kept = self._locked.get(office)
        if kept is None:
            raise _no_key(office)
        return self._granted(office, opened_by(kept, credential, output))

    def _granted(self, office: str, seed: bytes) -> Grant:
        grant = Grant(secrets.token_bytes(GRANT_BYTES))
        self._lent[grant] = (office, signing_key(seed))
        return grant

    def take_back(self, grant: Grant) -> None:
        """Forget a key that was lent; calling it twice is the same as once."""
        self._lent.pop(grant, None)

    @property
    def station_public(self) -> bytes:
        """Return the station's Ed25519 public key."""
        return self._station.public

    def office_public(self, office: str) -> bytes:
        """Return an office's Ed25519 public key.

        Raises:
            Forbidden: this station does not hold that office's key.
        """
        kept = self._locked.get(office)
        if kept is not None and kept.lock is not None:
            return kept.lock.public
        return self._office(office, None).public

    @property
    def period_keys(self) -> tuple[bytes, ...]:
        """Return the X-Wing public keys of this station, the youngest first."""
        return tuple(identity.public_key for identity in self._identities)

    def sign_as_station(self, namespace: str, payload: bytes) -> bytes:
        """Return the station's signature over a payload, 64 bytes."""
        return sign(self._station, namespace, payload)

    def sign_as_office(
        self, office: str, namespace: str, payload: bytes, grant: Grant | None = None
    ) -> bytes:
        """Return an office's signature over a payload, 64 bytes.

        Args:
            office: whose.
            namespace: the kind of what is signed.
            payload: what is signed.
            grant: what stands for its key, where it is locked.

        Raises:
            OfficeLocked: its key is locked, and the grant is none for it.
            Forbidden: this station does not hold that office's key.
        """
        return sign(self._office(office, grant), namespace, payload)

    def must_be_open(self, office: str, grant: Grant | None = None) -> None:
        """Let pass an office whose key could sign now.

        Raises:
            OfficeLocked, Forbidden: as `sign_as_office`.
        """
        self._office(office, grant)

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
        # the one that opened last first: keys that are made ahead are not in use yet
        tried = sorted(self._identities, key=lambda one: one is not self._opened_last)
        identity, plain = open_with(tried, sealed, max_plain=MAX_PLAIN_BYTES)
        self._opened_last = identity
        return identity.fingerprint, box.unpack(plain, max_bytes=MAX_CONTENT_BYTES)

    def _office(self, office: str, grant: Grant | None) -> SigningKey:
        key = self._open.get(office)
        if key is not None:
            return key
        lent = self._lent.get(grant) if grant is not None else None
        if lent is not None and lent[0] == office:
            return lent[1]
        raise key_is_locked(office) if office in self._locked else _no_key(office)


def _lock_of(locked: Mapping[str, OfficeSeed], office: str) -> OfficeLock | None:
    kept = locked.get(office)
    return kept.lock if kept else None


def _no_key(office: str) -> Forbidden:
    msg = f"this station has no key of {office}"
    return Forbidden(msg, hint="sign as an office of this station")


class Chance:
    """Randomness from the operating system."""

    def token(self, size_bytes: int) -> bytes:
        """Return that many random bytes."""
        return secrets.token_bytes(size_bytes)
