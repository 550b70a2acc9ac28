"""Evidence given out: as a folder, as one file sealed for somebody, or as a zip for a browser.

Rule 1: it appears under its name once it is whole. What is sealed for somebody lies nowhere in the
    clear, not even for a moment.
Rule 2: the same bundle gives the same folder and the same zip, byte for byte; a name in it is one
    that `bundle.NAME` allows, and never a path that leads out.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from errno import EDQUOT, ENOENT, ENOSPC
from pathlib import Path
from shutil import rmtree
from typing import Any, Final
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from depesha.errors import NotFound, Problem, Refused, StoreFull
from depesha.evidence import bundle
from depesha.evidence.binding import tar
from depesha.seal.attachment import sealed_to

EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip can name: it tells nothing of when it was taken."""

UNIX: Final = 3
PLAIN_FILE: Final = 0o100600 << 16
"""A plain file that its owner alone may read, as `tar` has it too."""

LARGE_BYTES: Final = 2**31 - 1
"""What a zip without 64-bit sizes holds of one file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Large:
    """A file of a bundle that is not kept in memory: `opens` yields its bytes anew each time."""

    name: str
    size_bytes: int
    opens: Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A bundle that was made and verified, and is not given out yet.

    Attributes:
        name: of the folder that it is.
        files: by name.
        large: what is read when it is given out.
        recipient: the key that it is to be sealed to; None: it is given in the clear.
        told: what is said of it: `root`, `left_out`, `manifest` …
    """

    name: str
    files: Mapping[str, bytes] = field(repr=False)
    large: tuple[Large, ...]
    recipient: bytes | None
    told: Mapping[str, Any]

    @property
    def size_bytes(self) -> int:
        """How much of it is kept in memory."""
        return sum(map(len, self.files.values()))

    @property
    def file_name(self) -> str:
        """What it is called as one file."""
        return f"{self.name}.tar.age" if self.recipient else f"{self.name}.zip"


def given(proof: Proof) -> Iterator[bytes]:
    """Yield a bundle as one file: sealed for its recipient, or as a zip.

    Raises:
        DoesNotVerify: an attachment is not what its telegram says; what came is worth nothing.
    """
    return sealed(proof) if proof.recipient else zipped(proof)


def sealed(proof: Proof) -> Iterator[bytes]:
    """Yield a bundle as a tar file that is sealed for its recipient."""
    if proof.recipient is None:
        msg = "evidence for nobody in particular is not sealed"
        raise ValueError(msg)
    large = {one.name: (one.size_bytes, one.opens()) for one in proof.large}
    return sealed_to(proof.recipient, tar(proof.name, proof.files, large))


class _Pipe:
    """Where a zip is written, and taken from at once: nothing of it is ever whole in memory."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Take in."""
        self._written.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: whoever takes empties it."""

    def close(self) -> None:
        """Do nothing: it was never open."""

    def take(self) -> bytes:
        """Return what was written since."""
        taken = b"".join(self._written)
        self._written.clear()
        return taken


def zipped(proof: Proof) -> Iterator[bytes]:
    """Yield a bundle as a zip, uncompressed: what compresses differs from version to version."""
    pipe = _Pipe()
    small = [
        Large(name=name, size_bytes=len(data), opens=lambda data=data: iter((data,)))  # type: ignore[misc]  # bound now
        for name, data in proof.files.items()
    ]
    with ZipFile(pipe, "w", ZIP_STORED) as whole:
        for one in sorted((*small, *proof.large), key=lambda each: each.name):
            entry = ZipInfo(f"{proof.name}/{bundle.must_be_name(one.name)}", EARLIEST)
            entry.create_system, entry.external_attr = UNIX, PLAIN_FILE
            with whole.open(entry, "w", force_zip64=one.size_bytes > LARGE_BYTES) as file:
                for piece in one.opens():
                    file.write(piece)
                    yield pipe.take()
    yield pipe.take()


# -- written --------------------------------------------------------------------------------------


def write_folder(target: Path, proof: Proof) -> None:
    """Write a bundle as a folder, which appears under its name once it is whole.

    Raises:
        Problem: it cannot be written, or an attachment is not what its telegram says.
    """
    making = target.with_name(f".{target.name}.{os.getpid()}.making")
    try:
        making.mkdir(mode=0o700)
        for name, data in proof.files.items():
            _write(making / name, iter([data]))
        if proof.large:
            (making / bundle.ATTACHMENTS).mkdir(mode=0o700)
        for one in proof.large:
            _write(making / one.name, one.opens())
        making.rename(target)
    except FileExistsError as error:
        msg = f"{target} exists already"
        raise Refused(msg, hint="name another place") from error
    except OSError as error:
        raise _unwritten(target, error) from error
    finally:
        rmtree(making, ignore_errors=True)


def write_sealed(target: Path, proof: Proof) -> None:
    """Write a bundle as one file that is sealed for its recipient.

    Raises:
        Problem: as `write_folder`.
    """
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        _write(part, sealed(proof))
        part.rename(target)
    except OSError as error:
        raise _unwritten(target, error) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _write(path: Path, pieces: Iterator[bytes]) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


_FAMILY: Final[Mapping[int, type[Problem]]] = {
    ENOSPC: StoreFull,
    EDQUOT: StoreFull,
    ENOENT: NotFound,
}


def _unwritten(target: Path, error: OSError) -> Problem:
    msg = f"{target} cannot be written: {os.strerror(error.errno or 0).lower()}"
    family = _FAMILY.get(error.errno or 0, Refused)
    return family(msg, hint="make room, or name another place")
