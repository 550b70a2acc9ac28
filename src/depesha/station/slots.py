"""The slots of a station's key file: shown, added, changed, taken away; and recovery with them.

Each change is one new key file in the place of the old: a process that is killed leaves the one or
the other. What a slot was good for, an old copy of the key file (a backup) is good for still.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from depesha.errors import NotFound, Usage
from depesha.seal.identity import identity_from_seed, parse_recipient, parse_secret, recipient_text
from depesha.seal.keys import new_seed
from depesha.seal.slots import (
    SlotKind,
    add_recovery_slot,
    add_two_persons_slot,
    open_key_file,
    recover,
    recover_by_two,
    remove_slot,
    set_passphrase,
    show_slots,
    slot_opened_by,
)
from depesha.station import clock
from depesha.station.home import Home, write_whole
from depesha.station.target import new_file
from depesha.station.unlocking import Passphrase

MAX_IDENTITY_BYTES: Final = 64 * 1024

OLD_COPIES: Final = "a copy of the key file from before, as a backup has one, opens as it did"


def shown(data: bytes) -> list[dict[str, Any]]:
    """Return the slots of a key file, as they are shown: counted from 1."""
    return [
        {
            "slot": one.number + 1,
            "how": one.kind.name.lower().replace("_", "-"),
            "recipient": one.recipient or None,
        }
        for one in show_slots(data)
    ]


def slots(home: Home) -> list[dict[str, Any]]:
    """Return the slots of a station, without opening anything."""
    return shown(_read(home))


def change_passphrase(home: Home, old: Passphrase, new: str | None) -> dict[str, Any]:
    """Put a new passphrase in the place of the one that is given; None makes the slot open.

    Raises:
        Locked: the old one opens no slot.
        WeakPassphrase: the new one is too short.
    """
    with home.held():
        data = _read(home)
        is_open = any(one.kind is SlotKind.OPEN for one in show_slots(data))
        given = None if is_open else old()
        master, _ = open_key_file(data, given)
        number = slot_opened_by(data, given)
        return _write(home, set_passphrase(data, master, (number,), new))


def add_recovery(home: Home, passphrase: Passphrase, recipient: str) -> dict[str, Any]:
    """Let whoever has an identity that is kept off line set a new passphrase.

    Raises:
        Malformed: it is no recipient in the form `age1pq1…`.
        Refused: there is a slot for it, or no room for one.
    """
    public = parse_recipient(recipient)
    return _changed(home, passphrase, lambda data, master: add_recovery_slot(data, master, public))


def add_two_persons(home: Home, passphrase: Passphrase, first: str, second: str) -> dict[str, Any]:
    """Let two persons set a new passphrase, each with one of his own.

    Raises:
        WeakPassphrase: one of them is too short.
        Refused: they are the same, or there is no room for a slot.
    """
    return _changed(
        home,
        passphrase,
        lambda data, master: add_two_persons_slot(data, master, first, second),
    )


def remove(home: Home, passphrase: Passphrase, number: int) -> dict[str, Any]:
    """Take a slot away, counted from 1.

    Raises:
        Refused: there is no such slot, or nothing would open the station any more.
    """
    return _changed(home, passphrase, lambda data, master: remove_slot(data, master, number - 1))


def recover_with(home: Home, identity: Path, new: str) -> dict[str, Any]:
    """Set a new passphrase with the identity of a recovery slot; the old ones go.

    Raises:
        NotFound: there is no such file.
        Usage: there is no identity in it.
        Locked: no slot is for it.
        WeakPassphrase: the new passphrase is too short.
    """
    secret = parse_secret(_secret_in(identity))
    return _recovered(home, lambda data: recover(data, secret), new)


def recover_with_two(home: Home, first: str, second: str, new: str) -> dict[str, Any]:
    """Set a new passphrase with those of two persons; the old ones go.

    Raises:
        WrongPassphrase: they open no slot.
        WeakPassphrase: the new passphrase is too short.
    """
    return _recovered(home, lambda data: recover_by_two(data, first, second), new)


def new_identity(to: Path) -> dict[str, Any]:
    """Write a new recovery identity, as `age-keygen -pq` does, and return its recipient.

    Raises:
        Refused: the file is there already.
    """
    target = new_file(to)
    identity = identity_from_seed(new_seed())
    recipient = recipient_text(identity.public_key)
    when = datetime.fromtimestamp(clock.now() / 1000, UTC)
    lines = (
        f"# created: {when:%Y-%m-%dT%H:%M:%SZ}",
        f"# public key: {recipient}",
        identity.secret_text,
    )
    write_whole(target, ("\n".join(lines) + "\n").encode())
    return {"identity": str(target), "recipient": recipient}


def _secret_in(path: Path) -> str:
    try:
        with path.open("rb") as file:
            text = file.read(MAX_IDENTITY_BYTES).decode(errors="replace")
    except OSError as error:
        msg = f"there is no identity file {path}"
        raise NotFound(msg) from error
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            return line.strip()
    msg = f"{path.name} holds no identity"
    raise Usage(msg, hint='it is what "depesha station recovery new FILE" or age-keygen -pq writes')


def _changed(
    home: Home, passphrase: Passphrase, change: Callable[[bytes, bytes], bytes]
) -> dict[str, Any]:
    with home.held():
        data = _read(home)
        is_open = any(one.kind is SlotKind.OPEN for one in show_slots(data))
        master, _ = open_key_file(data, None if is_open else passphrase())
        return _write(home, change(data, master))


def _recovered(home: Home, master_of: Callable[[bytes], bytes], new: str) -> dict[str, Any]:
    with home.held():
        data = _read(home)
        master = master_of(data)
        lost = [one.number for one in show_slots(data) if one.kind is SlotKind.PASSPHRASE]
        return _write(home, set_passphrase(data, master, lost, new))


def _write(home: Home, data: bytes) -> dict[str, Any]:
    write_whole(home.keys, data)
    return {"slots": shown(data), "old_copies": OLD_COPIES}


def _read(home: Home) -> bytes:
    try:
        return home.must_exist().keys.read_bytes()
    except FileNotFoundError as error:
        msg = f"there is no key file in {home.path}"
        raise NotFound(msg, hint="put the copy back that a backup has") from error
