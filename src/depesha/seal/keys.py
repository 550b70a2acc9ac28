"""The keys of one station: what they are, and how they are made.

All of them are seeds of 32 random bytes (but the TLS key), so that a station's secrets are a few
hundred bytes and are kept in one key file (`slots.py`).
"""

import secrets
from dataclasses import dataclass, field, replace
from typing import Final

from depesha import schema
from depesha.errors import Malformed
from depesha.schema import Record, Row, many, octets, octets_upto, optional, text, time_ms, uint
from depesha.seal.stretch import COST, SALT_BYTES, Cost

SEED_BYTES: Final = 32
TAG_BYTES: Final = 16
MAX_PASSKEYS: Final = 8
"""Of one office: a telephone, a laptop, and keys on a ring."""

MAX_CONTENT_BYTES: Final = 64 * 1024
"""A key file is rewritten whole at each rotation: it stays small."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodSeed:
    """An X-Wing key that is sealed to from `valid_from` until `valid_until` (UTC milliseconds)."""

    seed: bytes = field(repr=False)
    valid_from: int
    valid_until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeLock:
    """An office's seed under its holder's own passphrase, with a salt of its own.

    Attributes:
        public: the Ed25519 public key: a request names it, and the opened seed must fit it.
        wrapped: the seed, authenticated together with the office's id.
    """

    public: bytes
    wrapped: bytes = field(repr=False)
    salt: bytes
    cost: Cost


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyLock:
    """The same seed under what one passkey of the holder gives out (`passkey_lock`).

    Attributes:
        credential: SHA-256 of the passkey's id.
        salt: of this lock alone.
        wrapped: the seed, authenticated together with the office's id and the passkey.
    """

    credential: bytes
    salt: bytes
    wrapped: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeSeed:
    """The Ed25519 key of an office at this station: open, or behind its holder's passphrase.

    Attributes:
        seed: the key; None where it is locked.
        lock: what the holder's passphrase opens (`office_lock`); None where the key is open.
        passkeys: further locks beside the passphrase, one for each passkey that can sign.
    """

    office: str
    seed: bytes | None = field(default=None, repr=False)
    lock: OfficeLock | None = None
    passkeys: tuple[PasskeyLock, ...] = ()

    def __post_init__(self) -> None:
        """Check that it is the one or the other."""
        if (self.seed is None) == (self.lock is None):
            msg = f"office seed: the key of {self.office} is neither open nor locked"
            raise Malformed(msg)
        if self.passkeys and self.lock is None:
            msg = f"office seed: the key of {self.office} is open, and has locks of passkeys"
            raise Malformed(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class RootSeeds:
    """The two keys of a key book's root, at the centre that founded the network."""

    ed25519: bytes = field(repr=False)
    mldsa44: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyContent:
    """All secrets of one station.

    Attributes:
        station: its id.
        signing: the station's Ed25519 seed.
        store_key: the raw key of the store, 32 bytes.
        tls_key: PKCS #8 in PEM.
        tls_certificate: DER; its SHA-256 is what the key book pins.
        periods: X-Wing keys, those of the past too until their traffic has run out.
        offices: keys of the offices that act here.
        root: at a founding centre only.
        journal: the ML-DSA-44 seed that signs the journal's checkpoints; a key file made before
            there was one has none until `with_journal`.
    """

    version: int = 1
    station: str
    signing: bytes = field(repr=False)
    store_key: bytes = field(repr=False)
    tls_key: bytes = field(repr=False)
    tls_certificate: bytes = field(repr=False)
    periods: tuple[PeriodSeed, ...] = ()
    offices: tuple[OfficeSeed, ...] = ()
    root: RootSeeds | None = None
    journal: bytes | None = field(default=None, repr=False)


