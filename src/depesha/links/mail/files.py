"""Mail that somebody else lays down here: a Maildir, or a spool folder with a file for each mail.

Rule 1: a Maildir is looked at in `new` and in `cur`: what a mail reader has shown is mail all the
    same.
Rule 2: the oldest first, by the time at which it was laid down, which says in what order it came
    and nothing else.
Rule 3: what was looked at is known by its name, size and times, and not opened again until one of
    them changes: a file of a spool may still be growing.
"""

from collections import Counter
from pathlib import Path
from threading import Event
from typing import Final

from depesha.errors import Malformed
from depesha.links.folder import disk
from depesha.links.folder.disk import Stamp
from depesha.links.mail.cover import MARK, MAX_MAIL_BYTES
from depesha.links.mail.mailbox import MAX_LOOKED_AT, Take, Verdict

ANY: Final = ("",)


class FileMailbox:
    """One or two folders of mails."""

    def __init__(self, folders: tuple[Path, ...], poll_seconds: float) -> None:
        """Begin with nothing looked at."""
        self._folders = folders
        self._poll_seconds = poll_seconds
        self._looked: dict[Path, Stamp] = {}
        self._woken = Event()
        self._forgets = Event()
        self.tally: Counter[Verdict] = Counter()

    def look(self, take: Take) -> bool:
        """Hand over what has come; say whether there is more.

        Raises:
            NoLine: a folder is not there, or what a mail holds cannot be stored.
        """
        if self._forgets.is_set():
            self._forgets.clear()
            self._looked.clear()
        listed = {
            folder / name: stamp
            for folder in self._folders
            for name, stamp in disk.listing(folder, ANY).items()
        }
        self._looked = {path: at for path, at in self._looked.items() if listed.get(path) == at}
        new = [path for path in listed if path not in self._looked]
        new.sort(key=lambda path: (listed[path].modified_ns, path.name))
        for path in new[:MAX_LOOKED_AT]:
            verdict = self._open(path, take)
            self.tally[verdict] += 1
            if verdict is Verdict.TAKEN:
                disk.remove(path.parent, path.name)
            self._looked[path] = listed[path]  # one that cannot be removed is not read for ever
        return len(new) > MAX_LOOKED_AT

    def _open(self, path: Path, take: Take) -> Verdict:
        try:
            mail = disk.read_file(path, MAX_MAIL_BYTES)
        except FileNotFoundError:  # somebody took it away
            return Verdict.FOREIGN
        except Malformed:
            return Verdict.TOO_BIG
        return take(mail) if MARK in mail.lower() else Verdict.FOREIGN

    def wait(self) -> None:
        """Wait until it is time to look again."""
        self._woken.wait(self._poll_seconds)
        self._woken.clear()

    def wake(self) -> None:
        """Let `wait` return."""
        self._woken.set()

    def forget(self) -> None:
        """Look at everything again at the next look."""
        self._forgets.set()
        self._woken.set()

    def close(self) -> None:
        """Break off waiting."""
        self._woken.set()

    def end(self) -> None:
        """Give back nothing: nothing is held."""


def maildir(path: Path, poll_seconds: float) -> FileMailbox:
    """Return a Maildir."""
    return FileMailbox((path / "new", path / "cur"), poll_seconds)


def spool(path: Path, poll_seconds: float) -> FileMailbox:
    """Return a spool folder."""
    return FileMailbox((path,), poll_seconds)
