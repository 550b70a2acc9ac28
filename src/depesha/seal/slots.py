"""The key file: a station's secrets under a master key, which waits in slots.

    key file = {0: 1, 1: [slot, …], 2: nonce (12), 3: ChaCha20-Poly1305(master, content)}
    slot     = {0: 0, 1: master wrapped (48), 2: salt (16), 3: [KiB, passes, lanes]}  passphrase
             | {0: 1, 1: master (32)}                                                   open
             | {0: 2, 1: age file of the master, 4: its recipient (1216)}               recovery
             | {0: 3, 1: K1 wrapped (48), 2: salt, 3: cost, 5: K2 wrapped, 6: salt}     two persons

Recovery and two persons are for the day on which the passphrase is lost: they do not open a station
for its work (`open_key_file`), they only give the master key, with which a new passphrase is set.

As with LUKS, each slot gives the same random master key, so that a passphrase can be changed, or a
second one added, without touching the rest. The slots are authenticated with the content, which is
encrypted anew, under a fresh nonce, at each writing.

An open slot is no protection at all: whoever reads the file has the keys. It is there for demos and
for stations that must start unattended, and whoever shows a key file says so (`slot_kinds`).
Taking a slot away does not help against one who kept an old copy of the file.
"""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Final

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

if TYPE_CHECKING:
    from depesha.seal.identity import Identity

MAX_FILE_BYTES: Final = MAX_CONTENT_BYTES + 28 * 1024
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
    RECOVERY = 2
    """An age file to an identity that is kept off line."""
    TWO_PERSONS = 3
    """Two passphrases, both needed: each wraps one of two keys whose XOR is the master key."""


DAILY: Final = frozenset({SlotKind.PASSPHRASE, SlotKind.OPEN})
"""The kinds that open a station for its work."""


_WRAPPED_BYTES: Final = _MASTER_BYTES + _TAG_BYTES
_RECIPIENT_BYTES: Final = 1216
_AGE_BYTES: Final = 1627 + 16 + _MASTER_BYTES + _TAG_BYTES
"""An age file with one stanza and one chunk (`age.py`, which daily work need not load)."""

_PARTS: Final = {
    SlotKind.PASSPHRASE: (_WRAPPED_BYTES, True, True, False, False, False),
    SlotKind.OPEN: (_MASTER_BYTES, False, False, False, False, False),
    SlotKind.RECOVERY: (_AGE_BYTES, False, False, True, False, False),
    SlotKind.TWO_PERSONS: (_WRAPPED_BYTES, True, True, False, True, True),
}
"""How long `wrapped` is, and whether salt, cost, recipient, second and its salt are there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One way to the master key, and what its kind needs."""

    kind: SlotKind
    wrapped: bytes = field(repr=False)
    salt: bytes | None = None
    cost: Cost | None = None
    recipient: bytes | None = None
    second: bytes | None = field(default=None, repr=False)
    second_salt: bytes | None = None

    def __post_init__(self) -> None:
        """Check that the parts fit the kind."""
        size, *parts = _PARTS[self.kind]
        there = [
            part is not None
            for part in (self.salt, self.cost, self.recipient, self.second, self.second_salt)
        ]
        if there != parts or len(self.wrapped) != size:
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
    schema.field(1, "wrapped", octets_upto(_AGE_BYTES)),
    schema.field(2, "salt", optional(octets(SALT_BYTES))),
    schema.field(3, "cost", optional(COST)),
    schema.field(4, "recipient", optional(octets(_RECIPIENT_BYTES))),
    schema.field(5, "second", optional(octets(_WRAPPED_BYTES))),
    schema.field(6, "second_salt", optional(octets(SALT_BYTES))),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotShown:
    """What may be shown of a slot: its number, its kind, and who can recover with it."""

    number: int
    kind: SlotKind
    recipient: str = ""


def show_slots(data: bytes) -> tuple[SlotShown, ...]:
    """Return the slots of a key file, in order.

    Raises:
        Malformed: it is not a key file.
    """
    from depesha.seal.identity import recipient_text  # noqa: PLC0415  # daily work needs no age

    return tuple(
        SlotShown(
            number=number,
            kind=slot.kind,
            recipient=recipient_text(slot.recipient) if slot.recipient else "",
        )
        for number, slot in enumerate(_read(data).slots)
    )


def add_slot(
    data: bytes, master: bytes, passphrase: str | None, *, cost: Cost = RECOMMENDED
) -> bytes:
    """Return the key file with one more slot: for `passphrase`, or an open one for None.

    Raises:
        WeakPassphrase: the passphrase is too short.
        Refused: it has eight slots already.
        Malformed: `master` is not its master key.
    """
    return _with_slot(data, master, _new_slot(master, passphrase, cost))


def add_recovery_slot(data: bytes, master: bytes, recipient: bytes) -> bytes:
    """Return the key file with one more slot: the master key sealed to an age recipient.

    Raises:
        Refused: it has eight slots already, or one for that recipient.
        Malformed: `master` is not its master key, or the recipient is none.
    """
    from depesha.seal.age import seal  # noqa: PLC0415  # likewise
    from depesha.seal.identity import parse_public  # noqa: PLC0415

    parse_public(recipient)
    if any(slot.recipient == recipient for slot in _read(data).slots):
        msg = "the key file has a slot for that recipient already"
        raise Refused(msg)
    slot = Slot(kind=SlotKind.RECOVERY, wrapped=seal(recipient, master), recipient=recipient)
    return _with_slot(data, master, slot)


