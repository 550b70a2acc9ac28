"""A bundle in a ZIP file, as whoever verifies it reads it: whatever somebody else packed.

Rule 1: nothing is unpacked on a disk; a file is read within its bound, and no byte beyond it is
    unpacked, so a small file that says it is large costs nothing.
Rule 2: a bundle lies at the top, or in one folder; what is no name of a bundle is told, never read.
Rule 3: of ZIP the plain part alone: no encryption, no parts, no 64-bit tables, no name twice.
"""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from struct import unpack
from typing import IO, Final

from depesha.errors import DoesNotVerify
from depesha.evidence import bundle
from depesha.station.evidence_piece import read_upto, sha256_of

MAX_TABLE_BYTES: Final = 1024 * 1024
"""Of the table at the end: 4,096 files with names of 64 letters have a third of it."""


_END: Final = b"PK\x05\x06"
_END_BYTES: Final = 22
_LONG_END: Final = b"PK\x06\x07"
_LONG_END_BYTES: Final = 20
_PLAIN: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_LINK: Final = 0o120000
_KIND: Final = 0o170000


class EvidenceZip:
    """The files of a bundle in a ZIP file that is open."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        """Look at the table of `file`.

        Raises:
            DoesNotVerify: it is no ZIP file, or one with more than a bundle needs.
        """
        with _told(name):
            _must_be_small(file)
            self._zip = zipfile.ZipFile(file)
        self._infos = _by_name(self._zip.infolist())

    def sizes(self) -> dict[str, int]:
        """Return the names of all files with their sizes, as the table says."""
        return {name: one.file_size for name, one in self._infos.items()}

    def read(self, name: str, most: int) -> bytes:
        """Return a file of at most `most` bytes.

        Raises:
            DoesNotVerify: it is larger, or cannot be unpacked.
        """
        with self._opened(name) as file:
            return read_upto(file, name, most)

    def sha256(self, name: str, size: int) -> str:
        """Return the SHA-256 of a file that has `size` bytes, unpacked piece by piece.

        Raises:
            DoesNotVerify: it has another size, or cannot be unpacked.
        """
        with self._opened(name) as file:
            return sha256_of(file, name, size)

    @contextmanager
    def _opened(self, name: str) -> Iterator[IO[bytes]]:
        if name not in self._infos:
            msg = f"{name} is missing"
            raise DoesNotVerify(msg)
        with _told(name), self._zip.open(self._infos[name]) as file:
            yield file


def _must_be_small(file: IO[bytes]) -> None:
    """Let pass a file whose table is one that a bundle can have, before it is read.

    Raises:
        DoesNotVerify: it has none, or a larger one.
    """
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_BYTES - _LONG_END_BYTES))
    tail = file.read()
    file.seek(0)
    end = tail[-_END_BYTES:]
    # a remark behind the table is refused with the rest: there one could say something else
    if len(end) < _END_BYTES or not end.startswith(_END) or end[-2:] != b"\0\0":
        msg = "it has no table of a ZIP file at its end"
        raise DoesNotVerify(msg)
    (table_bytes,) = unpack("<L", end[12:16])
    if table_bytes > MAX_TABLE_BYTES or _LONG_END in tail[:_LONG_END_BYTES]:
        msg = f"its table has more than {MAX_TABLE_BYTES} bytes"
        raise DoesNotVerify(msg)


def _by_name(infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Return the files by their names in the bundle.

    Raises:
        DoesNotVerify: there is something that no bundle has.
    """
    files = [one for one in infos if not one.filename.endswith("/")]
    if len(files) > bundle.MAX_FILES:
        msg = f"there are more than {bundle.MAX_FILES} files"
        raise DoesNotVerify(msg)
    folder = _folder(files)
    found: dict[str, zipfile.ZipInfo] = {}
    for one in files:
        name = bundle.must_be_name(one.filename.removeprefix(folder))
        if name in found:
            msg = f"{name} is there twice"
            raise DoesNotVerify(msg)
        is_link = (one.external_attr >> 16) & _KIND == _LINK
        if one.flag_bits & 1 or one.compress_type not in _PLAIN or is_link:
            msg = f"{name} is no plain file"
            raise DoesNotVerify(msg)
        found[name] = one
    return found


def _folder(files: list[zipfile.ZipInfo]) -> str:
    """Return the one folder in which all lie, with its stroke; empty: they lie at the top."""
    manifest = next(
        (one.filename for one in files if one.filename.rpartition("/")[2] == bundle.MANIFEST), ""
    )
    folder = manifest.removesuffix(bundle.MANIFEST)
    return folder if all(one.filename.startswith(folder) for one in files) else ""


@contextmanager
def _told(name: str) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        msg = f"{Path(name).name} cannot be unpacked"
        raise DoesNotVerify(msg) from error
    except (OSError, ValueError, RuntimeError) as error:
        msg = f"{Path(name).name} cannot be read"
        raise DoesNotVerify(msg) from error
