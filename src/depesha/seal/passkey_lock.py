"""An office's seed behind a passkey, as a further lock beside its holder's passphrase.

    key  = HKDF-SHA256(ikm = what the passkey gives out (32 bytes), salt, info)
    info = "passkey@depesha.v1" ‖ 0 ‖ office ‖ 0 ‖ SHA-256 of the passkey's id
    lock = [SHA-256 of the passkey's id (32), salt (32), seed wrapped (48)]

What a passkey gives out is the output of its PRF extension (WebAuthn level 3, 10.1.4): a secret of
that passkey alone, given only after it has verified its user. It is as long as a key and guessed by
nobody, so nothing is stretched here.

The lock goes with the passphrase: an office whose key is put behind another one, or changes hands,
has no passkeys until its holder adds them again.
"""

import secrets
from dataclasses import replace
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from depesha.errors import Malformed, Refused, WrongPassphrase
from depesha.seal.keys import MAX_PASSKEYS, SEED_BYTES, KeyContent, OfficeSeed, PasskeyLock
from depesha.seal.office_lock import kept_of, opened
from depesha.seal.signature import signing_key

PRF_BYTES: Final = 32
_NONCE: Final = bytes(12)
"""Fixed because the key is used once: its salt is new with every lock."""

_INFO: Final = b"passkey@depesha.v1"


def credential_name(credential: bytes) -> bytes:
    """Return what stands for a passkey in the key file."""
    return sha256(credential).digest()


def with_passkey(
    content: KeyContent, office: str, *, passphrase: str | None, credential: bytes, output: bytes
) -> KeyContent:
    """Return the keys with one more lock on an office's, which its holder opens for that.

    Raises:
        NotFound, OfficeLocked, WrongPassphrase: as `office_lock.opened`.
        Refused: the key is open, or has as many locks as there may be.
        Malformed: what the passkey gave out is not a PRF's output.
    """
    kept = kept_of(content, office)
    if kept.lock is None:
        msg = f"the key of {office} is open: a passkey would protect nothing"
        raise Refused(msg, hint="give it a passphrase first")
    seed = opened(kept, passphrase)
    others = _others(kept, credential)
    if len(others) >= MAX_PASSKEYS:
        msg = f"{office} has {MAX_PASSKEYS} passkeys already"
        raise Refused(msg, hint="remove one that is not used any more")
    salt = secrets.token_bytes(SEED_BYTES)
    cipher = _cipher(office, credential, salt, output)
    lock = PasskeyLock(
        credential=credential_name(credential),
        salt=salt,
        wrapped=cipher.encrypt(_NONCE, seed, office.encode()),
    )
    return _with(content, replace(kept, passkeys=(*others, lock)))


def without_passkey(content: KeyContent, office: str, credential: bytes) -> KeyContent:
    """Return the keys without a passkey's lock; the very same where there is none."""
    kept = kept_of(content, office)
    others = _others(kept, credential)
    return content if others == kept.passkeys else _with(content, replace(kept, passkeys=others))


def can_open(kept: OfficeSeed, credential: bytes) -> bool:
    """Say whether a passkey has a lock on an office's key."""
    return len(_others(kept, credential)) < len(kept.passkeys)


def opened_by(kept: OfficeSeed, credential: bytes, output: bytes) -> bytes:
    """Return the seed of an office by what one of its passkeys gave out.

    Raises:
        WrongPassphrase: it is no passkey that can open it, or gave out something else.
        Malformed: what it opens is not the key that the lock names.
    """
    named = credential_name(credential)
    lock = next((one for one in kept.passkeys if one.credential == named), None)
    if lock is None or kept.lock is None or len(output) != PRF_BYTES:
        raise _does_not_open(kept.office)
    try:
        cipher = _cipher(kept.office, credential, lock.salt, output)
        seed = cipher.decrypt(_NONCE, lock.wrapped, kept.office.encode())
    except InvalidTag as error:
        raise _does_not_open(kept.office) from error
    if signing_key(seed).public != kept.lock.public:
        msg = f"key file: a passkey's lock on the key of {kept.office} holds another key"
        raise Malformed(msg, hint="the file was changed; take it from a backup")
    return seed


def _does_not_open(office: str) -> WrongPassphrase:
    msg = f"the passkey does not open the key of {office}"
    return WrongPassphrase(msg, hint="use its holder's passphrase, and add the passkey again")


def _others(kept: OfficeSeed, credential: bytes) -> tuple[PasskeyLock, ...]:
    named = credential_name(credential)
    return tuple(one for one in kept.passkeys if one.credential != named)


def _with(content: KeyContent, changed: OfficeSeed) -> KeyContent:
    offices = tuple(changed if one.office == changed.office else one for one in content.offices)
    return replace(content, offices=offices)


def _cipher(office: str, credential: bytes, salt: bytes, output: bytes) -> ChaCha20Poly1305:
    if len(output) != PRF_BYTES:
        msg = f"what a passkey gives out has {PRF_BYTES} bytes"
        raise Malformed(msg)
    info = b"\0".join((_INFO, office.encode(), credential_name(credential)))
    return ChaCha20Poly1305(HKDF(SHA256(), SEED_BYTES, salt=salt, info=info).derive(output))
