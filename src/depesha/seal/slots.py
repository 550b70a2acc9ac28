"""The key file: a station's secrets under a master key, which waits in slots.

    key file = {0: 1, 1: [slot, …], 2: nonce (12), 3: ChaCha20-Poly1305(master, content)}
    slot     = {0: 0, 1: master wrapped (48), 2: salt (16), 3: [KiB, passes, lanes]}  passphrase
             | {0: 1, 1: master (32)}                                                   open

As with LUKS, each slot gives the same random master key, so that a passphrase can be changed, or a
second one added, without touching the rest. The slots are authenticated with the content, which is
encrypted anew, under a fresh nonce, at each writing.

An open slot is no protection at all: whoever reads the file has the keys. It is there for demos and
for stations that must start unattended, and whoever shows a key file says so (`slot_kinds`).
Taking a slot away does not help against one who kept an old copy of the file.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from depesha import schema
from depesha.errors import Locked, Malformed, Refused, WrongPassphrase
from depesha.schema import Record, choice, many, octets, octets_upto, optional, uint
from depesha.seal.keys import CONTENT, MAX_CONTENT_BYTES, KeyContent
from depesha.seal.stretch import COST as COST
from depesha.seal.stretch import MIN_PASSPHRASE as MIN_PASSPHRASE
from depesha.seal.stretch import RECOMMENDED as RECOMMENDED
from depesha.seal.stretch import SALT_BYTES, must_be_strong, wrapping
from depesha.seal.stretch import TESTING_ONLY_COST as TESTING_ONLY_COST
from depesha.seal.stretch import Cost as Cost
from depesha.seal.stretch import WeakPassphrase as WeakPassphrase

MAX_FILE_BYTES: Final = MAX_CONTENT_BYTES + 4096
_MASTER_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_NONCE: Final = bytes(_NONCE_BYTES)
"""For wrapping only. The nonce is fixed because the key is used once: its salt is new."""
_MAX_SLOTS: Final = 8


class SlotKind(IntEnum):
    """How a slot gives the master key."""

    PASSPHRASE = 0
    OPEN = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One way to the master key; `salt` and `cost` where that is a passphrase."""

    kind: SlotKind
    wrapped: bytes = field(repr=False)
    salt: bytes | None = None
    cost: Cost | None = None

    def __post_init__(self) -> None:
        """Check that the parts fit the kind."""
        by_passphrase = self.kind is SlotKind.PASSPHRASE
        size = _MASTER_BYTES + _TAG_BYTES if by_passphrase else _MASTER_BYTES
        whole = (self.salt is not None) == (self.cost is not None) == by_passphrase
        if not whole or len(self.wrapped) != size:
            msg = "slot: its parts do not fit its kind"
            raise Malformed(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFile:
    """The file; without `nonce` and `sealed` it is what is authenticated beside the content."""

    version: int = 1
    slots: tuple[Slot, ...]
    nonce: bytes | None = None
    sealed: bytes | None = None


_SLOT: Final = Record(
    Slot,
    schema.field(0, "kind", choice(SlotKind)),
    schema.field(1, "wrapped", octets_upto(_MASTER_BYTES + _TAG_BYTES)),
    schema.field(2, "salt", optional(octets(SALT_BYTES))),
    schema.field(3, "cost", optional(COST)),
)
_KEY_FILE: Final = Record(
    KeyFile,
    schema.field(0, "version", uint(min=1, max=1)),
    schema.field(1, "slots", many(_SLOT, min=1, max=_MAX_SLOTS)),
    schema.field(2, "nonce", optional(octets(_NONCE_BYTES))),
    schema.field(3, "sealed", optional(octets_upto(MAX_CONTENT_BYTES + _TAG_BYTES))),
)


def new_key_file(content: KeyContent, passphrase: str | None, *, cost: Cost = RECOMMENDED) -> bytes:
    """Return a key file with one slot: for `passphrase`, or an open one for None.

    Raises:
        WeakPassphrase: the passphrase is too short.
    """
    master = secrets.token_bytes(_MASTER_BYTES)
    return _write((_new_slot(master, passphrase, cost),), master, content)


def open_key_file(data: bytes, passphrase: str | None) -> tuple[bytes, KeyContent]:
    """Return the master key and the content of a key file; an open slot needs no passphrase.

    Raises:
        Locked: it has no open slot and no passphrase is given.
        WrongPassphrase: the passphrase opens no slot.
        Malformed: it is not a key file, or was changed.
    """
    key_file = _read(data)
    master = _open_slots(key_file.slots, passphrase)
    return master, _open_content(key_file, master)


def slot_kinds(data: bytes) -> tuple[SlotKind, ...]:
    """Return the kinds of the slots of a key file, in order.

    Raises:
        Malformed: it is not a key file.
    """
    return tuple(slot.kind for slot in _read(data).slots)


def rewrite(data: bytes, master: bytes, content: KeyContent) -> bytes:
    """Return the key file `data` with its slots and another content.

    Raises:
        Malformed: `master` is not its master key.
    """
    key_file = _read(data)
    _open_content(key_file, master)
    return _write(key_file.slots, master, content)


def add_slot(
    data: bytes, master: bytes, passphrase: str | None, *, cost: Cost = RECOMMENDED
) -> bytes:
    """Return the key file with one more slot: for `passphrase`, or an open one for None.

    Raises:
        WeakPassphrase: the passphrase is too short.
        Refused: it has eight slots already.
        Malformed: `master` is not its master key.
    """
    key_file = _read(data)
    content = _open_content(key_file, master)
    if len(key_file.slots) == _MAX_SLOTS:
        msg = f"the key file has {_MAX_SLOTS} slots already"
        raise Refused(msg, hint="take one away first")
    return _write((*key_file.slots, _new_slot(master, passphrase, cost)), master, content)


def remove_slot(data: bytes, master: bytes, number: int) -> bytes:
    """Return the key file without its slot `number`, counted from 0.

    Raises:
        Refused: there is no such slot, or it is the last.
        Malformed: `master` is not its master key.
    """
    key_file = _read(data)
    content = _open_content(key_file, master)
    if number not in range(len(key_file.slots)):
        msg = f"the key file has no slot {number}"
        raise Refused(msg)
    slots = key_file.slots[:number] + key_file.slots[number + 1 :]
    if not slots:
        msg = "without its last slot the key file could never be opened again"
        raise Refused(msg, hint="add another slot first")
    return _write(slots, master, content)


def _read(data: bytes) -> KeyFile:
    return _KEY_FILE.decode(data, max_bytes=MAX_FILE_BYTES)


def _write(slots: tuple[Slot, ...], master: bytes, content: KeyContent) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    plain = CONTENT.encode(content)
    sealed = ChaCha20Poly1305(master).encrypt(nonce, plain, _header(slots))
    return _KEY_FILE.encode(KeyFile(slots=slots, nonce=nonce, sealed=sealed))


def _header(slots: tuple[Slot, ...]) -> bytes:
    """Return what is authenticated with the content: the file without nonce and content."""
    return _KEY_FILE.encode(KeyFile(slots=slots))


def _open_content(key_file: KeyFile, master: bytes) -> KeyContent:
    if key_file.nonce is None or key_file.sealed is None:
        msg = "key file: it has no content"
        raise Malformed(msg)
    cipher = ChaCha20Poly1305(master)
    try:
        plain = cipher.decrypt(key_file.nonce, key_file.sealed, _header(key_file.slots))
    except InvalidTag as error:
        msg = "key file: its content does not open with its master key"
        raise Malformed(msg, hint="the file was changed; take it from a backup") from error
    return CONTENT.decode(plain, max_bytes=MAX_CONTENT_BYTES)


def _open_slots(slots: Sequence[Slot], passphrase: str | None) -> bytes:
    for slot in sorted(slots, key=lambda slot: slot.kind, reverse=True):  # open ones first
        if slot.salt is None or slot.cost is None:
            return slot.wrapped
        if passphrase is None:
            msg = "the keys of this station are locked"
            raise Locked(msg, hint="give its passphrase")
        try:
            return wrapping(passphrase, slot.salt, slot.cost).decrypt(_NONCE, slot.wrapped, None)
        except InvalidTag:
            continue
    msg = f"the passphrase opens none of {len(slots)} slots"
    raise WrongPassphrase(msg, hint="look at the keyboard layout and at Caps Lock")


def _new_slot(master: bytes, passphrase: str | None, cost: Cost) -> Slot:
    if passphrase is None:
        return Slot(kind=SlotKind.OPEN, wrapped=master)
    must_be_strong(passphrase)
    salt = secrets.token_bytes(SALT_BYTES)
    wrapped = wrapping(passphrase, salt, cost).encrypt(_NONCE, master, None)
    return Slot(kind=SlotKind.PASSPHRASE, wrapped=wrapped, salt=salt, cost=cost)