def add_two_persons_slot(
    data: bytes, master: bytes, first: str, second: str, *, cost: Cost = RECOMMENDED
) -> bytes:
    """Return the key file with one more slot, which two passphrases open together.

    Raises:
        WeakPassphrase: one of them is too short.
        Refused: it has eight slots already, or the two are the same.
        Malformed: `master` is not its master key.
    """
    if first == second:
        msg = "two persons have two passphrases"
        raise Refused(msg)
    one = secrets.token_bytes(_MASTER_BYTES)
    mine = _new_slot(one, first, cost)
    other = _new_slot(_xor(master, one), second, cost)
    slot = Slot(
        kind=SlotKind.TWO_PERSONS,
        wrapped=mine.wrapped,
        salt=mine.salt,
        cost=cost,
        second=other.wrapped,
        second_salt=other.salt,
    )
    return _with_slot(data, master, slot)


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _with_slot(data: bytes, master: bytes, slot: Slot) -> bytes:
    key_file = _read(data)
    content = _open_content(key_file, master)
    if len(key_file.slots) == _MAX_SLOTS:
        msg = f"the key file has {_MAX_SLOTS} slots already"
        raise Refused(msg, hint="take one away first")
    return _write((*key_file.slots, slot), master, content)


def set_passphrase(
    data: bytes,
    master: bytes,
    numbers: Sequence[int],
    passphrase: str | None,
    *,
    cost: Cost = RECOMMENDED,
) -> bytes:
    """Return the key file with a new slot in the place of others; an open one for None.

    Raises:
        WeakPassphrase: the passphrase is too short.
        Malformed: `master` is not its master key.
    """
    key_file = _read(data)
    content = _open_content(key_file, master)
    kept = [slot for at, slot in enumerate(key_file.slots) if at not in numbers]
    kept.insert(min(numbers, default=0), _new_slot(master, passphrase, cost))
    return _write(tuple(kept), master, content)


def slot_opened_by(data: bytes, passphrase: str | None) -> int:
    """Return the number of the slot that opens for daily work; None opens an open slot.

    Raises:
        Locked: none does.
    """
    for number, slot in enumerate(_read(data).slots):
        if slot.kind is SlotKind.OPEN and passphrase is None:
            return number
        if slot.kind is SlotKind.PASSPHRASE and passphrase is not None:
            with suppress(WrongPassphrase):
                _open_slots((slot,), passphrase)
                return number
    msg = "the passphrase opens no slot"
    raise WrongPassphrase(msg)


def recover(data: bytes, identity: "Identity") -> bytes:
    """Return the master key that a recovery slot gives to an identity.

    Raises:
        Locked: no recovery slot is for it.
    """
    from depesha.seal.age import CannotOpen, unseal  # noqa: PLC0415  # likewise

    slots = [slot for slot in _read(data).slots if slot.kind is SlotKind.RECOVERY]
    for slot in slots:
        if slot.recipient == identity.public_key:
            try:
                return unseal(identity, slot.wrapped, max_plain=_MASTER_BYTES)
            except CannotOpen:
                continue
    msg = f"the identity opens none of {len(slots)} recovery slots"
    raise Locked(msg, hint='"depesha station slots" names the recipient of each')


def recover_by_two(data: bytes, first: str, second: str) -> bytes:
    """Return the master key that two passphrases give together, in either order.

    Raises:
        WrongPassphrase: they open no slot for two persons.
    """
    slots = [slot for slot in _read(data).slots if slot.kind is SlotKind.TWO_PERSONS]
    for slot in slots:
        for one, other in ((first, second), (second, first)):
            with suppress(InvalidTag):
                return _xor(*_halves(slot, one, other))
    msg = f"the two passphrases open none of {len(slots)} slots for two persons"
    raise WrongPassphrase(msg)


def _halves(slot: Slot, first: str, second: str) -> tuple[bytes, bytes]:
    if slot.salt is None or slot.cost is None or slot.second is None or slot.second_salt is None:
        msg = "slot: its parts do not fit its kind"
        raise Malformed(msg)
    one = wrapping(first, slot.salt, slot.cost).decrypt(_NONCE, slot.wrapped, None)
    other = wrapping(second, slot.second_salt, slot.cost).decrypt(_NONCE, slot.second, None)
    return one, other


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
    if not any(slot.kind in DAILY for slot in slots):
        msg = "without its last slot the key file could never be opened again for the daily work"
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
    daily = [slot for slot in slots if slot.kind in DAILY]
    for slot in sorted(daily, key=lambda slot: slot.kind, reverse=True):  # open ones first
        if slot.salt is None or slot.cost is None:
            return slot.wrapped
        if passphrase is None:
            msg = "the keys of this station are locked"
            raise Locked(msg, hint="give its passphrase")
        try:
            return wrapping(passphrase, slot.salt, slot.cost).decrypt(_NONCE, slot.wrapped, None)
        except InvalidTag:
            continue
    msg = f"the passphrase opens none of {len(daily)} slots"
    raise WrongPassphrase(msg, hint="look at the keyboard layout and at Caps Lock")


def _new_slot(master: bytes, passphrase: str | None, cost: Cost) -> Slot:
    if passphrase is None:
        return Slot(kind=SlotKind.OPEN, wrapped=master)
    must_be_strong(passphrase)
    salt = secrets.token_bytes(SALT_BYTES)
    wrapped = wrapping(passphrase, salt, cost).encrypt(_NONCE, master, None)
    return Slot(kind=SlotKind.PASSPHRASE, wrapped=wrapped, salt=salt, cost=cost)
