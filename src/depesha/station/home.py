"""A station's home: one directory, who holds it, and where everything in it lies.

station.toml   what a person may edit: name, zone, policy, lines; read when the station starts
keys           the key file, behind its slots
station.db     the store, encrypted
head           the last journal head, outside the store
checkpoint     the same, signed
blobs/         attachments, sealed, each under its SHA-256
browser-key    under which the desk knows browsers again (0600); lost, it is made anew
alarm-hook     the number of the last alarm that the hook was told of
station.sock   the door of the process that serves (0600)
lock           held by whoever runs the desk: one writer per home
"""

import fcntl
import os
import socket as sockets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Final

from depesha.errors import Busy, NotFound

WAIT_SECONDS: Final = 5.0
"""How long a command waits for another that works on the same home: one order takes 0.3 s."""

LOOK_SECONDS: Final = 0.02
"""How often the lock is tried meanwhile: `flock` itself knows no end of waiting."""

ANSWER_SECONDS: Final = 120.0


@dataclass(frozen=True, slots=True)
class Home:
    """The paths of one station's home."""

    path: Path

    @property
    def settings(self) -> Path:
        """`station.toml`."""
        return self.path / "station.toml"

    @property
    def keys(self) -> Path:
        """The key file."""
        return self.path / "keys"

    @property
    def store(self) -> Path:
        """The encrypted store."""
        return self.path / "station.db"

    @property
    def head(self) -> Path:
        """The journal head outside the store."""
        return self.path / "head"

    @property
    def blobs(self) -> Path:
        """The folder of what is too large for the store."""
        return self.path / "blobs"

    @property
    def alarm_hook(self) -> Path:
        """The number of the last alarm that the hook for alarms was told of."""
        return self.path / "alarm-hook"

    @property
    def browser_key(self) -> Path:
        """The key under which the desk knows browsers again."""
        return self.path / "browser-key"

    @property
    def socket(self) -> Path:
        """The door of the serving process."""
        return self.path / "station.sock"

    def must_exist(self) -> "Home":
        """Return the home if a station lives in it.

        Raises:
            NotFound: none does.
        """
        if not self.settings.is_file():
            msg = f"there is no station in {self.path}"
            raise NotFound(msg, hint='found one with "depesha --home DIR station init NAME"')
        return self

    def knock(self) -> sockets.socket | None:
        """Return a connection to the process that serves this home, or None if there is none."""
        if not self.socket.exists():
            return None
        door = sockets.socket(sockets.AF_UNIX, sockets.SOCK_STREAM)
        door.settimeout(ANSWER_SECONDS)
        # by way of the folder's descriptor: a socket's path is limited to 107 bytes
        folder = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            door.connect(f"/proc/self/fd/{folder}/{self.socket.name}")
        except (ConnectionRefusedError, FileNotFoundError):
            door.close()  # a process that was killed left it behind
            return None
        except BaseException:
            door.close()
            raise
        finally:
            os.close(folder)
        return door

    def is_served(self) -> bool:
        """Say whether a process serves this home now."""
        door = self.knock()
        if door is not None:
            door.close()
        return door is not None

    @contextmanager
    def settings_held(self) -> Iterator[None]:
        """Hold `station.toml` for one change, which a station that is served need not stop for.

        It is read at the start alone, and no serving process writes it. The folder is what is
        locked, because every change puts another file in the place of the old one; whoever holds it
        does so for the time of one small write.
        """
        handle = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    @contextmanager
    def held(self, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
        """Hold the home: nobody else runs its desk meanwhile. The lock ends with the process.

        A command that works on the home is waited for; a process that serves it is not.

        Raises:
            Busy: another process serves the home, or held it for all that time.
        """
        deadline = monotonic() + wait_seconds
        while True:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                self._lock(handle, deadline)
                if self._lies_here(handle):
                    yield
                    return
            finally:
                os.close(handle)

    def _lies_here(self, handle: int) -> bool:
        """Say whether a lock is this home's: a restoration puts another home in its place."""
        try:
            here = (self.path / "lock").stat()
        except FileNotFoundError:
            return False
        held = os.fstat(handle)
        return (here.st_dev, here.st_ino) == (held.st_dev, held.st_ino)

    def _lock(self, handle: int, deadline: float) -> None:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                if (door := self.knock()) is not None:
                    door.close()
                    msg = f"another process serves the station in {self.path}"
                    raise Busy(msg, hint="stop it first") from error
                if monotonic() >= deadline:
                    msg = f"another process holds the station in {self.path}"
                    raise Busy(msg, hint="wait until it is done, or stop it") from error
                sleep(LOOK_SECONDS)
            else:
                return


def replace_secret(path: Path, data: bytes) -> None:
    """Replace a file by `data`, durably, and write over what it held before.

    Where the disk writes in place that is gone then; a flash disk may keep the old blocks.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        write_whole(path, data)
        old = os.fstat(handle)
        if not old.st_nlink:  # somebody else's name for it is his to look after
            os.pwrite(handle, bytes(old.st_size), 0)
            os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Replace a file by `data`, durably: a reader sees the old or the new, never half."""
    part = path.with_name(f".{path.name}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, mode)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]
        os.fsync(handle)
    finally:
        os.close(handle)
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
