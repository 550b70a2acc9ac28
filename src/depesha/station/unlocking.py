"""What opens a station: its key file, and for reading alone the store key that `unlock` left.

`unlock` keeps the store key, and only that, in the user's runtime directory, which must be in
memory, for a time; it never keeps a signing key. Nothing here remembers a passphrase.
"""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from depesha.errors import Locked, Malformed, NotFound, Refused
from depesha.station import clock
from depesha.station.home import Home, write_whole

if TYPE_CHECKING:
    from depesha.seal.keys import KeyContent

Passphrase = Callable[[], str]

KEY_BYTES: Final = 32
_TIME_BYTES: Final = 8
DEFAULT_MINUTES: Final = 60
_CURE: Final = "put the copy of the file keys back that was kept elsewhere"
_IN_MEMORY: Final = frozenset({"tmpfs", "ramfs"})


def open_keys(home: Home, passphrase: Passphrase | None) -> "tuple[bytes, KeyContent]":
    """Return the master key and the keys; the passphrase is asked for only where no slot is open.

    Raises:
        Locked: the key file wants a passphrase and none can be asked for.
        WrongPassphrase: it opens no slot.
        Malformed: it is not a key file, or was changed.
        NotFound: there is none.
    """
    # imported here because reading an unlocked store needs no cipher library (80 ms)
    from depesha.seal.slots import SlotKind, open_key_file, slot_kinds  # noqa: PLC0415

    data = _key_file(home)
    try:
        if SlotKind.OPEN in slot_kinds(data):
            return open_key_file(data, None)
        if passphrase is None:
            msg = "the keys of this station are locked"
            raise Locked(msg, hint="give the passphrase at the prompt or with --passphrase-file")
        return open_key_file(data, passphrase())
    except Malformed as error:
        msg = f"the key file is damaged: {error.message}"
        raise type(error)(msg, hint=_CURE) from error


def _key_file(home: Home) -> bytes:
    try:
        return home.keys.read_bytes()
    except FileNotFoundError as error:
        msg = f"there is no key file in {home.path}"
        raise NotFound(msg, hint=_CURE) from error


def store_key(home: Home, passphrase: Passphrase | None) -> bytes:
    """Return the raw key of the store: what `unlock` left, or from the key file.

    Raises:
        Locked: neither is to be had.
    """
    kept = _kept(home)
    return kept if kept is not None else open_keys(home, passphrase)[1].store_key


def unlock(home: Home, passphrase: Passphrase | None, minutes: int = DEFAULT_MINUTES) -> int:
    """Keep the store key for a time and return until when (UTC milliseconds).

    Raises:
        Refused: there is no runtime directory in memory.
        Locked: the key file does not open.
    """
    folder = _runtime_folder()
    key = open_keys(home.must_exist(), passphrase)[1].store_key
    until = clock.now() + minutes * 60_000
    folder.mkdir(mode=0o700, exist_ok=True)
    write_whole(folder / _name(home), until.to_bytes(_TIME_BYTES, "big") + key)
    return until


def lock(home: Home) -> bool:
    """Forget the store key; say whether one was kept."""
    path = _path(home)
    if path is None or not path.exists():
        return False
    path.unlink()
    return True


def _kept(home: Home) -> bytes | None:
    path = _path(home)
    if path is None:
        return None
    try:
        data = path.read_bytes()
    except OSError:
        return None
    until = int.from_bytes(data[:_TIME_BYTES], "big")
    if len(data) != _TIME_BYTES + KEY_BYTES or until < clock.now():
        path.unlink(missing_ok=True)
        return None
    return data[_TIME_BYTES:]


def _path(home: Home) -> Path | None:
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return Path(runtime) / "depesha" / _name(home) if runtime else None


def _name(home: Home) -> str:
    return sha256(str(home.path.resolve()).encode()).hexdigest()[:32]


def _runtime_folder() -> Path:
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if not runtime or not Path(runtime).is_dir():
        msg = "there is no runtime directory to keep the key in"
        raise Refused(msg, hint="set XDG_RUNTIME_DIR, as a login session does")
    if _file_system(Path(runtime)) not in _IN_MEMORY:
        msg = "the runtime directory is not in memory: a key is not written to a disk"
        raise Refused(msg, hint="XDG_RUNTIME_DIR must lie on a tmpfs")
    return Path(runtime) / "depesha"


def _file_system(path: Path) -> str:
    """Return the type of the file system that holds a path, by the longest mount point."""
    best, kind = "", ""
    real = str(path.resolve())
    for line in Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines():
        _, point, type_name, *_ = line.split(" ")
        inside = real == point or real.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, type_name
    return kind