_PERIOD: Final = Record(
    PeriodSeed,
    schema.field(0, "seed", octets(SEED_BYTES)),
    schema.field(1, "valid_from", time_ms()),
    schema.field(2, "valid_until", time_ms()),
)
_LOCK: Final = Row(
    OfficeLock,
    octets(SEED_BYTES),
    octets(SEED_BYTES + TAG_BYTES),
    octets(SALT_BYTES),
    COST,
)
_PASSKEY: Final = Row(
    PasskeyLock,
    octets(SEED_BYTES),
    octets(SEED_BYTES),
    octets(SEED_BYTES + TAG_BYTES),
)
_OFFICE: Final = Record(
    OfficeSeed,
    schema.field(0, "office", text(min=1, max=65)),
    schema.field(1, "seed", optional(octets(SEED_BYTES))),
    schema.field(2, "lock", optional(_LOCK)),
    schema.field(3, "passkeys", many(_PASSKEY, max=MAX_PASSKEYS), default=()),
)
_ROOT: Final = Record(
    RootSeeds,
    schema.field(0, "ed25519", octets(SEED_BYTES)),
    schema.field(1, "mldsa44", octets(SEED_BYTES)),
)
CONTENT: Final = Record(
    KeyContent,
    schema.field(0, "version", uint(min=1, max=1)),
    schema.field(1, "station", text(min=1, max=32)),
    schema.field(2, "signing", octets(SEED_BYTES)),
    schema.field(3, "store_key", octets(SEED_BYTES)),
    schema.field(4, "tls_key", octets_upto(1000)),
    schema.field(5, "tls_certificate", octets_upto(2000)),
    schema.field(6, "periods", many(_PERIOD, max=64), default=()),
    schema.field(7, "offices", many(_OFFICE, max=200), default=()),
    schema.field(8, "root", optional(_ROOT)),
    schema.field(9, "journal", optional(octets(SEED_BYTES))),
)
"""The content of a key file, before it is encrypted."""


def new_content(station: str, *, founds_network: bool = False) -> KeyContent:
    """Return the keys of a new station, without period keys and offices.

    With `founds_network` it also has the two keys of a root.
    """
    certificate, tls_key = new_certificate(station)
    return KeyContent(
        station=station,
        signing=new_seed(),
        store_key=new_seed(),
        tls_key=tls_key,
        tls_certificate=certificate,
        root=RootSeeds(ed25519=new_seed(), mldsa44=new_seed()) if founds_network else None,
        journal=new_seed(),
    )


def with_journal(content: KeyContent) -> KeyContent:
    """Return `content` with a key for the journal's checkpoints, made now if it has none."""
    return content if content.journal is not None else replace(content, journal=new_seed())


def new_holder_content(name: str) -> KeyContent:
    """Return the root keys of a holder who is no station, as the content of a key file."""
    return KeyContent(
        station=name,
        signing=new_seed(),
        store_key=new_seed(),
        tls_key=b"",
        tls_certificate=b"",
        root=RootSeeds(ed25519=new_seed(), mldsa44=new_seed()),
    )


def with_period(content: KeyContent, *, valid_from: int, valid_until: int) -> KeyContent:
    """Return `content` with one more period key, made now."""
    period = PeriodSeed(seed=new_seed(), valid_from=valid_from, valid_until=valid_until)
    return replace(content, periods=(*content.periods, period))


def without_periods_before(content: KeyContent, at: int) -> KeyContent:
    """Return `content` without the period keys that ended before `at`: they open nothing more."""
    kept = tuple(period for period in content.periods if period.valid_until >= at)
    return replace(content, periods=kept)


def with_office(content: KeyContent, office: str) -> KeyContent:
    """Return `content` with a new key for `office`, which replaces the one it had."""
    others = tuple(kept for kept in content.offices if kept.office != office)
    return replace(content, offices=(*others, OfficeSeed(office=office, seed=new_seed())))


def new_seed() -> bytes:
    """Return 32 random bytes."""
    return secrets.token_bytes(SEED_BYTES)


def new_certificate(station: str) -> tuple[bytes, bytes]:
    """Return a self-signed certificate (DER) that names `station`, and its key (PKCS #8 PEM)."""
    from depesha.seal.certificate import self_signed  # noqa: PLC0415  # 50 ms, once in a life

    return self_signed(station)


def speakable(fingerprint: bytes) -> str:
    """Return the first 128 bits of a fingerprint as two persons read them to each other.

    >>> speakable(bytes(range(32)))
    '0001 0203 0405 0607 0809 0a0b 0c0d 0e0f'
    """
    return fingerprint[:16].hex(" ", -2)
