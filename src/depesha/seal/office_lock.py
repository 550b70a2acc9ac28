"""An office's key behind its holder's own passphrase, inside the key file.

    lock = [public key (32), seed wrapped (48), salt (16), [KiB, passes, lanes]]

The seed is wrapped by ChaCha20-Poly1305 under a key that Argon2id makes of the passphrase and a
salt of its own, with the office's id authenticated beside it. The passphrase of the key file does
not open it, and an open slot does not either: a station that starts unattended cannot sign as an
office that is locked.

An office without a lock is *open*: whoever has the key file open signs as it.
"""

import secrets
from dataclasses import replace
from typing import Final

from cryptography.exceptions import InvalidTag

from depesha.errors import Malformed, NotFound, OfficeLocked, WrongPassphrase
from depesha.seal.keys import SEED_BYTES, TAG_BYTES, KeyContent, OfficeLock, OfficeSeed
from depesha.seal.signature import signing_key
from depesha.seal.stretch import RECOMMENDED, SALT_BYTES, Cost, must_be_strong, wrapping

_NONCE: Final = bytes(12)
"""Fixed because the key is used once: its salt is new with every lock."""


def locked(
    office: str, seed: bytes, passphrase: str | None, cost: Cost = RECOMMENDED
) -> OfficeSeed:
    """Return an office's seed behind a passphrase, or open for None.

    Raises:
        WeakPassphrase: the passphrase is too short.
    """
    if passphrase is None:
        return OfficeSeed(office=office, seed=seed)
    must_be_strong(passphrase)
    salt = secrets.token_bytes(SALT_BYTES)
    wrapped = wrapping(passphrase, salt, cost).encrypt(_NONCE, seed, office.encode())
    public = signing_key(seed).public
    lock = OfficeLock(public=public, wrapped=wrapped, salt=salt, cost=cost)
    return OfficeSeed(office=office, lock=lock)


def opened(kept: OfficeSeed, passphrase: str | None) -> bytes:
    """Return the seed of an office; one that is open needs no passphrase. It takes half a second.

    Raises:
        OfficeLocked: it is locked, and no passphrase is given.
        WrongPassphrase: the passphrase does not open it.
        Malformed: what it opens is not the key that the lock names.
    """
    if kept.lock is None or kept.seed is not None:
        return kept.seed or b""
    if passphrase is None:
        raise key_is_locked(kept.office)
    lock = kept.lock
    try:
        cipher = wrapping(passphrase, lock.salt, lock.cost)
        seed = cipher.decrypt(_NONCE, lock.wrapped, kept.office.encode())
    except InvalidTag as error:
        msg = f"the passphrase does not open the key of {kept.office}"
        raise WrongPassphrase(msg, hint="it is its holder's own, not the station's") from error
    if signing_key(seed).public != lock.public:
        msg = f"key file: the key of {kept.office} is another than its lock says"
        raise Malformed(msg, hint="the file was changed; take it from a backup")
    return seed


def decoy(like: OfficeSeed | None) -> OfficeSeed:
    """Return a locked key that no passphrase opens; trying takes as long as with one `like` it."""
    cost = like.lock.cost if like is not None and like.lock is not None else RECOMMENDED
    lock = OfficeLock(
        public=secrets.token_bytes(SEED_BYTES),
        wrapped=secrets.token_bytes(SEED_BYTES + TAG_BYTES),
        salt=secrets.token_bytes(SALT_BYTES),
        cost=cost,
    )
    return OfficeSeed(office="nobody@nowhere", lock=lock)


def key_is_locked(office: str) -> OfficeLocked:
    """Return what is said to whoever wants a signature without the passphrase."""
    msg = f"the key of {office} is locked"
    hint = "its holder gives the passphrase at the prompt or with --office-passphrase-file"
    return OfficeLocked(msg, hint=hint)


def kept_of(content: KeyContent, office: str) -> OfficeSeed:
    """Return what the key file keeps of an office.

    Raises:
        NotFound: it has no key of it.
    """
    found = next((one for one in content.offices if one.office == office), None)
    if found is None:
        msg = f"this station has no key of {office}"
        raise NotFound(msg, hint='"depesha office list" lists the offices of this station')
    return found


def relocked(
    content: KeyContent,
    office: str,
    *,
    old: str | None,
    new: str | None,
    cost: Cost = RECOMMENDED,
) -> KeyContent:
    """Return the keys with an office's behind another passphrase; None as `new` leaves it open.

    Raises:
        NotFound: there is no key of that office.
        OfficeLocked: it is locked, and no old passphrase is given.
        WrongPassphrase: the old one does not open it.
        WeakPassphrase: the new one is too short.
    """
    seed = opened(kept_of(content, office), old)
    changed = locked(office, seed, new, cost)
    offices = tuple(changed if one.office == office else one for one in content.offices)
    return replace(content, offices=offices)
