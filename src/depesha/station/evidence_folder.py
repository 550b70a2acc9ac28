"""A bundle on a disk, as whoever verifies it reads it: whatever somebody else put there.

Rule 1: nothing is followed and nothing is waited for: no link, pipe, device or socket is opened as
    a file, and what changes into one meanwhile is refused when it is opened.
Rule 2: what is no name of a bundle is told and never opened; so there is no path that leads out.
Rule 3: a file is read once, within its bound; what was hashed is what is judged.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from depesha.errors import DoesNotVerify, NotFound, Usage
from depesha.evidence import bundle
from depesha.station.evidence_piece import read_upto, sha256_of


class EvidenceFolder:
    """The files of a bundle in a folder."""

    def __init__(self, path: Path) -> None:
        """Look at `path`.

        Raises:
            NotFound: there is no such folder.
            Usage: it is something else.
        """
        if not path.exists():
            msg = f"there is no folder {path}"
            raise NotFound(msg)
        if not path.is_dir():
            msg = f"{path} is no folder"
            raise Usage(msg, hint="open a sealed one with age, unpack it with tar, name the folder")
        self._path = path

    def sizes(self) -> dict[str, int]:
        """Return the names of all files with their sizes.

        Raises:
            DoesNotVerify: there is something that no bundle has.
        """
        found: dict[str, int] = {}
        for name, entry in self._entries(self._path, ""):
            found[name] = entry.stat(follow_symlinks=False).st_size
            if len(found) > bundle.MAX_FILES:
                msg = f"there are more than {bundle.MAX_FILES} files"
                raise DoesNotVerify(msg)
        return found

    def _entries(self, folder: Path, before: str) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
        with _told(folder.name), os.scandir(folder) as entries:
            for entry in entries:
                name = before + entry.name
                if name == bundle.ATTACHMENTS and entry.is_dir(follow_symlinks=False):
                    yield from self._entries(folder / name, f"{name}/")
                    continue
                bundle.must_be_name(name)
                if not entry.is_file(follow_symlinks=False):
                    msg = f"{name} is no plain file"
                    raise DoesNotVerify(msg)
                yield name, entry

    def read(self, name: str, most: int) -> bytes:
        """Return a file of at most `most` bytes.

        Raises:
            DoesNotVerify: it is larger, or is no plain file.
        """
        with self._opened(name) as file:
            return read_upto(file, name, most)

    def sha256(self, name: str, size: int) -> str:
        """Return the SHA-256 of a file that has `size` bytes, read piece by piece.

        Raises:
            DoesNotVerify: it has another size, or is no plain file.
        """
        with self._opened(name) as file:
            return sha256_of(file, name, size)

    @contextmanager
    def _opened(self, name: str) -> Iterator[BinaryIO]:
        path = self._path / bundle.must_be_name(name)
        # O_NONBLOCK: a pipe that nobody writes to would hold us up before we could see what it is
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        with _told(name):
            handle = os.open(path, flags)
            with os.fdopen(handle, "rb") as file:
                if not stat.S_ISREG(os.fstat(handle).st_mode):
                    msg = f"{name} is no plain file"
                    raise DoesNotVerify(msg)
                yield file


@contextmanager
def _told(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        said = (error.strerror or "cannot be read").lower()
        msg = f"{name} cannot be read: {said}"
        raise DoesNotVerify(msg) from error
